"""The clean example of a table: figures that keep every rule, and what a declared change makes of them.

Two units each hold the examples of the columns, the total row their sums. Other tables hold their own examples on the
same rows. Earlier periods hold the examples too, except that an opening's earlier closing is the opening.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.edit_rule import EditRule
from rules.example import Row as Numbers
from rules.language import Comparison, Item, Level, Operator, Scope, Shift, items_of
from schemas.model import TOTAL_ROW, Grain, Table

UNITS = ("990121101", "990121102")
"""Row codes of the example's two units."""
WHOLE_CITY = "CITY"
"""Stands for the row when the figure of a whole city is changed."""
QUARTER = 4
"""The example's quarter: the one in which every table is collected."""
_SOURCE = Item("", "")


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell of the example with another value, scaled like the example."""

    row: str
    column: str
    value: int


class Clean:
    """The clean examples of tables that may name one another in their rules."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables: Mapping[str, Table] = {table.code: table for table in tables}
        self._openings = {code: _openings(table) for code, table in self.tables.items()}

    def rows(self, table: Table) -> tuple[str, ...]:
        """Row codes of the example, the total row first; the one row of a county or a list is the total row."""
        match table.grain:
            case Grain.UNIT:
                return (TOTAL_ROW, *UNITS)
            case Grain.STUB:
                return tuple(row.code for row in table.rows)
            case Grain.COUNTY | Grain.LIST:
                return (TOTAL_ROW,)

    def judged(self, table: Table, rule: EditRule) -> tuple[str, ...]:
        """Rows of the example on which a rule is judged."""
        rows = self.rows(table)
        if _SOURCE in items_of(rule.relation):
            return tuple(row.code for row in table.rows if row.source)
        return rows if rule.scope is Scope.ROW else (TOTAL_ROW,)

    def cell(self, table: Table, row: str, column: str) -> int:
        """The scaled figure of a cell. Raises KeyError for a row or column that the example lacks."""
        for stub in table.rows:
            if stub.code == row:
                return stub.example[[each.name for each in table.columns].index(column)]
        return table.column(column).example * _times(table, row)

    def figure(self, table: Table, rule: EditRule, row: str, item: Item, changes: Mapping[tuple[str, str], int]) -> int:
        """The scaled figure that an item of a rule takes on a row, when cells (row, column) of the table are changed.

        Over a whole city all sides of a rule agree: every item takes the same figure. Raises KeyError for an item of a
        table that is not among these.
        """
        if not (item.table or item.shift) and item.column:
            at = {Level.ROW: row, Level.TOTAL: TOTAL_ROW, Level.CITY: WHOLE_CITY}[item.level]
            if (at, item.column) in changes:
                return changes[at, item.column]
        if item.level is Level.CITY:
            return self._city(table, rule)
        return self._figure(table, row, item)

    def decimals(self, table: Table, item: Item) -> int:
        """Decimals by which the figure of an item is scaled; of a source, those of the stub table."""
        if not item.column:
            return max(column.measure.decimals for column in table.columns)
        home = self.tables[item.table] if item.table else table
        return home.column(item.column).measure.decimals

    def holds(self, table: Table, rule: EditRule, row: str, changes: Mapping[tuple[str, str], int]) -> bool:
        """Whether a rule holds on a row when cells (row, column) of the table have other values."""

        def decimals(item: Item) -> int:
            return self.decimals(table, item)

        def value(item: Item) -> Fraction:
            figure, digits = self.figure(table, rule, row, item, changes), decimals(item)
            return Fraction(figure, 10**digits) if digits else Fraction(figure)

        return Numbers(value, decimals, QUARTER).holds(rule.relation)

    def broken(self, table: Table, rule: EditRule) -> tuple[Changed, ...]:
        """The cells that the `breaks` of a rule changes, with their new values.

        A change on a unit's row is carried into the total row, so that only what the rule speaks of is broken.
        """
        row = {Scope.ROW: self._first(table), Scope.TOTAL: TOTAL_ROW, Scope.CITY: WHOLE_CITY}[rule.scope]
        changed: list[Changed] = []
        for breach in rule.breaches:
            before = self._city(table, rule) if row == WHOLE_CITY else self.cell(table, row, breach.column)
            after = breach.amount if breach.absolute else before + breach.amount
            changed.append(Changed(row, breach.column, after))
            if row in UNITS:
                total = self.cell(table, TOTAL_ROW, breach.column)
                changed.append(Changed(TOTAL_ROW, breach.column, total + after - before))
        return tuple(changed)

    def _figure(self, table: Table, row: str, item: Item) -> int:
        if not item.column:
            return self._source(table, row)
        home, column = self.tables[item.table] if item.table else table, item.column
        if item.shift:
            column = self._openings[home.code].get((item.shift, column), column)
        if home is table and item.level is Level.ROW:
            return self.cell(table, row, column)
        at = TOTAL_ROW if item.level is Level.TOTAL else row
        return home.column(column).example * _times(home, at)

    def _city(self, table: Table, rule: EditRule) -> int:
        first = items_of(rule.relation)[0]
        return self._figure(table, TOTAL_ROW, replace(first, level=Level.TOTAL))

    def _first(self, table: Table) -> str:
        return UNITS[0] if table.grain is Grain.UNIT else self.rows(table)[0]

    def _source(self, table: Table, row: str) -> int:
        """The example of the cell that a stub row names, scaled like the stub table."""
        for stub in table.rows:
            if stub.code == row and stub.source:
                code, _, name = stub.source.partition(".")
                column = self.tables[code].column(name)
                scale: int = 10 ** (self.decimals(table, _SOURCE) - column.measure.decimals)
                return column.example * scale
        raise KeyError(row)


def _times(table: Table, row: str) -> int:
    return len(UNITS) if table.grain is Grain.UNIT and row == TOTAL_ROW else 1


def _openings(table: Table) -> Mapping[tuple[Shift, str], str]:
    """The columns that equal an earlier figure: `opening == prev_year(closing)` gives (prev_year, closing): opening."""
    found: dict[tuple[Shift, str], str] = {}
    for rule in table.rules:
        match rule.relation:
            case Comparison(left, Operator.EQUAL, right) if len(left.terms) == len(right.terms) == 1:
                now, before = left.terms[0].item, right.terms[0].item
                if before.shift and not (now.shift or now.table or before.table):
                    found[before.shift, before.column] = now.column
    return found
