"""The numbers of cells and rules of judged tables, and what the rules say of their columns."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from flows.check.court import Judged
from flows.check.gather import SOURCE
from flows.check.panel import NOWHERE, Origin
from rules.edit_rule import EditRule
from rules.language import Comparison, Item, Level, Linear, NeedsNote, Operator, Scope, Severity, Shift
from schemas.model import TOTAL_ROW, Grain, ItemKind
from schemas.reading import CellState


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
class Part:
    """An item of a rule, by position, with the weight that it has there.

    `is_now`: it may be a cell of the same workbook. `column` is the judged table's where each row holds its own value,
    NOWHERE otherwise.
    """

    item: int
    weight: int
    is_now: bool
    column: int


@dataclass(frozen=True, slots=True)
class Form:
    """A rule as a restriction: the parts and the constant add up to what has to be 0, or at most 0."""

    parts: tuple[Part, ...]
    constant: int
    equality: bool


@dataclass(frozen=True, slots=True)
class Use:
    """An item of a rule that takes its value from one column of a table: table that is judged, rule, item, weight.

    `each_row`: every row of the table takes the value from its own cell.
    """

    table: int
    rule: int
    item: int
    weight: int
    each_row: bool


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
        self._forms: dict[tuple[int, int], Form] = {}
        self._cells: dict[int, tuple[int, Origin]] = {}
        self._tables = {id(each.panel): index for index, each in enumerate(self.judged)}

    def rule_number(self, table: int, rule: int, row: int) -> int:
        """Number of a rule (its position among the table's rules) on a row of the panel."""
        return self.rule_bases[table] + rule * len(self.judged[table].panel.row_codes) + row

    def sum_number(self, table: int, place: int, column: int) -> int:
        """Number of the sum of rows in a column; `place` is the parent's position among the hierarchy's parents."""
        return self.sum_bases[table] + place * len(self.judged[table].panel.names) + column

    def cell_number(self, origin: Origin) -> int:
        """Number of a cell of one of the judged tables that holds a figure or should; NOWHERE for any other."""
        table = self._tables.get(id(origin.panel), NOWHERE)
        if table == NOWHERE or not (is_filled(origin) or is_open(origin)):
            return NOWHERE
        return self.cell_bases[table] + origin.row * len(origin.panel.names) + origin.column

    def code(self, rule: int) -> str:
        """Code of the rule or of the sum of rows that bears a number."""
        table = bisect_right(self.rule_bases, rule) - 1
        judged = self.judged[table]
        if rule >= self.sum_bases[table]:
            return judged.panel.table.hierarchy_code
        index, _ = divmod(rule - self.rule_bases[table], len(judged.panel.row_codes))
        return judged.panel.table.rule_code(judged.rules[index])

    def cell(self, number: int) -> tuple[int, Origin]:
        """The table (its position) and the cell of a number."""
        found = self._cells.get(number)
        if found is None:
            table = bisect_right(self.cell_bases, number) - 1
            panel = self.judged[table].panel
            row, column = divmod(number - self.cell_bases[table], len(panel.names))
            found = self._cells[number] = table, Origin(panel, row, column)
        return found

    @cached_property
    def uses(self) -> Mapping[tuple[int, int], tuple[Use, ...]]:
        """Items by the table and column (positions) that their values are cells of."""
        found: defaultdict[tuple[int, int], list[Use]] = defaultdict(list)
        for table, judged in enumerate(self.judged):
            for index, rule in enumerate(judged.rules):
                if is_restriction(rule):
                    for place, use in self._uses_of(table, index):
                        found[place].append(use)
        return {place: tuple(uses) for place, uses in found.items()}

    def form(self, table: int, rule: int) -> Form:
        """A rule (its position among the table's rules) as a restriction."""
        if (table, rule) not in self._forms:
            self._forms[table, rule] = self._form(table, rule)
        return self._forms[table, rule]

    def _form(self, table: int, rule: int) -> Form:
        judged, sense = self.judged[table], self._sense(table, rule)
        system = judged.judgements.system
        first = system.compiled[rule].first
        parts = [
            Part(item, sense.sign * weight, is_of_now(system.items[item]), judged.own_column(item))
            for item, weight in system.weights[first].items()
        ]
        return Form(tuple(parts), sense.sign * int(system.constants[first]) + sense.step, sense.equality)

    def _uses_of(self, table: int, rule: int) -> Iterator[tuple[tuple[int, int], Use]]:
        judged = self.judged[table]
        for part in self.form(table, rule).parts:
            item, weight = part.item, part.weight
            gathered = judged.gathered[item]
            if judged.judgements.system.items[item] == SOURCE:
                for origin in {(id(o.panel), o.column): o for (o,) in gathered.stand_ins.values()}.values():
                    if id(origin.panel) in self._tables:
                        scale = self._scale(judged, origin)
                        use = Use(table, rule, item, weight * scale, each_row=False)
                        yield (self._tables[id(origin.panel)], origin.column), use
            elif part.is_now and id(gathered.source) in self._tables:
                use = Use(table, rule, item, weight, each_row=part.column != NOWHERE)
                yield (self._tables[id(gathered.source)], gathered.column), use

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

    @cached_property
    def definitions(self) -> Mapping[tuple[int, int], int]:
        """Tables and rules (positions) that say how a derived column is reckoned from its row: that column."""
        found: dict[tuple[int, int], int] = {}
        for table, judged in enumerate(self.judged):
            for index, rule in enumerate(judged.rules):
                match rule.relation:
                    case Comparison(Linear((own,)), Operator.EQUAL, _) if is_restriction(rule):
                        column = judged.panel.columns.get(own.item.column, NOWHERE)
                        is_own = own.item == Item("", own.item.column) and rule.scope is Scope.ROW
                        derived = is_own and judged.panel.table.columns[column].kind is ItemKind.DERIVED
                        if derived and column not in (c for (t, _), c in found.items() if t == table):
                            found[table, index] = column
        return found

    @cached_property
    def derived(self) -> frozenset[tuple[int, int]]:
        """Tables and columns (positions) that a rule says how to reckon."""
        return frozenset((table, column) for (table, _), column in self.definitions.items())

    @cached_property
    def differences(self) -> frozenset[tuple[int, int]]:
        """Tables and derived columns (positions) that ask for a note unless they are 0."""
        found = set()
        for table, judged in enumerate(self.judged):
            for rule in judged.rules:
                match rule.relation:
                    case NeedsNote(Linear((own,), constant=0)):
                        column = judged.panel.columns.get(own.item.column, NOWHERE)
                        if own.item == Item("", own.item.column) and (table, column) in self.derived:
                            found.add((table, column))
        return frozenset(found)

    def trust(self, table: int, row: int, column: int) -> int:
        """How much less likely a cell is to be wrong than a typed one: locked, a formula's total, derived."""
        panel = self.judged[table].panel
        is_total = panel.table.grain is Grain.UNIT and panel.row_codes[row] == TOTAL_ROW
        is_derived = panel.table.columns[column].kind is ItemKind.DERIVED
        return 2 * ((table, column) in self.openings) + (is_total or is_derived)

    def _sense(self, table: int, rule: int) -> _Sense:
        """How a rule is written as a restriction."""
        relation = self.judged[table].rules[rule].relation
        if not isinstance(relation, Comparison):
            raise TypeError(f"{type(relation).__name__} is not a restriction")
        return _SENSES[relation.operator]


def is_filled(origin: Origin) -> bool:
    """Whether a cell holds a figure."""
    return bool(origin.panel.filled[origin.row, origin.column])


def is_open(origin: Origin) -> bool:
    """Whether a cell is asked for a figure and holds none that can be read."""
    return bool(origin.panel.open[origin.row, origin.column])


def is_lost(origin: Origin) -> bool:
    """Whether a cell is a formula whose result is not in the file: nothing is concluded from it or about it."""
    return int(origin.panel.read_as[origin.row, origin.column]) == CellState.NOT_COMPUTED


def is_of_now(item: Item) -> bool:
    """Whether an item may be a cell of the same workbook."""
    return item.shift is Shift.NOW and item.level is not Level.CITY
