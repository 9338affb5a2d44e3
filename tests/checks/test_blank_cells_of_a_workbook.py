"""A blank or unreadable cell of a workbook: told what the rules leave it, and what it has broken is folded into it."""

import pytest

from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.model import TOTAL_ROW
from schemas.reading import CellState
from schemas.sentences import clue, line


@pytest.fixture
def lose(desk):
    """A cell of the newest workbook without a figure, and what its reader says."""

    def lost(code, row, column, state=CellState.BLANK):
        desk.lose(code, row, column, state)
        pattern = Pattern.BLANK if state is CellState.BLANK else Pattern.NOT_A_NUMBER
        label = desk.returns.table(code).column(column).zh
        shown = "" if state is CellState.BLANK else "1o2"
        address = desk.address(code, row, column)
        cell = Cell(Role.SUBJECT, code, row, f"单位{row}", column, label, address, None, shown=shown)
        place = Place(code, address.sheet, row, f"单位{row}", column, label)
        desk.found_in_reading(code[:2], Finding(f"{code}-D00", Level.ERROR, pattern, place, (cell,)))

    return lost


def suspects(case):
    return [(each.suggestion, each.reason, each.holds) for each in case[0].suspects]


@pytest.mark.parametrize("state", [CellState.BLANK, CellState.UNREADABLE])
def test_the_value_that_the_rules_leave_is_told_with_its_proof(desk, lose, state):
    """Row and column leave one value: both sums could not be judged and hold with it, and so does the year's course."""
    right = desk.value("PM1", desk.town, "death")
    lose("PM1", desk.town, "death", state)
    (case,) = desk.cases("PM")

    assert len(case) == 1
    assert suspects(case) == [(right, "CLUE-BLANK" if state is CellState.BLANK else "CLUE-UNREADABLE", 3)]
    assert f"只能是 {right}；照此 3 条现在判断不了的关系都成立" in clue(case[0], "zh")
    assert f"leave only {right}; with it the 3 relations that cannot be judged now would hold" in clue(case[0], "en")


def test_a_total_whose_formula_counted_the_blank_as_nothing(desk, lose):
    """The formula of the total is low by what is missing, so the total row's sum breaks: a consequence, no case."""
    right = desk.value("CA1", desk.town, "inc_recruit")
    lose("CA1", desk.town, "inc_recruit")
    desk.add("CA1", TOTAL_ROW, "inc_recruit", -right)

    assert desk.errors("CA") == [
        [("CA1-D00", desk.town), ("CA1-P01", TOTAL_ROW), ("CA1-P02", TOTAL_ROW)],
    ]
    assert suspects(desk.cases("CA")[0])[0][:2] == (right, "CLUE-BLANK")


def test_a_blank_that_no_rule_needs_is_told_nothing(desk, lose):
    """An opening that nothing else names but a derived item, whose formula counted it as 0, may hold anything."""
    lose("PM4", desk.town, "train_act")
    desk.lose("PM4", TOTAL_ROW, "train_act", CellState.BLANK)
    (case,) = desk.cases("PM")

    assert suspects(case) == []


def test_a_wrong_figure_beside_a_blank_is_a_case_of_its_own(desk, lose):
    """No value of the blank satisfies both its row and its column: another figure is wrong, and this can be told."""
    wrong, deaths = desk.value("PM1", desk.town, "left"), desk.value("PM1", TOTAL_ROW, "death")
    lose("PM1", desk.town, "death")
    lose("PM1", TOTAL_ROW, "left")
    desk.add("PM1", desk.town, "left", 3)
    *blanks, (unsettled,) = desk.cases("PM")

    assert [suspects(case) for case in blanks] == [[], []]
    assert unsettled.pattern is Pattern.UNSETTLED
    assert {(each.address, each.suggestion) for each in unsettled.suspects} == {
        (desk.address("PM1", desk.town, "left"), wrong),
        (desk.address("PM1", TOTAL_ROW, "death"), deaths - 3),
    }
    assert "没有可用的数，按一条关系应是 8，按另一条应是 11" in line(unsettled, "zh")
    assert "one relation asks for 8, another for 11" in line(unsettled, "en")


def test_a_wrong_figure_elsewhere_leaves_the_clue(desk, lose):
    """A wrong sum of another row says nothing against the value of the blank."""
    right = desk.value("PM1", desk.town, "death")
    lose("PM1", desk.town, "death")
    desk.add("PM1", desk.other_town, "left", 2)
    blank, wrong = desk.cases("PM")

    assert suspects(blank) == [(right, "CLUE-BLANK", 3)]
    assert {each.address for each in wrong[0].suspects} == {desk.address("PM1", desk.other_town, "left")}


def test_a_certain_correction_lets_the_blank_be_told(desk, lose):
    """A wrong part of the blank's own row is certain from its column: with it put right the row tells the blank, too."""
    right = desk.value("PM1", desk.town, "death")
    lose("PM1", desk.town, "death")
    desk.add("PM1", desk.town, "left", 2)
    cases = desk.cases("PM")

    assert len(cases) == 2
    assert [suspects(case)[0][0] for case in cases if case[0].code == "PM1-D00"] == [right]


def test_a_row_that_slid_over_a_blank_is_one_case(desk, lose):
    """From the second item on each figure of a row stands one column too far right, the first is blank: one act."""
    table = desk.table("CA2")
    row = table.row_codes.index(desk.town)
    right = [int(value) for value in table.values[row]]
    table.values[row, 2:] = right[1:-1]
    lose("CA2", desk.town, table.columns[1])
    (case,) = desk.cases("CA")

    assert case[0].suspects[0].reason == "CLUE-ROW-SHIFTED"
    assert "CA2-D00" in {finding.code for finding in case}
