"""Blank and unreadable cells: they must be filled in anyway, and the others are judged whatever they will hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.locate.answers import MOST_ANSWERS

inner = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3)
blanks = st.sets(st.integers(0, 99), min_size=1, max_size=3)
faults = st.lists(st.tuples(st.integers(0, 99), st.integers(-6, 9).filter(bool)), min_size=1, max_size=2)
few = settings(max_examples=40, deadline=None, derandomize=True)


def blanked(made, inner, blanks, *, limited):
    """A table with both margins, some of its cells blank; `limited`: parts of the first row that may not exceed others."""
    system = made.margins(inner)
    width = len(inner[0]) + 1
    if limited:
        system.at_most = frozenset({len(system.rules), len(system.rules) + 1})
        system.rules = [*system.rules, {width + 2: 1, width + 1: -1}, {width + 2: 1, 1: -1}]
    system.blank = frozenset(place % len(system.values) for place in blanks)
    right = list(system.values)
    for cell in system.blank:
        system.values[cell] = 0
    return system, right


@few
@given(inner=inner, blanks=blanks, limited=st.booleans())
def test_a_blank_is_given_the_one_value_that_the_rules_leave(made, inner, blanks, limited):
    """Exactly where every way to fill in all blanks gives a cell the same value, that value is named; else none."""
    system, right = blanked(made, inner, blanks, limited=limited)
    if not system.holds(right):
        return
    open_cells = sorted(system.blank)
    ends = {cell: system.limits(open_cells, cell) for cell in open_cells}
    told = {cell: low for cell, (low, high) in ends.items() if low == high}

    assert system.located().answers == ()
    assert {cell: value for cell, (value, _) in system.filled().items()} == told
    assert all(right[cell] == value for cell, value in told.items())


@few
@given(inner=inner, blanks=blanks, faults=faults, limited=st.booleans())
def test_the_fewest_cells_beside_the_blanks(made, inner, blanks, faults, limited):
    """The answers are all smallest sets of filled cells that, with any values of the blanks, make every rule hold."""
    system, right = blanked(made, inner, blanks, limited=limited)
    if not system.holds(right):
        return
    for place, amount in faults:
        cell = place % len(system.values)
        if cell not in system.blank:
            system.values[cell] = max(0, system.values[cell] + amount)
    located, expected = system.located(), system.fewest()

    assert located.proven
    if expected == {()}:
        assert located.answers == ()
    elif len(expected) < MOST_ANSWERS:
        assert {answer.cells for answer in located.answers} == expected
    else:
        assert {located.size} == {len(cells) for cells in expected}


@few
@given(inner=inner, blanks=blanks, faults=faults)
def test_no_value_is_named_that_a_fewest_answer_denies(made, inner, blanks, faults):
    """Beside wrong cells a blank is given a value only if it can have it together with one of the fewest answers."""
    system, _ = blanked(made, inner, blanks, limited=False)
    for place, amount in faults:
        cell = place % len(system.values)
        if cell not in system.blank:
            system.values[cell] = max(0, system.values[cell] + amount)
    fewest = {len(cells) for cells in system.fewest()}
    blank = system.blank
    for cell, (value, holds) in system.filled().items():
        system.values[cell], system.blank = value, blank - {cell}

        assert {len(cells) for cells in system.fewest()} == fewest
        assert holds >= 0
        system.values[cell], system.blank = 0, blank


@pytest.mark.parametrize("total", [10**2, 10**9])
def test_a_blank_part_is_the_rest_of_its_total(made, total):
    """The row and the column leave it the same value at any magnitude: two rules prove it."""
    system = made.margins([[total, 2 * total + 1], [3, 4 * total]])
    right = system.values[4]
    system.blank, system.values[4] = frozenset({4}), 0

    assert system.broken == []
    assert system.roots() == ()
    assert system.filled() == {4: (right, 2)}


def test_parts_of_nothing_are_nothing(made):
    """Three blank parts of a total of 0 can only be 0: bounds tell it where no sum alone does."""
    system = made.sums([0, 0, 0, 0], [made.partition(0, 1, 2, 3)], blank=frozenset({1, 2, 3}))

    assert system.filled() == dict.fromkeys((1, 2, 3), (0, 1))


def test_two_parts_that_only_their_sum_is_known_of(made):
    """No value is named for either."""
    system = made.sums([9, 0, 0, 4], [made.partition(0, 1, 2, 3)], blank=frozenset({1, 2}))

    assert system.filled() == {}


def test_a_value_that_would_be_below_nothing_is_a_further_wrong_cell(made):
    """The only part that is filled in is above its total: whatever the blank holds, one of these two is wrong."""
    system = made.sums([5, 7, 0], [made.partition(0, 1, 2)], blank=frozenset({2}))
    (root,) = system.roots()

    assert system.broken == []
    assert system.located().size == 1
    assert {answer.cells for answer in system.located().answers} == {(0,), (1,)}
    assert not root.told
    assert system.filled() == {}


def test_two_sums_that_want_different_values(made):
    """Row and column leave the blank 6 and 8: one filled cell of either is wrong, and no value is proposed."""
    rules = [made.partition(0, 1, 2), made.partition(3, 4, 2)]
    system = made.sums([10, 4, 0, 12, 4], rules, blank=frozenset({2}))
    (root,) = system.roots()

    assert {change.cells for change in root.changes} == {(0,), (1,), (3,), (4,)}
    assert system.filled() == {}


def test_a_wrong_cell_beside_a_blank_is_put_right_first(made):
    """The wrong part is certain from a sum without blanks; with its right value the blank of its row is told as well."""
    rules = [made.partition(0, 1, 2), made.partition(3, 1, 4), made.partition(5, 1, 6)]
    system = made.sums([20, 9, 0, 8, 2, 10, 4], rules, blank=frozenset({2}))
    (root,) = system.roots()

    assert [(change.cells, change.amount) for change in root.changes] == [((1,), -3)]
    assert system.filled() == {2: (14, 1)}


def test_a_table_that_was_not_filled_in_is_left_alone(made):
    """Beyond a number of blanks that hang together nothing is worked out, and nothing is claimed to be proven."""
    system = made.margins([[1] * 9 for _ in range(9)])
    system.blank = frozenset(range(len(system.values)))
    system.values = [0] * len(system.values)

    assert system.filled() == {}
    assert not system.located().proven
