"""Learning what is usual from accepted workbooks, and how far from it nothing need be asked.

How far is learned by holding the past against itself: each accepted workbook beside the others of its unit, and beside
units of like size. Its farthest figure is the workbook's distance, and the reach is the distance of such a rank that a
further workbook like these lies beyond it with no more than the budgeted probability (the rank of split conformal
prediction, ceil((n + 1)(1 - share)) of n; Vovk, Gammerman & Shafer 2005). Each of the three ways to ask has a third of
the budget. While n is so small that no rank will do, that way is not used.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from math import ceil

import numpy as np

from flows.plausibility.usual import (
    BAND_STEPS,
    BANDS,
    KINDS,
    LEAST_PEERS,
    MAD,
    NEAREST,
    TableUsual,
    Usual,
    band_of,
    by_past,
    by_peers,
    middle,
    root,
)
from flows.plausibility.watched import Counts, Figures, Numbers, Watched, watched
from schemas.finding import Pattern
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.returns import Returns
from schemas.units import Register

WAYS = (Pattern.UNUSUAL, Pattern.STRUCTURE, Pattern.UNLIKE)
"""By an item's own past, by a structure's own past, by units of like size."""
_TAIL = 0.95


def learn(
    accepted: Iterable[WorkbookReading], period: Period, returns: Returns, register: Register, budget: float
) -> Usual:
    """What accepted workbooks make usual in a later period; `budget` is the share that may be asked in vain.

    A unit that others were merged into, or that was split since, has no past of its own from before.

    Every reading is asked for once and let go. Raises ValueError for a budget that is no share.
    """
    if not 0 < budget < 1:
        raise ValueError(f"{budget} is no share of the workbooks")
    past = {code: _Past(each) for code, each in watched(returns).items()}
    ground = _Ground(register, period.last_day)
    workbooks = 0
    for reading in accepted:
        workbooks += 1
        then = Period.parse(reading.identity.period)
        for table in reading.tables:
            if table.table in past:
                figures = past[table.table].watched.figures(table, then)
                own = past[table.table]
                whose = tuple(own.watched.whose(row, reading.identity.unit) for row in figures.rows)
                own.blocks.append(_Block(reading.identity.unit, then, figures, whose, ground))
    tables: dict[str, TableUsual] = {}
    farthest: dict[Pattern, defaultdict[str, float]] = {way: defaultdict(float) for way in WAYS}
    for code, each in past.items():
        if each.blocks:
            tables[code] = each.usual(farthest, returns.return_of(code).code)
    reach = {way: _reach(list(found.values()), budget / len(WAYS)) for way, found in farthest.items()}
    return Usual(tables, {way: far for way, far in reach.items() if far is not None}, workbooks)


def _reach(distances: Sequence[float], share: float) -> float | None:
    rank = ceil((len(distances) + 1) * (1 - share))
    return max(NEAREST, sorted(distances)[rank - 1]) if rank <= len(distances) else None


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What the register knows of rows: their kinds, and whether they are today what they were then."""

    register: Register
    today: date

    def kind(self, row: str, then: date) -> int:
        unit = self.register.at(row, then)
        return KINDS[unit.kind if unit else None]

    def is_same(self, row: str, then: date) -> bool:
        """Whether a unit's figures of then are those of the unit of that code today."""
        if self.register.at(row, self.today) is None:
            return False
        before = self.register.predecessors(row, then, self.today)
        return before is not None and [unit.code for unit in before] == [row]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    unit: str
    period: Period
    figures: Figures
    whose: tuple[str, ...]
    """the unit that each row speaks of"""
    ground: _Ground

    @property
    def names(self) -> list[str]:
        return [f"{self.unit} {row}" for row in self.figures.rows]

    @property
    def kinds(self) -> Counts:
        return np.array([self.ground.kind(unit, self.period.last_day) for unit in self.whose], dtype=np.int64)

    @property
    def own_bases(self) -> Numbers:
        """nan where the unit was another one then."""
        same = np.array([self.ground.is_same(unit, self.period.last_day) for unit in self.whose], dtype=np.bool_)
        own: Numbers = np.where(same[:, None], self.figures.bases, np.nan)
        return own


@dataclass
class _Past:
    """The past of one table."""

    watched: Watched
    blocks: list[_Block] = field(default_factory=list)

    def usual(self, farthest: Mapping[Pattern, defaultdict[str, float]], form: str) -> TableUsual:
        """What is usual in the table; the distance of each workbook is raised where one of its figures lies farther."""
        grid = _Grid.of(self.blocks, len(self.watched.watches))
        shares = np.array([watch.is_share for watch in self.watched.watches])
        restless, own = _own(grid)
        peers = _peers(self.blocks)
        tail = _tail(own)
        none = np.ones(len(shares))
        centre = middle(grid.ratios)
        usual = TableUsual(
            rows=grid.rows,
            count=np.count_nonzero(~np.isnan(grid.ratios), axis=0),
            ratio=centre,
            spread=_spread(grid.ratios, centre),
            restless=restless,
            tail=tail,
            peer_tail=none,
            seasons=np.unique([block.figures.seasons for block in self.blocks]),
            peer_count=peers.count,
            peer_ratio=peers.ratio,
            peer_spread=peers.spread,
        )
        like = np.full(grid.values.shape, np.nan)
        for block in self.blocks:
            like[grid.place(block)] = by_peers(usual, block.figures, block.kinds).distance(block.figures.values)
        usual = replace(usual, peer_tail=_tail(like))
        own, like = own / usual.tail, like / usual.peer_tail
        for way, distances in (
            (Pattern.UNUSUAL, np.where(shares, np.nan, own)),
            (Pattern.STRUCTURE, np.where(shares, own, np.nan)),
            (Pattern.UNLIKE, like),
        ):
            _raise(farthest[way], distances, grid, form)
        return usual


@dataclass(frozen=True, eq=False)
class _Grid:
    """The own past of all rows of a table: periods x rows x watches."""

    periods: tuple[Period, ...]
    rows: tuple[str, ...]
    values: Numbers
    bases: Numbers

    @classmethod
    def of(cls, blocks: Sequence[_Block], watches: int) -> "_Grid":
        periods = tuple(sorted({block.period for block in blocks}))
        rows = tuple(sorted({name for block in blocks for name in block.names}))
        shape = (len(periods), len(rows), watches)
        grid = cls(periods, rows, np.full(shape, np.nan), np.full(shape, np.nan))
        for block in blocks:
            at = grid.place(block)
            grid.values[at], grid.bases[at] = block.figures.values, block.own_bases
        return grid

    def place(self, block: _Block) -> tuple[int, list[int]]:
        """Where a block's figures stand."""
        return self._periods[block.period], [self._rows[name] for name in block.names]

    @cached_property
    def _periods(self) -> Mapping[Period, int]:
        return {period: at for at, period in enumerate(self.periods)}

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {row: at for at, row in enumerate(self.rows)}

    @property
    def ratios(self) -> Numbers:
        """Each figure in proportion to its base."""
        positive = np.where(self.bases > 0, self.bases, np.nan)
        found: Numbers = self.values / positive
        return found


def _spread(ratios: Numbers, centre: Numbers) -> Numbers:
    """How far the roots of proportions usually lie from the root of the middle one."""
    found: Numbers = MAD * middle(2.0 * np.abs(np.sqrt(ratios) - np.sqrt(centre)))
    return found


def _tail(distances: Numbers) -> Numbers:
    """By how much an item's deviations are widened: some items are usually quiet and seldom anything but."""
    flat = np.sort(distances.reshape(-1, distances.shape[2]), axis=0)
    known = np.count_nonzero(~np.isnan(flat), axis=0)
    at = np.minimum(np.floor(_TAIL * known).astype(np.int64), np.maximum(known - 1, 0))
    far = np.take_along_axis(flat, at[None, :], axis=0)[0]
    widened: Numbers = np.maximum(1.0, np.where(known > 0, far, 1.0) / 2.0)
    return widened


def _own(grid: _Grid) -> tuple[Numbers, Numbers]:
    """How far each item usually moves, and the distance of each figure from its unit's figures of other periods."""
    ratios = grid.ratios
    nothing = np.zeros(ratios.shape[2])
    held = []
    for at in range(len(grid.periods)):
        others = np.delete(ratios, at, axis=0)
        if not len(others):
            return nothing, np.full(ratios.shape, np.nan)
        centre = middle(others)
        count = np.count_nonzero(~np.isnan(others), axis=0)
        held.append((count, centre, _spread(others, centre)))
    moves = np.stack(
        [
            np.abs(root(grid.values[at]) - root(by_past(*each, nothing, grid.bases[at]).expected))
            for at, each in enumerate(held)
        ]
    )
    restless = MAD * middle(moves.reshape(-1, moves.shape[2]))
    distances = [by_past(*each, restless, grid.bases[at]).distance(grid.values[at]) for at, each in enumerate(held)]
    return restless, np.stack(distances)


@dataclass(frozen=True, slots=True, eq=False)
class _Peers:
    count: Counts
    ratio: Numbers
    spread: Numbers


def _peers(blocks: Sequence[_Block]) -> _Peers:
    """For each season, kind and half-octave of size the rows of that size and around it, over all periods."""
    rows = np.concatenate([block.names for block in blocks])
    values = np.concatenate([block.figures.values for block in blocks])
    sizes = np.concatenate([block.figures.sizes for block in blocks])
    bands = np.concatenate([band_of(each.figures.sizes, each.kinds, each.figures.seasons) for each in blocks])
    bands[np.isnan(values)] = -1
    shape = (int(bands.max(initial=-1)) + 1, values.shape[1])
    count = np.zeros(shape, dtype=np.int64)
    ratio, spread = np.full(shape, np.nan), np.full(shape, np.nan)
    for watch in range(shape[1]):
        for band in np.unique(bands[:, watch][bands[:, watch] >= 0]).tolist():
            lowest = max(band // BANDS * BANDS, band - BAND_STEPS)
            near = (bands[:, watch] >= lowest) & (bands[:, watch] <= band + BAND_STEPS)
            count[band, watch] = len(np.unique(rows[near]))
            if count[band, watch] >= LEAST_PEERS:
                own, size = values[near, watch], sizes[near, watch]
                ratio[band, watch] = np.median(own / size)
                apart = np.abs(root(own) - root(ratio[band, watch] * size))
                spread[band, watch] = MAD * np.median(apart)
    return _Peers(count, ratio, spread)


def _raise(farthest: defaultdict[str, float], distances: Numbers, grid: _Grid, form: str) -> None:
    """The distance of each workbook (unit, return, period) is that of its farthest figure."""
    of_row = np.where(np.isnan(distances), -1.0, distances).max(axis=2, initial=-1.0)
    for at, period in enumerate(grid.periods):
        for row, distance in zip(grid.rows, of_row[at].tolist(), strict=True):
            if distance >= 0:
                key = f"{row.partition(' ')[0]} {form} {period}"
                farthest[key] = max(farthest[key], distance)
