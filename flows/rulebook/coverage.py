"""The coverage map: for every item, how many rules speak of it, and which single changes no rule notices."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from rules.coverage import Judged, Noticed, Place, Watch, protected
from rules.edit_rule import EditRule
from rules.language import Item, Level, Scope, Severity, Shift, items_of
from schemas.clean import QUARTER, UNITS, Clean
from schemas.model import TOTAL_ROW, Column, Grain, Table
from schemas.returns import Returns


class Step(StrEnum):
    """A change of one figure of the clean example."""

    MORE = "+1"
    LESS = "-1"
    TENFOLD = "x10"


@dataclass(frozen=True, slots=True)
class Sight:
    """What is noticed of a change: in one cell alone, and carried into the totals above it too."""

    alone: Noticed
    carried: Noticed


@dataclass(frozen=True, slots=True)
class Covered:
    """One item: how many rules of each severity speak of it, whether an equality that must be kept holds it, its sight."""

    table: Table
    column: Column
    rules: Mapping[Severity, int]
    is_protected: bool
    sights: Mapping[Step, Sight]

    @property
    def code(self) -> str:
        """`CA1.02`."""
        return self.table.column_code(self.column.name)

    @property
    def is_open(self) -> bool:
        """Whether some possible change, carried into the totals, is noticed by no rule."""
        return any(sight.carried is Noticed.NOTHING for sight in self.sights.values())


def coverage(returns: Returns) -> tuple[Covered, ...]:
    """Every item of every table in printed order."""
    mapped = _Map(returns)
    return tuple(mapped.covered(table, column) for table in returns.tables for column in table.columns)


def unprotected(returns: Returns) -> frozenset[Place]:
    """The items (with an empty row) that no equality that must be kept holds, beside the sums of rows."""
    held = _held(returns)
    places = (Place(table.code, "", column.name) for table in returns.tables for column in table.columns)
    return frozenset(place for place in places if place not in held)


def _held(returns: Returns) -> frozenset[Place]:
    return frozenset(
        Place(place.partition(".")[0], "", place.partition(".")[2])
        for declared in returns.all_rules()
        for item in protected(declared.rule.relation, declared.rule.severity)
        for place in _named(declared.table, item)
    )


def _named(table: Table, item: Item) -> Iterator[str]:
    """The columns that an item stands for; of `source()`, the cells that the stub's rows name."""
    if item.column:
        yield f"{item.table or table.code}.{item.column}"
        return
    yield from (row.source for row in table.rows if row.source)


@dataclass(frozen=True)
class _Map:
    returns: Returns

    def covered(self, table: Table, column: Column) -> Covered:
        place = Place(table.code, "", column.name)
        return Covered(
            table,
            column,
            self._speaking.get(place, Counter()),
            place in self._protected,
            {step: self._sight(table, column, step) for step in Step},
        )

    def _sight(self, table: Table, column: Column, step: Step) -> Sight:
        path = self._path(table)
        before = self._clean.cell(table, path[0], column.name)
        after = {Step.MORE: before + 1, Step.LESS: before - 1, Step.TENFOLD: before * 10}[step]
        if after == before or (after < 0 and not column.signed):
            return Sight(Noticed.IMPOSSIBLE, Noticed.IMPOSSIBLE)
        alone = {path[0]: after}
        carried = {row: self._clean.cell(table, row, column.name) + after - before for row in path}
        unseen = Noticed.ERROR if len(path) > 1 else self._noticed(table, column, alone)
        return Sight(unseen, self._noticed(table, column, carried))

    def _noticed(self, table: Table, column: Column, values: Mapping[str, int]) -> Noticed:
        scale = 10**column.measure.decimals
        return self._watch.noticed(
            {Place(table.code, row, column.name): Fraction(value, scale) for row, value in values.items()}
        )

    def _path(self, table: Table) -> tuple[str, ...]:
        """A row without parts, then the rows above it whose sums hold it."""
        if table.grain is Grain.UNIT:
            return (UNITS[0], TOTAL_ROW)
        if table.grain is not Grain.STUB:
            return (TOTAL_ROW,)
        parents = {row.code: row.parent for row in table.rows}
        path = [next(row.code for row in table.rows if row.code not in parents.values())]
        while parents[path[-1]]:
            path.append(parents[path[-1]])
        return tuple(path)

    @cached_property
    def _clean(self) -> Clean:
        return Clean(self.returns.tables)

    @cached_property
    def _protected(self) -> frozenset[Place]:
        return _held(self.returns)

    @cached_property
    def _speaking(self) -> Mapping[Place, Counter[Severity]]:
        found: dict[Place, Counter[Severity]] = {}
        for declared in self.returns.all_rules():
            now = [item for item in items_of(declared.rule.relation) if item.shift is Shift.NOW]
            for name in {name for item in now for name in _named(declared.table, item)}:
                code, _, column = name.partition(".")
                found.setdefault(Place(code, "", column), Counter())[declared.rule.severity] += 1
        return found

    @cached_property
    def _watch(self) -> Watch:
        return Watch(
            tuple(
                self._judged(declared.table, declared.rule, row)
                for declared in self.returns.all_rules()
                if declared.rule.scope is not Scope.CITY
                for row in self._clean.judged(declared.table, declared.rule)
            )
        )

    def _judged(self, table: Table, rule: EditRule, row: str) -> Judged:
        items = items_of(rule.relation)
        decimals = {item: self._clean.decimals(table, item) for item in items}
        values = {
            item: Fraction(self._clean.figure(table, rule, row, item, {}), 10 ** decimals[item]) for item in items
        }
        cells = {item: self._cell(table, row, item) for item in items}
        return Judged(table.rule_code(rule), rule.relation, rule.severity, values, cells, decimals, QUARTER)

    def _cell(self, table: Table, row: str, item: Item) -> Place | None:
        if item.shift is not Shift.NOW:
            return None
        if not item.column:
            code, _, column = next(each.source for each in table.rows if each.code == row).partition(".")
            return Place(code, TOTAL_ROW, column)
        at = TOTAL_ROW if item.level is Level.TOTAL else row
        return Place(item.table or table.code, at, item.column)
