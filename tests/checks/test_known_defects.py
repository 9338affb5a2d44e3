"""What the check says of a county in order, and of the same county with one thing wrong; every case was worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from schemas.finding import Level
from schemas.model import TOTAL_ROW
from schemas.sentences import clue, line

RETURNS = ("CA", "PM", "TA")
QUOTA_CHANGED = [("CA3-T01", "990121-J01"), ("CA3-T01", TOTAL_ROW)]
"""The sample county's establishment was changed in the year: the only thing that is asked about."""


def test_a_county_in_order_has_no_error(desk):
    """The year-end workbooks of the sample county break no rule; its changed establishment is asked about."""
    for code in RETURNS:
        checked = desk.checked(code)
        assert desk.errors(code) == []
        assert checked.tally.violated == len(checked.findings)
        assert checked.tally.cannot_tell == 0
    assert desk.queries("CA") == QUOTA_CHANGED
    assert desk.queries("PM") == desk.queries("TA") == []


def test_rules_of_earlier_periods_are_judged(desk):
    """More is judged with the earlier periods on file than without; nothing of it is untold when they are missing."""
    with_history = desk.checked("PM").tally
    desk.readings = {key: each for key, each in desk.readings.items() if each.identity.period == str(desk.newest)}
    without = desk.checked("PM").tally

    assert without.held < with_history.held
    assert without.cannot_tell == 0


def test_a_wrong_cell_is_where_two_rules_cross(desk):
    """One township's deaths 5 too many: the sum in the row and the sum of the rows are one case and name that cell."""
    desk.add("PM1", desk.town, "death", 5)

    assert desk.errors("PM") == [[("PM1-P03", desk.town), ("PM1-U00", TOTAL_ROW)]]
    lead = desk.cases("PM")[0][0]
    assert lead.code == "PM1-P03"
    assert [(each.address, each.suggestion) for each in lead.suspects] == [
        (desk.address("PM1", desk.town, "death"), desk.value("PM1", desk.town, "death") - 5)
    ]
    assert "PM1 第11行" in line(lead, "zh")
    assert "S11 死亡 改成 14" in clue(lead, "zh")


def test_a_wrong_cell_carried_into_its_total_is_one_case(desk):
    """Deaths 5 too many in row and total: the sum of each row is wrong; a wrong sum would leave more to explain."""
    desk.add("PM1", desk.town, "death", 5, carried=True)

    assert desk.errors("PM") == [[("PM1-P03", desk.town), ("PM1-P03", TOTAL_ROW)]]
    lead = desk.cases("PM")[0][0]
    assert lead.place.row_code == desk.town
    assert [(each.address, each.reason) for each in lead.suspects] == [
        (desk.address("PM1", desk.town, "death"), "CLUE-BALANCES"),
        (desk.address("PM1", desk.town, "dec_total"), "CLUE-ONE-OF"),
    ]


def test_a_wrong_opening_is_one_case(desk):
    """An opening 3 too low differs from last year's closing, from its own closing due, and from the total."""
    desk.add("PM1", desk.town, "opening", -3)

    assert desk.errors("PM") == [[("PM1-F01", desk.town), ("PM1-T01", desk.town), ("PM1-U00", TOTAL_ROW)]]
    lead = desk.cases("PM")[0][0]
    assert [each.suggestion for each in lead.suspects] == [desk.value("PM1", desk.town, "opening") + 3]


def test_swapped_parts_of_a_partition_break_no_sum(desk):
    """Two age groups changed places in a row and in the total: every sum still holds."""
    young, next_ = (desk.value("PM2", desk.town, name) for name in ("age_le30", "age_31_35"))
    desk.add("PM2", desk.town, "age_le30", next_ - young, carried=True)
    desk.add("PM2", desk.town, "age_31_35", young - next_, carried=True)

    assert young != next_
    assert desk.errors("PM") == []
    assert desk.queries("PM") == []


def test_swapped_parts_of_one_row_are_seen_by_the_total_row_alone(desk):
    """Two age groups changed places in a row only: both columns no longer add up, the row itself does."""
    young, next_ = (desk.value("PM2", desk.town, name) for name in ("age_le30", "age_31_35"))
    desk.add("PM2", desk.town, "age_le30", next_ - young)
    desk.add("PM2", desk.town, "age_31_35", young - next_)

    assert [each for case in desk.errors("PM") for each in case] == [("PM2-U00", TOTAL_ROW)] * 2


def test_people_moved_between_age_bands_break_no_sum(desk):
    """Ten people counted in the next age band, in the row and in the total."""
    desk.add("PM2", desk.town, "age_le30", -10, carried=True)
    desk.add("PM2", desk.town, "age_31_35", 10, carried=True)

    assert desk.errors("PM") == []


def test_too_many_women_in_row_and_total_are_one_case(desk):
    """Women above the number of people, in the row and in the total, and their share is asked about."""
    desk.add("PM3", desk.town, "female", 500, carried=True)

    assert desk.errors("PM") == [[("PM3-L01", desk.town), ("PM3-L01", TOTAL_ROW)]]
    assert desk.queries("PM") == [("PM3-B02", TOTAL_ROW)]
    (suspect,) = desk.cases("PM")[0][0].suspects
    assert (suspect.address, suspect.suggestion) == (desk.address("PM3", desk.town, "female"), None)
    assert "只有改 E11 女 才能成立，但推不出应是多少" in clue(desk.cases("PM")[0][0], "zh")


def test_a_whole_row_ten_times_too_large_is_seen_by_other_tables(desk):
    """A row of PM3 times ten, carried into the total: no rule inside PM3 breaks, and what other tables see is one case."""
    for column in desk.table("PM3").columns:
        desk.add("PM3", desk.town, column, 9 * desk.value("PM3", desk.town, column), carried=True)

    codes = ("PM3-X01", "PM4-X01", "PM4-X02", "PM4-X03", "PM4-X04")
    assert desk.errors("PM") == [sorted((code, row) for code in codes for row in (desk.town, TOTAL_ROW))]
    (suspect,) = desk.cases("PM")[0][0].suspects
    assert (suspect.reason, suspect.holds) == ("CLUE-ROW-TIMES", 10)
    assert suspect.address == desk.address("PM3", desk.town, next(iter(desk.table("PM3").columns)))


def test_a_stock_above_the_stock_that_holds_it(desk):
    """More candidates than activists in one township, balanced by inflow: the one row is wrong, its total looks right."""
    excess = desk.value("PM4", desk.town, "act_close") - desk.value("PM4", desk.town, "obj_close") + 1
    desk.add("PM4", desk.town, "obj_close", excess, carried=True)
    desk.add("PM4", desk.town, "obj_new", excess, carried=True)

    assert desk.errors("PM") == [[("PM4-L01", desk.town)]]


def test_overlap_forced_to_nothing_is_asked_about(desk):
    """The total of talent put to the sum of all categories in every row: no rule breaks, an overlap of 0 is implausible."""
    for row in desk.table("TA1").row_codes:
        overlap = desk.value("TA1", row, "overlap")
        for column in ("total", "age_le35", "edu_below"):
            desk.add("TA1", row, column, overlap)
        desk.put("TA1", row, "overlap", 0)

    assert desk.errors("TA") == []
    assert desk.queries("TA") == [("TA1-B01", TOTAL_ROW)]


def test_a_total_below_its_largest_category(desk):
    """The total of one row below one of its categories: that limit is broken, with every sum that the total enters."""
    names = ("cat_gov", "cat_business", "cat_tech", "cat_skilled", "cat_rural", "cat_social")
    largest = max(names, key=lambda name: desk.value("TA1", desk.town, name))
    right = desk.value("TA1", desk.town, "total")
    desk.put("TA1", desk.town, "total", desk.value("TA1", desk.town, largest) - 1)

    (case,) = desk.cases("TA")
    codes = [(each.code, each.place.row_code) for each in case]
    limit = f"TA1-L0{names.index(largest) + 2}"
    assert {(limit, desk.town), ("TA1-F01", desk.town), ("TA1-P01", desk.town), ("TA1-U00", TOTAL_ROW)} <= set(codes)
    assert [each.suggestion for each in case[0].suspects] == [right]
    assert case[0].code == "TA1-P01"


@pytest.mark.parametrize("carried", [False, True], ids=["in the row", "carried into the total"])
def test_forgotten_double_posts(desk, carried):
    """The people in two posts are not taken off: the difference is exactly their number."""
    dual = desk.value("CA6", desk.organ, "dual")
    desk.add("CA6", desk.organ, "total", dual, carried=carried)

    other = ("CA6-P01", TOTAL_ROW) if carried else ("CA6-U00", TOTAL_ROW)
    assert desk.errors("CA") == [[("CA6-P01", desk.organ), other]]
    lead = desk.cases("CA")[0][0]
    assert lead.difference == dual
    assert desk.queries("CA") == [*QUOTA_CHANGED, ("CA6-Q01", desk.organ)]


def test_a_cumulative_figure_that_falls(desk):
    """An increase below last quarter's, in the row and in the total, everything else in balance."""
    before = desk.periods[-2]
    earlier = desk.table("PM1", period=before)
    place = earlier.row_codes.index(desk.town), earlier.columns.index("inc_total")
    grown = desk.value("PM1", desk.town, "inc_total") + 1
    earlier.values[0, place[1]] += grown - int(earlier.values[place])
    earlier.values[place] = grown

    assert desk.errors("PM") == [[("PM1-T02", desk.town)]]
    (finding,) = desk.cases("PM")[0]
    assert [each.period for each in finding.cells] == ["", str(before)]


def test_one_wrong_cell_among_twenty_thousand(desk):
    """Fifty-four units in three returns and one wrong cell: one case, and its cell."""
    _threefold(desk)
    assert [desk.errors(code) for code in RETURNS] == [[], [], []]
    column = "edu_bachelor"
    desk.add("PM2", desk.town, column, 7)

    assert sum(table.values.size for code in RETURNS for table in desk.readings[desk.key(code)].tables) > 18_000
    assert [desk.errors(code) for code in ("CA", "TA")] == [[], []]
    (case,) = desk.cases("PM")
    assert [each.code for each in case] == ["PM2-P02", "PM2-U00"]
    assert [each.address for each in case[0].suspects] == [desk.address("PM2", desk.town, column)]


def _threefold(desk):
    """Every unit three times under codes of its own, in every period."""

    def tripled(table):
        if TOTAL_ROW not in table.row_codes:
            factor = np.where(np.array(table.columns) == "rate", 1, 3)
            return replace(table, values=table.values * factor)
        order = [0, *(1 + at for _ in range(3) for at in range(len(table.row_codes) - 1))]
        names = [
            f"{table.row_codes[at]}{chr(64 + turn)}" for turn in range(1, 3) for at in range(1, len(table.row_codes))
        ]
        codes = (*table.row_codes, *names)
        grids = {name: getattr(table, name)[order] for name in ("values", "states", "sheet_of", "at_row", "at_column")}
        grids["values"] = grids["values"].copy()
        grids["values"][0] *= 3
        grids["at_row"] = grids["at_row"] - grids["at_row"][:, :1] + 7 + np.arange(len(order))[:, np.newaxis]
        return replace(table, row_codes=codes, row_labels=codes, **grids)

    for key, reading in desk.readings.items():
        if key.unit == desk.county:
            desk.readings[key] = replace(reading, tables=tuple(map(tripled, reading.tables)))


def test_levels_of_the_lead(desk):
    """A query is a case of its own beside an error that does not tell by how much its figure is wrong."""
    desk.add("PM3", desk.town, "female", 500, carried=True)
    roots = {finding.root: finding.level for finding in desk.checked("PM").findings}

    assert sorted(roots.values()) == [Level.ERROR, Level.QUERY]
