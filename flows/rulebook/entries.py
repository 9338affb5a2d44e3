"""The entries of the rule book, made from the declarations alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.language import Scope, items_of
from rules.wording import named, printed
from schemas.built_in import BuiltIn
from schemas.clean import WHOLE_CITY, Clean
from schemas.finding import Level
from schemas.messages import Language, catalogue, say
from schemas.model import SEE_ROW, TOTAL_ROW, Column, Grain, Table
from schemas.naming import naming
from schemas.returns import Declared, Returns
from schemas.sentences import number


@dataclass(frozen=True, slots=True)
class Said:
    """One text in both languages."""

    zh: str
    en: str

    def __call__(self, language: Language) -> str:
        """The text in a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Definition:
    """One item that a rule speaks of."""

    code: str
    name: Said
    measure: Said
    meaning: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the book. `text` and `example` are empty for a rule that every table has."""

    code: str
    table: str
    table_name: Said
    level: Level
    text: str
    printed: Said
    words: Said
    why: str = ""
    when: str = ""
    since: str = ""
    until: str = ""
    trial_until: str = ""
    example: Said = Said("", "")
    items: tuple[Definition, ...] = ()


class UnknownRule(LookupError):
    """There is no return, table or rule of that code."""


class RuleBook:
    """The entries of all returns; made once and asked by code."""

    def __init__(self, returns: Returns) -> None:
        self._returns = returns
        self._clean = Clean(returns.tables)

    def entries(self, code: str = "") -> tuple[Entry, ...]:
        """All rules, or those of a return or a table by its code. Raises UnknownRule."""
        return tuple(entry for table in self._tables(code.upper()) for entry in self._of_table(table))

    def entry(self, code: str) -> Entry:
        """The rule of a whole code, also of those that every table has. Raises UnknownRule."""
        wanted = code.upper()
        try:
            return self._declared(self._returns.rule(wanted))
        except KeyError:
            table, _, short = wanted.partition("-")
            if short not in set(BuiltIn):
                raise UnknownRule(code) from None
        kind = BuiltIn(short)
        if kind.is_of_returns and any(each.code == table for each in self._returns):
            table = self._returns.get(table).tables[0].code
        try:
            return _built_in(self._returns.table(table), wanted, kind)
        except KeyError:
            raise UnknownRule(code) from None

    def _tables(self, code: str) -> Sequence[Table]:
        if not code:
            return self._returns.tables
        for each in self._returns:
            if each.code == code:
                return each.tables
        try:
            return (self._returns.table(code),)
        except KeyError:
            raise UnknownRule(code) from None

    def _of_table(self, table: Table) -> Iterator[Entry]:
        if _adds_up(table):
            yield _built_in(table, table.hierarchy_code, BuiltIn.SUMS)
        yield _built_in(table, table.cell_code, BuiltIn.CELLS)
        for rule in self._returns.rules(table.code):
            yield self._declared(Declared(table, rule))

    def _declared(self, declared: Declared) -> Entry:
        table, rule = declared.table, declared.rule
        calls = naming(table, self._returns.table)
        on = f"RULE-ON-{rule.scope.name}"
        return Entry(
            code=declared.code,
            table=table.code,
            table_name=Said(table.zh, table.en),
            level=Level.of(rule.severity),
            text=rule.text,
            printed=Said(
                say(on, "zh", {"rule": printed(rule.relation, calls, "zh")}),
                say(on, "en", {"rule": printed(rule.relation, calls, "en")}),
            ),
            words=Said(
                rule.zh or named(rule.relation, calls, "zh"),
                rule.en or named(rule.relation, calls, "en"),
            ),
            why=rule.why,
            when=rule.when,
            since=rule.since,
            until=rule.until,
            trial_until=rule.trial_until,
            example=self._example(declared),
            items=tuple(self._items(declared)),
        )

    def _example(self, declared: Declared) -> Said:
        """The change to the clean example that breaks the rule, cell by cell."""
        table = declared.table
        texts: dict[Language, list[str]] = {"zh": [], "en": []}
        for changed in self._clean.broken(table, declared.rule):
            if changed.row == TOTAL_ROW and declared.rule.scope is Scope.ROW and table.grain is Grain.UNIT:
                continue  # the total row only follows its units
            column = table.column(changed.column)
            before = "" if changed.row == WHOLE_CITY else self._shown(table, changed.row, column)
            for language, told in texts.items():
                facts = {
                    "row": _row(table, changed.row, language),
                    "column": column.zh if language == "zh" else column.en,
                    "before": before,
                    "after": number(changed.value, column.measure.decimals, language),
                }
                told.append(say("RULE-CHANGE" if before else "RULE-CHANGE-CITY", language, facts))
        return Said("；".join(texts["zh"]), "; ".join(texts["en"]))

    def _shown(self, table: Table, row: str, column: Column) -> str:
        return number(self._clean.cell(table, row, column.name), column.measure.decimals, "zh")

    def _items(self, declared: Declared) -> Iterator[Definition]:
        seen: set[str] = set()
        for item in items_of(declared.rule.relation):
            if not item.column:
                continue
            table = self._returns.table(item.table) if item.table else declared.table
            code = table.column_code(item.column)
            if code not in seen:
                seen.add(code)
                yield _definition(code, table.column(item.column))


def _built_in(table: Table, code: str, kind: BuiltIn) -> Entry:
    message = catalogue()[f"RULE-{kind.value}"]
    meaning = catalogue()[f"RULE-{kind.value}-WORDS"]
    return Entry(
        code,
        table.code,
        Said(table.zh, table.en),
        kind.level,
        "",
        Said(message.zh, message.en),
        Said(meaning.zh, meaning.en),
    )


def _adds_up(table: Table) -> bool:
    """Whether the table has rows that are sums of others."""
    return table.grain is Grain.UNIT or any(row.parent for row in table.rows)


def _row(table: Table, code: str, language: Language) -> str:
    if code == WHOLE_CITY:
        return say("RULE-ROW-CITY", language)
    if code == TOTAL_ROW:
        return say("RULE-ROW-TOTAL", language)
    for row in table.rows:
        if row.code == code:
            return row.zh if language == "zh" else row.en
    return say("RULE-ROW-UNIT", language)


def _definition(code: str, column: Column) -> Definition:
    if column.measure == SEE_ROW:
        measure = Said(say("RULE-MEASURE-ROW", "zh"), say("RULE-MEASURE-ROW", "en"))
    else:
        measure = Said(column.measure.zh, column.measure.en)
    return Definition(code, Said(column.zh, column.en), measure, column.definition)
