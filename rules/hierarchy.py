"""A parent row is the sum of its child rows, in every column: judged for all parents and columns by one product."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from rules.interval import Integers
from rules.judge import Codes, State, Verdict
from rules.linear import SAFE


@dataclass(frozen=True, slots=True, eq=False)
class HierarchyJudgements:
    """Verdicts and residuals (parent less the sum of its children, scaled like the column): parents x columns.

    `parents` are the positions of the parent rows. A residual has a meaning only where the verdict is HOLDS or VIOLATED.
    """

    parents: NDArray[np.intp]
    residuals: Integers
    verdicts: Codes


def judge_hierarchy(
    parent_of: NDArray[np.int64], values: NDArray[np.int64], states: Codes, missing: NDArray[np.bool_] | None = None
) -> HierarchyJudgements:
    """Every parent row against the sum of its children, in every column.

    `parent_of` (rows) is the position of each row's parent, below 0 at the top. `values` and `states` (`State`) are
    rows x columns. `missing` (rows) marks parents that have a child which is no row of this table at all.
    A child that is not known, or is absent, leaves its parent open; a parent that is absent is not judged. Whoever
    holds a cell that is declared as not asked of a child passes it as KNOWN and 0: it adds nothing.
    """
    children = np.flatnonzero(parent_of >= 0)
    parents, of_child = np.unique(parent_of[children], return_inverse=True)
    ones = np.ones(len(children), dtype=np.int64)
    incidence = csr_array((ones, (of_child, children)), shape=(len(parents), len(values)))
    open_children = incidence @ (states != State.KNOWN).astype(np.int64) > 0
    if missing is not None:
        open_children |= missing[parents][:, np.newaxis]
    residuals = _residuals(incidence, parents, values)
    verdicts = np.where(np.equal(residuals, 0), np.int8(Verdict.HOLDS), np.int8(Verdict.VIOLATED))
    verdicts[open_children | (states[parents] == State.UNKNOWN)] = Verdict.CANNOT_TELL
    verdicts[states[parents] == State.ABSENT] = Verdict.NOT_APPLICABLE
    return HierarchyJudgements(parents.astype(np.intp), residuals, verdicts)


def _residuals(
    incidence: "csr_array[np.int64, tuple[int, int]]", parents: NDArray[np.int64], values: NDArray[np.int64]
) -> Integers:
    if not len(parents):
        return values[parents]
    largest = max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0))))
    most_children = int(np.diff(incidence.indptr).max())
    if largest * (most_children + 1) < SAFE:
        narrow: Integers = values[parents] - incidence @ values
        return narrow
    wide: Integers = values[parents].astype(object)
    for place in range(len(parents)):
        rows = incidence.indices[incidence.indptr[place] : incidence.indptr[place + 1]]
        wide[place] = wide[place] - values[rows].astype(object).sum(axis=0)
    return wide
