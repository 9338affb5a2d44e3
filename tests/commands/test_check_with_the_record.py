"""`shenhe check --home`: what the office has decided counts as it will count in the night."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from one_office import DAY, LAST_NIGHT, ORGAN, REASON, UNIT, WAIVED_UNTIL
from typer.testing import Result

from flows.check import Key
from flows.office.chamber import chamber
from flows.office.opened import Office
from record import connect
from record.connection import is_up_to_date
from schemas.decision import Reason
from schemas.finding import Level
from schemas.periods import SHANGHAI

Run = Callable[..., Result]
MOVED = {"inc_other": 1, "inc_recruit": -1, "inc_recruit_township": -1}
"""Nothing adds up otherwise for it, and the office asks what the others are."""


def answered(result: Result) -> tuple[str, set[str]]:
    """The verdict on the one file, and the codes of its findings that are no notes."""
    (file,) = json.loads(result.stdout)["files"]
    return file["verdict"], {each["code"] for each in file["findings"] if each["severity"] != "note"}


@pytest.mark.parametrize(
    ("narrowed", "covers"), [((), True), (("--row", ORGAN), True), (("--row", "990121400"), False)]
)
def test_what_is_waived_is_no_error(
    home: Path, desk: Any, shenhe: Run, narrowed: tuple[str, ...], *, covers: bool
) -> None:
    """From the day it is on file until its last day, and only for the row that it names, where it names one."""
    wrong = {("CA5", ORGAN, "female"): 39, ("CA5", "TOTAL", "female"): 39}
    file = desk.workbook("CA", more=wrong)

    def check(day: str) -> Result:
        return shenhe("check", file, "--home", home, "--date", day, "--format", "json")

    before = check(DAY)
    waived = shenhe(
        *("waive", UNIT, "CA5-L01", *narrowed, "--until", WAIVED_UNTIL, "-m", REASON, "--home", home, "--date", DAY)
    )
    during, last, after = check(DAY), check(WAIVED_UNTIL), check(LAST_NIGHT)

    assert waived.exit_code == 0, waived.output
    assert answered(before) == ("errors", {"CA5-L01"})
    within = ("clean", set()) if covers else answered(before)
    assert [answered(each) for each in (during, last)] == [within] * 2
    assert (during.exit_code, after.exit_code) == (0 if covers else 1, 1)
    assert answered(after) == answered(before)


def test_a_waiver_of_one_unit_is_none_for_another(home: Path, desk: Any, shenhe: Run) -> None:
    """The county's error stays where the city level alone was let off."""
    file = desk.workbook("CA", more={("CA5", ORGAN, "female"): 39, ("CA5", "TOTAL", "female"): 39})
    at = ("--home", home, "--date", DAY)
    waived = shenhe("waive", "990100-S01", "CA5-L01", "--until", WAIVED_UNTIL, "-m", REASON, *at)

    assert waived.exit_code == 0, waived.output
    assert answered(shenhe("check", file, *at, "--format", "json")) == ("errors", {"CA5-L01"})


def test_what_was_explained_in_the_portal_is_explained(home: Path, desk: Any, shenhe: Run) -> None:
    """While its numbers stay; with other numbers it is asked again, as in the night."""
    row = desk.rows()[3]

    def workbook(amount: int) -> Path:
        more = {("CA1", one, column): amount * by for one in (row, "TOTAL") for column, by in MOVED.items()}
        file: Path = desk.workbook("CA", more=more, name=f"{amount}/ca.xlsx")
        return file

    def check(file: Path) -> tuple[str, set[str]]:
        return answered(shenhe("check", file, "--strict", "--home", home, "--date", DAY, "--format", "json"))

    asked = workbook(1)
    assert check(asked)[0] == "queries"
    connect(home)
    from flows.acts.sending import Sent, Upload, Written, explain, send  # only once a record is opened
    from record import register as record

    office, now = Office.at(home), datetime.fromisoformat(f"{DAY}T10:00").replace(tzinfo=SHANGHAI)
    sent = send(office, Key(UNIT, "CA", "2025Q4"), Upload(asked.name, asked.read_bytes()), now, chamber())
    assert isinstance(sent, Sent)
    queries = [each.key for each in record.findings(sent.submission) if each.level is Level.QUERY]
    words = [Written(key, Reason.PEAK.value, "年底集中办理，比上年多，已逐一核对") for key in queries]
    assert explain(office, sent.submission, words, "示例县填报人", now) == ()

    assert check(asked)[1] != set()
    result = shenhe("check", asked, "--strict", "--home", home, "--date", DAY)
    assert (result.exit_code, "已说明" in result.stdout) == (0, True), result.output
    assert shenhe("check", workbook(2), "--strict", "--home", home, "--date", DAY).exit_code == 1


def test_a_record_of_an_earlier_form_is_left_as_it_is_and_that_is_told(home: Path, desk: Any, shenhe: Run) -> None:
    """What it holds does not count until a command has brought it up to date; `read`, which needs none, says nothing."""
    file = desk.workbook("CA", more={("CA5", ORGAN, "female"): 39, ("CA5", "TOTAL", "female"): 39})
    at = ("--home", home, "--date", DAY)
    assert shenhe("waive", UNIT, "CA5-L01", "--until", WAIVED_UNTIL, "-m", REASON, *at).exit_code == 0
    connect(home)
    call_command("migrate", "record", "0005", verbosity=0, interactive=False)

    earlier = shenhe("check", file, *at, "--format", "json")
    english = shenhe("check", file, *at, "--format", "json", "--lang", "en")
    assert answered(earlier) == ("errors", {"CA5-L01"})
    assert "shenhe status" in earlier.stderr
    assert "豁免" in earlier.stderr
    assert "waivers, explanations and approved figures on file were left out" in english.stderr
    assert shenhe("read", file, "--home", home).stderr == ""
    assert not is_up_to_date()

    assert shenhe("status", "--home", home, "--date", DAY).exit_code == 0
    after = shenhe("check", file, *at, "--format", "json")
    assert (answered(after), "shenhe status" in after.stderr) == (("clean", set()), False)
