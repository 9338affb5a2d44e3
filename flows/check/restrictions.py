"""The hard rules of one workbook as restrictions over its cells, each made when the search for a cause comes to it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from flows.check.court import Judged
from flows.check.gather import SOURCE, Gathered
from flows.check.panel import NOWHERE, Origin
from rules.edit_rule import EditRule
from rules.judge import Verdict
from rules.language import Comparison, Item, Level, Linear, Operator, Scope, Severity, Shift
from rules.locate import Restriction, Rows, Touch, Variable
from schemas.model import TOTAL_ROW, Grain, ItemKind
from schemas.reading import LARGEST, CellState

_TOLD = frozenset({int(Verdict.HOLDS), int(Verdict.VIOLATED)})
_FILLED = int(CellState.FILLED)


@dataclass(frozen=True, slots=True)
class _Sense:
    """How a comparison is written as == 0 or <= 0: times `sign`, plus `step` where the limit itself is not allowed."""

    sign: int
    step: int
    equality: bool


_SENSES: Mapping[Operator, _Sense] = MappingProxyType(
    {
        Operator.EQUAL: _Sense(1, 0, equality=True),
        Operator.AT_MOST: _Sense(1, 0, equality=False),
        Operator.LESS: _Sense(1, 1, equality=False),
        Operator.AT_LEAST: _Sense(-1, 0, equality=False),
        Operator.MORE: _Sense(-1, 1, equality=False),
    }
)


def is_restriction(rule: EditRule) -> bool:
    """Whether a rule is a hard equality or inequality within workbooks: one that a change of cells can mend."""
    relation = rule.relation
    is_hard = rule.severity is Severity.ERROR and rule.scope is not Scope.CITY
    return is_hard and isinstance(relation, Comparison) and relation.operator in _SENSES


@dataclass(frozen=True, slots=True)
class _Use:
    """An item of a rule that takes its value from one column of a table: table that is judged, rule, item, weight."""

    table: int
    rule: int
    item: int
    weight: int


class Plan:
    """The numbers of the cells and rules of several judged tables, and which rules each column enters."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self.judged = tuple(judged)
        self.cell_bases, cells = [], 0
        self.rule_bases, self.sum_bases, rules = [], [], 0
        for each in self.judged:
            rows, width = len(each.panel.row_codes), len(each.panel.names)
            self.cell_bases.append(cells)
            cells += rows * width
            self.rule_bases.append(rules)
            rules += len(each.rules) * rows
            self.sum_bases.append(rules)
            rules += len(each.hierarchy.parents) * width if each.hierarchy else 0
        self._tables = {id(each.panel): index for index, each in enumerate(self.judged)}

    def rule_number(self, table: int, rule: int, row: int) -> int:
        """Number of a rule (its position among the table's rules) on a row of the panel."""
        return self.rule_bases[table] + rule * len(self.judged[table].panel.row_codes) + row

    def sum_number(self, table: int, place: int, column: int) -> int:
        """Number of the sum of rows in a column; `place` is the parent's position among the hierarchy's parents."""
        return self.sum_bases[table] + place * len(self.judged[table].panel.names) + column

    def cell_number(self, origin: Origin) -> int:
        """Number of a cell of one of the judged tables that holds a figure; NOWHERE for any other."""
        table = self._tables.get(id(origin.panel), NOWHERE)
        if table == NOWHERE or origin.panel.read_as[origin.row, origin.column] != _FILLED:
            return NOWHERE
        return self.cell_bases[table] + origin.row * len(origin.panel.names) + origin.column

    def cell(self, number: int) -> tuple[int, Origin]:
        """The table (its position) and the cell of a number."""
        table = bisect_right(self.cell_bases, number) - 1
        panel = self.judged[table].panel
        row, column = divmod(number - self.cell_bases[table], len(panel.names))
        return table, Origin(panel, row, column)

    @cached_property
    def uses(self) -> Mapping[tuple[int, int], tuple[_Use, ...]]:
        """Items by the table and column (positions) that their values are cells of."""
        found: defaultdict[tuple[int, int], list[_Use]] = defaultdict(list)
        for table, judged in enumerate(self.judged):
            for index, rule in enumerate(judged.rules):
                if is_restriction(rule):
                    for place, use in self._uses_of(table, index):
                        found[place].append(use)
        return {place: tuple(uses) for place, uses in found.items()}

    def _uses_of(self, table: int, rule: int) -> Iterator[tuple[tuple[int, int], _Use]]:
        judged = self.judged[table]
        system = judged.judgements.system
        form = system.compiled[rule].first
        sign = self.sense(table, rule).sign
        for at in range(system.forms.indptr[form], system.forms.indptr[form + 1]):
            item, weight = int(system.forms.indices[at]), sign * int(system.forms.data[at])
            gathered = judged.gathered[item]
            if system.items[item] == SOURCE:
                for origin in {(id(o.panel), o.column): o for (o,) in gathered.stand_ins.values()}.values():
                    if id(origin.panel) in self._tables:
                        scale = self._scale(judged, origin)
                        yield (self._tables[id(origin.panel)], origin.column), _Use(table, rule, item, weight * scale)
            elif _is_of_now(system.items[item]) and id(gathered.source) in self._tables:
                yield (self._tables[id(gathered.source)], gathered.column), _Use(table, rule, item, weight)

    @staticmethod
    def _scale(judged: Judged, origin: Origin) -> int:
        """How many times a source's stored figure counts in the stub table that repeats it."""
        finest = max(column.measure.decimals for column in judged.panel.table.columns)
        scale: int = 10 ** (finest - origin.panel.table.columns[origin.column].measure.decimals)
        return scale

    @cached_property
    def openings(self) -> frozenset[tuple[int, int]]:
        """Tables and columns (positions) that a rule wants to repeat an earlier period: prefilled and locked."""
        found = set()
        for table, judged in enumerate(self.judged):
            for rule in judged.rules:
                match rule.relation:
                    case Comparison(Linear((own,)), Operator.EQUAL, Linear((earlier,))) if is_restriction(rule):
                        if not own.item.shift and earlier.item.shift and own.item.column in judged.panel.columns:
                            found.add((table, judged.panel.columns[own.item.column]))
        return frozenset(found)

    def trust(self, table: int, row: int, column: int) -> int:
        """How much less likely a cell is to be wrong than a typed one: locked, a formula's total, derived."""
        panel = self.judged[table].panel
        is_total = panel.table.grain is Grain.UNIT and panel.row_codes[row] == TOTAL_ROW
        is_derived = panel.table.columns[column].kind is ItemKind.DERIVED
        return 2 * ((table, column) in self.openings) + (is_total or is_derived)

    def sense(self, table: int, rule: int) -> _Sense:
        """How a rule is written as a restriction."""
        relation = self.judged[table].rules[rule].relation
        if not isinstance(relation, Comparison):
            raise TypeError(f"{type(relation).__name__} is not a restriction")
        return _SENSES[relation.operator]


class WorkbookRestrictions:
    """The restrictions of one county's workbook: what `rules.locate` searches."""

    def __init__(self, plan: Plan, county: int) -> None:
        self.plan = plan
        self.county = county
        self._grids: dict[int, Rows] = {}
        self._variables: dict[int, Variable] = {}
        self._rows: dict[tuple[int, int, int], Mapping[int, Sequence[int]]] = {}

    def variable(self, cell: int) -> Variable:
        """One cell of the workbook with all rules that it enters and that could be told."""
        if cell not in self._variables:
            self._variables[cell] = self._variable(cell)
        return self._variables[cell]

    def _variable(self, cell: int) -> Variable:
        table, origin = self.plan.cell(cell)
        panel = origin.panel
        weights: defaultdict[int, int] = defaultdict(int)
        for use in self.plan.uses.get((table, origin.column), ()):
            judged = self.plan.judged[use.table]
            for row in self._judged_on(use, origin).get(origin.row, ()):
                if int(judged.judgements.verdicts[use.rule, row]) in _TOLD:
                    weights[self.plan.rule_number(use.table, use.rule, row)] += use.weight
        parent = int(panel.parent_of[origin.row])
        for row, weight in ((origin.row, 1), (parent, -1)):
            number = self._sum_of(table, row, origin.column)
            if number != NOWHERE:
                weights[number] += weight
        total = NOWHERE if parent == NOWHERE else self.plan.cell_number(Origin(panel, parent, origin.column))
        return Variable(
            value=int(panel.values[origin.row, origin.column]),
            floor=1 - LARGEST if panel.table.columns[origin.column].signed else 0,
            total=total,
            touches=tuple(Touch(rule, weight) for rule, weight in weights.items() if weight),
            trust=self.plan.trust(table, origin.row, origin.column),
        )

    def table_of(self, cell: int) -> int:
        """The table of a cell, by position."""
        return self.plan.cell(cell)[0]

    def row_of(self, cell: int) -> int:
        """The row of a cell among the county's rows of its table."""
        _, origin = self.plan.cell(cell)
        return origin.row - int(origin.panel.starts[self.county])

    def rows(self, table: int) -> Rows:
        """The cells of a table, row by row in declared order; NOWHERE where there is no figure."""
        if table not in self._grids:
            panel = self.plan.judged[table].panel
            self._grids[table] = tuple(
                tuple(self.plan.cell_number(Origin(panel, row, column)) for column in range(len(panel.names)))
                for row in panel.span(self.county)
            )
        return self._grids[table]

    def restriction(self, rule: int) -> Restriction:
        """One rule of the workbook that could be told."""
        table = bisect_right(self.plan.rule_bases, rule) - 1
        if rule >= self.plan.sum_bases[table]:
            return self._of_sum(table, rule - self.plan.sum_bases[table])
        judged = self.plan.judged[table]
        index, row = divmod(rule - self.plan.rule_bases[table], len(judged.panel.row_codes))
        return self._of_rule(table, index, row)

    def _of_rule(self, table: int, index: int, row: int) -> Restriction:
        judged, sense = self.plan.judged[table], self.plan.sense(table, index)
        system, values = judged.judgements.system, judged.judgements.values
        form = system.compiled[index].first
        residual, cells = int(system.constants[form]), []
        for at in range(system.forms.indptr[form], system.forms.indptr[form + 1]):
            item = int(system.forms.indices[at])
            residual += int(system.forms.data[at]) * int(values[item, row])
            if _is_of_now(system.items[item]):
                cells += self._numbers(judged.gathered[item], row)
        return Restriction(sense.sign * residual + sense.step, sense.equality, tuple(cells))

    def _of_sum(self, table: int, offset: int) -> Restriction:
        judged = self.plan.judged[table]
        if judged.hierarchy is None:
            raise ValueError(f"{judged.panel.table.code} has no sums of rows")
        panel = judged.panel
        place, column = divmod(offset, len(panel.names))
        parent = int(judged.hierarchy.parents[place])
        rows = [row for row in panel.span(self.county) if row == parent or panel.parent_of[row] == parent]
        numbers = (self.plan.cell_number(Origin(panel, row, column)) for row in rows)
        cells = tuple(number for number in numbers if number != NOWHERE)
        return Restriction(int(judged.hierarchy.residuals[place, column]), equality=True, cells=cells)

    def _numbers(self, gathered: Gathered, row: int) -> list[int]:
        numbers = map(self.plan.cell_number, gathered.cells(row))
        return [number for number in numbers if number != NOWHERE]

    def _sum_of(self, table: int, row: int, column: int) -> int:
        """Number of the sum that a row is the parent of, NOWHERE where it is none or could not be told."""
        judged = self.plan.judged[table]
        if row == NOWHERE or judged.hierarchy is None:
            return NOWHERE
        place = judged.place_of.get(row)
        if place is None or int(judged.hierarchy.verdicts[place, column]) not in _TOLD:
            return NOWHERE
        return self.plan.sum_number(table, place, column)

    def _judged_on(self, use: _Use, origin: Origin) -> Mapping[int, Sequence[int]]:
        """For each row of the cell's panel the rows of the judged table that take the item from it."""
        judged = self.plan.judged[use.table]
        key = (use.table, use.item, origin.column)
        if key not in self._rows:
            taken: defaultdict[int, list[int]] = defaultdict(list)
            gathered = judged.gathered[use.item]
            for row in judged.panel.span(self.county):
                for cell in gathered.cells(row):
                    if cell.panel is origin.panel and cell.column == origin.column:
                        taken[cell.row].append(row)
            self._rows[key] = taken
        return self._rows[key]


def _is_of_now(item: Item) -> bool:
    """Whether an item may be a cell of the same workbook."""
    return item.shift is Shift.NOW and item.level is not Level.CITY
