"""Why a figure may be wrong: the slip of hand that leads from the right value to the one that stands there.

Typing slips after Scholtus (2009), signs and rounding after Scholtus (2008). A cause is a clue: it ranks answers that the
rules allow alike and words them, and it changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

_TELLING = 3
"""Figures of fewer digits look alike by chance."""
_MEASURES = 10_000
"""万元 against 元."""


class Cause(IntEnum):
    """A slip; the smaller, the more it explains (the fewer other figures could look like it by chance)."""

    CELLS_SWAPPED = 1
    """two figures of one row or column have changed places"""
    SEXES_SWAPPED = 2
    """女 holds what 男 should, the rest of the total"""
    MEASURE = 3
    """元 in place of 万元, or the other way round"""
    DIGITS_SWAPPED = 4
    """two neighbouring digits have changed places"""
    SIGN = 5
    TIMES_HUNDRED = 6
    TIMES_TEN = 7
    DIGIT_DOUBLED = 8
    OVERLAP_NOT_SUBTRACTED = 9
    """those counted twice (双肩挑) were not taken off the total"""
    SUBTOTAL_TWICE = 10
    """a sub-total and its own parts were both added"""
    OF_WHICH_ADDED = 11
    """an 其中 item was added to the total that holds it"""
    DIGIT_MORE = 12
    DIGIT_MISSING = 13
    DIGIT_MISTYPED = 14
    LAST_PERIOD = 15
    """the figure of the last period was left standing"""
    NEIGHBOUR = 16
    """the figure belongs to the cell beside it"""
    ROUNDED = 17


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands around a cell, each in the cell's own scale.

    `overlaps` are the figures taken off in a sum that the cell is the total of, `subtotals` those added there that are
    totals themselves, `subsets` the 其中 items of the cell, `wholes` the cells that it is an 其中 item of, `neighbours`
    the cells before and after it in its row.
    """

    overlaps: tuple[int, ...] = ()
    subtotals: tuple[int, ...] = ()
    subsets: tuple[int, ...] = ()
    wholes: tuple[int, ...] = ()
    neighbours: tuple[int, ...] = ()
    last_period: int | None = None


NOTHING_BESIDE = Beside()


def causes(value: int, right: int, decimals: int = 0, beside: Beside = NOTHING_BESIDE) -> tuple[Cause, ...]:
    """Every slip that would put `value` where `right` belongs, the likeliest first; both scaled by 10**`decimals`."""
    if value == right:
        return ()
    return tuple(
        sorted({*_of_digits(value, right), *_of_size(value, right, decimals), *_of_place(value, right, beside)})
    )


def are_swapped(value: int, right: int, other: int, other_right: int) -> bool:
    """Whether two cells hold each other's figure."""
    return value != other and value == other_right and other == right


def _of_digits(value: int, right: int) -> Iterator[Cause]:
    """Slips of the fingers."""
    typed, meant = str(abs(value)), str(abs(right))
    if (value < 0) != (right < 0) or (max(len(typed), len(meant)) < _TELLING and sorted(typed) != sorted(meant)):
        return
    if len(typed) == len(meant):
        differing = [at for at, pair in enumerate(zip(typed, meant, strict=True)) if pair[0] != pair[1]]
        if len(differing) == 1:
            yield Cause.DIGIT_MISTYPED
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            at = differing[0]
            if typed[at] == meant[at + 1] and typed[at + 1] == meant[at]:
                yield Cause.DIGITS_SWAPPED
    elif len(typed) == len(meant) + 1 and right:
        dropped = [at for at in range(len(typed)) if typed[:at] + typed[at + 1 :] == meant]
        if dropped:
            yield Cause.DIGIT_DOUBLED if len(dropped) > 1 else Cause.DIGIT_MORE
    elif value and any(meant[:at] + meant[at + 1 :] == typed for at in range(len(meant))):
        yield Cause.DIGIT_MISSING


def _of_size(value: int, right: int, decimals: int) -> Iterator[Cause]:
    """A wrong sign, factor or number of decimals."""
    if value == -right:
        yield Cause.SIGN
    if value and right:
        for cause, times in ((Cause.TIMES_TEN, 10), (Cause.TIMES_HUNDRED, 100), (Cause.MEASURE, _MEASURES)):
            if value == times * right or right == times * value:
                yield cause
        coarse = (10**step for step in range(1, decimals + 1))
        if any(value % unit == 0 and 2 * abs(value - right) <= unit for unit in coarse):
            yield Cause.ROUNDED


def _of_place(value: int, right: int, beside: Beside) -> Iterator[Cause]:
    """A figure of another cell, or one added or left out."""
    excess = value - right
    if any(value == whole - right for whole in beside.wholes):
        yield Cause.SEXES_SWAPPED
    if excess in beside.overlaps:
        yield Cause.OVERLAP_NOT_SUBTRACTED
    if excess in beside.subtotals:
        yield Cause.SUBTOTAL_TWICE
    if excess in beside.subsets:
        yield Cause.OF_WHICH_ADDED
    if value and value == beside.last_period:
        yield Cause.LAST_PERIOD
    if value and value in beside.neighbours:
        yield Cause.NEIGHBOUR
