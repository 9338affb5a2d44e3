"""The fewest wrong cells, against trying every set of cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.locate import locate
from rules.locate.answers import MOST_ANSWERS


def mended(system, answer):
    values = list(system.values)
    for change in answer.changes:
        for cell in change.cells:
            values[cell] += change.amount
    return values


inner = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3)
faults = st.lists(st.tuples(st.integers(0, 99), st.integers(-6, 9).filter(bool)), min_size=1, max_size=3)
few = settings(max_examples=25, deadline=None, derandomize=True)


def faulted(system, faults):
    for place, amount in faults:
        cell = place % len(system.values)
        system.values[cell] = max(0, system.values[cell] + amount)
    return system


@few
@given(inner=inner, faults=faults, limited=st.booleans())
def test_answers_are_all_of_the_fewest(made, inner, faults, limited):
    """On small tables with margins every smallest set of cells is named and no larger one, and each mends all."""
    system = made.margins(inner)
    if limited:
        limits = [{len(inner[0]) + 2: 1, 1: -1}, {len(inner[0]) + 2: 1, len(inner[0]) + 1: -1}]
        system.at_most = frozenset({len(system.rules), len(system.rules) + 1})
        system.rules = [*system.rules, *limits]
    if not system.holds(system.values):
        return
    faulted(system, faults)
    located = system.located()
    expected = system.fewest() if system.broken else set()

    assert located.proven
    assert all(system.holds(mended(system, answer)) for answer in located.answers)
    if len(expected) < MOST_ANSWERS:
        assert {answer.cells for answer in located.answers} == expected
    else:
        assert {located.size} == {len(cells) for cells in expected}


@pytest.mark.parametrize("total", [10**2, 10**7, 10**9])
@few
@given(place=st.integers(0, 999), amount=st.integers(-(10**9), 10**9).filter(bool), seed=st.integers(0, 50))
def test_one_wrong_cell_is_contained_at_any_magnitude(made, total, place, amount, seed):
    """The named cells are one, and the wrong one with its right value is among them."""
    inner = [[(seed + 7 * row + 3 * column) * total // 500 + 1 for column in range(6)] for row in range(8)]
    system = made.margins(inner)
    right = list(system.values)
    faulted(system, [(place, amount)])
    if not system.broken:
        assert system.values == right
        return
    located = system.located()

    assert located.size == 1
    assert right in [mended(system, answer) for answer in located.answers]


@pytest.mark.parametrize("total", [10**2, 10**9])
def test_five_wrong_cells_are_five_and_mend_all(made, total):
    """Beyond the branching the set covering finds no more cells than were spoilt, verified in integers."""
    system = made.margins([[(11 * row + 5 * column) % 17 * total + 3 for column in range(8)] for row in range(10)])
    for cell, amount in ((11, 4), (25, 9), (39, 13), (53, 21), (67, 35)):
        system.values[cell] += amount
    located = system.located()

    assert located.size == 5
    assert (11, 25, 39, 53, 67) in {answer.cells for answer in located.answers}
    assert all(system.holds(mended(system, answer)) for answer in located.answers)


def test_work_is_given_up_without_a_guess(made):
    """Where the allowed rounds do not suffice nothing is claimed."""
    system = made.margins([[5] * 8 for _ in range(8)])
    for cell in (10, 20, 30, 40, 50):
        system.values[cell] += cell
    located = locate(system, system.broken, rounds=1)

    assert located.answers == ()
    assert not located.proven


def test_equal_answers_are_all_named_and_the_less_trusted_come_first(made):
    """One sum, four cells: each may be the wrong one; the carried-over opening is named last."""
    system = made.sums([95, 60, 30, 7], [made.partition(0, 1, 2, 3)], trust={1: 3, 0: 1})

    assert [answer.cells for answer in system.located().answers] == [(2,), (3,), (0,), (1,)]


def test_a_blank_cell_takes_what_it_must(made):
    """Two sums share a blank cell: they could not be told, yet with a third that is broken they say where it is wrong."""
    rules = [made.partition(0, 1, 2), made.partition(0, 3, 4), made.partition(5, 2, 6), made.partition(5, 7)]
    system = made.sums([10, 4, 0, 3, 9, 12, 6, 12], rules, blank=frozenset({2}))

    assert system.broken == [1]
    assert [answer.cells for answer in system.located().answers] == [(3,), (4,)]


def test_a_bound_makes_a_second_cell_necessary(made):
    """Three people too many and a part of two: no single part can be lowered so far."""
    system = made.sums([5, 2, 2, 4], [made.partition(0, 1, 2, 3), {0: 1}], constants={1: -1})
    located = system.located()

    assert located.size == 1 or all(min(mended(system, answer)) >= 0 for answer in located.answers)
    assert all(system.holds(mended(system, answer)) for answer in located.answers)
