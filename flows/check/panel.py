"""One table of many counties as one block of numbers, and the values that its rules ask for, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from flows.check.library import Key, Library
from rules.judge import State
from rules.language import Item, Level, Shift
from schemas.model import TOTAL_ROW, Grain, Table
from schemas.periods import Period
from schemas.reading import CellState, TableReading
from schemas.returns import Returns
from schemas.units import Register

NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The values of one item for every row of a panel, and the panel position that each came from.

    `origin` indexes the rows of `source`, NOWHERE where there is none or where the value is a sum of several cells.
    """

    values: NDArray[np.int64]
    states: NDArray[np.int8]
    source: "Panel | None"
    origin: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Panel:
    """One table in one period for several counties, their rows below one another.

    `values` and `states` have one row a (county, table row) and one column a declared item. `county` gives the
    position of each row's county in `units`. A county without the table has no rows.
    """

    table: Table
    period: Period
    units: tuple[str, ...]
    readings: tuple[TableReading | None, ...]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """First row of each county, and the number of rows last."""
        sizes = [len(reading.row_codes) if reading else 0 for reading in self.readings]
        return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))).astype(np.int64)

    @cached_property
    def columns(self) -> MappingProxyType[str, int]:
        """Position of each declared item."""
        return MappingProxyType({column.name: index for index, column in enumerate(self.table.columns)})

    @cached_property
    def values(self) -> NDArray[np.int64]:
        """Scaled values, 0 where the state is not FILLED."""
        return self._stacked([self._aligned(reading, reading.values, 0) for reading in self.readings if reading])

    @cached_property
    def states(self) -> NDArray[np.int8]:
        """Whether a value is known to the judge: `rules.judge.State`."""
        blocks = [self._aligned(reading, reading.states, CellState.ABSENT) for reading in self.readings if reading]
        return _JUDGED[self._stacked(blocks)].astype(np.int8)

    @cached_property
    def county(self) -> NDArray[np.int64]:
        """Position in `units` of each row's county."""
        return np.repeat(np.arange(len(self.units), dtype=np.int64), np.diff(self.starts))

    @cached_property
    def row_codes(self) -> tuple[str, ...]:
        """Code of every row."""
        return tuple(code for reading in self.readings if reading for code in reading.row_codes)

    @cached_property
    def total_of(self) -> NDArray[np.int64]:
        """Position of the total row of each row's county, NOWHERE where it has none."""
        totals = np.full(len(self.units), NOWHERE, dtype=np.int64)
        for position in self.total_rows:
            totals[self.county[position]] = position
        return totals[self.county]

    @cached_property
    def total_rows(self) -> NDArray[np.int64]:
        """Positions of the rows that stand for a whole county."""
        if self.table.grain is Grain.COUNTY:
            return np.arange(len(self.row_codes), dtype=np.int64)
        found = [index for index, code in enumerate(self.row_codes) if code == TOTAL_ROW]
        return np.array(found, dtype=np.int64)

    @cached_property
    def position(self) -> MappingProxyType[tuple[str, str], int]:
        """Position of a row by county and row code."""
        names = [self.units[county] for county in self.county]
        return MappingProxyType({key: i for i, key in enumerate(zip(names, self.row_codes, strict=True))})

    @cached_property
    def by_code(self) -> MappingProxyType[str, int]:
        """Position of a unit's row by its code alone, whatever county it stood under."""
        return MappingProxyType({code: i for i, code in enumerate(self.row_codes) if code != TOTAL_ROW})

    def _stacked(self, blocks: Sequence[NDArray[np.int64] | NDArray[np.int8]]) -> NDArray[np.int64]:
        width = len(self.table.columns)
        return np.vstack(blocks).astype(np.int64) if blocks else np.zeros((0, width), dtype=np.int64)

    def _aligned(
        self, reading: TableReading, block: NDArray[np.int64] | NDArray[np.int8], missing: int
    ) -> NDArray[np.int64] | NDArray[np.int8]:
        """The block with one column a declared item, in declared order; items not asked then are `missing`."""
        if reading.columns == tuple(self.columns):
            return block
        wide = np.full((len(reading.row_codes), len(self.columns)), missing, dtype=block.dtype)
        for index, name in enumerate(reading.columns):
            if name in self.columns:
                wide[:, self.columns[name]] = block[:, index]
        return wide


_JUDGED = np.full(len(CellState), State.UNKNOWN, dtype=np.int8)
_JUDGED[CellState.FILLED] = State.KNOWN
_JUDGED[CellState.NOT_APPLICABLE] = State.KNOWN  # nothing of that kind can be there: it adds nothing to a sum


class Gatherer:
    """Finds, for the rows of one table's panel, the values that items of rules ask for."""

    def __init__(self, panel: Panel, library: Library, returns: Returns, register: Register) -> None:
        self.panel = panel
        self.library = library
        self.returns = returns
        self.register = register
        self._panels: dict[tuple[str, Shift], Panel | None] = {}
        self._maps: dict[tuple[str, Period], NDArray[np.int64]] = {}

    def gather(self, item: Item) -> Gathered:
        """Values and states of one item for every row of the panel.

        ABSENT where there is no earlier period, the other table is not on file, or the unit was split since.
        """
        if item == Item("", ""):
            return self._sources()
        source = self._panel(item.table or self.panel.table.code, item.shift)
        if source is None or item.column not in source.columns:
            return _absent(len(self.panel.row_codes))
        column = source.columns[item.column]
        if item.level is Level.CITY:
            return self._city(source, column)
        if item.level is Level.TOTAL:
            return _taken(source, column, _total_of(self.panel, source), ())
        return _taken(source, column, self._mapping(source), self._merged(source, column, item.shift))

    def _panel(self, table_code: str, shift: Shift) -> Panel | None:
        """The panel of a table in the period of a shift; None where that table is not collected then."""
        key = (table_code, shift)
        if key not in self._panels:
            self._panels[key] = self._made(table_code, shift)
        return self._panels[key]

    def _made(self, table_code: str, shift: Shift) -> Panel | None:
        table = self.returns.table(table_code)
        period = shifted(self.panel.period, table, shift)
        if period is None:
            return None
        if table_code == self.panel.table.code and period == self.panel.period:
            return self.panel
        return_code = self.returns.return_of(table_code).code
        keys = [Key(unit, return_code, str(period)) for unit in self.panel.units]
        readings = tuple(self.library.table(key, table_code) for key in keys)
        return Panel(table, period, self.panel.units, readings)

    def _mapping(self, source: Panel) -> NDArray[np.int64]:
        """For every row of the panel the position of the same unit's row in the source, NOWHERE where it has none."""
        key = (source.table.code, source.period)
        if key not in self._maps:
            self._maps[key] = self._matched(source)
        return self._maps[key]

    def _matched(self, source: Panel) -> NDArray[np.int64]:
        panel = self.panel
        if source is panel:
            return np.arange(len(panel.row_codes), dtype=np.int64)
        mapping = np.full(len(panel.row_codes), NOWHERE, dtype=np.int64)
        for index, (own, other) in enumerate(zip(panel.readings, source.readings, strict=True)):
            if own is None or other is None:
                continue
            start, stop = panel.starts[index], panel.starts[index + 1]
            if own.row_codes == other.row_codes:
                mapping[start:stop] = np.arange(source.starts[index], source.starts[index + 1])
                continue
            for offset, code in enumerate(own.row_codes):
                mapping[start + offset] = source.position.get((panel.units[index], code), NOWHERE)
        return mapping

    def _merged(self, source: Panel, column: int, shift: Shift) -> tuple["Merged", ...]:
        """Rows whose unit was merged, split or moved since the source's period, with what stands for them then."""
        if shift is Shift.NOW or self.panel.table.grain is not Grain.UNIT:
            return ()
        before, after = source.period.last_day, self.panel.period.last_day
        touched = changed_codes(self.register, before, after)
        if not touched:
            return ()
        return tuple(
            self._merge(source, column, position, code, before, after)
            for position, code in enumerate(self.panel.row_codes)
            if code in touched
        )

    def _merge(self, source: Panel, column: int, position: int, code: str, before: date, after: date) -> "Merged":
        if self.register.at(code, after) is None:
            return Merged(position, 0, State.ABSENT)
        units = self.register.predecessors(code, before, after)
        if not units:
            return Merged(position, 0, State.ABSENT)
        rows = [source.by_code.get(unit.code, NOWHERE) for unit in units]
        if NOWHERE in rows:
            return Merged(position, 0, State.ABSENT)
        states = source.states[rows, column]
        known = bool((states == State.KNOWN).all())
        return Merged(position, int(source.values[rows, column].sum()), State.KNOWN if known else State.UNKNOWN)

    def _city(self, source: Panel, column: int) -> Gathered:
        rows = source.total_rows
        total = int(source.values[rows, column].sum())
        complete = len(rows) == len(source.units) and bool((source.states[rows, column] == State.KNOWN).all())
        size = len(self.panel.row_codes)
        state = State.KNOWN if complete else State.UNKNOWN
        return Gathered(
            np.full(size, total, dtype=np.int64),
            np.full(size, state, dtype=np.int8),
            None,
            np.full(size, NOWHERE, dtype=np.int64),
        )

    def _sources(self) -> Gathered:
        """The cell that each stub row names as its source, on the county's total row."""
        gathered = _absent(len(self.panel.row_codes))
        for row in self.panel.table.rows:
            if not row.source:
                continue
            table, column = row.source.split(".")
            positions = [index for index, code in enumerate(self.panel.row_codes) if code == row.code]
            source = self._panel(table, Shift.NOW)
            if source is None:
                continue
            totals = {int(source.county[position]): int(position) for position in source.total_rows}
            scale = 10 ** (self._decimals_of_sources() - source.table.column(column).measure.decimals)
            for position in positions:
                origin = totals.get(int(self.panel.county[position]), NOWHERE)
                if origin != NOWHERE:
                    gathered.values[position] = source.values[origin, source.columns[column]] * scale
                    gathered.states[position] = source.states[origin, source.columns[column]]
        return gathered

    def _decimals_of_sources(self) -> int:
        """Decimals to which all source cells are scaled: those of the stub table's own columns."""
        return max(column.measure.decimals for column in self.panel.table.columns)


@dataclass(frozen=True, slots=True)
class Merged:
    """What stands for one row in an earlier period after a change of units."""

    position: int
    value: int
    state: State


def changed_codes(register: Register, before: date, after: date) -> frozenset[str]:
    """Codes of units whose figures another unit held on the earlier day, or that were not there then."""
    ended = [unit for unit in register.units if unit.valid_to and before <= unit.valid_to < after]
    heirs = {code for unit in ended for code in (unit.successors or (unit.code,))}
    begun = {unit.code for unit in register.units if before < unit.valid_from <= after}
    return frozenset(heirs | begun)


def shifted(period: Period, table: Table, shift: Shift) -> Period | None:
    """The workbook period in which an item of `table` is found, seen from a workbook of `period`.

    None where the table is not collected in that period.
    """
    match shift:
        case Shift.NOW:
            found: Period | None = period
        case Shift.PREVIOUS_QUARTER:
            found = period.previous_quarter()
        case Shift.PREVIOUS_YEAR:
            found = period.previous_year_end()
        case Shift.PREVIOUS_HALF:
            found = period.shift(-(6 // period.months) if period.months <= 6 else -1)
        case Shift.PREVIOUS:
            found = period.shift(-max(1, table.frequency.months // period.months))
    return found if found is not None and found.covers(table.frequency) else None


def _total_of(panel: Panel, source: Panel) -> NDArray[np.int64]:
    totals = np.full(len(panel.units), NOWHERE, dtype=np.int64)
    for position in source.total_rows:
        totals[source.county[position]] = position
    return totals[panel.county]


def _absent(size: int) -> Gathered:
    return Gathered(
        np.zeros(size, dtype=np.int64),
        np.full(size, State.ABSENT, dtype=np.int8),
        None,
        np.full(size, NOWHERE, dtype=np.int64),
    )


def _taken(source: Panel, column: int, origin: NDArray[np.int64], merged: tuple[Merged, ...]) -> Gathered:
    found = origin != NOWHERE
    values = np.zeros(len(origin), dtype=np.int64)
    states = np.full(len(origin), State.ABSENT, dtype=np.int8)
    values[found] = source.values[origin[found], column]
    states[found] = source.states[origin[found], column]
    if merged:
        origin = origin.copy()
    for row in merged:
        values[row.position], states[row.position], origin[row.position] = row.value, row.state, NOWHERE
    return Gathered(values, states, source, origin)
