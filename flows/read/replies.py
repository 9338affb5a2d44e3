"""Explanations that a clerk wrote on the sheet 问题清单 of a marked workbook."""

import re

from flows.read.grid import Grid
from flows.read.raw import RawWorkbook
from schemas import issue_list
from schemas.issue_list import Field, field_of
from schemas.reading import Explanation

_REASON = re.compile(r"R[0-9]{2}")
_SEARCHED = 30
"""The headings of the list stand within so many rows."""


def explanations_of(book: RawWorkbook) -> tuple[Explanation, ...]:
    """Every line with a reason or a text; the list is found by its headings, wherever its columns stand now."""
    found: list[Explanation] = []
    for number, sheet in enumerate(book.sheets):
        if sheet.name in (issue_list.SHEET, issue_list.SHEET_BESIDE) and len(sheet.cells):
            found += _of_sheet(Grid(book, number))
    return tuple(found)


def _of_sheet(grid: Grid) -> list[Explanation]:
    for row in range(1, min(grid.height, _SEARCHED) + 1):
        columns: dict[Field, int] = {}
        for column in range(1, grid.width + 1):
            field = field_of(grid.shown(row, column))
            if field is not None:
                columns.setdefault(field, column)
        if {Field.KEY, Field.NOTE} <= columns.keys():
            lines = (_line(grid, below, columns) for below in range(row + 1, grid.height + 1))
            return [line for line in lines if line is not None]
    return []


def _line(grid: Grid, row: int, columns: dict[Field, int]) -> Explanation | None:
    def said(field: Field) -> str:
        return grid.shown(row, columns.get(field, 0)).strip()

    key, reason, text = said(Field.KEY), said(Field.REASON), said(Field.NOTE)
    if not key or not (reason or text):
        return None
    code = _REASON.match(reason)
    return Explanation(
        key, said(Field.NUMBERS), code[0] if code else reason, text, grid.address(row, columns[Field.NOTE])
    )
