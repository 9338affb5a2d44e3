"""check: the numbers of many counties against every rule, and the findings, folded into cases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from flows.check.cases import Broken, Found, fold
from flows.check.court import Judged, hear, hear_city
from flows.check.evidence import Witness
from flows.check.gather import Gatherer, Panels
from flows.check.library import Key, Library, key_of
from flows.check.panel import Panel
from flows.check.plan import Plan, is_restriction
from rules.judge import Verdict
from schemas.finding import Finding, Pattern, Tally
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.returns import Returns
from schemas.units import Register

__all__ = ["Checked", "Key", "Library", "check", "check_city", "key_of"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check says of one workbook: findings of structure, cells and arithmetic with their roots, and counts.

    `unheard` is how many checks were not made for want of an earlier workbook or another return of the unit.
    """

    key: Key
    sha256: str
    findings: tuple[Finding, ...]
    tally: Tally
    unheard: int = 0


def check(
    readings: Sequence[WorkbookReading], library: Library, returns: Returns, register: Register
) -> tuple[Checked, ...]:
    """Each workbook against the rules of its tables, all counties of a return and period at once.

    `library` holds what the rules may look at beside them: the same unit's other returns and earlier periods (the
    readings themselves need not be in it), and earlier periods of the counties that units of it came from. The result
    is in the order of `readings`.
    """
    whole = library.with_readings(readings)
    checked: dict[int, Checked] = {}
    for (return_code, period), positions in _groups(readings).items():
        group = _Group(return_code, Period.parse(period), [readings[position] for position in positions])
        checked.update(zip(positions, group.checked(whole, returns, register), strict=True))
    return tuple(checked[position] for position in range(len(readings)))


def check_city(
    period: Period, units: Sequence[str], library: Library, returns: Returns, register: Register
) -> tuple[Finding, ...]:
    """The rules that hold over all counties together, each judged once; `units` are those that owe returns.

    A rule is not judged while a county's workbook is missing. Every finding names each county's cells.
    """
    findings: list[Finding] = []
    panels = Panels(tuple(units), library, returns)
    for table in returns.tables:
        if period.covers(table.frequency):
            panel = panels.of(table, period)
            if panel.row_codes:
                judged = hear_city(Gatherer(panel, panels, register), returns.rules(table.code), returns)
                rules, _ = judged.judgements.violated()
                findings += [Witness(judged).finding(int(rule), 0) for rule in rules]
    return tuple(replace(finding, root=number) for number, finding in enumerate(findings, 1))


def _groups(readings: Sequence[WorkbookReading]) -> Mapping[tuple[str, str], Sequence[int]]:
    """Positions of the readings that are judged together."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, reading in enumerate(readings):
        groups[reading.identity.return_code, reading.identity.period].append(position)
    return groups


@dataclass(frozen=True, slots=True)
class _Group:
    """Workbooks of one return and period."""

    return_code: str
    period: Period
    readings: Sequence[WorkbookReading]

    def checked(self, library: Library, returns: Returns, register: Register) -> Iterator[Checked]:
        """What the check says of each workbook, in their order."""
        judged = self._judged(library, returns, register)
        plan = Plan(judged)
        tallies = (
            np.sum([each.tallies for each in judged], axis=0) if judged else np.zeros((len(self.readings), 3), int)
        )
        found = self._violations(plan)
        for county, reading in enumerate(self.readings):
            tally = Tally(*map(int, tallies[county]))
            if any(finding.pattern is Pattern.UNFILLED for finding in reading.findings):
                # What the template reckons of blank cells says nothing about anybody's figures.
                found[county], tally = Found(), Tally(cannot_tell=tally.held + tally.violated + tally.cannot_tell)
            findings = fold(
                plan, county, replace(found.get(county, Found()), read=reading.findings, texts=reading.texts)
            )
            unheard = sum(int(each.unheard[county]) for each in judged)
            yield Checked(key_of(reading), reading.sha256, findings, tally, unheard)

    def _judged(self, library: Library, returns: Returns, register: Register) -> list[Judged]:
        units = tuple(reading.identity.unit for reading in self.readings)
        own = [
            Panel(table, self.period, units, tuple(reading.table(table.code) for reading in self.readings))
            for table in returns.get(self.return_code).tables
            if self.period.covers(table.frequency)
        ]
        panels = Panels(units, library, returns, own)
        return [hear(Gatherer(panel, panels, register), returns.rules(panel.table.code), returns) for panel in own]

    def _violations(self, plan: Plan) -> dict[int, Found]:
        """What is broken, by the position of the county."""
        broken: dict[int, list[Broken]] = defaultdict(list)
        others: dict[int, list[Finding]] = defaultdict(list)
        for table, judged in enumerate(plan.judged):
            witness, county = Witness(judged), judged.panel.county
            for rule, row in zip(*(each.tolist() for each in judged.judgements.violated()), strict=True):
                finding = witness.finding(rule, row)
                if is_restriction(judged.rules[rule]):
                    broken[county[row]].append(Broken(plan.rule_number(table, rule, row), finding))
                else:
                    others[county[row]].append(finding)
            for place, column in _broken_sums(judged):
                parent = int(judged.hierarchy.parents[place]) if judged.hierarchy else 0
                finding = witness.rows_finding(parent, column)
                broken[county[parent]].append(Broken(plan.sum_number(table, place, column), finding))
        return {each: Found((), tuple(broken[each]), tuple(others[each])) for each in {*broken, *others}}


def _broken_sums(judged: Judged) -> list[tuple[int, int]]:
    """Position among the hierarchy's parents, and column, of every parent that is not the sum of its rows."""
    if judged.hierarchy is None:
        return []
    places, columns = np.nonzero(judged.hierarchy.verdicts == Verdict.VIOLATED)
    return list(zip(places.tolist(), columns.tolist(), strict=True))
