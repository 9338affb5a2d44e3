"""What a workbook of one unit and period should hold: tables with their columns and rows, ready to be looked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from flows.read.labels import heading, label, path_of
from schemas.finding import Address, Cell, Place, Role
from schemas.in_force import asked
from schemas.model import PERCENT, SEE_ROW, TOTAL_ROW, Column, Grain, Return, Table
from schemas.periods import Period
from schemas.reckoned import derived, openings
from schemas.units import Register

_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


@dataclass(frozen=True)
class Rows:
    """The rows that a table should have: codes, printed names, and which texts mean which row.

    `decimals` are those of the row's own measure (−1: the column's hold).
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    by_code: Mapping[str, int]
    by_name: Mapping[str, int]
    decimals: NDArray[np.int64]

    @classmethod
    def of(
        cls, codes: Iterable[str], names: Iterable[str], aliases: Mapping[int, tuple[str, ...]], decimals: Iterable[int]
    ) -> "Rows":
        """Rows in printed order; a name or alias that two rows share means neither."""
        codes, names = tuple(codes), tuple(names)
        meant: dict[str, int] = {}
        shared: set[str] = set()
        for row, name in enumerate(names):
            for text in {label(name), *map(label, aliases.get(row, ()))}:
                if text in meant:
                    shared.add(text)
                meant[text] = row
        by_name = {text: row for text, row in meant.items() if text not in shared}
        return cls(codes, names, {code: row for row, code in enumerate(codes)}, by_name, np.array(list(decimals)))


@dataclass(frozen=True)
class Items:
    """The columns of a table that are asked in one period, in printed order, with their headings as compared."""

    table: Table
    columns: tuple[Column, ...]
    paths: tuple[tuple[str, ...], ...]
    printed: tuple[str, ...]
    """The lowest heading of each column as a template prints it."""

    @classmethod
    def of(cls, table: Table, period: Period) -> "Items":
        """The columns in force in a period."""
        pairs = [
            (column, tuple(map(heading, path)), path[-1])
            for column, path in zip(table.columns, table.headings, strict=True)
            if asked(column, period)
        ]
        columns, paths, printed = (tuple(each) for each in zip(*pairs, strict=True)) if pairs else ((), (), ())
        return cls(table, columns, paths, printed)

    @classmethod
    def whole(cls, table: Table) -> "Items":
        """All columns, whatever the period."""
        paths = tuple(tuple(map(heading, path)) for path in table.headings)
        return cls(table, table.columns, paths, tuple(path[-1] for path in table.headings))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """`CA1.01` … as the hidden row of a template holds them."""
        return tuple(f"{self.table.code}.{column.number}" for column in self.columns)

    @cached_property
    def by_column_code(self) -> Mapping[str, int]:
        """Column positions by code."""
        return {code: at for at, code in enumerate(self.codes)}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The lowest heading of each column, as compared."""
        return tuple(path[-1] for path in self.paths)

    @cached_property
    def by_path(self) -> Mapping[str, int]:
        """Column positions by heading: full path first, then declared aliases; levels joined, so splits do not matter."""
        found: dict[str, int] = {}
        for at, column in enumerate(self.columns):
            for alias in column.aliases:
                found.setdefault("".join(path_of(alias)), at)
        for at, path in enumerate(self.paths):
            if path[-1] == "小计":
                found.setdefault("".join(path[:-1]), at)
                found.setdefault("".join((*path[:-1], "合计")), at)
        found.update({"".join(path): at for at, path in enumerate(self.paths)})
        return found

    @cached_property
    def levels(self) -> int:
        """Rows of headings in a template."""
        return max(map(len, self.paths))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every text that stands in a heading of this table."""
        words = {word for path in self.paths for word in path}
        words.update(word for column in self.columns for alias in column.aliases for word in path_of(alias))
        return frozenset(words)

    @cached_property
    def decimals(self) -> NDArray[np.int64]:
        """Decimals by which the values of each column are scaled."""
        return np.array([column.measure.decimals for column in self.columns], np.int64)

    @cached_property
    def scale(self) -> NDArray[np.float64]:
        """10**decimals."""
        return np.power(10.0, self.decimals)

    @cached_property
    def signed(self) -> NDArray[np.bool_]:
        """Columns that may be negative."""
        return np.array([column.signed for column in self.columns], np.bool_)

    @cached_property
    def typed(self) -> NDArray[np.bool_]:
        """Columns that a clerk fills: neither openings, which the template gives, nor derived items, which it reckons."""
        given = {*openings(self.table), *derived(self.table)}
        return np.array([column.name not in given for column in self.columns], np.bool_)

    @cached_property
    def row_measured(self) -> NDArray[np.bool_]:
        """Columns whose measure is the row's."""
        return np.array([column.measure == SEE_ROW for column in self.columns], np.bool_)

    @cached_property
    def percent(self) -> NDArray[np.bool_]:
        """Columns in per cent."""
        return np.array([column.measure == PERCENT for column in self.columns], np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class TableForm:
    """A table as one workbook should hold it: its items and its rows."""

    items: Items
    rows: Rows

    @property
    def table(self) -> Table:
        """The declared table."""
        return self.items.table

    @property
    def sheet_name(self) -> str:
        """What the template calls the sheet, as compared; a name has at most 31 characters."""
        return label(self.table.zh.translate(_NOT_IN_SHEET_NAMES)[:31])

    @property
    def to_fill(self) -> NDArray[np.bool_]:
        """The cells that a clerk fills: no openings, nothing that formulas of the template reckon, no totals of units."""
        typed = self.items.typed[None, :]
        totals = np.array([self.table.grain is Grain.UNIT and code == TOTAL_ROW for code in self.rows.codes])
        return typed & ~(totals & (len(totals) > 1))[:, None]

    def steps(self) -> NDArray[np.int64] | None:
        """Smallest scaled difference allowed in each cell, where some row is coarser than its column; else None."""
        coarser = np.where(
            self.items.row_measured[None, :] & (self.rows.decimals >= 0)[:, None],
            self.items.decimals[None, :] - self.rows.decimals[:, None],
            0,
        )
        return np.power(10, coarser) if coarser.any() else None

    def decimals_at(self, row: int, column: int) -> int:
        """Decimals that may be written in a cell."""
        own = int(self.rows.decimals[row])
        return own if self.items.row_measured[column] and own >= 0 else int(self.items.decimals[column])

    def place(self, sheet: str, row: int | None = None, column: int | None = None) -> Place:
        """A place in this table; without row or column it is the whole of it."""
        return Place(
            self.table.code,
            sheet,
            "" if row is None else self.rows.codes[row],
            "" if row is None else self.rows.names[row],
            "" if column is None else self.items.columns[column].name,
            "" if column is None else self.items.columns[column].zh,
        )

    def cell(self, address: Address, row: int | None, column: int | None, shown: str, value: int | None = None) -> Cell:
        """The evidence of one cell."""
        place = self.place(address.sheet, row, column)
        decimals = 0 if column is None else int(self.items.decimals[column])
        if value is None and row is not None and column is not None:
            decimals = self.decimals_at(row, column)
        return Cell(
            Role.SUBJECT,
            self.table.code,
            place.row_code,
            place.row_label,
            place.column,
            place.column_label,
            address,
            value,
            decimals,
            shown,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A return as one unit owes it for one period."""

    declared: Return
    period: Period
    unit: str
    tables: tuple[TableForm, ...]

    def by_column_code(self, code: str) -> TableForm | None:
        """The table that a column code such as `CA1.02` belongs to."""
        table = code.partition(".")[0]
        return next((form for form in self.tables if form.table.code == table), None)


class Forms:
    """Forms of all returns, made once a period and unit; pickled without what it has made."""

    def __init__(self, returns: Iterable[Return], register: Register) -> None:
        self.returns = {each.code: each for each in returns}
        self.register = register
        self._items: dict[tuple[str, Period], tuple[Items, ...]] = {}
        self._reporting: dict[Period, frozenset[str]] = {}

    def __reduce__(self) -> tuple[Callable[..., "Forms"], tuple[tuple[Return, ...], Register]]:
        return _prepared, (tuple(self.returns.values()), self.register)

    def form(self, return_code: str, period: Period, unit: str) -> Form:
        """What a unit's workbook of a return holds in a period. Raises KeyError for an unknown return."""
        declared = self.returns[return_code]
        units = unit_rows(self.register, unit, period)
        tables = tuple(TableForm(items, _rows(items.table, units)) for items in self.items(declared, period))
        return Form(declared, period, unit, tables)

    def owes(self, unit: str, period: Period) -> bool:
        """Whether a unit owes returns for a period."""
        if period not in self._reporting:
            self._reporting[period] = frozenset(each.code for each in self.register.reporting(period))
        return unit in self._reporting[period]

    def items(self, declared: Return, period: Period) -> tuple[Items, ...]:
        """The tables of a return that are collected in a period, with their columns in force."""
        known = self._items.get((declared.code, period))
        if known is None:
            asked = (table for table in declared.tables if period.covers(table.frequency))
            known = self._items[declared.code, period] = tuple(Items.of(table, period) for table in asked)
        return known


def _prepared(returns: tuple[Return, ...], register: Register) -> Forms:
    """Forms that were sent to another process: reading processes are forked from it and share its indexes."""
    return Forms(returns, register.prepare())


def _rows(table: Table, units: Rows) -> Rows:
    match table.grain:
        case Grain.UNIT:
            return units
        case Grain.STUB:
            decimals = [row.measure.decimals for row in table.rows]
            return Rows.of([row.code for row in table.rows], [row.zh for row in table.rows], {}, decimals)
        case Grain.COUNTY | Grain.LIST:
            return Rows.of((TOTAL_ROW,), (_TOTAL_NAME,), {}, (-1,))


_TOTAL_NAME = "合计"


@lru_cache(maxsize=1024)
def unit_rows(register: Register, unit: str, period: Period) -> Rows:
    """The total row and the units directly below, as the register has them on the period's last day."""
    children = register.children(unit, period.last_day)
    names = (_TOTAL_NAME, *(child.name for child in children))
    aliases = {at: child.aliases for at, child in enumerate(children, 1)}
    return Rows.of((TOTAL_ROW, *(child.code for child in children)), names, aliases, [-1] * len(names))
