"""The published national series closes to the last printed digit, and a district's whole counts do not."""

from dataclasses import replace

import pytest

from flows.bulletin import judge_bulletin
from schemas.bulletin import BULLETIN, DISTRICT, NATION, Figure, figures
from schemas.finding import Finding, Level, Pattern, Role
from schemas.returns import returns
from schemas.sentences import line

AGE_BANDS = tuple(column.name for column in NATION.columns if column.name.startswith("age_"))

Gap = tuple[str, str, int | None]


def gaps(level: Level) -> list[Gap]:
    """Rule, year and gap in last printed digits of the findings of one level."""
    found = judge_bulletin(NATION, figures()).findings
    return [(finding.code, finding.place.row_code, finding.difference) for finding in found if finding.level is level]


def test_the_national_series_has_no_error() -> None:
    """No published sum, change or share is further off than rounding or one digit explains."""
    assert gaps(Level.ERROR) == []


def test_every_gap_of_one_printed_digit_is_told() -> None:
    """The sums and changes that miss by 0.1 are these, and no others."""
    expected = [
        ("NB1-F02", "2015", 1),
        ("NB1-F01", "2016", -1),
        ("NB1-F02", "2017", -1),
        ("NB1-P03", "2017", 1),
        ("NB1-P06", "2017", 1),
        ("NB1-F02", "2018", 1),
        ("NB1-P04", "2021", -1),
        ("NB1-P04", "2022", -1),
        ("NB1-P01", "2023", -1),
        ("NB1-P06", "2023", -1),
        ("NB1-P07", "2023", 1),
        ("NB1-P01", "2024", 1),
        ("NB1-P03", "2024", -1),
        ("NB1-P04", "2025", 1),
    ]

    assert [gap for gap in gaps(Level.NOTE) if gap[0][4] != "R"] == expected


def test_two_age_shares_of_2014_are_closed_to_a_hundred() -> None:
    """2466.2 of 8779.3 is 28.1 % and 2286.0 is 26.0 %; the bulletin printed 28.0 and 26.1, as close as one digit: notes."""
    found = {f.code: f for f in judge_bulletin(NATION, figures()).findings if f.place.row_code == "2014"}

    assert gaps(Level.QUERY) == []
    assert {code: (each.level, each.difference) for code, each in found.items()} == {
        "NB1-R07": (Level.NOTE, -1),
        "NB1-R08": (Level.NOTE, 1),
    }
    assert "凑足 100.0" in line(found["NB1-R07"], "zh")
    assert "closed to 100.0" in line(found["NB1-R07"], "en")


@pytest.mark.parametrize("code", [f"NB1-R{number:02}" for number in (*range(2, 7), *range(9, 13))])
@pytest.mark.parametrize("change", [-2, 2])
def test_a_share_that_is_two_digits_off_is_asked_about_or_an_error(code: str, change: int) -> None:
    """In every year in which it was printed and fits as it is; R07 and R08 were printed in 2014 alone."""
    rule = next(each for each in NATION.rules if NATION.rule_code(each) == code)
    (share,) = (column.name for column in NATION.columns if rule.text.startswith(f"printed({column.name} =="))
    told = {f.place.row_code for f in judge_bulletin(NATION, figures()).findings if f.code == code}
    levels = []
    for year in (each.year for each in figures() if each.column == share and str(each.year) not in told):
        changed = tuple(moved(figure, share, year, change) for figure in figures())
        found = judge_bulletin(NATION, changed).findings
        levels += [each.level for each in found if (each.code, each.place.row_code) == (code, str(year))]

    assert levels
    assert set(levels) <= {Level.QUERY, Level.ERROR}


@pytest.mark.parametrize(("code", "year"), [("NB1-R12", 2023), ("NB1-R09", 2024)])
def test_a_share_that_naive_rounding_would_refuse_is_let_pass(code: str, year: int) -> None:
    """53.156 % printed as 53.1 and 45.941 % as 46.0: the unrounded figures can give both."""
    found = [finding for finding in judge_bulletin(NATION, figures()).findings if finding.place.row_code == str(year)]

    assert code not in {finding.code for finding in found}


@pytest.mark.parametrize("column", AGE_BANDS)
@pytest.mark.parametrize("change", [-6, 6])
def test_an_age_band_that_is_off_by_six_digits_is_an_error(column: str, change: int) -> None:
    """A sum of eight rounded bands can be off by 0.45; 0.6 is no rounding, in any band and any year."""
    for year in (2017, 2018, 2021, 2022, 2023, 2024, 2025):
        changed = tuple(moved(figure, column, year, change) for figure in figures())

        found = judge_bulletin(NATION, changed).findings
        errors = {finding.code for finding in found if finding.level is Level.ERROR}

        assert "NB1-P01" in errors, year


def moved(figure: Figure, column: str, year: int, change: int) -> Figure:
    """The figure, changed where it is that of the item and year."""
    hit = (figure.column, figure.year) == (column, year)
    return replace(figure, value=figure.value + change) if hit else figure


def test_whole_counts_must_add_up() -> None:
    """188 + 218 + 3249 is 3655, and the district printed 3656: one error that names the three."""
    (finding,) = judge_bulletin(DISTRICT, figures()).findings

    assert (finding.code, finding.level, finding.pattern) == ("NB2-P01", Level.ERROR, Pattern.SUM)
    assert (finding.expected, finding.difference) == (3655, 1)
    assert [(cell.role, cell.value) for cell in finding.cells] == [
        (Role.TOTAL, 3656),
        (Role.PART, 188),
        (Role.PART, 218),
        (Role.PART, 3249),
    ]


def test_a_finding_leads_to_the_figures_of_the_year_before() -> None:
    """The gap of 2016 names that year's net change, both totals, and the line of the file of each."""
    (finding,) = (f for f in judge_bulletin(NATION, figures()).findings if f.code == "NB1-F01")
    lines = {figure.line: (figure.column, figure.year) for figure in figures()}

    assert [(cell.column, cell.period, cell.value) for cell in finding.cells] == [
        ("net", "", 688),
        ("total", "", 89447),
        ("total", "2015", 88758),
    ]
    assert [lines[line_of(finding, place)] for place in range(3)] == [("net", 2016), ("total", 2016), ("total", 2015)]


def line_of(finding: Finding, place: int) -> int:
    """Line of the file on which a cell of the finding stands."""
    address = finding.cells[place].address
    assert address is not None
    return address.row


def test_every_figure_has_its_source() -> None:
    """No figure stands without saying where it was published."""
    assert len(figures()) == 422 + 13
    assert all(figure.source.strip() for figure in figures())


def test_every_item_is_filled_in_some_year() -> None:
    """No item is declared that no bulletin printed."""
    filled = {(figure.table, figure.column) for figure in figures()}
    declared = {(table.code, column.name) for table in BULLETIN.tables for column in table.columns}

    assert declared == filled


def test_no_county_owes_the_bulletin() -> None:
    """It is declared like a return, and is not among those that counties submit."""
    assert BULLETIN.code not in {each.code for each in returns()}
