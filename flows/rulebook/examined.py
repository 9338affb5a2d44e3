"""The rules of all returns held against one another in every kind of period, and the defects found."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.edit_rule import EditRule
from rules.language import Item, Shift, items_of
from rules.lint import Defect, Kind, Measured, RuleSystem, Stated, counted_twice, left_out, mixed, no_parent
from schemas.clean import QUARTER
from schemas.in_force import asked, judged, quarter_of
from schemas.model import SEE_ROW, Return, Table
from schemas.periods import Frequency, Period
from schemas.returns import Returns

_YEAR = 2026
"""A year of the forms when no rule or item says since or until when it holds."""
_IN_ALL_PERIODS = frozenset({Kind.IMPLIED, Kind.NEVER_BROKEN})
"""Defects that count only where they are so in every period in which the rule is judged."""


def lint(returns: Returns) -> tuple[Defect, ...]:
    """Every defect of a rule set, in the order of its tables; rules that are wanted though implied are none.

    A declaration has refused what it can by itself.
    """
    examination = _Examination(returns)
    wanted = {declared.code for declared in returns.all_rules() if declared.rule.though_implied}
    return tuple(
        defect
        for each in returns
        for defect in examination.of_return(each)
        if defect.kind is not Kind.IMPLIED or defect.code not in wanted
    )


def system_of(returns: Returns, form: Return) -> RuleSystem:
    """The rules of a return as they are judged together in the period in which most of them are."""
    examination = _Examination(returns)
    systems = examination.systems(form)
    rules = max(systems, key=len, default=())
    return RuleSystem(rules, examination.measured(systems.get(rules, QUARTER)))


def stated(table: Table, rule: EditRule) -> Stated:
    """A rule as lint reads it."""
    return Stated(table.rule_code(rule), table.code, rule.relation, rule.severity, rule.scope)


@dataclass(frozen=True)
class _Examination:
    """The rules of all returns, asked for by period."""

    returns: Returns

    def of_return(self, form: Return) -> Iterator[Defect]:
        """The defects of one return's rules, those between returns that belong to its tables among them."""
        every = [stated(table, rule) for table in form.tables for rule in self.returns.rules(table.code)]
        yield from mixed(every, self._measure)
        yield from counted_twice(every)
        yield from left_out(every, (group for table in form.tables for group in _groups(table)))
        for table in form.tables:
            yield from no_parent(table.code, {row.code: row.parent for row in table.rows})
        yield from self._in_periods(form, every)

    def _in_periods(self, form: Return, every: Sequence[Stated]) -> Iterator[Defect]:
        """Defects of the rules as they are judged together in each kind of period."""
        systems = self.systems(form)
        judgeable = {rule.code for rules in systems for rule in rules}
        yield from (Defect(Kind.NEVER_JUDGED, rule.code) for rule in every if rule.code not in judgeable)
        found: defaultdict[tuple[Kind, str], list[Defect]] = defaultdict(list)
        for rules, quarter in systems.items():
            for defect in RuleSystem(rules, self.measured(quarter)).defects():
                found[defect.kind, defect.code].append(defect)
        for (kind, code), defects in found.items():
            periods = sum(any(rule.code == code for rule in rules) for rules in systems)
            if kind not in _IN_ALL_PERIODS or len(defects) == periods:
                yield defects[0]

    def systems(self, form: Return) -> Mapping[tuple[Stated, ...], int]:
        """The different sets of rules that are judged together, each with a quarter in which it is."""
        systems: dict[tuple[Stated, ...], int] = {}
        for period in self._periods:
            rules = tuple(
                stated(table, rule)
                for table in form.tables
                if period.covers(table.frequency)
                for rule in self.returns.rules(table.code)
                if judged(rule, period) and self._all_asked(table, rule, period)
            )
            if rules:
                systems.setdefault(rules, quarter_of(period))
        return systems

    @cached_property
    def _periods(self) -> tuple[Period, ...]:
        """Every quarter of the years about which a rule or an item says something."""
        spans = [
            span for table in self.returns.tables for column in table.columns for span in (column.since, column.until)
        ]
        years = {_YEAR}
        for declared in self.returns.all_rules():
            spans += [declared.rule.since, declared.rule.until]
            years |= {clause.number for clause in declared.rule.clauses if clause.name == "year"}
        years |= {Period.parse(span).year for span in spans if span}
        around = sorted({year + step for year in years for step in (-1, 0, 1)})
        return tuple(Period.of(year, Frequency.QUARTERLY, number) for year in around for number in (1, 2, 3, 4))

    def _all_asked(self, table: Table, rule: EditRule, period: Period) -> bool:
        """Whether the rule's items of this period are asked in it."""
        for item in items_of(rule.relation):
            if item.column and item.shift is Shift.NOW:
                home = self.returns.table(item.table or table.code)
                if not (period.covers(home.frequency) and asked(home.column(item.column), period)):
                    return False
        return True

    def measured(self, quarter: int) -> Measured:
        """What is known of the items."""
        return Measured(self._decimals, self._signed, quarter)

    def _decimals(self, item: Item) -> int:
        table = self.returns.table(item.table)
        if not item.column:
            return max(column.measure.decimals for column in table.columns)
        return table.column(item.column).measure.decimals

    def _signed(self, item: Item) -> bool:
        return bool(item.column) and self.returns.table(item.table).column(item.column).signed

    def _measure(self, item: Item) -> str:
        if not item.column:
            return ""
        measure = self.returns.table(item.table).column(item.column).measure
        return "" if measure == SEE_ROW else measure.zh


def _groups(table: Table) -> Iterator[tuple[Item, ...]]:
    """The items printed side by side under one heading."""
    found: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
    for path, column in zip(table.headings, table.columns, strict=True):
        if len(path) > 1 and path[-1] != "小计":
            found[path[:-1]].append(Item(table.code, column.name))
    return (tuple(group) for group in found.values())
