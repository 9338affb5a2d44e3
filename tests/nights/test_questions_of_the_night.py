"""The night asks about a figure far from what is usual; what else is odd it tells the office, and nobody else."""

import json
from datetime import date
from pathlib import Path
from random import Random

import night_runs
import openpyxl
import pytest
from night_runs import UNGATED

from flows.sample import make_city, story
from flows.sample.draft import Draft, Spot
from flows.template import Order
from schemas.messages import catalogue
from schemas.periods import Period

COUNTIES, PERIODS = 3, 5
BEFORE, NEWEST = Period.parse("2026Q3"), Period.parse("2026Q4")
ASKED, COPIED = "990122", "990121"
NIGHT, NEXT = "2027-01-15", "2027-01-16"
_VERDICTS = """
import json, sys
from pathlib import Path
from record import connect
connect(Path(sys.argv[1]))
from record import models
rows = models.Verdict.objects.order_by("submission").values_list("submission", "context", "findings")
print(json.dumps(list(rows)))
"""


def run(*words: str, code: str = UNGATED) -> str:
    done = night_runs.run(*words, code=code)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def spoken(*words: str) -> str:
    """What a command says on stderr."""
    done = night_runs.run(*words)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stderr


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    """Five quarters of a small city; in the last one wrong figure that breaks no rule, and a table sent once more."""
    folder = tmp_path_factory.mktemp("questions") / "city"
    make_city(folder, COUNTIES, PERIODS)
    settings = folder / "shenhe.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[checks]\nfalse_questions = 0.1\n", encoding="utf-8")
    told = story(COUNTIES)
    draft = _draft(told, ASKED, "CA")
    row = draft.largest("CA4", "team_township")
    draft.change(Spot("CA4", row, "team_township"), 5000)
    _write(folder, draft)
    draft = _draft(told, COPIED, "CA")
    before = {each.table: each for each in _draft(told, COPIED, "CA", BEFORE).figures}
    draft.figures = tuple(before[each.table] if each.table == "CA4" else each for each in draft.figures)
    _write(folder, draft)
    run("night", "--home", str(folder), "--date", NIGHT)
    return folder


def _draft(told, unit, code, period=NEWEST):
    reporter = next(each for each in told.people.reporters if each.unit.code == unit)
    form = next(each for each in told.forms if each.code == code)
    order = Order(form, reporter.unit, period, told.people.register, date(2027, 1, 8))
    earlier, figures = told.earlier(reporter, form, period), told.figures(reporter, form, period)
    return Draft(order, earlier, figures, Random(1))


def _write(folder, draft):
    file = folder / "raw" / "inbox" / draft.order.unit.code / draft.order.file_name
    assert file.is_file()
    file.write_bytes(draft.written())


def test_a_figure_far_from_the_past_is_asked_about(city) -> None:
    """In the county's marked workbook, as 核实, with what would be usual; the figure alone, and no other county's."""
    (marked,) = (city / "replies" / ASKED / str(NEWEST) / "CA").glob("*.xlsx")
    book = openpyxl.load_workbook(marked)
    text = "\n".join(str(cell.value) for row in book["问题清单"].iter_rows() for cell in row if cell.value is not None)
    assert "CA4-H00" in text
    assert "期，一般在" in text
    asked = [path for path in (city / "replies").rglob("*.xlsx") if "H00" in _list_of(path)]
    assert asked == [marked]


def _list_of(path):
    book = openpyxl.load_workbook(path, read_only=True)
    return "\n".join(str(value) for row in book["问题清单"].iter_rows(values_only=True) for value in row if value)


def test_a_check_with_the_office_asks_what_the_night_asks(city) -> None:
    """The same figure with the same limits; without an office nothing is known of any past."""
    (sent,) = (city / "raw" / str(NEWEST) / ASKED / "CA").glob("*.xlsx")
    told = json.loads(run("check", str(sent), "--home", str(city), "--date", NIGHT, "--format", "json"))
    asked = [each for each in told["files"][0]["findings"] if each["code"].endswith("-H00")]
    assert [(each["code"], each["severity"]) for each in asked] == [("CA4-H00", "query")]
    assert asked[0]["message"]["zh"] in (city / "reports" / NIGHT / f"signs-{NEWEST}.txt").read_text(encoding="utf-8")
    alone = json.loads(run("check", str(sent), "--format", "json"))
    assert "H00" not in json.dumps(alone)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "受误报预算限制"), ("en", "limited by the budget of false questions")]
)
def test_a_check_says_that_the_night_may_leave_such_a_question_out(city, lang, words) -> None:
    """Beside the report, on stderr; a check that asks no such question says nothing of it."""
    (sent,) = (city / "raw" / str(NEWEST) / ASKED / "CA").glob("*.xlsx")
    (other,) = (city / "raw" / str(NEWEST) / COPIED / "PM").glob("*.xlsx")
    assert words in spoken("check", str(sent), "--home", str(city), "--date", NIGHT, "--lang", lang)
    assert words not in spoken("check", str(other), "--home", str(city), "--date", NIGHT, "--lang", lang)


def test_the_office_reads_how_much_of_the_budget_is_used(city) -> None:
    """In the morning's account and in a list of its own."""
    reports = city / "reports" / NIGHT
    summary = (reports / "summary.md").read_text(encoding="utf-8")
    assert f"{NEWEST} 明显偏离以往或同类的数：1 份工作簿被问到（误报预算 1 份）" in summary
    listed = (reports / f"signs-{NEWEST}.txt").read_text(encoding="utf-8")
    assert f"核实 {ASKED} CA4-H00" in listed
    assert f"Query {ASKED} CA4-H00" in listed
    assert f"提示 {COPIED} {NEWEST} 表 CA4 的累计数与上一期完全相同" in listed


def test_no_county_reads_a_sign(city) -> None:
    """Whatever signs there are stand in reports/ alone: no reply of any county holds the words of one."""
    signs = [message for code, message in catalogue().items() if code.startswith("SIGN-")]
    words = [part for message in signs for part in _fixed(message.zh) + _fixed(message.en) if len(part) > 8]
    assert len(words) > 10
    for path in (city / "replies").rglob("*"):
        if path.is_file():
            text = _list_of(path) if path.suffix == ".xlsx" else path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path


def _fixed(template):
    from string import Formatter

    return [text.strip() for text, *_ in Formatter().parse(template)]


def test_the_next_night_asks_nothing_anew(city) -> None:
    """The past of a period is fixed: no verdict is made again, and no other is made."""
    before = run(str(city), code=_VERDICTS)
    told = run("night", "--home", str(city), "--date", NEXT)
    assert "校核 0 份" in told
    assert run(str(city), code=_VERDICTS) == before
    assert not list((city / "reports" / NEXT).glob("signs-*"))


def test_the_office_can_ask_with_another_budget(city) -> None:
    """`shenhe signs` says the same as the night, and with a smaller budget that too little is known."""
    same = run("signs", "--home", str(city), "--lang", "zh")
    assert f"核实 {ASKED} CA4-H00" in same
    fewer = run("signs", "--home", str(city), "--budget", "0.01", "--lang", "zh")
    assert "H00" not in fewer
    assert "没有与以往或规模相近的单位比较" in fewer


def test_rules_are_proposed_from_what_is_approved(city) -> None:
    """One return or all, with their support; a return that nobody collects is named."""
    proposed = run("propose", "TA", "--home", str(city), "--lang", "zh")
    assert "份已审定的工作簿看" in proposed
    assert 'EditRule("' in proposed
    with pytest.raises(RuntimeError, match="XX"):
        run("propose", "XX", "--home", str(city))


def test_the_office_reads_how_useful_each_rule_was(city) -> None:
    """Fired, corrected, explained, waived, still open: the question of this night stands, and silent rules are named."""
    told = run("lint", "--history", "--home", str(city), "--lang", "zh")
    assert "CA4-H00 1 0 0 0 1" in told
    assert "从未触发的规则" in told
