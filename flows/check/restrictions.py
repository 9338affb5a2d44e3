"""The hard rules of one workbook as restrictions over its cells, each made when the search for a cause comes to it."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from flows.check.panel import NOWHERE, Origin
from flows.check.plan import Plan, is_filled, is_open
from flows.check.results import Results
from rules.locate import Cells, Rows, Touch, Variable
from schemas.finding import Address, Cell
from schemas.reading import LARGEST


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
        block = self.block(self.table_of(cell))
        return block.figures[cell - block.first]

    def total(self, cell: int) -> int:
        """The cell of the total that a cell is a part of; NOWHERE for none, and where that is blank or follows."""
        table = self.table_of(cell)
        block, panel = self.block(table), self.plan.judged[table].panel
        row, column = divmod(cell - block.first, block.width)
        parent = int(panel.parent_of[block.start + row])
        if parent == NOWHERE:
            return NOWHERE
        place = block.place(parent, column)
        is_followed = block.filled[place] and not self.follows(block.first + place)
        return block.first + place if is_followed else NOWHERE

    def parts(self, cell: int) -> Cells:
        """The cells that are added into a cell; none where it is blank or follows."""
        table = self.table_of(cell)
        block, grid = self.block(table), self.rows(table)
        row, column = divmod(cell - block.first, block.width)
        below = self.plan.judged[table].panel.below.get(block.start + row, ())
        if not below or not block.filled[cell - block.first] or self.follows(cell):
            return ()
        return tuple(part for each in below if (part := grid[each - block.start][column]) != NOWHERE)

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

    def numbers(self, addresses: Collection[Address]) -> Iterator[int]:
        """Numbers of the cells at some addresses of the file; none for one that no table asks for."""
        for judged, base in zip(self.plan.judged, self.plan.cell_bases, strict=True) if addresses else ():
            panel = judged.panel
            for row in panel.span(self.county):
                reading, at = panel.reading_of(row)
                for column, name in enumerate(reading.columns):
                    if name in panel.columns and reading.address(at, column) in addresses:
                        yield base + row * len(panel.names) + panel.columns[name]

    def table_of(self, cell: int) -> int:
        """The table of a cell, by position."""
        return bisect_right(self.plan.cell_bases, cell) - 1

    def row_of(self, cell: int) -> int:
        """The row of a cell among the county's rows of its table."""
        block = self.block(self.table_of(cell))
        return (cell - block.first) // block.width

    def is_filled(self, cell: int) -> bool:
        """Whether a cell holds a figure."""
        block = self.block(self.table_of(cell))
        return block.filled[cell - block.first]

    def measure_of(self, cell: int) -> int:
        """The unit of measure of a cell, as a number."""
        _, origin = self.plan.cell(cell)
        measures = list(dict.fromkeys(column.measure for column in origin.panel.table.columns))
        return measures.index(origin.panel.table.columns[origin.column].measure)

    def earlier(self, cell: int) -> int | None:
        """The same cell's figure of the nearest period before that is on file; None where it is not known."""
        before = self.plan.judged[self.table_of(cell)].earlier
        if not before:
            return None
        _, origin = self.plan.cell(cell)
        for gathered in before:
            row = int(gathered.origin[origin.row])
            if gathered.source is not None and row != NOWHERE and origin.row not in gathered.stand_ins:
                source = gathered.source
                is_known = is_filled(Origin(source, row, origin.column))
                return int(source.values[row, origin.column]) if is_known else None
        return None

    def rows(self, table: int) -> Rows:
        """The cells of a table, row by row in declared order; NOWHERE where none is asked or a result follows."""
        if table not in self._grids:
            block = self.block(table)
            numbers = [block.first + at if is_asked else NOWHERE for at, is_asked in enumerate(block.asked)]
            grid = [numbers[at : at + block.width] for at in range(0, len(numbers), block.width)]
            may_follow = [column for of, column in self.plan.derived if of == table]
            for row in grid:
                for column in range(block.width) if self.blanks else may_follow:
                    if row[column] != NOWHERE and self.follows(row[column]):
                        row[column] = NOWHERE
            self._grids[table] = tuple(map(tuple, grid))
        return self._grids[table]
