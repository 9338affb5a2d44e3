"""Findings of one workbook folded into cases: those that one change of a cell would mend have one root."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.check.restrictions import Plan, WorkbookRestrictions
from rules.locate import Change, roots
from schemas.finding import Finding, Pattern, Suspect
from schemas.model import TOTAL_ROW


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken restriction of a workbook: its number in the plan, and its finding."""

    number: int
    finding: Finding


def fold(plan: Plan, county: int, broken: Sequence[Broken], first_root: int) -> tuple[Finding, ...]:
    """The findings of a workbook's broken restrictions, roots numbered from `first_root`, each root's lead first."""
    findings: Mapping[int, Finding] = {each.number: each.finding for each in broken}
    folded: list[Finding] = []
    for number, root in enumerate(roots(WorkbookRestrictions(plan, county), findings), first_root):
        members = sorted((findings[rule] for rule in root.rules), key=_lead_first)
        folded.append(replace(members[0], root=number, suspects=_suspects(plan, root.changes)))
        folded += [replace(member, root=number) for member in members[1:]]
    return tuple(folded)


def _suspects(plan: Plan, changes: Sequence[Change]) -> tuple[Suspect, ...]:
    """The cell to look at, where one change alone stands out; several equal answers name none."""
    if len(changes) != 1:
        return ()
    change = changes[0]
    _, origin = plan.cell(change.cells[0])
    reading, row = origin.panel.reading_of(origin.row)
    column = origin.panel.table.columns[origin.column]
    address = reading.address(row, reading.columns.index(column.name))
    if address is None:
        return ()
    value = int(origin.panel.values[origin.row, origin.column]) + change.amount
    reason = "CLUE-CARRIED" if len(change.cells) > 1 else "CLUE-ALONE"
    return (Suspect(address, value, column.measure.decimals, reason),)


_LIMITS = frozenset({Pattern.AT_MOST, Pattern.NEGATIVE, Pattern.FALLING})
"""Findings that tell that a number is too large or too small, not what it should be."""


def _lead_first(finding: Finding) -> tuple[bool, bool, bool, int]:
    """Within a row before sums of rows, units before totals, sums before limits, fewer cells before more."""
    is_total = finding.place.row_code == TOTAL_ROW
    return (finding.pattern is Pattern.ROWS, is_total, finding.pattern in _LIMITS, len(finding.cells))
