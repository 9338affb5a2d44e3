"""The figures of one workbook that lie far from what is usual: those that are asked about, and those held back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flows.check import Checked
from flows.plausibility.usual import KINDS, NEAREST, Held, Usual
from flows.plausibility.watched import Figures, Watched, watched
from schemas.built_in import BuiltIn
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.model import Column
from schemas.periods import Period
from schemas.reading import TableReading, WorkbookReading
from schemas.returns import Returns
from schemas.units import Register


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked about in a workbook (核实), and what is odd and held back, for the office alone."""

    asked: tuple[Finding, ...] = ()
    held_back: tuple[Finding, ...] = ()
    strangeness: float = 0.0
    """how many times as far as need be the farthest of those asked about lies; 0 where none is"""


@dataclass(frozen=True, slots=True)
class _Far:
    """One figure that lies far from what is usual."""

    finding: Finding
    group: str
    """the structure that it is a part of, empty for none"""
    distance: float
    reach: float


def questions(reading: WorkbookReading, usual: Usual, returns: Returns, register: Register) -> Questions:
    """The figures of a workbook beyond the reach, and those beyond NEAREST but within it, the farthest first.

    Of a structure in one row only the part that lies farthest is told: the others follow from it. Of a workbook that
    nobody has filled in nothing is asked.
    """
    if any(finding.pattern is Pattern.UNFILLED for finding in reading.findings):
        return Questions()
    found: list[_Far] = []
    watches = watched(returns)
    for table in reading.tables:
        if table.table in watches:
            found += _Sight(reading, table, watches[table.table], usual, register).far()
    told: dict[str, _Far] = {}
    for far in sorted(found, key=lambda each: (-each.distance / each.reach, each.finding.key)):
        row = f"{far.finding.place.table} {far.finding.place.row_code}"
        names = {far.finding.key, *({f"{row} {far.group}"} if far.group else ())}
        if names.isdisjoint(told):
            told.update(dict.fromkeys(names, far))
    chosen = list(dict.fromkeys(told.values()))
    return Questions(
        tuple(each.finding for each in chosen if each.distance > each.reach),
        tuple(each.finding for each in chosen if each.distance <= each.reach),
        max((each.distance / each.reach for each in chosen if each.distance > each.reach), default=0.0),
    )


def asked_too(checked: Checked, found: Questions) -> Checked:
    """What the check says, and after it the figures that are far from what is usual, each a case of its own."""
    last = max((finding.root for finding in checked.findings), default=0)
    numbered = (replace(finding, root=root) for root, finding in enumerate(found.asked, last + 1))
    return replace(checked, findings=(*checked.findings, *numbered))


def not_asked(checked: Checked) -> Checked:
    """The same without them."""
    return replace(checked, findings=tuple(each for each in checked.findings if each.pattern not in _WAYS))


_WAYS = frozenset({Pattern.UNUSUAL, Pattern.STRUCTURE, Pattern.UNLIKE})


@dataclass(frozen=True, slots=True)
class _Sight:
    """One table of a workbook beside what is usual."""

    reading: WorkbookReading
    table: TableReading
    watched: Watched
    usual: Usual
    register: Register

    def far(self) -> Iterator[_Far]:
        """Every figure beyond NEAREST: by its unit's past where that is long enough, else by units of like size."""
        period = Period.parse(self.reading.identity.period)
        figures = self.watched.figures(self.table, period)
        whose = [self.watched.whose(row, self.reading.identity.unit) for row in figures.rows]
        units = [self.register.at(unit, period.last_day) for unit in whose]
        kinds = np.array([KINDS[unit.kind if unit else None] for unit in units], dtype=np.int64)
        shares = np.array([watch.is_share for watch in self.watched.watches])
        by_past = self.usual.by_past(self.table.table, self.reading.identity.unit, figures)
        settled = np.zeros(figures.values.shape, dtype=np.bool_)
        for way, wanted in ((Pattern.UNUSUAL, ~shares), (Pattern.STRUCTURE, shares)):
            if by_past is not None and way in self.usual.reach:
                mine = (by_past.count > 0) & wanted
                yield from self._beyond(way, figures, by_past, mine)
                settled |= mine
        by_peers = self.usual.by_peers(self.table.table, figures, kinds)
        if by_peers is not None and Pattern.UNLIKE in self.usual.reach:
            yield from self._beyond(Pattern.UNLIKE, figures, by_peers, (by_peers.count > 0) & ~settled)

    def _beyond(self, way: Pattern, figures: Figures, held: Held, wanted: NDArray[np.bool_]) -> Iterator[_Far]:
        distances = held.distance(figures.values)
        reach = self.usual.reach[way]
        low, high = held.limits(reach)
        for at, watch in np.argwhere(wanted & (np.nan_to_num(distances, nan=0.0) > NEAREST)).tolist():
            shown = self.watched.watches[watch]
            column = self.watched.table.column(shown.column)
            limits = (_printed(low[at, watch], column), _printed(high[at, watch], column))
            finding = self._finding(way, figures.rows[at], column, limits, int(held.count[at, watch]))
            yield _Far(finding, shown.rule, float(distances[at, watch]), reach)

    def _finding(self, way: Pattern, row: str, column: Column, limits: tuple[str, str], count: int) -> Finding:
        cell = self._cell(row, column)
        return Finding(
            code=BuiltIn.USUAL.of(self.table.table),
            level=Level.QUERY,
            pattern=way,
            place=Place(
                self.table.table,
                cell.address.sheet if cell.address else "",
                row,
                cell.row_label,
                column.name,
                column.zh,
            ),
            cells=(cell,),
            low=limits[0],
            high=limits[1],
            detail=str(count),
        )

    def _cell(self, row: str, column: Column) -> Cell:
        table = self.table
        at, place = table.row_codes.index(row), table.columns.index(column.name)
        label, value = table.row_labels[at], int(table.values[at, place])
        address, decimals = table.address(at, place), column.measure.decimals
        return Cell(Role.SUBJECT, table.table, row, label, column.name, column.zh, address, value, decimals)


def _printed(value: float, column: Column) -> str:
    return f"{value:,.{column.measure.decimals}f}"
