"""What a person asks for, held against the register and the forms: unit, rule, row and column, by code or by name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from flows.office.opened import Office
from flows.read.labels import TOTAL_LABELS
from flows.rulebook import Entry, RuleBook, UnknownRule
from record.errors import RecordError
from rules.language import Scope, items_of
from schemas.built_in import BuiltIn
from schemas.messages import catalogue, say
from schemas.model import TOTAL_ROW, Column, Grain, Row, Table
from schemas.returns import Declared, Returns
from schemas.units import Unit, plain

_NEVER_WAIVED = BuiltIn.EXPLANATION
"""Says why an explanation was not taken: told after all waivers, and in nobody's way."""
_NO_FIGURE = BuiltIn.CELLS
"""A cell without a figure that can be read: no permission stands in for one, and sums over it cannot be judged."""
_LISTED = 20
_TOTALS = TOTAL_LABELS | {plain(say("RULE-ROW-TOTAL", each)) for each in ("zh", "en")}


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
    """Code of a row of the rule's table in a unit's workbook, by code or printed name. Raises RecordError.

    The total row goes by every name that a workbook may print for it.
    """
    rows = _rows(office, asked, unit, day)
    found = [code for code, name in rows.items() if plain(text) in {code, plain(name)}]
    if not found and TOTAL_ROW in rows and plain(text) in _TOTALS:
        return TOTAL_ROW
    if len(found) != 1:
        listed = _nearest(text, [f"{code} {name}" for code, name in rows.items()])
        raise RecordError("WAIVE-ROW", {"rule": asked.entry.code, "row": text, "rows": listed})
    return found[0]


def _rows(office: Office, asked: Rule, unit: Unit, day: date) -> Mapping[str, str]:
    """Names of the rows on which a rule is judged, by code."""
    total = {TOTAL_ROW: "合计"}
    if asked.declared is not None and asked.declared.rule.scope is Scope.TOTAL:
        return total
    match asked.table.grain:
        case Grain.STUB:
            return {each.code: each.zh for each in asked.table.rows if _is_judged(asked, each)}
        case Grain.UNIT if asked.entry.code != asked.table.hierarchy_code:
            return total | {each.code: each.name for each in office.register.children(unit.code, day)}
        case Grain.UNIT | Grain.COUNTY | Grain.LIST:
            return total


def _is_judged(asked: Rule, stub: Row) -> bool:
    """Whether a rule is judged on a row of a stub: a sum of rows on what has rows below it, a source where one is named."""
    if asked.entry.code == asked.table.hierarchy_code:
        return any(each.parent == stub.code for each in asked.table.rows)
    named = () if asked.declared is None else items_of(asked.declared.rule.relation)
    return bool(stub.source) or all(each.column for each in named)


def column(returns: Returns, asked: Rule, text: str) -> str:
    """An item of the rule, by its code (`CA5.03`, `03`), its name or its printed heading. Raises RecordError.

    It is named as a rule's text names it: `closing`, of another table than the rule's own `CA1.closing`. The last level
    of a heading will do where one item alone has it.
    """
    items = _items(returns, asked)
    wanted = plain(text).casefold()
    for same in (_Item.is_written, _Item.is_called, _Item.ends_with):
        found = [each for each in items if same(each, wanted)]
        if len(found) == 1:
            return found[0].name
        if found:
            facts = {"rule": asked.entry.code, "column": text, "columns": [each.text for each in found]}
            raise RecordError("WAIVE-COLUMN-WHICH", facts)
    listed = _nearest(text, [each.text for each in items])
    raise RecordError("WAIVE-COLUMN", {"rule": asked.entry.code, "column": text, "columns": listed})


@dataclass(frozen=True, slots=True)
class _Item:
    """An item that a rule speaks of, with its table and its name in the rule's text."""

    table: Table
    column: Column
    name: str

    @property
    def text(self) -> str:
        """Its code, name and printed heading."""
        return f"{self.table.column_code(self.column.name)} {self.column.name} {self.column.zh}"

    def is_written(self, wanted: str) -> bool:
        """Whether that is its name in the rule's text, or its code."""
        return wanted in {self.name.casefold(), self.table.column_code(self.column.name).casefold()}

    def is_called(self, wanted: str) -> bool:
        """Whether that is its name, number or a whole heading."""
        column, printed = self.column, _NUMBER.fullmatch(wanted)
        path = self.table.headings[self.table.columns.index(column)]
        called = (column.name, column.zh, column.en, "：".join(path), *column.aliases)
        return wanted in {plain(each).casefold() for each in called} or (
            printed is not None and int(printed["number"]) == int(column.number)
        )

    def ends_with(self, wanted: str) -> bool:
        """Whether that is the last level of its heading."""
        return wanted == plain(self.column.zh.rpartition("：")[2]).casefold()


_NUMBER = re.compile(r"(?:第|栏|c)?(?P<number>[0-9]{1,3})栏?")
"""A column's number as it stands in its code or is printed below the heading: `05`, `5`, `c05`, `第5栏`."""


def _items(returns: Returns, asked: Rule) -> tuple[_Item, ...]:
    """The items that a rule speaks of, each once, those of its own table first; of a rule that every table has, all."""
    if asked.declared is None:
        return tuple(_Item(asked.table, each, each.name) for each in asked.table.columns)
    named = [each for each in items_of(asked.declared.rule.relation) if each.column]
    others = [each for each in named if each.table not in {"", asked.table.code}]
    own = [_Item(asked.table, asked.table.column(each.column), each.column) for each in named if each not in others]
    beside = [_of_other(returns.table(each.table), each.column) for each in others]
    return tuple({each.name: each for each in (*own, *beside)}.values())


def _of_other(table: Table, name: str) -> _Item:
    return _Item(table, table.column(name), f"{table.code}.{name}")


def _nearest(text: str, known: Iterable[str]) -> list[str]:
    """What there is to choose from, as many as are read: what is written most alike first."""
    wanted = plain(text).casefold()
    ordered = sorted(known, key=lambda each: -max(_likeness(wanted, plain(word)) for word in each.split(" ")))
    return ordered if len(ordered) <= _LISTED else [*ordered[:_LISTED], "…"]


def _likeness(one: str, other: str) -> float:
    """From 0 to 1."""
    return SequenceMatcher(None, one, other.casefold(), autojunk=False).ratio()
