"""A relation over a frame whose columns are named by `Item.text`: the same answer as `judge`, come by in another way.

The parsed text is walked for all rows at once in Python integers over a common denominator; nothing is compiled. The
pandera checks use it, and the two evaluations are held against each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rules.language import (
    RATIO_FLOOR,
    Change,
    Comparison,
    Conditional,
    Drift,
    Item,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    Within,
    earlier,
)

QUARTER = "quarter"
"""Column of the frame that holds the quarter (1 to 4); only rules that count `quarter *` read it."""

Flags = NDArray[np.bool_]


def holds(relation: Relation, frame: pd.DataFrame, decimals: Callable[[Item], int]) -> "pd.Series[bool]":
    """Where the relation is not violated, in the index of the frame.

    Columns are Int64 with NA, in the printed unit times 10**decimals. A row on which something that matters is missing
    is not violated; nor is one where a column is missing altogether.
    """
    answer = _Walk(frame, decimals).relation(relation)
    return pd.Series(~(answer.known & ~answer.true), index=frame.index, dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """True or false where known."""

    true: Flags
    known: Flags

    def given(self, condition: "_Answer") -> "_Answer":
        """This where the condition is known and true, true where it is known and false."""
        true = np.where(condition.known & ~condition.true, True, self.true)
        known = (condition.known & ~condition.true) | (self.known & self.true) | (condition.known & self.known)
        return _Answer(true, known)


@dataclass(frozen=True, slots=True, eq=False)
class _Number:
    """A value a row: Python integers over one positive denominator; meaningless where not known."""

    over: NDArray[Any]
    under: int
    known: Flags

    def plus(self, other: "_Number") -> "_Number":
        over = self.over * other.under + other.over * self.under
        return _Number(over, self.under * other.under, self.known & other.known)

    def times(self, factor: Fraction) -> "_Number":
        return _Number(self.over * factor.numerator, self.under * factor.denominator, self.known)

    def by(self, other: "_Number") -> "_Number":
        return _Number(self.over * other.over, self.under * other.under, self.known & other.known)

    def minus(self, other: "_Number") -> "_Number":
        return self.plus(other.times(Fraction(-1)))

    def size(self) -> "_Number":
        return _Number(np.abs(self.over), self.under, self.known)

    def compared(self, operator: Operator, other: "_Number") -> _Answer:
        gap = self.minus(other)
        sign = np.sign(gap.over).astype(np.int8)
        match operator:
            case Operator.EQUAL:
                true = sign == 0
            case Operator.UNEQUAL:
                true = sign != 0
            case Operator.AT_MOST:
                true = sign <= 0
            case Operator.AT_LEAST:
                true = sign >= 0
            case Operator.LESS:
                true = sign < 0
            case Operator.MORE:
                true = sign > 0
        return _Answer(true, gap.known)


def _all(answers: Iterable[_Answer]) -> _Answer:
    """Known false where one is, known true where all are."""
    parts = tuple(answers)
    false = np.logical_or.reduce([part.known & ~part.true for part in parts])
    known = np.logical_and.reduce([part.known for part in parts])
    return _Answer(~false, known | false)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One frame, over which relations are walked."""

    frame: pd.DataFrame
    decimals: Callable[[Item], int]

    def relation(self, relation: Relation) -> _Answer:
        match relation:
            case Comparison(left, operator, right):
                return self._sum(left).compared(operator, self._sum(right))
            case Printed(left, right):
                return self._sum(left).compared(Operator.EQUAL, self._sum(right))
            case NeedsNote(value):
                return self._sum(value).compared(Operator.EQUAL, self._plain(Fraction(0)))
            case Conditional(condition, consequence):
                return self.relation(consequence).given(self.relation(condition))
        return self._tolerant(relation)

    def _tolerant(self, relation: Within | Change | Drift | Near | RoundedRatio | PrintedRatio) -> _Answer:
        """Relations that leave room around equality."""
        match relation:
            case Within():
                return self._within(relation)
            case Change(value, limit, floor):
                return self._change(value, limit, floor)
            case Drift(parts, whole, limit):
                return self._drift(parts, whole, limit)
            case Near(left, right, tolerance):
                return self._near(left, right, tolerance)
            case RoundedRatio():
                return self._rounded(relation)
            case PrintedRatio():
                return self._printed_ratio(relation)

    def _plain(self, value: Fraction) -> _Number:
        over = np.full(len(self.frame), value.numerator, dtype=object)
        return _Number(over, value.denominator, np.ones(len(self.frame), dtype=bool))

    def _column(self, name: str) -> _Number:
        if name not in self.frame.columns:
            return _Number(np.zeros(len(self.frame), dtype=object), 1, np.zeros(len(self.frame), dtype=bool))
        column = self.frame[name]
        known = column.notna().to_numpy(dtype=bool)
        over = np.array([int(value) if there else 0 for value, there in zip(column, known, strict=True)], dtype=object)
        return _Number(over, 1, known)

    def _sum(self, linear: Linear) -> _Number:
        total = self._plain(linear.constant)
        for term in linear.terms:
            share = term.coefficient / 10 ** self.decimals(term.item)
            value = self._column(term.item.text)
            value = value.by(self._column(QUARTER)) if term.per_quarter else value
            total = total.plus(value.times(share))
        return total

    def _at_least_floor(self, whole: _Number) -> _Answer:
        return whole.compared(Operator.AT_LEAST, self._plain(Fraction(RATIO_FLOOR)))

    def _within(self, band: Within) -> _Answer:
        part, whole = self._sum(band.part), self._sum(band.whole)
        above = part.compared(Operator.AT_LEAST, whole.times(band.low))
        below = part.compared(Operator.AT_MOST, whole.times(band.high))
        return _all((above, below)).given(self._at_least_floor(whole))

    def _change(self, value: Linear, limit: Fraction, floor: Fraction) -> _Answer:
        now, before = self._sum(value), self._sum(earlier(value))
        moved = now.minus(before).size()
        small = moved.compared(Operator.LESS, self._plain(floor))
        within = moved.compared(Operator.AT_MOST, before.size().times(limit))
        return _Answer(small.true | within.true, small.known & within.known)

    def _drift(self, parts: tuple[Linear, ...], whole: Linear, limit: Fraction) -> _Answer:
        now, before = self._sum(whole), self._sum(earlier(whole))
        allowed = now.by(before).times(limit)
        moved = [
            self._sum(part)
            .by(before)
            .minus(self._sum(earlier(part)).by(now))
            .size()
            .compared(Operator.AT_MOST, allowed)
            for part in parts
        ]
        return _all(moved).given(self._at_least_floor(now)).given(self._at_least_floor(before))

    def _near(self, left: Linear, right: Linear, tolerance: Fraction) -> _Answer:
        one, other = self._sum(left), self._sum(right)
        gap = one.minus(other).size()
        of_one, of_other = (gap.compared(Operator.AT_MOST, side.size().times(tolerance)) for side in (one, other))
        return _Answer(of_one.true | of_other.true, of_one.known & of_other.known)

    def _rounded(self, ratio: RoundedRatio) -> _Answer:
        value, numerator, denominator = map(self._sum, (ratio.value, ratio.numerator, ratio.denominator))
        half = Fraction(1, 2 * 10**ratio.decimals)
        gap = value.by(denominator).minus(numerator).size()
        close = gap.compared(Operator.AT_MOST, denominator.times(half))
        written = _Answer(np.equal(value.over * 10**ratio.decimals % value.under, 0), value.known & numerator.known)
        return _all((close, written)).given(denominator.compared(Operator.MORE, self._plain(Fraction(0))))

    def _printed_ratio(self, ratio: PrintedRatio) -> _Answer:
        value, numerator, denominator = map(self._sum, (ratio.value, ratio.numerator, ratio.denominator))
        halves = tuple(map(self._half, (ratio.value, ratio.numerator, ratio.denominator)))
        low, high = (denominator.plus(self._plain(sign * halves[2])) for sign in (-1, 1))
        least, most = (value.plus(self._plain(sign * halves[0])) for sign in (-1, 1))
        top, bottom = (numerator.plus(self._plain(sign * halves[1])) for sign in (1, -1))
        reached = [top.compared(Operator.AT_LEAST, least.by(end)) for end in (low, high)]
        not_passed = [bottom.compared(Operator.AT_MOST, most.by(end)) for end in (low, high)]
        true = (reached[0].true | reached[1].true) & (not_passed[0].true | not_passed[1].true)
        return _Answer(true, reached[0].known).given(low.compared(Operator.MORE, self._plain(Fraction(0))))

    def _half(self, linear: Linear) -> Fraction:
        """Half a last printed digit for every rounded figure of the sum; a count adds nothing."""
        places = ((abs(term.coefficient), self.decimals(term.item)) for term in linear.terms)
        return sum((factor / (2 * 10**digits) for factor, digits in places if digits), Fraction(0))
