"""The board shows every owed workbook, whether or not anything was sent."""

from datetime import timedelta

import pytest

from record import register as on_file
from schemas.decision import Review
from schemas.finding import Finding
from schemas.periods import CORRECTING_DAYS, Frequency, Period, due, due_again, usual_days, working_days_between
from schemas.returns import returns
from schemas.states import State
from schemas.submission import BoardRow
from schemas.units import Register

PERIOD = Period.parse("2026Q3")
DUE = due(PERIOD, usual_days(PERIOD)).at
UNITS = Register.from_csv(
    "代码,名称,类别,上级代码,启用日期,停用日期,承接单位,重叠单位,别名\n"
    "990100,示例市,市,,2000-01-01,,,,\n"
    "990100-S01,市直单位,市直,990100,2000-01-01,,,,\n"
    "990121,东示例县,县,990100,2000-01-01,,,,\n"
    "990122,西示例县,县,990100,2000-01-01,,,,\n"
)


@pytest.fixture
def looked_at(office):  # noqa: ARG001  # the record it looks at
    """The row of one county's CA as the office sees it at some time."""

    def look(unit: str = "990121", days_after_due: int = -2) -> BoardRow:
        moment = DUE + timedelta(days=days_after_due)
        rows = on_file.board(PERIOD, UNITS, [returns().get("CA")], moment)
        return next(row for row in rows if row.unit == unit)

    return look


def test_every_unit_owes_every_return_collected_in_the_period(office) -> None:
    """In the order of the register, then of the returns."""
    rows = on_file.board(PERIOD, UNITS, tuple(returns()), office.now)
    collected = [each.code for each in returns() if any(PERIOD.covers(table.frequency) for table in each.tables)]

    assert [(row.unit, row.return_code) for row in rows] == [
        (unit, code) for unit in ("990100-S01", "990121", "990122") for code in collected
    ]
    assert {row.state for row in rows} == {State.MISSING}
    assert PERIOD.frequency is Frequency.QUARTERLY


def test_what_was_not_sent_is_late_after_the_deadline(looked_at) -> None:
    """Not a minute before."""
    assert not looked_at(days_after_due=0).late
    assert looked_at(days_after_due=1).late


def test_a_row_tells_state_attempt_and_counts(office, looked_at, error: Finding, note: Finding) -> None:
    """What the newest attempt's check said."""
    office.send("first")
    number = office.send("second").submission
    office.judge(number, error, note)
    row = looked_at()

    assert (row.submission, row.attempt, row.state) == (number, 2, State.TO_CORRECT)
    assert (row.errors, row.queries, row.notes, row.on_time, row.late) == (1, 0, 1, True, False)
    assert looked_at("990122").state is State.MISSING


def test_what_still_needs_changes_after_the_deadline_is_late_although_it_came_in_time(
    office, looked_at, error: Finding
) -> None:
    """On time tells of the first attempt, late of where it stands."""
    office.judge(office.send("first").submission, error)
    row = looked_at(days_after_due=1)

    assert (row.on_time, row.late) == (True, True)


def test_what_is_not_judged_yet_is_late_only_where_it_came_late(office, looked_at) -> None:
    """The office has it: nobody is late with what lies there."""
    office.send("first")

    assert (looked_at(days_after_due=3).state, looked_at(days_after_due=3).late) == (State.CHECKING, False)


def test_what_went_back_after_the_deadline_has_days_to_come_again(office, looked_at, error: Finding) -> None:
    """Sent in time and found wrong only after the deadline: late after so many working days, not before."""
    number = office.send("first").submission
    office.now = DUE + timedelta(hours=8)
    office.judge(number, error)
    again = due_again(PERIOD, office.now).at
    row = looked_at(days_after_due=1)

    assert (row.late, row.again) == (False, again)
    assert working_days_between(DUE.date(), again.date()) >= CORRECTING_DAYS[PERIOD.frequency]
    rows = on_file.board(PERIOD, UNITS, [returns().get("CA")], again + timedelta(minutes=1))
    assert [row.late for row in rows if row.unit == "990121"] == [True]


def test_explaining_one_thing_gains_no_days_for_another(office, looked_at, error: Finding, query: Finding) -> None:
    """The days count from when something was first asked, whatever is said of it meanwhile."""
    number = office.send("first").submission
    office.now = DUE + timedelta(hours=8)
    office.judge(number, error, query)
    again = looked_at(days_after_due=1).again
    office.now = DUE + timedelta(days=4)
    office.judge(number, error)

    assert looked_at(days_after_due=4).again == again
    assert looked_at(days_after_due=9).late


def test_who_is_late_gains_no_days_by_sending_again(office, looked_at, error: Finding) -> None:
    """Another file in time has its own days when it goes back; one that comes after them stays late."""
    office.now = DUE - timedelta(hours=2)
    first = office.send("first").submission
    office.now = DUE + timedelta(hours=8)
    office.judge(first, error)
    office.now = due_again(PERIOD, office.now).at - timedelta(hours=2)
    in_time = office.send("in time").submission
    office.judge(in_time, error)
    again = due_again(PERIOD, office.now).at
    office.now = again + timedelta(hours=2)
    before = looked_at(days_after_due=(office.now - DUE).days)
    late = office.send("late").submission
    office.judge(late, error)
    after = looked_at(days_after_due=(office.now - DUE).days + 1)

    assert (before.submission, before.again) == (in_time, again)
    assert (after.submission, after.late, after.again) == (late, True, again)


def test_a_return_by_a_person_counts_from_when_it_was_returned(office, looked_at) -> None:
    """Before the deadline the deadline stays; after it the days count from the return."""
    number = office.send("first").submission
    office.judge(number)
    office.review(number, Review.RETURN, "合计与上报文件不一致")
    assert looked_at(days_after_due=1).late
    other = office.send("other", unit="990122").submission
    office.judge(other)
    office.now = DUE + timedelta(days=1)
    office.review(other, Review.RETURN, "合计与上报文件不一致")

    row = looked_at("990122", days_after_due=2)
    assert (row.state, row.late, row.again) == (State.RETURNED, False, due_again(PERIOD, office.now).at)


def test_what_was_approved_in_time_is_never_late(office, looked_at) -> None:
    """Nor when it was corrected after the deadline."""
    office.judge(office.send("first").submission)
    assert not looked_at(days_after_due=5).late
    office.permit(days=30)
    office.now = DUE + timedelta(days=6)
    office.send("second")
    row = looked_at(days_after_due=7)

    assert (row.state, row.correcting, row.late, row.on_time) == (State.CHECKING, True, False, True)


def test_what_came_after_the_deadline_stays_late(office, looked_at) -> None:
    """Approved or not."""
    office.now = DUE + timedelta(hours=1)
    office.judge(office.send("first").submission)
    row = looked_at(days_after_due=2)

    assert (row.state, row.on_time, row.late) == (State.APPROVED, False, True)


def test_what_a_night_takes_from_the_inbox_came_the_day_before(office, looked_at) -> None:
    """Laid there on the last day, it is in time; one night later it is not."""
    office.now = (DUE + timedelta(days=1)).replace(hour=1, minute=0)
    office.send("on the last day")
    office.now = (DUE + timedelta(days=2)).replace(hour=1, minute=0)
    office.send("a day later", unit="990122")

    assert [looked_at(unit, days_after_due=3).on_time for unit in ("990121", "990122")] == [True, False]


def test_an_open_correction_is_shown_beside_the_state(office, looked_at) -> None:
    """更正中, until the corrected workbook is approved."""
    office.judge(office.send("first").submission)
    assert not looked_at().correcting
    office.permit(days=30)
    assert looked_at().correcting
    office.judge(office.send("second").submission)

    assert not looked_at().correcting
