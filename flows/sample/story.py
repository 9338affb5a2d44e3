"""What the sample city reports in each period: figures of every table, in balance with each other and with the past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from flows.sample.base import Base, BaseTable, Block, reckon
from flows.sample.people import People, Reporter
from flows.template import Earlier, Figures
from schemas.model import TOTAL_ROW, ItemKind, Return, Table
from schemas.periods import Frequency, Period
from schemas.returns import Returns

FIRST = Period.of(2025, Frequency.QUARTERLY, 4)
"""The year-end before the story's year; nothing is known of earlier periods."""
LAST = Period.of(2026, Frequency.QUARTERLY, 4)


@dataclass(frozen=True, slots=True)
class Mirror:
    """Moves that one side counts in and the other out; what is too much goes to the moves from or to farther away."""

    table: str
    inward: str
    inward_rest: str
    outward: str
    outward_rest: str


# Within a county both sides are on the total row; within the city they are in several workbooks.
_IN_COUNTY = (
    Mirror("CA1", "inc_move_in_county", "inc_move_in_outside", "dec_move_out_county", "dec_move_out_outside"),
    Mirror("PM1", "move_in_county", "move_in_other", "move_out_county", "move_out_other"),
    Mirror("TA2", "inc_move_in_county", "inc_move_in_outside", "dec_move_out_county", "dec_move_out_outside"),
)
_IN_CITY = (
    Mirror("CA1", "inc_move_in_city", "inc_move_in_outside", "dec_move_out_city", "dec_move_out_outside"),
    Mirror("PM1", "move_in_city", "move_in_other", "move_out_city", "move_out_other"),
    Mirror("TA2", "inc_move_in_city", "inc_move_in_outside", "dec_move_out_city", "dec_move_out_outside"),
)


class Story:
    """Figures of all reporters by period; each period is told once and kept."""

    def __init__(self, people: People, base: Base, returns: Returns) -> None:
        self.people = people
        self.base = base
        self.returns = returns
        self._told: dict[Period, Mapping[tuple[str, str], Figures]] = {}

    @cached_property
    def forms(self) -> tuple[Return, ...]:
        """Returns all of whose tables the sample county has figures for."""
        known = self.base.tables.keys() | self.base.stubs.keys()
        return tuple(each for each in self.returns if {table.code for table in each.tables} <= known)

    def figures(self, reporter: Reporter, form: Return, period: Period) -> tuple[Figures, ...]:
        """The tables of one workbook, total rows included. Raises ValueError for a period outside the story."""
        told = self._tell(period)
        code = reporter.unit.code
        return tuple(told[code, table.code] for table in form.tables if period.covers(table.frequency))

    def earlier(self, reporter: Reporter, form: Return, period: Period) -> Earlier:
        """What was on file when the workbook was made."""
        code, year_end = reporter.unit.code, period.previous_year_end()
        closings = self._kept(code, [(table, year_end) for table in form.tables])
        before = [(table, period.shift(-(table.frequency.months // period.months))) for table in form.tables]
        return Earlier(closings, self._kept(code, before))

    def _kept(self, code: str, wanted: Sequence[tuple[Table, Period]]) -> tuple[Figures, ...]:
        return tuple(
            self._tell(period)[code, table.code]
            for table, period in wanted
            if period >= FIRST and period.covers(table.frequency)
        )

    def _tell(self, period: Period) -> Mapping[tuple[str, str], Figures]:
        if period not in self._told:
            if not FIRST <= period <= LAST or period.frequency is not Frequency.QUARTERLY:
                raise ValueError(f"the sample city reports the quarters from {FIRST} to {LAST}, not {period}")
            self._told[period] = MappingProxyType(dict(self._period(period)))
        return self._told[period]

    def _period(self, period: Period) -> Iterator[tuple[tuple[str, str], Figures]]:
        blocks = {
            (each.unit.code, table.table.code): _summed(each, table, period)
            for each in self.people.reporters
            for table in self.base.tables.values()
            if period.covers(table.table.frequency)
        }
        self._balance(blocks, period)
        totals: dict[tuple[str, str], Block] = {}
        for each in self.people.reporters:
            codes = (TOTAL_ROW, *(member.unit.code for member in each.members))
            for (owner, code), block in blocks.items():
                if owner == each.unit.code:
                    total = block.sum(axis=0, keepdims=True)
                    totals[owner, code] = total[0]
                    columns = self.base.tables[code].columns
                    yield (owner, code), Figures.complete(code, columns, codes, np.vstack((total, block)))
            yield from self._stubs(each, totals, period)

    def _balance(self, blocks: dict[tuple[str, str], Block], period: Period) -> None:
        for mirror in _IN_COUNTY:
            for each in self.people.reporters:
                if (each.unit.code, mirror.table) in blocks:
                    self._level(mirror, [blocks[each.unit.code, mirror.table]], [])
        for mirror in _IN_CITY:
            if period.covers(self.base.tables[mirror.table].table.frequency):
                able = [blocks[each.unit.code, mirror.table] for each in self.people.reporters if not each.is_exact]
                fixed = [blocks[each.unit.code, mirror.table] for each in self.people.reporters if each.is_exact]
                self._level(mirror, able, fixed)

    def _level(self, mirror: Mirror, able: list[Block], fixed: list[Block]) -> None:
        """Make both sides equal over all blocks by changing those that may be changed."""
        at = {name: index for index, name in enumerate(self.base.tables[mirror.table].columns)}
        inward, outward = at[mirror.inward], at[mirror.outward]
        gap = sum(int(block[:, inward].sum() - block[:, outward].sum()) for block in (*able, *fixed))
        taken, given = (inward, at[mirror.inward_rest]) if gap > 0 else (outward, at[mirror.outward_rest])
        _shift(able, taken, given, abs(gap))

    def _stubs(
        self, reporter: Reporter, totals: Mapping[tuple[str, str], Block], period: Period
    ) -> Iterator[tuple[tuple[str, str], Figures]]:
        for code, block in self.base.stubs.items():
            table = self.returns.table(code)
            if not period.covers(table.frequency):
                continue
            rows = [self._stub_row(reporter, table, index, totals, period) for index in range(len(table.rows))]
            told = np.array(rows, dtype=np.int64)
            reckon(table, told)
            if reporter.is_exact and period == LAST:
                told = block
            columns = tuple(column.name for column in table.columns)
            codes = tuple(row.code for row in table.rows)
            yield (reporter.unit.code, code), Figures.complete(code, columns, codes, told)

    def _stub_row(
        self, reporter: Reporter, table: Table, index: int, totals: Mapping[tuple[str, str], Block], period: Period
    ) -> list[int]:
        """Target of the year, target so far, done, and a place for the rate."""
        base = self.base.stubs[table.code][index]
        source, _, column = table.rows[index].source.partition(".")
        origin = self.base.tables[source]
        at = origin.columns.index(column)
        scale = 10 ** (table.columns[0].measure.decimals - origin.table.column(column).measure.decimals)
        year = int(_whole_year(reporter, origin, period)[at]) * scale
        target = int(base[0]) if reporter.is_exact else max(year * int(base[0]) // int(base[2]) // 100, 1) * 100
        stage = target * int(base[1]) * period.end_month // (int(base[0]) * 12) // 100 * 100
        return [target, stage, int(totals[reporter.unit.code, source][at]) * scale, 0]


def _summed(reporter: Reporter, table: BaseTable, period: Period) -> Block:
    """Rows of a reporter's units: each the sum of what it is made of, as far as the year has come."""
    rows = len(table.codes)
    before, now, dormant = (np.zeros((len(reporter.members), rows), dtype=np.int64) for _ in range(3))
    for index, member in enumerate(reporter.members):
        for atom in member.atoms:
            happened = atom.quarter * 3 <= period.end_month
            state = before if period == FIRST else (now if happened else dormant)
            state[index, atom.row] += 1
    summed: Block = before @ table.before + now @ _now(reporter, table, period) + dormant @ table.dormant
    return summed


def _now(reporter: Reporter, table: BaseTable, period: Period) -> Block:
    """The closing state; only the sample county itself has its quotas changed, with the year's last quarter."""
    if reporter.is_exact and period == LAST:
        return table.now
    is_quota: NDArray[np.bool_] = np.array([column.kind is ItemKind.QUOTA for column in table.table.columns])
    settled: Block = np.where(is_quota, table.before, table.now)
    return settled


def _whole_year(reporter: Reporter, table: BaseTable, period: Period) -> Block:
    """The total row as it will be at the year's end."""
    state = table.before if period == FIRST else _now(reporter, table, period)
    rows = [atom.row for member in reporter.members for atom in member.atoms]
    total: Block = state[rows].sum(axis=0)
    return total


def _shift(blocks: list[Block], taken: int, given: int, amount: int) -> None:
    """Move an amount from one column to another, one from each row in turn, as long as a row has any."""
    while amount:
        for block in blocks:
            rows = np.flatnonzero(block[:, taken] > 0)[:amount]
            block[rows, taken] -= 1
            block[rows, given] += 1
            amount -= len(rows)
