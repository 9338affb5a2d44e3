"""Printed figures: what rounding to the last printed digit can and cannot explain. Exact, in integers."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.language import Item, Linear, Severity

Integers = NDArray[Any]
"""int64, or Python integers in an object array where int64 could overflow."""


class Grade(IntEnum):
    """How grave a gap between printed figures is; NONE where there is no gap or the rule's severity stands."""

    NONE = 0
    NOTE = 1
    QUERY = 2
    ERROR = 3

    @property
    def severity(self) -> Severity | None:
        """The severity that the grade stands for, None for NONE."""
        return None if self is Grade.NONE else Severity(self.name.lower())


def last_digit(items: Iterable[Item], decimals: Callable[[Item], int]) -> Fraction:
    """The worth of the coarsest last printed digit among items that were rounded; 0 where all are counts."""
    return max((Fraction(1, 10 ** decimals(item)) for item in items if decimals(item)), default=Fraction(0))


def half_width(linear: Linear, decimals: Callable[[Item], int]) -> Fraction:
    """How far a sum of printed figures can lie from the sum of the true ones: half a last digit for each of them."""
    terms = ((abs(term.coefficient), term.item) for term in linear.terms)
    return sum((factor * last_digit((item,), decimals) / 2 for factor, item in terms), Fraction(0))


def grade_gap(gap: Integers, digit: int, reach: int) -> NDArray[np.int8]:
    """Grade of left - right: one digit is a note, what rounding can reach a query, more an error; all scaled alike.

    `digit` is the worth of the last printed digit, `reach` half a digit for every figure in the sum; both 0 for counts.
    """
    size = np.abs(gap)
    above = np.where(size <= digit, np.int8(Grade.NOTE), np.where(size <= reach, Grade.QUERY, Grade.ERROR))
    return np.where(np.equal(size, 0), np.int8(Grade.NONE), above).astype(np.int8)


def grade_ratio(
    value: Integers, numerator: Integers, denominator: Integers, scale: int, halves: tuple[int, ...]
) -> NDArray[np.int8]:
    """Grade of a printed ratio: none where true values exist that round to all three printed figures.

    All forms and `halves` (how far each of the three can lie from its true value) are times `scale`. A ratio that is
    itself within one printed digit of all that is possible is a note: publishers close shares to 100.0 that way. Half a
    digit more is a query (figures cut off instead of rounded), beyond that an error. The grade has a meaning only where
    the denominator is above its half width.
    """
    digit = (2 * halves[0], *halves[1:])
    half_more = (3 * halves[0], *halves[1:])
    fits, closed, near = (
        _compatible(value, numerator, denominator, scale, each) for each in (halves, digit, half_more)
    )
    rounded = halves[0] > 0
    above = np.where(closed & rounded, Grade.NOTE, np.where(near & rounded, Grade.QUERY, Grade.ERROR))
    return np.where(fits, Grade.NONE, above).astype(np.int8)


def _compatible(
    value: Integers, numerator: Integers, denominator: Integers, scale: int, halves: tuple[int, ...]
) -> NDArray[np.bool_]:
    half_value, half_numerator, half_denominator = halves
    low, high = denominator - half_denominator, denominator + half_denominator
    least, most = value - half_value, value + half_value
    reached = scale * (numerator + half_numerator) >= np.minimum(least * low, least * high)
    not_passed = scale * (numerator - half_numerator) <= np.maximum(most * low, most * high)
    result: NDArray[np.bool_] = reached & not_passed
    return result


def ratio_limits(
    numerator: Fraction, denominator: Fraction, halves: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction]:
    """Least and largest true ratio of two printed figures; the denominator lies above its half width."""
    corners = [
        (numerator + sign * halves[0]) / (denominator + other * halves[1]) for sign in (-1, 1) for other in (-1, 1)
    ]
    return min(corners), max(corners)
