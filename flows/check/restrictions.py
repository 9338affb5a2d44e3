"""The hard rules of one workbook as restrictions over its cells, each made when the search for a cause comes to it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from flows.check.court import Judged
from flows.check.gather import SOURCE, Gathered
from flows.check.panel import NOWHERE, Origin, Panel
from rules.edit_rule import EditRule
from rules.judge import State, Verdict
from rules.language import Comparison, Item, Level, Linear, NeedsNote, Operator, Scope, Severity, Shift
from rules.locate import Change, Restriction, Rows, Touch, Variable
from schemas.finding import Cell
from schemas.model import TOTAL_ROW, Grain, ItemKind
from schemas.reading import LARGEST, CellState

_TOLD = frozenset({int(Verdict.HOLDS), int(Verdict.VIOLATED)})
_OPEN = int(Verdict.CANNOT_TELL)
_WITHOUT_FIGURE = frozenset({int(CellState.BLANK), int(CellState.UNREADABLE)})


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

    def sense(self, table: int, rule: int) -> _Sense:
        """How a rule is written as a restriction."""
        relation = self.judged[table].rules[rule].relation
        if not isinstance(relation, Comparison):
            raise TypeError(f"{type(relation).__name__} is not a restriction")
        return _SENSES[relation.operator]


def is_filled(origin: Origin) -> bool:
    """Whether a cell holds a figure."""
    return int(origin.panel.read_as[origin.row, origin.column]) == CellState.FILLED


def is_open(origin: Origin) -> bool:
    """Whether a cell is asked for a figure and holds none that can be read."""
    panel = origin.panel
    is_without = int(panel.read_as[origin.row, origin.column]) in _WITHOUT_FIGURE
    return is_without and int(panel.states[origin.row, origin.column]) == State.UNKNOWN


class WorkbookRestrictions:
    """The restrictions of one county's workbook: what `rules.locate` searches.

    A rule that only cells without a figure leave open is one of them; these cells are `blanks`. A formula's result
    follows the cells that it is reckoned from: a derived item, and a total whose formula has counted a blank as 0. As
    long as it is what the formula gives, it is not a cell to be changed; its rules are those of what it is made of.
    """

    def __init__(self, plan: Plan, county: int) -> None:
        self.plan = plan
        self.county = county
        self._grids: dict[int, Rows] = {}
        self._variables: dict[int, Variable] = {}
        self._weights: dict[int, Mapping[int, int]] = {}
        self._followers: dict[int, int] = {}
        self._rows: dict[tuple[int, int, int], Mapping[int, Sequence[int]]] = {}

    def blanks(self) -> Iterator[int]:
        """The cells of the workbook that are asked for a figure and hold none that can be read."""
        for table, judged in enumerate(self.plan.judged):
            panel = judged.panel
            span = panel.span(self.county)
            rows, columns = np.nonzero(np.isin(panel.read_as[span.start : span.stop], list(_WITHOUT_FIGURE)))
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                if is_open(Origin(panel, span.start + row, column)):
                    yield self.plan.cell_bases[table] + (span.start + row) * len(panel.names) + column

    def variable(self, cell: int) -> Variable:
        """One cell of the workbook with all rules that it enters and that could be told but for blanks."""
        if cell not in self._variables:
            self._variables[cell] = self._variable(cell)
        return self._variables[cell]

    def _variable(self, cell: int) -> Variable:
        table, origin = self.plan.cell(cell)
        panel = origin.panel
        parent = int(panel.parent_of[origin.row])
        total = NOWHERE if parent == NOWHERE else self.plan.cell_number(Origin(panel, parent, origin.column))
        if total != NOWHERE and (is_open(self.plan.cell(total)[1]) or self._follows(total)):
            total = NOWHERE
        return Variable(
            value=int(panel.values[origin.row, origin.column]),
            floor=1 - LARGEST if panel.table.columns[origin.column].signed else 0,
            total=total,
            touches=tuple(Touch(rule, weight) for rule, weight in self._moved_by(cell).items() if weight),
            trust=self.plan.trust(table, origin.row, origin.column),
            free=is_open(origin),
        )

    def _moved_by(self, cell: int) -> Mapping[int, int]:
        """The rules that a cell enters itself or by way of results that follow it, with their weights."""
        weights = dict(self._entered_by(cell))
        if not self.plan.derived and not self._open_cells:
            return weights
        while (
            found := next((rule for rule in weights if self._follower(rule) not in {NOWHERE, cell}), None)
        ) is not None:
            weight = weights.pop(found)
            follower = self._entered_by(self._follower(found))
            for rule, own in follower.items():
                if rule != found:
                    weights[rule] = weights.get(rule, 0) - own * weight * follower[found]
        return weights

    def _entered_by(self, cell: int) -> Mapping[int, int]:
        """The rules that a cell enters itself, with their weights."""
        if cell not in self._weights:
            self._weights[cell] = self._looked_up(cell)
        return self._weights[cell]

    def _looked_up(self, cell: int) -> Mapping[int, int]:
        table, origin = self.plan.cell(cell)
        panel = origin.panel
        weights: defaultdict[int, int] = defaultdict(int)
        for use in self.plan.uses.get((table, origin.column), ()):
            judged = self.plan.judged[use.table]
            for row in self._judged_on(use, origin).get(origin.row, ()):
                if self._takes_part(judged, use.rule, row):
                    weights[self.plan.rule_number(use.table, use.rule, row)] += use.weight
        parent = int(panel.parent_of[origin.row])
        for row, weight in ((origin.row, 1), (parent, -1)):
            number = self._sum_of(table, row, origin.column)
            if number != NOWHERE:
                weights[number] += weight
        return {rule: weight for rule, weight in weights.items() if weight}

    def _follower(self, rule: int) -> int:
        """The cell that is the result of the formula a rule states, as long as it is; NOWHERE where there is none."""
        if rule not in self._followers:
            self._followers[rule] = self._result_of(rule)
        return self._followers[rule]

    def _result_of(self, rule: int) -> int:
        table = bisect_right(self.plan.rule_bases, rule) - 1
        judged, panel = self.plan.judged[table], self.plan.judged[table].panel
        if rule >= self.plan.sum_bases[table]:
            place, column = divmod(rule - self.plan.sum_bases[table], len(panel.names))
            hierarchy = judged.hierarchy
            if hierarchy is None or int(hierarchy.verdicts[place, column]) != _OPEN:
                return NOWHERE
            origin = Origin(panel, int(hierarchy.parents[place]), column)
        else:
            index, row = divmod(rule - self.plan.rule_bases[table], len(panel.row_codes))
            if (table, index) not in self.plan.definitions:
                return NOWHERE
            origin = Origin(panel, row, self.plan.definitions[table, index])
        cell = self.plan.cell_number(origin)
        if cell == NOWHERE or not is_filled(origin) or abs(self._entered_by(cell).get(rule, 0)) != 1:
            return NOWHERE
        return NOWHERE if self._with_results(rule).residual else cell

    def _follows(self, cell: int) -> bool:
        if not self._may_follow(cell):
            return False
        return any(self._follower(rule) == cell for rule in self._entered_by(cell))

    def _may_follow(self, cell: int) -> bool:
        """Whether a cell is of a derived item, or in a total row while cells are open: cheap, before it is looked at."""
        table, origin = self.plan.cell(cell)
        if (table, origin.column) in self.plan.derived:
            return True
        return bool(self._open_cells) and origin.row in self.plan.judged[table].place_of

    @cached_property
    def _open_cells(self) -> tuple[int, ...]:
        return tuple(self.blanks())

    def _takes_part(self, judged: Judged, rule: int, row: int) -> bool:
        """Whether a rule could be told on a row, or could if it were not for blank cells of this workbook."""
        verdict = int(judged.judgements.verdicts[rule, row])
        if verdict != _OPEN:
            return verdict in _TOLD
        system, states = judged.judgements.system, judged.judgements.states
        form = system.compiled[rule].first
        weighted = set(system.forms.indices[system.forms.indptr[form] : system.forms.indptr[form + 1]].tolist())
        for item in system.needs.indices[system.needs.indptr[form] : system.needs.indptr[form + 1]].tolist():
            if int(states[item, row]) != State.KNOWN:
                cells = judged.gathered[item].cells(row)
                is_here = _is_of_now(system.items[item]) and len(self._numbers(judged.gathered[item], row)) == len(
                    cells
                )
                if not (is_here and cells and item in weighted):
                    return False
        return True

    def differences_left(self, change: Change) -> int:
        """How many differences that ask for a note a change leaves more than there are (below 0: fewer)."""
        moved: defaultdict[int, int] = defaultdict(int)
        waiting = [(cell, change.amount) for cell in change.cells]
        while waiting:
            cell, amount = waiting.pop()
            moved[cell] += amount
            for rule, weight in self._entered_by(cell).items():
                result = self._follower(rule)
                if result not in {NOWHERE, cell}:
                    waiting.append((result, -weight * amount * self._entered_by(result)[rule]))
        more = 0
        for cell, amount in moved.items():
            table, origin = self.plan.cell(cell)
            if (table, origin.column) in self.plan.differences:
                value = int(origin.panel.values[origin.row, origin.column])
                more += (value + amount != 0) - (value != 0)
        return more

    def told_by(self, rule: int) -> Sequence[int]:
        """The cells that a broken rule puts in question: all of a row's, of a sum of rows the total."""
        table = bisect_right(self.plan.rule_bases, rule) - 1
        judged = self.plan.judged[table]
        if judged.hierarchy is None or rule < self.plan.sum_bases[table]:
            return self.restriction(rule).cells
        place, column = divmod(rule - self.plan.sum_bases[table], len(judged.panel.names))
        return (self.plan.cell_number(Origin(judged.panel, int(judged.hierarchy.parents[place]), column)),)

    def number(self, cell: Cell) -> int:
        """Number of a cell that a finding names; NOWHERE for one of another period, workbook or table."""
        for judged, base in zip(self.plan.judged, self.plan.cell_bases, strict=True):
            panel = judged.panel
            if cell.table == panel.table.code and not cell.period and not cell.unit and cell.column in panel.columns:
                row = panel.position(self.county, cell.row_code)
                return NOWHERE if row == NOWHERE else base + row * len(panel.names) + panel.columns[cell.column]
        return NOWHERE

    def made_of(self, cell: int) -> frozenset[int]:
        """The cells that a formula's result is reckoned from; none for a typed figure."""
        entered = self._entered_by(cell) if cell != NOWHERE else ()
        by = next((rule for rule in entered if self._follower(rule) == cell), NOWHERE)
        return frozenset() if by == NOWHERE else frozenset(self.restriction(by).cells) - {cell}

    def table_of(self, cell: int) -> int:
        """The table of a cell, by position."""
        return self.plan.cell(cell)[0]

    def row_of(self, cell: int) -> int:
        """The row of a cell among the county's rows of its table."""
        _, origin = self.plan.cell(cell)
        return origin.row - int(origin.panel.starts[self.county])

    def rows(self, table: int) -> Rows:
        """The cells of a table, row by row in declared order; NOWHERE where none is asked or a result follows."""
        if table not in self._grids:
            panel = self.plan.judged[table].panel
            span = panel.span(self.county)
            width = len(panel.names)
            read, states = panel.read_as[span.start : span.stop], panel.states[span.start : span.stop]
            is_asked = (read == CellState.FILLED) | (np.isin(read, list(_WITHOUT_FIGURE)) & (states == State.UNKNOWN))
            first = self.plan.cell_bases[table] + span.start * width
            numbers = first + np.arange(len(span) * width).reshape(len(span), width)
            grid = np.where(is_asked, numbers, NOWHERE).tolist()
            may_follow = [column for of, column in self.plan.derived if of == table]
            for row in grid:
                for column in range(width) if self._open_cells else may_follow:
                    if row[column] != NOWHERE and self._follows(row[column]):
                        row[column] = NOWHERE
            self._grids[table] = tuple(map(tuple, grid))
        return self._grids[table]

    def restriction(self, rule: int) -> Restriction:
        """One rule of the workbook that could be told but for blanks, which count as 0; results in terms of theirs."""
        stated = self._with_results(rule)
        if not (self.plan.derived or self._open_cells) or not any(map(self._follows, stated.cells)):
            return stated
        cells: dict[int, None] = {}
        waiting = list(stated.cells)
        while waiting:
            cell = waiting.pop(0)
            by = next((each for each in self._entered_by(cell) if self._follower(each) == cell), rule)
            if by == rule:
                cells[cell] = None
            else:
                waiting += [other for other in self._with_results(by).cells if other != cell]
        return Restriction(stated.residual, stated.equality, tuple(cells))

    def _with_results(self, rule: int) -> Restriction:
        """One rule as it is stated, with the results of formulas in it."""
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
        if place is None:
            return NOWHERE
        verdict = int(judged.hierarchy.verdicts[place, column])
        if verdict not in _TOLD and not (verdict == _OPEN and self._is_whole(judged.panel, row, column)):
            return NOWHERE
        return self.plan.sum_number(table, place, column)

    def _is_whole(self, panel: Panel, parent: int, column: int) -> bool:
        """Whether a sum of rows has all its cells, blank ones too."""
        rows = [row for row in panel.span(self.county) if row == parent or panel.parent_of[row] == parent]
        return not (panel.states[rows, column] == State.ABSENT).any()

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
