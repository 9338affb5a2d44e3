"""Deadlines in working days, with holidays and the weekends worked for them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.periods import (
    SHANGHAI,
    Frequency,
    Period,
    calendar_known,
    due,
    is_working_day,
    usual_days,
    working_days_between,
)

FAR_YEAR = 2900


@pytest.mark.parametrize(
    ("code", "days", "expected"),
    [
        # National Day is 1-7 October 2026; Saturday 10 October is worked for it.
        ("2026Q3", 8, "2026-10-16"),
        ("2026M09", 3, "2026-10-10"),
        ("2026Q2", 12, "2026-07-16"),
        # Tomb-Sweeping Day is 4-6 April 2026.
        ("2026Q1", 8, "2026-04-13"),
        # New Year is 1-3 January 2026, with Sunday the 4th worked for it.
        ("2025Q4", 1, "2026-01-04"),
    ],
)
def test_holidays_and_worked_weekends_count_as_announced(code: str, days: int, expected: str) -> None:
    """The day is the one that an office reaches by counting its real working days, and it closes at 17:30."""
    deadline = due(Period.parse(code), days)
    assert deadline.at == datetime(*date.fromisoformat(expected).timetuple()[:3], 17, 30, tzinfo=SHANGHAI)
    assert deadline.calendar_known


def test_a_year_without_announced_holidays_is_said_to_be_an_estimate() -> None:
    """Beyond the calendar the day is counted by weekdays, never on New Year's Day, and marked as an estimate."""
    assert not calendar_known(FAR_YEAR)
    deadline = due(Period.parse(f"{FAR_YEAR - 1}Q4"), 1)
    assert not deadline.calendar_known
    assert deadline.at.date() > date(FAR_YEAR, 1, 1)
    assert deadline.at.weekday() < 5
    assert "推算" in deadline.text("zh")
    assert "estimated" in deadline.text("en")


def test_a_deadline_counted_into_an_unknown_year_is_an_estimate() -> None:
    """One unknown day among those counted is enough."""
    last = max(year for year in range(2020, FAR_YEAR) if calendar_known(year))
    period = Period.of(last, Frequency.MONTHLY, 12)
    assert due(period.previous(), 3).calendar_known
    assert not due(period, 3).calendar_known


def test_a_deadline_counted_from_an_unknown_year_is_an_estimate() -> None:
    """A known last day does not make the days before it known."""
    first = min(year for year in range(1950, 2026) if calendar_known(year))
    deadline = due(Period.of(first - 1, Frequency.MONTHLY, 11), 40)
    assert deadline.at.year == first
    assert not deadline.calendar_known


@pytest.mark.parametrize(
    ("code", "days"), [("2026M06", 3), ("2026Q1", 8), ("2026Q2", 12), ("2026Q3", 8), ("2026Q4", 20)]
)
def test_the_slowest_table_of_a_workbook_sets_its_deadline(code: str, days: int) -> None:
    """A workbook with half-yearly or annual tables has their working days."""
    assert usual_days(Period.parse(code)) == days


@given(st.integers(2004, 2100), st.integers(1, 4), st.integers(1, 30))
def test_a_deadline_is_that_many_working_days_away(year: int, quarter: int, days: int) -> None:
    """The day itself is worked, and counting back gives the number; one more day is later."""
    period = Period.of(year, Frequency.QUARTERLY, quarter)
    deadline = due(period, days)
    assert is_working_day(deadline.at.date())
    assert working_days_between(period.last_day, deadline.at.date()) == days
    assert due(period, days + 1).at > deadline.at


def test_no_working_day_is_no_deadline() -> None:
    """Zero and negative counts are refused."""
    with pytest.raises(ValueError, match="no deadline"):
        due(Period.parse("2026Q3"), 0)


def test_days_left_are_counted_in_shanghai() -> None:
    """16:00 UTC is midnight in Shanghai: the day changes there."""
    deadline = due(Period.parse("2026Q3"), 8)
    assert deadline.days_left(datetime(2026, 10, 14, 15, 59, tzinfo=UTC)) == 2
    assert deadline.days_left(datetime(2026, 10, 14, 16, 0, tzinfo=UTC)) == 1
    assert deadline.days_left(datetime(2026, 10, 17, 12, 0, tzinfo=SHANGHAI)) == -1


def test_the_last_second_is_in_time() -> None:
    """17:30 itself is not late; a moment later is."""
    deadline = due(Period.parse("2026Q3"), 8)
    assert not deadline.is_past(deadline.at)
    assert deadline.is_past(deadline.at + timedelta(seconds=1))
    with pytest.raises(ValueError, match="time zone"):
        deadline.is_past(datetime(2026, 10, 16, 12, 0))  # noqa: DTZ001 - the fault under test


def test_the_deadline_in_words() -> None:
    """The day, its weekday and the time, as on the clerk's page."""
    deadline = due(Period.parse("2026Q3"), 8)
    assert deadline.text("zh") == "10月16日（周五）17:30"
    assert deadline.text("en") == "Fri 16 October, 17:30"


def test_working_days_between_the_wrong_way_round_are_none() -> None:
    """Lateness before the deadline is zero."""
    assert working_days_between(date(2026, 10, 16), date(2026, 10, 12)) == 0
