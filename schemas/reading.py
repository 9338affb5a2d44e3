"""A workbook as it was understood: every table's numbers with the cell that each came from."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from schemas.finding import Address, Finding

LARGEST = 10**15
"""Scaled values at or above this are not counts of anything: such a cell is unreadable."""


class CellState(IntEnum):
    """What is known of a cell's value."""

    FILLED = 0
    BLANK = 1
    """a cell is there and holds nothing"""
    UNREADABLE = 2
    """it holds something that is not a number of its unit of measure"""
    NOT_APPLICABLE = 3
    """declared as not asked of this row (`-`)"""
    ABSENT = 4
    """no such cell: its heading or its row was not found"""
    NOT_COMPUTED = 5
    """a formula whose result is not in the file: what it comes to is not known, and nothing is said of it"""


@dataclass(frozen=True, slots=True, eq=False)
class TableReading:
    """One table of one workbook.

    `values`, `states`, `sheet_of`, `at_row` and `at_column` have one row a table row (in the order of `row_codes`) and
    one column an item (in the order of `columns`). `values` are int64 scaled by 10**decimals of the column, 0 where
    the state is not FILLED. `sheet_of` indexes `sheets`; `at_row`, `at_column` are counted from 1, 0 where absent.
    """

    table: str
    columns: tuple[str, ...]
    row_codes: tuple[str, ...]
    row_labels: tuple[str, ...]
    values: NDArray[np.int64]
    states: NDArray[np.int8]
    sheets: tuple[str, ...]
    sheet_of: NDArray[np.int16]
    at_row: NDArray[np.int32]
    at_column: NDArray[np.int32]

    def address(self, row: int, column: int) -> Address | None:
        """The cell that holds row and column (positions from 0); None where there is no such cell."""
        if self.states[row, column] == CellState.ABSENT or not self.at_row[row, column]:
            return None
        sheet = self.sheets[int(self.sheet_of[row, column])]
        return Address(sheet, int(self.at_row[row, column]), int(self.at_column[row, column]))


@dataclass(frozen=True, slots=True)
class Cleaning:
    """A value that was understood although it was not written as a number: what it was and what was made of it."""

    table: str
    address: Address
    shown: str
    value: int
    decimals: int
    how: str
    """message code of the group `cleaning`: text number, full-width digits, thousands separator …"""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a clerk wrote beside a finding on the sheet 问题清单, or in the portal.

    `key` is the finding's key; `numbers` the values that it was written for, as printed on the sheet.
    """

    key: str
    numbers: str
    reason: str
    text: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose workbook it is: return, reporting unit, period, and the template's version (empty: no stamp found)."""

    return_code: str
    unit: str
    period: str
    template: str


@dataclass(frozen=True, slots=True, eq=False)
class WorkbookReading:
    """A whole workbook as it was understood.

    `findings` are those of structure and of single cells; arithmetic comes later. `cleanings` is the log of values
    that were tolerated. `explanations` were read from the sheet 问题清单.
    """

    sha256: str
    identity: Identity
    tables: tuple[TableReading, ...]
    findings: tuple[Finding, ...]
    cleanings: tuple[Cleaning, ...]
    explanations: tuple[Explanation, ...]
    cells: int
    """non-empty cells of the workbook"""

    @property
    def texts(self) -> frozenset[Address]:
        """The cells whose number is stored as a text: formulas that add up leave them out."""
        return frozenset(each.address for each in self.cleanings if each.how == "CLEANED-TEXT")

    def table(self, code: str) -> TableReading | None:
        """The table of that code, None where it was not found."""
        for table in self.tables:
            if table.table == code:
                return table
        return None
