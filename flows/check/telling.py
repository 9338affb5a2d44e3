"""How a relation is told: which side is what is wrong, which what it is held against, and ratios as they are printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from rules.edit_rule import EditRule
from rules.language import Comparison, Linear, Operator, Scope, Severity, Shift, Term
from schemas.finding import Pattern, Role


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a comparison as a sentence tells them: what is wrong first, what it is held against second."""

    pattern: Pattern
    first: Linear
    second: Linear
    swapped: bool = False


SECOND: Mapping[Pattern, Role] = MappingProxyType(
    {
        Pattern.SUM: Role.PART,
        Pattern.AT_MOST: Role.TOTAL,
        Pattern.OPENING: Role.EARLIER,
        Pattern.MOVED: Role.EARLIER,
        Pattern.FALLING: Role.EARLIER,
    }
)
"""Role of the cells that the first side is held against; OTHER for the patterns not named."""


def sides_of(relation: Comparison, rule: EditRule) -> Sides:
    """How a comparison is told: which side is what is wrong, which what it is held against."""
    left, operator, right = relation.left, relation.operator, relation.right
    if rule.scope is Scope.CITY:
        return Sides(Pattern.CITY, left, right)
    if operator is Operator.EQUAL:
        return _equality(left, right, rule)
    if operator in {Operator.AT_LEAST, Operator.MORE}:
        if _only_earlier(right) and not _only_earlier(left) and len(right.terms) == 1:
            return Sides(Pattern.FALLING, left, right)
        if not right.terms:
            return Sides(Pattern.NEGATIVE, left, right)
        return Sides(Pattern.AT_MOST, right, left, swapped=True)
    return Sides(Pattern.AT_MOST, left, right)


def _equality(left: Linear, right: Linear, rule: EditRule) -> Sides:
    if len(left.terms) > 1 and len(right.terms) == 1:
        return Sides(Pattern.SUM, right, left, swapped=True)
    if len(right.terms) != 1:
        return Sides(Pattern.SUM, left, right)
    if _only_earlier(right):
        return Sides(Pattern.OPENING if rule.severity is Severity.ERROR else Pattern.MOVED, left, right)
    return Sides(Pattern.EQUAL, left, right)


def _only_earlier(linear: Linear) -> bool:
    return bool(linear.terms) and all(term.item.shift is not Shift.NOW for term in linear.terms)


def signed(term: Term) -> Role:
    """The role of a term that is added or taken off."""
    return Role.MINUS if term.coefficient < 0 else Role.PART


def scaled(number: Fraction | int | None, decimals: int) -> int | None:
    """The number in the cell's stored units, rounded to its last decimal."""
    return None if number is None else round(Fraction(number) * 10**decimals)


def percent(ratio: Fraction, decimals: int | None = None, *, signed: bool = False) -> str:
    """`12%`, `38.3%`, `＋38.3%`: a ratio as it is printed; exact without `decimals`."""
    return f"{points(ratio, decimals, signed=signed)}%"


def points(ratio: Fraction, decimals: int | None = None, *, signed: bool = False) -> str:
    """A ratio in hundredths, without the sign %."""
    hundredfold = ratio * 100
    size = abs(hundredfold)
    text = f"{float(size):g}" if decimals is None else f"{float(round(size, decimals)):.{decimals}f}"
    sign = "－" if hundredfold < 0 else "＋"
    return f"{sign}{text}" if signed else f"{'-' if hundredfold < 0 else ''}{text}"
