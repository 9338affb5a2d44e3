"""The analyst's reading of curated/: which tables there are, what they mean, and their facts as known on a day."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from operator import and_, or_
from pathlib import Path
from typing import TYPE_CHECKING

from flows.data.selection import DataError, Selection, edition_at, editions_of, why_no_edition
from flows.publish.editions import catalogued, current
from schemas.periods import Period
from schemas.published import Edition

if TYPE_CHECKING:
    import pandas as pd
    from pyarrow.compute import Expression

_LINE = ("period", "unit", "unit_name", "row", "row_label")
_NAMES = ("unit", "unit_name", "row", "row_label")
"""Fields by which a unit or a row is asked for."""
_SHEET_LINES = 100_000
PLAIN = "%.15g"
"""How CSV writes a figure: a count without a decimal point, as the editions do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One column of a table, as its latest edition describes it; `code` is `CA1.02`."""

    code: str
    column: str
    zh: str
    en: str
    kind: str
    measure: str
    decimals: int
    definition: str
    measure_en: str


@dataclass(frozen=True, slots=True)
class TableOnFile:
    """One table in curated/, with the current edition of each period that has it, and its items."""

    table: str
    return_code: str
    zh: str
    en: str
    editions: tuple[Edition, ...]
    items: tuple[Item, ...]


def tables(curated: Path) -> tuple[TableOnFile, ...]:
    """Every published table, in order of its code. Raises DataError where nothing is published yet."""
    editions = current(catalogued(curated))
    if not editions:
        raise DataError("DATA-NOTHING")
    found: dict[str, list[Edition]] = {}
    described: dict[str, Sequence[Mapping[str, str]]] = {}
    for edition in editions:
        fresh = _described(curated / edition.folder)
        described.update(fresh)
        for code in fresh:
            found.setdefault(code, []).append(edition)
    return tuple(_on_file(code, found[code], described[code]) for code in sorted(found))


def table(curated: Path, name: str) -> TableOnFile:
    """The table of a code (in any case) or a title. Raises DataError, naming those that there are."""
    known = tables(curated)
    for each in known:
        if name.upper() == each.table or name in {each.zh, each.en}:
            return each
    raise DataError("DATA-TABLE", {"table": name, "tables": [each.table for each in known]})


def read(curated: Path, selection: Selection, *, wide: bool = False, most: int | None = None) -> "pd.DataFrame":
    """The facts of a selection: one line a fact with every field of `schemas.published`.

    With `wide` one line a row of the table, the items under their printed headings, NaN where there is no number.
    Raises DataError where there is no such table or nothing of it fits, or there are more than `most` facts.
    """
    import pandas as pd
    import pyarrow.parquet

    asked = table(curated, selection.table)
    parts, wanted, count = [], _wanted(selection), 0
    every = catalogued(curated)
    for edition in editions_of(every, selection):
        path = curated / edition.folder / f"{asked.table}.parquet"
        if path.is_file():
            facts = pyarrow.parquet.read_table(path, filters=wanted)
            count += facts.num_rows
            if most is not None and count > most:
                raise DataError("DATA-MANY", {"table": asked.table, "most": most})
            parts.append(facts.to_pandas())
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if frame.empty:
        raise why_no_edition(every, asked.table, asked.editions, selection) or _why_unit(curated, asked, selection)
    return _wide(frame) if wide else frame


def _why_unit(curated: Path, asked: TableOnFile, selection: Selection) -> DataError:
    """That a unit or a row of that code or name is nowhere, or in which periods it is; else only what was asked."""
    import pyarrow.parquet
    from pyarrow.compute import field

    if not selection.unit:
        return DataError("DATA-SELECTION", {"table": asked.table, "wanted": selection.text()})
    wanted = reduce(or_, [field(name) == selection.unit for name in _NAMES])
    paths = {each.period: curated / each.folder / f"{asked.table}.parquet" for each in asked.editions}
    inside = [
        period
        for period, path in paths.items()
        if pyarrow.parquet.read_table(path, columns=["unit"], filters=wanted).num_rows
    ]
    facts = {"table": asked.table, "unit": selection.unit, "periods": inside, "wanted": selection.text()}
    return DataError("DATA-UNIT-ELSEWHERE" if inside else "DATA-UNIT", facts)


def differences(curated: Path, period: Period, before: int, after: int, name: str = "") -> "pd.DataFrame":
    """Every fact whose value or flag differs between two vintages of a period, one line a fact; of one table if named.

    Columns: table, unit, row, column, their labels, and value and flag before and after (NaN where the other vintage
    alone has the fact). Raises DataError where one of the vintages or the table is not there.
    """
    import pandas as pd

    known = [table(curated, name).table] if name else [each.table for each in tables(curated)]
    sides = [_vintage(curated, period, vintage, known) for vintage in (before, after)]
    key = ["table", "unit", "row", "column"]
    labels = ["unit_name", "row_label", "column_label"]
    merged = sides[0].merge(sides[1], on=key, how="outer", suffixes=("_before", "_after"))
    for label in labels:
        merged[label] = merged.pop(f"{label}_after").combine_first(merged.pop(f"{label}_before"))
    told = ["value_before", "flag_before", "value_after", "flag_after"]
    same = (merged["flag_before"] == merged["flag_after"]) & (
        (merged["value_before"] == merged["value_after"])
        | (merged["value_before"].isna() & merged["value_after"].isna())
    )
    return pd.DataFrame(_harmless(merged.loc[~same, [*key, *labels, *told]]))


def _vintage(curated: Path, period: Period, vintage: int, known: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd
    import pyarrow.parquet

    edition = edition_at(catalogued(curated), str(period), vintage)
    names = ["table", "unit", "unit_name", "row", "row_label", "column", "column_label", "value", "flag"]
    paths = [curated / edition.folder / f"{code}.parquet" for code in known]
    found = [pyarrow.parquet.read_table(path, columns=names).to_pandas() for path in paths if path.is_file()]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=names)


def save(frame: "pd.DataFrame", path: Path, made: datetime) -> None:
    """Write facts as .csv (UTF-8 with byte order mark), .xlsx or .parquet; a text is a text in each of them.

    `made` is the moment that a workbook states. Raises DataError for another suffix, and for more lines than a
    workbook can take.
    """
    match path.suffix.lower():
        case ".csv":
            path.write_bytes(as_csv(frame))
        case ".parquet":
            frame.to_parquet(path, index=False)
        case ".xlsx":
            path.write_bytes(_workbook(frame, made))
        case _:
            raise DataError("DATA-SUFFIX", {"file": path.name})


def as_csv(frame: "pd.DataFrame") -> bytes:
    """Facts as CSV: UTF-8 with byte order mark, a count without a decimal point, a text never a formula."""
    return b"\xef\xbb\xbf" + _harmless(frame).to_csv(index=False, lineterminator="\n", float_format=PLAIN).encode()


def _described(folder: Path) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The dictionary's items by table."""
    file = folder / "dictionary.json"
    return _dictionary(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _dictionary(file: Path, _: int) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Read once in the life of a server: an edition never changes, and one made anew has another moment."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for item in json.loads(file.read_bytes())["items"]:
        found.setdefault(item["table"], []).append(item)
    return found


def _on_file(code: str, editions: Sequence[Edition], items: Sequence[Mapping[str, str]]) -> TableOnFile:
    first = items[0]
    return TableOnFile(
        code, first["return_code"], first["table_zh"], first["table_en"], tuple(editions), tuple(map(_item, items))
    )


def described(curated: Path, edition: Edition, code: str) -> tuple[Item, ...]:
    """The items of a table as one edition describes them; none where the table is not in it."""
    return tuple(map(_item, _described(curated / edition.folder).get(code, ())))


def _item(told: Mapping[str, str]) -> Item:
    return Item(
        code=told["item"],
        column=told["column"],
        zh=told["zh"],
        en=told["en"],
        kind=told["kind"],
        measure=told["measure"],
        decimals=int(told["decimals"]),
        definition=told["definition"],
        measure_en=told["measure_en"],
    )


def _wanted(selection: Selection) -> "Expression | None":
    """What a fact must fulfil beside its edition, for the reader of the files; None where all are wanted."""
    from pyarrow.compute import field

    parts = [field(name) == getattr(selection, name) for name in ("row", "column") if getattr(selection, name)]
    if selection.unit:
        parts.append(reduce(or_, [field(name) == selection.unit for name in _NAMES]))
    return reduce(and_, parts) if parts else None


def _wide(frame: "pd.DataFrame") -> "pd.DataFrame":
    """One line a row of the table; an item's heading is that of the latest period."""
    import pandas as pd

    lines = list(_LINE)
    named = frame.drop_duplicates("column", keep="last")
    headings: dict[object, str] = dict(zip(named["column"], named["column_label"], strict=True))
    pivoted = frame.pivot(index=lines, columns="column", values="value")  # noqa: PD010 - a fact twice must be told
    order = pd.MultiIndex.from_frame(frame[lines].drop_duplicates())
    printed = pivoted.reindex(index=order, columns=frame["column"].unique())
    return printed.rename(columns=headings).rename_axis(columns=None).reset_index()


def _harmless(frame: "pd.DataFrame") -> "pd.DataFrame":
    from flows.publish.tidy import harmless

    def guarded(value: object) -> object:
        return harmless(value) if isinstance(value, str) else value

    return frame.map(guarded).rename(columns=harmless)


def _workbook(frame: "pd.DataFrame", made: datetime) -> bytes:
    from flows.publish.workbook import Book

    if len(frame) > _SHEET_LINES:
        raise DataError("DATA-LONG", {"count": len(frame)})
    book = Book(made)
    filled = frame.astype(object).where(frame.notna(), "")
    decimals = [2 if (frame[name].dtype.kind == "f" and (frame[name] % 1 > 0).any()) else 0 for name in frame.columns]
    book.sheet("数据", [str(name) for name in frame.columns], filled.itertuples(index=False), decimals)
    return book.content()
