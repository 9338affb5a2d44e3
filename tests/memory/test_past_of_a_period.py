"""The past that a period's figures are held against: fixed when its first workbook comes, whatever is approved later."""

from datetime import datetime

import pytest

from record import register as on_file
from schemas.decision import Correction, Standing, Waiver
from schemas.periods import SHANGHAI, Period
from schemas.states import State

NOW, BEFORE = Period.parse("2026Q4"), "2026Q3"


@pytest.fixture
def year_end(office):
    """The office after the year's end."""
    office.now = datetime(2027, 1, 5, 9, tzinfo=SHANGHAI)
    return office


def send(office, content, period, unit="990121"):
    receipt = office.receipt(content, unit, "CA", period)
    registered = on_file.register(receipt, office.tick())
    office.sent[registered.submission] = receipt
    return registered.submission


def approved(office, content, period=BEFORE, unit="990121", findings=()):
    number = send(office, content, period, unit)
    office.judge(number, *findings)
    return number


def past(period=NOW):
    return [each.submission for each in on_file.past(period)]


def test_there_is_no_past_before_anything_of_the_period_came(year_end) -> None:
    """Nothing is judged then either."""
    approved(year_end, "a")

    assert past() == []


def test_what_was_approved_before_is_the_past(year_end) -> None:
    """Of earlier periods, approved, in the order of period, unit and return; a later period is none of it."""
    other = approved(year_end, "b", unit="990122")
    first = approved(year_end, "a")
    oldest = approved(year_end, "c", "2026Q2")
    send(year_end, "d", BEFORE, "990123")  # not judged yet
    too_old = approved(year_end, "e", "2024Q3")
    send(year_end, "now", str(NOW))

    assert past() == [oldest, first, other]
    assert too_old not in past()
    assert past(Period.parse("2026Q2")) == []


def test_what_is_approved_later_changes_nothing(year_end) -> None:
    """A county that comes in late, or corrects its figures, does not move the verdicts of all others."""
    first = approved(year_end, "a")
    send(year_end, "now", str(NOW))
    known = past()
    approved(year_end, "late", unit="990122")
    send(year_end, "more", str(NOW), "990122")
    assert past() == known == [first]

    on_file.permit_correction(_correction(year_end), year_end.tick())
    corrected = approved(year_end, "a, corrected")
    assert on_file.approved(BEFORE)[0].submission == corrected
    assert past() == [first]


def _correction(office):
    until = office.today.replace(day=office.today.day + 5)
    return Correction("990121", "CA", BEFORE, "上报时漏计一个乡镇", "office", office.today, until)


def test_a_workbook_sent_before_its_period_ended_fixes_nothing_yet(year_end) -> None:
    """The past may grow until the period has ended."""
    year_end.now = datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)
    send(year_end, "too early", str(NOW))
    first = approved(year_end, "a")
    assert past() == [first]
    year_end.now = datetime(2027, 1, 2, 9, tzinfo=SHANGHAI)
    approved(year_end, "b", unit="990122")

    assert past() == [first]


def test_what_was_taken_back_is_no_past(year_end, error) -> None:
    """Approved by itself, and found wrong under other rules before it was published."""
    number = approved(year_end, "a")
    send(year_end, "now", str(NOW))
    assert past() == [number]
    year_end.judge(number, error, rules="9" * 64)

    assert past() == []


def _waive(office, finding):
    until = office.today.replace(day=office.today.day + 5)
    waiver = Waiver("990121", finding.code, "", "", "省里批准分两期补录", "office", office.today, until)
    on_file.waive(waiver, office.tick())


def test_what_is_judged_anew_and_approved_again_was_so_all_along(year_end, note) -> None:
    """A waiver of today has what it covers judged anew; that moves no verdict of a later period."""
    number = approved(year_end, "a", findings=(note,))
    send(year_end, "now", str(NOW))
    [before] = on_file.approved(BEFORE)
    _waive(year_end, note)
    assert (year_end.state(number), past()) == (State.CHECKING, [number])
    year_end.judge(number)

    assert (year_end.state(number), past()) == (State.APPROVED, [number])
    [after] = on_file.approved(BEFORE)
    assert after.approved_at == before.approved_at


def test_what_is_judged_anew_and_not_approved_is_approved_when_it_is(year_end, error, note) -> None:
    """Found wrong, or left to a person, it is no past until then, nor is one that another file took the place of."""
    numbers = [
        approved(year_end, content, period, findings=(note,)) for content, period in (("a", "2026Q1"), ("b", "2026Q2"))
    ]
    replaced = approved(year_end, "c", findings=(note,))
    send(year_end, "now", str(NOW))
    _waive(year_end, note)
    send(year_end, "c again", BEFORE)
    assert past() == numbers
    assert replaced not in past()
    year_end.judge(numbers[0], error)
    year_end.judge(numbers[1], standing=Standing(State.AWAITING_REVIEW))
    assert past() == []
    year_end.judge(numbers[0], rules="9" * 64)

    assert year_end.state(numbers[0]) is State.APPROVED
    assert past() == []
