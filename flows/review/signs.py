"""Signs that figures were written and not counted, on units and tables: for the office alone, as 提示.

No sign is proof; each names its evidence. None enters a verdict or reaches a clerk, and none speaks of persons. The
two signs of digits are tests against chance, with one bound for all tables of a period together (Bonferroni).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb

import numpy as np
from numpy.typing import NDArray

from schemas.messages import Language, say
from schemas.model import TOTAL_ROW, ItemKind, Table
from schemas.periods import Period
from schemas.reading import CellState, TableReading, WorkbookReading
from schemas.returns import Returns

LEAST_CELLS = 30
"""Figures other than 0 that must agree before two tables are called the same."""
LEAST_ROWS = 10
"""Rows with figures before an unchanged table is a sign: with few units, a quarter without events is no wonder."""
LEAST_DIGITS = 60
"""Figures of three digits or more in a table before their digits are looked at."""
LEAST_HUNDREDS = 20
"""Figures of four digits or more in a table before their roundness is looked at."""
LEAST_ALIKE = 3
"""Units whose totals must have grown by the same share in the same items."""
LEAST_ITEMS = 3
"""Items in which they must, and at least half of those that are large in all of them: where all units grow alike, some
items grow by the same share in a few of them by chance."""
_LARGE = 5000
"""Equal growth of smaller figures is no surprise, and shows only to a thousandth."""
_STEADY = 200
"""Nor is equal growth of less than this, in ten thousandths: many items hardly move."""


class Kind(StrEnum):
    """What was seen."""

    REPEATED = "repeated"
    """a table equal to the unit's own of the period before"""
    TWIN = "twin"
    """a table equal to another unit's"""
    ENDINGS = "endings"
    """last digits 0 and 5 much more often than by chance"""
    ROUND = "round"
    """figures in whole hundreds much more often than by chance"""
    GROWTH = "growth"
    """growth that is identical across units"""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: the table and the units it was seen in, and its evidence as counts (`seen` of `among`)."""

    kind: Kind
    period: str
    table: str
    units: tuple[str, ...]
    seen: int
    among: int

    def line(self, language: Language) -> str:
        """The sentence for the office."""
        facts = {
            "table": self.table,
            "period": self.period,
            "units": self.units,
            "seen": self.seen,
            "among": self.among,
        }
        return say(f"SIGN-{self.kind.name}", language, facts)


def signs(
    period: Period, now: Sequence[WorkbookReading], before: Iterable[WorkbookReading], returns: Returns, bound: float
) -> tuple[Sign, ...]:
    """The signs in the workbooks of a period beside earlier ones, oldest first: each table beside its own last one.

    `bound` is the chance that an honest period shows any sign of digits at all.
    """
    earlier = {(each.identity.unit, table.table): table for each in before for table in each.tables}
    return tuple(_Looker(period, tuple(now), earlier, returns, bound).all())


@dataclass(frozen=True)
class _Looker:
    period: Period
    now: tuple[WorkbookReading, ...]
    earlier: Mapping[tuple[str, str], TableReading]
    returns: Returns
    bound: float

    def all(self) -> Iterator[Sign]:
        """Every sign, table by table."""
        by_table: defaultdict[str, dict[str, TableReading]] = defaultdict(dict)
        for reading in self.now:
            for table in reading.tables:
                by_table[table.table][reading.identity.unit] = table
        tests = 2 * sum(len(tables) for tables in by_table.values())
        for code, tables in by_table.items():
            declared = self.returns.table(code)
            yield from self._repeated(declared, tables)
            yield from self._twins(declared, tables)
            yield from self._growth(declared, tables)
            for unit, table in tables.items():
                yield from self._digits(unit, declared, table, self.bound / tests)

    def _repeated(self, declared: Table, tables: Mapping[str, TableReading]) -> Iterator[Sign]:
        """What happened in a period is not what happened in the one before; stocks may stay as they are."""
        flows = [column.name for column in declared.columns if column.kind is ItemKind.FLOW]
        for unit, table in tables.items():
            before = self.earlier.get((unit, declared.code))
            if before is None or (before.row_codes, before.columns) != (table.row_codes, table.columns):
                continue
            at = [table.columns.index(name) for name in flows if name in table.columns]
            same = _same(table.values[:, at], before.values[:, at])
            rows = int(np.count_nonzero(table.values[:, at].any(axis=1)))
            if same >= LEAST_CELLS and rows >= LEAST_ROWS:
                yield self._sign(Kind.REPEATED, declared, (unit,), same, same)

    def _twins(self, declared: Table, tables: Mapping[str, TableReading]) -> Iterator[Sign]:
        found: defaultdict[bytes, list[str]] = defaultdict(list)
        for unit, table in tables.items():
            if np.count_nonzero(table.values) >= LEAST_CELLS:
                found[repr(table.values.shape).encode() + table.values.tobytes()].append(unit)
        for units in found.values():
            if len(units) > 1:
                cells = int(np.count_nonzero(tables[units[0]].values))
                yield self._sign(Kind.TWIN, declared, tuple(units), cells, cells)

    def _digits(self, unit: str, declared: Table, table: TableReading, bound: float) -> Iterator[Sign]:
        counts = _counts(declared, table)
        endings = counts[counts >= 100]
        fives = int(np.count_nonzero(endings % 5 == 0))
        if len(endings) >= LEAST_DIGITS and _at_least(fives, len(endings), 0.2) < bound:
            yield self._sign(Kind.ENDINGS, declared, (unit,), fives, len(endings))
        large = counts[counts >= 1000]
        hundreds = int(np.count_nonzero(large % 100 == 0))
        if len(large) >= LEAST_HUNDREDS and _at_least(hundreds, len(large), 0.01) < bound:
            yield self._sign(Kind.ROUND, declared, (unit,), hundreds, len(large))

    def _growth(self, declared: Table, tables: Mapping[str, TableReading]) -> Iterator[Sign]:
        """Units whose totals of most large items grew each by the same share, to a ten thousandth."""
        growths = {unit: dict(self._growths(unit, declared, table)) for unit, table in tables.items()}
        alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for unit, grown in growths.items():
            for column, growth in grown.items():
                alike[column, growth].append(unit)
        groups = Counter(tuple(units) for units in alike.values() if len(units) >= LEAST_ALIKE)
        for units, items in groups.items():
            among = len(set.intersection(*(set(growths[unit]) for unit in units)))
            if items >= LEAST_ITEMS and 2 * items >= among:
                yield self._sign(Kind.GROWTH, declared, units, items, among)

    def _growths(self, unit: str, declared: Table, table: TableReading) -> Iterator[tuple[str, int]]:
        before = self.earlier.get((unit, declared.code))
        if before is None or TOTAL_ROW not in table.row_codes or TOTAL_ROW not in before.row_codes:
            return
        now, then = (each.values[each.row_codes.index(TOTAL_ROW)] for each in (table, before))
        for at, name in enumerate(table.columns):
            if name in before.columns:
                old, new = int(then[before.columns.index(name)]), int(now[at])
                growth = round(10_000 * (new - old) / old) if min(old, new) >= _LARGE else 0
                if abs(growth) >= _STEADY:
                    yield name, growth

    def _sign(self, kind: Kind, declared: Table, units: tuple[str, ...], seen: int, among: int) -> Sign:
        return Sign(kind, str(self.period), declared.code, units, seen, among)


def _same(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    """How many figures other than 0 agree where all of them do, else 0."""
    return int(np.count_nonzero(one)) if one.shape == other.shape and bool((one == other).all()) else 0


def _counts(declared: Table, table: TableReading) -> NDArray[np.int64]:
    """The different counts of single units: no totals, no money, nothing that is reckoned or set by a plan.

    A count that stands in several places (an opening and its closing) says nothing more there about how it was come by.
    """
    rows = [at for at, code in enumerate(table.row_codes) if code != TOTAL_ROW]
    counted = {ItemKind.STOCK, ItemKind.FLOW}
    plain = {each.name for each in declared.columns if each.kind in counted and not each.measure.decimals}
    columns = [at for at, name in enumerate(table.columns) if name in plain]
    chosen = np.ix_(rows, columns)
    found: NDArray[np.int64] = table.values[chosen][table.states[chosen] == CellState.FILLED]
    return np.unique(found)


def _at_least(seen: int, among: int, chance: float) -> float:
    """The probability that so many of the figures, or more, come out so by chance (binomial)."""
    return sum(comb(among, count) * chance**count * (1 - chance) ** (among - count) for count in range(seen, among + 1))
