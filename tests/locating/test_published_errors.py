"""The published examples of sign, typing and rounding errors (Scholtus 2008 and 2009), figures and outcomes.

The literature corrects one act (a swap, a sign) where the fewest cells count figures; where both differ the ambiguity is
what is asserted.
"""

import pytest

from rules.causes import Cause, causes
from rules.locate import Change

BUSINESS = (
    {3: 1, 1: -1, 2: -1},
    {2: 1, 4: -1},
    {8: 1, 5: -1, 6: -1, 7: -1},
    {9: 1, 3: -1, 8: -1},
    {11: 1, 9: -1, 10: 1},
)
"""x1 + x2 = x3, x2 = x4, x5 + x6 + x7 = x8, x3 + x8 = x9, x9 - x10 = x11."""
RIGHT = [0, 1452, 116, 1568, 116, 323, 76, 12, 411, 1979, 1842, 137]

INCOME = (
    {2: 1, 0: -1, 1: 1},
    {5: 1, 3: -1, 4: 1},
    {8: 1, 6: -1, 7: 1},
    {11: 1, 9: -1, 10: 1},
    {12: 1, 2: -1, 5: -1, 8: -1, 11: -1},
)
"""Four results, each returns less costs, and their sum; cells: returns, costs, result four times, then the sum."""
UNBOUND = -(10**12)


@pytest.fixture
def business(made):
    def system(**changed):
        values = list(RIGHT)
        for name, value in changed.items():
            values[int(name[1:])] = value
        return made.sums(values, BUSINESS)

    return system


@pytest.fixture
def income(made):
    return lambda *values: made.sums(list(values), INCOME, floor=UNBOUND)


def right_values(system, answer):
    return {change.cells[0]: system.values[change.cells[0]] + change.amount for change in answer.changes}


def test_the_record_in_order_breaks_nothing(business):
    """Scholtus (2009), the true record."""
    assert business().broken == []


def test_two_digits_of_one_figure_exchanged(business):
    """161 for 116: one answer, and its cause."""
    system = business(x4=161)
    (answer,) = [a for a in system.located().answers if a.cells == (4,)]

    assert right_values(system, answer) == {4: 116}
    assert causes(161, 116) == (Cause.DIGITS_SWAPPED,)


def test_two_typing_errors_in_one_record(business):
    """161 for 116 and 19979 for 1979: two cells, both right values, both causes."""
    system = business(x4=161, x9=19979)
    located = system.located()

    assert located.size == 2
    assert {4: 116, 9: 1979} in [right_values(system, answer) for answer in located.answers]
    assert causes(19979, 1979) == (Cause.DIGIT_DOUBLED,)


def test_a_breakdown_that_was_not_given(business):
    """Three parts are 0 below a total of 411: which part holds them cannot be told, each is named."""
    system = business(x5=0, x6=0, x7=0)

    assert [answer.cells for answer in system.located().answers] == [(5,), (6,), (7,)]
    assert causes(0, 411) == ()


def test_a_total_that_was_not_given(business):
    """0 in place of the sub-total 411 breaks both its sums: one cell, no slip of the fingers."""
    system = business(x8=0)
    (answer,) = system.located().answers

    assert right_values(system, answer) == {8: 411}
    assert causes(0, 411) == ()


def test_all_of_it_in_one_record(business):
    """161, 19979 and no sub-total: three cells."""
    system = business(x4=161, x8=0, x9=19979)
    located = system.located()

    assert located.proven
    assert {4: 116, 8: 411, 9: 1979} in [right_values(system, a) for a in located.answers] or located.size < 3


def test_one_sign(income):
    """Scholtus (2008), case a: a loss of 10 written as a gain; the sum tells that the result is wrong, not its parts."""
    system = income(2100, 1950, 150, 0, 10, 10, 20, 5, 15, 50, 10, 40, 195)
    located = system.located()

    assert located.size == 1
    assert right_values(system, located.answers[-1]) == {5: -10}
    assert causes(10, -10) == (Cause.SIGN,)


def test_two_exchanges(income):
    """Case b: returns and costs exchanged in two results; each exchange is found, beside single figures that would do."""
    system = income(5100, 4650, 450, 0, 130, 130, 20, 0, 20, 15, 25, 10, 610)
    roots = system.roots()

    assert sorted(root.rules for root in roots) == [(1,), (3,)]
    assert sorted(answer.cells for root in roots for answer in root.swapped) == [(3, 4), (9, 10)]
    assert all(len(root.changes) == 2 for root in roots)


def test_a_sign_and_an_exchange(income):
    """Case c: the first result has the wrong sign, the third its returns and costs exchanged."""
    system = income(3250, 3550, 300, 110, 10, 100, 50, 90, 40, 30, 10, 20, -140)
    roots = {root.rules: root for root in system.roots()}

    assert roots[0, 4].changes == (Change((2,), -600),)
    assert causes(300, -300) == (Cause.SIGN,)
    assert [answer.cells for answer in roots[2,].swapped] == [(6, 7)]


def test_signs_behind_roundings(income):
    """Case d: two results have the wrong sign; taken off the roundings, just these two cells mend all."""
    exact = income(5726, 5449, 277, 17, 26, 9, 0, 46, 46, 0, 0, 0, 222)
    located = exact.located()

    assert located.size == 2
    assert {5: -9, 8: -46} in [right_values(exact, answer) for answer in located.answers]


def test_signs_with_their_roundings(income):
    """Case d as it was written: each rounding counts as a wrong figure, since a tolerance is for the rule to declare."""
    system = income(5726, 5449, 276, 17, 26, 10, 0, 46, 46, 0, 0, 0, 221)

    assert system.broken == [0, 1, 2, 4]
    assert system.located().size == 3


def test_roundings(made):
    """Scholtus (2008), the rounded record: every sum is off by one; few cells mend all, and no step is larger than 2."""
    system = made.sums([0, 12, 4, 15, 4, 3, 1, 8, 11, 27, 41, -13], BUSINESS, floor=UNBOUND)
    located = system.located()

    assert [abs(system.residual(rule, system.values)) for rule in system.broken] == [1] * len(system.broken)
    assert located.proven
    assert any(all(abs(change.amount) <= 2 for change in answer.changes) for answer in located.answers)
