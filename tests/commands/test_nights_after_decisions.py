"""The nights after a person has decided: what is waived, approved, permitted, corrected and published."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from one_office import FIRST_NIGHT, LAST_NIGHT, ORGAN, UNIT, Later, notice
from typer.testing import Result


def test_a_waived_finding_is_gone_in_the_next_night_and_comes_back_after_the_last_day(later: Later) -> None:
    """In between the workbook waits for review; the day after it is to be corrected again."""
    during, after = later.board("board")["CA"], later.board("board of the last night")["CA"]

    assert later.told["waive"].exit_code == 0
    assert (during["state"], during["errors"], during["waived"]) == ("awaiting_review", 0, 1)
    assert (after["state"], after["errors"], after["waived"]) == ("to_correct", 1, 0)


def test_what_a_person_approved_is_not_told_otherwise_when_it_is_judged_anew(later: Later) -> None:
    """The waiver had all of the unit's workbooks judged once more; the approved one's notice still says 已审定."""
    assert later.told["approve another"].exit_code == 0
    assert later.board("board")["TA"]["state"] == "published"
    assert "已审定" in notice(later.home, "TA")


def test_what_is_permitted_is_taken_also_by_a_night_of_an_earlier_day(later: Later) -> None:
    """The county's next file takes the place of the published one; nothing is turned away."""
    row = later.board("board")["PM"]

    assert later.told["permit"].exit_code == 0
    assert later.told["the night after"].exit_code == 0, later.told["the night after"].output
    assert (row["submission"], row["attempt"], row["state"]) == (7, 2, "awaiting_review")
    assert not list((later.home / "replies" / UNIT).glob("*拒收*"))


def test_a_corrected_workbook_is_in_the_next_edition_and_its_difference_has_both_numbers(later: Later) -> None:
    """`diff` names row, item, the number before and the number after; the night in between made v002."""
    first, second = later.told["publish"], later.told["publish the corrected"]
    assert (first.exit_code, second.exit_code) == (0, 0), second.output
    assert "v001" in first.output
    assert "v003" in second.output

    changed = list(csv.DictReader(io.StringIO(later.told["diff"].output)))
    figures = {(line["row"], line["column"]): line for line in changed}
    assert set(figures) == {(ORGAN, "train_act"), ("TOTAL", "train_act")}
    for line in changed:
        assert float(line["value_after"]) - float(line["value_before"]) == 1


def test_publishing_twice_changes_nothing(later: Later) -> None:
    """The second time says that nothing has changed."""
    again = later.told["publish once more"]

    assert again.exit_code == 0
    assert "没有变化" in again.output
    assert sorted(path.name for path in (later.home / "curated" / "2025Q4").iterdir()) == ["v001", "v002", "v003"]


def test_every_run_of_a_day_is_in_its_summary(later: Later) -> None:
    """The newest first, each under its time; a day's only run stands alone."""
    summary = (later.home / "reports" / FIRST_NIGHT / "summary.md").read_text(encoding="utf-8")
    alone = (later.home / "reports" / LAST_NIGHT / "summary.md").read_text(encoding="utf-8")

    runs = re.findall(r"^## \d{4}-\d\d-\d\d \d\d:\d\d$", summary, re.MULTILINE)
    assert summary.startswith(f"# {FIRST_NIGHT}\n")
    assert len(runs) == 2
    newest, _, first = summary.partition(runs[0])[2].partition(runs[1])
    assert "收到 0 份" in newest
    assert "收到 6 份" in first
    assert len(re.findall("^## ", alone, re.MULTILINE)) == 1


def test_an_edition_that_is_not_there_is_named(later: Later, home: Path, shenhe: Callable[..., Result]) -> None:
    """One sentence, exit code 2; also where nothing is published at all."""
    unknown, nothing = (shenhe("diff", "2025Q4", "1", "9", "--home", each) for each in (later.home, home))

    assert (unknown.exit_code, nothing.exit_code) == (2, 2)
    assert "2025Q4 没有第 9 版，有第 1、2、3 版" in unknown.stderr
    assert "还没有发布过数据" in nothing.stderr
