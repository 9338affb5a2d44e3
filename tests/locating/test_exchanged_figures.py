"""Two figures that have changed places: found beside whatever else would do, alone and with their totals."""

from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.locate.books import Books
from rules.locate.swaps import swaps

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


def mended(table):
    """The cells of every exchange in a row or column, alone or with the totals, after which all holds: by trying each."""
    system, found = table.system, set()
    for one, two in combinations(range(len(system.values)), 2):
        if one // WIDTH == two // WIDTH or one % WIDTH == two % WIDTH:
            above = system.total(one), system.total(two)
            carried = [(above[0], above[1])] if -1 not in above and above[0] != above[1] else []
            for totals in ((), *carried):
                after, amount = list(system.values), system.values[two] - system.values[one]
                for cells, by in (((one, *totals[:1]), amount), ((two, *totals[1:]), -amount)):
                    for cell in cells:
                        after[cell] += by
                if amount and system.holds(after):
                    found.add(tuple(sorted((one, two, *totals))))
    return found


@given(
    parts=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=3),
    spoilt=st.sampled_from(list(combinations(range(WIDTH, 4 * WIDTH), 2))),
    known=st.sets(st.integers(0, WIDTH - 1)),
    carried=st.booleans(),
)
def test_the_exchanges_are_those_that_trying_every_pair_finds(made, parts, spoilt, known, carried):
    """Rows of a whole and its parts below their totals, some of which are known elsewhere: none is missed, none is more."""
    rows = [(one + two, one, two) for one, two in parts]
    rows = [tuple(map(sum, zip(*rows, strict=True))), *rows]
    values = [value for row in rows for value in row]
    sums = [{at: 1, **{at + WIDTH * row: -1 for row in (1, 2, 3)}} for at in range(WIDTH)]
    sums += [{WIDTH * row: 1, WIDTH * row + 1: -1, WIDTH * row + 2: -1} for row in range(4)]
    constants = {len(sums) + at: -values[each] for at, each in enumerate(sorted(known))}
    sums += [{each: 1} for each in sorted(known)]
    totals = {at + WIDTH * row: at for row in (1, 2, 3) for at in range(WIDTH)}
    table = made.placed(made.sums(values, sums, constants, totals=totals), WIDTH)
    exchange(table, *spoilt)
    if carried:
        for cell, other in (spoilt, spoilt[::-1]):
            values[totals[cell]] += values[cell] - values[other]
    broken = table.system.broken
    assume(broken and min(values) >= 0)

    answers = swaps(Books(table, broken), broken, table)

    assert sorted(answer.cells for answer in answers) == sorted(mended(table))
