"""What a reader of an edition knows beside its figures: the sums and bounds that the rules promise between cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from flows.curate import FLAGS, TableFacts
from rules.edit_rule import EditRule
from rules.language import Comparison, Item, Level, Linear, Operator, Scope, Severity, Shift, items_of
from schemas.model import TOTAL_ROW, Grain
from schemas.periods import Period
from schemas.published import Flag
from schemas.returns import Returns

NOWHERE = -1
_UNKNOWN = FLAGS.index(Flag.MISSING)
_AT_MOST = frozenset({Operator.AT_MOST, Operator.LESS})
_AT_LEAST = frozenset({Operator.AT_LEAST, Operator.MORE})
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """Relations between the cells of some tables, the cells numbered through table by table and line by line.

    `values` are in the unit of measure, 0 where there is none. `equal` times the values is a constant; `bounds` times
    the values may fall by `slack` at most. `signed` cells may be below zero. `tied` cells are equal to a cell of another
    period by a rule.
    """

    values: NDArray[np.float64]
    equal: "csr_array[np.float64, tuple[int, int]]"
    bounds: "csr_array[np.float64, tuple[int, int]]"
    slack: NDArray[np.float64]
    signed: NDArray[np.bool_]
    tied: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Several relations of one shape: relations x terms, cells (NOWHERE: no such cell) and one coefficient a term."""

    cells: NDArray[np.int64]
    coefficients: NDArray[np.float64]
    constant: float = 0.0
    bound: bool = False


def linked(returns: Returns, codes: Iterable[str]) -> frozenset[str]:
    """These tables and all that rules of the same period tie to them, directly or through others."""
    ties = [
        {declared.table.code, *(item.table or declared.table.code for item in items_of(declared.rule.relation))}
        for declared in returns.all_rules()
        if _promised(declared.rule)
    ]
    found = set(codes)
    while any(tie & found and not tie <= found for tie in ties):
        for tie in ties:
            if tie & found:
                found |= tie
    return frozenset(found)


def relations(tables: Sequence[TableFacts], period: Period, returns: Returns) -> Relations:
    """All relations between the cells of these tables that hold on their values, in the order of the rules."""
    return _Writer(tables, period).written(returns)


def _promised(rule: EditRule) -> bool:
    """Whether every published figure keeps the rule: queries may be explained away."""
    return rule.severity is Severity.ERROR and isinstance(rule.relation, Comparison)


class _Writer:
    """Numbers the cells of the tables and writes down the relations between them."""

    def __init__(self, tables: Sequence[TableFacts], period: Period) -> None:
        self.tables = {facts.table.code: facts for facts in tables}
        self.quarter = -(-period.end_month // 3)
        self.first: dict[str, int] = {}
        size = 0
        for facts in tables:
            self.first[facts.table.code] = size
            size += facts.size
        self.size = size
        self.lines = {facts.table.code: _lines(facts) for facts in tables}
        self.tied = np.zeros(size, dtype=np.bool_)

    def written(self, returns: Returns) -> Relations:
        sums: list[_Sums] = []
        for code in self.tables:
            sums.extend(self._hierarchy(code))
            for rule in returns.rules(code):
                if _promised(rule):
                    sums.extend(self._rule(code, rule))
        values = self._joined([np.nan_to_num(facts.numbers) for facts in self.tables.values()])
        unknown = self._joined([facts.flags == _UNKNOWN for facts in self.tables.values()]).astype(np.bool_)
        signed = [
            np.broadcast_to(np.array([column.signed for column in facts.columns]), facts.values.shape)
            for facts in self.tables.values()
        ]
        equal, _ = _matrix([each for each in sums if not each.bound], values, unknown)
        bounds, slack = _matrix([each for each in sums if each.bound], values, unknown)
        return Relations(values, equal, bounds, slack, self._joined(signed).astype(np.bool_), self.tied)

    def _joined(self, grids: Sequence[NDArray[np.generic]]) -> NDArray[np.float64]:
        joined: NDArray[np.float64] = np.concatenate([np.zeros(0), *(grid.ravel() for grid in grids)])
        return joined

    def _hierarchy(self, code: str) -> Iterator[_Sums]:
        facts = self.tables[code]
        parent_of, width = facts.parent_of, len(facts.columns)
        for parent in np.unique(parent_of[parent_of >= 0]):
            lines = np.concatenate(([parent], np.flatnonzero(parent_of == parent)))
            cells = self.first[code] + lines[np.newaxis, :] * width + np.arange(width)[:, np.newaxis]
            yield _Sums(cells, np.where(np.arange(len(lines)) == 0, 1.0, -1.0))

    def _rule(self, code: str, rule: EditRule) -> Iterator[_Sums]:
        relation = rule.relation
        if not isinstance(relation, Comparison):
            return
        form = relation.left.minus(relation.right)
        if relation.operator is Operator.EQUAL:
            self._tie(code, form)
        sign = -1.0 if relation.operator in _AT_MOST else 1.0
        bound = relation.operator in _AT_MOST | _AT_LEAST
        if not bound and relation.operator is not Operator.EQUAL:
            return
        if any(item.shift is not Shift.NOW or (item.table or code) not in self.tables for item in form.items()):
            return
        coefficients = [
            float(term.coefficient) * (self.quarter if term.per_quarter else 1) * sign for term in form.terms
        ]
        columns = [self._cells(code, term.item, rule.scope) for term in form.terms]
        repeated = [np.full(cells.shape[1], each) for cells, each in zip(columns, coefficients, strict=True)]
        if columns:
            yield _Sums(np.hstack(columns), np.concatenate(repeated), float(form.constant) * sign, bound)

    def _tie(self, code: str, form: Linear) -> None:
        """Cells on both sides of an equality between periods."""
        if all(item.shift is Shift.NOW for item in form.items()):
            return
        for item in form.items():
            table = item.table or code
            if table in self.tables and item.column:
                self.tied[self._cells(table, Item("", item.column), Scope.ROW).ravel()] = True

    def _cells(self, code: str, item: Item, scope: Scope) -> NDArray[np.int64]:
        """The cells of an item: relations x cells that are added up, NOWHERE where there is none."""
        home, other = self.tables[code], self.tables[item.table or code]
        if scope is Scope.CITY or item.level is Level.CITY:
            return self._column(other, item.column, np.array(_totals(other), dtype=np.int64))[np.newaxis, :]
        lines = _totals(home) if scope is Scope.TOTAL else range(len(home.source_of))
        if not item.column:
            return np.array([[self._source(home, line)] for line in lines], dtype=np.int64).reshape(-1, 1)
        found = self.lines[other.table.code]
        places = [found.get(_key(home, line, total=item.level is Level.TOTAL), NOWHERE) for line in lines]
        return self._column(other, item.column, np.array(places, dtype=np.int64))[:, np.newaxis]

    def _column(self, facts: TableFacts, name: str, lines: NDArray[np.int64]) -> NDArray[np.int64]:
        names = [column.name for column in facts.columns]
        if name not in names:
            return np.full(len(lines), NOWHERE, dtype=np.int64)
        cells = self.first[facts.table.code] + lines * len(names) + names.index(name)
        return np.where(lines == NOWHERE, NOWHERE, cells).astype(np.int64)

    def _source(self, facts: TableFacts, line: int) -> int:
        """The cell that a stub row repeats: `TA3.total` of the county."""
        rows = {row.code: row.source for row in facts.table.rows}
        table, _, column = rows.get(facts.row_codes[facts.row_of[line]], "").partition(".")
        if table not in self.tables:
            return NOWHERE
        place = self.lines[table].get((facts.sources[facts.source_of[line]].workbook.unit, TOTAL_ROW), NOWHERE)
        return int(self._column(self.tables[table], column, np.array([place], dtype=np.int64))[0])


def _lines(facts: TableFacts) -> Mapping[tuple[str, str], int]:
    """Line by unit and row code; a table with one row a county has it as the county total."""
    return MappingProxyType({_key(facts, line): line for line in range(len(facts.source_of))})


def _key(facts: TableFacts, line: int, *, total: bool = False) -> tuple[str, str]:
    unit = facts.sources[facts.source_of[line]].workbook.unit
    whole = total or facts.table.grain is Grain.COUNTY
    return unit, TOTAL_ROW if whole else facts.row_codes[facts.row_of[line]]


def _totals(facts: TableFacts) -> list[int]:
    """Lines that stand for a whole county."""
    return [line for line in range(len(facts.source_of)) if _key(facts, line)[1] == TOTAL_ROW]


def _matrix(
    sums: Sequence[_Sums], values: NDArray[np.float64], unknown: NDArray[np.bool_]
) -> tuple["csr_array[np.float64, tuple[int, int]]", NDArray[np.float64]]:
    """Relations that hold on the values, as a matrix over all cells, and by how much each side may fall."""
    rows: list[NDArray[np.int64]] = []
    cells: list[NDArray[np.int64]] = []
    coefficients: list[NDArray[np.float64]] = []
    slack: list[NDArray[np.float64]] = []
    count = 0
    for each in sums:
        told = (each.cells != NOWHERE).all(axis=1) & ~unknown[each.cells].any(axis=1)
        left = values[each.cells] @ each.coefficients + each.constant
        kept = each.cells[told & (left >= -_TOLERANCE if each.bound else np.abs(left) < _TOLERANCE)]
        rows.append(np.repeat(np.arange(count, count + len(kept)), kept.shape[1]))
        cells.append(kept.ravel())
        coefficients.append(np.tile(each.coefficients, len(kept)))
        slack.append(values[kept] @ each.coefficients + each.constant)
        count += len(kept)
    whole = (
        np.concatenate([np.zeros(0), *coefficients]),
        (
            np.concatenate([np.zeros(0, dtype=np.int64), *rows]),
            np.concatenate([np.zeros(0, dtype=np.int64), *cells]),
        ),
    )
    return csr_array(whole, shape=(count, len(values))), np.concatenate([np.zeros(0), *slack])
