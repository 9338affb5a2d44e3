"""What a template reckons itself: openings taken from the last year-end, derived items, and their worksheet formulas.

All three are read from the rules of the table, so that a new form needs nothing here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from rules.language import Comparison, Item, Level, Linear, Operator, RoundedRatio, Scope, Shift
from schemas.model import ItemKind, Table

Values = Callable[[str], Fraction | None]
"""The value of an item of the row, in the printed unit; None where nothing is filled in."""
Cells = Callable[[str], str]
"""The cell of an item of the row: `C12`."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived item as the rule states it: a sum of items of its row, or a rounded ratio of two such sums."""

    column: str
    numerator: Linear
    denominator: Linear | None = None
    decimals: int = 0

    @property
    def needs(self) -> frozenset[str]:
        """Items that it is reckoned from."""
        linears = (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)
        return frozenset(item.column for linear in linears for item in linear.items())

    def formula(self, cell: Cells, typed: str = "") -> str:
        """The worksheet formula, with its equals sign; it shows nothing while none of the cells `typed` holds a number."""
        above = _written(self.numerator, cell)
        if self.denominator is None:
            return f'=IF(COUNT({typed})=0,"",{above})' if typed else f"={above}"
        below = _written(self.denominator, cell)
        return f'=IF({below}=0,"",ROUND(({above})/({below}),{self.decimals}))'

    def value(self, value: Values) -> Fraction | None:
        """What the formula gives, a blank cell counting 0 as it does in a worksheet; None where it shows nothing."""
        above = _summed(self.numerator, value)
        if self.denominator is None:
            return above
        below = _summed(self.denominator, value)
        return _rounded(above / below, self.decimals) if below else None


def typed_behind(column: str, found: Mapping[str, Derived]) -> tuple[str, ...]:
    """The items that are typed, from which an item is reckoned; the item itself where it is no derived one."""
    each = found.get(column)
    if each is None:
        return (column,)
    return tuple(dict.fromkeys(name for need in sorted(each.needs) for name in typed_behind(need, found)))


def openings(table: Table) -> MappingProxyType[str, str]:
    """Items that repeat an item of the last year-end, each with that item: those of the rules `x == prev_year(y)`."""
    found: dict[str, str] = {}
    for rule in table.rules:
        match rule.relation:
            case Comparison(left, Operator.EQUAL, right) if rule.scope is Scope.ROW:
                here, there = _single(left), _single(right)
                if here and there and _own(here) and there == Item("", there.column, Shift.PREVIOUS_YEAR):
                    found[here.column] = there.column
    return MappingProxyType(found)


def derived(table: Table) -> MappingProxyType[str, Derived]:
    """Derived items that follow from others of their row, by name, in the order in which they can be reckoned."""
    found: dict[str, Derived] = {}
    for rule in table.rules:
        match rule.relation:
            case Comparison(left, Operator.EQUAL, right):
                stated = _stated(table, left, right, None, 0)
            case RoundedRatio(value, numerator, denominator, decimals):
                stated = _stated(table, value, numerator, denominator, decimals)
            case _:
                stated = None
        if stated is not None and rule.scope is Scope.ROW:
            found.setdefault(stated.column, stated)
    return MappingProxyType(_ordered(found))


def _stated(table: Table, left: Linear, numerator: Linear, denominator: Linear | None, decimals: int) -> Derived | None:
    item = _single(left)
    if item is None or not _own(item) or table.column(item.column).kind is not ItemKind.DERIVED:
        return None
    terms = numerator.terms + (denominator.terms if denominator else ())
    if not terms or any(term.per_quarter or not _own(term.item) for term in terms):
        return None
    return Derived(item.column, numerator, denominator, decimals)


def _ordered(found: dict[str, Derived]) -> dict[str, Derived]:
    """Each after those that it is reckoned from; items that are reckoned from each other are left to the clerk."""
    ordered: dict[str, Derived] = {}
    waiting = dict(found)
    while waiting:
        ready = [name for name, each in waiting.items() if not each.needs & waiting.keys()]
        if not ready:
            break
        for name in ready:
            ordered[name] = waiting.pop(name)
    return ordered


def _own(item: Item) -> bool:
    return not item.table and bool(item.column) and item.shift is Shift.NOW and item.level is Level.ROW


def _single(linear: Linear) -> Item | None:
    """The item that stands alone on one side of a rule; None for anything else."""
    if len(linear.terms) != 1 or linear.constant:
        return None
    term = linear.terms[0]
    return term.item if term.coefficient == 1 and not term.per_quarter else None


def _written(linear: Linear, cell: Cells) -> str:
    text = ""
    for term in linear.terms:
        sign = "-" if term.coefficient < 0 else "+"
        factor = abs(term.coefficient)
        text += sign + ("" if factor == 1 else f"{_number(factor)}*") + cell(term.item.column)
    if linear.constant:
        text += f"{'-' if linear.constant < 0 else '+'}{_number(abs(linear.constant))}"
    return text.removeprefix("+")


def _number(factor: Fraction) -> str:
    return str(factor.numerator) if factor.denominator == 1 else f"({factor.numerator}/{factor.denominator})"


def _summed(linear: Linear, value: Values) -> Fraction:
    parts = (term.coefficient * (value(term.item.column) or Fraction(0)) for term in linear.terms)
    return sum(parts, linear.constant)


def _rounded(value: Fraction, decimals: int) -> Fraction:
    """Halves away from zero, as worksheets round."""
    scaled = abs(value) * 10**decimals
    whole = (scaled * 2 + 1) // 2
    return Fraction(whole if value >= 0 else -whole, 10**decimals)
