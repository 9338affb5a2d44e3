"""Whether a set of rules can be trusted: contradictions, rules that follow from others, and what its sums leave out.

Nothing here knows a form: who asks names the rules, the decimals and measures of items, and how they are grouped.
"""

from rules.lint.defects import Defect, Kind, Measured, RuleSystem, Stated
from rules.lint.shape import counted_twice, left_out, mixed, no_parent

__all__ = [
    "Defect",
    "Kind",
    "Measured",
    "RuleSystem",
    "Stated",
    "counted_twice",
    "left_out",
    "mixed",
    "no_parent",
]
