"""The facts of a period: each with its lineage and its quality flag, all facts of a table in a few arrays."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flows.rulebook import Printed
from schemas.in_force import asked
from schemas.model import SEE_ROW, TOTAL_ROW, Column, Grain, Table
from schemas.periods import Period
from schemas.published import Flag
from schemas.submission import Approved

FLAGS: tuple[Flag, ...] = tuple(Flag)
"""A flag is kept as its position here."""
WITH_VALUE = np.array([flag.has_value for flag in FLAGS])
"""Whether a fact with the flag has a value, in the order of `FLAGS`."""


@dataclass(frozen=True, slots=True)
class WaivedRule:
    """A rule that was silenced for a workbook: its code, the row and the item as printed, and why, in the office's words."""

    code: str
    row: Printed
    column: Printed
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """The workbook that facts come from; the name is the unit's at the period's end.

    `waived` are the rules that were silenced for it, a line a waiver.
    """

    workbook: Approved
    unit_name: str
    waived: tuple[WaivedRule, ...]


@dataclass(frozen=True, eq=False)
class TableFacts:
    """All facts of one table. A line is one table row of one workbook; a fact is a line in one of `columns`.

    `source_of`, `row_of` and `label_of` (lines) point into `sources`, `row_codes` and `row_labels`. `values`
    (int64 scaled by the column's decimals, 0 where the flag allows none), `flags` (positions in `FLAGS`), `sheet_of`
    (into `sheets`), `at_row` and `at_column` (from 1; 0 where there is no such cell) are lines x columns.
    """

    table: Table
    columns: tuple[Column, ...]
    sources: tuple[Source, ...]
    row_codes: tuple[str, ...]
    row_labels: tuple[str, ...]
    sheets: tuple[str, ...]
    source_of: NDArray[np.int32]
    row_of: NDArray[np.int32]
    label_of: NDArray[np.int32]
    values: NDArray[np.int64]
    flags: NDArray[np.int8]
    sheet_of: NDArray[np.int16]
    at_row: NDArray[np.int32]
    at_column: NDArray[np.int16]

    @property
    def size(self) -> int:
        """Number of facts."""
        return int(self.values.size)

    def slices(self, most: int) -> "Iterator[TableFacts]":
        """The facts in parts of whole workbooks, each of about `most` facts or of one workbook."""
        lines = len(self.source_of)
        begins = np.flatnonzero(np.diff(self.source_of, prepend=-1)).tolist()
        first = 0
        for begin, end in pairwise([*begins, lines]):
            if begin > first and (end - first) * len(self.columns) > most:
                yield self._lines(first, begin)
                first = begin
        if lines:
            yield self._lines(first, lines)

    def _lines(self, first: int, end: int) -> "TableFacts":
        if first == 0 and end == len(self.source_of):
            return self
        return replace(
            self,
            source_of=self.source_of[first:end],
            row_of=self.row_of[first:end],
            label_of=self.label_of[first:end],
            values=self.values[first:end],
            flags=self.flags[first:end],
            sheet_of=self.sheet_of[first:end],
            at_row=self.at_row[first:end],
            at_column=self.at_column[first:end],
        )

    @cached_property
    def decimals(self) -> NDArray[np.int64]:
        """Decimals of each column."""
        return np.array([column.measure.decimals for column in self.columns], dtype=np.int64)

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Values in the unit of measure, lines x columns; NaN where there is none.

        Each is the floating-point number nearest to the exact value (scaled values stay below 10**15), so that
        rounding it times 10**decimals gives the reported integer back.
        """
        numbers = self.values / np.power(10.0, self.decimals)
        numbers[~WITH_VALUE[self.flags]] = np.nan
        return numbers

    @cached_property
    def parent_of(self) -> NDArray[np.int64]:
        """Line of which each line is a part (the county total, or the stub row above it); -1 at the top."""
        above = {row.code: row.parent for row in self.table.rows if row.parent}
        if self.table.grain is Grain.UNIT:
            above = {code: TOTAL_ROW for code in self.row_codes if code != TOTAL_ROW}
        codes = [self.row_codes[position] for position in self.row_of]
        keys = list(zip(self.source_of.tolist(), codes, strict=True))
        line_of = {key: line for line, key in enumerate(keys)}
        found = [line_of.get((source, above[code]), -1) if code in above else -1 for source, code in keys]
        return np.array(found, dtype=np.int64)

    def measures(self) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        """Names of the units of measure, and which one each fact has: lines x columns."""
        of_row = {row.code: row.measure.zh for row in self.table.rows}
        names = tuple(dict.fromkeys([column.measure.zh for column in self.columns] + list(of_row.values())))
        place = {name: position for position, name in enumerate(names)}
        by_column = np.array([place[column.measure.zh] for column in self.columns], dtype=np.int32)
        found = np.broadcast_to(by_column, self.values.shape).copy()
        seen = [position for position, column in enumerate(self.columns) if column.measure == SEE_ROW]
        if seen:
            default = SEE_ROW.zh
            by_row = np.array([place[of_row.get(code, default)] for code in self.row_codes], dtype=np.int32)
            found[:, seen] = by_row[self.row_of][:, np.newaxis]
        return names, found


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All facts of one period, table by table, and the workbooks that they come from."""

    period: Period
    sources: tuple[Source, ...]
    tables: tuple[TableFacts, ...]

    @property
    def size(self) -> int:
        """Number of facts."""
        return sum(table.size for table in self.tables)

    def table(self, code: str) -> TableFacts | None:
        """The facts of one table, None where the period has none."""
        return next((facts for facts in self.tables if facts.table.code == code), None)

    def fingerprint(self) -> str:
        """SHA-256 of all facts with their lineage: equal exactly where every value, flag and source is."""
        seal = sha256(str(self.period).encode())
        of = ((each.workbook, each.unit_name) for each in self.sources)
        seal.update(repr([(w.unit, name, w.submission, w.sha256, w.rule_set) for w, name in of]).encode())
        for facts in self.tables:
            names = [column.name for column in facts.columns]
            seal.update(repr((facts.table.code, names, facts.row_codes, facts.row_labels, facts.sheets)).encode())
            for array in (
                facts.source_of, facts.row_of, facts.label_of, facts.values,
                facts.flags, facts.sheet_of, facts.at_row, facts.at_column,
            ):  # fmt: skip
                seal.update(np.ascontiguousarray(array).tobytes())
        return seal.hexdigest()


def columns_in_force(table: Table, period: Period) -> tuple[Column, ...]:
    """The columns of a table that are asked in a period."""
    return tuple(column for column in table.columns if asked(column, period))
