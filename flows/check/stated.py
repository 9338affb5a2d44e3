"""The rules of one county's workbook as they are stated: what each cell enters, and what each rule comes to."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from flows.check.block import Block
from flows.check.court import Judged
from flows.check.gather import Gathered
from flows.check.panel import NOWHERE, Origin, Panel
from flows.check.plan import Plan, Use, is_lost, is_of_now
from rules.judge import State, Verdict
from rules.locate import Restriction
from schemas.reading import CellState

_TOLD = frozenset({int(Verdict.HOLDS), int(Verdict.VIOLATED)})
_OPEN = int(Verdict.CANNOT_TELL)


class StatedRules:
    """The rules of one county's workbook that could be judged, or could if it were not for its `blanks`."""

    def __init__(self, plan: Plan, county: int) -> None:
        self.plan = plan
        self.county = county
        self._blocks: dict[int, Block] = {}
        self._weights: dict[int, Mapping[int, int]] = {}
        self._rows: dict[tuple[int, int, int, int], Mapping[int, Sequence[int]]] = {}

    @cached_property
    def blanks(self) -> tuple[int, ...]:
        """The cells of the workbook that are asked for a figure and hold none that can be read."""
        found: list[int] = []
        for judged, base in zip(self.plan.judged, self.plan.cell_bases, strict=True):
            span, width = judged.panel.span(self.county), len(judged.panel.names)
            places = np.flatnonzero(judged.panel.open[span.start : span.stop])
            found += (base + span.start * width + places).tolist()
        return tuple(found)

    def block(self, table: int) -> Block:
        """The county's cells of a table."""
        if table not in self._blocks:
            self._blocks[table] = Block.of(self.plan.judged[table].panel, self.county, self.plan.cell_bases[table])
        return self._blocks[table]

    def entered_by(self, cell: int) -> Mapping[int, int]:
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
            for row in self._judged_on(use, origin):
                if self._takes_part(judged, use.rule, row):
                    weights[self.plan.rule_number(use.table, use.rule, row)] += use.weight
        parent = int(panel.parent_of[origin.row])
        for row, weight in ((origin.row, 1), (parent, -1)):
            number = self._sum_of(table, row, origin.column)
            if number != NOWHERE:
                weights[number] += weight
        return {rule: weight for rule, weight in weights.items() if weight}

    def _takes_part(self, judged: Judged, rule: int, row: int) -> bool:
        """Whether a rule could be told on a row, or could if it were not for blank cells of this workbook."""
        verdict = int(judged.judgements.verdicts[rule, row])
        if verdict != _OPEN:
            return verdict in _TOLD
        system, states = judged.judgements.system, judged.judgements.states
        form = system.compiled[rule].first
        for item in system.needs.indices[system.needs.indptr[form] : system.needs.indptr[form + 1]].tolist():
            if int(states[item, row]) != State.KNOWN:
                cells = judged.gathered[item].cells(row)
                if any(map(is_lost, cells)):
                    return False
                is_here = is_of_now(system.items[item]) and len(self._numbers(judged.gathered[item], row)) == len(cells)
                if not (is_here and cells and item in system.weights[form]):
                    return False
        return True

    def stated(self, rule: int) -> Restriction:
        """One rule, the results of formulas among its cells."""
        table = bisect_right(self.plan.rule_bases, rule) - 1
        if rule >= self.plan.sum_bases[table]:
            return self._of_sum(table, rule - self.plan.sum_bases[table])
        judged = self.plan.judged[table]
        index, row = divmod(rule - self.plan.rule_bases[table], len(judged.panel.row_codes))
        return self._of_rule(table, index, row)

    def _of_rule(self, table: int, index: int, row: int) -> Restriction:
        judged, form, block = self.plan.judged[table], self.plan.form(table, index), self.block(table)
        values = judged.judgements.values
        residual, cells = form.constant, []
        for part in form.parts:
            residual += part.weight * int(values[part.item, row])
            if part.column != NOWHERE:
                place = block.place(row, part.column)
                cells += [block.first + place] if block.asked[place] else []
            elif part.is_now:
                cells += self._numbers(judged.gathered[part.item], row)
        return Restriction(residual, form.equality, tuple(cells))

    def _of_sum(self, table: int, offset: int) -> Restriction:
        judged = self.plan.judged[table]
        if judged.hierarchy is None:
            raise ValueError(f"{judged.panel.table.code} has no sums of rows")
        panel = judged.panel
        place, column = divmod(offset, len(panel.names))
        parent, block = int(judged.hierarchy.parents[place]), self.block(table)
        column_of = (block.place(row, column) for row in sorted((parent, *panel.below[parent])))
        cells = tuple(block.first + at for at in column_of if block.asked[at])
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
        """Whether a sum of rows has all its cells, blank ones too, and no result of a formula is lost."""
        rows = [parent, *panel.below[parent]]
        lost = panel.read_as[rows, column] == CellState.NOT_COMPUTED
        return not (lost | (panel.states[rows, column] == State.ABSENT)).any()

    def _judged_on(self, use: Use, origin: Origin) -> Sequence[int]:
        """The rows of the judged table that take an item's value from a cell."""
        if use.each_row:
            return (origin.row,)
        judged = self.plan.judged[use.table]
        key = (use.table, use.item, id(origin.panel), origin.column)
        if key not in self._rows:
            taken: defaultdict[int, list[int]] = defaultdict(list)
            gathered = judged.gathered[use.item]
            for row in judged.panel.span(self.county):
                for cell in gathered.cells(row):
                    if cell.panel is origin.panel and cell.column == origin.column:
                        taken[cell.row].append(row)
            self._rows[key] = taken
        return self._rows[key].get(origin.row, ())
