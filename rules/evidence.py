"""What a violated judgement rests on: the value, what was expected of it, and between which limits it may lie."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from rules.interval import half_width, ratio_limits
from rules.judge import Judgements
from rules.language import (
    Change,
    Comparison,
    Conditional,
    Drift,
    Linear,
    Near,
    NeedsNote,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    Within,
    earlier,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact numbers in the unit of measure.

    A comparison: left against right. A note: the value against 0. A band: the ratio and its limits. A change: now
    against before, with the limits that would pass. A drift: the share of `part` (position in the rule) that moved
    most among those known, now against before, with the limits that would pass. A ratio: as reported, as computed, and
    for printed figures the least and the largest ratio that would round to them.
    """

    value: Fraction
    expected: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    part: int = 0

    @property
    def difference(self) -> Fraction:
        """What is said less what is expected."""
        return self.value - self.expected


class NotKnown(ValueError):
    """An item whose value is asked for is not known on that row."""


def evidence(judgements: Judgements, relation: int, row: int) -> Evidence:
    """The numbers of one judgement that holds or is violated; of a conditional, those of its consequence.

    Raises NotKnown where an item that matters is not known on that row.
    """
    system = judgements.system

    def worth(linear: Linear) -> Fraction:
        # Whole numbers by what they are parts of: a sum of fractions is reduced term by term, which costs far more.
        sums: dict[int, int] = {}
        for term in linear.terms:
            stored = judgements.stored(term.item, row)
            if stored is None:
                raise NotKnown(f"{term.item.text} is not known on row {row}")
            factor = term.coefficient * (system.quarter if term.per_quarter else 1)
            part = factor.denominator * 10 ** system.decimals[system.place[term.item]]
            sums[part] = sums.get(part, 0) + factor.numerator * stored
        return sum((Fraction(total, part) for part, total in sums.items()), linear.constant)

    def half(linear: Linear) -> Fraction:
        return half_width(linear, lambda item: system.decimals[system.place[item]])

    return _evidence(system.compiled[relation].relation, worth, half)


Worth = Callable[[Linear], Fraction]


def _evidence(relation: Relation, worth: Worth, half: Worth) -> Evidence:
    match relation:
        case Comparison(left, _, right) | Near(left, right, _) | Printed(left, right):
            return Evidence(worth(left), worth(right))
        case NeedsNote(value):
            return Evidence(worth(value), Fraction(0))
        case Within(part, whole, low, high):
            ratio = worth(part) / worth(whole)
            return Evidence(ratio, min(max(ratio, low), high), low, high)
        case Change(value, limit, least):
            before = worth(earlier(value))
            room = max(abs(before) * limit, least)
            return Evidence(worth(value), before, before - room, before + room)
        case Conditional(_, consequence):
            return _evidence(consequence, worth, half)
    return _ratio_evidence(relation, worth, half)


def _ratio_evidence(relation: Drift | RoundedRatio | PrintedRatio, worth: Worth, half: Worth) -> Evidence:
    match relation:
        case Drift(parts, whole, limit):
            moves = [_move(place, part, whole, worth) for place, part in enumerate(parts)]
            most = max((move for move in moves if move), key=lambda move: abs(move.difference), default=None)
            if most is None:
                raise NotKnown("no part is known in both periods")
            return Evidence(most.value, most.expected, most.expected - limit, most.expected + limit, most.part)
        case RoundedRatio(value, numerator, denominator, decimals):
            exact = worth(numerator) / worth(denominator) * 10**decimals
            return Evidence(worth(value), Fraction(floor(exact + Fraction(1, 2)), 10**decimals))
        case PrintedRatio(value, numerator, denominator):
            above, below = worth(numerator), worth(denominator)
            low, high = ratio_limits(above, below, (half(numerator), half(denominator)))
            return Evidence(worth(value), above / below, low - half(value), high + half(value))


def _move(place: int, part: Linear, whole: Linear, worth: Worth) -> Evidence | None:
    """The share of a part now against before, None where the part is not known in both periods."""
    try:
        now, before = worth(part), worth(earlier(part))
    except NotKnown:
        return None
    return Evidence(now / worth(whole), before / worth(earlier(whole)), part=place)
