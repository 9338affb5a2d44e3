"""An act on many figures that one or two rules see is named beside the single figures that would explain these."""

import pytest

from rules.locate import Pattern

WIDTH = 4
ROWS = 6


@pytest.fixture
def table(made):
    """Six rows of two figures whose sum another table repeats, and two that nothing sees."""
    values = [101 + 37 * cell % 59 for cell in range(WIDTH * ROWS)]
    repeated = [values[row * WIDTH] + values[row * WIDTH + 1] for row in range(ROWS)]
    rules = [{row * WIDTH: 1, row * WIDTH + 1: 1} for row in range(ROWS)]
    return made.placed(made.sums(values, rules, {row: -figure for row, figure in enumerate(repeated)}), WIDTH)


def test_two_rows_exchanged_are_one_case_with_both_figures_beside(table):
    """Two equalities, each closed by one figure, and both by one exchange of rows: single figures are told, too."""
    values = table.system.values
    right = list(values)
    values[4:8], values[16:20] = right[16:20], right[4:8]

    (root,) = table.found()

    assert [act.pattern for act in root.acts] == [Pattern.ROWS_SWAPPED]
    assert {cell: values[cell] + change.amount for change in root.acts[0].answer.changes for cell in change.cells} == {
        cell: right[cell] for cell in (*range(4, 8), *range(16, 20)) if values[cell] != right[cell]
    }
    assert [[change.cells for change in part.changes] for part in root.parts] == [[(4,), (5,)], [(16,), (17,)]]
    assert not root.certain


def test_one_wrong_figure_is_no_act(table):
    """One rule that one figure explains."""
    table.system.values[8] += 7

    (root,) = table.found()

    assert not root.acts
    assert [change.cells for change in root.changes] == [(8,), (9,)]


def test_two_wrong_figures_that_no_act_explains_stay_two_cases(table):
    """Each is wrong by itself."""
    table.system.values[8] += 1
    table.system.values[12] += 2

    found = table.found()

    assert [len(root.changes) for root in found] == [2, 2]
    assert not any(root.acts for root in found)
