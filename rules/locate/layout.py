"""Where cells stand on their sheets, and what the open rules point at there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rules.locate.books import Books
from rules.locate.problem import Cells

NOWHERE = -1
"""Stands where no cell is asked."""

Rows = tuple[tuple[int, ...], ...]
Place = tuple[int, int]
"""Table and row, or table and column, by position."""


class Layout(Protocol):
    """Where cells stand on their sheets."""

    def table_of(self, cell: int) -> int:
        """The table of a cell, by position."""

    def row_of(self, cell: int) -> int:
        """The row of a cell in its table, by position."""

    def rows(self, table: int) -> Rows:
        """The cells of a table, row by row in printed order; NOWHERE where none is asked. Blank ones are among them."""

    def parts(self, cell: int) -> Cells:
        """The asked cells of which a cell is the total, in printed order; none of any other cell."""

    def is_filled(self, cell: int) -> bool:
        """Whether a cell holds a figure."""

    def measure_of(self, cell: int) -> int:
        """The unit of measure of a cell, as a number."""

    def earlier(self, cell: int) -> int | None:
        """The figure of the period before; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the open rules point at: rows and columns by the rules that enter them alone, and what sums of rows want."""

    rows: Counter[Place]
    columns: Counter[Place]
    wanted: Mapping[Place, int]
    """amount by which one row's figure would have to change for the sum of a column"""


class Pointing:
    """The rows and columns that the open rules of the books point at."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._layout = layout

    def hints(self) -> Hints:
        """Counted over all open rules."""
        hints = Hints(Counter(), Counter(), {})
        wanted: dict[Place, int] = {}
        for rule in sorted(self._books.open):
            restriction = self._books.restriction(rule)
            rows: defaultdict[int, set[int]] = defaultdict(set)
            for cell in restriction.cells:
                rows[self._layout.table_of(cell)].add(self._layout.row_of(cell))
            for table, own in rows.items():
                if len(own) == 1:
                    hints.rows[table, next(iter(own))] += 1
                    hints.columns.update(
                        (table, c) for c in self._columns_of(table, next(iter(own)), restriction.cells)
                    )
                elif restriction.equality and len(own) > 2:
                    wanted |= self._wanted(rule, table, restriction.cells)
        return Hints(hints.rows, hints.columns, wanted)

    def _columns_of(self, table: int, row: int, cells: Sequence[int]) -> Iterator[int]:
        """Columns of those cells that stand in a row."""
        own = frozenset(cells)
        return (column for column, cell in enumerate(self._layout.rows(table)[row]) if cell in own)

    def _wanted(self, rule: int, table: int, cells: Sequence[int]) -> Mapping[Place, int]:
        """What a sum of rows wants of one of its rows; nothing where it is no such sum."""
        columns = {column for cell in cells for column in self._columns_of(table, self._layout.row_of(cell), (cell,))}
        weights = Counter(self._books.touches((cell,)).get(rule, 0) for cell in cells)
        weight = weights.most_common(1)[0][0]
        if len(columns) != 1 or abs(weight) != 1:
            return {}
        return {(table, columns.pop()): -self._books.residual(rule) * weight}
