"""Blank and unreadable cells: eliminated before the search, worked out after it.

They must be filled in anyway (Fellegi and Holt count a missing value among those to change), so what matters to the
other cells is what the rules say of these whatever the blanks will hold: every combination of rules from which the
blanks have dropped out, by Gauss for equalities and Fourier and Motzkin for inequalities.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rules.locate.books import Books
from rules.locate.problem import Restriction, Restrictions, Root, Touch, Variable
from rules.locate.system import Implied, System

_IMPLIED = 1 << 40
"""Implied rules are numbered from here on."""
_MOST = 60
"""More blanks that hang together than these are left out, with their rules: a table that was not filled in."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The one value that the rules leave a blank cell, and how many rules that could not be told hold with it."""

    cell: int
    value: int
    holds: int


class WithoutBlanks:
    """The restrictions over the filled cells alone, as `Restrictions`.

    `is_exact`: nothing was left out, and every blank enters its rules with weights of 1 and -1, as in a sum. With
    others the implied rules do not say that a blank has to be whole.
    """

    def __init__(self, restrictions: Restrictions, blanks: Iterable[int]) -> None:
        self._restrictions = restrictions
        self.value = restrictions.value
        """what a cell holds, and the cell of its total: as they are, blanks or not"""
        self.total = restrictions.total
        self._implied: list[Implied] = []
        self._parts: list[tuple[int, ...]] = []
        self._gone: set[int] = set()
        self._entered: defaultdict[int, list[Touch]] = defaultdict(list)
        self.is_exact = True
        system = System(Books(restrictions, ()))
        for part in self._hanging_together(tuple(blanks)):
            self._eliminate(part, system)

    def variable(self, cell: int) -> Variable:
        """One filled cell with the rules that name no blank, and with the implied ones."""
        each = self._restrictions.variable(cell)
        if not self._gone or self._gone.isdisjoint(touch.rule for touch in each.touches):
            return each
        kept = (touch for touch in each.touches if touch.rule not in self._gone)
        return replace(each, touches=(*kept, *self._entered.get(cell, ())))

    def restriction(self, rule: int) -> Restriction:
        """One rule that names no blank, or an implied one."""
        if rule < _IMPLIED:
            return self._restrictions.restriction(rule)
        implied = self._implied[rule - _IMPLIED]
        return Restriction(implied.residual, implied.equality, tuple(implied.weights))

    @property
    def broken(self) -> tuple[int, ...]:
        """The implied rules that do not hold: no values of the blanks satisfy what they are made of."""
        numbers = range(_IMPLIED, _IMPLIED + len(self._implied))
        return tuple(n for n in numbers if self.restriction(n).broken_at(self._implied[n - _IMPLIED].residual))

    def is_told(self, rule: int) -> bool:
        """Whether a rule can be judged whatever the blanks will hold."""
        return rule not in self._gone

    def made_of(self, rule: int) -> tuple[int, ...]:
        """The rules that an implied one combines; empty for one that was judged itself."""
        return self._implied[rule - _IMPLIED].rules if rule >= _IMPLIED else ()

    def filled(self, roots: Iterable[Root]) -> Iterator[Filled]:
        """The blanks that the rules leave one value, once what is certain of the wrong cells has been put right.

        A rule that a cell enters of which that is not certain proves nothing.
        """
        books = Books(self._restrictions, ())
        doubtful: set[int] = set()
        for root in roots:
            for change in root.certain:
                books.take(change)
            if not root.certain:
                doubtful |= root.named or {cell for rule in root.rules for cell in self.restriction(rule).cells}
        system = System(books)
        unproven = {touch.rule for cell in doubtful for touch in self._restrictions.variable(cell).touches}
        for part in self._parts:
            amounts = system.told(part, unproven)
            for cell, amount in amounts.items():
                rules = [rule for rule in books.touches((cell,)) if rule not in unproven]
                holds = sum(self._is_told(books, rule, amounts) for rule in rules)
                yield Filled(cell, amount, holds)

    @staticmethod
    def _is_told(books: Books, rule: int, amounts: Mapping[int, int]) -> bool:
        cells = books.restriction(rule).cells
        return all(cell in amounts for cell in cells if books.variable(cell).free)

    def _hanging_together(self, blanks: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The blanks in parts that share no rule, in their order."""
        left = dict.fromkeys(blanks)
        while left:
            waiting = [next(iter(left))]
            part: dict[int, None] = {}
            while waiting:
                cell = waiting.pop()
                if cell not in part:
                    part[cell] = None
                    waiting += self._beside(cell)
            for cell in part:
                left.pop(cell, None)
            yield tuple(sorted(part))

    def _beside(self, cell: int) -> Iterator[int]:
        for touch in self._restrictions.variable(cell).touches:
            for other in self._restrictions.restriction(touch.rule).cells:
                if other != cell and self._restrictions.variable(other).free:
                    yield other

    def _eliminate(self, part: tuple[int, ...], system: System) -> None:
        touches = [touch for cell in part for touch in self._restrictions.variable(cell).touches]
        touched = {touch.rule for touch in touches}
        self._gone |= touched
        self.is_exact = self.is_exact and all(abs(touch.weight) == 1 for touch in touches)
        found = system.implied(part) if touched and len(part) <= _MOST else ()
        if found is None or len(part) > _MOST:
            self.is_exact = False
            return
        self._parts.append(part)
        for implied in _strongest(found):
            number = _IMPLIED + len(self._implied)
            self._implied.append(implied)
            for cell, weight in implied.weights.items():
                self._entered[cell].append(Touch(number, weight))


def _strongest(found: Iterable[Implied]) -> Iterator[Implied]:
    """Each once; of inequalities with the same weights the one that asks most."""
    kept: dict[tuple[frozenset[tuple[int, int]], int | None], Implied] = {}
    for each in found:
        key = frozenset(each.weights.items()), each.residual if each.equality else None
        if key not in kept or each.residual > kept[key].residual:
            kept[key] = each
    return iter(kept.values())
