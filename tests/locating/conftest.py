"""Tables of figures with their sums, as systems that a search can be put to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from rules.locate import Located, Restriction, Root, Touch, Variable, WithoutBlanks, locate, roots


@dataclass
class Sums:
    """Rules as weights of cells with a constant; `at_most` are inequalities; `blank` cells hold no figure."""

    values: list[int]
    rules: Sequence[Mapping[int, int]]
    constants: Mapping[int, int] = field(default_factory=dict)
    at_most: frozenset[int] = frozenset()
    totals: Mapping[int, int] = field(default_factory=dict)
    trust: Mapping[int, int] = field(default_factory=dict)
    blank: frozenset[int] = frozenset()
    floor: int = 0
    _entered: dict[int, tuple[Touch, ...]] = field(default_factory=dict)

    def variable(self, cell: int) -> Variable:
        if not self._entered:
            found: dict[int, list[Touch]] = {}
            for number, rule in enumerate(self.rules):
                for each, weight in rule.items():
                    found.setdefault(each, []).append(Touch(number, weight))
            self._entered.update({each: tuple(touches) for each, touches in found.items()})
        return Variable(
            self.values[cell],
            self.floor,
            self._entered.get(cell, ()),
            self.trust.get(cell, 0),
            cell in self.blank,
        )

    def value(self, cell: int) -> int:
        return self.values[cell]

    def total(self, cell: int) -> int:
        return self.totals.get(cell, -1)

    def residual(self, rule: int, values: Sequence[int]) -> int:
        return sum(weight * values[cell] for cell, weight in self.rules[rule].items()) + self.constants.get(rule, 0)

    def restriction(self, rule: int) -> Restriction:
        return Restriction(self.residual(rule, self.values), rule not in self.at_most, tuple(self.rules[rule]))

    @property
    def broken(self) -> list[int]:
        """Rules that are told and broken."""
        told = (n for n, rule in enumerate(self.rules) if self.blank.isdisjoint(rule))
        return [n for n in told if self.restriction(n).broken_at(self.restriction(n).residual)]

    def holds(self, values: Sequence[int]) -> bool:
        """Whether all rules and bounds hold."""
        residuals = ((rule, self.residual(rule, values)) for rule in range(len(self.rules)))
        return all(r <= 0 if rule in self.at_most else r == 0 for rule, r in residuals) and min(values) >= self.floor

    def located(self) -> Located:
        return locate(self, self.broken, blanks=self.blank)

    def roots(self) -> tuple[Root, ...]:
        without = WithoutBlanks(self, self.blank)
        return roots(without, {*self.broken, *without.broken})

    def filled(self) -> dict[int, tuple[int, int]]:
        """Value and proof of each blank cell that is left no choice."""
        without = WithoutBlanks(self, self.blank)
        found = roots(without, {*self.broken, *without.broken})
        return {each.cell: (each.value, each.holds) for each in without.filled(found)}

    def limits(self, cells: Sequence[int], asked: int) -> tuple[int | None, int | None] | None:
        """Least and largest value of one of some cells whose values are open; None where no values make all hold.

        Independent of the search: a small integer program, unbounded ends as None.
        """
        table = np.array([[rule.get(cell, 0) for cell in cells] for rule in self.rules], dtype=float)
        shut = [0 if cell in cells else value for cell, value in enumerate(self.values)]
        high = -np.array([self.residual(rule, shut) for rule in range(len(self.rules))], dtype=float)
        low = np.array([-np.inf if rule in self.at_most else value for rule, value in enumerate(high)])
        ends: list[int | None] = []
        for sign in (1, -1):
            solved = milp(
                sign * (np.array(cells) == asked),
                constraints=LinearConstraint(table, low, high),
                integrality=np.ones(len(cells)),
                bounds=Bounds(self.floor, 10**6),
            )
            if solved.x is None:
                return None
            end = round(solved.x[list(cells).index(asked)])
            ends.append(None if abs(end) == 10**6 else end)
        return ends[0], ends[1]

    def is_mended_by(self, cells: Sequence[int]) -> bool:
        """Whether new values of these cells, and any of the blank ones, make every rule hold."""
        open_cells = sorted({*cells, *self.blank})
        return self.limits(open_cells, open_cells[0]) is not None if open_cells else self.holds(self.values)

    def fewest(self, most: int = 4) -> set[tuple[int, ...]]:
        """Every smallest set of cells beside the blank ones, by trying all sets in order of size."""
        filled = [cell for cell in range(len(self.values)) if cell not in self.blank]
        for size in range(most + 1):
            found = {cells for cells in combinations(filled, size) if self.is_mended_by(cells)}
            if found:
                return found
        return set()


def partition(total: int, *parts: int) -> dict[int, int]:
    """total == parts."""
    return {total: 1, **dict.fromkeys(parts, -1)}


def margins(inner: Sequence[Sequence[int]]) -> Sums:
    """A table in order with a total row above and a total column at the left; cells numbered row by row."""
    rows = [[sum(row), *row] for row in inner]
    table = [[sum(column) for column in zip(*rows, strict=True)], *rows]
    width, height = len(table[0]), len(table)
    in_rows = [partition(r * width, *(r * width + c for c in range(1, width))) for r in range(height)]
    in_columns = [partition(c, *(r * width + c for r in range(1, height))) for c in range(width)]
    totals = {cell: cell % width for cell in range(width, width * height)}
    return Sums([value for row in table for value in row], in_rows + in_columns, totals=totals)


class Placed:
    """A system with the places of its cells: one table of so many columns, row by row; `before` is its last period."""

    def __init__(self, system: Sums, width: int) -> None:
        self.system, self.width = system, width
        self.before: dict[int, int] = {}
        self.variable, self.restriction = system.variable, system.restriction
        self.value, self.total = system.value, system.total

    def table_of(self, _: int) -> int:
        return 0

    def row_of(self, cell: int) -> int:
        return cell // self.width

    def rows(self, _: int) -> tuple[tuple[int, ...], ...]:
        cells = range(len(self.system.values))
        return tuple(tuple(cells[start : start + self.width]) for start in range(0, len(cells), self.width))

    def parts(self, cell: int) -> tuple[int, ...]:
        return tuple(each for row in self.rows(0) for each in row if self.total(each) == cell)

    def measure_of(self, _: int) -> int:
        return 0

    def is_filled(self, _: int) -> bool:
        return True

    def earlier(self, cell: int) -> int | None:
        return self.before.get(cell)

    def found(self) -> tuple[Root, ...]:
        return roots(self, self.system.broken, self)


@pytest.fixture(scope="session")
def made():
    """Makers of systems: `made.sums`, `made.margins`, `made.partition`, and `made.placed` for one with places."""

    class Made:
        sums = Sums
        placed = Placed
        margins = staticmethod(margins)
        partition = staticmethod(partition)

    return Made
