"""Withholding small counts of sensitive tables, and as many others that none of them can be computed.

A reader is taken to know every published figure, every sum and bound that the rules promise, and that counts are not
below zero. A small count is safe when another whole number could stand in its place. Figures of other periods are not
part of this: cells that a rule ties to another period are withheld only where nothing else would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from flows.curate import FLAGS, Facts, TableFacts
from flows.publish.relations import Relations, linked, relations
from schemas.published import Flag, Objection
from schemas.receipt import Fact
from schemas.returns import Returns

SMALL = 2
"""Counts from 1 to this are withheld."""
_WITH_VALUE = np.array([flag.has_value for flag in FLAGS])
_SUPPRESSED = np.int8(FLAGS.index(Flag.SUPPRESSED))
_ROUNDS = 4
_ONE = 1 - 1e-6
_NEVER = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Protected:
    """The facts as they may be published, or the objections where some small count could still be computed."""

    facts: Facts
    objections: tuple[Objection, ...]


def small(facts: TableFacts) -> NDArray[np.bool_]:
    """Counts from 1 to `SMALL` of a sensitive table, where a value is there."""
    whole = facts.decimals == 0
    found: NDArray[np.bool_] = (facts.values >= 1) & (facts.values <= SMALL) & whole & _WITH_VALUE[facts.flags]
    return found


def protect(facts: Facts, returns: Returns, withheld_before: Mapping[str, NDArray[np.bool_]]) -> Protected:
    """The facts without small counts of sensitive tables.

    `withheld_before` (by table) is what the vintage before withheld: it stays so, or two vintages together would tell.
    """
    sensitive = {table.table.code for table in facts.tables if table.table.sensitive}
    codes = linked(returns, sensitive)
    tables = [table for table in facts.tables if table.table.code in codes]
    guarded = [small(table) if table.table.code in sensitive else np.zeros_like(table.values, bool) for table in tables]
    before = [withheld_before.get(table.table.code, np.zeros_like(table.values, bool)) for table in tables]
    if not any(each.any() for each in (*guarded, *before)):
        return Protected(facts, ())
    known = relations(tables, facts.period, returns)
    candidates = _joined([_WITH_VALUE[table.flags] for table in tables])
    protector = _Protector(known, _joined(guarded), candidates)
    hidden = protector.closed(_joined(guarded) | (_joined(before) & candidates))
    objections = _objections(tables, protector.exposed(hidden))
    grids = _split(hidden, tables)
    suppressed = MappingProxyType(
        {table.table.code: _hide(table, grid) for table, grid in zip(tables, grids, strict=True)}
    )
    published = tuple(suppressed.get(table.table.code, table) for table in facts.tables)
    return Protected(replace(facts, tables=published), objections)


def _joined(grids: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    joined: NDArray[np.bool_] = np.concatenate([grid.ravel() for grid in grids]).astype(np.bool_)
    return joined


def _split(cells: NDArray[np.bool_], tables: Sequence[TableFacts]) -> list[NDArray[np.bool_]]:
    ends = np.cumsum([table.size for table in tables])[:-1]
    return [part.reshape(table.values.shape) for part, table in zip(np.split(cells, ends), tables, strict=True)]


def _hide(facts: TableFacts, hidden: NDArray[np.bool_]) -> TableFacts:
    if not hidden.any():
        return facts
    return replace(
        facts,
        values=np.where(hidden, np.int64(0), facts.values),
        flags=np.where(hidden, _SUPPRESSED, facts.flags),
    )


def _objections(tables: Sequence[TableFacts], exposed: NDArray[np.bool_]) -> tuple[Objection, ...]:
    found = []
    for facts, grid in zip(tables, _split(exposed, tables), strict=True):
        places = np.argwhere(grid)
        if len(places):
            line, column = places[0]
            told = {
                "table": facts.table.code,
                "count": str(len(places)),
                "unit": facts.sources[facts.source_of[line]].unit_name,
                "row": facts.row_labels[facts.label_of[line]],
                "column": facts.columns[column].zh,
            }
            found.append(Objection("PUBLISH-SMALL-CELLS", tuple(Fact(name, value) for name, value in told.items())))
    return tuple(found)


class _Protector:
    """Chooses which cells to withhold; the same facts give the same choice."""

    def __init__(self, known: Relations, guarded: NDArray[np.bool_], candidates: NDArray[np.bool_]) -> None:
        self.known = known
        self.guarded = guarded
        self.candidates = candidates
        self.of_cell = known.equal.T.tocsr()
        nonzero, size = known.values != 0, np.abs(known.values)
        rank = np.where(known.tied, 2, np.where(nonzero, 0, 1))
        self.cost = np.argsort(np.lexsort((size, rank)))
        """Withheld first: the smallest value above zero; then zeros; then cells tied to another period."""

    def closed(self, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """These cells and as many more as it takes."""
        hidden = hidden.copy()
        while True:
            self._pair(hidden)
            exposed = np.flatnonzero(self.exposed(hidden)).tolist()
            if not sum(self._accompany(hidden, cell) for cell in exposed):
                return hidden

    def exposed(self, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Small counts that could be computed although they are withheld."""
        found = np.zeros_like(hidden)
        for cells in self._components(hidden):
            watched = np.flatnonzero(self.guarded[cells])
            if len(watched):
                found[cells[watched[_Intruder(self.known, cells).computes(watched)]]] = True
        return found

    def _pair(self, hidden: NDArray[np.bool_]) -> None:
        """A second cell for every sum in which only one is withheld."""
        equal = self.known.equal
        pattern = csr_array((np.ones(len(equal.data)), equal.indices, equal.indptr), shape=equal.shape)
        while True:
            lonely = np.flatnonzero(pattern @ hidden.astype(np.float64) == 1).tolist()
            alone = (relation for relation in lonely if self._hidden_in(relation, hidden) == 1)
            if not sum(self._add(hidden, [relation]) for relation in alone):
                return

    def _hidden_in(self, relation: int, hidden: NDArray[np.bool_]) -> int:
        return int(hidden[self._cells_of(relation)].sum())

    def _cells_of(self, relation: int) -> NDArray[np.int32]:
        equal = self.known.equal
        return equal.indices[equal.indptr[relation] : equal.indptr[relation + 1]]

    def _relations_of(self, cell: int) -> NDArray[np.int32]:
        return self.of_cell.indices[self.of_cell.indptr[cell] : self.of_cell.indptr[cell + 1]]

    def _accompany(self, hidden: NDArray[np.bool_], cell: int) -> bool:
        """One more cell for a count that is computed: from its own sums, else from those of its companions."""
        reached, waiting, seen = [cell], [cell], {cell}
        while waiting:
            relations_here = self._relations_of(waiting.pop(0))
            if self._add(hidden, relations_here):
                return True
            for relation in relations_here:
                fresh = [each for each in self._cells_of(relation).tolist() if hidden[each] and each not in seen]
                seen.update(fresh)
                reached.extend(fresh)
                waiting.extend(fresh)
        return False

    def _add(self, hidden: NDArray[np.bool_], relations_here: Sequence[int] | NDArray[np.int32]) -> bool:
        """Withhold the cheapest published cell of these relations; False where they have none left."""
        cells = np.unique(np.concatenate([np.zeros(0, np.int32), *(self._cells_of(each) for each in relations_here)]))
        left = cells[~hidden[cells] & self.candidates[cells]]
        if not len(left):
            return False
        hidden[left[np.argmin(self.cost[left])]] = True
        return True

    def _components(self, hidden: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
        """Withheld cells that depend on one another."""
        cells = np.flatnonzero(hidden)
        both = [self.known.equal[:, cells], self.known.bounds[:, cells]]
        shared = sum((abs(each).T @ abs(each) for each in both), csr_array((len(cells), len(cells))))
        count, number = connected_components(shared, directed=False)
        order = np.argsort(number, kind="stable")
        return np.split(cells[order], np.searchsorted(number[order], np.arange(1, count)))


class _Intruder:
    """A reader who tries to compute withheld cells from everything that is known."""

    def __init__(self, known: Relations, cells: NDArray[np.int64]) -> None:
        self.equal = _touching(known.equal[:, cells])
        bounds = known.bounds[:, cells]
        touched = np.diff(bounds.indptr) > 0
        self.bounds, self.slack = bounds[touched], np.maximum(known.slack[touched], 0)
        self.lowest = np.where(known.signed[cells], -_NEVER, -known.values[cells])

    def computes(self, watched: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of these cells can take no other whole number."""
        free = np.zeros(len(watched), dtype=np.bool_)
        chance = np.random.default_rng(0)
        directions = [np.ones(len(watched)), -np.ones(len(watched))]
        directions += [chance.choice([-1.0, 1.0], len(watched)) for _ in range(_ROUNDS)]
        for direction in directions:
            if free.all():
                return ~free
            free |= np.abs(self._moved(watched, direction)) >= _ONE
        for place in np.flatnonzero(~free):
            alone = watched[place : place + 1]
            free[place] = any(abs(self._moved(alone, np.array([sign]))[0]) >= _ONE for sign in (1.0, -1.0))
        return ~free

    def _moved(self, watched: NDArray[np.intp], direction: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far the cells can move at once, each by one at most, in these directions."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # 0.2 s to import: only who withholds pays it

        cost = np.zeros(len(self.lowest))
        cost[watched] = -direction
        lowest, highest = self.lowest.copy(), np.full(len(self.lowest), _NEVER)
        lowest[watched], highest[watched] = np.maximum(lowest[watched], -1), 1
        solved = milp(
            cost,
            constraints=[
                LinearConstraint(self.equal, 0, 0),
                LinearConstraint(self.bounds, -self.slack, _NEVER),
            ],
            bounds=Bounds(lowest, highest),
        )
        moved: NDArray[np.float64] = solved.x[watched] if solved.status == 0 else np.zeros(len(watched))
        return moved


def _touching(matrix: "csr_array[np.float64, tuple[int, int]]") -> "csr_array[np.float64, tuple[int, int]]":
    """The rows of a matrix that are not empty."""
    return matrix[np.diff(matrix.indptr) > 0]
