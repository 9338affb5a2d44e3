"""A workbook's cells as they are stored: arrays, one entry a non-empty cell, nothing interpreted yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from flows.gate import Visibility
from flows.gate.grid import NO_TEXT, CellKind
from flows.gate.stored import Look, Merge, Span
from schemas.receipt import Fact, Kind, Refusal

__all__ = [
    "NO_TEXT",
    "CellKind",
    "Cells",
    "Damaged",
    "Look",
    "Merge",
    "RawSheet",
    "RawWorkbook",
    "Span",
    "plain_number",
    "shown_date",
    "whole",
]


class Damaged(Exception):
    """An attribute that no program writes and the gate does not look at; `part` names the part of the package."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part

    @property
    def refusal(self) -> Refusal:
        """What is said of such a file."""
        return Refusal("FILE-BROKEN", (Fact("what", self.part),))


def whole(attributes: Mapping[str, str], name: str, part: str, otherwise: str = "") -> int:
    """A whole number of an XML attribute. Raises Damaged where it is missing without `otherwise`, or no number."""
    text = attributes.get(name, otherwise)
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise Damaged(part)
    return int(text)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of one sheet in the order of the file; every array has one entry a cell.

    `rows` and `columns` count from 1. `numbers` is the value of NUMBER (and 1 or 0 of BOOLEAN), `texts` the index into
    the workbook's strings of TEXT, ERROR and ISO_DATE, else NO_TEXT. `looks` holds `Look`, `formulas` whether the value
    is a formula's result.
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    numbers: NDArray[np.float64]
    texts: NDArray[np.int32]
    looks: NDArray[np.uint8]
    formulas: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, positions: NDArray[np.intp]) -> "Cells":
        """The cells at some positions."""
        return Cells(
            self.rows[positions],
            self.columns[positions],
            self.kinds[positions],
            self.numbers[positions],
            self.texts[positions],
            self.looks[positions],
            self.formulas[positions],
        )


@dataclass(frozen=True, slots=True, eq=False)
class RawSheet:
    """One sheet as stored; `linked` are the positions in `cells` of formulas that refer to another workbook."""

    name: str
    visibility: Visibility
    cells: Cells
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[Span, ...] = ()
    linked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RawWorkbook:
    """All sheets in the order of their tabs, the texts that their cells index, and the stamp (empty: none)."""

    sha256: str
    sheets: tuple[RawSheet, ...]
    strings: tuple[str, ...]
    stamp: str
    date_1904: bool
    kind: Kind = Kind.XLSX

    def shown(self, sheet: RawSheet, position: int) -> str:
        """What a person sees in the cell, numbers unformatted."""
        cells = sheet.cells
        kind, text = int(cells.kinds[position]), int(cells.texts[position])
        if text != NO_TEXT:
            return self.strings[text]
        if kind == CellKind.NO_CACHE:
            return ""
        number = float(cells.numbers[position])
        if kind == CellKind.BOOLEAN:
            return "TRUE" if number else "FALSE"
        if cells.looks[position] == Look.DATE:
            return shown_date(number, date_1904=self.date_1904)
        return plain_number(number)


def shown_date(number: float, *, date_1904: bool) -> str:
    """`2026-03-02` of a stored date; the number itself where it is a time of day or no date at all."""
    day = int(number) if 1 <= number < _LAST_DAY else 0
    if not day:
        return plain_number(number)
    # The 1900 system counts a 29 February 1900 that never was.
    first = date(1904, 1, 1) if date_1904 else date(1899, 12, 31 if day < 60 else 30)
    return (first + timedelta(days=day)).isoformat()


_LAST_DAY = 2_950_000


def plain_number(number: float) -> str:
    """The shortest text of a stored number: 186, 0.29, 990121101."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)
