"""What must be equal over all counties together."""

import pytest

from flows.check import Library, check_city
from schemas.finding import Pattern
from schemas.model import TOTAL_ROW
from schemas.sentences import line, title

COUNTIES = 3


@pytest.fixture
def city(make_desk):
    return make_desk(COUNTIES)


def found(city, keys=None):
    kept = city.readings if keys is None else {key: city.readings[key] for key in keys}
    return check_city(city.newest, city.units, Library(kept.values()), city.returns, city.register)


def test_what_moves_inside_the_city_meets(city):
    """Every county's moves from the others are the others' moves to it: nothing is found."""
    assert len(city.units) == COUNTIES + 1
    assert found(city) == ()


def test_a_gap_of_one_names_every_countys_cells(city):
    """One county counts one person more: one finding, with both sums, their difference, and all counties' cells."""
    row = next(code for code in city.table("PM1").row_codes if code != TOTAL_ROW)
    city.add("PM1", row, "move_in_city", 1, carried=True)
    (finding,) = found(city)

    outward = sum(city.value("PM1", TOTAL_ROW, "move_out_city", unit) for unit in city.units)
    assert (finding.code, finding.pattern, finding.root) == ("PM1-M02", Pattern.CITY, 1)
    assert (finding.expected, finding.difference) == (outward, 1)
    cells = {(cell.unit, cell.column): cell.value for cell in finding.cells}
    assert cells == {
        (unit, column): city.value("PM1", TOTAL_ROW, column, unit)
        for unit in city.units
        for column in ("move_in_city", "move_out_city")
    }
    assert all(cell.address is None and cell.row_code == TOTAL_ROW for cell in finding.cells)
    assert (finding.place.sheet, finding.place.row_code) == ("", "")


def test_the_sentence_of_a_gap_tells_both_sums(city):
    """The line says how many places are added, what they make, what the other side makes, and by how much it is more."""
    city.add("PM1", TOTAL_ROW, "move_in_city", 1)
    (finding,) = found(city)
    inward = finding.expected + 1

    for language in ("zh", "en"):
        text = line(finding, language).replace(",", "")
        assert str(inward) in text
        assert str(finding.expected) in text
        assert title(finding, language)
    assert "相差 1（前者多）" in line(finding, "zh")


def test_nothing_is_said_while_a_county_is_missing(city):
    """Whether the sides meet cannot be told before every county has sent its workbook."""
    city.add("PM1", TOTAL_ROW, "move_in_city", 1)
    late = city.key("PM", city.units[1])

    assert found(city, [key for key in city.readings if key != late]) == ()


def test_sides_that_should_be_near_are_asked_about(city):
    """Mobile members need only be near each other: a gap above a fifth is asked about, with its limit."""
    city.add("PM5", TOTAL_ROW, "out_other_county", 10_000)
    (finding,) = found(city)

    assert (finding.code, finding.level, finding.high) == ("PM5-M01", "query", "20%")
    assert len(finding.cells) == 2 * len(city.units)


def test_a_gap_is_no_countys_own_finding(city):
    """A gap between counties is found over the city and in no single workbook."""
    column = next(name for name in ("move_in_city",) if name in city.table("PM1").columns)
    city.add("PM1", city.town, column, 1, carried=True)
    city.add("PM1", city.town, "move_in_prov", -1, carried=True)

    assert [each.code for each in found(city)] == ["PM1-M02"]
    assert city.errors("PM") == []
