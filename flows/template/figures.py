"""Figures of one table as a template takes them: numbers by row code and column name, some perhaps not known."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from schemas.reading import CellState, TableReading


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Numbers of one table: one row a row code, one column an item, int64 scaled by 10**decimals of the column.

    `known` is False where there is no number; the value there is 0 and means nothing.
    Raises ValueError where the shapes differ.
    """

    table: str
    columns: tuple[str, ...]
    row_codes: tuple[str, ...]
    values: NDArray[np.int64]
    known: NDArray[np.bool_]
    _column_at: dict[str, int] = field(init=False, repr=False)
    _row_at: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse arrays of another shape than rows by columns."""
        shape = (len(self.row_codes), len(self.columns))
        if self.values.shape != shape or self.known.shape != shape:
            raise ValueError(f"{self.table}: {self.values.shape} figures for {shape[0]} rows and {shape[1]} columns")
        object.__setattr__(self, "_column_at", {name: index for index, name in enumerate(self.columns)})
        object.__setattr__(self, "_row_at", {code: index for index, code in enumerate(self.row_codes)})

    @classmethod
    def complete(
        cls, table: str, columns: tuple[str, ...], row_codes: tuple[str, ...], values: NDArray[np.int64]
    ) -> Self:
        """Figures all of which are known."""
        return cls(table, columns, row_codes, values, np.ones(values.shape, dtype=np.bool_))

    @classmethod
    def of(cls, reading: TableReading) -> Self:
        """The figures of a table as it was read; what could not be read is not known."""
        known = reading.states == CellState.FILLED
        return cls(reading.table, reading.columns, reading.row_codes, reading.values, known)

    def value(self, row_code: str, column: str) -> int | None:
        """The scaled number of a cell; None where it is not known or not in these figures."""
        row, at = self._row_at.get(row_code), self._column_at.get(column)
        if row is None or at is None or not self.known[row, at]:
            return None
        return int(self.values[row, at])


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is on file of earlier periods: tables of the last year-end, and each table's own previous period."""

    year_end: tuple[Figures, ...] = ()
    previous: tuple[Figures, ...] = ()


NOTHING_EARLIER = Earlier()


@dataclass(frozen=True, slots=True)
class Typed:
    """What a clerk typed into one cell instead of the plain number: a text, another number, or nothing (None)."""

    table: str
    row_code: str
    column: str
    content: str | int | float | None


@dataclass(frozen=True, slots=True)
class Attached:
    """A sheet that a clerk put into the workbook: its name and its lines of texts."""

    name: str
    lines: tuple[tuple[str, ...], ...]
    hidden: bool = False


def figures_of(figures: Iterable[Figures], table: str) -> Figures | None:
    """The figures of one table, None where there are none."""
    return next((each for each in figures if each.table == table), None)
