"""Broken rules grouped by the one change that mends them: the deductive step, an exact search over the residuals."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rules.locate.books import Books
from rules.locate.problem import Cells, Change, Root

_LOOKED_AHEAD = 6
"""Of so many equally large sets of rules the next step is tried."""
_FEW = 40
"""With more broken rules than these no step is looked ahead: too much is wrong for it to matter."""
_TOGETHER = 2
"""Fewer rules than these need no common cell."""


@dataclass(frozen=True, slots=True)
class _Mend:
    """A change that breaks nothing, and the open rules that it mends, in order."""

    change: Change
    rules: tuple[int, ...]


class Singles:
    """The search for the best change, again after each one taken: only what that one moved is worked out anew."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._mends: dict[Cells, tuple[_Mend, ...]] = {}
        self._gathers: dict[Cells, tuple[int, tuple[int, ...]]] = {}
        self._near: defaultdict[int, list[Cells]] = defaultdict(list)
        reached: dict[Cells, int] = {}
        for cells in self.books.candidates():
            touches = self.books.touches(cells)
            reached[cells] = sum(rule in self.books.open for rule in touches)
            for rule in touches:
                self._near[rule].append(cells)
        self._reached = dict(sorted(reached.items(), key=lambda each: -each[1]))

    def run(self) -> Iterator[Root]:
        """Roots that one change mends, as they are found; the books move with them."""
        while mends := self._best():
            rules = mends[0].rules
            changes = tuple(mend.change for mend in mends)
            tells_amount = any(self.books.restriction(rule).equality for rule in rules)
            yield Root(rules, changes, told=tells_amount)
            self._take(changes[0])
            self.close(rules)

    def most(self) -> int:
        """How many open rules one change mends at most."""
        largest = self._largest()
        return len(largest[0][0].rules) if largest else 0

    def undo(self, root: Root) -> None:
        """Take the changes of an act, as far as they are known, and close its rules."""
        for change in root.together[0].changes if root.together[0].told else ():
            self._take(change)
        self.close(root.rules)

    def rest(self) -> Iterator[Root]:
        """The open rules that are left: those that hang on one cell together, the others each by itself."""
        while together := self._together():
            yield Root(together, ())
            self.close(together)
        for rule in sorted(self.books.open):
            yield Root((rule,), ())

    def _best(self) -> list[_Mend]:
        """The changes of fewest cells that mend one same set of open rules, of the sets that are as large as any.

        Of several sets that is taken after which the next change can mend most.
        """
        groups = self._largest()
        if not groups:
            return []
        several = len(groups) > 1 and len(groups[0][0].rules) < len(self.books.open) <= _FEW
        same = max(groups[:_LOOKED_AHEAD], key=self._next_size) if several else groups[0]
        fewest = min(len(mend.change.cells) for mend in same)
        return [mend for mend in same if len(mend.change.cells) == fewest]

    def _largest(self) -> list[list[_Mend]]:
        """The changes that mend most open rules, grouped by what they mend."""
        groups: dict[tuple[int, ...], list[_Mend]] = {}
        size = 1
        for cells, reached in self._reached.items():
            if reached < size:
                continue
            for mend in self._mends_of(cells):
                if len(mend.rules) > size:
                    size, groups = len(mend.rules), {}
                if len(mend.rules) == size:
                    groups.setdefault(mend.rules, []).append(mend)
        return list(groups.values())

    def _next_size(self, mends: list[_Mend]) -> int:
        """How many open rules the best change after the first of these mends."""
        change, rules = mends[0].change, mends[0].rules
        self._take(change)
        self.close(rules)
        following = self._largest()
        self._reopen(rules)
        self._take(Change(change.cells, -change.amount))
        return len(following[0][0].rules) if following else 0

    def _mends_of(self, cells: Cells) -> tuple[_Mend, ...]:
        """The changes of these cells that close open rules and break none."""
        if cells not in self._mends:
            books = self.books
            allowed = (amount for amount in books.amounts(cells) if books.is_allowed(cells, amount))
            outcomes = ((amount, *books.outcome(cells, amount)) for amount in allowed)
            self._mends[cells] = tuple(
                _Mend(Change(cells, amount), closed) for amount, closed, broken in outcomes if closed and not broken
            )
        return self._mends[cells]

    def _together(self) -> tuple[int, ...]:
        """Open rules that one change would close although it breaks others, but fewer: several cells are wrong."""
        most = 0
        best: tuple[int, ...] = ()
        for cells, reached in self._reached.items():
            if reached >= max(_TOGETHER, most + 1):
                gain, closed = self._gathered_by(cells)
                if gain > most:
                    most, best = gain, closed
        return best

    def _gathered_by(self, cells: Cells) -> tuple[int, tuple[int, ...]]:
        """The most that a change of these cells closes more than it breaks, and what it closes."""
        if cells not in self._gathers:
            found = (self.books.outcome(cells, amount) for amount in self.books.amounts(cells))
            gains = [(len(closed) - broken, closed) for closed, broken in found if len(closed) >= _TOGETHER]
            self._gathers[cells] = max(gains, key=lambda each: each[0], default=(0, ()))
        return self._gathers[cells]

    def _take(self, change: Change) -> None:
        self.books.take(change)
        for rule in self.books.touches(change.cells):
            self._forget(rule)

    def close(self, rules: tuple[int, ...]) -> None:
        """Rules that are mended otherwise."""
        self.books.open.difference_update(rules)
        self._count(rules, -1)

    def _reopen(self, rules: tuple[int, ...]) -> None:
        self.books.open.update(rules)
        self._count(rules, 1)

    def _count(self, rules: tuple[int, ...], by: int) -> None:
        for rule in rules:
            self._forget(rule)
            for cells in self._near[rule]:
                self._reached[cells] += by

    def _forget(self, rule: int) -> None:
        """What was worked out for the cells of a rule no longer holds."""
        for cells in self._near[rule]:
            self._mends.pop(cells, None)
            self._gathers.pop(cells, None)
