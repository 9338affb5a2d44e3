"""The forms of a report for programs and spreadsheets keep their contracts."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO

import pytest

from flows.reply import Form, marked_name, marked_workbook, render
from flows.reply.listing import harmless
from schemas.finding import Address, Finding, Tally
from schemas.receipt import Refusal
from schemas.report import FileReport, Outcome, Report

REFUSED = FileReport("空.xlsx", "0" * 64, Outcome.REFUSED, refusal=Refusal("FILE-EMPTY"))


def test_the_json_is_what_the_manual_says(report: Report) -> None:
    """Names and kinds of values are a contract with other programs."""
    told = json.loads(render(report, Form.JSON, "zh"))
    (file,) = told["files"]
    first = file["findings"][0]

    assert list(told) == ["schema", "files", "rule_set"]
    assert [told["schema"], told["rule_set"]] == [1, "cd" * 32]
    assert [file[name] for name in ("file", "return", "unit", "period", "verdict")] == [
        "示例县_干部统计表_2026Q3.xlsx", "CA", "990121", "2026Q3", "errors",
    ]  # fmt: skip
    assert file["checks"] == {"held": 1206, "violated": 6, "cannot_tell": 2}
    assert list(first) == [
        "code", "severity", "table", "sheet", "row", "column", "cells", "expected", "difference", "suspects", "root",
        "message",
    ]  # fmt: skip
    assert first["cells"][0] == {"cell": "C12", "role": "total", "value": 95}
    assert [first["expected"], first["difference"], first["root"]] == [96, -1, 1]
    assert first["suspects"][0]["cell"] == "D12"
    assert first["suspects"][0]["suggestion"] == 59
    assert set(first["message"]) == {"zh", "en"}


def test_findings_of_one_root_share_its_number(report: Report) -> None:
    """A program can fold them as people see them folded."""
    found = json.loads(render(report, Form.JSON, "zh"))["files"][0]["findings"]

    assert [one["root"] for one in found] == [1, 1, 2, 3, 4, 5]


def test_decimals_come_out_as_printed(report: Report, findings: tuple[Finding, ...]) -> None:
    """12.50 is 12.5 for a program, not 1250 and not 12.499."""
    cells = tuple(replace(cell, decimals=2) for cell in findings[0].cells)
    file = replace(report.files[0], findings=(replace(findings[0], cells=cells),))

    first = json.loads(render(replace(report, files=(file,)), Form.JSON, "zh"))["files"][0]["findings"][0]

    assert [first["cells"][0]["value"], first["expected"], first["difference"]] == [0.95, 0.96, -0.01]


def test_json_lines_hold_a_file_each(report: Report) -> None:
    """Many files can be read one at a time."""
    lines = render(replace(report, files=(report.files[0], REFUSED)), Form.JSON_LINES, "zh").splitlines()

    assert [json.loads(one)["verdict"] for one in lines] == ["errors", "refused"]


@pytest.mark.parametrize("form", [Form.TEXT, Form.CONCISE, Form.JSON, Form.CSV, Form.HTML, Form.SARIF])
def test_a_refused_file_says_why_in_every_form(form: Form) -> None:
    """Nobody is left with an empty answer."""
    assert Refusal("FILE-EMPTY").message("zh") in render(Report((REFUSED,), ""), form, "zh")


def test_a_clean_file_is_told_to_be_clean(report: Report) -> None:
    """With how many checks hold."""
    clean = replace(report.files[0], findings=(), outcome=Outcome.CLEAN, tally=Tally(1210))

    assert "1,210 项校核全部通过，请确认报送" in render(replace(report, files=(clean,)), Form.TEXT, "zh")


def test_the_terminal_shows_the_cells_that_matter(report: Report) -> None:
    """Row, name and each cell with its letter; the likeliest in brackets."""
    shown = render(report, Form.TEXT, "zh")

    assert "错误 CA1-P01  干部基本情况!C12  河东乡 合计\n" in shown
    assert "  │ 行 │ 名称   │ C 合计 │ D 男 │ E 女 │\n  │ 12 │ 河东乡 │ 95     │ [60] │ 36   │\n" in shown
    assert "\x1b" not in shown
    assert "\x1b[31;1m错误\x1b[0m" in render(report, Form.TEXT, "zh", colour=True)


def test_the_page_shows_the_likeliest_cell_in_red(report: Report) -> None:
    """D12 is suspected, so it is red and the total that does not fit is not: as in the workbook and on the card."""
    shown = render(report, Form.HTML, "zh")
    lead = shown[shown.index("<article") : shown.index("</article>")]

    assert report.files[0].cases[0].lead.likeliest == Address("干部基本情况", 12, 4)
    assert lead.count("class=wrong") == 1
    assert re.search(r"<th>D12</th><td>[^<]*</td><td class=wrong>60</td>", lead)


def test_the_list_opens_in_a_spreadsheet(report: Report) -> None:
    """Byte order mark, one line a finding, every line with all columns."""
    listing = render(report, Form.CSV, "zh")
    rows = list(csv.reader(StringIO(listing.removeprefix("\ufeff"))))

    assert listing.startswith("\ufeff文件,")
    assert len(rows) == 1 + len(report.files[0].findings)
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1", "－1", "＋1", "＠x", " =1", "\u3000=1", "\0=1"]
)
def test_no_cell_becomes_a_formula(text: str) -> None:
    """A file name or a label is text, whatever it begins with."""
    assert harmless(text) == f"'{text}"
    assert harmless(f"甲{text}") == f"甲{text}"


def test_the_page_needs_no_other_host_and_escapes_what_it_quotes(report: Report) -> None:
    """It is opened on machines without a network, and a file name is no markup."""
    named = replace(report.files[0], file="<script>alert(1)</script>.xlsx")
    page = render(replace(report, files=(named,)), Form.HTML, "zh")

    assert "http" not in page
    assert "<script" not in page
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert 'lang="en"' in render(report, Form.HTML, "en")


def test_sarif_places_a_cell_by_row_and_column(report: Report) -> None:
    """startLine is the row, startColumn the column, the logical name the cell; queries are warnings."""
    (run,) = json.loads(render(report, Form.SARIF, "zh"))["runs"]
    first, last = run["results"][0], run["results"][-1]
    known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}

    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 3}
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "干部基本情况!C12"
    assert [first["level"], last["level"]] == ["error", "warning"]
    assert {result["ruleId"] for result in run["results"]} == known


def test_a_refused_file_is_not_marked(original: bytes) -> None:
    """There is nothing to mark, and nothing that may be opened."""
    with pytest.raises(ValueError, match="refused"):
        marked_workbook(original, REFUSED, (), "zh")


def test_the_marked_workbook_lies_beside_its_file() -> None:
    """Under a name that says what it is."""
    assert marked_name("示例县_干部统计表_2026Q3.xlsx") == "示例县_干部统计表_2026Q3_校核结果.xlsx"
