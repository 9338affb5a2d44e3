"""What is searched: cells, the judged rules over them, and what an answer is."""

from dataclasses import dataclass
from typing import Protocol

Cells = tuple[int, ...]
"""One cell, or one and its total."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A rule that a cell enters, and the weight with which it does."""

    rule: int
    weight: int


@dataclass(frozen=True, slots=True)
class Variable:
    """One cell: its stored value, the smallest that it may have, the cell of its total (-1 for none), its rules."""

    value: int
    floor: int
    total: int
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Restriction:
    """One judged rule: left less right, whether it wants 0 or at most 0, and the cells that enter it."""

    residual: int
    equality: bool
    cells: tuple[int, ...]

    def broken_at(self, residual: int) -> bool:
        """Whether the rule is broken when its residual is so."""
        return residual != 0 if self.equality else residual > 0


class Restrictions(Protocol):
    """The judged rules of a submission over its cells, each by number; asked only for what a search comes to."""

    def variable(self, cell: int) -> Variable:
        """One cell with all rules that it enters and that could be told."""

    def restriction(self, rule: int) -> Restriction:
        """One rule that could be told."""


@dataclass(frozen=True, slots=True)
class Change:
    """An amount added to one cell, or to a cell and its total alike."""

    cells: Cells
    amount: int


@dataclass(frozen=True, slots=True)
class Root:
    """Broken rules that one change mends, and every change of as few cells that mends just these.

    `changes` is empty where no single change mends the rules (several cells are wrong; the rules then at least hang on
    one cell), and where only inequalities are mended, since these tell no amount.
    """

    rules: tuple[int, ...]
    changes: tuple[Change, ...]
