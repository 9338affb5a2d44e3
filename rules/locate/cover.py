"""The fewest cells as a set covering: a solver proposes cells, exact elimination confirms them or adds an implied edit.

The numbers of the tables never reach the solver (Garfinkel, Kunnathur and Liepins 1986): its program is of zeros and
ones alone, so no bound has to be guessed and no rounding can matter, whatever the size of the totals.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from rules.locate.answers import answer
from rules.locate.problem import Answer
from rules.locate.system import Solved, System

_TRUST = 1e-3
"""What a step of trust costs beside a cell: it decides among answers of as many cells."""
_GUESSES = 40
"""Supports guessed before the first program."""
_NODES = 2000
"""Nodes of one program; far more than such programs need."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The answers found, and whether none of fewer cells exists and all of as many are there."""

    answers: tuple[Answer, ...]
    proven: bool


class Covering:
    """The search over supports that meet every implied edit found so far.

    Work is limited by counts, never by a clock: the same figures give the same answers on every machine.
    """

    def __init__(self, system: System, rounds: int) -> None:
        self._system = system
        self._rounds = rounds
        self._is_sure = True
        self._edits = [frozenset(system.row(rule)) for rule in sorted(system.books.open)]
        self._refused: list[frozenset[int]] = []

    def run(self, most_answers: int, most_cells: int | None) -> Covered:
        """Answers of the fewest cells; stops after so many rounds."""
        self._warm_up()
        found: list[Answer] = []
        size = most_cells
        while self._rounds:
            self._rounds -= 1
            support = self._proposed(size)
            if support is None:
                return Covered(tuple(found), proven=self._is_sure)
            tried = self._system.attempt(support)
            if isinstance(tried, Solved):
                found.append(answer(support, tried))
                size = len(support)
                self._refused.append(frozenset(support))
                if len(found) >= most_answers:
                    return Covered(tuple(found), proven=self._is_sure)
            elif not tried.edits:
                self._is_sure = False
                self._refused.append(frozenset(support))
            else:
                self._edits += tried.edits
        return Covered(tuple(found), proven=False)

    def _warm_up(self) -> None:
        """Edits found by guesses: each spares a program, which costs far more than to refute a guess."""
        for _ in range(_GUESSES):
            support = self._guessed()
            tried = self._system.attempt(support)
            if isinstance(tried, Solved) or not tried.edits or not all(tried.edits):
                return
            self._edits += tried.edits

    def _guessed(self) -> tuple[int, ...]:
        """Cells that meet every edit so far: again and again the one that meets most of those left."""
        left, chosen = list(self._edits), []
        while left:
            counts = Counter(cell for edit in left for cell in edit)
            trust = self._system.books.variable
            best = min(counts, key=lambda cell: (-counts[cell], trust(cell).trust, cell))
            chosen.append(best)
            left = [edit for edit in left if best not in edit]
        return tuple(sorted(chosen))

    def _proposed(self, most: int | None) -> tuple[int, ...] | None:
        """The cheapest cells that meet every edit and contain no refused answer; None where there are none."""
        cells = sorted(set().union(*self._edits))
        place = {cell: at for at, cell in enumerate(cells)}
        sets = [*self._edits, *self._refused]
        if not cells or not all(self._edits):
            return None
        rows = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
        columns = np.array([place[cell] for each in sets for cell in sorted(each)])
        table = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(cells)))
        low = np.array([1.0] * len(self._edits) + [0.0] * len(self._refused))
        high = np.array([np.inf] * len(self._edits) + [len(each) - 1.0 for each in self._refused])
        trust = np.array([self._system.books.variable(cell).trust for cell in cells], dtype=float)
        limits = [LinearConstraint(table, low, high)]
        if most is not None:
            limits.append(LinearConstraint(csr_array(np.ones((1, len(cells)))), -np.inf, float(most)))
        solved = milp(
            1.0 + _TRUST * trust, constraints=limits, integrality=np.ones(len(cells), dtype=np.int64), bounds=Bounds(0, 1),
            options={"node_limit": _NODES, "disp": False},
        )  # fmt: skip
        self._is_sure = self._is_sure and solved.status != 1
        if solved.x is None:
            return None
        return tuple(cell for cell, chosen in zip(cells, solved.x, strict=True) if chosen > 0.5)
