"""Mistakes that move many figures at once, as suppositions: what the figures would be without them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.locate.books import Books
from rules.locate.layout import NOWHERE, Layout, Rows
from rules.locate.problem import Cells, Pattern

_TRIED_FIRST = 2
FACTORS = (10, 100, 10_000)
IN_YUAN = 10_000
FEW_FIGURES = 3
"""A row is one column off from so many figures on."""


@dataclass(frozen=True, slots=True)
class Act:
    """A supposed mistake: what the cells should hold, and those whose figure was lost by it (empty for none)."""

    pattern: Pattern
    right: Mapping[int, int]
    lost: Cells = ()


class Acts:
    """The acts that given rows, columns and tables may have suffered."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._layout = layout
        self._figures: dict[int, bool] = {NOWHERE: False}

    def scaled(self, cells: Sequence[int], pattern: Pattern, factors: Sequence[int] = FACTORS) -> Iterator[Act]:
        """The cells a power of ten larger or smaller, alone and carried into their totals."""
        values = {cell: self._books.value(cell) for cell in cells if self.is_figure(cell)}
        for factor in factors:
            if all(value % factor == 0 for value in values.values()):
                yield from self._both(Act(pattern, {cell: value // factor for cell, value in values.items()}))
            yield from self._both(Act(pattern, {cell: value * factor for cell, value in values.items()}))

    def of_one_measure(self, cells: Sequence[int]) -> Iterator[Act]:
        """元 in place of 万元: the money of a row, where it has other figures, too."""
        measures: defaultdict[int, list[int]] = defaultdict(list)
        for cell in cells:
            if self.is_figure(cell):
                measures[self._layout.measure_of(cell)].append(cell)
        for own in measures.values() if len(measures) > 1 else ():
            yield from self.scaled(own, Pattern.ROW_TIMES, (IN_YUAN,))

    def row_shifted(self, cells: Sequence[int]) -> Iterator[Act]:
        """Figures that stand one cell after or before their own from some cell on.

        A blank cell is where a figure should be that now stands beside it; it follows from the others.
        """
        asked = [cell for cell in cells if cell >= 0]
        told = self._rules_within(asked)
        for at in range(len(asked) - FEW_FIGURES):
            after = list(pairwise(asked[at:]))
            before = [(own, now) for now, own in after]
            for pairs, lost in ((after, asked[-1]), (before, asked[at])):
                if all(self._may_mend(rule, weights, dict(pairs), lost) for rule, weights in told):
                    yield from self._slid(Pattern.ROW_SHIFTED, pairs, lost)

    def _rules_within(self, asked: Sequence[int]) -> Sequence[tuple[int, Mapping[int, int]]]:
        """The shortest equalities over cells of one row, with their weights: cheap to try an act on."""
        own = frozenset(asked)
        near = {rule for cell in asked for rule in self._books.touches((cell,))}
        known = ((rule, self._books.restriction(rule)) for rule in near)
        sums = {rule: each for rule, each in known if each.equality and own.issuperset(each.cells)}
        inside = sorted(sums, key=lambda rule: (len(sums[rule].cells), rule))
        weigh = self._books.touches
        cells = {rule: dict.fromkeys(self._books.restriction(rule).cells) for rule in inside[:_TRIED_FIRST]}
        return [(rule, {cell: weigh((cell,)).get(rule, 0) for cell in each}) for rule, each in cells.items()]

    def _may_mend(self, rule: int, weights: Mapping[int, int], now: Mapping[int, int], lost: int) -> bool:
        """Whether a rule holds, or is not touched, once figures stand where they belong."""
        if lost in weights:
            return True
        value = self._books.value
        own = ((w, cell) for cell, w in weights.items() if cell in now and self.is_figure(cell))
        moved = sum(weight * (value(now[cell]) - value(cell)) for weight, cell in own)
        return not moved or not self._books.restriction(rule).broken_at(self._books.residual(rule) + moved)

    def column_shifted(self, cells: Sequence[int], broken: Sequence[int]) -> Iterator[Act]:
        """Figures that stand one row below or above their own from the first row on that a broken rule enters."""
        asked = [(row, cell) for row, cell in enumerate(cells) if cell >= 0 and not self.is_total(cell)]
        first = next((at for at, (row, _) in enumerate(asked) if row in broken), len(asked))
        for start in (first, max(0, first - 1)):
            yield from self._from_row([cell for _, cell in asked[start:]])

    def column_shifted_anywhere(self, cells: Sequence[int]) -> Iterator[Act]:
        """Figures that stand one row below or above their own from any row on."""
        asked = [cell for cell in cells if cell >= 0 and not self.is_total(cell)]
        for start in range(len(asked) - FEW_FIGURES):
            yield from self._from_row(asked[start:])

    def _from_row(self, cells: Sequence[int]) -> Iterator[Act]:
        after = list(pairwise(cells))
        if len(after) >= FEW_FIGURES:
            yield from self._slid(Pattern.COLUMN_SHIFTED, after, after[-1][1])
            yield from self._slid(Pattern.COLUMN_SHIFTED, [(own, now) for now, own in after], after[0][0])

    def _slid(self, pattern: Pattern, pairs: Sequence[tuple[int, int]], lost: int) -> Iterator[Act]:
        """The figures where they belong; of each pair the cell of a figure and the cell in which it stands."""
        moved = [(own, now) for own, now in pairs if self.is_figure(own)]
        if all(self.is_figure(now) for _, now in moved):
            right = {own: self._books.value(now) for own, now in moved}
            yield from self._both(Act(pattern, right, (lost,) if self.is_figure(lost) else ()))

    def columns_swapped(self, grid: Rows) -> Iterator[tuple[int, int, Act]]:
        """Neighbouring columns in each other's place, with the position of both."""
        width = len(grid[0]) if grid else 0
        asked = [column for column in range(width) if any(row[column] >= 0 for row in grid)]
        for one, two in pairwise(asked):
            yield one, two, Act(Pattern.COLUMNS_SWAPPED, self._exchanged((row[one], row[two]) for row in grid))

    def rows_swapped(self, row: Sequence[int], other: Sequence[int]) -> Act:
        """Two rows in each other's place."""
        return Act(Pattern.ROWS_SWAPPED, self._exchanged(zip(row, other, strict=True)))

    def _exchanged(self, pairs: Iterable[tuple[int, int]]) -> Mapping[int, int]:
        value = self._books.value
        both = [(one, two) for one, two in pairs if self.is_figure(one) and self.is_figure(two)]
        return {cell: value(other) for one, two in both for cell, other in ((one, two), (two, one))}

    def last_period(self, cells: Sequence[int]) -> Iterator[Act]:
        """A row that repeats the period before: what its sums of rows want instead."""
        figures = [cell for cell in cells if self.is_figure(cell)]
        if any(map(self.is_total, figures[:1])):
            return
        earlier = {cell: self._layout.earlier(cell) for cell in figures}
        known = [cell for cell in figures if earlier[cell] is not None]
        same = [cell for cell in known if self._books.value(cell) == earlier[cell]]
        if len(same) < FEW_FIGURES or len(same) < len(known) - 1 or not any(map(self._books.value, same)):
            return
        right = {}
        for cell in same:
            wanted = [
                -self._books.residual(rule) // weight
                for rule, weight in self._books.touches((cell,)).items()
                if rule in self._books.open and self._is_sum_of_rows(rule)
            ]
            if len(wanted) == 1:
                right[cell] = self._books.value(cell) + wanted[0]
        yield Act(Pattern.ROW_LAST_PERIOD, right)

    def repeats(self, figures: Sequence[int]) -> bool:
        """Whether every figure that the period before is known of is the same as then."""
        known = 0
        for cell in figures:
            before = self._layout.earlier(cell)
            if before is not None:
                if before != self._books.value(cell):
                    return False
                known += 1
        return known >= FEW_FIGURES

    def is_total(self, cell: int) -> bool:
        """Whether a cell is the total of others of its column."""
        return bool(self._layout.parts(cell))

    def _is_sum_of_rows(self, rule: int) -> bool:
        restriction = self._books.restriction(rule)
        return restriction.equality and len({self._layout.row_of(cell) for cell in restriction.cells}) > 2

    def is_figure(self, cell: int) -> bool:
        """Whether a cell is asked and holds a figure."""
        found = self._figures.get(cell)
        if found is None:
            found = self._figures[cell] = self._layout.is_filled(cell)
        return found

    def _both(self, act: Act) -> Iterator[Act]:
        """An act as it is, and with the totals of its cells, whose formulas have followed it."""
        yield act
        changed = dict(act.right)
        for cell, value in act.right.items():
            total = self._books.total(cell)
            if total >= 0 and total not in act.right and value != self._books.value(cell):
                changed[total] = changed.get(total, self._books.value(total)) + value - self._books.value(cell)
        lost = act.lost
        if lost and self._books.total(lost[0]) >= 0:
            lost = (lost[0], self._books.total(lost[0]))
        if len(changed) > len(act.right) or lost != act.lost:
            yield Act(act.pattern, changed, lost)
