"""check: the numbers of many counties against every rule, and the findings, folded into cases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from flows.check.cases import Broken, Workbook
from flows.check.court import Judged, hear, hear_city
from flows.check.evidence import Witness
from flows.check.library import Key, Library, key_of
from flows.check.panel import Gatherer, Panel
from rules.judge import Verdict
from rules.language import Comparison, Severity
from schemas.finding import Finding, Tally
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.returns import Returns
from schemas.units import Register

__all__ = ["Checked", "Key", "Library", "check", "check_city", "key_of"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check says of one workbook: findings of structure, cells and arithmetic with their roots, and counts."""

    key: Key
    sha256: str
    findings: tuple[Finding, ...]
    tally: Tally


def check(
    readings: Sequence[WorkbookReading], library: Library, returns: Returns, register: Register
) -> tuple[Checked, ...]:
    """Each workbook against the rules of its tables, all counties of a return and period at once.

    `library` holds what the rules may look at beside them: the same unit's other returns and earlier periods (the
    readings themselves need not be in it). The result is in the order of `readings`.
    """
    whole = library.with_readings(readings)
    groups: dict[tuple[str, str], list[WorkbookReading]] = defaultdict(list)
    for reading in readings:
        groups[reading.identity.return_code, reading.identity.period].append(reading)
    checked = {
        done.key: done
        for (return_code, period), group in groups.items()
        for done in _check_group(return_code, Period.parse(period), group, whole, returns, register)
    }
    return tuple(checked[key_of(reading)] for reading in readings)


def check_city(
    period: Period, units: Sequence[str], library: Library, returns: Returns, register: Register
) -> tuple[Finding, ...]:
    """The rules that hold over all counties together, each judged once; `units` are those that owe returns.

    A rule is not judged while a county's workbook is missing.
    """
    findings: list[Finding] = []
    for each in returns:
        for table in each.tables:
            if not period.covers(table.frequency):
                continue
            keys = [Key(unit, each.code, str(period)) for unit in units]
            panel = Panel(table, period, tuple(units), tuple(library.table(key, table.code) for key in keys))
            if not panel.row_codes:
                continue
            gatherer = Gatherer(panel, library, returns, register)
            judged = hear_city(gatherer, returns.rules(table.code), returns)
            witness = Witness(judged, returns)
            violated, _ = judged.judgements.violated()
            findings += [witness.finding(int(rule), 0) for rule in violated]
    return tuple(replace(finding, root=number) for number, finding in enumerate(findings, 1))


def _check_group(
    return_code: str,
    period: Period,
    readings: Sequence[WorkbookReading],
    library: Library,
    returns: Returns,
    register: Register,
) -> tuple[Checked, ...]:
    units = tuple(reading.identity.unit for reading in readings)
    judged = []
    for table in returns.get(return_code).tables:
        if period.covers(table.frequency):
            panel = Panel(table, period, units, tuple(reading.table(table.code) for reading in readings))
            judged.append(hear(Gatherer(panel, library, returns, register), returns.rules(table.code), returns))
    found = _violations(judged, returns, len(readings))
    return tuple(_checked(reading, county, judged, found[county]) for county, reading in enumerate(readings))


@dataclass(frozen=True, slots=True)
class _Violations:
    """What one workbook breaks: what may have a common root, and the rest."""

    broken: tuple[Broken, ...]
    others: tuple[Finding, ...]


def _violations(judged: Sequence[Judged], returns: Returns, counties: int) -> list[_Violations]:
    broken: list[list[Broken]] = [[] for _ in range(counties)]
    others: list[list[Finding]] = [[] for _ in range(counties)]
    for each in judged:
        witness = Witness(each, returns)
        code = each.panel.table.code
        for rule, row in zip(*each.judgements.violated(), strict=True):
            finding = witness.finding(int(rule), int(row))
            county = int(each.panel.county[row])
            declared = each.rules[rule]
            if isinstance(declared.relation, Comparison) and declared.severity is Severity.ERROR:
                broken[county].append(Broken(code, int(rule), int(row), -1, finding))
            else:
                others[county].append(finding)
        for total, column in _broken_totals(each):
            finding = witness.rows_finding(total, column)
            broken[int(each.panel.county[total])].append(Broken(code, None, total, column, finding))
    return [_Violations(tuple(b), tuple(o)) for b, o in zip(broken, others, strict=True)]


def _broken_totals(judged: Judged) -> list[tuple[int, int]]:
    """Panel row and column of every parent that is not the sum of its rows."""
    if judged.hierarchy is None:
        return []
    places, columns = np.nonzero(judged.hierarchy.verdicts == Verdict.VIOLATED)
    return [(int(judged.hierarchy.parents[place]), int(column)) for place, column in zip(places, columns, strict=True)]


def _checked(reading: WorkbookReading, county: int, judged: Sequence[Judged], violations: _Violations) -> Checked:
    findings = [replace(finding, root=number) for number, finding in enumerate(reading.findings, 1)]
    if violations.broken:
        findings += Workbook(county, judged).fold(violations.broken, len(findings) + 1)
    last = max((finding.root for finding in findings), default=0)
    findings += [replace(finding, root=number) for number, finding in enumerate(violations.others, last + 1)]
    tally = Tally()
    for each in judged:
        tally = tally.plus(each.tally(county))
    return Checked(key_of(reading), reading.sha256, tuple(findings), tally)
