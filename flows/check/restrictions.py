"""The hard rules of one workbook as restrictions over its cells, each made when the search for a cause comes to it."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from flows.check.panel import NOWHERE, Origin
from flows.check.plan import WITHOUT_FIGURE, Plan, is_filled, is_open
from flows.check.results import Results
from rules.judge import State
from rules.locate import Rows, Touch, Variable
from schemas.finding import Cell
from schemas.reading import LARGEST, CellState


class WorkbookRestrictions(Results):
    """The restrictions of one county's workbook and where its cells stand: what `rules.locate` searches."""

    def __init__(self, plan: Plan, county: int) -> None:
        super().__init__(plan, county)
        self._grids: dict[int, Rows] = {}
        self._variables: dict[int, Variable] = {}

    def variable(self, cell: int) -> Variable:
        """One cell of the workbook with all rules that it enters and that could be told but for blanks."""
        if cell not in self._variables:
            self._variables[cell] = self._variable(cell)
        return self._variables[cell]

    def value(self, cell: int) -> int:
        """What a cell holds, 0 where it holds no figure."""
        return self.plan.figure(cell)

    def total(self, cell: int) -> int:
        """The cell of the total that a cell is a part of; NOWHERE for none, and where that is blank or follows."""
        _, origin = self.plan.cell(cell)
        parent = int(origin.panel.parent_of[origin.row])
        if parent == NOWHERE:
            return NOWHERE
        total = self.plan.cell_number(Origin(origin.panel, parent, origin.column))
        if total != NOWHERE and (is_open(self.plan.cell(total)[1]) or self.follows(total)):
            return NOWHERE
        return total

    def _variable(self, cell: int) -> Variable:
        table, origin = self.plan.cell(cell)
        panel = origin.panel
        return Variable(
            value=self.value(cell),
            floor=1 - LARGEST if panel.table.columns[origin.column].signed else 0,
            touches=tuple(Touch(rule, weight) for rule, weight in self.moved_by(cell).items() if weight),
            trust=self.plan.trust(table, origin.row, origin.column),
            free=is_open(origin),
        )

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

    def table_of(self, cell: int) -> int:
        """The table of a cell, by position."""
        return self.plan.cell(cell)[0]

    def row_of(self, cell: int) -> int:
        """The row of a cell among the county's rows of its table."""
        _, origin = self.plan.cell(cell)
        return origin.row - int(origin.panel.starts[self.county])

    def is_filled(self, cell: int) -> bool:
        """Whether a cell holds a figure."""
        return not is_open(self.plan.cell(cell)[1])

    def measure_of(self, cell: int) -> int:
        """The unit of measure of a cell, as a number."""
        _, origin = self.plan.cell(cell)
        measures = list(dict.fromkeys(column.measure for column in origin.panel.table.columns))
        return measures.index(origin.panel.table.columns[origin.column].measure)

    def earlier(self, cell: int) -> int | None:
        """The same cell's figure of the nearest period before that is on file; None where it is not known."""
        table, origin = self.plan.cell(cell)
        for gathered in self.plan.judged[table].earlier:
            row = int(gathered.origin[origin.row])
            if gathered.source is not None and row != NOWHERE and origin.row not in gathered.stand_ins:
                before = Origin(gathered.source, row, origin.column)
                return int(before.panel.values[row, origin.column]) if is_filled(before) else None
        return None

    def rows(self, table: int) -> Rows:
        """The cells of a table, row by row in declared order; NOWHERE where none is asked or a result follows."""
        if table not in self._grids:
            panel = self.plan.judged[table].panel
            span = panel.span(self.county)
            width = len(panel.names)
            read, states = panel.read_as[span.start : span.stop], panel.states[span.start : span.stop]
            is_asked = (read == CellState.FILLED) | (np.isin(read, list(WITHOUT_FIGURE)) & (states == State.UNKNOWN))
            first = self.plan.cell_bases[table] + span.start * width
            numbers = first + np.arange(len(span) * width).reshape(len(span), width)
            grid = np.where(is_asked, numbers, NOWHERE).tolist()
            may_follow = [column for of, column in self.plan.derived if of == table]
            for row in grid:
                for column in range(width) if self.blanks else may_follow:
                    if row[column] != NOWHERE and self.follows(row[column]):
                        row[column] = NOWHERE
            self._grids[table] = tuple(map(tuple, grid))
        return self._grids[table]
