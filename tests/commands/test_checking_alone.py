"""Checking without an office: units from the workbook itself; with one: from the register and what is kept."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

from flows.chamber import Chamber
from flows.office.opened import Office
from flows.precheck import PRELOAD, Answered, Ground, Offered, check_files
from flows.precheck.alone import united
from flows.read import read
from flows.receive import look, receive
from rules.edit_rule import EditRule
from schemas.finding import Level
from schemas.model import PEOPLE, Column, Frequency, Grain, ItemKind, Return, Row, Table
from schemas.returns import Returns
from schemas.units import Unit, UnitKind

Run = Callable[..., Result]
TODAY = date(2026, 10, 9)
PARTS = tuple(f"part_{number:02}" for number in range(2, 13))
TWELVE = Table(
    "XB1",
    "十二栏表",
    "Twelve columns",
    Frequency.QUARTERLY,
    Grain.STUB,
    (
        Column("01", "total", "合计", "Total", ItemKind.STOCK, PEOPLE, 11),
        *(
            Column(f"{number:02}", name, f"第{number}项", f"Part {number}", ItemKind.STOCK, PEOPLE, 1)
            for number, name in enumerate(PARTS, 2)
        ),
    ),
    (EditRule("P01", f"total == {' + '.join(PARTS)}", breaks="total += 1"),),
    rows=tuple(
        Row(f"R{number}", f"项目{number}", f"Row {number}", example=(11, *([1] * 11))) for number in range(1, 7)
    ),
)
FORM = Return("XB", "示例十二栏统计表", "Sample of twelve columns", Frequency.QUARTERLY, "2026.1", (TWELVE,))


def typed_by_hand(totals: tuple[int, ...]) -> bytes:
    """A form of one's own: cover lines, headings and labels as anyone types them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "十二栏表"
    sheet.append(["十二栏表"])
    sheet.append(["填报单位：示例县（990121）", None, None, "报告期：2026年第三季度"])
    sheet.append(["行号", "项目", *(column.zh for column in TWELVE.columns)])
    for row, total in zip(TWELVE.rows, totals, strict=True):
        sheet.append([row.code, row.zh, total, *([1] * 11)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def answered(tmp_path: Path) -> Callable[..., Answered]:
    """A file checked by the declaration of twelve columns alone."""

    def check(content: bytes) -> Answered:
        file = tmp_path / "十二栏.xlsx"
        file.write_bytes(content)
        with Chamber(preload=PRELOAD) as chamber:
            (only,) = check_files([Offered(file, file.name)], Ground(Returns((FORM,))), chamber, TODAY, print)
        return only

    return check


def test_three_wrong_rows_of_twelve_columns_are_three_findings(answered: Callable[..., Answered]) -> None:
    """Not thirty-six: one a row, each naming its own row."""
    report = answered(typed_by_hand((11, 12, 11, 10, 11, 21))).report

    assert [(found.code, found.place.row_code) for found in report.findings] == [
        ("XB1-P01", "R2"),
        ("XB1-P01", "R4"),
        ("XB1-P01", "R6"),
        ("XB1-S10", ""),  # typed by hand, without the template's row of codes
    ]
    assert report.count(Level.ERROR) == 3
    assert (report.tally.held, report.tally.violated) == (3, 3)


def test_the_unit_is_taken_from_the_cover_line(answered: Callable[..., Answered]) -> None:
    """No register, no stamp: code and name stand in the workbook."""
    report = answered(typed_by_hand((11,) * 6)).report

    assert (report.unit, report.unit_name, report.period) == ("990121", "示例县", "2026Q3")
    assert [found.level for found in report.findings] == [Level.NOTE]


def test_a_row_of_another_county_is_not_taken(shenhe: Run, desk: Any) -> None:
    """The workbook says which units it has, but a code that is not below its own unit is told."""
    file = desk.workbook()
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    sheet.protection.disable()
    place = next(cell for row in sheet.iter_rows(max_col=1) for cell in row if cell.value == desk.rows()[4])
    place.value = "990999101"
    book.save(file)

    found = json.loads(shenhe("check", file, "--format", "json").stdout)["files"][0]["findings"]

    assert "CA1-S04" in {each["code"] for each in found}


def test_the_names_that_most_tables_print_are_the_units_names(shenhe: Run, desk: Any) -> None:
    """Two names exchanged in the first table alone: that table is told, not the others."""
    file = desk.workbook()
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    first, second = (
        next(cell for row in sheet.iter_rows(max_col=1) for cell in row if cell.value == code)
        for code in desk.rows()[3:5]
    )
    first, second = first.offset(column=1), second.offset(column=1)
    first.value, second.value = second.value, first.value
    book.save(file)

    found = json.loads(shenhe("check", file, "--format", "json").stdout)["files"][0]["findings"]

    assert {each["code"] for each in found if each["code"].endswith("S04")} == {"CA1-S04"}


def test_tables_without_codes_cannot_be_checked_alone(shenhe: Run, desk: Any, city: Path) -> None:
    """Names alone do not say which unit a row is; with the register they do."""
    file = desk.workbook()
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_col=1):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("990121"):
                    cell.value = None
    book.save(file)

    alone = shenhe("check", file)
    with_register = shenhe("check", file, "--home", city, "--format", "json")

    assert alone.exit_code == 3
    assert "没有单位代码" in alone.stdout
    assert json.loads(with_register.stdout)["files"][0]["verdict"] != "refused"


def test_a_row_that_is_missing_is_known_by_the_register_alone(shenhe: Run, desk: Any, city: Path) -> None:
    """A clerk's machine cannot know that a township should be there; the office can."""
    file = desk.workbook()
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_col=1):
            for cell in row:
                if cell.value == desk.rows()[-1]:
                    sheet.delete_rows(cell.row)
                    break
    book.save(file)

    def missing(*more: str | Path) -> set[str]:
        report = json.loads(shenhe("check", file, *more, "--format", "json").stdout)["files"][0]
        return {each["code"] for each in report["findings"] if each["code"].endswith("S03")}

    assert missing() == set()
    assert "CA1-S03" in missing("--home", city)


def test_with_an_office_what_is_kept_stands_beside(shenhe: Run, desk: Any, tmp_path: Path, city: Path) -> None:
    """An opening is held against the year-end workbook that was received, without naming that file."""
    home = tmp_path / "office"
    home.mkdir()
    for name in ("register.csv", "shenhe.toml"):
        (home / name).write_bytes((city / name).read_bytes())
    office = Office.at(home)
    desk.workbook(name="office/raw/inbox/990121/年底.xlsx")
    now = datetime.now(UTC)
    with Chamber(preload=PRELOAD) as chamber:
        names = look(office.home.inbox, now, 0.0).ready
        understand = partial(read, forms=office.forms)
        receive(
            office.home.inbox,
            office.home.raw,
            names,
            now=now,
            understand=understand,
            chamber=chamber,
            shelve=office.shelf.put,
        )
    file = desk.workbook(period="2026Q1", more={("CA1", desk.rows()[3], "opening"): 1})

    def codes(*more: str | Path) -> set[str]:
        report = json.loads(shenhe("check", file, *more, "--format", "json").stdout)
        return {each["code"] for each in report["files"][0]["findings"]}

    assert "CA1-T01" not in codes()
    assert "CA1-T01" in codes("--home", home)


def test_workbooks_that_swap_names_still_give_one_register() -> None:
    """Two files that call two townships the other way round are judged by their codes."""
    above = (
        Unit("990100", "990100", UnitKind.CITY, "", date(1900, 1, 1)),
        Unit("990121", "示例县", UnitKind.COUNTY, "990100", date(1900, 1, 1)),
    )
    town = partial(Unit, kind=UnitKind.TOWNSHIP, parent="990121", valid_from=date(1900, 1, 1))
    first = (*above, town("990121100", "甲镇"), town("990121101", "乙镇"))
    second = (*above, town("990121100", "丙镇"), town("990121102", "甲镇"))
    third = (*above, town("990121101", "丙镇"))

    assert {unit.code for unit in united([first, second]).units} == {
        "990100", "990121", "990121100", "990121101", "990121102"
    }  # fmt: skip
    assert {unit.name for unit in united([first, second, third]).units if unit.parent == "990121"} == {
        "990121100", "990121101", "990121102"
    }  # fmt: skip
