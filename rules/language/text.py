"""The text of a rule read with Python's own `ast` over a fixed subset; nothing is evaluated."""

import ast
import re
from fractions import Fraction
from math import isfinite

from rules.language.relations import (
    Change,
    Clause,
    Comparison,
    Conditional,
    Drift,
    Item,
    Level,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    RuleError,
    Shift,
    Term,
    Within,
    earlier,
    items_of,
)

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


def parse(text: str) -> Relation:
    """The relation that a rule's text states.

    Raises RuleError where the text is outside the language, naming the part that is.
    """
    try:
        return _parse(text)
    except RecursionError as error:
        raise RuleError(f"a rule of {len(text)} characters is nested too deeply") from error


def _parse(text: str) -> Relation:
    source = _PERCENT.sub(lambda found: f"({found[1]}/100)", text.strip())
    try:
        module = ast.parse(source)
    except SyntaxError as error:
        raise RuleError(f"{text!r}: {error.msg} at column {error.offset}") from error
    if len(module.body) != 1:
        raise RuleError(f"{text!r}: a rule is one statement")
    relation = _statement(module.body[0], text)
    if not items_of(relation):
        raise RuleError(f"{text!r}: a rule names at least one column")
    return relation


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
            return Change(_linear(value, text), _limit(limit, text), Fraction(0))
        case ast.Call(ast.Name("change"), [value, limit, floor], []):
            return Change(_linear(value, text), _limit(limit, text), _limit(floor, text))
        case ast.Call(ast.Name("drift"), [ast.List([_, *_] as parts), whole, limit], []):
            return Drift(tuple(_linear(part, text) for part in parts), _linear(whole, text), _limit(limit, text))
        case ast.Call(ast.Name("near"), [left, right, tolerance], []):
            return Near(_linear(left, text), _linear(right, text), _limit(tolerance, text))
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
        case ast.Call(
            ast.Name("round"), [ast.BinOp(numerator, ast.Div(), denominator), ast.Constant(int(decimals))]
        ) if not isinstance(decimals, bool):
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
            return earlier(_of_columns(inner, text), _SHIFTS[name])
        case ast.Call(ast.Name(name), [inner], []) if name in _LEVELS:
            return _levelled(_of_columns(inner, text), _LEVELS[name])
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a column")


def _of_columns(node: ast.expr, text: str) -> Linear:
    linear = _linear(node, text)
    if not linear.terms:
        raise RuleError(f"{text!r}: {ast.unparse(node)!r} has no column")
    return linear


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
        case ast.Constant(int() | float() as value) if isfinite(value):
            return Fraction(repr(value))
        case ast.UnaryOp(ast.USub(), operand):
            return -_number(operand, text)
        case ast.BinOp(left, ast.Div(), right):
            divisor = _number(right, text)
            if divisor:
                return _number(left, text) / divisor
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a number")


def _limit(node: ast.expr, text: str) -> Fraction:
    number = _number(node, text)
    if number < 0:
        raise RuleError(f"{text!r}: the limit {ast.unparse(node)!r} is below 0")
    return number


def _clause(node: ast.expr, text: str) -> Clause:
    match node:
        case ast.Compare(ast.Name(name), [operator], [ast.Constant(int(number))]) if (
            name in CALENDAR_NAMES and type(operator) in _OPERATORS and not isinstance(number, bool)
        ):
            return Clause(name, _OPERATORS[type(operator)], number)
    raise RuleError(f"{text!r}: {ast.unparse(node)!r} is not a condition on quarter, half or year")
