"""A workbook that nobody has filled: one finding that names the cells to fill, in place of one for each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.read.form import TableForm
from schemas.finding import Address, Finding, Level, Pattern
from schemas.hint import Hint
from schemas.reading import CellState, TableReading

_LEAST_FILLED = 20
"""Where fewer than one in so many of the cells to fill hold something, the workbook is as it was handed out."""
_IS_TOUCHED, _IS_ASKED = np.zeros(len(CellState), np.bool_), np.ones(len(CellState), np.bool_)
"""By state: what a person has put something in, and what a table asks for."""
_IS_TOUCHED[[CellState.FILLED, CellState.UNREADABLE, CellState.NOT_COMPUTED]] = True
_IS_ASKED[[CellState.ABSENT, CellState.NOT_APPLICABLE]] = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The cells to fill on one sheet: the first of them with its row and item, and the corners around them all."""

    first: Address
    row: int
    column: int
    corner: Address
    last: Address


def of_unfilled(forms: Sequence[TableForm], tables: Sequence[TableReading]) -> Finding | None:
    """That a workbook is not filled in, with the first cell to fill of each table; None where it is.

    What the template holds itself says nothing: openings, and what its formulas reckon.
    """
    pairs = [(form, table) for form in forms for table in tables if form.table.code == table.table]
    to_fill = [form.to_fill & _IS_ASKED[table.states] for form, table in pairs]
    asked = sum(int(each.sum()) for each in to_fill)
    filled = sum(int((each & _IS_TOUCHED[table.states]).sum()) for each, (_, table) in zip(to_fill, pairs, strict=True))
    if not asked or filled * _LEAST_FILLED >= asked:
        return None
    cells, ranges = [], []
    for (form, table), each in zip(pairs, to_fill, strict=True):
        for stretch in _stretches(table, each):
            cells.append(form.cell(stretch.first, stretch.row, stretch.column, ""))
            ranges.append(f"{stretch.first.sheet} {stretch.corner.a1}:{stretch.last.a1}")
    form, table = pairs[0]
    hint = Hint.of("WORKBOOK-UNFILLED", asked=asked, filled=filled, ranges="|".join(ranges))
    place = form.place(table.sheets[0])
    return Finding(form.table.cell_code, Level.ERROR, Pattern.UNFILLED, place, tuple(cells), detail=str(hint))


def _stretches(table: TableReading, to_fill: NDArray[np.bool_]) -> Iterator[_Stretch]:
    for number, sheet in enumerate(table.sheets):
        rows, columns = np.nonzero(to_fill & (table.sheet_of == number))
        if len(rows):
            down, across = table.at_row[rows, columns], table.at_column[rows, columns]
            at = int(np.lexsort((across, down))[0])
            yield _Stretch(
                Address(sheet, int(down[at]), int(across[at])),
                int(rows[at]),
                int(columns[at]),
                Address(sheet, int(down.min()), int(across.min())),
                Address(sheet, int(down.max()), int(across.max())),
            )
