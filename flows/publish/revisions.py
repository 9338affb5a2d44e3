"""What differs between two vintages of a period: which figures, from what to what, and why."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from flows.curate import FLAGS, Facts, TableFacts
from schemas.messages import say
from schemas.published import Edition, Flag

SOURCES = "sources.csv"
_FLAG = {flag: position for position, flag in enumerate(FLAGS)}
_WITH_VALUE = np.array([flag.has_value for flag in FLAGS])
_KEY = ("unit", "row", "column")


@dataclass(frozen=True, slots=True)
class Revision:
    """One fact that differs: the value as printed, or in its place the flag that says why there is none."""

    unit: str
    unit_name: str
    table: str
    row: str
    row_label: str
    column: str
    column_label: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One workbook of an edition."""

    unit: str
    unit_name: str
    return_code: str
    sha256: str

    @property
    def key(self) -> tuple[str, str]:
        """Unit and return."""
        return self.unit, self.return_code


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs from the vintage `since`; that is None for a first edition, which then has no revisions."""

    since: int | None
    revisions: tuple[Revision, ...] = ()
    entered: tuple[Entry, ...] = ()
    withdrawn: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """A table's facts in the vintage before, in the places of the facts now.

    `known` says which facts were there; `numbers` (NaN for none) and `flags` are what they were. `gone` are the facts
    that have no place any more, with the labels of their time.
    """

    known: NDArray[np.bool_]
    numbers: NDArray[np.float64]
    flags: NDArray[np.int8]
    gone: pa.Table


def earlier(folder: Path, facts: TableFacts) -> Earlier | None:
    """The same facts in an earlier edition's folder; None where it has no such table."""
    path = folder / f"{facts.table.code}.parquet"
    if not path.is_file():
        return None
    table = pyarrow.parquet.read_table(path, read_dictionary=[*_KEY, "flag"])
    line, column = _places(facts, table)
    here = (line >= 0) & (column >= 0)
    at = (line[here], column[here])
    shape = facts.values.shape
    known = np.zeros(shape, dtype=np.bool_)
    numbers = np.full(shape, np.nan)
    flags = np.full(shape, _FLAG[Flag.MISSING], dtype=np.int8)
    known[at] = True
    numbers[at] = table.column("value").to_numpy()[here]
    flags[at] = _numbered(table.column("flag"), {str(flag): position for flag, position in _FLAG.items()})[here]
    return Earlier(known, numbers, flags, table.filter(pa.array(~here)))


def corrected(facts: TableFacts, before: Earlier) -> TableFacts:
    """The facts, those flagged corrected whose number differs from the vintage before, or that were so there."""
    had, has = _WITH_VALUE[before.flags], _WITH_VALUE[facts.flags]
    withheld = before.flags == _FLAG[Flag.SUPPRESSED]
    differs = (had & (before.numbers != facts.numbers)) | (~had & ~withheld)
    marked = before.known & has & (differs | (before.flags == _FLAG[Flag.CORRECTED]))
    return replace(facts, flags=np.where(marked, np.int8(_FLAG[Flag.CORRECTED]), facts.flags))


def withheld_before(before: Earlier) -> NDArray[np.bool_]:
    """Facts that the vintage before withheld."""
    withheld: NDArray[np.bool_] = before.flags == _FLAG[Flag.SUPPRESSED]
    return withheld


def compare(facts: Facts, previous: Edition | None, curated: Path) -> Changes:
    """What differs between the facts as they will be published and the edition before.

    Only what is published is compared: what is withheld in either stays withheld.
    """
    if previous is None:
        return Changes(None)
    folder = curated / previous.folder
    before = {entry.key: entry for entry in read_entries(folder / SOURCES)}
    now = {entry.key: entry for entry in entries(facts)}
    revisions = [
        revision for table in facts.tables for revision in _revisions(table, earlier(folder, table), before, now)
    ]
    return Changes(
        since=previous.vintage,
        revisions=tuple(revisions),
        entered=tuple(entry for key, entry in now.items() if key not in before),
        withdrawn=tuple(entry for key, entry in before.items() if key not in now),
    )


def entries(facts: Facts) -> tuple[Entry, ...]:
    """The workbooks of the facts."""
    of = ((each.workbook, each.unit_name) for each in facts.sources)
    return tuple(Entry(workbook.unit, name, workbook.return_code, workbook.sha256) for workbook, name in of)


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The workbooks of an edition, from its sources.csv."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = [field.name for field in fields(Entry)]
        return tuple(Entry(*(line[name] for name in names)) for line in csv.DictReader(file))


def both(code: str, facts: Mapping[str, object] = MappingProxyType({})) -> str:
    """A message in Chinese and English."""
    return f"{say(code, 'zh', facts)} {say(code, 'en', facts)}"


def _places(facts: TableFacts, table: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Line and column of each fact of an earlier table among the facts now; -1 where there is none."""
    units = {facts.sources[position].workbook.unit: position for position in np.unique(facts.source_of).tolist()}
    rows = {code: position for position, code in enumerate(facts.row_codes)}
    columns = {column.name: position for position, column in enumerate(facts.columns)}
    unit, row = _numbered(table.column("unit"), units), _numbered(table.column("row"), rows)
    key = np.where((unit >= 0) & (row >= 0), unit * len(rows) + row, -1)
    line_at = np.full(len(facts.sources) * len(rows) + 1, -1, dtype=np.int64)
    line_at[facts.source_of.astype(np.int64) * len(rows) + facts.row_of] = np.arange(len(facts.source_of))
    return line_at[key], _numbered(table.column("column"), columns)


def _numbered(column: pa.ChunkedArray, numbers: Mapping[str, int]) -> NDArray[np.int64]:
    """The number of each text of a dictionary-encoded column, -1 for a text without one."""
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    translated = np.array([numbers.get(text, -1) for text in whole.dictionary.to_pylist()], dtype=np.int64)
    found: NDArray[np.int64] = translated[whole.indices.to_numpy(zero_copy_only=False)]
    return found


def _revisions(
    facts: TableFacts,
    before: Earlier | None,
    entries_before: Mapping[tuple[str, str], Entry],
    entries_now: Mapping[tuple[str, str], Entry],
) -> Iterator[Revision]:
    if before is None:
        return
    had, has = _WITH_VALUE[before.flags], _WITH_VALUE[facts.flags]
    same = np.where(had & has, before.numbers == facts.numbers, before.flags == facts.flags)
    for line, column in np.argwhere(before.known & ~same):
        source, item = facts.sources[facts.source_of[line]], facts.columns[column]
        was, now = FLAGS[before.flags[line, column]], FLAGS[facts.flags[line, column]]
        decimals = item.measure.decimals
        entry = entries_before.get((source.workbook.unit, source.workbook.return_code))
        yield Revision(
            unit=source.workbook.unit,
            unit_name=source.unit_name,
            table=facts.table.code,
            row=facts.row_codes[facts.row_of[line]],
            row_label=facts.row_labels[facts.label_of[line]],
            column=item.name,
            column_label=item.zh,
            before=_shown(before.numbers[line, column], was, decimals),
            after=_shown(facts.numbers[line, column], now, decimals),
            reason=_reason(
                was,
                now,
                source.workbook.correction,
                same_file=entry is not None and entry.sha256 == source.workbook.sha256,
            ),
        )
    yield from _gone(facts, before.gone, entries_now)


def _gone(facts: TableFacts, gone: pa.Table, entries_now: Mapping[tuple[str, str], Entry]) -> Iterator[Revision]:
    """Facts that are there no more although their workbook's unit still is."""
    return_codes = {facts.sources[position].workbook.return_code for position in set(facts.source_of.tolist())}
    decimals = {column.name: column.measure.decimals for column in facts.table.columns}
    for line in gone.to_pylist():
        if any((line["unit"], code) in entries_now for code in return_codes):
            yield Revision(
                unit=line["unit"],
                unit_name=line["unit_name"],
                table=line["table"],
                row=line["row"],
                row_label=line["row_label"],
                column=line["column"],
                column_label=line["column_label"],
                before=_shown(line["value"], Flag(line["flag"]), decimals.get(line["column"], 0)),
                after="",
                reason=both("CHANGE-GONE"),
            )


def _shown(number: float, flag: Flag, decimals: int) -> str:
    return f"{number:.{decimals}f}" if flag.has_value else f"{flag.words('zh')} {flag.words('en')}"


def _reason(was: Flag, now: Flag, correction: str, *, same_file: bool) -> str:
    if Flag.SUPPRESSED in {was, now}:
        return both("CHANGE-WITHHELD")
    if correction:
        return correction
    return both("CHANGE-READ-ANEW" if same_file else "CHANGE-SENT-ANEW")
