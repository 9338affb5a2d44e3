"""Which figures are watched by what is usual: those that no equality protects, and the shares of structures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from flows.rulebook.coverage import unprotected
from rules.coverage import Place
from rules.edit_rule import EditRule
from rules.language import Comparison, Level, Linear, Operator, Scope, Severity, Shift
from schemas.in_force import quarter_of
from schemas.model import PEOPLE, PERCENT, TOTAL_ROW, Column, Grain, ItemKind, Table
from schemas.periods import Period
from schemas.reading import CellState, TableReading
from schemas.returns import Returns

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]
_FROM_JANUARY = frozenset({ItemKind.FLOW, ItemKind.MONEY})


@dataclass(frozen=True, slots=True)
class Watch:
    """One watched item: by itself, or as a part of a structure (`parts` are the items that make up its whole)."""

    column: str
    from_january: bool
    rule: str = ""
    parts: tuple[str, ...] = ()

    @property
    def is_share(self) -> bool:
        """Whether its share of a whole is watched."""
        return bool(self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The watched figures of one table, rows x watches in the unit of measure; nan where none is known.

    `bases` is what a figure is held in proportion to when it is held against its unit's past (the whole of a
    structure; the quarter, of what adds up from January; else 1), `sizes` the same against other units (the whole;
    else the size of the row). `seasons` is by watch: the quarter for what adds up from January, else 0.
    """

    rows: tuple[str, ...]
    seasons: Counts
    values: Numbers
    bases: Numbers
    sizes: Numbers


@dataclass(frozen=True)
class Watched:
    """What is watched in one table."""

    table: Table
    watches: tuple[Watch, ...]
    size: str
    """the item that says how large a unit is, empty for none"""

    def whose(self, row: str, reporter: str) -> str:
        """The unit that a row speaks of: the row itself in a table of units, elsewhere the one that reports."""
        return row if self.table.grain is Grain.UNIT else reporter

    def figures(self, reading: TableReading, period: Period) -> Figures:
        """The watched figures of a table; the total row is left out, it is the sum of the others."""
        at = [place for place, code in enumerate(reading.row_codes) if code != TOTAL_ROW]
        known = {
            column.name: self._known(reading, column, at) for column in self._needed if column.name in reading.columns
        }
        none = np.full(len(at), np.nan)
        seasons = np.array([quarter_of(period) if watch.from_january else 0 for watch in self.watches], dtype=np.int64)
        size = known.get(self.size, none)
        values = [known.get(watch.column, none) for watch in self.watches]
        wholes = {
            watch.parts: np.sum([known.get(part, none) for part in watch.parts], axis=0) for watch in self.watches
        }
        bases = [
            wholes[watch.parts] if watch.is_share else np.full(len(at), max(1.0, season))
            for watch, season in zip(self.watches, seasons.tolist(), strict=True)
        ]
        sizes = [wholes[watch.parts] if watch.is_share else size for watch in self.watches]
        rows = tuple(reading.row_codes[place] for place in at)
        return Figures(rows, seasons, *(np.array(each, dtype=np.float64).T for each in (values, bases, sizes)))

    def _known(self, reading: TableReading, column: Column, at: list[int]) -> Numbers:
        place = reading.columns.index(column.name)
        values = reading.values[at, place].astype(np.float64) / 10**column.measure.decimals
        filled = (reading.states[at, place] == CellState.FILLED) & (values >= 0)
        return np.where(filled, values, np.nan)

    @cached_property
    def _needed(self) -> tuple[Column, ...]:
        names = {self.size, *(watch.column for watch in self.watches)}
        names |= {part for watch in self.watches for part in watch.parts}
        return tuple(column for column in self.table.columns if column.name in names)


@lru_cache(maxsize=4)
def watched(returns: Returns) -> Mapping[str, Watched]:
    """What is watched in each table of any grain, by its code; tables with nothing to watch are left out."""
    free = unprotected(returns)
    found = {}
    for table in returns.tables:
        watches = (*_items(table, free), *_shares(table, returns))
        if watches:
            found[table.code] = Watched(table, watches, _size_of(table, free))
    return found


def _items(table: Table, free: frozenset[Place]) -> Iterator[Watch]:
    for column in table.columns:
        countable = column.kind is not ItemKind.DERIVED and column.measure != PERCENT
        if countable and not column.signed and Place(table.code, "", column.name) in free:
            yield Watch(column.name, column.kind in _FROM_JANUARY)


def _shares(table: Table, returns: Returns) -> Iterator[Watch]:
    """The parts of every structure of stocks: there two parts may be exchanged and every sum still holds."""
    for rule in returns.rules(table.code):
        for parts in _structures(table, rule):
            yield from (Watch(part, False, table.rule_code(rule), parts) for part in parts)


def _structures(table: Table, rule: EditRule) -> Iterator[tuple[str, ...]]:
    relation = rule.relation
    hard = rule.severity is Severity.ERROR and rule.scope is Scope.ROW
    if not (hard and isinstance(relation, Comparison) and relation.operator is Operator.EQUAL):
        return
    for whole, parts in ((relation.left, relation.right), (relation.right, relation.left)):
        if len(whole.terms) == 1 and len(parts.terms) > 1 and _plain_stocks(table, parts):
            yield tuple(term.item.column for term in parts.terms)


def _plain_stocks(table: Table, linear: Linear) -> bool:
    """Whether a side adds up stocks of this table, of this period and row, and nothing else."""
    for term in linear.terms:
        item = term.item
        if term.coefficient != 1 or item.shift is not Shift.NOW or item.level is not Level.ROW:
            return False
        if item.table not in {"", table.code} or table.column(item.column).kind is not ItemKind.STOCK:
            return False
    return not linear.constant


def _size_of(table: Table, free: frozenset[Place]) -> str:
    """The item that says how large a unit is: the largest stock of people that an equality protects."""
    stocks = (column for column in table.columns if column.kind is ItemKind.STOCK and column.measure == PEOPLE)
    sure = [column for column in stocks if Place(table.code, "", column.name) not in free]
    largest = max(sure, key=lambda column: column.example, default=None)
    return largest.name if largest else ""
