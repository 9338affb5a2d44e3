"""One table of many counties before its rules: the verdicts, and where each value came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from flows.check.gather import SOURCE, Gathered, Gatherer
from flows.check.panel import NOWHERE, Panel
from rules.edit_rule import EditRule
from rules.hierarchy import HierarchyJudgements, judge_hierarchy
from rules.judge import Flags, Judgements, Verdict, judge
from rules.language import Item, Level, Scope, Shift, items_of
from rules.linear import System, compile_system
from schemas.in_force import as_judged, judged, quarter_of
from schemas.periods import Period
from schemas.returns import Returns

TALLIED = (Verdict.HOLDS, Verdict.VIOLATED, Verdict.CANNOT_TELL)
"""Verdicts that are counted, in the order of `Judged.tallies`."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A table's panel with its verdicts.

    `judgements` has one row a rule of `rules` and one column a panel row; rules of the total row are not applicable
    elsewhere. `gathered` is in the order of the system's items; `hierarchy` is None where no row has a parent.
    """

    panel: Panel
    rules: tuple[EditRule, ...]
    judgements: Judgements
    gathered: tuple[Gathered, ...]
    hierarchy: HierarchyJudgements | None
    gatherer: Gatherer

    @cached_property
    def earlier(self) -> tuple[Gathered, ...]:
        """Where each row stood in earlier periods, the nearest first (its column is any); none that is not on file."""
        item = self.panel.names[0]
        found = [self.gatherer.gather(Item("", item, shift)) for shift in Shift if shift is not Shift.NOW]
        sources = {id(each.source): each for each in found if each.source is not None and len(each.source.row_codes)}
        return tuple(sorted(sources.values(), key=lambda each: -_ends(each)))

    @cached_property
    def tallies(self) -> NDArray[np.int64]:
        """How many judgements of each county came out so: counties x `TALLIED`."""
        counted = [self._tallied(verdict) for verdict in TALLIED]
        return np.column_stack(counted)

    @cached_property
    def unheard(self) -> NDArray[np.int64]:
        """How many judgements of each county were not made because a workbook that they look to is not there.

        An earlier period's, or another return's of the same period.
        """
        counts = np.zeros(len(self.panel.units), dtype=np.int64)
        lacking = self._lacking
        system = self.judgements.system
        for index, rule in enumerate(self.rules) if lacking else ():
            sources = {id(self.gathered[system.place[item]].source) for item in items_of(rule.relation)}
            if sources.isdisjoint(lacking):
                continue
            of_county = np.logical_or.reduce([lacking[each] for each in sources if each in lacking])
            rows = of_county[self.panel.county] & (self.judgements.verdicts[index] == Verdict.NOT_APPLICABLE)
            if rule.scope is Scope.TOTAL:
                rows &= np.isin(np.arange(len(rows)), self.panel.total_rows)
            counts += np.bincount(self.panel.county[rows], minlength=len(counts))
        return counts

    @property
    def _lacking(self) -> Mapping[int, Flags]:
        """Which counties other panels, by their identity, have no table of: those panels that lack some."""
        sources = {id(each.source): each.source for each in self.gathered if each.source is not None}
        others = {number: source for number, source in sources.items() if source is not self.panel}
        lacking = {number: np.array([each is None for each in source.readings]) for number, source in others.items()}
        return {number: counties for number, counties in lacking.items() if counties.any()}

    @cached_property
    def place_of(self) -> Mapping[int, int]:
        """Position among the hierarchy's parents of each parent row."""
        parents = self.hierarchy.parents.tolist() if self.hierarchy else []
        return MappingProxyType({parent: place for place, parent in enumerate(parents)})

    def own_column(self, item: int) -> int:
        """The column in which each row holds its own value of an item (its position); NOWHERE where rows do not."""
        of, gathered = self.judgements.system.items[item], self.gathered[item]
        return gathered.column if of.level is Level.ROW and gathered.source is self.panel else NOWHERE

    def _tallied(self, verdict: Verdict) -> NDArray[np.int64]:
        counties, size = self.panel.county, len(self.panel.units)
        rows = np.count_nonzero(self.judgements.verdicts == verdict, axis=0)
        count = np.bincount(counties, rows, size).astype(np.int64)
        if self.hierarchy is not None:
            parents = np.count_nonzero(self.hierarchy.verdicts == verdict, axis=1)
            count += np.bincount(counties[self.hierarchy.parents], parents, size).astype(np.int64)
        return count


def hear(gatherer: Gatherer, rules: Sequence[EditRule], returns: Returns) -> Judged:
    """Every rule of the table that is in force, on every row of the panel, and the hierarchy of its rows."""
    panel = gatherer.panel
    active = _active(rules, panel.period, of_city=False)
    system = compiled(panel.table.code, active, quarter_of(panel.period), returns)
    gathered = tuple(gatherer.gather(item) for item in system.items)
    judgements = judge(system, *_block(gathered, len(panel.row_codes)))
    elsewhere = np.ones(len(panel.row_codes), dtype=np.bool_)
    elsewhere[panel.total_rows] = False
    for index, rule in enumerate(active):
        if rule.scope is Scope.TOTAL:
            judgements.verdicts[index, elsewhere] = Verdict.NOT_APPLICABLE
    return Judged(panel, active, judgements, gathered, _hierarchy(panel), gatherer)


def _ends(gathered: Gathered) -> int:
    return gathered.source.period.last_day.toordinal() if gathered.source is not None else 0


def _hierarchy(panel: Panel) -> HierarchyJudgements | None:
    parents = panel.parent_of
    return judge_hierarchy(parents, panel.values, panel.states) if (parents != NOWHERE).any() else None


def hear_city(gatherer: Gatherer, rules: Sequence[EditRule], returns: Returns) -> Judged:
    """The rules over all counties, judged once, on the panel's first row."""
    panel = gatherer.panel
    active = _active(rules, panel.period, of_city=True)
    system = compiled(panel.table.code, active, quarter_of(panel.period), returns)
    gathered = tuple(gatherer.gather(item) for item in system.items)
    values, states = _block(gathered, len(panel.row_codes))
    return Judged(panel, active, judge(system, values[:, :1], states[:, :1]), gathered, None, gatherer)


def _active(rules: Sequence[EditRule], period: Period, *, of_city: bool) -> tuple[EditRule, ...]:
    """The rules that are judged in a period, of the whole city or of single rows, as they are judged then."""
    chosen = (rule for rule in rules if (rule.scope is Scope.CITY) is of_city)
    return tuple(as_judged(rule, period) for rule in chosen if judged(rule, period))


@lru_cache(maxsize=256)
def compiled(table: str, rules: tuple[EditRule, ...], quarter: int, returns: Returns) -> System:
    """The integer system of some rules of a table, made once a process."""

    def decimals(item: Item) -> int:
        if item == SOURCE:
            return max(column.measure.decimals for column in returns.table(table).columns)
        return returns.table(item.table or table).column(item.column).measure.decimals

    return compile_system([rule.relation for rule in rules], decimals, quarter)


def _block(gathered: Sequence[Gathered], rows: int) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    if not gathered:
        return np.zeros((0, rows), dtype=np.int64), np.zeros((0, rows), dtype=np.int8)
    return np.vstack([each.values for each in gathered]), np.vstack([each.states for each in gathered])
