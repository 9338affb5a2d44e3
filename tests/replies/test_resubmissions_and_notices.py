"""What a resubmission changed, and what units are told in a line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from flows.reply import notice, progress_line
from schemas.finding import Finding, Level, Pattern
from schemas.periods import SHANGHAI, Deadline
from schemas.receipt import Refusal
from schemas.report import FileReport, Outcome, Report, cases, compare

DUE = Deadline(datetime(2026, 10, 15, 17, 30, tzinfo=SHANGHAI), calendar_known=True)
CONTACT = "示例科 0000-0000000"
WHOM = notice.Addressee("示例县", "干部统计表", "2026Q3", CONTACT)


def test_a_resubmission_says_what_is_fixed_open_and_new(findings: tuple[Finding, ...]) -> None:
    """By what is wrong where, not by the numbers; counted in cases."""
    total, rows, equal, blank, _letter, change = findings
    progress = compare((total, rows, equal, change), (replace(equal, difference=7), blank))

    assert [one.code for one in progress.fixed] == [total.code, rows.code, change.code]
    assert progress.open == (replace(equal, difference=7),)
    assert progress.new == (blank,)
    assert progress_line(progress, "zh") == "与上一次相比：改好 2，剩 1，新增 1"


def test_what_cannot_be_judged_is_not_fixed(findings: tuple[Finding, ...]) -> None:
    """A workbook without computed results says nothing of what was wrong before."""
    lost = replace(findings[0], code="CA1-D00", pattern=Pattern.NO_RESULTS)
    progress = compare(findings[:2], (findings[1], lost))

    assert (progress.fixed, progress.open, progress.new) == ((), (findings[1],), (lost,))


def test_progress_is_about_what_is_to_be_done_with_the_figures(
    findings: tuple[Finding, ...], change: Callable[[int], Finding]
) -> None:
    """Notes are left out, also what is said of an explanation; an explained query is neither left nor new."""
    remark = replace(findings[0], code="CA1-E00", level=Level.NOTE, pattern=Pattern.EXPLANATION)
    query = change(412)

    untaken = compare((query,), (query, remark))
    taken = compare((query, remark), (query,), frozenset({query.key}))

    assert (untaken.fixed, untaken.open, untaken.new) == ((), (query,), ())
    assert progress_line(untaken, "zh") == "与上一次相比：改好 0，剩 1，新增 0"
    assert progress_line(taken, "zh") == "与上一次相比：改好 0，已说明 1，剩 0，新增 0"
    assert progress_line(taken, "en") == "Since last time: 0 fixed, 1 explained, 0 open, 0 new"


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
    told = notice.of_check(replace(report.files[0], marked="示例县_校核结果.xlsx", contact=CONTACT), 2, DUE, 1042, "zh")

    assert told == (
        "【组织统计】示例县 干部统计表（2026Q3）第2次上传：4 处错误、1 处核实，请按标注工作簿和问题清单改正后重新放入收件夹。"
        f"截止 10月15日（周四）17:30。编号 1042。有疑问请联系 {CONTACT}"
    )


@pytest.mark.parametrize(
    ("days", "wanted"),
    [(1, "尚未报送，距截止还有 1 天"), (0, "尚未报送，今天截止"), (-2, "已逾期 2 天，请尽快报送")],
)
def test_a_reminder_counts_the_days(days: int, wanted: str) -> None:
    """Before, on and after the day."""
    assert (
        notice.reminder(WHOM, days, DUE, "zh")
        == f"【组织统计】示例县 干部统计表（2026Q3）{wanted}。截止 10月15日（周四）17:30。有疑问请联系 {CONTACT}"
    )


def test_a_return_quotes_the_comment_and_an_approval_the_number() -> None:
    """What the office wrote reaches the clerk."""
    assert "已退回：两表党员总数不一致。请修改后重新放入收件夹。截止" in notice.returned(
        WHOM, "两表党员总数不一致。", DUE, 7, "zh"
    )
    by_portal = notice.returned(WHOM, "两表党员总数不一致。", DUE, 7, "zh", notice.Way.PORTAL)
    assert "已退回：两表党员总数不一致。请登录，修改后重新上传。截止" in by_portal
    assert notice.approved(WHOM, 7, "zh") == (
        f"【组织统计】示例县 干部统计表（2026Q3）已审定。编号 7。有疑问请联系 {CONTACT}"
    )
    assert notice.approved(WHOM, 7, "en").endswith(f"approved. No. 7. Questions: {CONTACT}")


def test_a_refusal_is_told_with_its_reason() -> None:
    """Also where the file does not even say whose it is."""
    refused = FileReport("空.xlsx", "0" * 64, Outcome.REFUSED, refusal=Refusal("FILE-EMPTY"))

    told = notice.of_check(refused, 1, DUE, None, "zh")
    assert Refusal("FILE-EMPTY").message("zh") in told
    assert "联系" not in told, "without an office nobody is named"
