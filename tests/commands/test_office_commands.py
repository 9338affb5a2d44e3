"""The commands of the data office, on one county and the city level whose workbooks a person approves."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from typer.testing import Result

from flows.sample import make_city
from record import disconnect

UNIT = "990121"
RETURNS = ("干部统计表", "党员统计表", "人才统计表")
"""CA, PM and TA as their files are called."""
ORGAN = "990121-J01"
FIRST_NIGHT, DAY, SECOND_NIGHT, LAST_NIGHT = "2026-01-16", "2026-01-17", "2026-01-22", "2026-01-26"
WAIVED_UNTIL = "2026-01-25"
PERMITTED_ON = "2026-01-24"
"""After the day of the night that takes what was permitted."""
REASON = "表4与台账不一致，请核对"

STEPS = """
import json, shutil, sys
from typer.testing import CliRunner
from flows.cli import app
runner = CliRunner(env={"LC_ALL": "C.UTF-8", "NO_COLOR": "1"})
told = []
for step in json.loads(sys.argv[1]):
    if step[0] == "copy":
        shutil.copy(*step[1:])
        told.append([0, ""])
    else:
        done = runner.invoke(app, step)
        told.append([done.exit_code, done.output])
print(json.dumps(told))
"""
"""Several command lines in one process: Prefect is loaded once."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one command line ended with."""

    exit_code: int
    output: str


@dataclass(frozen=True, slots=True)
class Later:
    """The office some nights after the first, and what each step said, by its name."""

    home: Path
    told: dict[str, Told]

    def board(self, step: str) -> dict[str, dict[str, object]]:
        """The county's line of each return, from a step that asked for the board as JSON."""
        rows = json.loads(self.told[step].output)
        return {row["return_code"]: row for row in rows if row["unit"] == UNIT}


def in_one_process(home: Path, steps: Sequence[Sequence[str]]) -> list[Told]:
    """Commands of an office one after the other; `copy FROM TO` puts a file there in between."""
    lines = [[*step] if step[0] == "copy" else [*step, "--home", str(home)] for step in steps]
    done = subprocess.run(
        [sys.executable, "-c", STEPS, json.dumps(lines)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return [Told(*each) for each in json.loads(done.stdout.splitlines()[-1])]


@pytest.fixture(scope="session")
def workbooks(told, tmp_path_factory: pytest.TempPathFactory, desk_at) -> tuple[Path, Path]:
    """The county's CA workbook with one item above its whole, and its PM workbook with one figure more than before."""
    clerk = desk_at(tmp_path_factory.mktemp("clerk"), told)
    wrong = {("CA5", ORGAN, "female"): 39, ("CA5", "TOTAL", "female"): 39}
    newer = {("PM4", ORGAN, "train_act"): 1, ("PM4", "TOTAL", "train_act"): 1}
    return clerk.workbook("CA", more=wrong), clerk.workbook("PM", more=newer)


@pytest.fixture(scope="session")
def office(workbooks: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office after its first night, whose clean workbooks wait for a person; not to be changed."""
    home = tmp_path_factory.mktemp("office") / "city"
    make_city(home, counties=1, periods=1)
    choices = home / "shenhe.toml"
    text = choices.read_text(encoding="utf-8")
    choices.write_text(text.replace('approve_clean = "auto"', 'approve_clean = "person"'), encoding="utf-8")
    wrong, _ = workbooks
    inbox = home / "raw" / "inbox"
    shutil.copy(wrong, inbox / UNIT / wrong.name)
    files = sorted(
        inbox.rglob("*.xlsx"), key=lambda file: (file.parent.name != UNIT, RETURNS.index(file.stem.split("_")[1]))
    )
    for second, file in enumerate(files):
        os.utime(file, (second, second))  # numbered from 1 in this order
    [night] = in_one_process(home, [["night", "--date", FIRST_NIGHT]])
    assert night.exit_code == 0, night.output
    return home


@pytest.fixture
def home(office: Path, tmp_path: Path) -> Iterator[Path]:
    """An office of one's own after the first night."""
    own = tmp_path / "city"
    shutil.copytree(office, own)
    yield own
    disconnect()


@pytest.fixture(scope="session")
def later(office: Path, workbooks: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Later:
    """A waiver and a correction over three more nights, with two editions."""
    home = tmp_path_factory.mktemp("later") / "city"
    shutil.copytree(office, home)
    _, newer = workbooks
    signed = ("--by", "示例科", "-m", REASON)
    steps = {
        "the first night again": ("night", "--date", FIRST_NIGHT),
        # long before the night that takes it: what changed just now is still being copied
        "send": ("copy", str(newer), str(home / "raw" / "inbox" / UNIT / newer.name)),
        "approve": ("review", "approve", "2", "--date", DAY),
        "publish": ("publish", "2025Q4", "--date", DAY),
        "approve another": ("review", "approve", "3", "--date", DAY),
        "waive": ("waive", UNIT, "CA5-L01", "--row", ORGAN, "--until", WAIVED_UNTIL, *signed, "--date", DAY),
        "permit": (
            *("permit", "PM", "--unit", UNIT, "--period", "2025Q4"),
            *("--until", "2026-02-10", *signed, "--date", PERMITTED_ON),
        ),
        "the night after": ("night", "--date", SECOND_NIGHT),
        "board": ("status", "--format", "json", "--date", SECOND_NIGHT),
        "approve the corrected": ("review", "approve", "7", "--date", SECOND_NIGHT),
        "publish the corrected": ("publish", "2025Q4", "--date", SECOND_NIGHT),
        "publish once more": ("publish", "2025Q4", "--date", SECOND_NIGHT),
        "diff": ("diff", "2025Q4", "2", "3"),
        "the last night": ("night", "--date", LAST_NIGHT),
        "board of the last night": ("status", "--format", "json", "--date", LAST_NIGHT),
    }
    return Later(home, dict(zip(steps, in_one_process(home, list(steps.values())), strict=True)))


def notice(home: Path, code: str) -> str:
    """The one notice about the county's workbook of a return."""
    [file] = (home / "replies" / UNIT / "2025Q4" / code).glob("*.txt")
    return file.read_text(encoding="utf-8")


def rows_of(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


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


def test_a_waiver_is_read_back(home: Path, shenhe: Callable[..., Result]) -> None:
    """Unit, rule in words, row, column and both days, from codes in any case and from printed names; it is listed."""
    wanted = ("--row", "县直机关工委", "--column", "期末在库：女", "--until", WAIVED_UNTIL, "-m", REASON)
    done = shenhe("waive", "示例一县", "ca5-l01", *wanted, "--by", "示例科", "--home", home, "--date", DAY)

    assert done.exit_code == 0, done.output
    for word in ("示例一县（990121）", "CA5-L01", "期末在库", f"{ORGAN} 县直机关工委", DAY, WAIVED_UNTIL):
        assert word in done.stdout
    listed = shenhe("waivers", "--home", home, "--date", DAY).stdout
    for word in (UNIT, f"CA5-L01 {ORGAN} female", "示例科", REASON):
        assert word in listed
    assert "没有有效的豁免" in shenhe("waivers", "--home", home, "--date", LAST_NIGHT).stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": "990199"}, "990199"),
        ({"unit": "990121100"}, "自己不报送"),
        ({"code": "CA5-L99"}, "没有规则“CA5-L99”"),
        ({"code": "FILE-EMPTY"}, "拒收文件的原因"),
        ({"code": "CA5-E00"}, "不用豁免"),
        ({"--row": "990122101"}, "没有“990122101”这一行"),
        ({"--column": "practice"}, "没有“practice”这一栏"),
        ({"--until": "2026-01-10"}, "到期日 2026-01-10"),
        ({"--until": "2028-01-10"}, "到期日 2028-01-10"),
        ({"-m": "好"}, "请写明理由"),
    ],
)
def test_a_waiver_of_what_is_not_there_is_refused(
    home: Path, shenhe: Callable[..., Result], changes: dict[str, str], said: str
) -> None:
    """One sentence that names what is wrong, exit code 2, and nothing on file."""
    asked = {"unit": UNIT, "code": "CA5-L01", "--until": WAIVED_UNTIL, "-m": REASON} | changes
    options = [word for name, value in asked.items() if name.startswith("-") for word in (name, value)]

    done = shenhe("waive", asked["unit"], asked["code"], *options, "--home", home, "--date", DAY)

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert "没有有效的豁免" in shenhe("waivers", "--home", home, "--date", DAY).stdout


def test_what_holds_over_the_whole_city_is_waived_for_nobody(home: Path, shenhe: Callable[..., Result]) -> None:
    """Such a rule returns no unit's workbook."""
    from rules.language import Scope
    from schemas.returns import returns

    code = next(each.code for each in returns().all_rules() if each.rule.scope is Scope.CITY)
    done = shenhe("waive", UNIT, code, "--until", WAIVED_UNTIL, "-m", REASON, "--home", home, "--date", DAY)

    assert done.exit_code == 2
    assert "核对的是全市" in done.stderr


def test_a_waiver_is_ended_once(home: Path, shenhe: Callable[..., Result]) -> None:
    """The second time there is none of that number."""
    at = ("--home", home, "--date", DAY)
    assert shenhe("waive", UNIT, "CA5-L01", "--until", WAIVED_UNTIL, "-m", REASON, *at).exit_code == 0

    ended, again = shenhe("end-waiver", "1", *at), shenhe("end-waiver", "1", *at)

    assert (ended.exit_code, again.exit_code) == (0, 2)
    assert "豁免 1 已终止" in ended.stdout
    assert "没有编号为 1 的有效豁免" in again.stderr


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
    assert "2025Q4 没有第 9 版" in unknown.stderr
    assert "还没有发布过数据" in nothing.stderr


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
