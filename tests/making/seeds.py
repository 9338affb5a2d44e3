"""Honest files of every kind to begin from: one small workbook of all sorts of cells, and returns of the sample city."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import made_ods
import made_xls
import openpyxl
import xlsxwriter
from openpyxl.comments import Comment

from flows.gate import Visibility, examine
from flows.office.home import Home
from flows.read import Forms, open_package
from flows.read.raw import CellKind, RawSheet, RawWorkbook
from flows.sample import make_city
from schemas.receipt import Refusal
from schemas.returns import returns
from schemas.units import Register

MIXED: Mapping[tuple[int, int], object] = {
    (1, 1): "工作人员增减情况",
    (2, 1): "填报单位：示例县（990121）",
    (2, 3): "报告期：2026年第三季度",
    (4, 1): "单位代码",
    (4, 2): "单位名称",
    (4, 3): "上年末实有数",
    (4, 4): '本年增加 <合计> & "其他"',
    (5, 1): "990121100",
    (5, 2): "梅溪镇",
    (5, 3): 30,
    (5, 4): 3.25,
    (6, 1): "990121101",
    (6, 2): "柳桥镇",
    (6, 3): 1_234_567,
    (6, 4): -2,
    (7, 3): True,
    (7, 4): False,
    (8, 3): "#REF!",
    (8, 4): "#DIV/0!",
    (9, 3): " 12 ",
    (9, 4): "１２",
    (10, 3): "007",
    (10, 4): "约 30",
    (12, 30): 5,
    (40, 3): 0.1,
}


@dataclass(frozen=True)
class Seed:
    """One honest file."""

    name: str
    content: bytes


def mixed() -> list[Seed]:
    """The small workbook by every writer."""
    hidden = made_xls.Sheet("藏", {(1, 1): "x", (3, 4): 4}, state=1)
    cells = {**MIXED, (11, 3): made_xls.Formula(33), (11, 4): made_xls.Formula("文"), (11, 5): made_xls.Formula("#N/A")}
    cells[11, 6] = made_xls.Styled(46_000, made_xls.DATE_STYLE)
    cells[11, 7] = made_xls.Styled(0.29, made_xls.PERCENT_STYLE)
    sheet = made_xls.Sheet("表1", cells, merges=[(1, 1, 1, 4)], hidden_rows=[10], hidden_columns=[30])
    tables = [
        made_ods.grid("表1", {**MIXED, (11, 3): date(2026, 3, 1)}),
        made_ods.grid("藏", hidden.cells, hidden=True),
    ]
    text = _csv(MIXED)
    return [
        Seed("openpyxl.xlsx", _by_openpyxl()),
        Seed("xlsxwriter.xlsx", _by_xlsxwriter()),
        Seed("mixed.xls", made_xls.xls(sheet, hidden, more={"\x05SummaryInformation": bytes(range(200))})),
        Seed("mixed.ods", made_ods.ods(*tables, parts={"meta.xml": "<x/>", "styles.xml": "<x/>"})),
        *(Seed(f"{encoding}.csv", text.encode(encoding)) for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030")),
    ]


def _by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表1"
    for place, content in MIXED.items():
        sheet.cell(*place).value = content
    sheet["C11"].value = date(2026, 3, 1)
    sheet["D11"].value = 0.29
    sheet["D11"].number_format = "0.0%"
    sheet["E11"].value = "=C5+C6"
    sheet["B7"].comment = Comment("按上年", "科")
    sheet.merge_cells("A1:D1")
    sheet.row_dimensions[10].hidden = True
    book.create_sheet("藏")["A1"] = "x"
    book["藏"].sheet_state = "hidden"
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _by_xlsxwriter() -> bytes:
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("表1")
        day, rich = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        for (row, column), content in MIXED.items():
            sheet.write(row - 1, column - 1, content)
        sheet.write_datetime(10, 2, date(2026, 3, 1), day)
        sheet.write_formula(10, 4, "=C5+C6", None, 1_234_597)
        sheet.write_formula(10, 5, '="a"', None, "文")
        sheet.write_formula(10, 6, "=1/0", None, "#DIV/0!")
        sheet.write_rich_string(12, 2, "注", rich, "：", "本表")
        sheet.merge_range("A1:D1", MIXED[1, 1])
        sheet.set_column(29, 29, None, None, {"hidden": True})
        book.add_worksheet("藏").hide()
    return buffer.getvalue()


def _csv(cells: Mapping[tuple[int, int], object]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in range(1, max(place[0] for place in cells) + 1):
        last = max((column for at, column in cells if at == row), default=0)
        writer.writerow([cells.get((row, column), "") for column in range(1, last + 1)])
    return buffer.getvalue().replace("True", "TRUE").replace("False", "FALSE")


def sample(folder: Path) -> tuple[list[Seed], Forms]:
    """Returns of the sample city as .xlsx, and the same cells as .xls, .ods and CSV; and what reads them."""
    make_city(folder, counties=1, periods=1)
    home = Home(folder)
    seeds = []
    for file in sorted(home.inbox.rglob("*市直_人才*.xlsx")) + sorted(home.inbox.rglob("*一县_干部*.xlsx")):
        content = file.read_bytes()
        admitted = examine(content, file.name)
        assert not isinstance(admitted, Refusal)
        seeds += [Seed(file.name, content), *others(file.stem, open_package(admitted))]
    return seeds, Forms(returns(), Register.from_bytes(home.register.read_bytes()))


def others(stem: str, book: RawWorkbook) -> list[Seed]:
    """A workbook's cells written as the other kinds; CSV holds its first visible table."""
    shown = [sheet for sheet in book.sheets if sheet.visibility is Visibility.VISIBLE]
    sheets = [made_xls.Sheet(sheet.name[:31], values(book, sheet), int(sheet not in shown)) for sheet in book.sheets]
    tables = [made_ods.grid(sheet.name, values(book, sheet), hidden=sheet not in shown) for sheet in book.sheets]
    return [
        Seed(f"{stem}.xls", made_xls.xls(*sheets)),
        Seed(f"{stem}.ods", made_ods.ods(*tables)),
        Seed(f"{stem}.csv", _csv(values(book, shown[-1])).encode("gb18030")),
    ]


def values(book: RawWorkbook, sheet: RawSheet) -> dict[tuple[int, int], object]:
    """The cells of a sheet as plain values by row and column."""
    found: dict[tuple[int, int], object] = {}
    for at in range(len(sheet.cells)):
        place = int(sheet.cells.rows[at]), int(sheet.cells.columns[at])
        kind, number = sheet.cells.kinds[at], float(sheet.cells.numbers[at])
        if kind == CellKind.NUMBER:
            found[place] = int(number) if number.is_integer() else number
        elif kind == CellKind.BOOLEAN:
            found[place] = bool(number)
        elif kind != CellKind.NO_CACHE:
            found[place] = book.shown(sheet, at)
    return found
