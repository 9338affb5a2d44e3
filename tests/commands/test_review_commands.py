"""A person approves and returns at the terminal: the county is told at once, and nothing is decided twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from one_office import DAY, REASON, UNIT, notice, rows_of
from typer.testing import Result


def test_an_approval_is_told_at_once_in_both_languages(home: Path, shenhe: Callable[..., Result]) -> None:
    """The notice lies where the night's lay, and says 已审定."""
    done = shenhe("review", "approve", "2", "--home", home, "--date", DAY)

    assert done.exit_code == 0, done.output
    assert "编号 2：审定" in done.stdout
    zh, en = notice(home, "PM").splitlines()
    assert "已审定" in zh
    assert "示例一县" in zh
    assert "approved" in en
    assert f"replies/{UNIT}/2025Q4/PM/" in done.stdout


def test_a_return_is_told_at_once_with_its_reason(home: Path, shenhe: Callable[..., Result]) -> None:
    """State, notice with the words of the office, the number, and what to do."""
    done = shenhe("review", "return", "2", "-m", REASON, "--home", home, "--date", DAY)

    assert done.exit_code == 0, done.output
    assert "编号 2：已退回" in done.stdout
    zh, en = notice(home, "PM").splitlines()
    for word in ("已退回", REASON, "编号 2", "1月29日"):
        assert word in zh
    assert "修改" in zh
    assert "returned" in en
    assert REASON in en
    assert "No. 2" in en


def test_a_return_without_a_reason_changes_nothing(home: Path, shenhe: Callable[..., Result]) -> None:
    """The county's notice stays as the night left it."""
    before = notice(home, "PM")

    done = shenhe("review", "return", "2", "--home", home, "--date", DAY)

    assert done.exit_code == 2
    assert "请写明理由" in done.stderr
    assert notice(home, "PM") == before
    assert rows_of(shenhe("status", "--home", home, "--format", "json"))[1]["state"] == "awaiting_review"


def test_a_second_decision_says_where_it_stands_and_what_comes_next(home: Path, shenhe: Callable[..., Result]) -> None:
    """Who decided, when, why; and that a return needs a new workbook, an approval a return."""
    at = ("--home", home, "--date", DAY)
    for number, first in (("2", "approve"), ("3", "return")):
        assert shenhe("review", first, number, "-m", REASON, "--by", "示例科", *at).exit_code == 0

    approved = shenhe("review", "approve", "2", *at)
    returned = shenhe("review", "return", "3", "-m", REASON, *at)
    in_english = shenhe("review", "approve", "3", *at, "--lang", "en")
    wrong = shenhe("review", "approve", "1", *at)

    assert [each.exit_code for each in (approved, returned, in_english, wrong)] == [2, 2, 2, 2]
    assert "已由 示例科 于 2026-01-17 01:00 审定" in approved.stderr
    assert "shenhe review return 2" in approved.stderr
    assert "已由 示例科 于 2026-01-17 01:00 退回" in returned.stderr
    assert REASON in returned.stderr
    assert "等它改好重报" in returned.stderr
    assert "was returned by 示例科" in in_english.stderr
    assert "有 1 处错误" in wrong.stderr
    assert shenhe("review", "return", "2", "-m", REASON, *at).exit_code == 0
    assert REASON in notice(home, "PM")


def test_who_is_cut_short_before_the_record_decides_again(
    home: Path, shenhe: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notice was written, the record was not: the same command ends as if nothing had been in between."""
    from record import connect

    connect(home)
    from record import reviews

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    asked = ("review", "return", "2", "-m", REASON, "--home", home, "--date", DAY)
    with monkeypatch.context() as patched:
        patched.setattr(reviews, "take_back", stop)
        assert shenhe(*asked).exit_code != 0
    told = notice(home, "PM")
    assert REASON in told
    assert rows_of(shenhe("status", "--home", home, "--format", "json"))[1]["state"] == "awaiting_review"

    assert shenhe(*asked).exit_code == 0
    assert notice(home, "PM") == told
    assert rows_of(shenhe("status", "--home", home, "--format", "json"))[1]["state"] == "returned"
