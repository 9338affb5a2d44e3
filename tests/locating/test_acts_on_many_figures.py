"""A mistake that moves many figures at once is named as one act, and undone exactly."""

import pytest

from rules.locate import Pattern

WIDTH = 7


@pytest.fixture
def table(made):
    """Five rows of seven figures: a total of its parts twice over, a sum of two, and last year's total as constants."""
    values, rules, constants = [], [], {}
    for row in range(5):
        a, b, c, d = 110 + 31 * row, 205 + 17 * row, 57 + 13 * row, 258 + 35 * row
        total = a + b + c
        at = row * WIDTH
        values += [total, a, b, c, d, total - d, a + b]
        rules += [{at: 1, at + 1: -1, at + 2: -1, at + 3: -1}, {at: 1, at + 4: -1, at + 5: -1}]
        rules += [{at + 6: 1, at + 1: -1, at + 2: -1}, {at: 1}, {at + 4: 1}, {at + 2: 1}]
        for place, figure in ((3, total), (4, d), (5, b)):
            constants[len(rules) - 6 + place] = -figure
    return made.placed(made.sums(values, rules, constants), WIDTH)


def mended(table, root):
    values = list(table.system.values)
    for change in root.together[0].changes:
        for cell in change.cells:
            values[cell] += change.amount
    return values


@pytest.mark.parametrize("factor", [10, 100, 10_000])
def test_a_row_too_large(table, factor):
    """Every figure of a row times a power of ten."""
    right = list(table.system.values)
    table.system.values[14:21] = [value * factor for value in right[14:21]]
    (root,) = table.found()

    assert root.pattern is Pattern.ROW_TIMES
    assert mended(table, root) == right


def test_a_table_too_large(table):
    """Every figure of the table in 元 where 万元 is wanted."""
    right = list(table.system.values)
    table.system.values[:] = [value * 10_000 for value in right]
    (root,) = table.found()

    assert root.pattern is Pattern.TABLE_TIMES
    assert mended(table, root) == right


@pytest.mark.parametrize("first", [0, 1, 2])
def test_a_row_one_column_off(table, first):
    """From some column on each figure stands one column too far right; the last was lost and is worked out."""
    right = list(table.system.values)
    table.system.values[14 + first + 1 : 21] = right[14 + first : 20]
    table.system.values[14 + first] = 0
    (root,) = table.found()

    assert root.pattern is Pattern.ROW_SHIFTED
    assert mended(table, root) == right


def test_two_rows_exchanged(table):
    """The figures of two units in each other's row."""
    right = list(table.system.values)
    table.system.values[7:14], table.system.values[21:28] = right[21:28], right[7:14]
    (root,) = table.found()

    assert root.pattern is Pattern.ROWS_SWAPPED
    assert mended(table, root) == right


def test_two_columns_exchanged(table):
    """Two neighbouring columns in each other's place, in every row."""
    right = list(table.system.values)
    for at in range(0, 35, WIDTH):
        table.system.values[at + 1], table.system.values[at + 2] = right[at + 2], right[at + 1]
    (root,) = table.found()

    assert root.pattern is Pattern.COLUMNS_SWAPPED
    assert mended(table, root) == right


def test_one_wrong_cell_is_no_act(table):
    """A cell that many rules enter is still one cell."""
    table.system.values[14] += 7
    (root,) = table.found()

    assert root.pattern is None
    assert [change.cells for change in root.changes] == [(14,)]


def test_a_row_left_from_the_period_before_is_named_also_where_its_figures_cannot_be_told(table):
    """Every figure is last period's, the totals of other tables want others: no value is suggested."""
    values = table.system.values
    for cell, figure in enumerate((90, 20, 30, 40, 70, 20, 50), 2 * WIDTH):
        table.before[cell] = values[cell] = figure

    (root,) = table.found()

    assert root.pattern is Pattern.ROW_LAST_PERIOD
    assert root.together[0].cells == tuple(range(2 * WIDTH, 3 * WIDTH))
    assert not root.together[0].told
    assert not root.certain


def test_a_row_of_which_one_figure_is_new_was_not_left_standing(table):
    """One figure differs from last period's: the row was filled in."""
    values = table.system.values
    for cell, figure in enumerate((90, 20, 30, 40, 70, 20, 50), 2 * WIDTH):
        table.before[cell] = values[cell] = figure
    table.before[2 * WIDTH + 1] += 1
    table.before[2 * WIDTH + 4] += 1

    assert all(root.pattern is not Pattern.ROW_LAST_PERIOD for root in table.found())
