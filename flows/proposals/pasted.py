"""A proposed rule as text that can be pasted into its schema, tried before it is shown."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from flows.proposals.candidates import Candidate
from rules.edit_rule import EditRule
from rules.language import Comparison, Item, Linear, Operator, Relation, Scope, Severity, Within
from schemas.model import DeclarationError, Return, Table

_UNITS = 2
"""Units of a clean example: its total row holds so many times the figures of one."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """The rule, its line for the schema, the first item it speaks of, and why the schema would refuse it (or empty)."""

    rule: EditRule
    text: str
    item: str
    objection: str


def pasted(table: Table, form: Return, candidate: Candidate, taken: Collection[str]) -> Pasted:
    """A candidate with the next free code of its table, as a line to paste."""
    letter = "B" if isinstance(candidate.relation, Within) else "L" if _is_bound(candidate.relation) else "P"
    code = next(short for number in range(1, 100) if f"{table.code}-{(short := f'{letter}{number:02}')}" not in taken)
    item = _first(candidate.relation).column
    rule = EditRule(code, _text(candidate.relation), _breaks(table, candidate), candidate.severity, candidate.scope)
    return Pasted(rule, _line(rule), item, _objection(table, form, rule))


def _line(rule: EditRule) -> str:
    """As the schemas write it, with their names for severities and scopes."""
    fields = [f'"{rule.code}"', f'"{rule.text}"', f'breaks="{rule.breaks}"']
    if rule.severity is not Severity.ERROR:
        fields.append(f"severity={rule.severity.name}")
    if rule.scope is not Scope.ROW:
        fields.append(f"scope={rule.scope.name}")
    return f"EditRule({', '.join(fields)}),"


def _is_bound(relation: Relation) -> bool:
    return isinstance(relation, Comparison) and relation.operator is not Operator.EQUAL


def _first(relation: Relation) -> Item:
    match relation:
        case Comparison(left, _, _):
            return left.terms[0].item
        case Within(part, _, _, _):
            return part.terms[0].item
    raise TypeError(f"{type(relation).__name__} is never proposed")


def _text(relation: Relation) -> str:
    match relation:
        case Comparison(left, operator, right):
            return f"{_side(left)} {operator.value} {_side(right)}"
        case Within(part, whole, low, high):
            return f"within({_side(part)} / {_side(whole)}, {_plain(low)}, {_plain(high)})"
    raise TypeError(f"{type(relation).__name__} is never proposed")


def _side(linear: Linear) -> str:
    return " + ".join(term.item.text for term in linear.terms)


def _plain(number: Fraction) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def _breaks(table: Table, candidate: Candidate) -> str:
    """The smallest change of the clean example that the rule must see."""
    item = _first(candidate.relation).column
    match candidate.relation:
        case Comparison(_, Operator.AT_MOST, right):
            return f"{item} = {table.column(right.terms[0].item.column).example + 1}"
        case Within(_, whole, _, high):
            top = floor(high * _UNITS * table.column(whole.terms[0].item.column).example)
            return f"{item} += {top - _UNITS * table.column(item).example + 1}"
    return f"{item} += 1"


def _objection(table: Table, form: Return, rule: EditRule) -> str:
    """What a declaration with the rule in it says against it; empty where it takes it."""
    try:
        declared = replace(table, rules=(*table.rules, rule))
        replace(form, tables=tuple(declared if each is table else each for each in form.tables))
    except DeclarationError as error:
        return str(error)
    return ""
