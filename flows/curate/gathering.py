"""Curating: approved workbooks become facts, one for each cell, each with its lineage and its quality flag."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from schemas.finding import Finding
from schemas.in_force import asked
from schemas.model import SEE_ROW, TOTAL_ROW, Column, Grain, Table
from schemas.periods import Period
from schemas.published import Flag
from schemas.reading import CellState, TableReading, WorkbookReading
from schemas.returns import Returns
from schemas.units import Register

FLAGS: tuple[Flag, ...] = tuple(Flag)
"""A flag is kept as its position here."""
_CODE: Mapping[Flag, int] = MappingProxyType({flag: position for position, flag in enumerate(FLAGS)})
_FLAG_OF_STATE = np.zeros(len(CellState), dtype=np.int8)
_FLAG_OF_STATE[[CellState.BLANK, CellState.UNREADABLE, CellState.ABSENT]] = _CODE[Flag.MISSING]
_FLAG_OF_STATE[CellState.NOT_APPLICABLE] = _CODE[Flag.NOT_APPLICABLE]
_WITH_VALUE = np.array([flag.has_value for flag in FLAGS])


class CurateError(ValueError):
    """Approved workbooks that cannot stand in one edition: two of one unit and return, or another period's."""


@dataclass(frozen=True, slots=True, eq=False)
class Accepted:
    """One approved workbook: what was read, under which number, and which of its findings were settled.

    `rule_set` is the hash of the rules that its verdict is bound to. `correction` is the reason where it replaces an
    approved workbook, else empty.
    """

    reading: WorkbookReading
    submission: int
    received: date
    approved: date
    rule_set: str
    explained: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The workbook that facts come from; the name is the unit's at the period's end."""

    unit: str
    unit_name: str
    return_code: str
    submission: int
    sha256: str
    rule_set: str
    received: date
    approved: date
    correction: str


@dataclass(frozen=True, eq=False)
class TableFacts:
    """All facts of one table. A line is one table row of one workbook; a fact is a line in one of `columns`.

    `source_of`, `row_of` and `label_of` (lines) point into `sources`, `row_codes` and `row_labels`. `values`
    (int64 scaled by the column's decimals, 0 where the flag allows none), `flags` (positions in `FLAGS`), `sheet_of`
    (into `sheets`), `at_row` and `at_column` (from 1; 0 where there is no such cell) are lines x columns.
    """

    table: Table
    columns: tuple[Column, ...]
    sources: tuple[Source, ...]
    row_codes: tuple[str, ...]
    row_labels: tuple[str, ...]
    sheets: tuple[str, ...]
    source_of: NDArray[np.int32]
    row_of: NDArray[np.int32]
    label_of: NDArray[np.int32]
    values: NDArray[np.int64]
    flags: NDArray[np.int8]
    sheet_of: NDArray[np.int16]
    at_row: NDArray[np.int32]
    at_column: NDArray[np.int16]

    @property
    def size(self) -> int:
        """Number of facts."""
        return int(self.values.size)

    def slices(self, most: int) -> "Iterator[TableFacts]":
        """The facts in parts of whole workbooks, each of about `most` facts or of one workbook."""
        lines = len(self.source_of)
        begins = np.flatnonzero(np.diff(self.source_of, prepend=-1)).tolist()
        first = 0
        for begin, end in pairwise([*begins, lines]):
            if begin > first and (end - first) * len(self.columns) > most:
                yield self._lines(first, begin)
                first = begin
        if lines:
            yield self._lines(first, lines)

    def _lines(self, first: int, end: int) -> "TableFacts":
        if first == 0 and end == len(self.source_of):
            return self
        return replace(
            self,
            source_of=self.source_of[first:end],
            row_of=self.row_of[first:end],
            label_of=self.label_of[first:end],
            values=self.values[first:end],
            flags=self.flags[first:end],
            sheet_of=self.sheet_of[first:end],
            at_row=self.at_row[first:end],
            at_column=self.at_column[first:end],
        )

    @cached_property
    def decimals(self) -> NDArray[np.int64]:
        """Decimals of each column."""
        return np.array([column.measure.decimals for column in self.columns], dtype=np.int64)

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Values in the unit of measure, lines x columns; NaN where there is none.

        Each is the floating-point number nearest to the exact value (scaled values stay below 10**15), so that
        rounding it times 10**decimals gives the reported integer back.
        """
        numbers = self.values / np.power(10.0, self.decimals)
        numbers[~_WITH_VALUE[self.flags]] = np.nan
        return numbers

    @cached_property
    def parent_of(self) -> NDArray[np.int64]:
        """Line of which each line is a part (the county total, or the stub row above it); -1 at the top."""
        above = {row.code: row.parent for row in self.table.rows if row.parent}
        if self.table.grain is Grain.UNIT:
            above = {code: TOTAL_ROW for code in self.row_codes if code != TOTAL_ROW}
        codes = [self.row_codes[position] for position in self.row_of]
        keys = list(zip(self.source_of.tolist(), codes, strict=True))
        line_of = {key: line for line, key in enumerate(keys)}
        found = [line_of.get((source, above[code]), -1) if code in above else -1 for source, code in keys]
        return np.array(found, dtype=np.int64)

    def measures(self) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        """Names of the units of measure, and which one each fact has: lines x columns."""
        of_row = {row.code: row.measure.zh for row in self.table.rows}
        names = tuple(dict.fromkeys([column.measure.zh for column in self.columns] + list(of_row.values())))
        place = {name: position for position, name in enumerate(names)}
        by_column = np.array([place[column.measure.zh] for column in self.columns], dtype=np.int32)
        found = np.broadcast_to(by_column, self.values.shape).copy()
        seen = [position for position, column in enumerate(self.columns) if column.measure == SEE_ROW]
        if seen:
            default = SEE_ROW.zh
            by_row = np.array([place[of_row.get(code, default)] for code in self.row_codes], dtype=np.int32)
            found[:, seen] = by_row[self.row_of][:, np.newaxis]
        return names, found


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All facts of one period, table by table, and the workbooks that they come from."""

    period: Period
    sources: tuple[Source, ...]
    tables: tuple[TableFacts, ...]

    @property
    def size(self) -> int:
        """Number of facts."""
        return sum(table.size for table in self.tables)

    def table(self, code: str) -> TableFacts | None:
        """The facts of one table, None where the period has none."""
        return next((facts for facts in self.tables if facts.table.code == code), None)

    def fingerprint(self) -> str:
        """SHA-256 of all facts with their lineage: equal exactly where every value, flag and source is."""
        seal = sha256(str(self.period).encode())
        seal.update(repr([(s.unit, s.unit_name, s.submission, s.sha256, s.rule_set) for s in self.sources]).encode())
        for facts in self.tables:
            names = [column.name for column in facts.columns]
            seal.update(repr((facts.table.code, names, facts.row_codes, facts.row_labels, facts.sheets)).encode())
            for array in (
                facts.source_of, facts.row_of, facts.label_of, facts.values,
                facts.flags, facts.sheet_of, facts.at_row, facts.at_column,
            ):  # fmt: skip
                seal.update(np.ascontiguousarray(array).tobytes())
        return seal.hexdigest()


def curate(period: Period, accepted: Iterable[Accepted], register: Register, returns: Returns) -> Facts:
    """The facts of a period's approved workbooks, in the order of the register whatever order they come in.

    Columns that are not in force in the period are left out. Raises CurateError where a workbook is of another period
    or of a unit that does not report then, or where two are of one unit and return.
    """
    ordered = _ordered(period, accepted, register, returns)
    sources = tuple(_source(each, register, period) for each in ordered)
    unit_names = {unit.code: unit.name for unit in register.current(period.last_day)}
    gathered: list[TableFacts] = []
    for table in returns.tables:
        blocks = [
            (position, each, found)
            for position, each in enumerate(ordered)
            if (found := each.reading.table(table.code)) is not None and period.covers(table.frequency)
        ]
        if blocks:
            gathered.append(_stacked(table, columns_in_force(table, period), sources, blocks, unit_names))
    return Facts(period, sources, tuple(gathered))


def columns_in_force(table: Table, period: Period) -> tuple[Column, ...]:
    """The columns of a table that are asked in a period."""
    return tuple(column for column in table.columns if asked(column, period))


def _ordered(period: Period, accepted: Iterable[Accepted], register: Register, returns: Returns) -> list[Accepted]:
    place = {unit.code: position for position, unit in enumerate(register.reporting(period))}
    order = {each.code: position for position, each in enumerate(returns)}
    by_key: dict[tuple[int, int], Accepted] = {}
    for each in accepted:
        identity = each.reading.identity
        if identity.period != str(period) or identity.unit not in place or identity.return_code not in order:
            raise CurateError(f"submission {each.submission} does not belong to the returns of {period}")
        key = (order[identity.return_code], place[identity.unit])
        if key in by_key:
            raise CurateError(f"submissions {by_key[key].submission} and {each.submission} are of one unit and return")
        by_key[key] = each
    return [by_key[key] for key in sorted(by_key)]


def _source(accepted: Accepted, register: Register, period: Period) -> Source:
    identity = accepted.reading.identity
    unit = register.at(identity.unit, period.last_day)
    if unit is None:
        raise CurateError(f"no unit {identity.unit} on {period.last_day}")
    return Source(
        unit=unit.code,
        unit_name=unit.name,
        return_code=identity.return_code,
        submission=accepted.submission,
        sha256=accepted.reading.sha256,
        rule_set=accepted.rule_set,
        received=accepted.received,
        approved=accepted.approved,
        correction=accepted.correction,
    )


_Block = tuple[int, Accepted, TableReading]


class _Vocabulary:
    """Texts in the order in which they first come, each under its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int32]:
        return np.array([self._numbers.setdefault(text, len(self._numbers)) for text in texts], dtype=np.int32)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self._numbers)


def _labels(reading: TableReading, names: Mapping[str, str]) -> list[str]:
    """Names of the rows: the declared or registered name, else what is printed."""
    return [names.get(code, label) for code, label in zip(reading.row_codes, reading.row_labels, strict=True)]


def _stacked(
    table: Table,
    columns: tuple[Column, ...],
    sources: tuple[Source, ...],
    blocks: Sequence[_Block],
    unit_names: Mapping[str, str],
) -> TableFacts:
    names_of_rows = {**unit_names, TOTAL_ROW: "合计", **{row.code: row.zh for row in table.rows}}
    rows, labels, sheets = _Vocabulary(), _Vocabulary(), _Vocabulary()
    names = [column.name for column in columns]
    aligned = [_aligned(reading, names) for _, _, reading in blocks]
    lengths = [len(reading.row_codes) for _, _, reading in blocks]
    states = np.concatenate([each.states for each in aligned])
    flags = _FLAG_OF_STATE[states]
    first = 0
    for (_, accepted, reading), length in zip(blocks, lengths, strict=True):
        _mark(flags[first : first + length], table.code, names, reading, accepted)
        first += length
    values = np.concatenate([each.values for each in aligned])
    values[~_WITH_VALUE[flags]] = 0
    return TableFacts(
        table=table,
        columns=columns,
        sources=sources,
        source_of=np.repeat(np.array([position for position, _, _ in blocks], dtype=np.int32), lengths),
        row_of=np.concatenate([rows.numbers(reading.row_codes) for _, _, reading in blocks]),
        label_of=np.concatenate([labels.numbers(_labels(reading, names_of_rows)) for _, _, reading in blocks]),
        values=values,
        flags=flags,
        sheet_of=np.concatenate(
            [
                _recoded(each, sheets.numbers(reading.sheets))
                for each, (_, _, reading) in zip(aligned, blocks, strict=True)
            ]
        ),
        at_row=np.concatenate([each.at_row for each in aligned]).astype(np.int32),
        at_column=np.concatenate([each.at_column for each in aligned]).astype(np.int16),
        row_codes=rows.texts,
        row_labels=labels.texts,
        sheets=sheets.texts,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Aligned:
    """The grids of one reading in the order of the declared columns."""

    values: NDArray[np.int64]
    states: NDArray[np.int8]
    sheet_of: NDArray[np.int16]
    at_row: NDArray[np.int32]
    at_column: NDArray[np.int32]


def _aligned(reading: TableReading, names: Sequence[str]) -> _Aligned:
    if tuple(names) == reading.columns:
        return _Aligned(reading.values, reading.states, reading.sheet_of, reading.at_row, reading.at_column)
    place = {name: position for position, name in enumerate(reading.columns)}
    taken = [(position, place[name]) for position, name in enumerate(names) if name in place]
    to, origin = [each[0] for each in taken], [each[1] for each in taken]
    shape = (len(reading.row_codes), len(names))
    found = _Aligned(
        np.zeros(shape, dtype=np.int64),
        np.full(shape, CellState.ABSENT, dtype=np.int8),
        np.zeros(shape, dtype=np.int16),
        np.zeros(shape, dtype=np.int32),
        np.zeros(shape, dtype=np.int32),
    )
    found.values[:, to] = reading.values[:, origin]
    found.states[:, to] = reading.states[:, origin]
    found.sheet_of[:, to] = reading.sheet_of[:, origin]
    found.at_row[:, to] = reading.at_row[:, origin]
    found.at_column[:, to] = reading.at_column[:, origin]
    return found


def _recoded(aligned: _Aligned, numbers: NDArray[np.int32]) -> NDArray[np.int16]:
    """Numbers of the sheets in the vocabulary of all workbooks; -1 where there is no such cell."""
    recoded = numbers.astype(np.int16)[aligned.sheet_of] if len(numbers) else np.full_like(aligned.sheet_of, -1)
    return np.where(aligned.at_row > 0, recoded, np.int16(-1)).astype(np.int16)


def _mark(flags: NDArray[np.int8], table: str, names: Sequence[str], reading: TableReading, accepted: Accepted) -> None:
    """Flag the workbook's own cells of its explained and waived findings, where they hold a value."""
    if not (accepted.explained or accepted.waived):
        return
    row_at = {code: position for position, code in enumerate(reading.row_codes)}
    column_at = {name: position for position, name in enumerate(names)}
    for findings, flag in ((accepted.explained, Flag.EXPLAINED), (accepted.waived, Flag.WAIVED)):
        for finding in findings:
            for cell in finding.cells:
                row, column = row_at.get(cell.row_code), column_at.get(cell.column)
                own = cell.table == table and not cell.period and not cell.unit
                if own and row is not None and column is not None and _WITH_VALUE[flags[row, column]]:
                    flags[row, column] = _CODE[flag]
