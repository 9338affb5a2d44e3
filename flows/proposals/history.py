"""The accepted figures of one table, row below row: what rules are proposed from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schemas.model import SEE_ROW, TOTAL_ROW, Column, Measure, Table
from schemas.reading import CellState, Identity, TableReading, WorkbookReading

Block = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one workbook."""

    identity: Identity
    row: str


@dataclass(frozen=True, eq=False)
class History:
    """Rows of accepted workbooks: scaled values of the table's items, and where they are known."""

    table: Table
    lines: tuple[Line, ...]
    values: Block
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, table: Table, readings: Iterable[WorkbookReading], *, totals: bool) -> "History":
        """The rows of units, or the total rows alone."""
        lines: list[Line] = []
        values, known = [], []
        for reading in readings:
            found = reading.table(table.code)
            if found is not None:
                rows = [at for at, code in enumerate(found.row_codes) if (code == TOTAL_ROW) is totals]
                lines += [Line(reading.identity, found.row_codes[at]) for at in rows]
                block, filled = _aligned(found, table, rows)
                values.append(block)
                known.append(filled)
        size = len(table.columns)
        return cls(
            table,
            tuple(lines),
            np.vstack(values) if values else np.zeros((0, size), dtype=np.int64),
            np.vstack(known) if known else np.zeros((0, size), dtype=np.bool_),
        )

    def measures(self) -> Mapping[Measure, tuple[Column, ...]]:
        """The items by their unit of measure: those of different ones are never added up."""
        found: dict[Measure, list[Column]] = {}
        for column in self.table.columns:
            if column.measure != SEE_ROW:
                found.setdefault(column.measure, []).append(column)
        return {measure: tuple(columns) for measure, columns in found.items()}

    def column(self, column: Column) -> tuple[Block, NDArray[np.bool_]]:
        """One item on every row, and where it is known."""
        at = self._at[column.name]
        return self.values[:, at], self.known[:, at]

    def complete(self, columns: Sequence[Column]) -> tuple[Block, tuple[Line, ...]]:
        """Rows on which all of the items are known."""
        at = [self._at[column.name] for column in columns]
        rows = np.flatnonzero(self.known[:, at].all(axis=1))
        return self.values[rows][:, at], tuple(self.lines[row] for row in rows.tolist())

    @cached_property
    def _at(self) -> Mapping[str, int]:
        return {column.name: at for at, column in enumerate(self.table.columns)}


def _aligned(found: TableReading, table: Table, rows: Sequence[int]) -> tuple[Block, NDArray[np.bool_]]:
    """The rows of one reading, its items in declared order."""
    values = np.zeros((len(rows), len(table.columns)), dtype=np.int64)
    known = np.zeros(values.shape, dtype=np.bool_)
    for at, column in enumerate(table.columns):
        if column.name in found.columns:
            place = found.columns.index(column.name)
            values[:, at] = found.values[rows, place]
            known[:, at] = found.states[rows, place] == CellState.FILLED
    return values, known
