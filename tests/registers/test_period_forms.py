"""How periods are written, read, ordered and led back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.periods import Frequency, Period, PeriodError

PERIODS = st.builds(
    lambda year, frequency, number: Period.of(year, frequency, number % (12 // frequency.months) + 1),
    st.integers(1950, 2950),
    st.sampled_from(Frequency),
    st.integers(0, 11),
)


@given(PERIODS)
def test_what_is_written_is_read_back(period: Period) -> None:
    """The code and the Chinese title of a period both name it again."""
    assert Period.parse(str(period)) == period
    assert Period.read(period.zh) == period
    assert Period.read(str(period).lower()) == period


@given(PERIODS)
def test_periods_follow_each_other_without_a_gap(period: Period) -> None:
    """A period begins the day after its predecessor ends, and the next one's predecessor is itself."""
    assert period.first_day - timedelta(days=1) == period.previous().last_day
    assert period.next().previous() == period
    assert period.previous() < period < period.next()


@given(PERIODS, st.integers(-30, 30))
def test_a_shift_and_its_opposite_lead_home(period: Period, count: int) -> None:
    """Shifting there and back changes nothing, and never the frequency."""
    assert period.shift(count).shift(-count) == period
    assert period.shift(count).frequency is period.frequency


@given(PERIODS)
def test_the_previous_year_end_is_a_year_end(period: Period) -> None:
    """Openings come from the period of the same frequency that ended on 31 December before."""
    before = period.previous_year_end()
    assert before.last_day == date(period.year - 1, 12, 31)
    assert before.frequency is period.frequency


@given(PERIODS, PERIODS)
def test_periods_sort_by_the_day_they_end(one: Period, other: Period) -> None:
    """The earlier end comes first; of equal ends the shorter period."""
    assert (one < other) == ((one.last_day, one.months) < (other.last_day, other.months))
    assert len({one, other}) == (1 if one == other else 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026年第三季度", "2026Q3"),
        ("2026年三季度", "2026Q3"),
        ("2026 年 第 3 季度", "2026Q3"),
        ("２０２６Ｑ３", "2026Q3"),
        ("2026-Q3", "2026Q3"),
        ("Q3 2026", "2026Q3"),
        ("二〇二六年三季度", "2026Q3"),
        ("2026年上半年", "2026H1"),
        ("2026下半年", "2026H2"),
        ("2026年度", "2026"),
        ("2026年", "2026"),
        ("2026年全年", "2026"),
        ("2026年6月", "2026M06"),
        ("2026年6月份", "2026M06"),
        ("2026年十二月", "2026M12"),
        ("2026-06", "2026M06"),
        ("2026m6", "2026M06"),
    ],
)
def test_the_forms_that_people_write(text: str, code: str) -> None:
    """Printed, typed and full-width forms name the same period."""
    assert str(Period.read(text)) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026Q5",
        "2026年第五季度",
        "2026年0月",
        "2026M13",
        "2026年1-9月",
        "26年三季度",
        "20260",
        "第三季度",
        "9999",
        "2026.1",
    ],
)
def test_a_text_that_names_no_period_is_refused_with_the_text(text: str) -> None:
    """Nothing is guessed: the message quotes what was found and shows how to write it."""
    with pytest.raises(PeriodError) as caught:
        Period.read(text)
    assert caught.value.text == text
    assert f"“{text}”" in caught.value.message("zh")
    assert "2026Q3" in caught.value.message("en")


@pytest.mark.parametrize("text", ["2026年度", "2026q3", " 2026Q3", "2026M9", "2026-Q3", "２０２６"])
def test_parse_takes_the_code_alone(text: str) -> None:
    """Folder names and stored codes have one form only."""
    with pytest.raises(PeriodError):
        Period.parse(text)


@pytest.mark.parametrize(
    ("year", "month", "months"), [(2026, 4, 3), (2026, 0, 3), (2026, 15, 3), (2026, 2, 2), (26, 3, 3)]
)
def test_months_that_form_no_period_cannot_be_built(year: int, month: int, months: int) -> None:
    """A quarter ends in March, June, September or December."""
    with pytest.raises(ValueError, match="no period"):
        Period(year, month, months)


@pytest.mark.parametrize(
    ("code", "zh", "en", "parts"),
    [
        ("2026Q3", "2026年第三季度", "Q3 2026", (None, 3, None)),
        ("2026H2", "2026年下半年", "H2 2026", (None, None, 2)),
        ("2026M02", "2026年2月", "February 2026", (2, None, None)),
        ("2026", "2026年度", "2026", (None, None, None)),
    ],
)
def test_titles_and_numbers(code: str, zh: str, en: str, parts: tuple[int | None, ...]) -> None:
    """Each period has a title in both languages and knows its number in the year."""
    period = Period.parse(code)
    assert (period.title("zh"), period.title("en")) == (zh, en)
    assert (period.month, period.quarter, period.half) == parts
    assert period.year == 2026


@pytest.mark.parametrize(
    ("code", "carried"),
    [
        ("2026Q1", "Q"),
        ("2026Q2", "QH"),
        ("2026Q3", "Q"),
        ("2026Q4", "QHA"),
        ("2026H1", "H"),
        ("2026H2", "HA"),
        ("2026", "A"),
        ("2026M06", "M"),
        ("2026M12", "M"),
    ],
)
def test_tables_that_a_workbook_carries(code: str, carried: str) -> None:
    """June carries the half-yearly tables, December those and the annual ones."""
    period = Period.parse(code)
    assert "".join(period.collects()) == carried
    assert [period.covers(frequency) for frequency in Frequency] == [letter in carried for letter in "MQHA"]


def test_a_table_of_another_frequency_has_its_own_period() -> None:
    """A half-yearly table in the workbook of 2026Q2 is of 2026H1; in that of 2026Q1 there is none."""
    assert Period.parse("2026Q2").ending_with(Frequency.HALF_YEARLY) == Period.parse("2026H1")
    assert Period.parse("2026H1").ending_with(Frequency.QUARTERLY) == Period.parse("2026Q2")
    assert Period.parse("2026Q1").ending_with(Frequency.HALF_YEARLY) is None


@pytest.mark.parametrize(
    ("code", "quarter"),
    [
        ("2026Q1", None),
        ("2026Q3", "2026Q2"),
        ("2026H1", "2026Q1"),
        ("2026H2", "2026Q3"),
        ("2026", "2026Q3"),
        ("2026M01", None),
        ("2026M09", "2026Q2"),
    ],
)
def test_cumulative_figures_are_compared_within_the_year(code: str, quarter: str | None) -> None:
    """Flows start again on 1 January: the first period of a year has none before it."""
    period = Period.parse(code)
    assert period.previous_quarter() == (None if quarter is None else Period.parse(quarter))


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-09-30", "2026Q2"), ("2026-10-01", "2026Q3"), ("2026-12-31", "2026Q3"), ("2027-01-01", "2026Q4")],
)
def test_the_period_to_collect_is_the_one_that_has_ended(day: str, code: str) -> None:
    """On its last day a quarter is not over yet."""
    assert str(Period.last_ended(date.fromisoformat(day), Frequency.QUARTERLY)) == code
