"""A city of 120 reporting units: the office's pages stay small, and lose nothing of the whole."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from portal.models import Member
from portal.pages import clock
from record import models
from schemas.periods import SHANGHAI
from schemas.states import State

UNITS = 120
PERIOD = "2026Q2"
LATER = datetime(2026, 7, 20, 9, 0, tzinfo=SHANGHAI)
MOST_BYTES = 60_000
CODES = [f"9901{number:02}" for number in range(1, 100)] + [f"990100-S{number:02}" for number in range(1, 22)]
RETURNS = ("CA", "PM", "TA")


@pytest.fixture(scope="module")
def many(shared_folder: Path) -> Path:
    """The city grown to 120 units; of the new ones the first 60 are late with errors, the others wait for their review."""
    register = shared_folder / "register.csv"
    known = register.read_text(encoding="utf-8-sig")
    new = [code for code in CODES if f"\n{code}," not in known]
    kinds = {"county": _kind(known, "990121"), "department": _kind(known, "990100-S01")}
    lines = [_line(code, kinds["department" if "-" in code else "county"]) for code in new]
    register.write_text(known.rstrip("\n") + "\n" + "\n".join(lines) + "\n", encoding="utf-8-sig")
    for at, unit in enumerate(sorted(new)):
        for code in RETURNS:
            _put(unit, code, State.TO_CORRECT if at < 60 else State.AWAITING_REVIEW)
    return shared_folder


def _kind(register: str, code: str) -> list[str]:
    return next(line.split(",") for line in register.splitlines() if line.startswith(f"{code},"))


def _line(code: str, like: list[str]) -> str:
    return ",".join([code, f"示例市示例产业园区{code[-3:]}", *like[2:5], "", "", "", ""][: len(like)])


def _put(unit: str, code: str, state: State) -> None:
    at = datetime(2026, 7, 10, 10, tzinfo=SHANGHAI)
    digest = f"{unit}{code}".encode().hex().ljust(64, "0")
    sent = models.Submission.objects.create(
        unit=unit, return_code=code, period=PERIOD, attempt=12, state=state.value, confirmed_at=at, sha256=digest,
        size=1, kind="xlsx", name="表.xlsx", received_at=at, source="portal", kept_as=f"{unit}/{code}/none.xlsx",
    )  # fmt: skip
    sent.verdict = models.Verdict.objects.create(
        submission=sent, sha256=digest, rule_set="0" * 64, context="0" * 64, findings=[], explained=[], waived=[], waivers=[],
        outcome="errors", errors=128, queries=64, notes=0, held=1, violated=1, cannot_tell=0, made_at=at,
    )  # fmt: skip
    sent.save()


def pages(client: Client, address: str) -> list[str]:
    """Every page of a list, by its own links; each is small."""
    found: list[str] = []
    wanted: str | None = address
    while wanted is not None:
        response = client.get(wanted)
        assert response.status_code == 200
        assert len(response.content) < MOST_BYTES, (wanted, len(response.content))
        found.append(response.content.decode())
        after = re.search(r'<a href="([^"]*page=\d+)">(?:下一页|Next page)</a>', found[-1])
        wanted = address.partition("?")[0] + unescape(after[1]) if after else None
        assert len(found) < 20
    return found


@pytest.fixture
def browser(many: Path, client_of: Callable[..., Client]) -> Client:  # noqa: ARG001  # the city comes first
    return client_of("office")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_board_of_120_units_comes_in_small_pages(browser: Client, language: str) -> None:
    """Every unit stands on one page, with its three returns; counts and alerts above are of the whole on each."""
    browser.cookies["language"] = language
    with clock.standing_at(LATER):
        found = pages(browser, reverse("office-board"))

    listed = [code for each in found for code in re.findall(r'<span class="small">(9901[^<]+)</span></th>', each)]
    assert len(listed) == len(set(listed)) == UNITS
    assert len(found) == 3
    assert len({tuple(re.findall(r'<a class="alert [^<]+</a>', each)) for each in found}) == 1
    assert len({re.search(r'<ul class="cards">.*?</ul>', each)[0] for each in found}) == 1


def test_the_alerts_above_the_board_count_the_whole_city_and_lead_to_their_units(browser: Client) -> None:
    """Behind the count of a colour stand just the units with it, in as many pages."""
    with clock.standing_at(LATER):
        shown = browser.get(reverse("office-board")).content.decode()
        counts = {
            colour: (unescape(query), int(count))
            for colour, query, count in re.findall(r'<a class="alert (\w+)" href="([^"]+)">\S+ (\d+)</a>', shown)
        }
        query, red = counts["red"]
        behind = "".join(pages(browser, reverse("office-board") + query))

    assert set(counts) == {"red", "orange", "yellow", "blue"}
    assert red >= 180
    assert behind.count('<span class="alert red">') == red
    assert "示例市示例产业园区199" not in behind


def test_a_page_that_is_not_there_is_the_last(browser: Client) -> None:
    """An old address is no fault."""
    last = browser.get(reverse("office-board") + "?page=3").content
    for wanted in ("99", "99999"):
        again = browser.get(reverse("office-board") + f"?page={wanted}").content
        assert "第 3 页，共 3 页" in again.decode()
        assert len(again) == pytest.approx(len(last), abs=200)
    assert "第 1 页，共 3 页" in browser.get(reverse("office-board") + "?page=x").content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_queue_the_drafts_and_the_check_list_of_120_units_come_in_small_pages(
    browser: Client, language: str
) -> None:
    """What waits, what an edition would miss, and the draft of every unit that owes something: each on one page or another."""
    browser.cookies["language"] = language
    with clock.standing_at(LATER):
        waiting = "".join(pages(browser, reverse("office-queue")))
        drafts = pages(browser, reverse("office-drafts"))
        missing = "".join(pages(browser, reverse("office-publish")))

    assert len(set(re.findall(r'href="(/office/review/\d+/)"', waiting))) >= 170
    assert set(re.findall(r'href="(/office/review/\d+/)"', waiting)) < set(re.findall(r'href="([^"]+)"', missing))
    noticed = re.findall(r'id="notice-([^"]+)"', "".join(drafts))
    assert len(noticed) == len(set(noticed)) >= 60
    chased = re.findall(r'id="chasing-([^"]+)"', "".join(drafts))
    assert set(noticed) <= set(chased)


def test_the_moves_of_120_units_come_in_small_pages(browser: Client) -> None:
    """Each unit on one page, below every rule; the city's sums are the same on all."""
    found = pages(browser, reverse("office-transfers"))

    names = [set(re.findall(r'<th scope="row">(示例市示例产业园区[^<]+)<', each)) for each in found]
    assert sum(map(len, names)) == len(set.union(*names)) >= UNITS - 4
    sums = [tuple(re.findall(r'<td class="number"><strong>([^<]+)</strong>', each)) for each in found]
    assert sums[0]
    assert len(set(sums)) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("table", ["CA1", "PM4", "TA6"])
def test_the_sums_of_120_units_come_in_small_pages(browser: Client, table: str, language: str) -> None:
    """Each unit that is counted has its column on one page; the city's sums and who is missing are the same on all."""
    browser.cookies["language"] = language
    period = "2025Q4" if table == "TA6" else PERIOD
    found = pages(browser, reverse("office-sums") + f"?period={period}&table={table}")

    heads = [re.findall(r'<th scope="col" class="number">([^<]+)</th>', each) for each in found]
    columns = [name for each in heads for name in each[1:]]
    counted, owed = map(int, re.search(r"(?:覆盖|Coverage) (\d+)/(\d+)", found[0]).groups())
    assert len(columns) == len(set(columns)) == counted
    assert (len(found) > 1) == (table != "TA6")
    assert owed >= UNITS
    sums = [tuple(re.findall(r'<td class="number"><strong>([^<]+)</strong>', each)) for each in found]
    assert sums[0]
    assert len(set(sums)) == 1
    assert len({re.search(r"(?:未包括|Not included)[^<]+", each)[0] for each in found}) == 1


def test_many_waivers_and_corrections_come_in_small_pages(browser: Client) -> None:
    """Each of 70 waivers and 70 corrections on one page of its own list; turning one does not turn the other."""
    for at, unit in enumerate(CODES[:70]):
        day = {"by": "office", "made_on": date(2026, 7, 10), "expires_on": date(2026, 9, 30)}
        reason = f"机构改革正在办理，第 {at} 件，" + "详见附件" * 20
        models.Waiver.objects.create(unit=unit, code="PM1-P03", reason=reason, **day)
        models.Correction.objects.create(unit=unit, return_code="CA", period=PERIOD, reason=reason, **day)
    address = reverse("office-decisions")
    shown = [browser.get(f"{address}?page={at}&corrections={5 - at}").content for at in range(1, 5)]

    assert [len(each) < MOST_BYTES for each in shown] == [True] * 4
    for name in ("waivers", "corrections"):
        numbers = [set(re.findall(rf"/decisions/{name}/(\d+)/end/", each.decode())) for each in shown]
        assert sum(map(len, numbers)) == len(set.union(*numbers)) >= 70
    assert "?corrections=2&amp;page=4" in shown[2].decode()
    assert "?page=3&amp;corrections=3" in shown[2].decode()


def test_many_findings_come_in_small_pages(browser: Client) -> None:
    """A review of a workbook with a finding in every cell: each case on one page, also those that a waiver silences."""
    sent = models.Submission.objects.filter(unit="990122", return_code="PM", replaced_by=None, verdict__errors__gt=0)[0]
    found = [each for each in sent.verdict.findings if each["level"] != "note"]
    like = json.dumps(found[0])
    row = found[0]["place"]["row_code"]
    sent.verdict.findings = [json.loads(like.replace(f'"{row}"', f'"{at:06}"')) | {"root": at} for at in range(1, 201)]
    sent.verdict.save()
    shown = pages(browser, reverse("office-review", args=[sent.pk]) + "?table=PM4")

    cases = [set(re.findall(r'<article class="case \w+" id="([^"]+)"', each)) for each in shown]
    assert len(shown) == 14
    assert sum(map(len, cases)) == len(set.union(*cases)) == 200
    assert all('<option value="PM4" selected>' in each for each in shown)


def test_many_accounts_come_in_small_pages(many: Path, client_of: Callable[..., Client]) -> None:
    """Two clerks a county: each on one page."""
    assert many.is_dir()
    users = [User(username=f"clerk-of-{unit}-{at}") for unit in CODES for at in range(2)]
    User.objects.bulk_create(users)
    Member.objects.bulk_create(
        Member(user=user, role="clerk", unit=user.username.rpartition("-")[0].removeprefix("clerk-of-"))
        for user in User.objects.filter(username__startswith="clerk-of-")
    )
    shown = pages(client_of("administrator"), reverse("account-list"))

    names = [set(re.findall(r">(clerk-of-[^<]+)</a>", each)) for each in shown]
    assert len(shown) == 3
    assert sum(map(len, names)) == len(set.union(*names)) == 2 * UNITS


@pytest.mark.parametrize("name", ["office-quality", "office-units", "office-decisions"])
def test_the_other_lists_of_120_units_stay_small(name: str, browser: Client) -> None:
    """They are one page each."""
    assert len(browser.get(reverse(name)).content) < MOST_BYTES
