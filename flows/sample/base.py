"""The sample county's figures: 18 rows of units, at a year-end and a year later, from which a whole city is put together.

`county.csv` holds one line a table, row and moment, the figures in the order of the column numbers. `now` is the county
at the end of a year, `before` at the end of the year before: found so that every rule holds within each row, and from
the one to the other. Sums of such rows keep every rule that is a sum without a constant, whatever rows are taken.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from schemas.model import Grain, ItemKind, Table
from schemas.reckoned import derived, openings
from schemas.returns import Returns

Block = NDArray[np.int64]
"""Scaled figures, one row a row of the table, one column an item."""

_COUNTED_WITH_FLOWS = frozenset({("PM4", "pre_pending"), ("PM4", "due_undecided")})
"""Stocks that are a part of the year's events: none before the first event."""
_SET_FOR_THE_YEAR = frozenset({("TA5", "fund_budget")})
"""Money that is fixed when the year begins."""


@dataclass(frozen=True, slots=True, eq=False)
class BaseTable:
    """One table of the sample county, rows in the order of `codes`.

    `before` is the last year-end, `now` this one, `dormant` this year before anything has happened.
    """

    table: Table
    columns: tuple[str, ...]
    codes: tuple[str, ...]
    before: Block
    now: Block
    dormant: Block


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """The sample county: its tables of units and its stub rows (figures of `now` only)."""

    tables: Mapping[str, BaseTable]
    stubs: Mapping[str, Block]
    codes: tuple[str, ...]


def load(returns: Returns) -> Base:
    """The figures of `county.csv` for those tables that it has.

    Raises LookupError where a declared column has no figure: the sample then has to learn the new column.
    """
    text = files("flows.sample").joinpath("county.csv").read_text(encoding="utf-8")
    lines = list(csv.reader(text.splitlines()))[1:]
    known = {line[0] for line in lines}
    tables: dict[str, BaseTable] = {}
    stubs: dict[str, Block] = {}
    for table in returns.tables:
        if table.code not in known:
            continue
        own = [line for line in lines if line[0] == table.code]
        if table.grain is Grain.STUB:
            stubs[table.code] = _block(table, own, "now")
        else:
            tables[table.code] = _table(table, own)
    codes = next(iter(tables.values())).codes
    return Base(MappingProxyType(tables), MappingProxyType(stubs), codes)


def _table(table: Table, lines: list[list[str]]) -> BaseTable:
    before, now = _block(table, lines, "before"), _block(table, lines, "now")
    codes = tuple(line[1] for line in lines if line[2] == "now")
    columns = tuple(column.name for column in table.columns)
    return BaseTable(table, columns, codes, before, now, _dormant(table, before, now))


def _block(table: Table, lines: list[list[str]], when: str) -> Block:
    return np.array([list(_figures(table, line)) for line in lines if line[2] == when], dtype=np.int64)


def _figures(table: Table, line: list[str]) -> Iterator[int]:
    numbers = line[3:]
    for column in table.columns:
        at = int(column.number) - 1
        if at >= len(numbers):
            raise LookupError(f"flows/sample/county.csv has no figure for {table.code}.{column.number} {column.zh}")
        yield int(Fraction(numbers[at]) * 10**column.measure.decimals)


def _dormant(table: Table, before: Block, now: Block) -> Block:
    """The new year before its first event: flows 0, openings taken over, stocks as they were."""
    dormant = before.copy()
    opening = openings(table)
    for index, column in enumerate(table.columns):
        place = (table.code, column.name)
        if column.name in opening:
            dormant[:, index] = now[:, index]
        elif column.kind is ItemKind.FLOW or place in _COUNTED_WITH_FLOWS:
            dormant[:, index] = 0
        elif column.kind is ItemKind.MONEY:
            dormant[:, index] = now[:, index] if place in _SET_FOR_THE_YEAR else 0
    reckon(table, dormant)
    return dormant


def reckon(table: Table, block: Block) -> None:
    """Put every derived item in place, row by row."""
    at = {column.name: index for index, column in enumerate(table.columns)}
    scale: dict[str, int] = {column.name: 10**column.measure.decimals for column in table.columns}
    for name, item in derived(table).items():
        for row in block:
            found = item.value(partial(_printed, row, at, scale))
            row[at[name]] = 0 if found is None else round(found * scale[name])


def _printed(row: Block, at: Mapping[str, int], scale: Mapping[str, int], name: str) -> Fraction:
    return Fraction(int(row[at[name]]), scale[name])
