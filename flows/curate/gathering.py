"""Approved workbooks gathered into facts: aligned to the declared columns, stacked table by table, flagged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from flows.curate.facts import FLAGS, WITH_VALUE, Facts, Source, TableFacts, WaivedRule, columns_in_force
from flows.rulebook import narrowed
from schemas.model import TOTAL_ROW, Column, Table
from schemas.periods import Period
from schemas.published import Flag
from schemas.reading import CellState, TableReading, WorkbookReading
from schemas.returns import Returns
from schemas.submission import Approved
from schemas.units import Register

_CODE: Mapping[Flag, int] = MappingProxyType({flag: position for position, flag in enumerate(FLAGS)})
_FLAG_OF_STATE = np.zeros(len(CellState), dtype=np.int8)
_FLAG_OF_STATE[[CellState.BLANK, CellState.UNREADABLE, CellState.ABSENT, CellState.NOT_COMPUTED]] = _CODE[Flag.MISSING]
_FLAG_OF_STATE[CellState.NOT_APPLICABLE] = _CODE[Flag.NOT_APPLICABLE]


class CurateError(ValueError):
    """Approved workbooks that cannot stand in one edition: two of one unit and return, or another period's."""


@dataclass(frozen=True, slots=True, eq=False)
class Accepted:
    """One approved workbook and what was read in it."""

    workbook: Approved
    reading: WorkbookReading


def curate(period: Period, accepted: Iterable[Accepted], register: Register, returns: Returns) -> Facts:
    """The facts of a period's approved workbooks, in the order of the register whatever order they come in.

    Columns that are not in force in the period are left out. Raises CurateError where a workbook is of another period
    or of a unit that does not report then, or where two are of one unit and return.
    """
    ordered = _ordered(period, accepted, register, returns)
    sources = tuple(_source(each.workbook, register, returns, period) for each in ordered)
    unit_names = {unit.code: unit.name for unit in register.current(period.last_day)}
    gathered: list[TableFacts] = []
    for table in returns.tables:
        blocks = [
            _Block(position, each, found)
            for position, each in enumerate(ordered)
            if (found := each.reading.table(table.code)) is not None and period.covers(table.frequency)
        ]
        if blocks:
            gathered.append(_stacked(table, columns_in_force(table, period), sources, blocks, unit_names))
    return Facts(period, sources, tuple(gathered))


def _ordered(period: Period, accepted: Iterable[Accepted], register: Register, returns: Returns) -> list[Accepted]:
    place = {unit.code: position for position, unit in enumerate(register.reporting(period))}
    order = {each.code: position for position, each in enumerate(returns)}
    by_key: dict[tuple[int, int], Accepted] = {}
    for each in accepted:
        identity = each.reading.identity
        if identity.period != str(period) or identity.unit not in place or identity.return_code not in order:
            raise CurateError(f"submission {each.workbook.submission} does not belong to the returns of {period}")
        key = (order[identity.return_code], place[identity.unit])
        if key in by_key:
            both = f"{by_key[key].workbook.submission} and {each.workbook.submission}"
            raise CurateError(f"submissions {both} are of one unit and return")
        by_key[key] = each
    return [by_key[key] for key in sorted(by_key)]


def _source(workbook: Approved, register: Register, returns: Returns, period: Period) -> Source:
    unit = register.at(workbook.unit, period.last_day)
    if unit is None:
        raise CurateError(f"no unit {workbook.unit} on {period.last_day}")
    waived = ((each, narrowed(each, returns, register)) for each in workbook.waivers)
    rules = (WaivedRule(each.code, scope.row, scope.column, each.reason) for each, scope in waived)
    return Source(workbook, unit.name, tuple(rules))


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """One workbook's part of a table; `source` is the place of the workbook among the sources."""

    source: int
    accepted: Accepted
    reading: TableReading


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
    readings = [block.reading for block in blocks]
    aligned = [_aligned(reading, names) for reading in readings]
    lengths = [len(reading.row_codes) for reading in readings]
    flags = _flags(table, names, blocks, aligned)
    values = np.concatenate([each.values for each in aligned])
    values[~WITH_VALUE[flags]] = 0
    return TableFacts(
        table=table,
        columns=columns,
        sources=sources,
        source_of=np.repeat(np.array([block.source for block in blocks], dtype=np.int32), lengths),
        row_of=np.concatenate([rows.numbers(reading.row_codes) for reading in readings]),
        label_of=np.concatenate([labels.numbers(_labels(reading, names_of_rows)) for reading in readings]),
        values=values,
        flags=flags,
        sheet_of=np.concatenate(
            [_recoded(each, sheets.numbers(reading.sheets)) for each, reading in zip(aligned, readings, strict=True)]
        ),
        at_row=np.concatenate([each.at_row for each in aligned]).astype(np.int32),
        at_column=np.concatenate([each.at_column for each in aligned]).astype(np.int16),
        row_codes=rows.texts,
        row_labels=labels.texts,
        sheets=sheets.texts,
    )


def _flags(
    table: Table, names: Sequence[str], blocks: Sequence[_Block], aligned: Sequence["_Aligned"]
) -> NDArray[np.int8]:
    """A quality flag for each cell: by what stands there, and by what the office accepted of its findings."""
    flags: NDArray[np.int8] = _FLAG_OF_STATE[np.concatenate([each.states for each in aligned])]
    first = 0
    for block in blocks:
        length = len(block.reading.row_codes)
        _mark(flags[first : first + length], table.code, names, block.reading, block.accepted.workbook)
        first += length
    return flags


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


def _mark(flags: NDArray[np.int8], table: str, names: Sequence[str], reading: TableReading, workbook: Approved) -> None:
    """Flag the workbook's own cells of its explained and waived findings, where they hold a value."""
    if not (workbook.explained or workbook.waived):
        return
    row_at = {code: position for position, code in enumerate(reading.row_codes)}
    column_at = {name: position for position, name in enumerate(names)}
    for findings, flag in ((workbook.explained, Flag.EXPLAINED), (workbook.waived, Flag.WAIVED)):
        for finding in findings:
            for cell in finding.cells:
                row, column = row_at.get(cell.row_code), column_at.get(cell.column)
                own = cell.table == table and not cell.period and not cell.unit
                if own and row is not None and column is not None and WITH_VALUE[flags[row, column]]:
                    flags[row, column] = _CODE[flag]
