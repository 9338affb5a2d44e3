"""The forms of a report, the marked workbooks, and where they are written."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def wrong(desk: Any) -> Path:
    """A workbook with one wrong sum."""
    return desk.workbook(more={("CA1", desk.rows()[3], "inc_recruit_county"): 1}, name="县里报的.xlsx")


def test_concise_is_a_line_a_finding(shenhe: Run, wrong: Path) -> None:
    """File, sheet, cell, level, code: as editors and grep know it."""
    lines = shenhe("check", wrong, "--format", "concise").stdout.splitlines()

    assert lines[0].startswith(f"{wrong}:公务员（含参公）数量变化情况!E10: 错误 CA1-P02 ")
    assert len(lines) == 2


def test_json_lines_are_an_object_a_file(shenhe: Run, wrong: Path, desk: Any) -> None:
    """Each line can be read by itself."""
    lines = shenhe("check", wrong, desk.workbook("PM"), "--format", "jsonl").stdout.splitlines()

    assert [json.loads(line)["verdict"] for line in lines] == ["errors", "clean"]


def test_csv_opens_in_a_spreadsheet(shenhe: Run, wrong: Path) -> None:
    """UTF-8 with byte order mark, one line a finding under its headings."""
    content = shenhe("check", wrong, "--format", "csv").stdout_bytes

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row[3] for row in rows[1:]] == ["CA1-P02", "CA1-U00"]


def test_sarif_and_html_are_whole_documents(shenhe: Run, wrong: Path) -> None:
    """For the tools of a code host, and for a browser without a network."""
    log = json.loads(shenhe("check", wrong, "--format", "sarif").stdout)
    page = shenhe("check", wrong, "--format", "html").stdout

    assert log["runs"][0]["results"][0]["ruleId"] == "CA1-P02"
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")


def test_out_writes_the_same_into_a_file(shenhe: Run, wrong: Path, desk: Any) -> None:
    """-o leaves stdout empty and keeps the exit code."""
    printed = shenhe("check", wrong, "--format", "json")
    result = shenhe("check", wrong, "--format", "json", "-o", desk.folder / "结果.json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert (desk.folder / "结果.json").read_text(encoding="utf-8") == printed.stdout


def test_out_never_overwrites_what_is_checked(shenhe: Run, wrong: Path) -> None:
    """The clerk's own workbook stays as it is, however it is named."""
    before = hashlib.sha256(wrong.read_bytes()).hexdigest()

    result = shenhe("check", wrong, "--format", "json", "-o", f"../{wrong.parent.name}/{wrong.name}")

    assert result.exit_code == 2
    assert "没有覆盖" in result.stderr
    assert hashlib.sha256(wrong.read_bytes()).hexdigest() == before


def test_a_place_that_cannot_be_written_is_told(shenhe: Run, wrong: Path, desk: Any) -> None:
    """Its name, what the system says of it, exit code 2, and nothing left behind."""
    result = shenhe("check", wrong, "--format", "json", "-o", desk.folder / "没有的目录" / "结果.json")

    assert result.exit_code == 2
    assert "结果.json 写不了：没有目录" in result.stderr
    assert list(desk.folder.glob(".*")) == []


def test_reply_writes_marked_workbooks_for_files_with_findings(shenhe: Run, wrong: Path, desk: Any) -> None:
    """Named after the file, told in the text, with the list of findings in front; a clean file gets none."""
    result = shenhe("check", wrong, desk.workbook("PM"), "--reply", desk.folder / "答复")

    (made,) = (desk.folder / "答复").iterdir()
    book = openpyxl.load_workbook(made)
    assert result.exit_code == 1
    assert made.name == "县里报的_校核结果.xlsx"
    assert f"标注工作簿：{made}" in result.stdout
    assert book.sheetnames[0] == "问题清单"
    assert book["公务员（含参公）数量变化情况"]["E10"].comment is not None


def test_a_marked_workbook_can_be_checked_again(shenhe: Run, wrong: Path, desk: Any) -> None:
    """Marks and list are not taken for content: the findings are the same."""
    shenhe("check", wrong, "--reply", desk.folder)
    first = json.loads(shenhe("check", wrong, "--format", "json").stdout)["files"][0]
    again = json.loads(shenhe("check", desk.folder / "县里报的_校核结果.xlsx", "--format", "json").stdout)["files"][0]

    assert again["findings"] == first["findings"]


def test_replies_to_files_of_one_name_do_not_meet(shenhe: Run, desk: Any) -> None:
    """Two counties call their file alike: both get theirs."""
    more = {("CA1", desk.rows()[3], "inc_recruit_county"): 1}
    files = [desk.workbook(more=more, name=f"{folder}/报表.xlsx") for folder in ("甲", "乙")]

    shenhe("check", *files, "--reply", desk.folder / "答复")

    names = sorted(path.name for path in (desk.folder / "答复").iterdir())
    assert names == ["报表_校核结果(2).xlsx", "报表_校核结果.xlsx"]


def test_xlsx_is_the_marked_workbook_itself(shenhe: Run, wrong: Path, desk: Any) -> None:
    """One file in, one file out; without -o, or with several files, it is told what to do."""
    result = shenhe("check", wrong, "--format", "xlsx", "-o", desk.folder / "标注.xlsx")

    assert (result.exit_code, result.stdout) == (1, "")
    assert openpyxl.load_workbook(desk.folder / "标注.xlsx").sheetnames[0] == "问题清单"
    for arguments in ((wrong, "--format", "xlsx"), (wrong, wrong, "--format", "xlsx", "-o", "x.xlsx")):
        refused = shenhe("check", *arguments)
        assert refused.exit_code == 2
        assert "--reply" in refused.stderr


def test_a_refused_file_has_no_marked_workbook(shenhe: Run, desk: Any) -> None:
    """The reason is told, and no file is made."""
    scan = desk.folder / "扫描件.xlsx"
    scan.write_bytes(b"%PDF-1.7\n")

    result = shenhe("check", scan, "--format", "xlsx", "-o", desk.folder / "标注.xlsx")

    assert result.exit_code == 3
    assert "PDF" in result.stderr
    assert not (desk.folder / "标注.xlsx").exists()


@pytest.mark.parametrize("form", ["text", "concise", "json", "jsonl", "csv", "sarif", "html"])
def test_a_workbook_that_nobody_filled_is_one_finding_in_every_form(
    city: Path, desk: Any, shenhe: Run, form: str
) -> None:
    """One sentence names the cells to fill; no rule is judged on what the template reckons of blank cells."""
    shenhe("template", "CA", "--unit", desk.unit, "--period", "2025Q4", "-o", "空", "--home", city)
    (file,) = Path("空").iterdir()

    done = shenhe("check", file, "--home", city, "--format", form)

    assert done.exit_code == 1
    assert done.stdout.count("没有填写：要填的黄色格有 ") == 1
    if form == "json":
        (told,) = json.loads(done.stdout)["files"]
        (finding,) = told["findings"]
        assert (finding["code"], finding["severity"]) == ("CA1-D00", "error")
        assert (told["checks"]["held"], told["checks"]["violated"]) == (0, 0)


def test_a_workbook_that_nobody_filled_is_one_line_of_its_list(city: Path, desk: Any, shenhe: Run) -> None:
    """The marked workbook shows the first cell to fill of each sheet."""
    shenhe("template", "CA", "--unit", desk.unit, "--period", "2025Q4", "-o", "空", "--home", city)
    (file,) = Path("空").iterdir()
    shenhe("check", file, "--home", city, "--format", "xlsx", "-o", "答复.xlsx")

    book = openpyxl.load_workbook("答复.xlsx")
    listed = [cell for row in book["问题清单"].iter_rows() for cell in row if "没有填写" in str(cell.value)]
    assert len([cell for cell in listed if "要填的" in str(cell.value)]) == 1
