"""What is to be judged: workbooks without a verdict, and those whose verdict depends on something that changed.

A verdict depends on the file and the rules, and on its context: how files are read, the unit's other returns, the
earlier periods looked back to, the past that its figures are held against, the waivers in force, and who approves. What
is missing in the context is judged by yesterday's world; what is too much in it judges a whole city anew for nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from hashlib import sha256

from flows.check.panel import shifted
from flows.check.succession import succession
from flows.judge.history import history, learned
from flows.judge.work import UnitWork
from flows.office.opened import Office
from flows.office.readings import Stored, stored_of
from record import register as record
from rules.language import items_of
from schemas.decision import Waiver
from schemas.periods import Period
from schemas.states import State
from schemas.submission import OnFile


class Docket:
    """The submissions of one office that wait for a verdict on one day."""

    def __init__(self, office: Office, today: date) -> None:
        self.office = office
        self.today = today

    def of(self, period: Period, units: Collection[str] = ()) -> tuple[UnitWork, ...]:
        """Units with a submission whose verdict is missing or was made with other rules or in another context.

        Of all the period's units, or of those that are named.
        """
        by_unit: dict[str, list[OnFile]] = defaultdict(list)
        for each in record.on_file(str(period)):
            if not units or each.unit in units:
                by_unit[each.unit].append(each)
        earlier = self._earlier(period, units)
        past = history(self.office, period)
        waivers = record.waivers(self.today)
        works = []
        for whose, submissions in by_unit.items():
            beside = earlier.get(whose, ())
            context = self._context(submissions, beside, [each for each in waivers if each.unit == whose], past.seal)
            pending = [each for each in submissions if self._is_pending(each, context)]
            if pending:
                others = [stored_of(each) for each in submissions if each not in pending]
                first = frozenset(each.submission for each in pending if not each.rule_set)
                stored = tuple(map(stored_of, pending))
                works.append(UnitWork(stored, (*others, *beside), context, first, past.seal))
        if works:
            learned(self.office, past)
        return tuple(works)

    def _is_pending(self, submission: OnFile, context: str) -> bool:
        """What is published keeps its verdict, whatever changes."""
        if submission.state is State.PUBLISHED:
            return False
        return submission.state is State.CHECKING or not submission.is_judged(self.office.rule_set, context)

    def _context(
        self, submissions: Sequence[OnFile], beside: Sequence[Stored], waivers: Sequence[Waiver], past: str
    ) -> str:
        """Hash over everything that a unit's verdicts depend on beside its file and the rules; one for all its returns."""
        seal = sha256(f"{self.office.reader} {self.office.configuration.approval}".encode())
        lines = [f"{each.return_code} {each.sha256}" for each in submissions]
        lines += [f"{each.key.period} {each.key.return_code} {each.sha256}" for each in beside]
        lines += [f"waiver {each.number}" for each in waivers]
        lines.append(f"past {past}")
        for line in sorted(lines):
            seal.update(f"\n{line}".encode())
        return seal.hexdigest()

    def _earlier(self, period: Period, units: Collection[str]) -> dict[str, tuple[Stored, ...]]:
        """Approved workbooks of the periods that the rules look back to, by the unit that is judged beside them.

        They are its own, and those of counties that units of it came from.
        """
        found: dict[str, list[Stored]] = defaultdict(list)
        register = self.office.register
        for earlier in sorted(self._looked_back_to(period)):
            changes = succession(register, earlier.last_day, period.last_day)
            asked = [each.code for each in register.reporting(period) if not units or each.code in units]
            before = {code: sorted(changes.reporters(code)) for code in asked}
            by_unit: dict[str, list[Stored]] = defaultdict(list)
            for each in record.approved(str(earlier), {each for codes in before.values() for each in codes}):
                by_unit[each.unit].append(stored_of(each))
            for code, reporters in before.items():
                for reporter in reporters:
                    found[code] += by_unit.get(reporter, ())
        return {code: tuple(stored) for code, stored in found.items()}

    def _looked_back_to(self, period: Period) -> frozenset[Period]:
        tables = self.office.returns.tables
        shifts = {item.shift for each in self.office.returns.all_rules() for item in items_of(each.rule.relation)}
        periods = {shifted(period, table, shift) for table in tables for shift in shifts}
        first = self.office.configuration.first_period
        return frozenset(each for each in periods if each is not None and first <= each < period)
