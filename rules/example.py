"""A relation judged on one row of exact numbers: what declarations hold their clean examples against."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from rules.language import (
    RATIO_FLOOR,
    Change,
    Comparison,
    Conditional,
    Drift,
    Item,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    Within,
    earlier,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers that are all known: the value of each item in its printed unit, its decimals, and the quarter."""

    value: Callable[[Item], Fraction]
    decimals: Callable[[Item], int]
    quarter: int

    def amount(self, linear: Linear) -> Fraction:
        """The sum that a linear form stands for. Errors of `value` pass through."""
        total = linear.constant
        for term in linear.terms:
            factor = term.coefficient * self.quarter if term.per_quarter else term.coefficient
            total += self.value(term.item) if factor == 1 else factor * self.value(term.item)
        return total

    def holds(self, relation: Relation) -> bool:
        """Whether a relation holds; one that is not judged (a small denominator, no condition met) holds."""
        match relation:
            case Comparison(left, operator, right):
                return _compare(self.amount(left), operator, self.amount(right))
            case NeedsNote(value):
                return not self.amount(value)
            case Within(part, whole, low, high):
                total = self.amount(whole)
                return total < RATIO_FLOOR or low * total <= self.amount(part) <= high * total
            case Near(left, right, tolerance):
                one, other = self.amount(left), self.amount(right)
                return abs(one - other) <= tolerance * max(abs(one), abs(other))
            case Conditional(condition, consequence):
                return not self.holds(condition) or self.holds(consequence)
            case Change(value, limit, floor):
                before = self.amount(earlier(value))
                moved = abs(self.amount(value) - before)
                return moved < floor or moved <= limit * abs(before)
            case Drift(parts, whole, limit):
                return all(self._steady(part, whole, limit) for part in parts)
        return self._printed(relation)

    def _printed(self, relation: RoundedRatio | Printed | PrintedRatio) -> bool:
        match relation:
            case RoundedRatio(value, numerator, denominator, decimals):
                shown, whole, unit = self.amount(value), self.amount(denominator), 10**decimals
                # Half a printed digit either way: both ways of rounding a half are taken.
                close = 2 * unit * abs(shown * whole - self.amount(numerator)) <= whole
                return whole <= 0 or (close and (shown * unit).denominator == 1)
            case Printed(left, right):
                return self.amount(left) == self.amount(right)
            case PrintedRatio(value, numerator, denominator):
                return self._compatible(value, numerator, denominator)

    def _steady(self, part: Linear, whole: Linear, limit: Fraction) -> bool:
        total, before = self.amount(whole), self.amount(earlier(whole))
        if total < RATIO_FLOOR or before < RATIO_FLOOR:
            return True
        return abs(self.amount(part) / total - self.amount(earlier(part)) / before) <= limit

    def _compatible(self, value: Linear, numerator: Linear, denominator: Linear) -> bool:
        """Whether true values exist that round to all three printed figures."""
        shown, top, bottom = self.amount(value), self.amount(numerator), self.amount(denominator)
        half_shown, half_top, half_bottom = map(self._half_digit, (value, numerator, denominator))
        if bottom <= half_bottom:
            return True
        ends = [(top + sign * half_top) / (bottom + other * half_bottom) for sign in (-1, 1) for other in (-1, 1)]
        return min(ends) <= shown + half_shown and shown - half_shown <= max(ends)

    def _half_digit(self, linear: Linear) -> Fraction:
        """Half a last printed digit for every rounded figure of the sum; a count adds nothing."""
        places = ((abs(term.coefficient), self.decimals(term.item)) for term in linear.terms)
        return sum((factor / (2 * 10**digits) for factor, digits in places if digits), Fraction(0))


def _compare(left: Fraction, operator: Operator, right: Fraction) -> bool:
    match operator:
        case Operator.EQUAL:
            return left == right
        case Operator.UNEQUAL:
            return left != right
        case Operator.AT_MOST:
            return left <= right
        case Operator.AT_LEAST:
            return left >= right
        case Operator.LESS:
            return left < right
        case Operator.MORE:
            return left > right
