"""From broken rules to the one change that mends them: small systems worked out by hand."""

from dataclasses import dataclass, field

import pytest

from rules.locate import Change, Restriction, Root, Touch, Variable, roots


@dataclass
class Sums:
    """Rules as weights of cells; `at_most` are inequalities. A row's cells have the totals that `totals` names."""

    values: list
    rules: list
    at_most: set = field(default_factory=set)
    totals: dict = field(default_factory=dict)
    floor: int = 0

    def variable(self, cell):
        touches = tuple(Touch(number, rule[cell]) for number, rule in enumerate(self.rules) if cell in rule)
        return Variable(self.values[cell], self.floor, touches)

    def value(self, cell):
        return self.values[cell]

    def total(self, cell):
        return self.totals.get(cell, -1)

    def restriction(self, rule):
        weights = self.rules[rule]
        residual = sum(weight * self.values[cell] for cell, weight in weights.items())
        return Restriction(residual, rule not in self.at_most, tuple(weights))

    def found(self):
        numbers = range(len(self.rules))
        return roots(self, [n for n in numbers if self.restriction(n).broken_at(self.restriction(n).residual)])


def partition(total, *parts):
    """total == parts."""
    return {total: 1, **dict.fromkeys(parts, -1)}


def margins(values):
    """Two rows of total and two parts (cells 3 to 8) under a total row (0 to 2)."""
    rows = [partition(0, 1, 2), partition(3, 4, 5), partition(6, 7, 8)]
    columns = [partition(column, 3 + column, 6 + column) for column in range(3)]
    totals = {cell: cell % 3 for cell in range(3, 9)}
    return Sums(values, rows + columns, totals=totals)


IN_ORDER = (30, 12, 18, 10, 4, 6, 20, 8, 12)


def test_nothing_broken_has_no_root():
    """Sums that hold have no cause."""
    assert margins(list(IN_ORDER)).found() == ()


@pytest.mark.parametrize("cell", range(9))
@pytest.mark.parametrize("amount", [-3, 7])
def test_each_wrong_cell_of_a_table_with_margins_is_named(cell, amount):
    """Where every row and column has its sum, one wrong cell is the only change that mends all."""
    values = list(IN_ORDER)
    values[cell] += amount
    (root,) = margins(values).found()

    assert root.changes == (Change((cell,), -amount),)


def test_a_wrong_cell_and_its_total_are_one_change():
    """A part that is 2 too high in its row and in the total row: three carried changes would do, no cell alone."""
    values = list(IN_ORDER)
    values[4] += 2
    values[1] += 2

    carried = (Change((3, 0), 2), Change((4, 1), -2), Change((5, 2), -2))
    assert margins(values).found() == (Root((0, 1), carried),)


def test_two_wrong_cells_of_one_row_are_two_roots():
    """Each has its own column; the sum of the row goes with one of them, and no third cell is brought in."""
    values = list(IN_ORDER)
    values[4] += 5
    values[5] += 3
    found = margins(values).found()

    assert sorted(change.cells for root in found for change in root.changes) == [(4,), (5,)]
    assert sorted(rule for root in found for rule in root.rules) == [1, 4, 5]


def test_equal_answers_name_every_one():
    """Of a single sum any cell may be the wrong one, as long as it stays above nothing."""
    found = Sums([95, 60, 36, 0], [partition(0, 1, 2, 3)]).found()

    assert found == (Root((0,), (Change((0,), 1), Change((1,), -1), Change((2,), -1))),)


def test_a_limit_tells_no_amount():
    """A part above its whole, in the row and in the total row: one root, and nobody knows by how much it is wrong."""
    rules = [{0: 1, 1: -1}, {2: 1, 3: -1}, partition(2, 0), partition(3, 1)]
    system = Sums([9, 5, 9, 5], rules, at_most={0, 1}, totals={0: 2, 1: 3})

    assert system.found() == (Root((0, 1), (Change((0, 2), -4), Change((1, 3), 4)), told=False),)


def test_rules_that_one_wrong_number_upsets_are_kept_together():
    """A whole group of numbers is wrong: no single change mends, but what hangs on one cell is one root."""
    rules = [
        {0: 1, 1: -1},
        {0: 1, 2: -1},
        {0: 1, 3: -1},
        partition(0, 4, 5),
        {1: 1, 6: -1},
        {2: 1, 7: -1},
        {3: 1, 8: -1},
    ]
    system = Sums([70, 7, 7, 7, 30, 40, 7, 7, 7], rules)

    (root,) = system.found()
    assert (root.rules, root.changes) == ((0, 1, 2), ())
    assert [answer.cells for answer in root.together] == [(0, 4, 5)]
    assert not root.together[0].told


def test_a_change_that_does_not_come_out_even_is_none():
    """Three times a cell is 2 too much: no whole number mends it there."""
    (root,) = Sums([5, 13], [{0: 3, 1: -1}]).found()

    assert root.changes == (Change((1,), 2),)


def test_figures_of_any_size_are_exact():
    """Nothing is rounded near the largest figures that may be filed."""
    big = 10**15 - 1
    (root,) = Sums([2 * big, big, big - 1], [partition(0, 1, 2)]).found()

    assert {change.amount for change in root.changes} == {-1, 1}
