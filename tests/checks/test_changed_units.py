"""Openings are held against the closings of whoever held the figures: units that merged, split, moved, began."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from flows.check import Library, check
from flows.check.succession import Succession
from schemas.finding import Role
from schemas.model import TOTAL_ROW
from schemas.reading import TableReading
from schemas.units import Register, Unit

CHANGED_ON = date(2026, 7, 1)
LAST_DAY = date(2026, 6, 30)
COUNTIES = 2
RETURNS = ("CA", "PM")


@pytest.fixture
def city(make_desk):
    return make_desk(COUNTIES)


@pytest.fixture
def changed(city, desk_of):
    """The city after a change of units: the register's, and the rows of every workbook since the day of the change."""

    def made(ended, begun, rows_of, returns=RETURNS):
        """`ended`: successors by code; `rows_of`: for a county the units whose rows make up each of its new rows."""
        units = [
            replace(u, valid_to=LAST_DAY, successors=ended[u.code]) if u.code in ended else u
            for u in city.register.units
        ]
        readings = dict(city.readings)
        for key, reading in city.readings.items():
            if key.unit in rows_of and key.period in {"2026Q3", "2026Q4"} and key.return_code in returns:
                tables = tuple(rearranged(city, table, rows_of[key.unit], key) for table in reading.tables)
                readings[key] = replace(reading, tables=tables)
        return desk_of(city.told, readings.values(), Register((*units, *begun)))

    return made


def period_of(city, key):
    return next(period for period in city.periods if str(period) == key.period)


def rearranged(city, table, rows, key):
    """The table with other rows: each the sum of rows of the old tables of the city, the total row anew."""
    old = {
        code: other.values[at]
        for unit in city.units
        for other in [city.table(table.table, unit, period_of(city, key))]
        for at, code in enumerate(other.row_codes)
        if code != TOTAL_ROW
    }
    zero = np.zeros(len(table.columns), dtype=np.int64)
    body = np.array([sum((old[source] for source in sources), zero) for sources in rows.values()])
    values = np.vstack((body.sum(axis=0), body))
    codes = (TOTAL_ROW, *rows)
    at_row, at_column = np.indices(values.shape, dtype=np.int32) + 4
    states, sheet = np.zeros(values.shape, dtype=np.int8), np.zeros(values.shape, dtype=np.int16)
    return TableReading(
        table.table, table.columns, codes, codes, values, states, table.sheets, sheet, at_row, at_column
    )


def rows_of(city, unit):
    return {code: (code,) for code in city.table("PM1", unit).row_codes if code != TOTAL_ROW}


def unit_of(city, code):
    return next(unit for unit in city.register.units if unit.code == code)


@pytest.fixture
def merged(city, changed):
    """Two townships became one under a new code."""
    first, second = city.town, city.other_town
    new = f"{city.county}199"
    rows = {code: made for code, made in rows_of(city, city.county).items() if code not in {first, second}}
    rows[new] = (first, second)
    unit = replace(unit_of(city, first), code=new, name="合并镇", valid_from=CHANGED_ON)
    return changed({first: (new,), second: (new,)}, [unit], {city.county: rows}), new


def test_a_merged_unit_opens_with_the_sum_of_its_predecessors(merged, city):
    """The new unit's opening is the sum of both closings: in order as told, wrong when one person is missing."""
    desk, new = merged
    assert [desk.errors(code) for code in RETURNS] == [[], []]
    desk.add("PM1", new, "opening", -1)

    assert desk.errors("PM") == [[("PM1-F01", new), ("PM1-T01", new), ("PM1-U00", TOTAL_ROW)]]
    opening = next(f for f in desk.cases("PM")[0] if f.code == "PM1-T01")
    earlier = [cell for cell in opening.cells if cell.role is Role.EARLIER]
    assert [cell.row_code for cell in earlier] == [city.town, city.other_town]
    assert {cell.period for cell in earlier} == {"2025Q4"}
    assert sum(cell.value for cell in earlier) == opening.expected
    assert opening.difference == -1


def test_the_total_is_held_against_last_years_total(merged):
    """A merger inside the county leaves the county's own opening to be judged."""
    desk, _ = merged
    desk.add("PM1", TOTAL_ROW, "opening", 2)

    assert ("PM1-T01", TOTAL_ROW) in desk.errors("PM")[0]


def test_what_became_of_a_split_unit_is_not_judged(city, changed):
    """No sum of earlier figures stands for a part of a split unit; the rest of the county is judged as ever."""
    old, new = city.town, f"{city.county}198"
    rows = rows_of(city, city.county) | {old: (), new: (old,)}
    kept = replace(unit_of(city, old), valid_from=CHANGED_ON)
    part = replace(kept, code=new, name="析置镇")
    desk = changed({old: (old, new)}, [kept, part], {city.county: rows})

    assert [desk.errors(code) for code in RETURNS] == [[], []]
    desk.add("PM1", city.other_town, "opening", 1)
    assert ("PM1-T01", city.other_town) in desk.errors("PM")[0]


def test_a_renamed_unit_is_the_same_unit(city, changed):
    """A new name changes nothing: the opening is judged against the closing under the old name."""
    renamed = replace(unit_of(city, city.town), name="新名镇", valid_from=CHANGED_ON)
    desk = changed({city.town: ()}, [renamed], {})
    assert [desk.errors(code) for code in RETURNS] == [[], []]
    desk.add("PM1", city.town, "opening", -3)

    assert ("PM1-T01", city.town) in desk.errors("PM")[0]


def test_a_new_unit_has_no_earlier_figures(city, changed):
    """A unit that nobody held before is not judged against the past, nor is the total that holds it."""
    new = f"{city.county}197"
    unit = Unit(new, "新设镇", unit_of(city, city.town).kind, city.county, CHANGED_ON)
    desk = changed({}, [unit], {city.county: rows_of(city, city.county) | {new: ()}})
    assert [desk.errors(code) for code in RETURNS] == [[], []]
    for column in ("opening", "closing_due", "closing"):
        desk.add("CA1", new, column, 4, carried=True)

    codes = {code for case in desk.errors("CA") for code, _ in case}
    assert "CA1-T01" not in codes


@pytest.fixture
def moved(city, changed):
    """A township went from the second county to the first."""
    other = city.units[1]
    code = next(code for code in rows_of(city, other) if stays_in_balance(city, other, code))
    unit = replace(unit_of(city, code), parent=city.county, valid_from=CHANGED_ON)
    here = rows_of(city, city.county) | {code: (code,)}
    there = {each: made for each, made in rows_of(city, other).items() if each != code}
    return changed({code: ()}, [unit], {city.county: here, other: there}, ("CA",)), other, code


def stays_in_balance(city, county, code):
    """Whether a unit counts as many moves in as out within its county, so that the county can do without it."""
    tables = [city.table("CA1", county, period) for period in city.periods[3:]]
    inward, outward = (tables[0].columns.index(name) for name in ("inc_move_in_county", "dec_move_out_county"))
    rows = [table.values[table.row_codes.index(code)] for table in tables]
    return len(code) == 9 and all(row[inward] == row[outward] for row in rows)


def test_a_unit_that_moved_is_found_in_its_old_county(moved):
    """Its opening is its closing in the other county's workbook; both counties' totals follow their present units."""
    desk, other, code = moved
    for unit in (desk.county, other):
        assert desk.errors("CA", unit) == []
    desk.add("CA1", code, "opening", 1, carried=True)

    found = {each for case in desk.errors("CA") for each in case}
    assert {("CA1-T01", code), ("CA1-T01", TOTAL_ROW)} <= found
    opening = next(f for case in desk.cases("CA") for f in case if (f.code, f.place.row_code) == ("CA1-T01", code))
    assert [cell.unit for cell in opening.cells] == ["", other]


def test_workbooks_of_the_old_county_are_known_to_be_needed(moved):
    """Whose earlier workbooks a county is judged beside: its own, and those of the county that a unit came from."""
    desk, other, _ = moved
    before = [date(2025, 12, 31), date(2026, 9, 30)]
    needed = [Succession(desk.register, day, date(2026, 12, 31)).reporters(desk.county) for day in before]

    assert needed == [{desk.county, other}, {desk.county}]


def test_a_county_that_lost_a_unit_is_still_judged(moved):
    """The old county's opening is the sum of what its present units closed with."""
    desk, other, _ = moved
    desk.add("CA1", TOTAL_ROW, "opening", 5, unit=other)

    assert ("CA1-T01", TOTAL_ROW) in {each for case in desk.errors("CA", other) for each in case}


def test_a_moved_unit_is_not_judged_without_its_old_workbook(moved):
    """Where the other county's earlier workbook is not at hand, neither the unit nor the total is judged by it."""
    desk, other, _ = moved
    kept = [reading for key, reading in desk.readings.items() if key.unit != other]
    reading = desk.readings[desk.key("CA")]
    (checked,) = check([reading], Library(kept), desk.returns, desk.register)

    assert [f for f in checked.findings if f.level == "error"] == []
    assert checked.tally.held < desk.checked("CA").tally.held


def test_counties_are_judged_alike_alone_and_together(moved):
    """Which county is judged beside another makes no difference, also where a unit moved between them."""
    desk, other, code = moved
    desk.add("CA1", code, "opening", 1)
    keys = [desk.key("CA", unit) for unit in (desk.county, other)]

    assert desk.judged(keys) == tuple(done for key in keys for done in desk.judged([key]))
