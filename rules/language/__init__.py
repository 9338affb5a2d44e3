"""Text of an edit rule -> its parsed form.

The text is arithmetic in column names, read with Python's own `ast` over a fixed subset; nothing is evaluated.

    inc_total == inc_recruit + inc_appoint            within one row
    opening == prev_year(closing)                     the same row at the last year-end
    total == CA1.closing                              the same row of another table
    city(move_in) == city(move_out)                   over all counties
    within(dec_total / opening, 0.01, 0.12)           a band of a ratio
    change(le35, 20%, 5)                              against the previous period; changes below 5 pass
    drift([age_le30, age_31_35], total, 0.03)         shares against the previous period
    near(city(a), city(b), 20%)                       equal within 20 % of the larger
    rate == round(100 * done / target, 1)             a printed ratio, either way of rounding a half
    needs_note(inc_other)                             a value other than 0 asks for an explanation
    done == source()                                  the cell that the stub row names as its source
    printed(total == male + female)                   published figures, each rounded to its last printed digit
    printed(pct == 100 * female / total)              a published ratio of published figures
    if probationary > 0: applicants > 0               a condition
"""

from rules.language.relations import (
    RATIO_FLOOR,
    Change,
    Clause,
    Comparison,
    Conditional,
    Drift,
    Item,
    Level,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    RuleError,
    Scope,
    Severity,
    Shift,
    Term,
    Within,
    earlier,
    items_of,
    linears_of,
)
from rules.language.text import CALENDAR_NAMES, parse, parse_when

__all__ = [
    "CALENDAR_NAMES",
    "RATIO_FLOOR",
    "Change",
    "Clause",
    "Comparison",
    "Conditional",
    "Drift",
    "Item",
    "Level",
    "Linear",
    "Near",
    "NeedsNote",
    "Operator",
    "Printed",
    "PrintedRatio",
    "Relation",
    "RoundedRatio",
    "RuleError",
    "Scope",
    "Severity",
    "Shift",
    "Term",
    "Within",
    "earlier",
    "items_of",
    "linears_of",
    "parse",
    "parse_when",
]
