"""Tidy facts as they are published: one line a fact, the fields of `schemas.published`, as Parquet and as CSV."""

import io
import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from flows.curate import FLAGS, TableFacts
from schemas.published import FACT, FieldType

CSV_FACTS = 1_048_575
"""Lines below the heading that a sheet holds; a longer table is published as Parquet alone."""
PART = 250_000
"""Facts that are in memory at once as texts."""
_DIGITS = 18
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TYPES = {
    FieldType.TEXT: pa.dictionary(pa.int32(), pa.string()),
    FieldType.INTEGER: pa.int64(),
    FieldType.NUMBER: pa.float64(),
}
_SCHEMA = pa.schema([pa.field(field.name, _TYPES[field.type], nullable=field.nullable) for field in FACT])
"""Texts are kept by number here; a reader of the files sees plain texts."""

_LIVE = re.compile("^[=+\\-@\t\r\0＝＋－＠]")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it."""
    return f"'{text}" if _LIVE.match(text) else text


def a1(row: int, column: int) -> str:
    """`C12` of row 12 and column 3."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row}"


def arrow(period: str, facts: TableFacts, vintage: int) -> pa.Table:
    """All facts of a table, line by line; texts are dictionary-encoded."""
    lines, width = facts.values.shape
    sources = facts.sources
    of_source = np.repeat(facts.source_of, width)
    columns = np.tile(np.arange(width, dtype=np.int32), lines)
    names, measures = facts.measures()
    cells = _cells(facts)
    fields = {
        "period": _constant(period, facts.size),
        "unit": _coded(of_source, [source.workbook.unit for source in sources]),
        "unit_name": _coded(of_source, [source.unit_name for source in sources]),
        "table": _constant(facts.table.code, facts.size),
        "row": _coded(np.repeat(facts.row_of, width), facts.row_codes),
        "row_label": _coded(np.repeat(facts.label_of, width), facts.row_labels),
        "column": _coded(columns, [column.name for column in facts.columns]),
        "column_label": _coded(columns, [column.zh for column in facts.columns]),
        "value": pa.array(facts.numbers.ravel(), from_pandas=True),
        "measure": _coded(measures.ravel(), names),
        "kind": _coded(columns, [str(column.kind) for column in facts.columns]),
        "flag": _coded(facts.flags.ravel(), [str(flag) for flag in FLAGS]),
        "vintage": pa.array(np.full(facts.size, vintage, dtype=np.int64)),
        "submission": pa.array(np.array([source.workbook.submission for source in sources], dtype=np.int64)[of_source]),
        "sha256": _coded(of_source, [source.workbook.sha256 for source in sources]),
        "sheet": _coded(facts.sheet_of.ravel(), facts.sheets),
        "cell": cells,
        "rule_set": _coded(of_source, [source.workbook.rule_set for source in sources]),
    }
    return pa.table([fields[field.name] for field in FACT], schema=_SCHEMA)


def parquet(period: str, facts: TableFacts, vintage: int) -> bytes:
    """The Parquet file of a table; the same facts give the same bytes with the same version of the library."""
    out = io.BytesIO()
    with pyarrow.parquet.ParquetWriter(out, _SCHEMA, compression="zstd", store_schema=False) as writer:
        for part in facts.slices(PART):
            writer.write_table(arrow(period, part, vintage))
    return out.getvalue()


def csv(period: str, facts: TableFacts, vintage: int) -> Iterator[bytes]:
    """The CSV file of a table: UTF-8 with byte order mark; values with all their decimals, formulas made harmless."""
    options = pyarrow.csv.WriteOptions(include_header=False)
    yield _BYTE_ORDER_MARK + (",".join(field.name for field in FACT) + "\n").encode()
    for part in facts.slices(PART):
        table = arrow(period, part, vintage)
        exact = table.set_column(table.schema.get_field_index("value"), "value", _exact(part))
        out = io.BytesIO()
        pyarrow.csv.write_csv(
            pa.table({name: _guarded(exact.column(name)) for name in exact.column_names}), out, options
        )
        yield out.getvalue()


def _coded(numbers: NDArray[np.integer], texts: Sequence[str]) -> pa.DictionaryArray:
    """Texts by their numbers; a number below 0 is no text.

    Each text stands in the dictionary once: with one there twice the bytes of a Parquet file change from run to run.
    """
    place: dict[str, int] = {}
    once = np.array([place.setdefault(text, len(place)) for text in texts] or [0], dtype=np.int32)
    there = once[np.maximum(numbers, 0)]
    return pa.DictionaryArray.from_arrays(pa.array(there, mask=numbers < 0), pa.array(list(place), pa.string()))


def _constant(text: str, size: int) -> pa.DictionaryArray:
    return _coded(np.zeros(size, dtype=np.int32), [text])


def _cells(facts: TableFacts) -> pa.DictionaryArray:
    """The cell of each fact, from a vocabulary of the cells that occur."""
    at_row, at_column = facts.at_row.ravel().astype(np.int64), facts.at_column.ravel().astype(np.int64)
    width = int(at_column.max(initial=0)) + 1
    keys = at_row * width + at_column
    occurs = np.zeros(int(keys.max(initial=0)) + 1, dtype=bool)
    occurs[keys] = True
    found = np.flatnonzero(occurs)
    number = np.cumsum(occurs) - 1
    texts = [a1(*divmod(int(key), width)) for key in found]
    return _coded(np.where(at_row > 0, number[keys], -1), texts)


def _exact(facts: TableFacts) -> pa.Array:
    """Values as decimal numbers with the decimals of the table's finest column."""
    most = int(facts.decimals.max(initial=0))
    scaled = np.ascontiguousarray(facts.values * 10 ** (most - facts.decimals)).ravel()
    exact = pa.Array.from_buffers(pa.decimal64(_DIGITS, most), scaled.size, [None, pa.py_buffer(scaled)])
    return pyarrow.compute.if_else(pa.array(np.isnan(facts.numbers.ravel())), pa.scalar(None, exact.type), exact)


def _guarded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_dictionary(column.type):
        return column
    chunks = [
        pa.DictionaryArray.from_arrays(
            chunk.indices, pa.array([harmless(text) for text in chunk.dictionary.to_pylist()], pa.string())
        )
        for chunk in column.chunks
    ]
    return pa.chunked_array(chunks)
