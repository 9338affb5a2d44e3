"""What a person asks for, held against the register and the forms: unit, rule, row and column, by code or by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flows.office.opened import Office
from flows.rulebook import Entry, RuleBook, UnknownRule
from record.errors import RecordError
from rules.language import Scope, items_of
from schemas.messages import catalogue
from schemas.model import TOTAL_ROW, Column, Grain, Table
from schemas.returns import Declared, Returns
from schemas.units import Unit, plain

_NEVER_WAIVED = "E00"
"""Says why an explanation was not taken: told after all waivers, and in nobody's way."""
_NO_FIGURE = "D00"
"""A cell without a figure that can be read: no permission stands in for one, and sums over it cannot be judged."""
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a person names: its entry in the rule book and the table that it belongs to.

    `declared` is None for the rules that every table has.
    """

    entry: Entry
    table: Table
    declared: Declared | None


def reporter(office: Office, text: str, day: date) -> Unit:
    """The unit that reports and that a code or a name means on a day. Raises RecordError."""
    found = office.register.find(text.strip(), day)
    if found is None:
        raise RecordError("COMMAND-UNIT", {"unit": text, "period": day})
    if found not in office.register.reporting_on(day):
        above = office.register.at(found.parent, day)
        raise RecordError(
            "ACT-NOT-REPORTING",
            {"unit": found.code, "name": found.name, "parent": above.name if above else found.parent},
        )
    return found


def rule(returns: Returns, code: str) -> Rule:
    """The rule of a whole code, where a waiver can silence it. Raises RecordError."""
    wanted = code.strip().upper()
    if wanted.startswith("FILE-") and wanted in catalogue():
        raise RecordError("WAIVE-REFUSAL", {"rule": wanted})
    try:
        entry = RuleBook(returns).entry(wanted)
    except UnknownRule:
        raise RecordError("WAIVE-RULE", {"rule": code}) from None
    if wanted.endswith(f"-{_NEVER_WAIVED}"):
        raise RecordError("WAIVE-EXPLANATION", {"rule": wanted})
    if wanted.endswith(f"-{_NO_FIGURE}"):
        raise RecordError("WAIVE-FIGURE", {"rule": wanted})
    declared = _declared(returns, wanted)
    if declared is not None and declared.rule.scope is Scope.CITY:
        raise RecordError("WAIVE-CITY", {"rule": wanted})
    return Rule(entry, returns.table(entry.table), declared)


def _declared(returns: Returns, code: str) -> Declared | None:
    try:
        return returns.rule(code)
    except KeyError:
        return None


def row(office: Office, asked: Rule, unit: Unit, text: str, day: date) -> str:
    """Code of a row of the rule's table in a unit's workbook, by code or printed name. Raises RecordError."""
    rows = _rows(office, asked, unit, day)
    found = [code for code, name in rows.items() if plain(text) in {code, plain(name)}]
    if len(found) != 1:
        raise RecordError("WAIVE-ROW", {"rule": asked.entry.code, "row": text, "rows": _listed(rows)})
    return found[0]


def row_name(office: Office, asked: Rule, unit: Unit, code: str, day: date) -> str:
    """The printed name of a row that `row` has found."""
    return _rows(office, asked, unit, day)[code]


def _rows(office: Office, asked: Rule, unit: Unit, day: date) -> Mapping[str, str]:
    """Names of the rows on which a rule is judged, by code."""
    total = {TOTAL_ROW: "合计"}
    if asked.declared is not None and asked.declared.rule.scope is Scope.TOTAL:
        return total
    match asked.table.grain:
        case Grain.UNIT:
            return total | {each.code: each.name for each in office.register.children(unit.code, day)}
        case Grain.STUB:
            return {each.code: each.zh for each in asked.table.rows}
        case Grain.COUNTY | Grain.LIST:
            return total


def column(returns: Returns, asked: Rule, text: str) -> Column:
    """An item of the rule, by its name or printed heading. Raises RecordError."""
    columns = {each.name: each for each in _columns(returns, asked)}
    found = [each for each in columns.values() if plain(text) in {each.name, plain(each.zh)}]
    if len(found) != 1:
        headings = {each.name: each.zh for each in columns.values()}
        raise RecordError("WAIVE-COLUMN", {"rule": asked.entry.code, "column": text, "columns": _listed(headings)})
    return found[0]


def _listed(names: Mapping[str, str]) -> list[str]:
    """What there is to choose from: each with its name, as many as are read."""
    known = [f"{code} {name}" for code, name in names.items()]
    return known if len(known) <= _LISTED else [*known[:_LISTED], "…"]


def _columns(returns: Returns, asked: Rule) -> Iterator[Column]:
    """The items that a rule speaks of; of a rule that every table has, all of the table."""
    if asked.declared is None:
        yield from asked.table.columns
        return
    for item in items_of(asked.declared.rule.relation):
        if item.column:
            yield (returns.table(item.table) if item.table else asked.table).column(item.column)
