"""From the broken rules of one submission to the single changes that mend them.

Every judged rule is a restriction: residual = weights . cells + constant, which an equality wants to be 0 and an
inequality at most 0. A change of one cell, or of one cell carried into its total, mends a set of broken rules when one
and the same amount brings every one of them back and breaks none that held (the deductive step before Fellegi and Holt
1976: an exact search over the residuals, no solver).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

_LOOKED_AHEAD = 12
"""Of so many equally large sets of rules the next step is tried."""
_FEW = 40
"""With more broken rules than these no step is looked ahead: too much is wrong for it to matter."""
_TOGETHER = 2
"""Fewer rules than these need no common cell."""

Cells = tuple[int, ...]
"""One cell, or one and its total."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A rule that a cell enters, and the weight with which it does."""

    rule: int
    weight: int


@dataclass(frozen=True, slots=True)
class Variable:
    """One cell: its stored value, the smallest that it may have, the cell of its total (-1 for none), its rules."""

    value: int
    floor: int
    total: int
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Restriction:
    """One judged rule: left less right, whether it wants 0 or at most 0, and the cells that enter it."""

    residual: int
    equality: bool
    cells: tuple[int, ...]

    def broken_at(self, residual: int) -> bool:
        """Whether the rule is broken when its residual is so."""
        return residual != 0 if self.equality else residual > 0


class Restrictions(Protocol):
    """The judged rules of a submission over its cells, each by number; asked only for what a search comes to."""

    def variable(self, cell: int) -> Variable:
        """One cell with all rules that it enters and that could be told."""

    def restriction(self, rule: int) -> Restriction:
        """One rule that could be told."""


@dataclass(frozen=True, slots=True)
class Change:
    """An amount added to one cell, or to a cell and its total alike."""

    cells: Cells
    amount: int


@dataclass(frozen=True, slots=True)
class Root:
    """Broken rules that one change mends, and every change of as few cells that mends just these.

    `changes` is empty where no single change mends the rules (several cells are wrong; the rules then at least hang on
    one cell), and where only inequalities are mended, since these tell no amount.
    """

    rules: tuple[int, ...]
    changes: tuple[Change, ...]


def roots(restrictions: Restrictions, broken: Iterable[int]) -> tuple[Root, ...]:
    """The broken rules grouped by the one change that mends them, largest group first; each is in exactly one.

    Greedy over exact single changes, one step looked ahead: the change that mends most broken rules and breaks none is
    taken, its amount is applied, and the search goes on with what is left.
    """
    return tuple(_Search(restrictions, broken).run())


@dataclass(frozen=True, slots=True)
class _Mend:
    """A change that breaks nothing, and the open rules that it mends, in order."""

    change: Change
    rules: tuple[int, ...]


class _Books:
    """Residuals and values as they become while changes are taken, and what each cell enters."""

    def __init__(self, restrictions: Restrictions, broken: Iterable[int]) -> None:
        self._restrictions = restrictions
        self._known: dict[int, Restriction] = {}
        self._variables: dict[int, Variable] = {}
        self._residuals: dict[int, int] = {}
        self._added: defaultdict[int, int] = defaultdict(int)
        self._touched: dict[Cells, dict[int, int]] = {}
        self.open = set(broken)

    def take(self, change: Change) -> None:
        """Add the amount to the cells and to what it moves."""
        for rule, weight in self.touches(change.cells).items():
            self._residuals[rule] = self._residual(rule) + weight * change.amount
        for cell in change.cells:
            self._added[cell] += change.amount

    def candidates(self) -> Iterator[Cells]:
        """The cells of open rules, each alone and with its total."""
        for cell in dict.fromkeys(cell for rule in sorted(self.open) for cell in self.restriction(rule).cells):
            yield (cell,)
            total = self._variable(cell).total
            if total >= 0:
                yield (cell, total)

    def touches(self, cells: Cells) -> dict[int, int]:
        """Rules that the cells enter together, with their weight; those in which they cancel are left out."""
        if cells not in self._touched:
            weights: defaultdict[int, int] = defaultdict(int)
            for cell in cells:
                for touch in self._variable(cell).touches:
                    weights[touch.rule] += touch.weight
            self._touched[cells] = {rule: weight for rule, weight in weights.items() if weight}
        return self._touched[cells]

    def amounts(self, cells: Cells) -> Iterable[int]:
        """Every amount that closes one of the open rules, each once."""
        touched = ((rule, weight) for rule, weight in self.touches(cells).items() if rule in self.open)
        return dict.fromkeys(amount for rule, weight in touched for amount in self._closing(rule, weight))

    def is_allowed(self, cells: Cells, amount: int) -> bool:
        """Whether the cells stay within their bounds."""
        variables = ((cell, self._variable(cell)) for cell in cells)
        return all(each.value + self._added[cell] + amount >= each.floor for cell, each in variables)

    def outcome(self, cells: Cells, amount: int) -> tuple[Cells, int]:
        """Open rules that hold after a change, in order, and how many that held do not."""
        closed, broken = [], 0
        for rule, weight in self.touches(cells).items():
            is_broken = self.restriction(rule).broken_at(self._residual(rule) + weight * amount)
            if rule in self.open:
                closed += [] if is_broken else [rule]
            else:
                broken += is_broken
        return tuple(sorted(closed)), broken

    def restriction(self, rule: int) -> Restriction:
        """One rule, asked for once."""
        if rule not in self._known:
            self._known[rule] = self._restrictions.restriction(rule)
        return self._known[rule]

    def _closing(self, rule: int, weight: int) -> Iterator[int]:
        """The smallest amount in a cell of that weight that closes an open rule, if a whole one does."""
        residual = self._residual(rule)
        if self.restriction(rule).equality:
            if residual % weight == 0:
                yield -residual // weight
        else:
            size = -(-residual // abs(weight))
            yield -size if weight > 0 else size

    def _residual(self, rule: int) -> int:
        found = self._residuals.get(rule)
        return self.restriction(rule).residual if found is None else found

    def _variable(self, cell: int) -> Variable:
        if cell not in self._variables:
            self._variables[cell] = self._restrictions.variable(cell)
        return self._variables[cell]


class _Search:
    """The search for the best change, again after each one taken: only what that one moved is worked out anew."""

    def __init__(self, restrictions: Restrictions, broken: Iterable[int]) -> None:
        self.books = _Books(restrictions, broken)
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
        """Roots as they are found; the state moves with them."""
        while mends := self._best():
            rules = mends[0].rules
            changes = tuple(mend.change for mend in mends)
            tells_amount = any(self.books.restriction(rule).equality for rule in rules)
            yield Root(rules, changes if tells_amount else ())
            self._take(changes[0])
            self._close(rules)
        while together := self._together():
            yield Root(together, ())
            self._close(together)
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
        self._close(rules)
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

    def _close(self, rules: tuple[int, ...]) -> None:
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
