"""An act on many figures undone: which open rules then hold, exactly, and whether it breaks any other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from rules.locate.acts import Act
from rules.locate.books import Books
from rules.locate.problem import Answer, Change, Root

_FEW_FIGURES = 2
"""An act moves at least so many figures other than 0."""


class Undone:
    """Acts held against the open rules of the books, and against every other rule that they enter."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def may_close(self, act: Act) -> int:
        """How many open rules undoing an act closes at most; 0 where one that it enters stays broken.

        Those of a lost figure are counted: what that was is not known yet.
        """
        books, right, entered = self._books, act.right, self._entered
        lost = {rule for cell in act.lost for rule, _ in entered.get(cell, ())}
        seen = set(lost)
        closed = len(lost)
        for cell in right:
            for rule, weights in entered.get(cell, ()):
                if rule not in seen:
                    seen.add(rule)
                    own = ((weight, each) for each, weight in weights.items() if each in right)
                    moved = sum(weight * (right[each] - books.value(each)) for weight, each in own)
                    if moved:
                        if books.restriction(rule).broken_at(books.residual(rule) + moved):
                            return 0
                        closed += 1
        return closed

    def root(self, act: Act, more_than: int, least: int = _FEW_FIGURES) -> Root | None:
        """The rules that undoing the act closes, more than so many; None where it breaks one or moves few figures."""
        amounts = self._amounts(act)
        return self._closed(act, amounts, more_than, least) if len(amounts) + len(act.lost) >= least else None

    def _closed(self, act: Act, amounts: Mapping[int, int], more_than: int, least: int) -> Root | None:
        books = self._books
        moved = self._moved(amounts)
        best: Root | None = None
        for amount in self._lost_amounts(act, moved):
            if any(books.room(cell) + amounts.get(cell, 0) + amount < 0 for cell in act.lost if amount):
                continue
            after = dict(moved)
            for rule, weight in books.touches(act.lost).items() if amount else ():
                after[rule] = after.get(rule, books.residual(rule)) + weight * amount
            after = {rule: residual for rule, residual in after.items() if residual != books.residual(rule)}
            if any(books.restriction(rule).broken_at(residual) for rule, residual in after.items()):
                continue
            closed = tuple(sorted(rule for rule in after if rule in books.open))
            if len(closed) > more_than:
                changes = dict(amounts)
                for cell in act.lost if amount else ():
                    changes[cell] = changes.get(cell, 0) + amount
                if len(changes) < least:
                    continue
                answer = Answer(tuple(Change((cell,), change) for cell, change in changes.items()))
                best, more_than = Root(closed, (), (answer,), act.pattern), len(closed)
        return best

    def _amounts(self, act: Act) -> Mapping[int, int]:
        """What undoing an act adds to each cell that it changes; nothing where a cell may not hold the figure."""
        books = self._books
        amounts = {cell: new - books.value(cell) for cell, new in act.right.items() if new != books.value(cell)}
        is_allowed = all(books.room(cell) + amount >= 0 for cell, amount in amounts.items())
        return amounts if is_allowed else {}

    @cached_property
    def _entered(self) -> Mapping[int, Sequence[tuple[int, Mapping[int, int]]]]:
        """For each cell the open rules that it enters, each with the weights of all its cells."""
        found: defaultdict[int, list[tuple[int, Mapping[int, int]]]] = defaultdict(list)
        for rule in sorted(self._books.open):
            cells = dict.fromkeys(self._books.restriction(rule).cells)
            weights = {cell: self._books.touches((cell,)).get(rule, 0) for cell in cells}
            for cell, weight in weights.items():
                if weight:
                    found[cell].append((rule, weights))
        return found

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
