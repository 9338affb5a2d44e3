"""Mistakes that move many figures at once, as suppositions: what the figures would be without them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rules.locate.books import Books
from rules.locate.layout import NOWHERE, Hints, Layout, Place, Pointing, Rows
from rules.locate.problem import Cells, Pattern

_ROWS = 4
"""So many rows, those that most broken rules enter, are tried."""
_COLUMNS = 8
_TRIED_FIRST = 2
_FACTORS = (10, 100, 10_000)
_IN_YUAN = 10_000
_FEW_FIGURES = 3
"""A row is one column off from so many figures on."""


@dataclass(frozen=True, slots=True)
class Act:
    """A supposed mistake: what the cells should hold, and those whose figure was lost by it (empty for none)."""

    pattern: Pattern
    right: Mapping[int, int]
    lost: Cells = ()


class Acts:
    """The acts that the open rules of the books suggest."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._layout = layout
        self._figures: dict[int, bool] = {NOWHERE: False}

    def supposed(self) -> Iterator[Act]:
        """Acts on a table, on a row and on a column."""
        hints = self._hints
        tables = Counter(table for table, _ in hints.rows)
        for table, count in tables.items():
            grid = self._layout.rows(table)
            if 2 * count >= len(grid):
                yield from self._scaled([cell for row in grid for cell in row], Pattern.TABLE_TIMES)
        rows = self._rows
        for table, chosen in rows.items():
            for at, row in enumerate(chosen):
                yield from self._on_row(table, row, chosen[at + 1 :])
        for table, count in tables.items():
            if count >= _FEW_FIGURES:
                yield from self._on_columns(table, hints)

    def left_standing(self) -> Iterator[Act]:
        """Rows that repeat the period before: what the sums want of them would suit any row, so no two may do."""
        for table, chosen in self._rows.items():
            for row in chosen:
                yield from self._last_period(self._layout.rows(table)[row])

    @cached_property
    def _rows(self) -> Mapping[int, Sequence[int]]:
        """The rows that acts are tried on, by table."""
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for table, row in (*(place for place, _ in self._hints.rows.most_common(_ROWS)), *self._summed(self._hints)):
            if row not in rows[table]:
                rows[table].append(row)
        return rows

    def _on_columns(self, table: int, hints: Hints) -> Iterator[Act]:
        grid = self._layout.rows(table)
        columns = [column for (of, column), _ in hints.columns.most_common() if of == table]
        broken = sorted(row for of, row in hints.rows if of == table)
        for column in columns[:_COLUMNS]:
            yield from self._column_shifted([row[column] for row in grid], broken)
        yield from self._columns_swapped(grid)

    def in_yuan(self) -> Iterator[Act]:
        """元 in place of 万元 in a row whose own sums hold: seen only in the total that it has gone into.

        A difference that is just 9,999 ten-thousandths of one unit's figure tells it.
        """
        for rule in sorted(self._books.open):
            restriction = self._books.restriction(rule)
            for total in restriction.cells if restriction.equality else ():
                weight = self._books.touches((total,)).get(rule, 0)
                if weight and self._books.residual(rule) % weight == 0:
                    yield from self._of_part_in_yuan(total, self._books.residual(rule) // weight)

    def _of_part_in_yuan(self, total: int, excess: int) -> Iterator[Act]:
        if not excess or excess % (_IN_YUAN - 1):
            return
        grid = self._layout.rows(self._layout.table_of(total))
        above = grid[self._layout.row_of(total)]
        at = above.index(total) if total in above else -1
        for row in grid if at >= 0 else ():
            part = row[at]
            value = self._books.value(part) if part >= 0 else 0
            if not value or value % _IN_YUAN or value - value // _IN_YUAN != excess:
                continue
            if self._is_figure(part) and self._books.variable(part).total == total:
                measure = self._layout.measure_of(part)
                cells = [cell for cell in row if self._is_figure(cell) and self._layout.measure_of(cell) == measure]
                large = [cell for cell in cells if abs(self._books.value(cell)) >= _IN_YUAN]
                for own in (large, cells) if len(large) > 1 else ():
                    yield from self._scaled(own, Pattern.ROW_TIMES, (_IN_YUAN,))

    def carried_over(self) -> Iterator[Cells]:
        """Rows that open rules point at, of which every known figure repeats the period before."""
        for (table, at), _ in self._hints.rows.most_common(_ROWS):
            figures = tuple(cell for cell in self._layout.rows(table)[at] if self._is_figure(cell))
            if self._repeats(figures) and not self._is_total_row(figures[0], table):
                yield figures

    def _repeats(self, figures: Sequence[int]) -> bool:
        earlier = ((cell, self._layout.earlier(cell)) for cell in figures)
        known = [(cell, before) for cell, before in earlier if before is not None]
        return len(known) >= _FEW_FIGURES and all(before == self._books.value(cell) for cell, before in known)

    def _is_total_row(self, cell: int, table: int) -> bool:
        at = self._layout.rows(table)[self._layout.row_of(cell)].index(cell)
        return self._is_total(cell, [row[at] for row in self._layout.rows(table)])

    @cached_property
    def _hints(self) -> Hints:
        return Pointing(self._books, self._layout).hints()

    def _summed(self, hints: Hints) -> Iterator[Place]:
        """Rows whose figures, changed by what all broken sums of rows want, would be those of an act."""
        by_table: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for (table, column), amount in hints.wanted.items():
            by_table[table][column] = amount
        for table, wanted in by_table.items():
            for row, cells in enumerate(self._layout.rows(table)):
                if len(wanted) >= _FEW_FIGURES and self._is_explained(cells, wanted):
                    yield table, row

    def _is_explained(self, cells: Sequence[int], wanted: Mapping[int, int]) -> bool:
        """Whether one kind of act makes most of the wanted figures of a row out of those that stand there."""
        if not all(self._is_figure(cells[column]) for column in wanted):
            return False
        asked = [column for column, cell in enumerate(cells) if self._is_figure(cell)]
        place = {column: at for at, column in enumerate(asked)}
        values = [self._books.value(cells[column]) for column in asked]
        counts: Counter[str] = Counter()
        for column, amount in wanted.items():
            at, value = place[column], values[place[column]]
            right = value + amount
            counts["after"] += at + 1 < len(values) and right == values[at + 1]
            counts["before"] += at > 0 and right == values[at - 1]
            counts["last"] += value == self._layout.earlier(cells[column])
            for factor in _FACTORS:
                counts[f"times {factor}"] += value == right * factor
                counts[f"part {factor}"] += right == value * factor
        return max(counts.values()) >= len(wanted) - 1

    def _on_row(self, table: int, row: int, others: Sequence[int]) -> Iterator[Act]:
        rows = self._layout.rows(table)
        yield from self._scaled(rows[row], Pattern.ROW_TIMES)
        yield from self._of_one_measure(rows[row])
        yield from self._row_shifted(rows[row])
        for other in others:
            yield Act(Pattern.ROWS_SWAPPED, self._exchanged(zip(rows[row], rows[other], strict=True)))

    def _scaled(self, cells: Sequence[int], pattern: Pattern, factors: Sequence[int] = _FACTORS) -> Iterator[Act]:
        """The cells a power of ten larger or smaller, alone and carried into their totals."""
        values = {cell: self._books.value(cell) for cell in cells if self._is_figure(cell)}
        for factor in factors:
            if all(value % factor == 0 for value in values.values()):
                yield from self._both(Act(pattern, {cell: value // factor for cell, value in values.items()}))
            yield from self._both(Act(pattern, {cell: value * factor for cell, value in values.items()}))

    def _of_one_measure(self, cells: Sequence[int]) -> Iterator[Act]:
        """元 in place of 万元: the money of a row, where it has other figures, too."""
        measures: defaultdict[int, list[int]] = defaultdict(list)
        for cell in cells:
            if self._is_figure(cell):
                measures[self._layout.measure_of(cell)].append(cell)
        for own in measures.values() if len(measures) > 1 else ():
            yield from self._scaled(own, Pattern.ROW_TIMES, (_IN_YUAN,))

    def _row_shifted(self, cells: Sequence[int]) -> Iterator[Act]:
        """Figures that stand one cell after or before their own from some cell on.

        A blank cell is where a figure should be that now stands beside it; it follows from the others.
        """
        asked = [cell for cell in cells if cell >= 0]
        told = self._rules_within(asked)
        for at in range(len(asked) - _FEW_FIGURES):
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
        own = ((w, cell) for cell, w in weights.items() if cell in now and self._is_figure(cell))
        moved = sum(weight * (value(now[cell]) - value(cell)) for weight, cell in own)
        return not moved or not self._books.restriction(rule).broken_at(self._books.residual(rule) + moved)

    def _column_shifted(self, cells: Sequence[int], broken: Sequence[int]) -> Iterator[Act]:
        """Figures that stand one row below or above their own from the first row on that a broken rule enters."""
        asked = [(row, cell) for row, cell in enumerate(cells) if cell >= 0 and not self._is_total(cell, cells)]
        first = next((at for at, (row, _) in enumerate(asked) if row in broken), len(asked))
        for start in (first, max(0, first - 1)):
            after = list(pairwise(cell for _, cell in asked[start:]))
            if len(after) >= _FEW_FIGURES:
                yield from self._slid(Pattern.COLUMN_SHIFTED, after, after[-1][1])
                yield from self._slid(Pattern.COLUMN_SHIFTED, [(own, now) for now, own in after], after[0][0])

    def _slid(self, pattern: Pattern, pairs: Sequence[tuple[int, int]], lost: int) -> Iterator[Act]:
        """The figures where they belong; of each pair the cell of a figure and the cell in which it stands."""
        moved = [(own, now) for own, now in pairs if self._is_figure(own)]
        if all(self._is_figure(now) for _, now in moved):
            right = {own: self._books.value(now) for own, now in moved}
            yield from self._both(Act(pattern, right, (lost,) if self._is_figure(lost) else ()))

    def _columns_swapped(self, grid: Rows) -> Iterator[Act]:
        width = len(grid[0]) if grid else 0
        asked = [column for column in range(width) if any(row[column] >= 0 for row in grid)]
        for one, two in pairwise(asked):
            yield Act(Pattern.COLUMNS_SWAPPED, self._exchanged((row[one], row[two]) for row in grid))

    def _last_period(self, cells: Sequence[int]) -> Iterator[Act]:
        """A row that repeats the period before: what its sums of rows want instead."""
        figures = [cell for cell in cells if self._is_figure(cell)]
        if any(self._is_total_row(figure, self._layout.table_of(figure)) for figure in figures[:1]):
            return
        earlier = {cell: self._layout.earlier(cell) for cell in figures}
        known = [cell for cell in figures if earlier[cell] is not None]
        same = [cell for cell in known if self._books.value(cell) == earlier[cell]]
        if len(same) < _FEW_FIGURES or len(same) < len(known) - 1 or not any(map(self._books.value, same)):
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

    def _is_sum_of_rows(self, rule: int) -> bool:
        restriction = self._books.restriction(rule)
        return restriction.equality and len({self._layout.row_of(cell) for cell in restriction.cells}) > 2

    def _is_total(self, cell: int, cells: Sequence[int]) -> bool:
        return any(other >= 0 and self._books.variable(other).total == cell for other in cells)

    def _is_figure(self, cell: int) -> bool:
        found = self._figures.get(cell)
        if found is None:
            found = self._figures[cell] = self._layout.is_filled(cell)
        return found

    def _both(self, act: Act) -> Iterator[Act]:
        """An act as it is, and with the totals of its cells, whose formulas have followed it."""
        yield act
        changed = dict(act.right)
        for cell, value in act.right.items():
            total = self._books.variable(cell).total
            if total >= 0 and total not in act.right and value != self._books.value(cell):
                changed[total] = changed.get(total, self._books.value(total)) + value - self._books.value(cell)
        lost = act.lost
        if lost and self._books.variable(lost[0]).total >= 0:
            lost = (lost[0], self._books.variable(lost[0]).total)
        if len(changed) > len(act.right) or lost != act.lost:
            yield Act(act.pattern, changed, lost)

    def _exchanged(self, pairs: Iterable[tuple[int, int]]) -> Mapping[int, int]:
        value = self._books.value
        both = [(one, two) for one, two in pairs if self._is_figure(one) and self._is_figure(two)]
        return {cell: value(other) for one, two in both for cell, other in ((one, two), (two, one))}
