"""What a rule can state: the relations between linear forms of items, and the calendar that a rule may depend on."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction


class RuleError(ValueError):
    """A rule's text that is not in the language; the message names the rule's text and the place."""


class Severity(StrEnum):
    """What a violated rule leads to: must be corrected, corrected or explained, or only told."""

    ERROR = "error"
    QUERY = "query"
    NOTE = "note"


class Scope(StrEnum):
    """The rows on which a rule is judged: every row, the county's total row, or the whole city once."""

    ROW = "row"
    TOTAL = "total"
    CITY = "city"


class Level(IntEnum):
    """Whose value an item takes: the row that is judged, the county's total row, or the sum over all counties."""

    ROW = 0
    TOTAL = 1
    CITY = 2


class Shift(StrEnum):
    """Which period an item is taken from."""

    NOW = ""
    PREVIOUS = "prev"
    PREVIOUS_QUARTER = "prev_quarter"
    PREVIOUS_HALF = "prev_half"
    PREVIOUS_YEAR = "prev_year"


class Operator(StrEnum):
    """How two sides are compared."""

    EQUAL = "=="
    AT_MOST = "<="
    AT_LEAST = ">="
    LESS = "<"
    MORE = ">"
    UNEQUAL = "!="


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One variable of a rule: a column, of this or another table, now or earlier, at a level.

    `table` is empty for the rule's own table. `column` is empty for `source()`, the cell that the stub row names.
    """

    table: str
    column: str
    shift: Shift = Shift.NOW
    level: Level = Level.ROW

    @property
    def text(self) -> str:
        """The item as it is written in a rule, which is also its name as a column of a frame."""
        name = f"{self.table}.{self.column}" if self.table else self.column or "source()"
        name = f"{self.shift.value}({name})" if self.shift else name
        return {Level.ROW: name, Level.TOTAL: f"total({name})", Level.CITY: f"city({name})"}[self.level]


@dataclass(frozen=True, slots=True)
class Term:
    """A coefficient times an item; with `per_quarter`, times the number of the quarter too."""

    coefficient: Fraction
    item: Item
    per_quarter: bool = False


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of terms and a constant, in the order in which it was written."""

    terms: tuple[Term, ...]
    constant: Fraction = Fraction(0)

    def items(self) -> Iterator[Item]:
        """Items in the order of the text."""
        return (term.item for term in self.terms)

    def minus(self, other: "Linear") -> "Linear":
        """This less the other, like terms collected in order of first appearance; terms that cancel are left out."""
        collected: dict[tuple[Item, bool], Fraction] = {}
        for sign, side in ((1, self), (-1, other)):
            for term in side.terms:
                key = (term.item, term.per_quarter)
                collected[key] = collected.get(key, Fraction(0)) + sign * term.coefficient
        terms = tuple(Term(c, item, per_quarter) for (item, per_quarter), c in collected.items() if c)
        return Linear(terms, self.constant - other.constant)

    def times(self, factor: Fraction) -> "Linear":
        """Every coefficient and the constant multiplied by `factor`."""
        terms = tuple(Term(t.coefficient * factor, t.item, t.per_quarter) for t in self.terms)
        return Linear(terms, self.constant * factor)


@dataclass(frozen=True, slots=True)
class Comparison:
    """left (operator) right."""

    left: Linear
    operator: Operator
    right: Linear


@dataclass(frozen=True, slots=True)
class NeedsNote:
    """A value other than 0 asks for an explanation."""

    value: Linear


@dataclass(frozen=True, slots=True)
class Within:
    """low <= part / whole <= high; not judged where whole is smaller than `RATIO_FLOOR`."""

    part: Linear
    whole: Linear
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """|now - previous| is at most `limit` of previous, or smaller than `floor` (in the column's unit)."""

    value: Linear
    limit: Fraction
    floor: Fraction


@dataclass(frozen=True, slots=True)
class Drift:
    """No part's share of the whole has moved by more than `limit` since the previous period."""

    parts: tuple[Linear, ...]
    whole: Linear
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Near:
    """The two sides differ by at most `tolerance` of the larger."""

    left: Linear
    right: Linear
    tolerance: Fraction


@dataclass(frozen=True, slots=True)
class RoundedRatio:
    """value is numerator / denominator rounded to `decimals`; not judged where the denominator is not above 0."""

    value: Linear
    numerator: Linear
    denominator: Linear
    decimals: int


@dataclass(frozen=True, slots=True)
class Printed:
    """left == right between published figures, each rounded to its last printed digit; a count was not rounded.

    A gap of one digit is told, a gap that rounding alone can make is asked about, a larger one is an error.
    """

    left: Linear
    right: Linear


@dataclass(frozen=True, slots=True)
class PrintedRatio:
    """value == numerator / denominator between published figures: some true values must round to all three."""

    value: Linear
    numerator: Linear
    denominator: Linear


@dataclass(frozen=True, slots=True)
class Conditional:
    """Where the condition holds, the consequence must hold."""

    condition: Comparison
    consequence: "Relation"


Relation = Comparison | NeedsNote | Within | Change | Drift | Near | RoundedRatio | Printed | PrintedRatio | Conditional

RATIO_FLOOR = 30
"""Below this denominator a ratio says nothing: one person moves it by more than three points."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition on the calendar: `quarter`, `half` or `year` compared with a number."""

    name: str
    operator: Operator
    number: int


def items_of(relation: Relation) -> tuple[Item, ...]:
    """Every item that the relation needs, each once, in the order of the text (earlier periods included)."""
    found: dict[Item, None] = {}
    for linear in linears_of(relation):
        found.update(dict.fromkeys(linear.items()))
    return tuple(found)


def linears_of(relation: Relation) -> tuple[Linear, ...]:
    """The linear forms of a relation, as written, with the earlier forms that Change and Drift imply."""
    match relation:
        case Comparison(left, _, right) | Near(left, right, _) | Printed(left, right):
            return (left, right)
        case NeedsNote(value):
            return (value,)
        case Within(part, whole, _, _):
            return (part, whole)
        case Change(value, _, _):
            return (value, earlier(value))
        case Drift(parts, whole, _):
            return (*parts, whole, *(earlier(part) for part in parts), earlier(whole))
        case RoundedRatio(value, numerator, denominator, _) | PrintedRatio(value, numerator, denominator):
            return (value, numerator, denominator)
        case Conditional(condition, consequence):
            return (*linears_of(condition), *linears_of(consequence))


def earlier(linear: Linear, shift: Shift = Shift.PREVIOUS) -> Linear:
    """The same form with every item of this period taken from an earlier one."""
    terms = tuple(
        Term(t.coefficient, Item(t.item.table, t.item.column, t.item.shift or shift, t.item.level), t.per_quarter)
        for t in linear.terms
    )
    return Linear(terms, linear.constant)
