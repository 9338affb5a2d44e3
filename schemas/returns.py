"""The returns that there are: every module of this package that declares RETURN is found by itself."""

import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

import schemas
from rules.edit_rule import EditRule
from schemas.across import RULES, AcrossRule
from schemas.declaration import examine_returns
from schemas.model import Column, Return, Row, Table

_DECLARES = re.compile(r"^RETURN\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Declared:
    """A rule with the table that it belongs to."""

    table: Table
    rule: EditRule

    @property
    def code(self) -> str:
        """`CA1-P01`."""
        return self.table.rule_code(self.rule)


@dataclass(frozen=True, eq=False)
class Returns:
    """Several returns with the rules between them.

    Raises DeclarationError when two returns or tables share a code, or a rule between returns is refused as one within
    a table would be.
    """

    members: tuple[Return, ...]
    across: tuple[AcrossRule, ...] = ()

    def __post_init__(self) -> None:
        examine_returns(self.members, self.across)

    def __iter__(self) -> Iterator[Return]:
        return iter(self.members)

    def get(self, code: str) -> Return:
        """The return of that code. Raises KeyError."""
        return self._by_code[code]

    def table(self, code: str) -> Table:
        """The table of that code. Raises KeyError."""
        return self._tables[code]

    def return_of(self, table_code: str) -> Return:
        """The return that a table belongs to. Raises KeyError."""
        return self._homes[table_code]

    def rules(self, table_code: str) -> tuple[EditRule, ...]:
        """The rules of a table in printed order, then those between returns that belong to it. Raises KeyError."""
        return self._rules_of[table_code]

    def rule(self, code: str) -> Declared:
        """The rule of a whole code, `CA1-P01`. Raises KeyError, also for the codes that every table has."""
        return self._rules[code]

    def all_rules(self) -> Iterator[Declared]:
        """Every rule of every table, in printed order."""
        return iter(self._rules.values())

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in the order of the returns."""
        return tuple(self._tables.values())

    @cached_property
    def rule_set(self) -> str:
        """`rule_set_hash` of these returns."""
        return rule_set_hash(self)

    @cached_property
    def _by_code(self) -> Mapping[str, Return]:
        return MappingProxyType({each.code: each for each in self.members})

    @cached_property
    def _tables(self) -> Mapping[str, Table]:
        return MappingProxyType({table.code: table for each in self.members for table in each.tables})

    @cached_property
    def _homes(self) -> Mapping[str, Return]:
        return MappingProxyType({table.code: each for each in self.members for table in each.tables})

    @cached_property
    def _rules_of(self) -> Mapping[str, tuple[EditRule, ...]]:
        later = {code: tuple(each.rule for each in self.across if each.table == code) for code in self._tables}
        return MappingProxyType({code: table.rules + later[code] for code, table in self._tables.items()})

    @cached_property
    def _rules(self) -> Mapping[str, Declared]:
        declared = (Declared(self._tables[code], rule) for code, rules in self._rules_of.items() for rule in rules)
        return MappingProxyType({each.code: each for each in declared})


@cache
def returns() -> Returns:
    """All declared returns with the rules of `schemas.across`, in the order of their modules' names.

    Raises DeclarationError when two modules declare the same code, or a declaration contradicts itself.
    """
    names = sorted(f"{schemas.__name__}.{found.name}" for found in pkgutil.iter_modules(schemas.__path__))
    return Returns(tuple(importlib.import_module(name).RETURN for name in names if _declares(name)), RULES)


def table(code: str) -> Table:
    """The declared table of that code. Raises KeyError."""
    return returns().table(code)


def rule(code: str) -> Declared:
    """The declared rule of a whole code, `CA1-P01`. Raises KeyError."""
    return returns().rule(code)


def rule_set_hash(members: Returns) -> str:
    """SHA-256 of all that a verdict depends on; it stays the same when only words, examples or `breaks` change."""
    tables = [_table_facts(members, each) for each in members.tables]
    canonical = json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _declares(name: str) -> bool:
    """Whether a module's text binds RETURN: told without importing it, since some import pandera."""
    spec = importlib.util.find_spec(name)
    source = spec.loader.get_source(name) if spec and isinstance(spec.loader, importlib.abc.InspectLoader) else None
    return bool(source and _DECLARES.search(source))


def _table_facts(members: Returns, each: Table) -> dict[str, object]:
    home = members.return_of(each.code)
    return {
        "return": [home.code, home.frequency, home.version],
        "table": [each.code, each.frequency, each.grain],
        "columns": [_column_facts(column) for column in each.columns],
        "rows": [_row_facts(row) for row in each.rows],
        "rules": [_rule_facts(rule) for rule in members.rules(each.code)],
    }


def _column_facts(column: Column) -> list[object]:
    facts = [column.number, column.name, column.kind, column.measure.zh, column.measure.decimals]
    return [*facts, column.signed, column.since, column.until]


def _row_facts(row: Row) -> list[object]:
    return [row.code, row.measure.zh, row.source, row.parent]


def _rule_facts(rule: EditRule) -> list[object]:
    return [rule.code, rule.text, rule.severity, rule.scope, rule.when, rule.since, rule.until, rule.trial_until]
