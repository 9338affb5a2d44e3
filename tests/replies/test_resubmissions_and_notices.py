"""What a resubmission changed, and what units are told in a line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from flows.reply import notice, progress_line
from schemas.finding import Finding, Level
from schemas.periods import SHANGHAI, Deadline
from schemas.receipt import Refusal
from schemas.report import FileReport, Outcome, Report, cases, compare

DUE = Deadline(datetime(2026, 10, 15, 17, 30, tzinfo=SHANGHAI), calendar_known=True)
WHOM = notice.Addressee("示例县", "干部统计表", "2026Q3")


def test_a_resubmission_says_what_is_fixed_open_and_new(findings: tuple[Finding, ...]) -> None:
    """By what is wrong where, not by the numbers; counted in cases."""
    total, rows, equal, blank, _letter, change = findings
    progress = compare((total, rows, equal, change), (replace(equal, difference=7), blank))

    assert [one.code for one in progress.fixed] == [total.code, rows.code, change.code]
    assert progress.open == (replace(equal, difference=7),)
    assert progress.new == (blank,)
    assert progress_line(progress, "zh") == "与上一次相比：改好 2，剩 1，新增 1"


def test_the_gravest_case_comes_first_and_a_root_is_one_case(findings: tuple[Finding, ...]) -> None:
    """A query before an error in the file comes after it in the answer."""
    *errors, change = findings
    found = cases((change, *errors))

    assert [case.number for case in found] == [1, 2, 3, 4, 5]
    assert [len(case.consequences) for case in found] == [1, 0, 0, 0, 0]
    assert found[-1].lead == change


def test_notes_leave_a_file_clean(change: Callable[[int], Finding]) -> None:
    """Only errors return a file and only queries hold it."""
    note = replace(change(412), level=Level.NOTE)

    assert [Outcome.of(()), Outcome.of((note,)), Outcome.of((note, change(412)))] == [
        Outcome.CLEAN, Outcome.CLEAN, Outcome.QUERIES,
    ]  # fmt: skip


def test_the_notice_of_a_check_has_no_figures(report: Report) -> None:
    """It may be read by others: how many errors and by when, nothing of the numbers."""
    told = notice.of_check(report.files[0], 2, DUE, 1042, "zh")

    assert told == (
        "【组织统计】示例县 干部统计表（2026Q3）第2次上传：4 处错误、1 处核实，请登录查看并修改。"
        "截止 10月15日（周四）17:30。编号 1042"
    )


@pytest.mark.parametrize(
    ("days", "wanted"),
    [(1, "尚未报送，距截止还有 1 天"), (0, "尚未报送，今天截止"), (-2, "已逾期 2 天，请尽快报送")],
)
def test_a_reminder_counts_the_days(days: int, wanted: str) -> None:
    """Before, on and after the day."""
    assert (
        notice.reminder(WHOM, days, DUE, "zh")
        == f"【组织统计】示例县 干部统计表（2026Q3）{wanted}。截止 10月15日（周四）17:30"
    )


def test_a_return_quotes_the_comment_and_an_approval_the_number() -> None:
    """What the office wrote reaches the clerk."""
    assert "已退回：两表党员总数不一致。请修改后重新上传。截止" in notice.returned(
        WHOM, "两表党员总数不一致。", DUE, 7, "zh"
    )
    assert notice.approved(WHOM, 7, "zh") == "【组织统计】示例县 干部统计表（2026Q3）已审定。编号 7"


def test_a_refusal_is_told_with_its_reason() -> None:
    """Also where the file does not even say whose it is."""
    refused = FileReport("空.xlsx", "0" * 64, Outcome.REFUSED, refusal=Refusal("FILE-EMPTY"))

    assert Refusal("FILE-EMPTY").message("zh") in notice.of_check(refused, 1, DUE, None, "zh")
