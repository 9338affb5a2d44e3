"""Values: from stored cells to exact integers with their states; nothing is guessed, and what is tolerated is logged."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from flows.read.blocks import Block
from flows.read.raw import CellKind, Look
from flows.read.typed import NoNumber, Number, number_of
from schemas.finding import Finding, Level, Pattern
from schemas.hint import Hint
from schemas.reading import LARGEST, CellState, Cleaning


@dataclass(slots=True, eq=False)
class Cleaned:
    """The cells of one block, in the order of its named rows and found columns."""

    values: NDArray[np.int64]
    states: NDArray[np.int8]
    findings: list[Finding] = field(default_factory=list)
    cleanings: list[Cleaning] = field(default_factory=list)


def clean_block(block: Block, row_at: NDArray[np.int32], rows: NDArray[np.int64], items: NDArray[np.int64]) -> Cleaned:
    """Values and states of the cells where `rows` (named rows) and `items` (found columns) of a block meet.

    A block of plain numbers costs a few array operations; only other cells are looked at one by one.
    """
    form, grid = block.form, block.grid
    positions = grid.at[row_at[rows][:, None], block.column_at[items]]
    cells = grid.cells
    there = positions >= 0
    plain = there & (cells.kinds[positions] == CellKind.NUMBER) & (cells.looks[positions] == Look.PLAIN)
    numbers = np.where(plain, cells.numbers[positions], 0.0)
    scale = form.items.scale[items]
    scaled = numbers * scale
    values = np.rint(np.clip(scaled, -2 * LARGEST, 2 * LARGEST))
    size = np.abs(scaled)
    # Relative noise of binary arithmetic only, never so wide that half a unit of a large number would pass.
    allowed = np.minimum(1e-9 * np.maximum(size, 1.0), np.maximum(1e-4, 1e-15 * size))
    good = plain & (np.abs(scaled - values) <= allowed) & (size < LARGEST) & ((values >= 0) | form.items.signed[items])
    steps = form.steps()
    if steps is not None:
        good &= values % steps[np.ix_(rows, items)] == 0
    whole = np.where(good, values, 0).astype(np.int64)
    states = np.where(good, CellState.FILLED, np.where(there, CellState.UNREADABLE, CellState.BLANK)).astype(np.int8)
    cleaned = Cleaned(whole, states)
    odd = there & (~good | (numbers != values / scale))
    if odd.any():
        work = _OddCells(block, row_at, rows, items, cleaned)
        for row, item in np.argwhere(odd).tolist():
            work.look(row, item, int(positions[row, item]))
    return cleaned


class _OddCells:
    """Cells that are no plain number of their measure, one by one."""

    def __init__(
        self,
        block: Block,
        row_at: NDArray[np.int32],
        rows: NDArray[np.int64],
        items: NDArray[np.int64],
        cleaned: Cleaned,
    ) -> None:
        self.block = block
        self.row_at = row_at
        self.rows = rows
        self.items = items
        self.cleaned = cleaned

    def look(self, row: int, item: int, position: int) -> None:
        """Take one cell; `row` and `item` are positions in the block's rows and items."""
        grid = self.block.grid
        kind = grid.cells.kinds[position]
        number = float(grid.cells.numbers[position])
        match kind:
            case CellKind.NUMBER if grid.cells.looks[position] == Look.DATE:
                self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-DATE"), position)
            case CellKind.NUMBER if grid.cells.looks[position] == Look.PERCENT:
                self._percent(row, item, position, number)
            case CellKind.NUMBER:
                rounded = self.cleaned.states[row, item] == CellState.FILLED
                self._number(row, item, position, Decimal(repr(number)), ("CLEANED-ROUNDED",) if rounded else ())
            case CellKind.TEXT:
                self._text(row, item, position)
            case CellKind.ERROR:
                self._tell(row, item, Pattern.ERROR_VALUE, None, position)
            case CellKind.NO_CACHE:
                self._tell(row, item, Pattern.NO_CACHE, None, position)
            case CellKind.BOOLEAN:
                hint = Hint.of("CELL-BOOLEAN", shown=grid.book.shown(grid.sheet, position))
                self._tell(row, item, Pattern.NOT_A_NUMBER, hint, position)
            case _:
                self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-DATE"), position)

    def _text(self, row: int, item: int, position: int) -> None:
        grid, items, column = self.block.grid, self.block.form.items, self.items[item]
        shown = grid.book.shown(grid.sheet, position)
        found = number_of(shown)
        if isinstance(found, NoNumber) and items.percent[column] and shown.rstrip().endswith(("%", "％")):
            found = number_of(shown.rstrip()[:-1])
            found = replace(found, how=("CLEANED-PERCENT",)) if isinstance(found, Number) else found
        match found:
            case Number(value, how):
                self._number(row, item, position, value, how)
            case NoNumber(Pattern.BLANK):
                self.cleaned.states[row, item] = CellState.BLANK
            case NoNumber(pattern, Hint("CELL-WAN")) if items.decimals[column]:
                # In a column of 万元 it could mean either.
                self._tell(row, item, pattern, Hint.of("CELL-ABOUT", word="万"), position)
            case NoNumber(pattern, hint):
                self._tell(row, item, pattern, hint, position)

    def _percent(self, row: int, item: int, position: int, number: float) -> None:
        if self.block.form.items.percent[self.items[item]]:
            value = Decimal(repr(number)) * 100
            self._number(row, item, position, value, ("CLEANED-PERCENT",))
        else:
            self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-PERCENT"), position)

    def _number(self, row: int, item: int, position: int, value: Decimal, how: tuple[str, ...]) -> None:
        """A number that may be cleaned, but not whole, negative, or too large."""
        form = self.block.form
        table_row, column = int(self.rows[row]), int(self.items[item])
        decimals = form.decimals_at(table_row, column)
        unit = Decimal(10) ** -decimals
        rest = abs(value - value.quantize(unit)) if abs(value) < LARGEST else Decimal(0)
        if abs(value) * 10 ** int(form.items.decimals[column]) >= LARGEST:
            self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-LARGE"), position)
        elif rest and "CLEANED-ROUNDED" not in how and rest > abs(value) * Decimal("1e-12"):
            hint = Hint.of("CELL-DECIMALS", decimals=decimals) if decimals else Hint("CELL-PEOPLE")
            self._tell(row, item, Pattern.NOT_WHOLE, hint, position)
        elif value < 0 and not form.items.signed[column]:
            self._tell(row, item, Pattern.NEGATIVE, None, position)
        else:
            scaled = int((value.quantize(unit) * 10 ** int(form.items.decimals[column])).to_integral_value())
            self._accept(row, item, position, scaled, how)

    def _accept(self, row: int, item: int, position: int, scaled: int, how: tuple[str, ...]) -> None:
        form, grid = self.block.form, self.block.grid
        self.cleaned.values[row, item] = scaled
        self.cleaned.states[row, item] = CellState.FILLED
        decimals = int(form.items.decimals[self.items[item]])
        address = grid.address(*self._place(row, item))
        shown = grid.book.shown(grid.sheet, position)
        self.cleaned.cleanings.extend(Cleaning(form.table.code, address, shown, scaled, decimals, each) for each in how)

    def _tell(self, row: int, item: int, pattern: Pattern, hint: Hint | None, position: int) -> None:
        form, grid = self.block.form, self.block.grid
        self.cleaned.values[row, item] = 0
        lost = pattern is Pattern.NO_CACHE
        self.cleaned.states[row, item] = CellState.NOT_COMPUTED if lost else CellState.UNREADABLE
        table_row, column = int(self.rows[row]), int(self.items[item])
        address = grid.address(*self._place(row, item))
        shown = grid.book.shown(grid.sheet, position)
        finding = Finding(
            form.table.cell_code,
            Level.ERROR,
            pattern,
            form.place(grid.name, table_row, column),
            (form.cell(address, table_row, column, shown),),
            expected=0 if pattern is Pattern.NEGATIVE else None,
            detail=str(hint) if hint else "",
        )
        self.cleaned.findings.append(finding)

    def _place(self, row: int, item: int) -> tuple[int, int]:
        return int(self.row_at[self.rows[row]]), int(self.block.column_at[self.items[item]])
