"""The night's side of the record: what is to be judged, what stands, what may be published.

The record says what is done, never Prefect: a night that was cut short is taken up by asking it again.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flows.check import Key, check_city
from flows.check.library import Library
from flows.check.panel import shifted
from flows.check.succession import succession
from flows.curate import Accepted, curate
from flows.decide import OnHand, rule_text_of, stand
from flows.nightly.work import Answer, Examined, Stored, UnitWork, readings_of
from flows.office import Office
from flows.publish import publish
from flows.publish.editions import editions, submissions_in
from flows.receive import Intake, forget, in_order, unentered
from flows.reply import notice
from flows.tolerance import Tolerated, tolerated
from record import register as record
from rules.language import items_of
from schemas.decision import ExplanationOnFile, Standing, Waiver
from schemas.finding import Finding
from schemas.periods import SHANGHAI, Period, due, usual_days
from schemas.published import NotPublished, Objection, Published
from schemas.published import Standing as Owed
from schemas.reading import WorkbookReading
from schemas.receipt import Fact, Receipt, Refusal
from schemas.report import FileReport, compare
from schemas.states import State
from schemas.submission import Approved, BoardRow, Lease, OnFile, Verdict


@dataclass(frozen=True, slots=True)
class Settled:
    """One submission after the check and all decisions on file."""

    stored: Stored
    examined: Examined
    standing: Standing
    context: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A period over all counties: where the rules over the whole city do not close, and what reading put up with."""

    gaps: tuple[Finding, ...]
    tolerated: tuple[Tolerated, ...]


class Desk:
    """The record as one night uses it; `now` is the night's own time."""

    def __init__(self, office: Office, now: datetime) -> None:
        self.office = office
        self.now = now
        self.today = now.astimezone(SHANGHAI).date()
        self._rule_text = rule_text_of(office.returns)
        self._night = 0

    def arrive(self, holder: str, clock: datetime) -> Lease:
        """The right to run the night, and the run put on file. Raises LeaseTaken."""
        lease = record.take_lease(holder, clock)
        self._night = record.begin_night(holder, self.office.rule_set, self.now)
        return lease

    def stay(self, lease: Lease, clock: datetime) -> None:
        """The right to run the night for some hours more. Raises LeaseTaken where another has taken it meanwhile."""
        record.renew_lease(lease, clock)

    def tell(self, account: str, clock: datetime) -> None:
        """What the run told, put on file with its end."""
        record.end_night(self._night, account, clock)

    def leave(self, lease: Lease) -> None:
        """The right to run the night given back."""
        record.release_lease(lease)

    def enter(self, intakes: Sequence[Intake], tell: Callable[[Receipt, Refusal], None]) -> None:
        """Every kept file put on file, also those that a night cut short had kept and not entered.

        `tell` answers those that are not taken, for the workbook is approved and no correction is open. What came a
        second time leaves the inbox only afterwards. Raises StoreError.
        """
        receipts: dict[str, Receipt] = {}
        for intake in intakes:
            receipts.update({kept.receipt.kept_as: kept.receipt for kept in intake.kept})
            receipts.update({repeated.receipt.kept_as: repeated.receipt for repeated in intake.repeated})
        receipts.update({each.kept_as: each for each in unentered(self.office.home.raw, record.kept())})
        record.register_all(in_order(self.office.home.raw, receipts.values()), self.now, tell)
        forget(repeated for intake in intakes for repeated in intake.repeated)

    def periods(self) -> tuple[Period, ...]:
        """Periods of which something is on file, earliest first: openings are held against settled closings."""
        return tuple(sorted(Period.parse(code) for code in record.periods()))

    def to_judge(self, period: Period) -> tuple[UnitWork, ...]:
        """Units with a submission whose verdict is missing or was made with other rules or beside other workbooks."""
        present = record.on_file(str(period))
        by_unit: dict[str, list[OnFile]] = defaultdict(list)
        for each in present:
            by_unit[each.unit].append(each)
        earlier = self._earlier(period)
        waivers = record.waivers(self.today)
        works = []
        for unit, submissions in by_unit.items():
            beside = earlier.get(unit, ())
            context = self._context(submissions, beside, [each for each in waivers if each.unit == unit])
            pending = [each for each in submissions if self._is_pending(each, context)]
            if pending:
                others = [stored_of(each) for each in submissions if each not in pending]
                works.append(UnitWork(tuple(map(stored_of, pending)), (*others, *beside), context))
        return tuple(works)

    def _is_pending(self, submission: OnFile, context: str) -> bool:
        if submission.state is State.PUBLISHED:
            return False
        return submission.state is State.CHECKING or not submission.is_judged(self.office.rule_set, context)

    def _context(self, submissions: Sequence[OnFile], beside: Sequence[Stored], waivers: Sequence[Waiver]) -> str:
        """Hash over everything that a unit's verdicts depend on beside its file and the rules.

        That is how files are read, the register, the unit's other returns, the earlier periods looked back to, the
        waivers in force today and who approves; one hash for all of the unit's returns.
        """
        seal = sha256(f"{self.office.reader} {self.office.configuration.approval}".encode())
        lines = [f"{each.return_code} {each.sha256}" for each in submissions]
        lines += [f"{each.key.period} {each.key.return_code} {each.sha256}" for each in beside]
        lines += [f"waiver {each.number}" for each in waivers]
        for line in sorted(lines):
            seal.update(f"\n{line}".encode())
        return seal.hexdigest()

    def _earlier(self, period: Period) -> dict[str, tuple[Stored, ...]]:
        """Approved workbooks of the periods that the rules look back to, by the unit that is judged beside them.

        They are its own, and those of counties that units of it came from.
        """
        found: dict[str, list[Stored]] = defaultdict(list)
        register = self.office.register
        for earlier in sorted(self._looked_back_to(period)):
            changes = succession(register, earlier.last_day, period.last_day)
            by_unit: dict[str, list[Stored]] = defaultdict(list)
            for each in record.approved(str(earlier)):
                by_unit[each.unit].append(stored_of(each))
            for unit in register.reporting(period):
                for reporter in sorted(changes.reporters(unit.code)):
                    found[unit.code] += by_unit.get(reporter, ())
        return {unit: tuple(stored) for unit, stored in found.items()}

    def _looked_back_to(self, period: Period) -> frozenset[Period]:
        tables = self.office.returns.tables
        shifts = {item.shift for each in self.office.returns.all_rules() for item in items_of(each.rule.relation)}
        periods = {shifted(period, table, shift) for table in tables for shift in shifts}
        first = self.office.configuration.first_period
        return frozenset(each for each in periods if each is not None and first <= each < period)

    def decide(self, works: Sequence[UnitWork], examined: Sequence[Examined]) -> tuple[Settled, ...]:
        """What stands of each examined submission; nothing is put on file yet."""
        stored = {each.submission: each for work in works for each in work.judged}
        contexts = {each.submission: work.context for work in works for each in work.judged}
        explanations: dict[Key, list[ExplanationOnFile]] = defaultdict(list)
        for period in {each.key.period for each in stored.values()}:
            for each in record.explanations_of(period):
                explanations[Key(each.unit, each.return_code, each.period)].append(each)
        waivers = record.waivers(self.today)
        settled = []
        for examination in examined:
            where = stored[examination.submission]
            on_hand = OnHand(
                unit=where.key.unit,
                today=self.today,
                explanations=explanations[where.key],
                waivers=waivers,
                approval=self.office.configuration.approval,
            )
            standing = stand(examination.checked.findings, examination.written, on_hand, self._rule_text)
            settled.append(Settled(where, examination, standing, contexts[examination.submission]))
        return tuple(settled)

    def settle(self, settled: Sequence[Settled]) -> None:
        """Verdicts put on file: after the answers are written, so that a night cut short answers again."""
        verdicts = [
            Verdict(
                submission=each.stored.submission,
                sha256=each.stored.sha256,
                rule_set=self.office.rule_set,
                context=each.context,
                findings=each.examined.checked.findings,
                tally=each.examined.checked.tally,
                standing=each.standing,
            )
            for each in settled
        ]
        record.keep_verdicts(verdicts, self.now)

    def answers(self, settled: Sequence[Settled]) -> tuple[Answer, ...]:
        """What each county is told about the submissions that were judged anew.

        What a person has returned, and what is approved and stays so, was answered then.
        """
        found = ((each, record.submission(each.stored.submission)) for each in settled)
        return tuple(self._answer(each, submission) for each, submission in found if _is_news(each, submission))

    def _answer(self, settled: Settled, submission: OnFile) -> Answer:
        report = self._report(settled)
        period = Period.parse(settled.stored.key.period)
        number = submission.submission
        if settled.standing.state is State.APPROVED:
            text = notice.approved(notice.addressee(report, "zh"), number, "zh")
        else:
            text = notice.of_check(report, submission.attempt, due(period, usual_days(period)), number, "zh")
        return Answer(settled.stored, report, settled.examined.written, text)

    def _report(self, settled: Settled) -> FileReport:
        key = settled.stored.key
        form = self.office.returns.get(key.return_code)
        period = Period.parse(key.period)
        unit = self.office.register.at(key.unit, period.last_day)
        earlier = record.before(settled.stored.submission)
        before: tuple[Finding, ...] = record.findings(earlier.submission) if earlier else ()
        return FileReport(
            file=settled.stored.name,
            sha256=settled.stored.sha256,
            outcome=settled.standing.outcome,
            findings=settled.standing.findings,
            tally=settled.examined.checked.tally,
            return_code=key.return_code,
            return_zh=form.zh,
            return_en=form.en,
            unit=key.unit,
            unit_name=unit.name if unit else key.unit,
            period=key.period,
            template=form.version,
            progress=compare(before, settled.standing.findings) if earlier else None,
            explained=settled.standing.explained_keys,
            contact=self.office.contact,
        )

    def city(self, period: Period) -> Overview:
        """All counties together, on what is on file now."""
        register = self.office.register
        units = [unit.code for unit in register.reporting(period)]
        present = [stored_of(each) for each in record.on_file(str(period))]
        readings = readings_of(self.office, present).values()
        gaps = check_city(period, units, Library(readings), self.office.returns, register)
        return Overview(gaps, tolerated(readings, register, period.last_day))

    def board(self, period: Period) -> tuple[BoardRow, ...]:
        """Every owed workbook of a period and where it stands."""
        return record.board(period, self.office.register, tuple(self.office.returns), self.now)

    def publish(self, period: Period) -> Published | NotPublished | None:
        """The approved workbooks of a period as an edition; None where nothing is approved. Raises PublishError."""
        approved = record.approved(str(period))
        if not approved:
            return None
        readings = readings_of(self.office, [stored_of(each) for each in approved])
        lost = [each.kept_as for each in approved if each.sha256 not in readings]
        if lost:
            return NotPublished(str(period), tuple(Objection("PUBLISH-LOST", (Fact("file", each),)) for each in lost))
        self._catch_up(period)
        accepted = [accepted_of(each, readings) for each in approved]
        facts = curate(period, accepted, self.office.register, self.office.returns)
        owed = [owed_of(row) for row in self.board(period)]
        city = self.office.configuration.city_name
        done = publish(facts, owed, self.office.home.curated, self.today, self.office.returns, city)
        if isinstance(done, Published):
            record.publish_edition(done.edition, [each.submission for each in approved], self.now)
        return done

    def _catch_up(self, period: Period) -> None:
        """Put on file the editions that stand in curated/ and that a night cut short had not entered."""
        known = {each.vintage for each in record.editions(str(period))}
        for edition in editions(self.office.home.curated):
            if edition.period == str(period) and edition.vintage not in known:
                record.publish_edition(edition, submissions_in(self.office.home.curated, edition), self.now)


def _is_news(settled: Settled, submission: OnFile) -> bool:
    """Whether the county is to be told: not where a person has decided, nor where approval stays approval."""
    if submission.state in {State.RETURNED, State.PUBLISHED}:
        return False
    return not (submission.state is State.APPROVED and settled.standing.state is State.APPROVED)


def stored_of(submission: OnFile | Approved) -> Stored:
    """Where a submission's file lies."""
    key = Key(submission.unit, submission.return_code, submission.period)
    name = submission.name if isinstance(submission, OnFile) else submission.kept_as
    return Stored(submission.submission, key, submission.sha256, submission.kept_as, name)


def accepted_of(approved: Approved, readings: dict[str, WorkbookReading]) -> Accepted:
    """An approved workbook with its reading. Raises KeyError where the reading is not among them."""
    return Accepted(
        reading=readings[approved.sha256],
        submission=approved.submission,
        received=approved.received_at.date(),
        approved=approved.approved_at.date(),
        rule_set=approved.rule_set,
        explained=approved.explained,
        waived=approved.waived,
        correction=approved.correction,
    )


def owed_of(row: BoardRow) -> Owed:
    """A row of the board for an edition's quality report."""
    return Owed(
        unit=row.unit,
        unit_name=row.unit_name,
        return_code=row.return_code,
        state=row.state.words("zh"),
        due=row.due.date(),
        received=row.received_at.date() if row.received_at else None,
        on_time=row.on_time,
        attempts=row.attempt,
        explained=row.explained,
        waived=row.waived,
    )
