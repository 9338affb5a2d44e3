"""What is asked and judged in a period: spans of validity, and a rule's conditions on the calendar."""

from dataclasses import replace

from rules.edit_rule import EditRule
from rules.language import Clause, Operator, Severity
from schemas.model import Column
from schemas.periods import Period


def asked(column: Column, period: Period) -> bool:
    """Whether an item is asked in a period."""
    return in_span(column.since, column.until, period)


def judged(rule: EditRule, period: Period) -> bool:
    """Whether a rule is judged in a workbook of a period: its span of validity and all its conditions."""
    return in_span(rule.since, rule.until, period) and all(_met(clause, period) for clause in rule.clauses)


def as_judged(rule: EditRule, period: Period) -> EditRule:
    """The rule as it is judged in a period: while it is on trial, what it finds is only told (提示)."""
    if rule.trial_until and period.last_day <= Period.parse(rule.trial_until).last_day:
        return replace(rule, severity=Severity.NOTE)
    return rule


def in_span(since: str, until: str, period: Period) -> bool:
    """Whether a period ends within the span from the first to the last period, empty for open ends."""
    begun = not since or Period.parse(since).first_day <= period.last_day
    return begun and (not until or period.last_day <= Period.parse(until).last_day)


def quarter_of(period: Period) -> int:
    """The quarter in which a period ends, 1 to 4."""
    return -(-period.end_month // 3)


def _met(clause: Clause, period: Period) -> bool:
    quarter = quarter_of(period)
    number = {"quarter": quarter, "half": -(-quarter // 2), "year": period.year}[clause.name]
    match clause.operator:
        case Operator.EQUAL:
            return number == clause.number
        case Operator.UNEQUAL:
            return number != clause.number
        case Operator.AT_MOST:
            return number <= clause.number
        case Operator.AT_LEAST:
            return number >= clause.number
        case Operator.LESS:
            return number < clause.number
        case Operator.MORE:
            return number > clause.number
