"""What a set of rules sees: which of them notice that cells of a consistent example have other values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cached_property

from rules.example import Row
from rules.language import Comparison, Item, Operator, Relation, Severity, Shift, items_of


class Noticed(IntEnum):
    """What the gravest rule that notices a change leads to."""

    IMPOSSIBLE = -1
    """the change cannot be made: nothing is there to be taken off or multiplied"""
    NOTHING = 0
    NOTE = 1
    QUERY = 2
    ERROR = 3


_GRAVITY = {Severity.NOTE: Noticed.NOTE, Severity.QUERY: Noticed.QUERY, Severity.ERROR: Noticed.ERROR}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One cell of the example."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule on one row of the example: the value of each item, and the cell that holds it (None for none)."""

    code: str
    relation: Relation
    severity: Severity
    values: Mapping[Item, Fraction]
    cells: Mapping[Item, Place | None]
    decimals: Mapping[Item, int]
    quarter: int

    def holds(self, changed: Mapping[Place, Fraction]) -> bool:
        """Whether the rule holds when cells have other values."""

        def value(item: Item) -> Fraction:
            cell = self.cells[item]
            return self.values[item] if cell is None else changed.get(cell, self.values[item])

        return Row(value, self.decimals.__getitem__, self.quarter).holds(self.relation)


@dataclass(frozen=True)
class Watch:
    """All rules on all rows of the example."""

    judged: tuple[Judged, ...]

    def noticed(self, changed: Mapping[Place, Fraction]) -> Noticed:
        """What a change of cells leads to."""
        broken = (each for each in self._at(changed) if not each.holds(changed))
        return max((_GRAVITY[each.severity] for each in broken), default=Noticed.NOTHING)

    def _at(self, places: Iterable[Place]) -> Sequence[Judged]:
        found = {id(each): each for place in places for each in self._by_cell.get(place, ())}
        return tuple(found.values())

    @cached_property
    def _by_cell(self) -> Mapping[Place, Sequence[Judged]]:
        found: defaultdict[Place, list[Judged]] = defaultdict(list)
        for each in self.judged:
            for cell in {cell for cell in each.cells.values() if cell is not None}:
                found[cell].append(each)
        return found


def is_protecting(relation: Relation, severity: Severity) -> bool:
    """Whether a rule ties its items of now to exact values: an equality that must be kept."""
    return severity is Severity.ERROR and isinstance(relation, Comparison) and relation.operator is Operator.EQUAL


def protected(relation: Relation, severity: Severity) -> frozenset[Item]:
    """The items of this period that a rule protects: none unless it is an equality that must be kept."""
    if not is_protecting(relation, severity):
        return frozenset()
    return frozenset(item for item in items_of(relation) if item.shift is Shift.NOW)
