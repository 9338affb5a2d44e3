"""Figures that no equality holds, and shares of structures, beside the unit's own accepted past and units of like size.

A wrong figure there breaks no rule, and two exchanged parts of a structure break none either. Counts are compared on
the scale 2·√(x + 3/8), on which a count varies by about one whatever its size (Anscombe 1948); what is usual is a
median, how far it varies a median of deviations, so that one wrong figure of the past moves neither. How far is too far
is learned from the past itself, so that the budgeted share of workbooks at most is asked about in vain.

The past of a period is the approved workbooks of earlier periods as they stood when its first workbook came (see
`record.register.past`). Others' files of the same period do not enter: so a verdict stays what it is while they come
in, and the same night gives the same verdicts again. `seal` goes into the context that a verdict is bound to.
"""

from collections.abc import Iterable
from hashlib import sha256

from flows.plausibility.asking import Questions, asked_too, not_asked, questions
from flows.plausibility.learning import learn
from flows.plausibility.usual import NEAREST, Usual
from flows.plausibility.watched import watched

__all__ = ["NEAREST", "Questions", "Usual", "asked_too", "learn", "not_asked", "questions", "seal", "watched"]

_METHOD = 2
"""Raised whenever the same past would be judged otherwise: verdicts made before are then made anew."""


def seal(past: Iterable[str], budget: float) -> str:
    """Hash of all that is learned from: the hashes of the past's files and the budget; empty without a past."""
    files = sorted(past)
    if not files:
        return ""
    return sha256("\n".join((f"{_METHOD} {budget!r}", *files)).encode()).hexdigest()
