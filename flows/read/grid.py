"""A sheet as a grid: which cell stands where, in one array."""

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from flows.read.labels import label
from flows.read.raw import NO_TEXT, CellKind, RawSheet, RawWorkbook
from schemas.finding import Address

NOTHING = -1


_LARGEST = 4_000_000
"""Places of one grid; the gate bounds the rectangle around the values, not its distance from A1."""
_WIDEST = 512
_ONE_IN = 2
"""A text is meant as a number where at least one in so many of its characters is a digit."""


def _near(sheet: RawSheet) -> RawSheet:
    """The sheet itself, or without its far cells where a grid down to them would be too large."""
    height, width = int(sheet.cells.rows.max(initial=0)), int(sheet.cells.columns.max(initial=0))
    if (height + 1) * (width + 1) <= _LARGEST:
        return sheet
    cells = sheet.cells
    kept = np.flatnonzero((cells.columns <= _WIDEST) & (cells.rows < _LARGEST // min(width + 1, _WIDEST + 1)))
    linked = tuple(np.flatnonzero(np.isin(kept, sheet.linked)).tolist())
    return replace(sheet, cells=cells.only(kept), linked=linked)


class Grid:
    """Positions of a sheet's cells by row and column, both counted from 1; NOTHING where there is none."""

    def __init__(self, book: RawWorkbook, number: int) -> None:
        self.book = book
        self.number = number
        self.sheet: RawSheet = _near(book.sheets[number])
        self.cells = self.sheet.cells
        self.height = int(self.cells.rows.max(initial=0))
        self.width = int(self.cells.columns.max(initial=0))

    @property
    def name(self) -> str:
        """Name of the sheet."""
        return self.sheet.name

    @cached_property
    def at(self) -> NDArray[np.int32]:
        """Positions in `cells`, one row and column more than the sheet so that both count from 1."""
        grid = np.full((self.height + 1, self.width + 1), NOTHING, np.int32)
        grid[self.cells.rows, self.cells.columns] = np.arange(len(self.cells), dtype=np.int32)
        return grid

    def shown(self, row: int, column: int) -> str:
        """What a person sees in a cell; empty where there is none."""
        if not (0 < row <= self.height and 0 < column <= self.width):
            return ""
        return self._shown(int(self.at[row, column]))

    def _shown(self, position: int) -> str:
        return "" if position == NOTHING else self.book.shown(self.sheet, position)

    def text(self, row: int, column: int) -> str:
        """The text of a cell as compared; empty where it holds none."""
        position = int(self.at[row, column])
        index = NO_TEXT if position == NOTHING else int(self.cells.texts[position])
        return "" if index == NO_TEXT else label(self.book.strings[index])

    def column_texts(self, column: int, first: int, last: int) -> list[str]:
        """What a person sees in each cell of a column from `first` to `last`."""
        if not 0 < column <= self.width:
            return [""] * (last - first + 1)
        positions = self.at[first : last + 1, column]
        texts = np.where(positions == NOTHING, NO_TEXT, self.cells.texts[positions]).tolist()
        return [
            self.book.strings[text] if text != NO_TEXT else self._shown(position)
            for position, text in zip(positions.tolist(), texts, strict=True)
        ]

    def has_number(self, position: int) -> bool:
        """Whether a cell holds a number, or a text that is meant as one: 12人, 1o2; no date and no sentence."""
        if position == NOTHING:
            return False
        if self.cells.kinds[position] != CellKind.TEXT:
            return True
        text = label(self.book.strings[self.cells.texts[position]])
        digits = sum(character.isdigit() for character in text)
        return 0 < len(text) <= _ONE_IN * digits and "年" not in text

    def address(self, row: int, column: int) -> Address:
        """The address of a cell."""
        return Address(self.name, row, column)
