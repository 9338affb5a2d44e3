"""One table of many counties as one block of numbers, and where a rule's value came from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rules.judge import State
from rules.language import Shift
from schemas.in_force import asked
from schemas.model import TOTAL_ROW, Grain, Table
from schemas.periods import Period
from schemas.reading import CellState, TableReading

NOWHERE = -1
Stored = TypeVar("Stored", np.int64, np.int8)

_WITHOUT_FIGURE = [CellState.BLANK, CellState.UNREADABLE]
_JUDGED = np.full(len(CellState), State.UNKNOWN, dtype=np.int8)
_JUDGED[CellState.FILLED] = State.KNOWN
_JUDGED[CellState.NOT_APPLICABLE] = State.KNOWN  # nothing of that kind can be there: it adds nothing to a sum


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
    def names(self) -> tuple[str, ...]:
        """Names of the declared items."""
        return tuple(column.name for column in self.table.columns)

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Position of each declared item."""
        return MappingProxyType({name: index for index, name in enumerate(self.names)})

    @cached_property
    def values(self) -> NDArray[np.int64]:
        """Scaled values, 0 where the state is not FILLED."""
        blocks = [self._aligned(reading, reading.values, 0) for reading in self.readings if reading]
        return np.vstack(blocks) if blocks else np.zeros((0, len(self.names)), dtype=np.int64)

    @cached_property
    def read_as(self) -> NDArray[np.int8]:
        """What was read in each cell: `CellState`."""
        blocks = [self._aligned(reading, reading.states, CellState.ABSENT) for reading in self.readings if reading]
        return np.vstack(blocks) if blocks else np.zeros((0, len(self.names)), dtype=np.int8)

    @cached_property
    def states(self) -> NDArray[np.int8]:
        """Whether a value is known to the judge (`rules.judge.State`); items not asked in the period are absent."""
        states = _JUDGED[self.read_as]
        states[:, [not asked(column, self.period) for column in self.table.columns]] = State.ABSENT
        return states

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Cells that hold a figure."""
        filled: NDArray[np.bool_] = np.equal(self.read_as, CellState.FILLED)
        return filled

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """Cells that are asked for a figure and hold none that can be read."""
        is_open: NDArray[np.bool_] = np.isin(self.read_as, _WITHOUT_FIGURE) & (self.states == State.UNKNOWN)
        return is_open

    @cached_property
    def county(self) -> NDArray[np.int64]:
        """Position in `units` of each row's county."""
        return np.repeat(np.arange(len(self.units), dtype=np.int64), np.diff(self.starts))

    @cached_property
    def row_codes(self) -> tuple[str, ...]:
        """Code of every row."""
        return tuple(code for reading in self.readings if reading for code in reading.row_codes)

    @cached_property
    def county_totals(self) -> NDArray[np.int64]:
        """Position of the total row of each county of `units`, NOWHERE where it has none."""
        totals = np.full(len(self.units), NOWHERE, dtype=np.int64)
        totals[self.county[self.total_rows]] = self.total_rows
        return totals

    @cached_property
    def total_rows(self) -> NDArray[np.int64]:
        """Positions of the rows that stand for a whole county."""
        if self.table.grain is Grain.COUNTY:
            return np.arange(len(self.row_codes), dtype=np.int64)
        found = [index for index, code in enumerate(self.row_codes) if code == TOTAL_ROW]
        return np.array(found, dtype=np.int64)

    @cached_property
    def parent_of(self) -> NDArray[np.int64]:
        """Position of each row's parent, NOWHERE for none: the county's total row, or the stub row above it."""
        parents = np.full(len(self.row_codes), NOWHERE, dtype=np.int64)
        if self.table.grain is Grain.UNIT:
            parents = self.county_totals[self.county]
            parents[self.total_rows] = NOWHERE
            return parents
        above = {row.code: row.parent for row in self.table.rows if row.parent}
        for position, code in enumerate(self.row_codes if above else ()):
            if code in above:
                parents[position] = self.position(int(self.county[position]), above[code])
        return parents

    @cached_property
    def below(self) -> Mapping[int, Sequence[int]]:
        """Positions of the rows that each parent row is the sum of."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for row, parent in enumerate(self.parent_of.tolist()):
            if parent != NOWHERE:
                found[parent].append(row)
        return MappingProxyType(dict(found))

    def position(self, county: int, code: str) -> int:
        """Position of a county's row of that code, NOWHERE where it has none."""
        reading = self.readings[county]
        if reading is None or code not in reading.row_codes:
            return NOWHERE
        return int(self.starts[county]) + reading.row_codes.index(code)

    def span(self, county: int) -> range:
        """Positions of a county's rows."""
        return range(int(self.starts[county]), int(self.starts[county + 1]))

    def reading_of(self, row: int) -> tuple[TableReading, int]:
        """The reading that a row of the panel came from, and the row's place in it."""
        county = int(self.county[row])
        reading = self.readings[county]
        if reading is None:
            raise ValueError(f"{self.units[county]} has no {self.table.code} and yet a row of it")
        return reading, row - int(self.starts[county])

    def _aligned(self, reading: TableReading, block: NDArray[Stored], missing: int) -> NDArray[Stored]:
        """The block with one column a declared item, in declared order; items that were not read are `missing`."""
        if reading.columns == self.names:
            return block
        wide = np.full((len(reading.row_codes), len(self.names)), missing, dtype=block.dtype)
        for index, name in enumerate(reading.columns):
            if name in self.columns:
                wide[:, self.columns[name]] = block[:, index]
        return wide


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """One cell of a panel: its row and its declared column, by position."""

    panel: Panel
    row: int
    column: int


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
