"""The board at the terminal, and what the office cannot do: publish nothing, permit what is open, decide by an older calendar."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from one_office import DAY, FIRST_NIGHT, REASON, UNIT, WAIVED_UNTIL, rows_of
from typer.testing import Result


def test_status_says_the_same_in_every_format(home: Path, shenhe: Callable[..., Result]) -> None:
    """Table, CSV and JSON list the same owed workbooks, each with its state and number."""
    asked = ("status", "--home", home, "--date", DAY)
    table, sheet, plain = (shenhe(*asked, "--format", form) for form in ("table", "csv", "json"))

    rows = rows_of(plain)
    assert [row["submission"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row["state"] for row in rows] == ["to_correct"] + ["awaiting_review"] * 5
    assert table.stdout.splitlines()[1].startswith("应报 6 · 已报 6 · 审定 0 · 需修改 1")
    assert len(table.stdout.splitlines()) == 3 + len(rows)
    lines = list(csv.reader(io.StringIO(sheet.stdout.removeprefix("\ufeff"))))
    assert [line[-1] for line in lines[1:]] == [str(row["submission"]) for row in rows]
    assert "需修改" in lines[1]


def test_status_late_lists_only_what_is_late_on_that_day(home: Path, shenhe: Callable[..., Result]) -> None:
    """Before the deadline nothing; after it what still has errors, and not what arrived in time and waits."""
    before = shenhe("status", "--home", home, "--late", "--format", "json", "--date", DAY)
    after = shenhe("status", "--home", home, "--late", "--format", "json", "--date", "2026-02-10")

    assert rows_of(before) == []
    assert [row["submission"] for row in rows_of(after)] == [1]


def test_nothing_was_asked_for_before_the_first_period(home: Path, shenhe: Callable[..., Result]) -> None:
    """It is said from when on, nobody is listed as missing; from then on all are, as before."""
    asked = ("status", "--home", home, "--date", DAY)
    before, plain = shenhe(*asked, "--period", "2025Q3"), shenhe(*asked, "--period", "2025Q3", "--format", "json")
    first = shenhe(*asked, "--period", "2025Q4")

    assert before.exit_code == 0
    assert "从 2025Q4 开始报" in before.stdout
    assert "未报" not in before.stdout
    assert rows_of(plain) == []
    assert "开始报" not in first.stdout


def test_nothing_approved_is_nothing_to_publish(home: Path, shenhe: Callable[..., Result]) -> None:
    """It is said, and no folder appears."""
    done = shenhe("publish", "2025Q4", "--home", home, "--date", DAY)

    assert done.exit_code == 2
    assert "还没有审定的报表" in done.stderr
    assert not (home / "curated" / "2025Q4").exists()


def test_what_is_not_approved_needs_no_permission(home: Path, shenhe: Callable[..., Result]) -> None:
    """The county may simply send again; and only a unit that reports can be permitted anything."""
    asked = ("--period", "2025Q4", "--until", "2026-02-10", "-m", REASON, "--home", home, "--date", DAY)

    early = shenhe("permit", "PM", "--unit", UNIT, *asked)
    township = shenhe("permit", "PM", "--unit", "990121100", *asked)

    assert (early.exit_code, township.exit_code) == (2, 2)
    assert "可以直接重报" in early.stderr
    assert "自己不报送" in township.stderr


@pytest.mark.parametrize(
    "asked",
    [
        ("night",),
        ("review", "approve", "2"),
        ("waive", UNIT, "CA5-L01", "--until", WAIVED_UNTIL, "-m", REASON),
        ("publish", "2025Q4"),
    ],
    ids=lambda asked: asked[0],
)
def test_nothing_is_judged_or_decided_by_an_older_calendar(
    home: Path, shenhe: Callable[..., Result], asked: tuple[str, ...]
) -> None:
    """A day before the last night on file is refused in one sentence that names that night's day."""
    earlier = date.fromisoformat(FIRST_NIGHT).replace(day=15).isoformat()

    done = shenhe(*asked, "--home", home, "--date", earlier)

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert earlier in done.stderr
    assert f"--date {FIRST_NIGHT}" in done.stderr


def test_a_schedule_refuses_a_broken_configuration_at_once(home: Path, shenhe: Callable[..., Result]) -> None:
    """Not at one o'clock in the morning."""
    with (home / "shenhe.toml").open("a", encoding="utf-8") as file:
        file.write("\n[nite]\nworkers = 2\n")

    done = shenhe("schedule", "--home", home)

    assert done.exit_code == 2
    assert "nite" in done.stderr
