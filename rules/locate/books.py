"""The judged rules of a submission while changes are tried: residuals, values, and what each cell enters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rules.locate.problem import Cells, Change, Restriction, Restrictions, Variable


class Books:
    """Residuals and values as they become while changes are taken, and what each cell enters.

    `open` are the rules that are still to be mended.
    """

    def __init__(self, restrictions: Restrictions, broken: Iterable[int]) -> None:
        self._restrictions = restrictions
        self._known: dict[int, Restriction] = {}
        self._variables: dict[int, Variable] = {}
        self._residuals: dict[int, int] = {}
        self._values: dict[int, int] = {}
        self._totals: dict[int, int] = {}
        self._touched: dict[Cells, dict[int, int]] = {}
        self.open = set(broken)

    def afresh(self, broken: Iterable[int]) -> "Books":
        """The same rules and cells with nothing taken; what is looked up of them serves both."""
        other = Books(self._restrictions, broken)
        other._known, other._variables = self._known, self._variables
        other._totals, other._touched = self._totals, self._touched
        return other

    def take(self, change: Change) -> None:
        """Add the amount to the cells and to what it moves."""
        for rule, weight in self.touches(change.cells).items():
            self._residuals[rule] = self.residual(rule) + weight * change.amount
        for cell in change.cells:
            self._values[cell] = self.value(cell) + change.amount

    def candidates(self) -> Iterator[Cells]:
        """The cells of open rules, each alone and with its total."""
        for cell in dict.fromkeys(cell for rule in sorted(self.open) for cell in self.restriction(rule).cells):
            yield (cell,)
            total = self.total(cell)
            if total >= 0:
                yield (cell, total)

    def touches(self, cells: Cells) -> dict[int, int]:
        """Rules that the cells enter together, with their weight; those in which they cancel are left out."""
        if cells not in self._touched:
            weights: defaultdict[int, int] = defaultdict(int)
            for cell in cells:
                for touch in self.variable(cell).touches:
                    weights[touch.rule] += touch.weight
            self._touched[cells] = {rule: weight for rule, weight in weights.items() if weight}
        return self._touched[cells]

    def amounts(self, cells: Cells) -> Iterable[int]:
        """Every amount that closes one of the open rules, each once."""
        touched = ((rule, weight) for rule, weight in self.touches(cells).items() if rule in self.open)
        return dict.fromkeys(amount for rule, weight in touched for amount in self._closing(rule, weight))

    def is_allowed(self, cells: Cells, amount: int) -> bool:
        """Whether the cells stay within their bounds."""
        return all(self.room(cell) + amount >= 0 for cell in cells)

    def outcome(self, cells: Cells, amount: int) -> tuple[Cells, int]:
        """Open rules that hold after a change, in order, and how many that held do not."""
        closed, broken = [], 0
        for rule, weight in self.touches(cells).items():
            is_broken = self.restriction(rule).broken_at(self.residual(rule) + weight * amount)
            if rule in self.open:
                closed += [] if is_broken else [rule]
            else:
                broken += is_broken
        return tuple(sorted(closed)), broken

    def restriction(self, rule: int) -> Restriction:
        """One rule, asked for once."""
        if rule not in self._known:
            self._known[rule] = self._restrictions.restriction(rule)
        return self._known[rule]

    def _closing(self, rule: int, weight: int) -> Iterator[int]:
        """The smallest amount in a cell of that weight that closes an open rule, if a whole one does."""
        residual = self.residual(rule)
        if self.restriction(rule).equality:
            if residual % weight == 0:
                yield -residual // weight
        else:
            size = -(-residual // abs(weight))
            yield -size if weight > 0 else size

    def residual(self, rule: int) -> int:
        """What a rule comes to with the changes taken so far."""
        found = self._residuals.get(rule)
        return self.restriction(rule).residual if found is None else found

    def variable(self, cell: int) -> Variable:
        """One cell, asked for once."""
        found = self._variables.get(cell)
        if found is None:
            found = self._variables[cell] = self._restrictions.variable(cell)
        return found

    def room(self, cell: int) -> int:
        """How far a cell may be lowered; below 0 where it is under its floor. A blank cell counts from 0."""
        return self.value(cell) - self.variable(cell).floor

    def value(self, cell: int) -> int:
        """What a cell holds with the changes taken so far."""
        value = self._values.get(cell)
        if value is None:
            value = self._values[cell] = self._restrictions.value(cell)
        return value

    def total(self, cell: int) -> int:
        """The cell of a cell's total, -1 for none."""
        found = self._totals.get(cell)
        if found is None:
            found = self._totals[cell] = self._restrictions.total(cell)
        return found
