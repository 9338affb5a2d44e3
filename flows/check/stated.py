"""The rules of one county's workbook as they are stated: what each cell enters, and what each rule comes to."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from flows.check.court import Judged
from flows.check.gather import Gathered
from flows.check.panel import NOWHERE, Origin, Panel
from flows.check.plan import WITHOUT_FIGURE, Plan, Use, is_lost, is_of_now, is_open
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
        self._weights: dict[int, Mapping[int, int]] = {}
        self._rows: dict[tuple[int, int, int, int], Mapping[int, Sequence[int]]] = {}

    @cached_property
    def blanks(self) -> tuple[int, ...]:
        """The cells of the workbook that are asked for a figure and hold none that can be read."""
        found: list[int] = []
        for table, judged in enumerate(self.plan.judged):
            panel = judged.panel
            span = panel.span(self.county)
            rows, columns = np.nonzero(np.isin(panel.read_as[span.start : span.stop], list(WITHOUT_FIGURE)))
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                if is_open(Origin(panel, span.start + row, column)):
                    found.append(self.plan.cell_bases[table] + (span.start + row) * len(panel.names) + column)
        return tuple(found)

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
            for row in self._judged_on(use, origin).get(origin.row, ()):
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
        weighted = set(system.forms.indices[system.forms.indptr[form] : system.forms.indptr[form + 1]].tolist())
        for item in system.needs.indices[system.needs.indptr[form] : system.needs.indptr[form + 1]].tolist():
            if int(states[item, row]) != State.KNOWN:
                cells = judged.gathered[item].cells(row)
                if any(map(is_lost, cells)):
                    return False
                is_here = is_of_now(system.items[item]) and len(self._numbers(judged.gathered[item], row)) == len(cells)
                if not (is_here and cells and item in weighted):
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
        judged, sense = self.plan.judged[table], self.plan.sense(table, index)
        system, values = judged.judgements.system, judged.judgements.values
        form = system.compiled[index].first
        residual, cells = int(system.constants[form]), []
        for at in range(system.forms.indptr[form], system.forms.indptr[form + 1]):
            item = int(system.forms.indices[at])
            residual += int(system.forms.data[at]) * int(values[item, row])
            if is_of_now(system.items[item]):
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
        """Whether a sum of rows has all its cells, blank ones too, and no result of a formula is lost."""
        rows = [row for row in panel.span(self.county) if row == parent or panel.parent_of[row] == parent]
        lost = panel.read_as[rows, column] == CellState.NOT_COMPUTED
        return not (lost | (panel.states[rows, column] == State.ABSENT)).any()

    def _judged_on(self, use: Use, origin: Origin) -> Mapping[int, Sequence[int]]:
        """For each row of the cell's panel the rows of the judged table that take the item from it."""
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
        return self._rows[key]
