"""Cells that no equality holds, against the past and like units: what is asked, and how often in vain."""

import pytest
from told_city import PERIODS, changed, told, workbooks

from flows.plausibility import Past
from flows.rulebook.coverage import unprotected
from flows.suspicion import as_text, look
from rules.coverage import Place
from schemas.finding import Level, Pattern
from schemas.model import TOTAL_ROW
from schemas.returns import returns
from schemas.sentences import advice, line, title

COUNTIES = 8
BUDGET = 0.05


def of(period):
    return [each for each in workbooks(COUNTIES) if each.identity.period == str(period)]


@pytest.fixture(scope="module")
def past():
    """The four periods before the newest, all approved."""
    earlier = [each for each in workbooks(COUNTIES) if each.identity.period != str(PERIODS[-1])]
    return Past.of(earlier, returns(), BUDGET)


@pytest.fixture(scope="module")
def county():
    """The newest workbook on cadres of a county, the city's own figures."""
    return next(each for each in of(PERIODS[-1]) if each.identity.return_code == "CA")


def test_no_more_clean_workbooks_are_asked_about_than_the_budget_allows() -> None:
    """In every period of the clean city, held against the periods before it."""
    for period in PERIODS[1:]:
        earlier = [each for each in workbooks(COUNTIES) if each.identity.period < str(period)]
        learned = Past.of(earlier, returns(), BUDGET)
        asked = [each for each in of(period) if learned.unusual(each)]
        assert len(asked) <= BUDGET * len(of(period))


def test_a_figure_times_a_hundred_is_asked_about(past, county) -> None:
    """Carried into the total it breaks no rule; the unit's own past tells, with what would be usual."""
    table = county.table("CA4")
    row = max((code for code in table.row_codes if code != TOTAL_ROW), key=lambda code: _at(table, code, "of_female"))
    before = _at(table, row, "of_female")
    (found,) = past.unusual(changed(county, "CA4", row, "of_female", before * 100 + 100))

    assert (found.code, found.level, found.pattern) == ("CA4-H00", Level.QUERY, Pattern.UNUSUAL)
    assert (found.place.row_code, found.place.column, found.detail) == (row, "of_female", "4")
    assert float(found.low.replace(",", "")) <= before <= float(found.high.replace(",", ""))
    for language in ("zh", "en"):
        assert found.high in line(found, language)
        assert title(found, language)
        assert advice(found, language)


def _at(table, row, column):
    return int(table.values[table.row_codes.index(row), table.columns.index(column)])


def test_only_unprotected_cells_of_units_are_asked_about(past, county) -> None:
    """A cell that an equality holds is left to its rule, and a sum of rows to its rows."""
    assert all(Place(series.table, "", series.column) in unprotected(returns()) for series in past.series)
    assert all(series.row != TOTAL_ROW for series in past.series)
    row = county.table("CA1").row_codes[1]
    assert past.unusual(changed(county, "CA1", row, "inc_recruit", 99_999)) == ()


def test_nothing_is_asked_while_the_past_is_too_short_to_learn_from(county) -> None:
    """With no past, and with that of a few workbooks, the figures stand as they are."""
    row = county.table("CA4").row_codes[1]
    wrong = changed(county, "CA4", row, "of_female", 99_999)

    assert Past.of([], returns(), BUDGET).unusual(wrong) == ()
    assert Past.of(of(PERIODS[0])[:6], returns(), BUDGET).unusual(wrong) == ()


def test_units_of_like_size_tell_while_the_own_past_is_short() -> None:
    """One accepted period is no history, but the shares of a hundred townships say what is usual."""
    learned = Past.of(of(PERIODS[0]), returns(), BUDGET)
    now = next(each for each in of(PERIODS[1]) if each.identity.return_code == "PM")
    assert set(learned.reach) <= {Pattern.UNLIKE}
    closing = {column.name for column in returns().table("PM1").columns}
    assert closing
    assert learned.unusual(now) == ()


def test_one_wrong_figure_of_the_past_moves_nothing(county) -> None:
    """The median of four periods stays where it is when one of them is a hundred times too large."""
    newest = str(PERIODS[-1])
    earlier = [each for each in workbooks(COUNTIES) if each.identity.period != newest]
    row = county.table("CA4").row_codes[1]
    spoilt = [
        changed(each, "CA4", row, "of_female", 9999)
        if (each.identity.period, each.identity.unit, each.identity.return_code)
        == (str(PERIODS[1]), county.identity.unit, "CA")
        else each
        for each in earlier
    ]

    assert Past.of(spoilt, returns(), BUDGET).unusual(county) == ()


def test_a_budget_is_a_share() -> None:
    """Nothing and everything are refused."""
    for budget in (0, 1, -0.1):
        with pytest.raises(ValueError, match="no share"):
            Past.of([], returns(), budget)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_office_reads_one_list(county, language) -> None:
    """The figures to ask about, the signs, and the budget that was set."""
    row = county.table("CA4").row_codes[1]
    wrong = changed(county, "CA4", row, "of_female", 99_999)
    all_of_them = [wrong if each is county else each for each in workbooks(COUNTIES)]
    approved = {each.sha256 for each in workbooks(COUNTIES)}

    found = look(PERIODS[-1], all_of_them, approved, returns(), BUDGET)
    text = as_text(found, language)
    assert [doubt.finding.place.column for doubt in found.doubts] == ["of_female"]
    assert "CA4-H00" in text
    assert "5%" in text

    unlearned = as_text(look(PERIODS[-1], all_of_them, set(), returns(), BUDGET), language)
    assert "CA4-H00" not in unlearned
    assert len(unlearned.splitlines()) == 2
    assert told(COUNTIES).people.reporters[0].unit.code == county.identity.unit
