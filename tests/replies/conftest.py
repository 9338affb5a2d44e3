"""A small workbook as a clerk sends it, and the findings that a check of it would make."""

from collections.abc import Callable
from io import BytesIO

import pytest
import xlsxwriter

from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role, Suspect, Tally
from schemas.hint import Hint
from schemas.report import FileReport, Outcome, Report

SHEET = "干部基本情况"
OTHER = "党员情况"
HEDONG = "990121001"


def at(reference: str, sheet: str = SHEET) -> Address:
    return Address(sheet, int(reference[1:]), ord(reference[0]) - 64)


def cell(role: Role, label: str, value: int | None, reference: str = "", *, row: str = HEDONG, **more: object) -> Cell:
    told: dict[str, object] = {"table": "CA1", "row_label": "河东乡", **more}
    address = at(reference) if reference else None
    return Cell(role=role, row_code=row, column=label, column_label=label, address=address, value=value, **told)


def place(column: str, *, row: str = HEDONG, label: str = "河东乡") -> Place:
    return Place("CA1", SHEET, row, label, column, column)


def sum_finding() -> Finding:
    cells = (
        cell(Role.TOTAL, "合计", 95, "C12"),
        cell(Role.PART, "男", 60, "D12"),
        cell(Role.PART, "女", 36, "E12"),
    )
    suspect = Suspect(at("D12"), 59, 0, "CLUE-BREAKDOWN-AGREES")
    return Finding("CA1-P01", Level.ERROR, Pattern.SUM, place("合计"), cells, 96, -1, suspects=(suspect,), root=1)


def rows_finding() -> Finding:
    parts = [cell(Role.PART, "女", 75, f"E{7 + at}", row=f"9901210{at:02}", row_label=f"乡{at}") for at in range(16)]
    total = cell(Role.TOTAL, "女", 1240, "E23", row="TOTAL", row_label="合计")
    lead = place("女", row="TOTAL", label="合  计")
    return Finding("CA1-U00", Level.ERROR, Pattern.ROWS, lead, (total, *parts), 1204, 36, root=1)


def equal_finding() -> Finding:
    other = Cell(Role.OTHER, "PM1", HEDONG, "河东乡", "党员总数", "党员总数", at("D9", OTHER), 3509)
    cells = (cell(Role.SUBJECT, "期末实有党员", 3512, "C14"), other)
    suspect = Suspect(at("C14"), 3509, 0, "CLUE-DIGIT-MISTYPED", 3)
    return Finding(
        "CA1-X01", Level.ERROR, Pattern.EQUAL, place("期末实有党员"), cells, 3509, 3, suspects=(suspect,), root=2
    )


def blank_finding() -> Finding:
    return Finding("CA1-D00", Level.ERROR, Pattern.BLANK, place("备注"), (cell(Role.SUBJECT, "备注", None, "H9"),))


def letter_finding() -> Finding:
    cells = (cell(Role.SUBJECT, "合计", None, "C15", shown="1o2"),)
    hint = str(Hint.of("CELL-LETTER", position=2, letter="o"))
    return Finding("CA1-D00", Level.ERROR, Pattern.NOT_A_NUMBER, place("男"), cells, detail=hint)


def change_finding(now: int = 412) -> Finding:
    cells = (
        cell(Role.SUBJECT, "35岁及以下", now, "G20"),
        cell(Role.EARLIER, "35岁及以下", 298, period="2026Q2"),
    )
    return Finding(
        "CA1-C04", Level.QUERY, Pattern.CHANGE, place("35岁及以下"), cells, 298, now - 298, high="20%", detail="＋38.3%"
    )


def all_findings() -> tuple[Finding, ...]:
    return (
        sum_finding(),
        rows_finding(),
        equal_finding(),
        blank_finding(),
        letter_finding(),
        change_finding(),
    )


@pytest.fixture
def findings() -> tuple[Finding, ...]:
    """Six findings in five cases: the sum and the total row have one root."""
    return all_findings()


@pytest.fixture(scope="session")
def every_finding() -> tuple[Finding, ...]:
    """The same, for tests on generated choices of them."""
    return all_findings()


@pytest.fixture
def change() -> Callable[[int], Finding]:
    """The query about a change, with another number of this period."""
    return change_finding


@pytest.fixture
def report(findings: tuple[Finding, ...]) -> Report:
    """One file with these findings."""
    file = FileReport(
        file="示例县_干部统计表_2026Q3.xlsx",
        sha256="ab" * 32,
        outcome=Outcome.of(findings),
        findings=findings,
        tally=Tally(1206, 6, 2),
        return_code="CA",
        return_zh="干部统计表",
        return_en="Cadres",
        unit="990121",
        unit_name="示例县",
        period="2026Q3",
        template="CA-2026.1",
    )
    return Report((file,), "cd" * 32, 0.84)


@pytest.fixture(scope="session")
def original() -> bytes:
    """A protected workbook with everything that must survive: rich text, cached sums, a chart, comments, names."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    book.set_properties({"author": "某人", "manager": "另一人"})
    number = book.add_format({"num_format": "#,##0", "border": 1, "bg_color": "#FFFFCC", "locked": False})
    bold = book.add_format({"bold": True})
    sheet, other = book.add_worksheet(SHEET), book.add_worksheet(OTHER)
    book.add_worksheet("空表")
    sheet.merge_range("A1:H1", "干部基本情况", bold)
    sheet.write_rich_string("A2", "填报单位：", bold, "示例县")
    sheet.write_row("A6", ["代码", "单位", "合计", "男", "女", "少数民族", "35岁及以下", "备注"], bold)
    for row in range(6, 23):
        sheet.write_row(row, 0, [f"9901210{row:02}", f"乡{row}"])
        sheet.write_row(row, 2, [column * 10 + row for column in range(5)], number)
    sheet.write_row("C12", [95, 60, 36], number)
    sheet.write_string("C15", "1o2", number)
    sheet.write_formula("C24", "=SUM(C7:C23)", number, 1234)
    sheet.conditional_format("C7:C20", {"type": "cell", "criteria": ">", "value": 50, "format": bold})
    sheet.data_validation("C7:G23", {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.write_comment("D12", "人写的批注", {"author": "某人"})
    sheet.write_comment("B7", "另一条", {"author": "某人"})
    sheet.write_url("C14", f"internal:'{OTHER}'!A1", string="64")
    sheet.protect()
    sheet.freeze_panes(6, 2)
    sheet.autofilter("A6:H23")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{SHEET}'!$C$7:$C$12"})
    sheet.insert_chart("J3", chart)
    other.write("D9", 3509, number)
    other.repeat_rows(0, 2)
    book.define_name("范围", f"='{OTHER}'!$A$1:$B$2")
    book.close()
    return content.getvalue()
