"""What other libraries read in the same files: openpyxl in .xlsx, xlrd in .xls; and what of it differs, with the reason."""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import xlrd
from openpyxl.utils.datetime import to_excel
from xlrd.biffh import error_text_from_code

from flows.gate import Admitted, Limits, examine
from flows.gate.sweep import sweep
from flows.read import Forms, read
from flows.read.package import open_package
from flows.read.raw import CellKind, Damaged, RawSheet, RawWorkbook
from schemas.receipt import Kind, Refusal

EVERY_KIND = Limits(kinds=frozenset(Kind))
_SEPARATOR = b"\x00"
TAKEN, READ = "taken", "read"


def ours(item: bytes, *, forms: Forms) -> list[object]:
    """Runs in the child: how far the file came, its kind, and its cells as [sheet, row, column, value]."""
    name, _, content = item.partition(_SEPARATOR)
    admitted = examine(content, name.decode(), EVERY_KIND)
    if isinstance(admitted, Refusal):
        return [admitted.code, "", [], ""]
    if sweep(admitted):
        return ["FILE-PERSONAL", "", [], ""]
    try:
        book = open_package(admitted)
    except Damaged as error:
        return [error.refusal.code, "", [], ""]
    cells = [[sheet.name, *one] for sheet in book.sheets for one in _cells(book, sheet)]
    return [_reading(admitted, forms), str(admitted.kind), cells, "1904" if book.date_1904 else ""]


def _reading(admitted: Admitted, forms: Forms) -> str:
    seen = read(admitted, forms)
    if isinstance(seen, Refusal):
        seen.message("zh")
        return seen.code
    return READ


def _cells(book: RawWorkbook, sheet: RawSheet) -> list[list[object]]:
    found: list[list[object]] = []
    cells = sheet.cells
    for at in range(len(cells)):
        place = [int(cells.rows[at]), int(cells.columns[at])]
        match cells.kinds[at]:
            case CellKind.NUMBER:
                found.append([*place, float(cells.numbers[at])])
            case CellKind.BOOLEAN:
                found.append([*place, bool(cells.numbers[at])])
            case CellKind.NO_CACHE:
                continue
            case _:
                found.append([*place, book.shown(sheet, at)])
    return found


def by_openpyxl(content: bytes) -> list[list[object]]:
    """Runs in the child: the same by openpyxl; dates as their numbers, empty cells left out."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [
        [sheet.title, row, column, _plain(cell.value, book.epoch)]
        for sheet in book.worksheets
        for (row, column), cell in sheet._cells.items()
        if cell.value is not None
    ]


def _plain(value: object, epoch: datetime) -> object:
    if isinstance(value, datetime | date | time | timedelta):
        return float(to_excel(value, epoch))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value if isinstance(value, bool) else str(value)


def by_xlrd(content: bytes) -> list[list[object]]:
    """Runs in the child: the same by xlrd."""
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    kinds = {
        xlrd.XL_CELL_NUMBER: float,
        xlrd.XL_CELL_DATE: float,
        xlrd.XL_CELL_BOOLEAN: bool,
        xlrd.XL_CELL_ERROR: lambda code: error_text_from_code.get(code, "#VALUE!"),
        xlrd.XL_CELL_TEXT: str,
    }
    return [
        [sheet.name, row + 1, column + 1, kinds[sheet.cell_type(row, column)](sheet.cell_value(row, column))]
        for sheet in book.sheets()
        for row in range(sheet.nrows)
        for column in range(sheet.ncols)
        if sheet.cell_type(row, column) in kinds
    ]
