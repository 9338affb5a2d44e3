"""From the broken rules of one submission to the single changes that mend them.

Every judged rule is one row of an integer system: residual = coefficients . cells + constant, which an equality wants
to be 0 and an inequality at most 0. A change of one cell, or of one cell carried into its total, mends a set of broken
rules when one and the same amount brings every one of them back and breaks none that held (the deductive step before
Fellegi and Holt 1976: an exact search over the residuals, no solver).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Constraints:
    """Judged rules of one submission as an integer system.

    `matrix` has one row a judged rule and one column a cell; `residuals` is left less right, in units of the matrix.
    `equality` marks rules that want 0, the others want at most 0. `known` marks those that could be told.
    `parent` gives for each cell the position of its total, -1 for none.
    """

    matrix: csr_array
    residuals: NDArray[np.int64]
    equality: NDArray[np.bool_]
    known: NDArray[np.bool_]
    parent: NDArray[np.int64]
    values: NDArray[np.int64]
    floor: NDArray[np.int64]
    """smallest value that each cell may have"""


@dataclass(frozen=True, slots=True)
class Change:
    """An amount added to one cell, or to a cell and its total alike."""

    cells: tuple[int, ...]
    amount: int


@dataclass(frozen=True, slots=True)
class Root:
    """The broken rules (rows of the system) that one change mends, and every change that mends just these.

    `changes` is empty where no single change mends the rule; `rules` then holds one row.
    """

    rules: tuple[int, ...]
    changes: tuple[Change, ...]


def roots(constraints: Constraints) -> tuple[Root, ...]:
    """The broken rules grouped by the one change that mends them, largest group first.

    Greedy over exact single changes: the change that mends most broken rules and breaks none is taken, its amount is
    applied, and the search goes on with what is left.
    """
    return tuple(_Search(constraints).run())


class _Search:
    """The state of one search: residuals as they become while changes are taken."""

    def __init__(self, constraints: Constraints) -> None:
        self.system = constraints
        self.columns = csc_array(constraints.matrix)
        self.residuals = constraints.residuals.copy()
        self.values = constraints.values.copy()
        self.open = self._broken(self.residuals) & constraints.known

    def run(self) -> Iterator[Root]:
        while self.open.any():
            best = self._best()
            if best is None:
                break
            mended, changes = best
            yield Root(tuple(int(rule) for rule in mended), changes)
            self._apply(changes[0])
            self.open[mended] = False
        for rule in np.flatnonzero(self.open):
            yield Root((int(rule),), ())

    def _broken(self, residuals: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.where(self.system.equality, residuals != 0, residuals > 0)

    def _best(self) -> tuple[NDArray[np.intp], tuple[Change, ...]] | None:
        """The broken rules mended by the best change, and all changes that mend exactly as many and the same."""
        best_rules: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        changes: list[Change] = []
        for change in self._candidates():
            mended = self._mended(change)
            if mended is None or not len(mended):
                continue
            if len(mended) > len(best_rules):
                best_rules, changes = mended, [change]
            elif len(mended) == len(best_rules) and np.array_equal(mended, best_rules):
                changes.append(change)
        if not changes:
            return None
        fewest = min(len(change.cells) for change in changes)
        return best_rules, tuple(change for change in changes if len(change.cells) == fewest)

    def _candidates(self) -> Iterator[Change]:
        """Each cell of a broken equality with the amounts that would mend one, alone and carried into its total."""
        matrix = self.system.matrix
        seen: set[Change] = set()
        for rule in np.flatnonzero(self.open & self.system.equality):
            start, stop = matrix.indptr[rule], matrix.indptr[rule + 1]
            residual = int(self.residuals[rule])
            for cell, coefficient in zip(matrix.indices[start:stop], matrix.data[start:stop], strict=True):
                amount, rest = divmod(-residual, int(coefficient))
                if rest:
                    continue
                for cells in self._reach(int(cell)):
                    change = Change(cells, amount)
                    if change not in seen:
                        seen.add(change)
                        yield change

    def _reach(self, cell: int) -> tuple[tuple[int, ...], ...]:
        total = int(self.system.parent[cell])
        return ((cell,),) if total < 0 else ((cell,), (cell, total))

    def _mended(self, change: Change) -> NDArray[np.intp] | None:
        """Open rules that the change mends; None where it breaks one that held or leaves the cells' bounds."""
        for cell in change.cells:
            if self.values[cell] + change.amount < self.system.floor[cell]:
                return None
        rules, moved = self._moved(change)
        known = self.system.known[rules]
        rules, moved = rules[known], moved[known]
        after = self.residuals[rules] + moved
        broken = np.where(self.system.equality[rules], after != 0, after > 0)
        was_open = self.open[rules]
        if (broken & ~was_open & (moved != 0)).any():
            return None
        return np.sort(rules[was_open & ~broken])

    def _moved(self, change: Change) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Rules that the change touches, and by how much it moves each residual."""
        columns = self.columns
        parts = [slice(columns.indptr[cell], columns.indptr[cell + 1]) for cell in change.cells]
        touched = np.concatenate([columns.indices[part] for part in parts])
        weights = np.concatenate([columns.data[part] for part in parts])
        rules, inverse = np.unique(touched, return_inverse=True)
        sums = np.zeros(len(rules), dtype=np.int64)
        np.add.at(sums, inverse, weights * change.amount)
        return rules, sums

    def _apply(self, change: Change) -> None:
        rules, moved = self._moved(change)
        self.residuals[rules] += moved
        for cell in change.cells:
            self.values[cell] += change.amount
