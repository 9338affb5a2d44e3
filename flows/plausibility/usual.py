"""What is usual of each watched figure: for the unit by its own past, and for units of like size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np

from flows.plausibility.watched import Counts, Figures, Numbers
from schemas.finding import Pattern
from schemas.units import UnitKind

LEAST_PAST = 3
"""Earlier figures that a unit needs before it is held against its own past."""
LEAST_PEERS = 12
"""Rows of units of like size that are needed before others are held against them."""
LEAST_SIZE = 30
"""Below this size a share says nothing."""
NEAREST = 4.0
"""Deviations within which nothing is asked, however quiet the past was."""
MAD = 1.4826
"""A median of absolute deviations times this is a standard deviation where deviations are normal."""
BAND_STEPS = 2
"""Units of like size lie so many half-octaves or fewer apart: from less than half to more than double."""
BANDS = 40
"""Half-octaves that are told apart within one kind of unit."""
KINDS: Mapping[UnitKind | None, int] = MappingProxyType({kind: at for at, kind in enumerate((None, *UnitKind))})
"""Kinds of units by number; None where the register does not know the unit."""


def root(values: Numbers) -> Numbers:
    """Counts on the scale on which each varies by about one, whatever its size (Anscombe 1948)."""
    scaled: Numbers = 2.0 * np.sqrt(values + 0.375)
    return scaled


def squared(roots: Numbers) -> Numbers:
    """Back from that scale to counts, none below 0."""
    counts: Numbers = np.maximum(0.0, (np.maximum(roots, 0.0) / 2.0) ** 2 - 0.375)
    return counts


def middle(values: Numbers) -> Numbers:
    """The median down each column, of what is known; nan where nothing is."""
    ordered = np.sort(values, axis=0)
    known = np.count_nonzero(~np.isnan(values), axis=0)
    lower, upper = np.maximum(known - 1, 0) // 2, known // 2
    at = np.minimum(np.stack((lower, upper)), len(values) - 1)
    pair = np.take_along_axis(ordered, at, axis=0)
    found: Numbers = np.where(known > 0, pair.sum(axis=0) / 2.0, np.nan)
    return found


def band_of(sizes: Numbers, kinds: Counts, seasons: Counts) -> Counts:
    """The half-octave of each size above LEAST_SIZE, among units of its row's kind and in its watch's season.

    -1 below that size, or where the size is not known.
    """
    enough = np.nan_to_num(sizes, nan=0.0) >= LEAST_SIZE
    steps = np.floor(2.0 * np.log2(np.where(enough, sizes, LEAST_SIZE) / LEAST_SIZE))
    bands = np.minimum(steps, BANDS - 1).astype(np.int64) + BANDS * (kinds[:, None] + len(KINDS) * seasons[None, :])
    found: Counts = np.where(enough, bands, -1)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class TableUsual:
    """What is usual in one table.

    `ratio` and `spread` have one row a unit row of the past (`rows`, by `unit row`) and one column a watch: the median
    of its earlier figures in proportion to their bases, and how far the roots of these proportions usually lie from
    its root. `count` is how many there were. `restless` is how far each item usually moves, over all units; the two
    tails are by how much its deviations must be widened so that a twentieth of its figures lies beyond two of them.
    The three of `peers` have one row a half-octave of size within a kind of unit and a season (`band_of`). `seasons` are those
    that were learned from.
    """

    rows: tuple[str, ...]
    count: Counts
    ratio: Numbers
    spread: Numbers
    restless: Numbers
    tail: Numbers
    peer_tail: Numbers
    seasons: Counts
    peer_count: Counts
    peer_ratio: Numbers
    peer_spread: Numbers

    def row_of(self) -> Mapping[str, int]:
        """Position of each row."""
        return {name: at for at, name in enumerate(self.rows)}


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Watched figures of a table beside what is usual: what would be expected, and its usual deviation.

    `count` is how many earlier figures, or rows of like units, say so; nan and 0 where nothing does.
    """

    expected: Numbers
    deviation: Numbers
    count: Counts

    def distance(self, values: Numbers) -> Numbers:
        """How many usual deviations each figure lies from what is expected; nan where nothing is."""
        found: Numbers = np.abs(root(values) - root(self.expected)) / self.deviation
        return found

    def widened(self, times: Numbers) -> "Held":
        """The same with deviations so many times as wide, by watch."""
        return Held(self.expected, self.deviation * times, self.count)

    def limits(self, reach: float) -> tuple[Numbers, Numbers]:
        """The figures that lie within so many deviations."""
        centre, room = root(self.expected), reach * self.deviation
        return squared(centre - room), squared(centre + room)


@dataclass(frozen=True)
class Usual:
    """What is usual in all tables, and how far from it a figure may lie.

    `reach` gives the deviations beyond which is asked, by the way to ask; a way of which the past teaches too little
    is not among them, and is not used. `workbooks` is how many accepted workbooks it was learned from.
    """

    tables: Mapping[str, TableUsual]
    reach: Mapping[Pattern, float]
    workbooks: int
    _rows: dict[str, Mapping[str, int]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def by_past(self, table: str, unit: str, figures: Figures) -> Held | None:
        """Each figure beside its unit's own past; None for a table without any.

        What adds up from January is left alone in a quarter that the past has none of.
        """
        usual = self.tables.get(table)
        if usual is None:
            return None
        if table not in self._rows:
            self._rows[table] = usual.row_of()
        at = np.array([self._rows[table].get(f"{unit} {row}", -1) for row in figures.rows], dtype=np.int64)
        if not len(usual.rows):
            return None
        known = at >= 0
        seen = (figures.seasons == 0) | np.isin(figures.seasons, usual.seasons)
        count = np.where(known[:, None] & seen, usual.count[at], 0)
        held = by_past(count, usual.ratio[at], usual.spread[at], usual.restless, figures.bases)
        return held.widened(usual.tail)

    def by_peers(self, table: str, figures: Figures, kinds: Counts) -> Held | None:
        """Each figure beside those of units of like kind and size; None for a table without any."""
        usual = self.tables.get(table)
        return None if usual is None else by_peers(usual, figures, kinds).widened(usual.peer_tail)

    @cached_property
    def is_learned(self) -> bool:
        """Whether the past taught enough to ask in any way at all."""
        return bool(self.reach)


def by_past(count: Counts, ratio: Numbers, spread: Numbers, restless: Numbers, bases: Numbers) -> Held:
    """What a unit's own past makes of figures with these bases."""
    enough = (count >= LEAST_PAST) & (bases > 0)
    expected = np.where(enough, ratio * bases, np.nan)
    own = np.nan_to_num(spread, nan=0.0) * np.sqrt(np.where(enough, bases, 0.0))
    deviation = np.maximum(np.maximum(1.0, own), np.nan_to_num(restless, nan=0.0))
    return Held(expected, deviation, np.where(enough, count, 0))


def by_peers(usual: TableUsual, figures: Figures, kinds: Counts) -> Held:
    """What units of like kind and size make of figures, of what adds up from January those of the same quarter."""
    sizes = figures.sizes
    band = band_of(sizes, kinds, figures.seasons)
    within = (band >= 0) & (band < len(usual.peer_count))
    at = np.where(within, band, 0)
    column = np.broadcast_to(np.arange(sizes.shape[1]), sizes.shape)
    if not len(usual.peer_count):
        nothing = np.full(sizes.shape, np.nan)
        return Held(nothing, nothing, np.zeros(sizes.shape, dtype=np.int64))
    count = np.where(within, usual.peer_count[at, column], 0)
    enough = count >= LEAST_PEERS
    expected = np.where(enough, usual.peer_ratio[at, column] * sizes, np.nan)
    return Held(expected, np.maximum(1.0, usual.peer_spread[at, column]), np.where(enough, count, 0))
