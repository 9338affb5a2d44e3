"""Figures that no equality holds, against the unit's own accepted past and against units of like size.

Only cells that no equality protects are looked at: there a wrong figure breaks no rule. Counts are compared on the
scale 2·√(x + 3/8), on which a count varies by about one whatever its size (Anscombe 1948); what is usual is a median,
how far it varies a median of deviations, so that one wrong figure of the past moves neither. How far is too far is
taken from the past itself: so far that of the accepted workbooks no more than the budgeted share would have been asked
about, and never nearer than four times the usual deviation.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from flows.rulebook.coverage import unprotected
from rules.coverage import Place as Kind
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.in_force import quarter_of
from schemas.model import PEOPLE, PERCENT, SEE_ROW, TOTAL_ROW, Column, Grain, ItemKind, Table
from schemas.periods import Period
from schemas.reading import CellState, TableReading, WorkbookReading
from schemas.returns import Returns

LEAST_PAST = 3
"""Earlier figures that a unit needs before it is held against its own past."""
LEAST_PEERS = 8
MOST_PEERS = 40
"""Figures of smaller, and of larger units that are asked at most, those of the nearest size."""
LEAST_SIZE = 30
"""Below this size a share says nothing."""
NEAREST = 4.0
"""Deviations within which nothing is asked, however quiet the past was."""
LEAST_LEARNED = 20
"""Earlier workbooks that must have been held against their own past before a question is asked at all."""
_MAD = 1.4826
_PER_QUARTER = frozenset({ItemKind.FLOW, ItemKind.MONEY})


@dataclass(frozen=True, slots=True)
class Series:
    """One cell through the periods: unit, table, row and column."""

    unit: str
    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series in its unit of measure, and the size of the row that it stands in (0: not known)."""

    period: Period
    value: float
    size: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What a figure would usually be, how far it usually deviates on the root scale, and from how many figures."""

    value: float
    deviation: float
    count: int
    pattern: Pattern

    def distance(self, value: float) -> float:
        """How many usual deviations a figure lies from what is expected."""
        return abs(_root(value) - _root(self.value)) / self.deviation

    def limits(self, reach: float) -> tuple[float, float]:
        """The figures that lie within so many deviations."""
        middle, room = _root(self.value), reach * self.deviation
        return _square(middle - room), _square(middle + room)


@dataclass(frozen=True)
class Past:
    """Accepted workbooks of earlier periods, and what they make usual; `budget` is the share of false questions."""

    returns: Returns
    budget: float
    series: Mapping[Series, tuple[Point, ...]]

    @classmethod
    def of(cls, accepted: Iterable[WorkbookReading], returns: Returns, budget: float) -> "Past":
        """The past as far as it was accepted. Raises ValueError for a budget that is no share."""
        if not 0 < budget < 1:
            raise ValueError(f"{budget} is no share of the workbooks")
        found: defaultdict[Series, list[Point]] = defaultdict(list)
        watched = _Watched(returns)
        for reading in sorted(accepted, key=lambda each: Period.parse(each.identity.period)):
            for series, point in watched.points(reading):
                found[series].append(point)
        return cls(returns, budget, {series: tuple(points) for series, points in found.items()})

    def unusual(self, reading: WorkbookReading) -> tuple[Finding, ...]:
        """The figures of a workbook that lie farther from what is usual than the budget allows, as 核实."""
        watched = _Watched(self.returns)
        findings = (self._finding(reading, series, point) for series, point in watched.points(reading))
        return tuple(finding for finding in findings if finding is not None)

    @cached_property
    def reach(self) -> Mapping[Pattern, float]:
        """Deviations beyond which a figure is asked about, learned by holding the past against its own past.

        A way to ask of which the past teaches too little is not among them, and is not used.
        """
        worst: defaultdict[Pattern, dict[tuple[str, str, Period], float]] = defaultdict(dict)
        for series, points in self.series.items():
            home = self.returns.return_of(series.table).code
            for point in points:
                for expected in (self._from_history(series, point), self._from_peers(series, point)):
                    if expected is not None:
                        key = (series.unit, home, point.period)
                        held = worst[expected.pattern]
                        held[key] = max(held.get(key, 0.0), expected.distance(point.value))
        return {
            pattern: self._reach(list(distances.values()))
            for pattern, distances in worst.items()
            if len(distances) >= LEAST_LEARNED
        }

    def _reach(self, distances: Sequence[float]) -> float:
        """Half of the budget is for each of the two ways to ask."""
        return max(NEAREST, float(np.quantile(distances, 1 - self.budget / 2, method="higher")))

    def expected(self, series: Series, point: Point) -> Expected | None:
        """What a figure would usually be: by its unit's past where that is long enough, else by units of like size."""
        by_history = self._from_history(series, point) if Pattern.UNUSUAL in self.reach else None
        if by_history is None and Pattern.UNLIKE in self.reach:
            return self._from_peers(series, point)
        return by_history

    def _from_history(self, series: Series, point: Point) -> Expected | None:
        past = [each for each in self.series.get(series, ()) if each.period < point.period]
        if len(past) < LEAST_PAST:
            return None
        kind = Kind(series.table, "", series.column)
        value = self._usual(kind, past, point.period)
        own = _MAD * median(abs(_root(self._at(kind, each, point.period)) - _root(value)) for each in past)
        return Expected(value, max(1.0, own, self._restless.get(kind, 0.0)), len(past), Pattern.UNUSUAL)

    def _usual(self, kind: Kind, past: Sequence[Point], period: Period) -> float:
        return median(self._at(kind, each, period) for each in past)

    def _at(self, kind: Kind, point: Point, period: Period) -> float:
        """An earlier figure as it would be in this period: what adds up from January is taken by quarters."""
        if self.returns.table(kind.table).column(kind.column).kind in _PER_QUARTER:
            return point.value * quarter_of(period) / quarter_of(point.period)
        return point.value

    @cached_property
    def _restless(self) -> Mapping[Kind, float]:
        """The usual deviation of each item from its unit's earlier figures, over all units."""
        found: defaultdict[Kind, list[float]] = defaultdict(list)
        for series, points in self.series.items():
            kind = Kind(series.table, "", series.column)
            for at in range(LEAST_PAST, len(points)):
                usual = self._usual(kind, points[:at], points[at].period)
                found[kind].append(abs(_root(points[at].value) - _root(usual)))
        return {kind: _MAD * median(moves) for kind, moves in found.items()}

    def _from_peers(self, series: Series, point: Point) -> Expected | None:
        if point.size < LEAST_SIZE:
            return None
        like = self._like(series, point)
        count = len({(each.unit, each.row) for each in like})
        if count < LEAST_PEERS:
            return None
        share = median(each.point.value / each.point.size for each in like)
        apart = (abs(_root(each.point.value) - _root(share * each.point.size)) for each in like)
        return Expected(share * point.size, max(1.0, _MAD * median(apart)), count, Pattern.UNLIKE)

    def _like(self, series: Series, point: Point) -> Sequence["_Row"]:
        """Rows of other units in the same quarter of earlier periods, the nearest in size, from half to double."""
        rows = self._rows.get((Kind(series.table, "", series.column), quarter_of(point.period)), ())
        at = bisect_left(rows, point.size, key=lambda each: each.point.size)
        near = rows[max(0, at - MOST_PEERS) : at + MOST_PEERS]
        return [
            each
            for each in near
            if (each.unit, each.row) != (series.unit, series.row)
            and point.size <= 2 * each.point.size
            and each.point.size <= 2 * point.size
        ]

    @cached_property
    def _rows(self) -> Mapping[tuple[Kind, int], Sequence["_Row"]]:
        """The rows of an item in a quarter, by size."""
        found: defaultdict[tuple[Kind, int], list[_Row]] = defaultdict(list)
        for series, points in self.series.items():
            kind = Kind(series.table, "", series.column)
            for point in points:
                if point.size >= LEAST_SIZE:
                    found[kind, quarter_of(point.period)].append(_Row(series.unit, series.row, point))
        return {
            key: sorted(rows, key=lambda each: (each.point.size, each.unit, each.row, each.point.period))
            for key, rows in found.items()
        }

    def _finding(self, reading: WorkbookReading, series: Series, point: Point) -> Finding | None:
        expected = self.expected(series, point)
        if expected is None:
            return None
        reach = self.reach[expected.pattern]
        if expected.distance(point.value) <= reach:
            return None
        column = self.returns.table(series.table).column(series.column)
        low, high = expected.limits(reach)
        table = reading.table(series.table)
        if table is None:
            raise ValueError(f"{series.table} is not in the workbook that a figure of it came from")
        cell = _cell(table, series, column)
        return Finding(
            code=f"{series.table}-H00",
            level=Level.QUERY,
            pattern=expected.pattern,
            place=Place(series.table, _sheet(cell), series.row, cell.row_label, column.name, column.zh),
            cells=(cell,),
            low=_printed(low, column),
            high=_printed(high, column),
            detail=str(expected.count),
        )


@dataclass(frozen=True, slots=True)
class _Row:
    unit: str
    row: str
    point: Point


@dataclass(frozen=True)
class _Watched:
    """The cells of a workbook that are watched."""

    returns: Returns

    def points(self, reading: WorkbookReading) -> Iterator[tuple[Series, Point]]:
        """The figures of all cells that no equality protects and that are filled; sums of rows are left out."""
        period, unit = Period.parse(reading.identity.period), reading.identity.unit
        for table in reading.tables:
            declared = self.returns.table(table.table)
            watched = [column for column in declared.columns if self._is_watched(declared, column)]
            size = _size_of(declared, self._open) if watched else None
            for at, row in enumerate(table.row_codes):
                if declared.grain is not Grain.UNIT or row == TOTAL_ROW:
                    continue
                scope = _figure(table, at, size) if size else None
                for column in watched:
                    value = _figure(table, at, column)
                    if value is not None:
                        yield Series(unit, table.table, row, column.name), Point(period, value, scope or 0.0)

    def _is_watched(self, table: Table, column: Column) -> bool:
        countable = column.kind is not ItemKind.DERIVED and column.measure not in {PERCENT, SEE_ROW}
        return countable and not column.signed and Kind(table.code, "", column.name) in self._open

    @cached_property
    def _open(self) -> frozenset[Kind]:
        return unprotected(self.returns)


def _size_of(table: Table, unprotected_items: frozenset[Kind]) -> Column | None:
    """The item that says how large a unit is: the largest stock of people that an equality protects."""
    stocks = (column for column in table.columns if column.kind is ItemKind.STOCK and column.measure == PEOPLE)
    sure = [column for column in stocks if Kind(table.code, "", column.name) not in unprotected_items]
    return max(sure, key=lambda column: column.example, default=None)


def _figure(table: TableReading, row: int, column: Column) -> float | None:
    if column.name not in table.columns:
        return None
    at = table.columns.index(column.name)
    if table.states[row, at] != CellState.FILLED or table.values[row, at] < 0:
        return None
    return float(table.values[row, at]) / float(10**column.measure.decimals)


def _cell(table: TableReading, series: Series, column: Column) -> Cell:
    row, at = table.row_codes.index(series.row), table.columns.index(series.column)
    label, value = table.row_labels[row], int(table.values[row, at])
    place = table.address(row, at)
    measure = column.measure.decimals
    return Cell(Role.SUBJECT, series.table, series.row, label, column.name, column.zh, place, value, measure)


def _sheet(cell: Cell) -> str:
    return cell.address.sheet if cell.address else ""


def _printed(value: float, column: Column) -> str:
    return f"{value:,.{column.measure.decimals}f}"


def _root(value: float) -> float:
    return 2.0 * float(np.sqrt(value + 0.375))


def _square(root: float) -> float:
    return max(0.0, (root / 2.0) ** 2 - 0.375) if root > 0 else 0.0
