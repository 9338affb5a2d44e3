"""The budget of false questions as a cap: so many workbooks of a period are asked about unusual figures, and no more.

What lies beyond it goes to the office's list, the strangest first. A verdict that stands keeps what it asks: workbooks
that come later find less room, never the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

Workbook = TypeVar("Workbook")


@dataclass(frozen=True, slots=True)
class Budget:
    """Workbooks of a period that may be asked about unusual figures, and those that are."""

    allowed: int
    used: int

    @property
    def left(self) -> int:
        """Workbooks that may still be asked about."""
        return max(0, self.allowed - self.used)


def allowed(share: float, owed: int) -> int:
    """How many of the workbooks that are owed may be asked about: the share of them, one at least where any is owed.

    Raises ValueError for a share that is none.
    """
    if not 0 < share < 1:
        raise ValueError(f"{share} is no share of the workbooks")
    return max(1, int(share * owed)) if owed else 0


def within(strange: Mapping[Workbook, float], room: int) -> frozenset[Workbook]:
    """Of the workbooks with unusual figures those that are asked about: the strangest, ties in the order given."""
    ranked = sorted(strange, key=lambda each: -strange[each])
    return frozenset(ranked[:room])
