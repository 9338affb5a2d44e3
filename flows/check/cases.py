"""Findings of one workbook folded into cases: those that one mistake would explain have one root."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.check.restrictions import Plan, WorkbookRestrictions
from flows.check.suspects import Suspicions
from rules.locate import roots
from schemas.finding import Finding, Pattern
from schemas.model import TOTAL_ROW


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken restriction of a workbook: its number in the plan, and its finding."""

    number: int
    finding: Finding


def fold(plan: Plan, county: int, broken: Sequence[Broken], first_root: int) -> tuple[Finding, ...]:
    """The findings of a workbook's broken restrictions, roots numbered from `first_root`, each root's lead first."""
    findings: Mapping[int, Finding] = {each.number: each.finding for each in broken}
    restrictions = WorkbookRestrictions(plan, county)
    suspicions = Suspicions(restrictions)
    folded: list[Finding] = []
    for number, root in enumerate(roots(restrictions, findings, restrictions), first_root):
        members = sorted((findings[rule] for rule in root.rules), key=_lead_first)
        folded.append(replace(members[0], root=number, suspects=suspicions.of(root)))
        folded += [replace(member, root=number) for member in members[1:]]
    return tuple(folded)


_LIMITS = frozenset({Pattern.AT_MOST, Pattern.NEGATIVE, Pattern.FALLING})
"""Findings that tell that a number is too large or too small, not what it should be."""


def _lead_first(finding: Finding) -> tuple[bool, bool, bool, int]:
    """Within a row before sums of rows, units before totals, sums before limits, fewer cells before more."""
    is_total = finding.place.row_code == TOTAL_ROW
    return (finding.pattern is Pattern.ROWS, is_total, finding.pattern in _LIMITS, len(finding.cells))
