"""`shenhe check`: what it says of workbooks, and how it ends."""

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]
RIGHT = "校核全部通过"


def told(result: Result) -> dict[str, Any]:
    """The report printed as JSON."""
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def cases(file: dict[str, Any]) -> set[int]:
    """Roots of the errors of one file."""
    return {finding["root"] for finding in file["findings"] if finding["severity"] == "error"}


def test_a_workbook_without_faults_is_clean(shenhe: Run, desk: Any) -> None:
    """All checks hold, nothing is said on stderr, and the exit code is 0."""
    result = shenhe("check", desk.workbook())

    assert (result.exit_code, result.stderr) == (0, "")
    assert RIGHT in result.stdout
    assert "示例一县(990121)  干部统计表  2025Q4" in result.stdout


def test_what_is_not_checked_without_an_office_is_counted(shenhe: Run, desk: Any) -> None:
    """So many more hold as are no longer left out once the unit's other returns lie beside it; nothing is handed in."""
    alone = shenhe("check", desk.workbook("TA", period="2026Q2"))
    beside = shenhe("check", desk.workbook("TA", period="2026Q2"), desk.workbook("TA", period="2026Q1"))

    counts = []
    for result in (alone, beside):
        held = re.search(r"^([0-9,]+) 项校核全部通过$", result.stdout, re.MULTILINE)
        left = re.search(r"^另有 ([0-9]+) 项要对照.*--home", result.stdout, re.MULTILINE)
        assert held is not None
        assert left is not None
        counts.append((int(held[1].replace(",", "")), int(left[1])))
        assert "请确认报送" not in result.stdout
    assert counts[0][1] > counts[1][1] > 0
    assert counts[1][0] - counts[0][0] == counts[0][1] - counts[1][1]


def test_with_an_office_nothing_is_said_to_be_left_out(shenhe: Run, desk: Any, city: Path) -> None:
    """What its past does not hold is not asked."""
    result = shenhe("check", desk.workbook(), "--home", city)

    assert result.exit_code == 0, result.output
    assert RIGHT in result.stdout
    assert "另有" not in result.stdout


def test_a_wrong_sum_is_an_error_that_names_its_cells(shenhe: Run, desk: Any) -> None:
    """JSON as it is promised to programs, field by field."""
    row = desk.rows()[3]
    file = desk.workbook(more={("CA1", row, "inc_recruit_county"): 1})

    result = shenhe("check", file, "--format", "json")

    report = told(result)
    (only,) = report["files"]
    found = next(each for each in only["findings"] if each["code"] == "CA1-P02")
    assert result.exit_code == 1
    assert set(report) == {"schema", "files", "rule_set"}
    assert report["schema"] == 1
    assert len(report["rule_set"]) == 64
    assert set(only) == {"file", "sha256", "return", "unit", "period", "verdict", "findings", "checks"}
    assert only["file"] == str(file)
    assert only["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (only["return"], only["unit"], only["period"], only["verdict"]) == ("CA", "990121", "2025Q4", "errors")
    assert set(only["checks"]) == {"held", "violated", "cannot_tell"}
    assert (only["checks"]["violated"], only["checks"]["cannot_tell"]) == (2, 0)
    assert (found["severity"], found["table"], found["row"]) == ("error", "CA1", row)
    assert found["sheet"] == "公务员（含参公）数量变化情况"
    assert found["column"] == "inc_recruit"
    assert [(cell["cell"], cell["role"]) for cell in found["cells"]] == [
        ("E10", "total"),
        ("F10", "part"),
        ("G10", "part"),
    ]
    assert found["cells"][0]["value"] == found["expected"] + found["difference"]
    assert found["difference"] == -1
    assert [suspect["cell"] for suspect in found["suspects"]] == ["G10"]
    assert set(found["suspects"][0]) == {"cell", "suggestion", "reason"}
    assert set(found["message"]) == {"zh", "en"}
    assert cases(only) == {found["root"]}


def test_a_text_cell_and_a_wrong_sum_in_another_row_are_two_cases(shenhe: Run, desk: Any) -> None:
    """Neither hides the other, and the total row that follows the sum is folded into it."""
    rows = desk.rows()
    file = desk.workbook(
        more={("CA1", rows[3], "inc_recruit_county"): 1}, typed={("CA1", rows[5], "dec_retire"): "12人左右"}
    )

    (only,) = told(shenhe("check", file, "--format", "json"))["files"]

    leads = {finding["root"]: finding for finding in reversed(only["findings"])}
    assert len(cases(only)) == len(leads) == 2
    assert {(each["code"], each["cells"][0]["cell"]) for each in leads.values()} == {
        ("CA1-D00", "P12"),
        ("CA1-P02", "E10"),
    }
    assert "发现 2 处错误、0 处核实" in shenhe("check", file).stdout


def test_a_query_alone_is_no_error_unless_strict(shenhe: Run, desk: Any) -> None:
    """What asks for an explanation leaves 0, with --strict 1."""
    unit = desk.rows()[3]
    moved = {("CA1", row, column): amount for row in (unit, "TOTAL") for column, amount in OTHER.items()}
    file = desk.workbook(more=moved)

    assert told(shenhe("check", file, "--format", "json"))["files"][0]["verdict"] == "queries"
    assert shenhe("check", file).exit_code == 0
    assert shenhe("check", file, "--strict").exit_code == 1


OTHER = {"inc_other": 1, "inc_recruit": -1, "inc_recruit_township": -1}


def test_a_refused_file_goes_before_errors(shenhe: Run, desk: Any) -> None:
    """What is no workbook is told with its reason, the others are checked all the same, and the exit code is 3."""
    wrong = desk.workbook(more={("CA1", desk.rows()[3], "inc_recruit_county"): 1})
    scan = desk.folder / "扫描件.xlsx"
    scan.write_bytes(b"%PDF-1.7\n")

    result = shenhe("check", wrong, scan, "--format", "json")

    first, second = told(result)["files"]
    assert result.exit_code == 3
    assert (first["verdict"], second["verdict"]) == ("errors", "refused")
    assert [(each["code"], each["severity"]) for each in second["findings"]] == [("FILE-PDF", "refused")]
    assert (second["return"], second["unit"], second["period"]) == (None, None, None)
    assert "PDF" in shenhe("check", scan).stdout


def test_personal_data_is_refused_and_not_repeated(shenhe: Run, desk: Any) -> None:
    """The place is told, the number never, neither on the screen nor in a file."""
    number = "110101199003070652"  # an invented identity number whose check digit fits
    file = desk.workbook(typed={("CA1", desk.rows()[3], "dec_retire"): number})

    for form in ("text", "json", "csv", "html"):
        result = shenhe("check", file, "--format", form)
        assert result.exit_code == 3
        assert number not in result.output


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_name_that_is_personal_is_not_repeated(shenhe: Run, desk: Any, form: str) -> None:
    """A file named after a person's number is refused under a star."""
    result = shenhe("check", desk.workbook(name="110101199003070652.xlsx"), "--format", form)

    assert result.exit_code == 3
    assert "110101199003070652" not in result.output


def test_an_empty_file_is_refused(shenhe: Run, desk: Any) -> None:
    """A copy that was cut short."""
    file = desk.folder / "空.xlsx"
    file.touch()

    result = shenhe("check", file)

    assert result.exit_code == 3
    assert "0 字节" in result.stdout


def test_workbooks_of_one_unit_are_judged_beside_each_other(shenhe: Run, desk: Any) -> None:
    """An opening against the closing of the year before: told only where that year's workbook is given too."""
    row = desk.rows()[3]
    before = desk.workbook()
    now = desk.workbook(period="2026Q1", more={("CA1", row, "opening"): 1})

    alone = told(shenhe("check", now, "--format", "json"))["files"][0]
    together = told(shenhe("check", now, before, "--format", "json"))["files"]

    assert "CA1-T01" not in {each["code"] for each in alone["findings"]}
    assert "CA1-T01" in {each["code"] for each in together[0]["findings"]}
    assert (together[0]["period"], together[1]["verdict"]) == ("2026Q1", "clean")


def test_returns_of_one_unit_are_judged_across(shenhe: Run, desk: Any) -> None:
    """A rule between two returns needs both of them; without the other it is not told."""
    cadre, talent = desk.workbook(), desk.workbook("TA")

    alone = told(shenhe("check", talent, "--format", "json"))["files"][0]["checks"]
    beside = told(shenhe("check", talent, cadre, "--format", "json"))["files"][0]["checks"]

    assert beside["held"] > alone["held"]
    assert beside["violated"] == 0


def test_two_attempts_of_one_return_are_answered_each(shenhe: Run, desk: Any) -> None:
    """The earlier file keeps its findings although the later one is right."""
    wrong = desk.workbook(more={("CA1", desk.rows()[3], "inc_recruit_county"): 1}, name="第一次.xlsx")
    right = desk.workbook(name="第二次.xlsx")

    files = told(shenhe("check", wrong, right, "--format", "json"))["files"]

    assert [file["verdict"] for file in files] == ["errors", "clean"]
    assert [Path(file["file"]).name for file in files] == ["第一次.xlsx", "第二次.xlsx"]


def test_english_on_request(shenhe: Run, desk: Any) -> None:
    """--lang en speaks English in results, and in what cannot be done."""
    assert "checks hold" in shenhe("check", desk.workbook(), "--lang", "en").stdout
    assert "There is no file" in shenhe("check", "nothing.xlsx", "--lang", "en").stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [("没有这个.xlsx", "找不到文件"), (".", "是文件夹"), ("/dev/null", "不是普通文件")],
)
def test_what_is_no_file_is_told_at_once(shenhe: Run, desk: Any, given: str, said: str) -> None:
    """One sentence on stderr, nothing on stdout, exit code 2; the files beside it are not checked."""
    result = shenhe("check", desk.workbook(), given)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(shenhe: Run, desk: Any) -> None:
    """Another one's file on a shared disk."""
    file = desk.workbook()
    file.chmod(0)

    result = shenhe("check", file)

    assert result.exit_code == 2
    assert "打不开" in result.stderr


def test_a_fault_of_ours_is_one_line_with_a_number(shenhe: Run, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk is told that it is not the file; the traceback is for who asks for it. The number stays the same."""
    monkeypatch.setattr("flows.precheck.check_files", lambda *_: {}["missing"])
    file = desk.workbook()

    first, second = shenhe("check", file), shenhe("check", file)
    monkeypatch.setenv("SHENHE_DEBUG", "1")
    third = shenhe("check", file)

    assert (first.exit_code, first.stdout) == (2, "")
    assert "系统出错（编号 " in first.stderr
    assert first.stderr == second.stderr
    assert "Traceback" not in first.stderr
    assert "Traceback" in third.stderr
    assert "KeyError" in third.stderr


def test_output_is_utf8_whatever_the_locale(shenhe_apart: Callable[..., Any], desk: Any) -> None:
    """A bare server speaks ASCII; the sentences are Chinese all the same, and the exit code is the process's."""
    wrong = desk.workbook(more={("CA1", desk.rows()[3], "inc_recruit_county"): 1})

    ran = shenhe_apart("check", wrong)

    assert ran.returncode == 1
    assert "发现 1 处错误" in ran.stdout.decode("utf-8")
    assert b"\x1b[" not in ran.stdout
    assert ran.stderr == b""


def test_a_period_that_runs_is_refused_as_by_the_inbox(
    desk: Any, shenhe: Run, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an office says who owes what; without one a clerk may try a workbook before the period's end."""
    from schemas.periods import Period

    monkeypatch.setattr(Period, "has_ended", lambda *_: False)
    file = desk.workbook("TA")

    refused = shenhe("check", file, "--home", city)
    alone = shenhe("check", file)

    assert (refused.exit_code, alone.exit_code) == (3, 0)
    assert "报告期 2025Q4 还没有结束，现在不能报。请在 2025-12-31 以后按期末数填好再报" in refused.stdout
