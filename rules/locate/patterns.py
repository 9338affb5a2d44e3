"""Acts that move many figures, tried: a row one column off, ten times too large, two rows or columns exchanged.

As so many wrong cells they would be beyond any search; as one act each of them is undone and checked exactly.
"""

from collections.abc import Mapping

from rules.locate.acts import Act, Acts, Layout
from rules.locate.books import Books
from rules.locate.problem import Answer, Change, Root

LEAST_RULES = 3
"""An act is looked for from so many broken rules on: fewer are as well mended by a cell."""
_FEW_FIGURES = 2
"""An act moves at least so many figures other than 0."""


class Patterns:
    """The acts that the open rules suggest, undone and held against every rule that they enter."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._acts = Acts(books, layout)

    def in_yuan(self) -> Root | None:
        """元 in place of 万元 in a row that only its total gives away: telling enough even where it closes one rule."""
        for act in self._acts.in_yuan():
            amounts = self._amounts(act)
            root = self._mended(act, amounts, 0) if amounts else None
            if root is not None:
                return root
        return None

    def best(self, more_than: int) -> Root | None:
        """The act that closes most open rules and breaks none, of those that close more than so many."""
        best: Root | None = None
        more_than = max(more_than, LEAST_RULES - 1)
        first = [(rule, self._weights(rule)) for rule in sorted(self._books.open)]
        for act in self._acts.supposed():
            amounts = self._amounts(act)
            if len(amounts) >= _FEW_FIGURES and self._may_close(act, amounts, first):
                root = self._mended(act, amounts, more_than)
                if root is not None:
                    best, more_than = root, len(root.rules)
        return best

    def _weights(self, rule: int) -> Mapping[int, int]:
        return {cell: self._books.touches((cell,)).get(rule, 0) for cell in self._books.restriction(rule).cells}

    def _amounts(self, act: Act) -> Mapping[int, int]:
        """What undoing an act adds to each cell that it changes; nothing where a cell may not hold the figure."""
        books = self._books
        amounts = {cell: new - books.value(cell) for cell, new in act.right.items() if new != books.value(cell)}
        is_allowed = all(books.room(cell) + amount >= 0 for cell, amount in amounts.items())
        return amounts if is_allowed else {}

    def _may_close(self, act: Act, amounts: Mapping[int, int], first: list[tuple[int, Mapping[int, int]]]) -> bool:
        """Whether every open rule that an act enters holds afterwards, but for those of a lost figure; and some does."""
        closed = 0
        for rule, weights in first:
            moved = sum(weight * amounts[cell] for cell, weight in weights.items() if cell in amounts)
            if moved and not any(cell in weights for cell in act.lost):
                if self._books.restriction(rule).broken_at(self._books.residual(rule) + moved):
                    return False
                closed += 1
            elif act.lost:
                closed += 1
        return closed > 0

    def _mended(self, act: Act, amounts: Mapping[int, int], more_than: int) -> Root | None:
        """The rules that undoing the act closes, more than so many; None where it breaks one."""
        books = self._books
        moved = self._moved(amounts)
        best: Root | None = None
        for amount in self._lost_amounts(act, moved):
            if any(books.room(cell) + amounts.get(cell, 0) + amount < 0 for cell in act.lost if amount):
                continue
            after = dict(moved)
            for rule, weight in books.touches(act.lost).items() if amount else ():
                after[rule] = after.get(rule, books.residual(rule)) + weight * amount
            if any(books.restriction(rule).broken_at(residual) for rule, residual in after.items()):
                continue
            closed = tuple(sorted(rule for rule in after if rule in books.open))
            if len(closed) > more_than:
                changes = dict(amounts)
                for cell in act.lost if amount else ():
                    changes[cell] = changes.get(cell, 0) + amount
                answer = Answer(tuple(Change((cell,), change) for cell, change in changes.items()))
                best, more_than = Root(closed, (), (answer,), act.pattern), len(closed)
        return best

    def _moved(self, amounts: Mapping[int, int]) -> dict[int, int]:
        """The residuals of all rules that the changes enter, after them."""
        residuals: dict[int, int] = {}
        for cell, amount in amounts.items():
            for rule, weight in self._books.touches((cell,)).items():
                before = residuals[rule] if rule in residuals else self._books.residual(rule)
                residuals[rule] = before + weight * amount
        return residuals

    def _lost_amounts(self, act: Act, moved: Mapping[int, int]) -> list[int]:
        """Amounts by which the lost figure may differ from what stands there: what a rule that it enters wants."""
        wanted = {0}
        for rule, weight in self._books.touches(act.lost).items() if act.lost else ():
            residual = moved.get(rule, self._books.residual(rule))
            if self._books.restriction(rule).equality and residual and residual % weight == 0:
                wanted.add(-residual // weight)
        return sorted(wanted)
