"""Cells as .xls, .ods and CSV store them: one stream of sheets and cells, whatever the kind, and the bounds on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from math import isfinite
from typing import NamedTuple

from flows.gate.admitted import Refused, SheetPart, Visibility
from flows.gate.archive import broken
from flows.gate.grid import MAX_COLUMN, MAX_ROW, CellKind, letters_of
from flows.gate.limits import Limits
from flows.gate.sheet import Survey
from schemas.receipt import Fact, Refusal

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN_PERCENT = frozenset((9, 10))
_NOT_PATTERN = re.compile(r'"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[dmhysDMHYS]")


class Look(IntEnum):
    """How a number is shown, as far as it changes what the number means."""

    PLAIN = 0
    DATE = 1
    PERCENT = 2


def look_of(number: int, pattern: str | None) -> Look:
    """The look of a number format: by its pattern, or by its number where it is a built-in one (`pattern` None)."""
    if pattern is None:
        if number in _BUILT_IN_DATES:
            return Look.DATE
        return Look.PERCENT if number in _BUILT_IN_PERCENT else Look.PLAIN
    bare = _NOT_PATTERN.sub("", pattern.partition(";")[0])
    if _DATE_LETTERS.search(bare):
        return Look.DATE
    return Look.PERCENT if "%" in bare else Look.PLAIN


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Span:
    """Columns from `first` to `last`, counted from 1."""

    first: int
    last: int


class StoredCell(NamedTuple):
    """One cell that is not empty, rows and columns from 1; a named tuple because a file holds up to a million.

    `number` is the value of NUMBER (1 or 0 of BOOLEAN), `text` that of TEXT, ERROR and ISO_DATE.
    """

    row: int
    column: int
    kind: CellKind
    number: float = 0.0
    text: str = ""
    look: Look = Look.PLAIN
    formula: bool = False
    linked: bool = False
    """Whether the formula refers to another workbook."""


@dataclass(slots=True)
class StoredSheet:
    """The beginning of a sheet in a stream; what is merged and hidden fills up while its cells pass by."""

    name: str
    visibility: Visibility = Visibility.VISIBLE
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[Span] = field(default_factory=list)


Stored = Iterator[StoredSheet | StoredCell]
"""Each sheet, followed by its cells; one row may come in any order."""


def bounded(stored: Stored, limits: Limits) -> tuple[SheetPart, ...]:
    """The sheets of a stream that is within the limits.

    Raises Refused: too many sheets, cells or merges, a cell outside the grid or given twice, a number that is none, a
    rectangle too large.
    """
    limits = replace(limits, cells=limits.exact_cells)
    sheets: list[StoredSheet] = []
    watch: _Watch | None = None
    for one in stored:
        if isinstance(one, StoredCell):
            if watch is None:
                raise broken("sheet")
            watch.take(one)
            continue
        if watch is not None:
            watch.close()
        watch = _Watch(one, limits)
        sheets.append(one)
        if len(sheets) > limits.sheets:
            break
    if watch is not None:
        watch.close()
    refuse_count(len(sheets), limits)
    names = {sheet.name.lower() for sheet in sheets}
    if len(names) != len(sheets) or "" in names:
        raise broken("sheet-names")
    return tuple(SheetPart(sheet.name, "", sheet.visibility) for sheet in sheets)


def refuse_count(count: int, limits: Limits) -> None:
    """Raise Refused where a workbook has no sheet or too many."""
    if not 1 <= count <= limits.sheets:
        facts = (Fact("count", str(count)), Fact("limit", str(limits.sheets)))
        raise Refused(Refusal("FILE-SHEETS", facts))


class _Watch:
    """The bounds of one sheet."""

    def __init__(self, sheet: StoredSheet, limits: Limits) -> None:
        self.sheet = sheet
        self.limits = limits
        self.survey = Survey(sheet.name, limits, 0)
        self.places: set[int] = set()

    def take(self, cell: StoredCell) -> None:
        row, column = cell.row, cell.column
        if not (0 < row <= MAX_ROW and 0 < column <= MAX_COLUMN):
            raise self.survey.refused("FILE-CELL-PLACE", str(row))
        count = len(self.places)
        self.places.add(row << 14 | column - 1)
        if len(self.places) == count:
            raise self.survey.refused("FILE-CELL-PLACE", f"{letters_of(column)}{row}")
        if count == self.limits.cells:
            self.survey.add_cells(count + 1)
        if cell.kind == CellKind.NUMBER and not isfinite(cell.number):
            raise self.survey.refused("FILE-CELL-VALUE", f"{letters_of(column)}{row}")

    def close(self) -> None:
        if self.places:
            columns = {place & MAX_COLUMN - 1 for place in self.places}
            self.survey.add_box(min(self.places) >> 14, min(columns) + 1, max(columns) + 1)
            self.survey.add_box(max(self.places) >> 14, min(columns) + 1, max(columns) + 1)
        self.survey.close()
        if len(self.sheet.merges) > self.limits.merges:
            facts = (Fact("sheet", self.sheet.name), Fact("limit", str(self.limits.merges)))
            raise Refused(Refusal("FILE-MERGES", facts))
