"""One table of many counties before its rules: the verdicts, and where each value came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from flows.check.panel import Gathered, Gatherer, Panel
from rules.edit_rule import EditRule
from rules.hierarchy import HierarchyJudgements, judge_hierarchy
from rules.judge import Judgements, Verdict, judge
from rules.language import Item, Scope
from rules.linear import System, compile_system
from schemas.finding import Tally
from schemas.in_force import judged, quarter_of
from schemas.model import TOTAL_ROW, Grain
from schemas.returns import Returns


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A table's panel with its verdicts.

    `judgements` has one row a rule of `rules` and one column a panel row; rules of the total row are not applicable
    elsewhere. `gathered` is in the order of the system's items. `parent_of` gives the position of each row's parent, -1
    for none; `hierarchy` is None where no row has one.
    """

    panel: Panel
    rules: tuple[EditRule, ...]
    judgements: Judgements
    gathered: tuple[Gathered, ...]
    parent_of: NDArray[np.int64]
    hierarchy: HierarchyJudgements | None

    def tally(self, county: int) -> Tally:
        """Held, violated and untold judgements of one county (position in `panel.units`)."""
        start, stop = int(self.panel.starts[county]), int(self.panel.starts[county + 1])
        blocks = [self.judgements.verdicts[:, start:stop]]
        if self.hierarchy is not None:
            blocks.append(self.hierarchy.verdicts[self.panel.county[self.hierarchy.parents] == county])
        counts = [sum(int(np.count_nonzero(block == verdict)) for block in blocks) for verdict in _TALLIED]
        return Tally(*counts)


_TALLIED = (Verdict.HOLDS, Verdict.VIOLATED, Verdict.CANNOT_TELL)


def hear(gatherer: Gatherer, rules: Sequence[EditRule], returns: Returns) -> Judged:
    """Every rule of the table that is in force, on every row of the panel, and the hierarchy of its rows."""
    panel = gatherer.panel
    active = tuple(rule for rule in rules if rule.scope is not Scope.CITY and judged(rule, panel.period))
    system = compiled(panel.table.code, active, quarter_of(panel.period), returns)
    gathered = tuple(gatherer.gather(item) for item in system.items)
    judgements = judge(system, *_block(gathered, len(panel.row_codes)))
    for index, rule in enumerate(active):
        if rule.scope is Scope.TOTAL:
            judgements.verdicts[index] = _only(judgements.verdicts[index], panel)
    parents = parents_of(panel)
    hierarchy = judge_hierarchy(parents, panel.values, panel.states) if (parents >= 0).any() else None
    return Judged(panel, active, judgements, gathered, parents, hierarchy)


def hear_city(gatherer: Gatherer, rules: Sequence[EditRule], returns: Returns) -> Judged:
    """The rules over all counties, judged once, on the panel's first row."""
    panel = gatherer.panel
    active = tuple(rule for rule in rules if rule.scope is Scope.CITY and judged(rule, panel.period))
    system = compiled(panel.table.code, active, quarter_of(panel.period), returns)
    gathered = tuple(gatherer.gather(item) for item in system.items)
    values, states = _block(gathered, len(panel.row_codes))
    alone = np.full(len(panel.row_codes), -1, dtype=np.int64)
    return Judged(panel, active, judge(system, values[:, :1], states[:, :1]), gathered, alone, None)


@lru_cache(maxsize=256)
def compiled(table: str, rules: tuple[EditRule, ...], quarter: int, returns: Returns) -> System:
    """The integer system of some rules of a table, made once a process."""

    def decimals(item: Item) -> int:
        if item == Item("", ""):
            return max(column.measure.decimals for column in returns.table(table).columns)
        return returns.table(item.table or table).column(item.column).measure.decimals

    return compile_system([rule.relation for rule in rules], decimals, quarter)


def _block(gathered: Sequence[Gathered], rows: int) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    if not gathered:
        return np.zeros((0, rows), dtype=np.int64), np.zeros((0, rows), dtype=np.int8)
    return np.vstack([each.values for each in gathered]), np.vstack([each.states for each in gathered])


def _only(verdicts: NDArray[np.int8], panel: Panel) -> NDArray[np.int8]:
    """The verdicts on the total rows, not applicable on all others."""
    kept = np.full(len(verdicts), Verdict.NOT_APPLICABLE, dtype=np.int8)
    kept[panel.total_rows] = verdicts[panel.total_rows]
    return kept


def parents_of(panel: Panel) -> NDArray[np.int64]:
    """Position of each row's parent in the panel, -1 for none: the county total, or the stub row above it."""
    parents = np.full(len(panel.row_codes), -1, dtype=np.int64)
    if panel.table.grain is Grain.UNIT:
        below = np.array([code != TOTAL_ROW for code in panel.row_codes], dtype=bool)
        parents[below] = panel.total_of[below]
        return parents
    above = {row.code: row.parent for row in panel.table.rows if row.parent}
    for position, code in enumerate(panel.row_codes):
        if code in above:
            unit = panel.units[panel.county[position]]
            parents[position] = panel.position.get((unit, above[code]), -1)
    return parents
