"""Three nights over one inbox: with a fault of ours in every step, without it, and on the day after the deadline."""

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from night_runs import SHENHE, TIMES, UNGATED, bytes_of, record_of, run

from flows.sample import make_city

BROKEN, MENDED, LATER = "2026-01-28", "2026-01-29", "2026-01-30"
"""The deadline of 2025Q4 is the 29th at half past five in the afternoon."""
COUNTY = "990121"
QUOTED = "What a fault itself says may quote a cell"
FAULTS = f"""
from flows.judge import replies, work

def breaks(module, name, is_bad):
    whole = getattr(module, name)
    def broken(office, items, *rest):
        if any(map(is_bad, items)):
            raise ZeroDivisionError("{QUOTED}")
        return whole(office, items, *rest)
    setattr(module, name, broken)

breaks(work, "receive_batch", lambda name: "{COUNTY}" in name and "人才" in name)
breaks(work, "examine_batch", lambda unit: ("{COUNTY}", "CA") in {{(s.key.unit, s.key.return_code) for s in unit.judged}})
breaks(replies, "answer_batch", lambda answer: (answer.stored.key.unit, answer.stored.key.return_code) == ("{COUNTY}", "PM"))
{UNGATED}
"""
"""One file of a batch cannot be received, another not be checked, a third not be answered; by the tasks' own threads."""


@dataclass(frozen=True)
class Left:
    """What a night told, and what it left."""

    done: subprocess.CompletedProcess[str]
    files: dict[str, str]
    record: dict[str, Any]
    board: list[dict[str, str]]

    @classmethod
    def of(cls, folder: Path, day: str, code: str = SHENHE) -> "Left":
        done = run("night", "--home", str(folder), "--date", day, code=code)
        with (folder / f"reports/{day}/board-2025Q4.csv").open(encoding="utf-8-sig", newline="") as file:
            board = list(csv.DictReader(file))
        return cls(done, bytes_of(folder, ("raw", "replies", "curated")), record_of(folder), board)

    def state(self, unit: str, code: str) -> str:
        """What the board says of a workbook."""
        return next(row["状态"] for row in self.board if (row["单位代码"], row["报表"]) == (unit, code))

    def answers(self, unit: str, code: str) -> list[str]:
        """The files that a unit finds about one return."""
        return [name for name in self.files if name.startswith(f"replies/{unit}/2025Q4/{code}/")]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Left]:
    """The three nights of a county and the city level, which does not send one workbook, by their days."""
    folder = tmp_path_factory.mktemp("nights") / "city"
    make_city(folder, 1, 1)
    min((folder / "raw/inbox/990100-S01").glob("*党员*.xlsx")).unlink()
    return {
        BROKEN: Left.of(folder, BROKEN, FAULTS),
        MENDED: Left.of(folder, MENDED, UNGATED),
        LATER: Left.of(folder, LATER),
    }


def test_what_breaks_alone_is_told_to_the_office_and_costs_nothing_else(nights: dict[str, Left]) -> None:
    """Exit code 2, every broken file by its number and place as our own fault; all others judged and published."""
    told = nights[BROKEN]
    faults = [line for line in told.done.stdout.splitlines() if "不是填报单位的问题" in line]

    assert told.done.returncode == 2
    assert len(faults) == 3
    for number, (line, place) in enumerate(zip(faults, ("人才", "/CA/", "/PM/"), strict=True), 1):
        assert f"编号 {number}" in line
        assert "ZeroDivisionError: " in line
        assert place in line
    assert all(" No. " in line for line in faults[1:])
    assert "校核 2 份" in told.done.stdout
    assert told.state("990100-S01", "CA") == told.state("990100-S01", "TA") == "已发布"
    assert any("/v001/" in name for name in told.files)


def test_a_fault_of_ours_is_never_shown_to_a_clerk(nights: dict[str, Left]) -> None:
    """Nothing is answered, nothing refused, nothing judged; the file that was not received lies where it was dropped."""
    told = nights[BROKEN]

    assert not any(name.startswith(f"replies/{COUNTY}/") for name in told.files)
    assert {told.state(COUNTY, code) for code in ("CA", "PM")} == {"校核中"}
    assert told.state(COUNTY, "TA") == "未报"
    assert f"raw/inbox/{COUNTY}/示例一县_人才统计表_2025Q4.xlsx" in told.files
    assert QUOTED not in told.done.stdout + told.done.stderr


def test_the_next_night_takes_up_what_broke(nights: dict[str, Left]) -> None:
    """All three are received, judged and answered, and the next edition has them."""
    told = nights[MENDED]

    assert (told.done.returncode, told.done.stderr) == (0, "")
    for code in ("CA", "PM", "TA"):
        assert told.state(COUNTY, code) == "已发布"
        assert told.answers(COUNTY, code)
    assert any("/v002/" in name for name in told.files)
    assert told.record["whole"]


def test_the_next_day_changes_only_what_the_calendar_says(nights: dict[str, Left]) -> None:
    """Not a byte below raw/, replies/ or curated/, not a row on file but the run itself; late is reckoned, not kept."""
    before, after = nights[MENDED], nights[LATER]
    stored = before.record.keys() - TIMES - {"acts"}

    assert (after.done.returncode, after.done.stderr) == (0, "")
    assert after.files == before.files
    assert {name: after.record[name] for name in stored} == {name: before.record[name] for name in stored}
    assert len(after.record["Night"]) == len(before.record["Night"]) + 1
    assert after.record["Lease"] == []
    count = len(before.record["acts"])
    assert after.record["acts"][:count] == before.record["acts"]
    assert [action for action, _ in after.record["acts"][count:]] == ["night", "night_ended"]


def test_only_a_missing_workbook_has_become_late(nights: dict[str, Left]) -> None:
    """The board of the day after the deadline differs in that one word."""
    changed = [
        (now["单位代码"], now["报表"], {name: (was[name], now[name]) for name in was if was[name] != now[name]})
        for was, now in zip(nights[MENDED].board, nights[LATER].board, strict=True)
        if was != now
    ]

    assert changed == [("990100-S01", "PM", {"另外": ("", "逾期")})]
