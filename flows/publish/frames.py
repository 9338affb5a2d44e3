"""What the gate looks at: the facts as they will be published, and what can be told from them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from flows.curate import FLAGS, Facts, TableFacts
from flows.publish.tidy import arrow
from schemas.published import FACT, Flag

GROUP = 250_000
"""Facts that are looked at together: several tables, or some workbooks of a large one."""
_WITH_VALUE = np.array([flag.has_value for flag in FLAGS])
_OPEN = np.isin(FLAGS, [Flag.MISSING, Flag.WAIVED])
_PLACE = ("unit_name", "table", "row_label", "column_label")


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """One frame, what it is about, and the words for the place of one of its lines.

    `lines` is how many it must have, where that is known from elsewhere.
    """

    about: str
    frame: pd.DataFrame
    place: Callable[[int], str]
    lines: int | None = None


def frames(published: Facts, approved: Facts, vintage: int) -> Iterator[Looked]:
    """Every frame: facts and values by groups of tables, distinct texts, workbooks, and sums.

    `approved` are the facts before small counts were withheld: their sums must close.
    """
    words: dict[str, set[str]] = {field.name: set() for field in FACT if field.pattern}
    for group in _groups(published.tables):
        tables = [arrow(str(published.period), facts, vintage) for facts in group]
        joined = pa.concat_tables(tables).unify_dictionaries()
        for name, seen in words.items():
            seen.update(joined.column(name).unique().drop_null().to_pylist())
        frame = joined.to_pandas()
        place = _place_of_fact(frame)
        expected = sum(len(facts.source_of) * len(facts.columns) for facts in group)
        yield Looked("facts", frame, place, expected)
        yield Looked("values", _values(group), place, expected)
    yield _words(words)
    yield _workbooks(published)
    yield _sums(approved)


def _groups(tables: Sequence[TableFacts]) -> Iterator[Sequence[TableFacts]]:
    group: list[TableFacts] = []
    for facts in (part for table in tables for part in table.slices(GROUP)):
        if group and sum(each.size for each in group) + facts.size > GROUP:
            yield group
            group = []
        group.append(facts)
    if group:
        yield group


def _place_of_fact(frame: pd.DataFrame) -> Callable[[int], str]:
    return lambda line: " ".join(str(frame[name].iloc[line]) for name in _PLACE)


def _values(group: Sequence[TableFacts]) -> pd.DataFrame:
    """Values seen from the sides that a promise is about; empty where it does not concern the fact."""
    parts = [_values_of(facts) for facts in group]
    return pd.concat(parts, ignore_index=True)


def _values_of(facts: TableFacts) -> pd.DataFrame:
    numbers, promised = facts.numbers, _WITH_VALUE[facts.flags]
    signed = np.array([column.signed for column in facts.columns])
    guarded = facts.table.sensitive & (facts.decimals == 0)
    return pd.DataFrame(
        {
            "has_value": ~np.isnan(numbers).ravel(),
            "flag_says_so": promised.ravel(),
            "unsigned": np.where(signed, np.nan, numbers).ravel(),
            "guarded": np.where(guarded, numbers, np.nan).ravel(),
            "without_cell": (promised & ((facts.at_row < 1) | (facts.sheet_of < 0))).ravel(),
        }
    )


def _words(words: dict[str, set[str]]) -> Looked:
    longest = max(len(seen) for seen in words.values())
    padded = {name: [*sorted(seen), *[None] * (longest - len(seen))] for name, seen in words.items()}
    frame = pd.DataFrame(padded, dtype=object)
    return Looked("texts", frame, lambda line: " ".join(str(text) for text in frame.iloc[line] if text is not None))


def _workbooks(facts: Facts) -> Looked:
    frame = pd.DataFrame(
        {
            "unit": [source.workbook.unit for source in facts.sources],
            "return": [source.workbook.return_code for source in facts.sources],
            "submission": [source.workbook.submission for source in facts.sources],
            "sha256": [source.workbook.sha256 for source in facts.sources],
        }
    )
    return Looked("workbooks", frame, lambda line: f"{frame['unit'].iloc[line]} {frame['return'].iloc[line]}")


def _sums(facts: Facts) -> Looked:
    """Parent rows against the sum of their rows, scaled by the decimals, where no number of them is missing or waived."""
    parts = [_sums_of(table) for table in facts.tables]
    frame = pd.concat([pd.DataFrame({"total": [], "parts": [], "place": []}), *parts], ignore_index=True)
    checked = frame[["total", "parts"]].astype("int64")
    return Looked("sums", checked, lambda line: str(frame["place"].iloc[line]))


def _sums_of(facts: TableFacts) -> pd.DataFrame:
    below = np.flatnonzero(facts.parent_of >= 0)
    parents, of_child = np.unique(facts.parent_of[below], return_inverse=True)
    shape = (len(parents), len(facts.columns))
    parts, unknown = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    np.add.at(parts, of_child, facts.values[below])
    np.add.at(unknown, of_child, _OPEN[facts.flags[below]].astype(np.int64))
    told = (unknown == 0) & _WITH_VALUE[facts.flags[parents]] & ~_OPEN[facts.flags[parents]]
    lines, columns = np.nonzero(told)
    labels = [
        f"{facts.sources[facts.source_of[parents[line]]].unit_name} {facts.table.code} "
        f"{facts.row_labels[facts.label_of[parents[line]]]} {facts.columns[column].zh}"
        for line, column in zip(lines, columns, strict=True)
    ]
    return pd.DataFrame({"total": facts.values[parents][told], "parts": parts[told], "place": labels})
