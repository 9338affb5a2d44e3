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
_TOGETHER = 2
"""Fewer rules than these need no common cell."""


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

    cells: tuple[int, ...]
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


class _Search:
    """The state of one search: what is still open, and residuals and values as they become while changes are taken."""

    def __init__(self, restrictions: Restrictions, broken: Iterable[int]) -> None:
        self._restrictions = restrictions
        self._known: dict[int, Restriction] = {}
        self._variables: dict[int, Variable] = {}
        self._moved: defaultdict[int, int] = defaultdict(int)
        self._added: defaultdict[int, int] = defaultdict(int)
        self._touched: dict[tuple[int, ...], dict[int, int]] = {}
        self.open = set(broken)

    def run(self) -> Iterator[Root]:
        while self.open:
            mends = self._best()
            if not mends:
                break
            rules = mends[0].rules
            changes = tuple(mend.change for mend in mends)
            tells_amount = any(self._restriction(rule).equality for rule in rules)
            yield Root(rules, changes if tells_amount else ())
            self._apply(changes[0], rules)
        while (together := self._together()) is not None:
            yield Root(together, ())
            self.open.difference_update(together)
        for rule in sorted(self.open):
            yield Root((rule,), ())

    def _best(self) -> list[_Mend]:
        """The changes of fewest cells that mend one same set of open rules, of the sets that are as large as any.

        Of several sets that is taken after which the next change can mend most.
        """
        groups = self._largest()
        if not groups:
            return []
        several = len(groups) > 1 and len(self.open) > len(groups[0][0].rules)
        same = max(groups[:_LOOKED_AHEAD], key=self._next_size) if several else groups[0]
        fewest = min(len(mend.change.cells) for mend in same)
        return [mend for mend in same if len(mend.change.cells) == fewest]

    def _largest(self) -> list[list[_Mend]]:
        """The changes that mend most open rules, grouped by what they mend."""
        groups: dict[tuple[int, ...], list[_Mend]] = {}
        size = 1
        for cells, most in self._candidates():
            if most < size:
                break
            for mend in self._mends(cells, size):
                if len(mend.rules) > size:
                    size, groups = len(mend.rules), {}
                groups.setdefault(mend.rules, []).append(mend)
        return list(groups.values())

    def _next_size(self, mends: list[_Mend]) -> int:
        """How many open rules the best change after the first of these mends."""
        change, rules = mends[0].change, mends[0].rules
        self._apply(change, rules)
        following = self._largest()
        self._apply(Change(change.cells, -change.amount), ())
        self.open.update(rules)
        return len(following[0][0].rules) if following else 0

    def _together(self) -> tuple[int, ...] | None:
        """Open rules that one change would close although it breaks others, but fewer: several cells are wrong."""
        best, most = None, 0
        for cells, reached in self._candidates():
            if reached < _TOGETHER:
                break
            touches = self._touches(cells)
            for amount in self._amounts(touches):
                closed, broken = self._outcome(touches, amount)
                if len(closed) >= _TOGETHER and len(closed) - broken > most:
                    best, most = closed, len(closed) - broken
        return best

    def _candidates(self) -> list[tuple[tuple[int, ...], int]]:
        """Cells of open rules, alone and with their total, by how many open rules they touch, most first."""
        cells = dict.fromkeys(cell for rule in sorted(self.open) for cell in self._restriction(rule).cells)
        reached: dict[tuple[int, ...], int] = {}
        for cell in cells:
            total = self._variable(cell).total
            for reach in ((cell,),) if total < 0 else ((cell,), (cell, total)):
                reached[reach] = sum(rule in self.open for rule in self._touches(reach))
        return sorted(reached.items(), key=lambda each: -each[1])

    def _mends(self, cells: tuple[int, ...], least: int) -> Iterator[_Mend]:
        """What each amount that closes an open rule exactly would mend, if that is at least so many."""
        touches = self._touches(cells)
        for amount in self._amounts(touches):
            if self._is_allowed(cells, amount):
                rules, broken = self._outcome(touches, amount)
                if not broken and len(rules) >= least:
                    yield _Mend(Change(cells, amount), rules)

    def _amounts(self, touches: dict[int, int]) -> Iterable[int]:
        """Every amount that closes one of the open rules, each once."""
        touched = ((rule, weight) for rule, weight in touches.items() if rule in self.open)
        return dict.fromkeys(amount for rule, weight in touched for amount in self._closing(rule, weight))

    def _closing(self, rule: int, weight: int) -> Iterator[int]:
        """The smallest amount in a cell of that weight that closes an open rule, if a whole one does."""
        residual = self._residual(rule)
        if self._restriction(rule).equality:
            if residual % weight == 0:
                yield -residual // weight
        else:
            size = -(-residual // abs(weight))
            yield -size if weight > 0 else size

    def _is_allowed(self, cells: tuple[int, ...], amount: int) -> bool:
        """Whether the cells stay within their bounds."""
        variables = ((cell, self._variable(cell)) for cell in cells)
        return all(each.value + self._added[cell] + amount >= each.floor for cell, each in variables)

    def _outcome(self, touches: dict[int, int], amount: int) -> tuple[tuple[int, ...], int]:
        """Open rules that hold after a change, in order, and how many that held do not."""
        closed, broken = [], 0
        for rule, weight in touches.items():
            is_broken = self._restriction(rule).broken_at(self._residual(rule) + weight * amount)
            if rule in self.open:
                closed += [] if is_broken else [rule]
            else:
                broken += is_broken
        return tuple(sorted(closed)), broken

    def _touches(self, cells: tuple[int, ...]) -> dict[int, int]:
        """Rules that the cells enter together, with their weight; those in which they cancel are left out."""
        if cells not in self._touched:
            weights: defaultdict[int, int] = defaultdict(int)
            for cell in cells:
                for touch in self._variable(cell).touches:
                    weights[touch.rule] += touch.weight
            self._touched[cells] = {rule: weight for rule, weight in weights.items() if weight}
        return self._touched[cells]

    def _apply(self, change: Change, mended: tuple[int, ...]) -> None:
        for rule, weight in self._touches(change.cells).items():
            self._moved[rule] += weight * change.amount
        for cell in change.cells:
            self._added[cell] += change.amount
        self.open.difference_update(mended)

    def _residual(self, rule: int) -> int:
        return self._restriction(rule).residual + self._moved[rule]

    def _restriction(self, rule: int) -> Restriction:
        if rule not in self._known:
            self._known[rule] = self._restrictions.restriction(rule)
        return self._known[rule]

    def _variable(self, cell: int) -> Variable:
        if cell not in self._variables:
            self._variables[cell] = self._restrictions.variable(cell)
        return self._variables[cell]
