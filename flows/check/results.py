"""Results of formulas: what follows the cells that it is reckoned from is no cell to be changed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping

from flows.check.panel import NOWHERE, Origin
from flows.check.plan import Plan, is_filled
from flows.check.stated import StatedRules
from rules.judge import Verdict
from rules.locate import Change, Restriction

_OPEN = int(Verdict.CANNOT_TELL)


class Results(StatedRules):
    """The stated rules in terms of typed cells.

    A formula's result follows the cells that it is reckoned from: a derived item, and a total whose formula has counted
    a blank as 0. As long as it is what the formula gives, its rules are those of what it is made of.
    """

    def __init__(self, plan: Plan, county: int) -> None:
        super().__init__(plan, county)
        self._followers: dict[int, int] = {}
        self._restrictions: dict[int, Restriction] = {}

    def moved_by(self, cell: int) -> Mapping[int, int]:
        """The rules that a cell enters itself or by way of results that follow it, with their weights."""
        weights = dict(self.entered_by(cell))
        if not self.plan.derived and not self.blanks:
            return weights
        while (
            found := next((rule for rule in weights if self.follower(rule) not in {NOWHERE, cell}), None)
        ) is not None:
            weight = weights.pop(found)
            follower = self.entered_by(self.follower(found))
            for rule, own in follower.items():
                if rule != found:
                    weights[rule] = weights.get(rule, 0) - own * weight * follower[found]
        return weights

    def follower(self, rule: int) -> int:
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
        if cell == NOWHERE or not is_filled(origin) or abs(self.entered_by(cell).get(rule, 0)) != 1:
            return NOWHERE
        return NOWHERE if self.stated(rule).residual else cell

    def follows(self, cell: int) -> bool:
        """Whether a cell is what its formula gives."""
        if not self._may_follow(cell):
            return False
        return any(self.follower(rule) == cell for rule in self.entered_by(cell))

    def _may_follow(self, cell: int) -> bool:
        """Whether a cell is of a derived item, or in a total row while cells are open: cheap, before it is looked at."""
        table, origin = self.plan.cell(cell)
        if (table, origin.column) in self.plan.derived:
            return True
        return bool(self.blanks) and origin.row in self.plan.judged[table].place_of

    def differences_left(self, change: Change) -> int:
        """How many differences that ask for a note a change leaves more than there are (below 0: fewer)."""
        moved: defaultdict[int, int] = defaultdict(int)
        waiting = [(cell, change.amount) for cell in change.cells]
        while waiting:
            cell, amount = waiting.pop()
            moved[cell] += amount
            for rule, weight in self.entered_by(cell).items():
                result = self.follower(rule)
                if result not in {NOWHERE, cell}:
                    waiting.append((result, -weight * amount * self.entered_by(result)[rule]))
        more = 0
        for cell, amount in moved.items():
            table, origin = self.plan.cell(cell)
            if (table, origin.column) in self.plan.differences:
                value = int(origin.panel.values[origin.row, origin.column])
                more += (value + amount != 0) - (value != 0)
        return more

    def overlaps_of(self, cell: int) -> Iterator[int]:
        """The results that follow a cell and are neither a balance nor its difference: what is counted twice."""
        for rule, weight in self.entered_by(cell).items():
            result = self.follower(rule)
            if result not in {NOWHERE, cell} and weight * self.entered_by(result)[rule] > 0:
                table, origin = self.plan.cell(result)
                if (table, origin.column) in self.plan.derived - self.plan.differences:
                    yield result

    def made_of(self, cell: int) -> frozenset[int]:
        """The cells that a formula's result is reckoned from; none for a typed figure."""
        entered = self.entered_by(cell) if cell != NOWHERE else ()
        by = next((rule for rule in entered if self.follower(rule) == cell), NOWHERE)
        return frozenset() if by == NOWHERE else frozenset(self.restriction(by).cells) - {cell}

    def restriction(self, rule: int) -> Restriction:
        """One rule of the workbook that could be told but for blanks, which count as 0; results in terms of theirs."""
        if rule not in self._restrictions:
            self._restrictions[rule] = self._in_typed_cells(rule, self.stated(rule))
        return self._restrictions[rule]

    def _in_typed_cells(self, rule: int, stated: Restriction) -> Restriction:
        if not (self.plan.derived or self.blanks) or not any(map(self.follows, stated.cells)):
            return stated
        cells: dict[int, None] = {}
        waiting = list(stated.cells)
        while waiting:
            cell = waiting.pop(0)
            by = next((each for each in self.entered_by(cell) if self.follower(each) == cell), rule)
            if by == rule:
                cells[cell] = None
            else:
                waiting += [other for other in self.stated(by).cells if other != cell]
        return Restriction(stated.residual, stated.equality, tuple(cells))
