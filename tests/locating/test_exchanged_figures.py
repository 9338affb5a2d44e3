"""Two figures that have changed places: found beside whatever else would do, alone and with their totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

WIDTH = 3


def exchanges(table):
    """The pairs of cells that are named as exchanged."""
    return [answer.cells for root in table.found() for answer in root.swapped]


@pytest.fixture
def table(made):
    """Three rows of whole, part and another item, under their totals; the total row's part is known elsewhere."""
    rows = ((70, 40, 12), (90, 55, 31), (60, 33, 8))
    values = [sum(row[at] for row in rows) for at in range(WIDTH)] + [value for row in rows for value in row]
    sums = [{at: 1, **{at + WIDTH * row: -1 for row in (1, 2, 3)}} for at in range(WIDTH)]
    known = [{1: 1}]
    totals = {at + WIDTH * row: at for row in (1, 2, 3) for at in range(WIDTH)}
    return made.placed(made.sums(values, [*sums, *known], {WIDTH: -values[1]}, totals=totals), WIDTH)


def exchange(table, one, two):
    values = table.system.values
    values[one], values[two] = values[two], values[one]


def test_two_figures_of_a_row(table):
    """Both columns no longer add up; no other pair differs by as much."""
    exchange(table, 4, 5)

    assert exchanges(table) == [(4, 5)]


def test_two_figures_whose_totals_have_followed(table):
    """Formulas of the totals hide the exchange from the sums; what else is known of a total tells it."""
    exchange(table, 7, 8)
    table.system.values[1] += 31 - 55
    table.system.values[2] += 55 - 31

    assert exchanges(table) == [(1, 2, 7, 8)]


@given(st.lists(st.integers(0, 10**9), min_size=9, max_size=9), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
def test_every_exchange_that_a_sum_sees_is_among_the_answers(made, figures, row, one, two):
    """Whatever the figures are, and however many other exchanges would do as well."""
    totals = [sum(figures[at::WIDTH]) for at in range(WIDTH)]
    sums = [{at: 1, **{at + WIDTH * each: -1 for each in (1, 2, 3)}} for at in range(WIDTH)]
    table = made.placed(made.sums([*totals, *figures], sums), WIDTH)
    first, second = sorted((WIDTH * (row + 1) + one, WIDTH * (row + 1) + two))
    is_seen = table.system.values[first] != table.system.values[second]
    exchange(table, first, second)

    assert ((first, second) in exchanges(table)) is is_seen
