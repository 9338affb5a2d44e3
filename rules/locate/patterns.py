"""Mistakes that move many figures at once: a row one column off, ten times too large, two rows or columns exchanged.

As so many wrong cells they would be beyond any search; as one act each of them is tried and checked exactly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from rules.locate.books import Books
from rules.locate.problem import Answer, Change, Pattern, Root

LEAST_RULES = 3
"""An act is looked for from so many broken rules on: fewer are as well mended by a cell."""
_ROWS = 4
"""So many rows, those that most broken rules enter, are tried."""
_OWN_RULES = 3
"""So many of them enter the row alone."""
_FACTORS = (10, 100, 10_000)
_FEW_FIGURES = 3
"""An act moves at least so many figures other than 0."""

Rows = tuple[tuple[int, ...], ...]


class Layout(Protocol):
    """Where cells stand on their sheets."""

    def table_of(self, cell: int) -> int:
        """The table of a cell, by position."""

    def row_of(self, cell: int) -> int:
        """The row of a cell in its table, by position."""

    def rows(self, table: int) -> Rows:
        """The cells of a table, row by row in printed order; -1 where none is asked. Blank ones are among them."""


@dataclass(frozen=True, slots=True)
class _Act:
    """A supposed mistake: what the cells should hold, and one whose figure was lost by it (-1 for none)."""

    pattern: Pattern
    right: Mapping[int, int]
    lost: int = -1


class Acts:
    """The acts that are tried against the open rules of the books."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._layout = layout

    def best(self, more_than: int) -> Root | None:
        """The act that closes most open rules and breaks none, of those that close more than so many."""
        best: Root | None = None
        for act in self._acts():
            root = self._mended(act)
            if root is not None and len(root.rules) > more_than:
                best, more_than = root, len(root.rules)
        return best

    def _acts(self) -> Iterator[_Act]:
        entered = self._entered()
        often = [each for each, count in entered.most_common(_ROWS) if count >= _OWN_RULES]
        for table, row in often:
            yield from self._acts_on_row(table, row, [r for t, r in often if t == table and r > row])
        for table, count in Counter(table for table, _ in entered).items():
            rows = self._layout.rows(table)
            if count >= _OWN_RULES and 2 * count >= len(rows):
                yield from self._acts_on_table(rows)

    def _entered(self) -> Counter[tuple[int, int]]:
        """How many open rules a row enters, of those that enter no other row of its table."""
        entered: Counter[tuple[int, int]] = Counter()
        for rule in self._books.open:
            rows: defaultdict[int, set[int]] = defaultdict(set)
            for cell in self._books.restriction(rule).cells:
                rows[self._layout.table_of(cell)].add(self._layout.row_of(cell))
            entered.update((table, next(iter(own))) for table, own in rows.items() if len(own) == 1)
        return entered

    def _acts_on_row(self, table: int, row: int, others: Sequence[int]) -> Iterator[_Act]:
        rows = self._layout.rows(table)
        yield from self._scaled(rows[row], Pattern.ROW_TIMES)
        yield from self._shifted(rows[row])
        for other in others:
            yield _Act(Pattern.ROWS_SWAPPED, self._exchanged(zip(rows[row], rows[other], strict=True)))

    def _acts_on_table(self, rows: Rows) -> Iterator[_Act]:
        yield from self._scaled([cell for row in rows for cell in row], Pattern.TABLE_TIMES)
        width = len(rows[0]) if rows else 0
        for at in range(width - 1):
            yield _Act(Pattern.COLUMNS_SWAPPED, self._exchanged((row[at], row[at + 1]) for row in rows))

    def _scaled(self, cells: Sequence[int], pattern: Pattern) -> Iterator[_Act]:
        """The cells a power of ten larger or smaller, alone and carried into their totals."""
        values = {cell: self._books.value(cell) for cell in cells if self._is_figure(cell)}
        for factor in _FACTORS:
            smaller = {cell: value // factor for cell, value in values.items()}
            if all(value % factor == 0 for value in values.values()):
                yield _Act(pattern, smaller)
                yield _Act(pattern, self._carried(smaller))
            larger = {cell: value * factor for cell, value in values.items()}
            yield _Act(pattern, larger)
            yield _Act(pattern, self._carried(larger))

    def _carried(self, right: Mapping[int, int]) -> Mapping[int, int]:
        """The same change made in the total of each cell."""
        changed = dict(right)
        for cell, value in right.items():
            total = self._books.variable(cell).total
            if total >= 0 and total not in right:
                changed[total] = self._books.value(total) + value - self._books.value(cell)
        return changed

    def _shifted(self, cells: Sequence[int]) -> Iterator[_Act]:
        """Figures that stand one cell after or before their own from some cell on, in the row alone and carried.

        A blank cell is where a figure should be that now stands beside it; it follows from the others.
        """
        asked = [cell for cell in cells if cell >= 0]
        for at in range(len(asked) - _FEW_FIGURES):
            after = list(pairwise(asked[at:]))
            before = [(own, now) for now, own in after]
            for pairs, lost in ((after, asked[-1]), (before, asked[at])):
                moved = [(own, now) for own, now in pairs if self._is_figure(own)]
                if all(self._is_figure(now) for _, now in moved):
                    right = {own: self._books.value(now) for own, now in moved}
                    gone = lost if self._is_figure(lost) else -1
                    yield _Act(Pattern.ROW_SHIFTED, right, gone)
                    yield _Act(Pattern.ROW_SHIFTED, self._carried(right), gone)

    def _is_figure(self, cell: int) -> bool:
        return cell >= 0 and not self._books.variable(cell).free

    def _exchanged(self, pairs: Iterable[tuple[int, int]]) -> Mapping[int, int]:
        value = self._books.value
        both = [(one, two) for one, two in pairs if self._is_figure(one) and self._is_figure(two)]
        return {cell: value(other) for one, two in both for cell, other in ((one, two), (two, one))}

    def _mended(self, act: _Act) -> Root | None:
        """The rules that undoing the act closes; None where it breaks one or moves too few figures."""
        books = self._books
        amounts = {cell: new - books.value(cell) for cell, new in act.right.items() if new != books.value(cell)}
        if len(amounts) < _FEW_FIGURES or any(books.room(cell) + amount < 0 for cell, amount in amounts.items()):
            return None
        moved = self._moved(amounts)
        best: Root | None = None
        for amount in self._lost_amounts(act.lost, moved):
            if act.lost >= 0 and books.room(act.lost) + amount < 0:
                continue
            after = dict(moved)
            for rule, weight in books.touches((act.lost,)).items() if amount else ():
                after[rule] = after.get(rule, books.residual(rule)) + weight * amount
            if any(books.restriction(rule).broken_at(residual) for rule, residual in after.items()):
                continue
            closed = tuple(sorted(rule for rule in after if rule in books.open))
            changes = {**amounts, act.lost: amount} if amount else amounts
            answer = Answer(tuple(Change((cell,), change) for cell, change in changes.items()))
            if len(closed) >= max(LEAST_RULES, len(best.rules) + 1 if best else 0):
                best = Root(closed, (), (answer,), act.pattern)
        return best

    def _moved(self, amounts: Mapping[int, int]) -> dict[int, int]:
        """The residuals of all rules that the changes enter, after them."""
        residuals: dict[int, int] = {}
        for cell, amount in amounts.items():
            for rule, weight in self._books.touches((cell,)).items():
                before = residuals[rule] if rule in residuals else self._books.residual(rule)
                residuals[rule] = before + weight * amount
        return residuals

    def _lost_amounts(self, lost: int, moved: Mapping[int, int]) -> list[int]:
        """Amounts by which the lost figure may differ from what stands there: what a rule that it enters wants."""
        if lost < 0:
            return [0]
        wanted = {0}
        for rule, weight in self._books.touches((lost,)).items():
            residual = moved.get(rule, self._books.residual(rule))
            if self._books.restriction(rule).equality and residual and residual % weight == 0:
                wanted.add(-residual // weight)
        return sorted(wanted)


def swaps(books: Books, rules: Sequence[int]) -> tuple[Answer, ...]:
    """Pairs of cells whose figures, exchanged, mend exactly these rules and break none."""
    shortest = min(rules, key=lambda rule: (len(books.restriction(rule).cells), rule))
    residual = books.residual(shortest)
    if not books.restriction(shortest).equality or len(books.restriction(shortest).cells) > _WIDE:
        return ()
    found: dict[tuple[int, ...], Answer] = {}
    for one in books.restriction(shortest).cells:
        weight = books.touches((one,)).get(shortest, 0)
        for two in _near(books, one) if weight else ():
            apart = weight - books.touches((two,)).get(shortest, 0)
            if apart and apart * (books.value(two) - books.value(one)) == -residual:
                answer = _swap(books, one, two, set(rules))
                if answer is not None:
                    found[answer.cells] = answer
    return tuple(found.values())


_WIDE = 30
"""Exchanged figures stand near each other: not looked for in longer sums."""


def _near(books: Books, cell: int) -> list[int]:
    """The cells that share an equality of few cells with a cell."""
    sums = (books.restriction(rule) for rule in books.touches((cell,)))
    near = (other for each in sums if each.equality and len(each.cells) <= _WIDE for other in each.cells)
    return [other for other in dict.fromkeys(near) if other != cell]


def _swap(books: Books, one: int, two: int, wanted: set[int]) -> Answer | None:
    amount = books.value(two) - books.value(one)
    if not amount or min(books.room(one) + amount, books.room(two) - amount) < 0:
        return None
    touches = dict(books.touches((one,)))
    for rule, weight in books.touches((two,)).items():
        touches[rule] = touches.get(rule, 0) - weight
    moved = {rule: weight for rule, weight in touches.items() if weight}
    if not wanted.issubset(moved):
        return None
    for rule, weight in moved.items():
        if books.restriction(rule).broken_at(books.residual(rule) + weight * amount):
            return None
    if {rule for rule in moved if rule in books.open} != wanted:
        return None
    return Answer(tuple(sorted((Change((one,), amount), Change((two,), -amount)), key=lambda each: each.cells)))
