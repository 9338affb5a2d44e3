"""What a search for causes is told of a workbook: cells, rules, totals and parts speak of each other alike."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flows.check
from flows.check.cases import fold
from flows.check.restrictions import WorkbookRestrictions
from rules.locate import WithoutBlanks
from schemas.reading import CellState

RETURNS = ("CA", "PM", "TA")
# The desk is put back after every example, so that one may serve them all.
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)


@pytest.fixture
def told_of(desk):
    """What is told of a county's return with some cells blank: table, row and column, each taken modulo what there is."""

    def told(code, blanks):
        kept = []
        for table, row, column in blanks:
            reading = desk.readings[desk.key(code)].tables[table % len(desk.readings[desk.key(code)].tables)]
            place = row % reading.values.shape[0], column % reading.values.shape[1]
            kept.append((reading, place, int(reading.values[place]), int(reading.states[place])))
            reading.values[place], reading.states[place] = 0, CellState.BLANK
        folded = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(flows.check, "fold", lambda *each: folded.append(each) or fold(*each))
            desk.checked(code)
        for reading, place, value, state in reversed(kept):
            reading.values[place], reading.states[place] = value, state
        plan, county, _ = folded.pop()
        return WorkbookRestrictions(plan, county)

    return told


def cells_of(workbook):
    return [
        cell for table in range(len(workbook.plan.judged)) for row in workbook.rows(table) for cell in row if cell >= 0
    ]


blank_cells = st.lists(st.tuples(*[st.integers(0, 40)] * 3), max_size=4)


@shared
@given(code=st.sampled_from(RETURNS), blanks=blank_cells)
def test_a_total_and_its_parts_name_each_other(told_of, code, blanks):
    """Also where cells are blank, and where a total follows its formula and therefore has no parts."""
    workbook = told_of(code, blanks)
    parts = {cell: workbook.parts(cell) for cell in cells_of(workbook)}

    assert any(parts.values())
    for cell in cells_of(workbook):
        assert [total for total, own in parts.items() if cell in own] == [
            total for total in (workbook.total(cell),) if total >= 0
        ]
        assert list(parts[cell]) == sorted(parts[cell])


@shared
@given(code=st.sampled_from(RETURNS), blanks=blank_cells)
def test_a_rule_names_every_cell_that_enters_it(told_of, code, blanks):
    """A search asks a rule for its cells and a cell for its rules: what one does not name, no answer would hold."""
    workbook = told_of(code, blanks)
    without = WithoutBlanks(workbook, workbook.blanks)

    entered = [(cell, touch.rule) for cell in cells_of(workbook) for touch in without.variable(cell).touches]

    named = {rule: frozenset(without.restriction(rule).cells) for _, rule in entered}
    assert named
    assert all(cell in named[rule] for cell, rule in entered)
