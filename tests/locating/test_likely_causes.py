"""Each slip of hand is told from what stands there and what should."""

import pytest

from rules.causes import Beside, Cause, are_swapped, causes


@pytest.mark.parametrize(
    ("value", "right", "cause"),
    [
        (1204, 1240, Cause.DIGITS_SWAPPED),
        (19, 91, Cause.DIGITS_SWAPPED),
        (124, 1234, Cause.DIGIT_MISSING),
        (12334, 1234, Cause.DIGIT_DOUBLED),
        (12934, 1234, Cause.DIGIT_MORE),
        (1294, 1234, Cause.DIGIT_MISTYPED),
        (12340, 1234, Cause.TIMES_TEN),
        (1234, 12340, Cause.TIMES_TEN),
        (500, 50_000, Cause.TIMES_HUNDRED),
        (12_345_600, 1_234_560_000 * 100, Cause.MEASURE),
        (-17, 17, Cause.SIGN),
    ],
)
def test_the_first_cause_of_a_typed_figure(value, right, cause):
    """The most telling cause comes first."""
    assert causes(value, right)[0] is cause


@pytest.mark.parametrize(
    ("beside", "cause"),
    [
        (Beside(overlaps=(36,)), Cause.OVERLAP_NOT_SUBTRACTED),
        (Beside(subtotals=(36,)), Cause.SUBTOTAL_TWICE),
        (Beside(subsets=(36,)), Cause.OF_WHICH_ADDED),
        (Beside(wholes=(2444,)), Cause.SEXES_SWAPPED),
        (Beside(neighbours=(1240,)), Cause.NEIGHBOUR),
        (Beside(last_period=1240), Cause.LAST_PERIOD),
    ],
)
def test_the_cause_that_lies_beside(beside, cause):
    """A figure 36 too large, with what stands around it."""
    assert causes(1240, 1204, 0, beside)[0] in {cause, Cause.DIGITS_SWAPPED}
    assert cause in causes(1240, 1204, 0, beside)


def test_a_rounded_figure():
    """12.00 for 12.34 in a column of two decimals; in a column of whole numbers nothing is rounded."""
    assert causes(1200, 1234, 2) == (Cause.ROUNDED,)
    assert Cause.ROUNDED not in causes(1200, 1234)


def test_small_figures_look_alike_by_chance():
    """14 and 19 differ in one digit; that says nothing."""
    assert causes(19, 14) == ()


def test_a_right_figure_has_no_cause():
    """Nothing to explain."""
    assert causes(12, 12) == ()


def test_exchanged_figures():
    """Two cells that hold each other's figure; equal figures cannot be exchanged."""
    assert are_swapped(3, 5, 5, 3)
    assert not are_swapped(3, 5, 5, 4)
    assert not are_swapped(3, 3, 3, 3)
