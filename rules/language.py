"""Text of an edit rule -> its parsed form.

The text is arithmetic in column names, read with Python's own `ast` over a fixed subset; nothing is evaluated.

    inc_total == inc_recruit + inc_appoint            within one row
    opening == prev_year(closing)                     the same row at the last year-end
    total == CA1.closing                              the same row of another table
    city(move_in) == city(move_out)                   over all counties
    within(dec_total / opening, 0.01, 0.12)           a band of a ratio
    change(le35, 20%, 5)                              against the previous period; changes below 5 pass
    drift([age_le30, age_31_35], total, 0.03)         shares against the previous period
    near(city(a), city(b), 20%)                       equal within 20 % of the larger
    rate == round(100 * done / target, 1)             a printed ratio, either way of rounding a half
    needs_note(inc_other)                             a value other than 0 asks for an explanation
    done == source()                                  the cell that the stub row names as its source
    printed(total == male + female)                   published figures, each rounded to its last printed digit
    printed(pct == 100 * female / total)              a published ratio of published figures
    if probationary > 0: applicants > 0               a condition
"""

import ast
import re
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


CALENDAR_NAMES = frozenset({"quarter", "half", "year"})

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_SHIFTS = {shift.value: shift for shift in Shift if shift}
_LEVELS = {"total": Level.TOTAL, "city": Level.CITY}
_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: Operator.EQUAL,
    ast.LtE: Operator.AT_MOST,
    ast.GtE: Operator.AT_LEAST,
    ast.Lt: Operator.LESS,
    ast.Gt: Operator.MORE,
    ast.NotEq: Operator.UNEQUAL,
}
MIRRORED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.UNEQUAL: Operator.UNEQUAL,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.LESS: Operator.MORE,
    Operator.MORE: Operator.LESS,
}


def parse(text: str) -> Relation:
    """The relation that a rule's text states.

    Raises RuleError where the text is outside the language, naming the part that is.
    """
    source = _PERCENT.sub(lambda found: f"({found[1]}/100)", text.strip())
    try:
        module = ast.parse(source)
    except SyntaxError as error:
        raise RuleError(f"{text!r}: {error.msg} at column {error.offset}") from error
    if len(module.body) != 1:
        raise RuleError(f"{text!r}: a rule is one statement")
    return _statement(module.body[0], text)


def parse_when(text: str) -> tuple[Clause, ...]:
    """The calendar conditions of a rule, all of which must hold; empty text gives none.

    Raises RuleError for anything but `quarter`, `half` or `year` compared with whole numbers and joined by `and`.
    """
    if not text.strip():
        return ()
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise RuleError(f"{text!r}: {error.msg}") from error
    parts = body.values if isinstance(body, ast.BoolOp) and isinstance(body.op, ast.And) else [body]
    return tuple(_clause(part, text) for part in parts)


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


def _statement(node: ast.stmt, text: str) -> Relation:
    match node:
        case ast.Expr(value):
            return _relation(value, text)
        case ast.If(test, [consequence], []):
            condition = _relation(test, text)
            if not isinstance(condition, Comparison):
                raise RuleError(f"{text!r}: the condition must be a comparison")
            return Conditional(condition, _statement(consequence, text))
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a rule")


def _relation(node: ast.expr, text: str) -> Relation:
    match node:
        case ast.Compare(left, [operator], [right]) if type(operator) in _OPERATORS:
            return _comparison(left, _OPERATORS[type(operator)], right, text)
        case ast.Call(ast.Name("within"), [ast.BinOp(part, ast.Div(), whole), low, high], []):
            return _band(part, whole, _number(low, text), _number(high, text), text)
        case ast.Call(ast.Name("change"), [value, limit], []):
            return Change(_linear(value, text), _number(limit, text), Fraction(0))
        case ast.Call(ast.Name("change"), [value, limit, floor], []):
            return Change(_linear(value, text), _number(limit, text), _number(floor, text))
        case ast.Call(ast.Name("drift"), [ast.List(parts), whole, limit], []):
            return Drift(tuple(_linear(part, text) for part in parts), _linear(whole, text), _number(limit, text))
        case ast.Call(ast.Name("near"), [left, right, tolerance], []):
            return Near(_linear(left, text), _linear(right, text), _number(tolerance, text))
        case ast.Call(ast.Name("needs_note"), [value], []):
            return NeedsNote(_linear(value, text))
        case ast.Call(ast.Name("printed"), [ast.Compare(left, [ast.Eq()], [right])], []):
            return _printed(left, right, text)
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a rule")


def _band(part: ast.expr, whole: ast.expr, low: Fraction, high: Fraction, text: str) -> Within:
    if low > high:
        raise RuleError(f"{text!r}: the band ends below its beginning")
    return Within(_linear(part, text), _linear(whole, text), low, high)


def _printed(left: ast.expr, right: ast.expr, text: str) -> Relation:
    match right:
        case ast.BinOp(numerator, ast.Div(), denominator) if not _is_number(right):
            return PrintedRatio(_linear(left, text), _linear(numerator, text), _linear(denominator, text))
    return Printed(_linear(left, text), _linear(right, text))


def _comparison(left: ast.expr, operator: Operator, right: ast.expr, text: str) -> Relation:
    match right:
        case ast.Call(ast.Name("round"), [ast.BinOp(numerator, ast.Div(), denominator), ast.Constant(int(decimals))]):
            if operator is not Operator.EQUAL:
                raise RuleError(f"{text!r}: a rounded ratio is compared with ==")
            return RoundedRatio(_linear(left, text), _linear(numerator, text), _linear(denominator, text), decimals)
    return Comparison(_linear(left, text), operator, _linear(right, text))


def _linear(node: ast.expr, text: str) -> Linear:
    match node:
        case ast.Name("quarter"):
            raise RuleError(f"{text!r}: quarter is a factor of a column, not a value")
        case ast.Name() | ast.Attribute() | ast.Call():
            return _shifted(node, text)
        case ast.BinOp(left, ast.Add(), right):
            return _joined(_linear(left, text), _linear(right, text))
        case ast.BinOp(left, ast.Sub(), right):
            return _joined(_linear(left, text), _linear(right, text).times(Fraction(-1)))
        case ast.BinOp(_, ast.Mult(), _):
            return _product(node, text)
        case ast.UnaryOp(ast.USub(), operand):
            return _linear(operand, text).times(Fraction(-1))
    return Linear((), _number(node, text))


def _joined(left: Linear, right: Linear) -> Linear:
    return Linear(left.terms + right.terms, left.constant + right.constant)


def _product(node: ast.BinOp, text: str) -> Linear:
    """A column times numbers and, at most once, `quarter`."""
    factor, per_quarter, rest = Fraction(1), False, None
    for part in _factors(node):
        if isinstance(part, ast.Name) and part.id == "quarter" and not per_quarter:
            per_quarter = True
        elif _is_number(part):
            factor *= _number(part, text)
        elif rest is None:
            rest = _linear(part, text)
        else:
            raise RuleError(f"{text!r}: two columns multiplied in {ast.unparse(node)!r}")
    if rest is None or (per_quarter and rest.constant):
        raise RuleError(f"{text!r}: {ast.unparse(node)!r} has no column")
    terms = tuple(Term(t.coefficient * factor, t.item, t.per_quarter or per_quarter) for t in rest.terms)
    return Linear(terms, rest.constant * factor)


def _factors(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _factors(node.left) + _factors(node.right)
    return [node]


def _shifted(node: ast.expr, text: str) -> Linear:
    """An item or a sum of items inside prev(...), total(...) or city(...)."""
    match node:
        case ast.Name(column):
            return _single(Item("", column))
        case ast.Attribute(ast.Name(table), column):
            return _single(Item(table, column))
        case ast.Call(ast.Name("source"), [], []):
            return _single(Item("", ""))
        case ast.Call(ast.Name(name), [inner], []) if name in _SHIFTS:
            return earlier(_linear(inner, text), _SHIFTS[name])
        case ast.Call(ast.Name(name), [inner], []) if name in _LEVELS:
            return _levelled(_linear(inner, text), _LEVELS[name])
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a column")


def _single(item: Item) -> Linear:
    return Linear((Term(Fraction(1), item),))


def _levelled(linear: Linear, level: Level) -> Linear:
    terms = tuple(
        Term(t.coefficient, Item(t.item.table, t.item.column, t.item.shift, level), t.per_quarter) for t in linear.terms
    )
    return Linear(terms, linear.constant)


def _is_number(node: ast.expr) -> bool:
    match node:
        case ast.Constant(int() | float()):
            return True
        case ast.UnaryOp(ast.USub(), operand):
            return _is_number(operand)
        case ast.BinOp(left, ast.Div(), right):
            return _is_number(left) and _is_number(right)
    return False


def _number(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant(bool()):
            pass
        case ast.Constant(int() | float() as value):
            return Fraction(repr(value))
        case ast.UnaryOp(ast.USub(), operand):
            return -_number(operand, text)
        case ast.BinOp(left, ast.Div(), right):
            divisor = _number(right, text)
            if divisor:
                return _number(left, text) / divisor
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a number")


def _clause(node: ast.expr, text: str) -> Clause:
    match node:
        case ast.Compare(ast.Name(name), [operator], [ast.Constant(int(number))]) if (
            name in CALENDAR_NAMES and type(operator) in _OPERATORS
        ):
            return Clause(name, _OPERATORS[type(operator)], number)
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a condition on quarter, half or year")
