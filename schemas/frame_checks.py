"""The checks of a frame: a rule on every row, a parent as the sum of its children, no row twice.

Each gives one answer a row, always true or false: pandera would take an NA for the end of the whole check. They are
plain objects, which travel to other processes where functions without a name would not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_integer_dtype

from rules.edit_rule import EditRule
from rules.evaluate import QUARTER, holds
from rules.language import Item, Scope, items_of
from schemas.in_force import judged
from schemas.model import TOTAL_ROW, Grain, Table
from schemas.periods import Frequency, Period
from schemas.reading import LARGEST
from schemas.returns import Returns

UNIT, ROW, YEAR = "unit", "row", "year"
"""Levels of the index of a frame, and the column that with `quarter` says which period a row is of."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One rule as a check of a frame: true on every row where it is not violated."""

    rule: EditRule
    decimals: Mapping[Item, int]
    totals_only: bool

    @classmethod
    def of(cls, table: Table, rule: EditRule, members: Returns) -> Self:
        """The check of a rule of a table. Raises KeyError for another table that is not among `members`."""

        def decimals(item: Item) -> int:
            if not item.column:
                return max(column.measure.decimals for column in table.columns)
            home = members.table(item.table) if item.table else table
            return home.column(item.column).measure.decimals

        totals_only = rule.scope is not Scope.ROW and table.grain is Grain.UNIT
        return cls(rule, {item: decimals(item) for item in items_of(rule.relation)}, totals_only)

    def __call__(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """One answer a row, in the index of the frame; what cannot be told is not violated."""
        needed = {*(item.text for item in self.decimals), QUARTER} & set(frame.columns)
        numbers = pd.DataFrame({name: _whole_numbers(frame[name]) for name in sorted(needed)}, index=frame.index)
        kept = holds(self.rule.relation, numbers, self.decimals.__getitem__)
        return pd.Series(kept.to_numpy(dtype=bool) | ~self._judged(frame), index=frame.index, dtype=bool)

    def _judged(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """The rows on which the rule is judged: by its scope, and by the calendar."""
        rows = np.ones(len(frame), dtype=bool)
        if self.totals_only:
            rows &= frame.index.get_level_values(ROW) == TOTAL_ROW
        if self.rule.when or self.rule.since or self.rule.until:
            rows &= self._in_force(frame)
        return rows

    def _in_force(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        rows = np.zeros(len(frame), dtype=bool)
        if not {YEAR, QUARTER} <= set(frame.columns):
            return rows
        years, quarters = (_whole_numbers(frame[name]).fillna(0).to_numpy(dtype=np.int64) for name in (YEAR, QUARTER))
        for year, quarter in {(int(y), int(q)) for y, q in zip(years, quarters, strict=True)}:
            if 1900 <= year <= 2999 and 1 <= quarter <= 4:
                period = Period.of(year, Frequency.QUARTERLY, quarter)
                rows |= (years == year) & (quarters == quarter) & judged(self.rule, period)
        return rows


@dataclass(frozen=True, slots=True)
class HierarchyCheck:
    """A parent row is the sum of its children: true on every row of one column where that is not violated.

    `parents` gives the parent of a stub row; empty for a table of units, where every row is part of the county total.
    """

    parents: Mapping[str, str]

    def __call__(self, column: "pd.Series[int]") -> "pd.Series[bool]":
        """One answer a row; a parent with a child that is missing or unknown is not violated."""
        numbers = _whole_numbers(column)
        known = (numbers.abs() < LARGEST).fillna(False).to_numpy(dtype=bool)
        values = np.where(known, numbers.fillna(0).to_numpy(dtype=np.int64), 0)
        own, above = self._groups(column.index)
        below = above >= 0
        size = 1 + max(own.max(initial=-1), above.max(initial=-1))
        sums = np.zeros(size, dtype=np.int64)
        np.add.at(sums, above[below], values[below])
        children, told = np.bincount(above[below], minlength=size), np.bincount(above[below & known], minlength=size)
        wanted = np.array([self._children(name) for name in self._names()], dtype=np.int64)
        wanted = np.tile(wanted, -(-size // len(wanted)))[:size]
        complete = (children == told) & (children > 0) & ((wanted == 0) | (children == wanted))
        violated = (own >= 0) & known & complete[own] & (sums[own] != values)
        return pd.Series(~violated, index=column.index, dtype=bool)

    def _groups(self, index: pd.Index) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each row the family that it heads and the one that it belongs to, -1 for none; unit by unit."""
        unit, _ = pd.factorize(index.get_level_values(UNIT))
        row, codes = pd.factorize(index.get_level_values(ROW))
        names = self._names()
        places = {name: place for place, name in enumerate(names)}
        own = np.array([places.get(str(code), -1) for code in codes], dtype=np.int64)[row]
        above = np.array([places.get(self._parent_of(str(code)), -1) for code in codes], dtype=np.int64)[row]
        base = unit * len(names)
        return np.where(own >= 0, base + own, -1), np.where(above >= 0, base + above, -1)

    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.parents.values())) or (TOTAL_ROW,)

    def _parent_of(self, row: str) -> str:
        if self.parents:
            return self.parents.get(row, "")
        return "" if row == TOTAL_ROW else TOTAL_ROW

    def _children(self, name: str) -> int:
        """How many children a stub row must have; 0 where any number will do."""
        return sum(parent == name for parent in self.parents.values())


def unique_rows(frame: pd.DataFrame) -> "pd.Series[bool]":
    """True on every row whose (unit, row) stands once."""
    return pd.Series(~frame.index.duplicated(keep=False), index=frame.index, dtype=bool)


def _whole_numbers(column: "pd.Series[int]") -> "pd.Series[int]":
    """The column with NA for whatever is no whole number: its type is another check's business."""
    if is_integer_dtype(column.dtype):
        return column.astype("Int64")
    kept = [value if type(value) is int else pd.NA for value in column.astype(object)]
    return pd.Series(pd.array(kept, dtype="Int64"), index=column.index)
