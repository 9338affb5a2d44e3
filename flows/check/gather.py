"""The values that the items of rules ask for, for every row of a table, each with the cells that it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from flows.check.library import Key, Library
from flows.check.panel import NOWHERE, Origin, Panel, Stored, shifted
from flows.check.succession import Succession, succession
from rules.judge import State
from rules.language import Item, Level, Shift
from schemas.model import Grain, Row, Table
from schemas.periods import Period
from schemas.returns import Returns
from schemas.units import Register

SOURCE = Item("", "")
"""The item `source()`: the cell that a stub row names."""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The values of one item for every row of a panel, and where each came from.

    `origin` gives rows of `source`, NOWHERE where there is none. `stand_ins` gives the cells of those rows whose value
    is none of the source's own rows. A value of the whole city is the sum of the source's total rows.
    """

    values: NDArray[np.int64]
    states: NDArray[np.int8]
    source: Panel | None
    column: int
    origin: NDArray[np.int64]
    stand_ins: Mapping[int, tuple[Origin, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def cells(self, row: int) -> tuple[Origin, ...]:
        """The cells whose sum is the value on a row of the panel."""
        if row in self.stand_ins:
            return self.stand_ins[row]
        if self.source is None or self.origin[row] == NOWHERE:
            return ()
        return (Origin(self.source, int(self.origin[row]), self.column),)


class Panels:
    """The panels of some counties by table and period, each made once."""

    def __init__(self, units: tuple[str, ...], library: Library, returns: Returns, own: Sequence[Panel] = ()) -> None:
        self.units = units
        self.library = library
        self.returns = returns
        self._made = {(panel.table.code, panel.period, units): panel for panel in own}

    def of(self, table: Table, period: Period) -> Panel:
        """The panel of a table in a period."""
        return self._of(table, period, self.units)

    def alone(self, table: Table, period: Period, unit: str) -> Panel:
        """The panel of one county, which need not be among `units`."""
        return self._of(table, period, (unit,))

    def _of(self, table: Table, period: Period, units: tuple[str, ...]) -> Panel:
        key = (table.code, period, units)
        if key not in self._made:
            code = self.returns.return_of(table.code).code
            readings = tuple(self.library.table(Key(unit, code, str(period)), table.code) for unit in units)
            self._made[key] = Panel(table, period, units, readings)
        return self._made[key]


class Gatherer:
    """Finds, for the rows of one table's panel, the values that items of rules ask for."""

    def __init__(self, panel: Panel, panels: Panels, register: Register) -> None:
        self.panel = panel
        self.panels = panels
        self.register = register
        self._matches: dict[Panel, _Match] = {}

    def gather(self, item: Item) -> Gathered:
        """Values and states of one item for every row of the panel.

        ABSENT where there is no earlier period, the other table is not on file, or the unit was split since.
        """
        if item == SOURCE:
            return self._sources()
        table = self.panels.returns.table(item.table or self.panel.table.code)
        period = shifted(self.panel.period, table, item.shift)
        if period is None or item.column not in table.names:
            return _absent(len(self.panel.row_codes))
        source = self.panels.of(table, period)
        column = source.columns[item.column]
        if item.level is Level.CITY:
            return self._city(source, column)
        if item.level is Level.ROW and source is self.panel:
            rows = np.arange(len(source.row_codes), dtype=np.int64)
            return Gathered(source.values[:, column], source.states[:, column], source, column, rows)
        match = self._match(source, changed=item.shift is not Shift.NOW)
        return match.totals(column) if item.level is Level.TOTAL else match.rows(column)

    def _match(self, source: Panel, *, changed: bool) -> "_Match":
        if source not in self._matches:
            changes = None
            if changed and self.panel.table.grain is Grain.UNIT:
                changes = succession(self.register, source.period.last_day, self.panel.period.last_day)
            self._matches[source] = _Match(self.panel, source, self.panels, changes)
        return self._matches[source]

    def _city(self, source: Panel, column: int) -> Gathered:
        rows = source.total_rows
        size = len(self.panel.row_codes)
        complete = len(rows) == len(source.units) and bool((source.states[rows, column] == State.KNOWN).all())
        return Gathered(
            np.full(size, int(source.values[rows, column].sum()), dtype=np.int64),
            np.full(size, State.KNOWN if complete else State.UNKNOWN, dtype=np.int8),
            source,
            column,
            np.full(size, NOWHERE, dtype=np.int64),
        )

    def _sources(self) -> Gathered:
        """The cell that each stub row names as its source, on the county's total row."""
        panel = self.panel
        gathered = _absent(len(panel.row_codes))
        named = {row.code: row for row in panel.table.rows if row.source}
        cells: dict[int, tuple[Origin, ...]] = {}
        for position, code in enumerate(panel.row_codes):
            origin = self._source_cell(named[code], position) if code in named else None
            if origin is not None:
                gathered.values[position] = self._rescaled(origin)
                gathered.states[position] = origin.panel.states[origin.row, origin.column]
                cells[position] = (origin,)
        return Gathered(gathered.values, gathered.states, None, 0, gathered.origin, cells)

    def _source_cell(self, row: Row, position: int) -> Origin | None:
        code, _, column = row.source.partition(".")
        table = self.panels.returns.table(code)
        if not self.panel.period.covers(table.frequency):
            return None
        source = self.panels.of(table, self.panel.period)
        total = int(source.county_totals[self.panel.county[position]])
        return None if total == NOWHERE else Origin(source, total, source.columns[column])

    def _rescaled(self, origin: Origin) -> int:
        """A source's value in the decimals of the stub table's own columns."""
        finest = max(column.measure.decimals for column in self.panel.table.columns)
        own = origin.panel.table.columns[origin.column].measure.decimals
        scale: int = 10 ** (finest - own)
        return int(origin.panel.values[origin.row, origin.column]) * scale


@dataclass(frozen=True, eq=False)
class _Match:
    """Rows of a panel against the rows of another table or of an earlier period."""

    panel: Panel
    source: Panel
    panels: Panels
    changes: Succession | None

    def rows(self, column: int) -> Gathered:
        """Values of the same units' rows."""
        return self._taken(column, self.origin, self.stand_ins)

    def totals(self, column: int) -> Gathered:
        """Values of the counties' total rows; none where units came or went since."""
        origin = self.source.county_totals[self.panel.county]
        crossed = self._crossed()
        return self._taken(column, np.where(crossed[self.panel.county], NOWHERE, origin), {})

    @cached_property
    def origin(self) -> NDArray[np.int64]:
        """For every row of the panel the position of the row of that code in the source, NOWHERE where it has none."""
        panel, source = self.panel, self.source
        mapping = np.full(len(panel.row_codes), NOWHERE, dtype=np.int64)
        for index, (own, other) in enumerate(zip(panel.readings, source.readings, strict=True)):
            if own is None or other is None:
                continue
            start, stop = panel.starts[index], panel.starts[index + 1]
            if own.row_codes == other.row_codes:
                mapping[start:stop] = np.arange(source.starts[index], source.starts[index + 1])
                continue
            at = {code: int(source.starts[index]) + offset for offset, code in enumerate(other.row_codes)}
            mapping[start:stop] = [at.get(code, NOWHERE) for code in own.row_codes]
        mapping[list(self.stand_ins)] = NOWHERE
        return mapping

    @cached_property
    def stand_ins(self) -> Mapping[int, tuple[Origin, ...]]:
        """Rows whose unit was merged, split or moved since, with the rows (column 0) that stand for them then."""
        if self.changes is None or not self.changes.touched:
            return {}
        touched = self.changes.touched
        found = {position: self._of_unit(code) for position, code in enumerate(self.panel.row_codes) if code in touched}
        crossed = self._crossed()
        for position in self.panel.total_rows:
            if crossed[self.panel.county[position]]:
                found[int(position)] = self._of_total(int(position))
        return found

    def _crossed(self) -> NDArray[np.bool_]:
        """Counties whose units are not those of the earlier period."""
        crossed = self.changes.crossed if self.changes else frozenset()
        return np.array([unit in crossed for unit in self.panel.units], dtype=np.bool_)

    def _of_unit(self, code: str) -> tuple[Origin, ...]:
        """Rows of the units that a unit's figures came from; none where one of them is not on file."""
        units = self.changes.origins(code) if self.changes else ()
        found = []
        for unit in units:
            panel = self.panels.alone(self.source.table, self.source.period, unit.parent)
            row = panel.position(0, unit.code)
            if row == NOWHERE:
                return ()
            found.append(Origin(panel, row, 0))
        return tuple(found)

    def _of_total(self, position: int) -> tuple[Origin, ...]:
        """Rows that all of a county's present units came from; none where that is not known of each."""
        county = int(self.panel.county[position])
        if self.changes is None or not self._has_all_rows(county, self.changes):
            return ()
        parts = [self._of_unit(self.panel.row_codes[row]) for row in self.panel.span(county) if row != position]
        return tuple(origin for part in parts for origin in part) if all(parts) else ()

    def _has_all_rows(self, county: int, changes: Succession) -> bool:
        there = {self.panel.row_codes[row] for row in self.panel.span(county)}
        return all(unit.code in there for unit in changes.register.children(self.panel.units[county], changes.after))

    def _taken(self, column: int, origin: NDArray[np.int64], stand_ins: Mapping[int, tuple[Origin, ...]]) -> Gathered:
        source = self.source
        found = origin != NOWHERE
        values = np.where(found, _picked(source.values, origin, column), 0)
        states = np.where(found, _picked(source.states, origin, column), np.int8(State.ABSENT))
        cells: dict[int, tuple[Origin, ...]] = {}
        for position, rows in stand_ins.items():
            cells[position] = tuple(Origin(each.panel, each.row, column) for each in rows)
            values[position] = sum(int(each.panel.values[each.row, column]) for each in rows)
            states[position] = max((each.panel.states[each.row, column] for each in rows), default=State.ABSENT)
        return Gathered(values, states, source, column, origin, cells)


def _picked(block: NDArray[Stored], origin: NDArray[np.int64], column: int) -> NDArray[Stored]:
    """One column of the rows at `origin`; where that is NOWHERE, anything."""
    return block[origin, column] if len(block) else np.zeros(len(origin), dtype=block.dtype)


def _absent(size: int) -> Gathered:
    return Gathered(
        np.zeros(size, dtype=np.int64),
        np.full(size, State.ABSENT, dtype=np.int8),
        None,
        0,
        np.full(size, NOWHERE, dtype=np.int64),
    )
