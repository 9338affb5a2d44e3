"""What is not known is not judged, and neither hides nor invents anything else."""

from dataclasses import replace

import numpy as np
import pytest

from flows.check import Library, check
from rules.edit_rule import EditRule
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.model import PEOPLE, TOTAL_ROW, Column, Grain, ItemKind, Return, Table
from schemas.periods import Frequency
from schemas.reading import CellState, Identity, TableReading, WorkbookReading
from schemas.returns import Returns

PARTS = tuple(f"part_{number}" for number in range(1, 12))
ROWS = (TOTAL_ROW, *(f"99012110{number}" for number in range(6)))


@pytest.fixture(scope="module")
def small():
    """A return with one table of twelve columns: a total and its eleven parts."""
    columns = [Column("01", "total", "合计", "Total", ItemKind.STOCK, PEOPLE, 110)]
    columns += [
        Column(f"{at:02}", name, f"分项{at}", f"Part {at}", ItemKind.STOCK, PEOPLE, 10)
        for at, name in enumerate(PARTS, 2)
    ]
    rule = EditRule("P01", f"total == {' + '.join(PARTS)}", breaks="total += 1")
    table = Table("ZZ1", "示例表", "Example", Frequency.QUARTERLY, Grain.UNIT, tuple(columns), (rule,))
    return Returns((Return("ZZ", "示例报表", "Example", Frequency.QUARTERLY, "2026", (table,)),))


@pytest.fixture
def grid():
    """Figures in order: rows of 11 parts each 10 + row, their sum first; the total row first."""
    parts = np.array([[10 + row + column for column in range(11)] for row in range(len(ROWS) - 1)], dtype=np.int64)
    rows = np.column_stack((parts.sum(axis=1), parts))
    return np.vstack((rows.sum(axis=0), rows))


@pytest.fixture
def judged(small, desk):
    """Judge one workbook of the small return."""

    def judge(values, states=None, findings=(), rows=ROWS):
        at_row, at_column = np.indices(values.shape, dtype=np.int32) + 3
        states = np.zeros(values.shape, dtype=np.int8) if states is None else states
        sheet = np.zeros(values.shape, dtype=np.int16)
        columns = ("total", *PARTS)
        table = TableReading("ZZ1", columns, rows, rows, values, states, ("示例表",), sheet, at_row, at_column)
        identity = Identity("ZZ", desk.county, "2026Q4", "2026")
        reading = WorkbookReading("0" * 64, identity, (table,), findings, (), (), values.size)
        return check([reading], Library(()), small, desk.register)[0]

    return judge


def cell_finding(row, column, pattern=Pattern.NOT_A_NUMBER):
    """What a reader says of one cell."""
    cell = Cell(Role.SUBJECT, "ZZ1", ROWS[row], ROWS[row], PARTS[column], PARTS[column], None, None, shown="十二")
    place = Place("ZZ1", "示例表", ROWS[row], ROWS[row], PARTS[column], PARTS[column])
    return Finding("ZZ1-D00", Level.ERROR, pattern, place, (cell,))


def cases_of(checked):
    return len({finding.root for finding in checked.findings})


def test_nothing_is_wrong(judged, grid):
    """A table in order has no finding, and every sum was judged: one a row, one a column."""
    checked = judged(grid)

    assert checked.findings == ()
    assert (checked.tally.held, checked.tally.violated, checked.tally.cannot_tell) == (len(ROWS) + 12, 0, 0)


@pytest.mark.parametrize("carried", [False, True], ids=["in the row", "carried into the total"])
def test_three_wrong_rows_are_three_cases(judged, grid, carried):
    """One wrong part in each of three rows, in three columns or all in one, is three cases, each naming its cell."""
    for row, column in ((1, 2), (3, 5), (4, 9)):
        grid[row, column] += row
        grid[0, column] += row if carried else 0
    checked = judged(grid)

    assert cases_of(checked) == 3
    assert [f.code for f in checked.findings if f.suspects] == ["ZZ1-P01"] * 3 if not carried else True


def test_three_wrong_rows_in_one_column(judged, grid):
    """Three wrong rows of one column are three cases, although one sum of the rows hears of all three."""
    for row in (1, 3, 4):
        grid[row, 6] += row
    checked = judged(grid)

    assert cases_of(checked) == 3
    assert len(checked.findings) == 4
    named = {each.address.row - 3: each.suggestion for finding in checked.findings for each in finding.suspects}
    assert named == {row: int(grid[row, 6]) - row for row in (1, 3, 4)}


def test_a_text_and_a_wrong_sum_are_two_cases(judged, grid):
    """A text in one row and a wrong total in another are two cases; the text hides no other rule and breaks none."""
    states = np.zeros(grid.shape, dtype=np.int8)
    grid[2, 4], states[2, 4] = 0, CellState.UNREADABLE
    grid[5, 0] += 1
    checked = judged(grid, states, (cell_finding(2, 3),))

    assert [(f.code, f.place.row_code, f.root) for f in checked.findings] == [
        ("ZZ1-D00", ROWS[2], 1),
        ("ZZ1-P01", ROWS[5], 2),
        ("ZZ1-U00", TOTAL_ROW, 2),
    ]
    assert checked.tally.cannot_tell == 2


def test_a_text_beside_a_wrong_part_of_the_same_column(judged, grid):
    """A wrong part above a text: the column cannot be added up, the row can, and is the only further case."""
    states = np.zeros(grid.shape, dtype=np.int8)
    grid[2, 4], states[2, 4] = 0, CellState.UNREADABLE
    grid[5, 4] += 3
    checked = judged(grid, states, (cell_finding(2, 3),))

    assert [(f.code, f.place.row_code) for f in checked.findings] == [("ZZ1-D00", ROWS[2]), ("ZZ1-P01", ROWS[5])]


@pytest.mark.parametrize("state", [CellState.BLANK, CellState.UNREADABLE, CellState.ABSENT])
def test_a_missing_row_invents_nothing(judged, grid, state):
    """A row that is not there leaves the sums of the rows open, and a wrong sum elsewhere is still found."""
    states = np.zeros(grid.shape, dtype=np.int8)
    grid[3], states[3] = 0, state
    assert judged(grid, states).findings == ()
    grid[1, 0] -= 2

    assert [(f.code, f.place.row_code) for f in judged(grid, states).findings] == [("ZZ1-P01", ROWS[1])]


def test_a_missing_heading_invents_nothing(judged, grid):
    """A column that is not there leaves the sums of each row open; a wrong total row in another column is found."""
    states = np.zeros(grid.shape, dtype=np.int8)
    grid[:, 7], states[:, 7] = 0, CellState.ABSENT
    checked = judged(grid, states)
    assert (checked.findings, checked.tally.held) == ((), 11)
    grid[0, 2] += 1
    checked = judged(grid, states)

    assert [(f.code, f.place.column) for f in checked.findings] == [("ZZ1-U00", PARTS[1])]


def test_a_cell_that_is_not_asked_counts_nothing(judged, grid):
    """A cell declared as not asked of a row adds nothing to a sum, and is never the one to change."""
    states = np.zeros(grid.shape, dtype=np.int8)
    gone = int(grid[2, 4])
    grid[2, 4], states[2, 4] = 0, CellState.NOT_APPLICABLE
    for place in ((2, 0), (0, 4), (0, 0)):
        grid[place] -= gone
    assert judged(grid, states).findings == ()
    grid[2, 0] += 1
    checked = judged(grid, states)

    assert [f.code for f in checked.findings] == ["ZZ1-P01", "ZZ1-U00"]
    assert [each.address.column for each in checked.findings[0].suspects] == [3]


def test_a_missing_table_leaves_its_rules_open(desk):
    """Without PM1 the rules of other tables that name it are neither held nor broken; nothing else changes."""
    key = desk.key("PM")
    whole = desk.checked("PM").tally
    reading = desk.readings[key]
    desk.readings[key] = replace(reading, tables=tuple(each for each in reading.tables if each.table != "PM1"))

    assert desk.errors("PM") == []
    assert desk.checked("PM").tally.held < whole.held


def test_findings_of_the_reader_come_first(desk):
    """Cases are numbered from 1 without gaps, those of structure and cells before those of arithmetic."""
    place = Place("PM1", "PM1", "", "", "", "")
    desk.found_in_reading("PM", Finding("PM1-S03", Level.ERROR, Pattern.ROW_MISSING, place, ()))
    desk.add("PM1", desk.town, "death", 5)
    desk.add("PM3", desk.town, "female", 500, carried=True)
    roots = [finding.root for finding in desk.checked("PM").findings]

    assert roots == sorted(roots)
    assert set(roots) == set(range(1, max(roots) + 1))
    assert desk.checked("PM").findings[0].code == "PM1-S03"
