"""The restrictions with the figures of one row open: whether any figures there would make the rules hold."""

from collections.abc import Mapping
from dataclasses import replace

from rules.locate.books import Books
from rules.locate.problem import Cells, Restriction, Touch, Variable
from rules.locate.system import System


class Freed:
    """The restrictions as they stand, with the figures of one row open, alone or together with their totals."""

    def __init__(self, books: Books, row: Cells, *, with_totals: bool = False) -> None:
        self._books = books
        self._row = row
        self._with_totals = with_totals

    def weights(self, cell: int) -> Mapping[int, int]:
        """The rules that a cell of the row enters."""
        total = self._books.total(cell)
        return self._books.touches((cell, total) if self._with_totals and total >= 0 else (cell,))

    def variable(self, cell: int) -> Variable:
        """One cell."""
        touches = self.weights(cell) if cell in self._row else self._books.touches((cell,))
        return replace(
            self._books.variable(cell), touches=tuple(Touch(rule, weight) for rule, weight in touches.items())
        )

    def value(self, cell: int) -> int:
        """What a cell holds."""
        return self._books.value(cell)

    def total(self, cell: int) -> int:
        """The cell of a cell's total, -1 for none."""
        return self._books.total(cell)

    def restriction(self, rule: int) -> Restriction:
        """One rule as it stands."""
        return replace(self._books.restriction(rule), residual=self._books.residual(rule))

    def contradicts(self) -> bool:
        """Whether the equalities that the row enters cannot hold whatever it contains."""
        return System(Books(self, ())).contradicts(self._row)
