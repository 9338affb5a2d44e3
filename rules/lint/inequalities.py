"""A relation as inequalities between whole numbers: those under which it is kept, and those under which it is broken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from rules.language import (
    RATIO_FLOOR,
    Change,
    Comparison,
    Conditional,
    Item,
    Level,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Relation,
    Within,
    earlier,
)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The sum of coefficients times items is at least `least`, over stored integers; coefficients have no divisor."""

    weights: Mapping[Item, int]
    least: int


Alternatives = tuple[tuple[AtLeast, ...], ...]
"""Cases of which one must hold; in a case all inequalities hold together."""
_OTHER_WAY = {
    Operator.EQUAL: Operator.UNEQUAL,
    Operator.UNEQUAL: Operator.EQUAL,
    Operator.AT_MOST: Operator.MORE,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.LESS: Operator.AT_LEAST,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the relations of one table on one kind of row.

    `decimals` is an item's scale, `signed` whether it may lie below zero, `quarter` the factor of `quarter *`. On the
    county's total row (`on_total`) `total(x)` is `x` itself.
    """

    table: str
    decimals: Callable[[Item], int]
    signed: Callable[[Item], bool]
    quarter: int
    on_total: bool

    def kept(self, relation: Relation) -> Alternatives | None:
        """The cases in which a relation is kept; None where that is not linear."""
        match relation:
            case Comparison(left, operator, right):
                return self._compared(left.minus(right), operator)
            case NeedsNote(value):
                return self._compared(value, Operator.EQUAL)
            case Within(_, whole, _, _):
                judged = self.applied(relation)
                return None if judged is None else self._compared(_above_floor(whole), Operator.LESS) + judged
            case Conditional(condition, _):
                unmet, judged = self.broken(condition), self.applied(relation)
                return None if unmet is None or judged is None else unmet + judged
        return None

    def applied(self, relation: Relation) -> Alternatives | None:
        """The cases in which a relation is judged and kept; None where that is not linear."""
        match relation:
            case Within(part, whole, low, high):
                enough = self._compared(_above_floor(whole), Operator.AT_LEAST)
                above = self._compared(part.minus(whole.times(low)), Operator.AT_LEAST)
                return _and(enough, _and(above, self._compared(whole.times(high).minus(part), Operator.AT_LEAST)))
            case Conditional(condition, consequence):
                met, kept = self.kept(condition), self.kept(consequence)
                return None if met is None or kept is None else _and(met, kept)
        return self.kept(relation)

    def broken(self, relation: Relation) -> Alternatives | None:
        """The cases in which a relation is broken; None where that is not linear."""
        match relation:
            case Comparison(left, operator, right):
                return self._compared(left.minus(right), _OTHER_WAY[operator])
            case NeedsNote(value):
                return self._compared(value, Operator.UNEQUAL)
            case Within(part, whole, low, high):
                below = self._compared(part.minus(whole.times(low)), Operator.LESS)
                above = self._compared(whole.times(high).minus(part), Operator.LESS)
                return _and(self._compared(_above_floor(whole), Operator.AT_LEAST), below + above)
            case Change(value, limit, floor):
                before = earlier(value)
                return self._apart(value.minus(before), (before.times(limit),) * 2, floor)
            case Near(left, right, tolerance):
                return self._apart(left.minus(right), (left.times(tolerance), right.times(tolerance)), Fraction(0))
            case Conditional(condition, consequence):
                met, broken = self.kept(condition), self.broken(consequence)
                return None if met is None or broken is None else _and(met, broken)
        return None

    def own(self, item: Item) -> Item:
        """The item as this system names it: with its table, and on the total row without `total`."""
        level = Level.ROW if self.on_total and item.level is Level.TOTAL else item.level
        return Item(item.table or self.table, item.column, item.shift, level)

    def _apart(self, gap: Linear, allowed: tuple[Linear, Linear], floor: Fraction) -> Alternatives | None:
        """The gap is above what is allowed, upward or downward, and not below the floor; for values above zero only."""
        if any(self.signed(self.own(item)) for item in gap.items()):
            return None
        cases: Alternatives = ()
        for sign, room in zip((1, -1), allowed, strict=True):
            moved = gap.times(Fraction(sign))
            wide = self._compared(Linear(moved.terms, moved.constant - floor), Operator.AT_LEAST)
            cases += _and(self._compared(moved.minus(room), Operator.MORE), wide)
        return cases

    def _compared(self, linear: Linear, operator: Operator) -> Alternatives:
        """The cases in which a form stands so to zero."""
        up, down = self._integral(linear), self._integral(linear.times(Fraction(-1)))
        match operator:
            case Operator.EQUAL:
                return ((_at_least(*up, 0), _at_least(*down, 0)),)
            case Operator.UNEQUAL:
                return ((_at_least(*up, 1),), (_at_least(*down, 1),))
            case Operator.AT_LEAST:
                return ((_at_least(*up, 0),),)
            case Operator.MORE:
                return ((_at_least(*up, 1),),)
            case Operator.AT_MOST:
                return ((_at_least(*down, 0),),)
            case Operator.LESS:
                return ((_at_least(*down, 1),),)

    def _integral(self, linear: Linear) -> tuple[dict[Item, int], int]:
        """Integer coefficients over the stored integers and the constant, all times one factor above zero."""
        found: dict[Item, Fraction] = {}
        for term in linear.terms:
            item = self.own(term.item)
            factor = term.coefficient * (self.quarter if term.per_quarter else 1) / 10 ** self.decimals(item)
            found[item] = found.get(item, Fraction(0)) + factor
        scale = lcm(linear.constant.denominator, *(value.denominator for value in found.values()))
        weights = {item: int(value * scale) for item, value in found.items() if value}
        return weights, int(linear.constant * scale)


def _at_least(weights: Mapping[Item, int], constant: int, least: int) -> AtLeast:
    """Divided by the common divisor; the bound goes up to the next whole number, since no sum lies between."""
    divisor = gcd(*weights.values()) or 1
    return AtLeast({item: value // divisor for item, value in weights.items()}, -((constant - least) // divisor))


def _above_floor(whole: Linear) -> Linear:
    return Linear(whole.terms, whole.constant - RATIO_FLOOR)


def _and(one: Alternatives, other: Alternatives) -> Alternatives:
    return tuple((*first, *second) for first in one for second in other)
