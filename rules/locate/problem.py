"""What is searched: cells, the judged rules over them, and what an answer is."""

from dataclasses import dataclass
from enum import StrEnum
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
    """One cell: its stored value, the smallest that it may have, its rules.

    `trust` is how much less likely it is to be wrong than a figure that was typed in (0). A `free` cell is blank or
    could not be read: it has to be filled in anyway and counts as 0 in the residuals.
    """

    value: int
    floor: int
    touches: tuple[Touch, ...]
    trust: int = 0
    free: bool = False


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

    def value(self, cell: int) -> int:
        """What a cell holds, 0 where it is free: asked for more often than its rules."""

    def total(self, cell: int) -> int:
        """The cell of its total, -1 for none: asked for more often than its rules."""

    def restriction(self, rule: int) -> Restriction:
        """One rule that could be told."""


@dataclass(frozen=True, slots=True)
class Change:
    """An amount added to one cell, or to a cell and its total alike."""

    cells: Cells
    amount: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Cells that together are the fewest whose change mends all, with one amount each that does.

    `told` is False where the rules leave the amounts open; those given are then the smallest found.
    """

    changes: tuple[Change, ...]
    told: bool = True

    @property
    def cells(self) -> tuple[int, ...]:
        """The changed cells, in order."""
        return tuple(sorted(cell for change in self.changes for cell in change.cells))


class Pattern(StrEnum):
    """One act that moves many figures."""

    ROW_SHIFTED = "row-shifted"
    ROW_TIMES = "row-times"
    TABLE_TIMES = "table-times"
    COLUMN_SHIFTED = "column-shifted"
    ROW_LAST_PERIOD = "row-last-period"
    ROWS_SWAPPED = "rows-swapped"
    COLUMNS_SWAPPED = "columns-swapped"
    LEFT_OUT = "left-out"
    """figures stored as texts, which the formula of a sum leaves out"""


@dataclass(frozen=True, slots=True)
class Acted:
    """One act on many figures that explains some broken rules, and what undoing it changes.

    `guessed`: a figure was lost by it, and what it was follows from the broken rules alone.
    """

    pattern: Pattern
    answer: Answer
    rules: tuple[int, ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """Broken rules with one origin, and every change of as few cells that mends just these.

    `changes` is empty where no single change mends the rules. `together` then holds the answers of several cells, where
    some were found; otherwise the rules at least hang on one cell.
    """

    rules: tuple[int, ...]
    changes: tuple[Change, ...]
    together: tuple[Answer, ...] = ()
    pattern: Pattern | None = None
    """the act that undoing one answer of `together` supposes; where that is not `told`, by how much is not known"""
    swapped: tuple[Answer, ...] = ()
    """pairs of figures that, exchanged, mend these rules as well"""
    told: bool = True
    """False where only inequalities are mended: the amounts of the changes are then the least, not the right ones"""
    acts: tuple[Acted, ...] = ()
    """acts that, undone, mend these rules as well, where no single change does"""
    parts: tuple["Root", ...] = ()
    """the roots that it would be without these acts"""

    @property
    def certain(self) -> tuple[Change, ...]:
        """The changes of the only answer; none where there are several, or where the rules tell no amount."""
        if self.pattern is not None:
            return self.together[0].changes if len(self.together) == 1 and self.together[0].told else ()
        if self.swapped or self.acts or not self.told:
            return ()
        if len(self.changes) == 1:
            return self.changes
        is_alone = not self.changes and len(self.together) == 1 and self.together[0].told
        return self.together[0].changes if is_alone else ()

    @property
    def named(self) -> frozenset[int]:
        """Every cell that an answer would change."""
        answers = (*self.together, *self.swapped, *(act.answer for act in self.acts))
        changed = {cell for change in self.changes for cell in change.cells}
        return frozenset(changed.union(*(answer.cells for answer in answers), *(part.named for part in self.parts)))
