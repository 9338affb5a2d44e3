"""The office's desk: the run itself, what stands of each submission, and how the whole city stands.

The record says what is done, never Prefect: a night that was cut short is taken up by asking it again. What is to be
judged, what is put on file, what is told and what is published have modules of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flows.chase.supervision import digest
from flows.chase.weekly import digest_begins, digest_day
from flows.check import check_city
from flows.check.library import Library
from flows.decide import handed_in, rule_text_of, stand
from flows.judge.answers import answers
from flows.judge.docket import Docket
from flows.judge.entered import Entered
from flows.judge.entering import enter
from flows.judge.history import claimed, suspected
from flows.judge.on_hand import on_hand_of
from flows.judge.release import release
from flows.judge.replies import LANGUAGES, Answer
from flows.judge.work import Examined, Settled, UnitWork
from flows.office.changing import finish
from flows.office.opened import Office
from flows.office.readings import readings_of, stored_of
from flows.plausibility import not_asked
from flows.receive import Intake
from flows.review.suspicion import Suspicion
from flows.review.tolerance import Tolerated, tolerated
from record import register as record
from schemas.decision import Standing
from schemas.finding import Finding
from schemas.periods import SHANGHAI, Period
from schemas.published import NotPublished, Published
from schemas.states import State
from schemas.submission import BoardRow, Lease, Verdict


@dataclass(frozen=True, slots=True)
class Overview:
    """A period over all counties: where the rules over the whole city do not close, and what reading put up with.

    `suspicion` is for the office alone; None where nothing was judged, for then it is what it was.
    """

    gaps: tuple[Finding, ...]
    tolerated: tuple[Tolerated, ...]
    suspicion: Suspicion | None


class Desk:
    """The record as a night uses it, or an act for one unit; `now` is the time of either."""

    def __init__(self, office: Office, now: datetime) -> None:
        self.office = office
        self.now = now
        self.today = now.astimezone(SHANGHAI).date()
        self._rule_text = rule_text_of(office.returns)
        self._night = 0

    def arrive(self, holder: str, clock: datetime) -> Lease:
        """The right to run the night, and the run put on file. Raises LeaseTaken.

        What a person began to change of the office's own files and that was cut short is told to its end.
        """
        lease = record.take_lease(holder, clock)
        finish(self.office.home, clock)
        self._night = record.begin_night(holder, self.office.rule_set, self.now)
        return lease

    def stay(self, lease: Lease, clock: datetime) -> None:
        """The right to run the night for some hours more. Raises LeaseTaken where another has taken it meanwhile."""
        record.renew_lease(lease, clock)

    def cut_short(self) -> tuple[datetime, ...]:
        """When the runs began that did not come to their end, since the last one that did."""
        return record.nights_cut_short(self._night)

    def tell(self, account: str, clock: datetime) -> None:
        """What the run told, put on file with its end."""
        record.end_night(self._night, account, clock)

    def leave(self, lease: Lease) -> None:
        """The right to run the night given back."""
        record.release_lease(lease)

    def enter(self, intakes: Sequence[Intake]) -> Entered:
        """Every kept file put on file, and senders told of what is not taken or came before. Raises StoreError."""
        return enter(self.office, intakes, self.now)

    def periods(self) -> tuple[Period, ...]:
        """Ended periods of which something is on file, earliest first: openings are held against settled closings.

        What an earlier release took of a period that still runs waits for its end: until then nobody owes anything.
        """
        on_file = sorted(Period.parse(code) for code in record.periods())
        return tuple(period for period in on_file if period.has_ended(self.today))

    def to_judge(self, period: Period) -> tuple[UnitWork, ...]:
        """Units with a submission whose verdict is missing or was made with other rules or in another context."""
        return Docket(self.office, self.today).of(period)

    def unchanged(self, works: Sequence[UnitWork]) -> tuple[UnitWork, ...]:
        """Those of the works that are still to be judged, and in the same context; to be asked while their units are held.

        Of the others somebody has sent a workbook or explained meanwhile, and had all of the unit judged; what that left
        undone the next night does.
        """
        units = {stored.key.unit for work in works for stored in work.judged}
        periods = {stored.key.period for work in works for stored in work.judged}
        docket = Docket(self.office, self.today)
        now = {work for period in periods for work in docket.of(Period.parse(period), units)}
        return tuple(work for work in works if work in now)

    def within_budget(self, works: Sequence[UnitWork], examined: Sequence[Examined]) -> list[Examined]:
        """The examined submissions; of figures that are only unusual no more is asked than the budget leaves room for.

        What was asked about keeps its place; of the others the least strange are left without their questions.
        """
        period_of = {each.submission: each.key.period for work in works for each in work.judged}
        judged_anew = frozenset(each.submission for each in examined)
        asking: set[int] = set()
        for code in sorted({period_of[each.submission] for each in examined if each.strangeness}):
            strange = [each for each in examined if each.strangeness and period_of[each.submission] == code]
            ranked = [
                each.submission for each in sorted(strange, key=lambda each: (-each.strangeness, each.submission))
            ]
            asking |= claimed(self.office, Period.parse(code), ranked, judged_anew)
        return [
            each
            if each.submission in asking or not each.strangeness
            else replace(each, checked=not_asked(each.checked))
            for each in examined
        ]

    def decide(self, works: Sequence[UnitWork], examined: Sequence[Examined]) -> tuple[Settled, ...]:
        """What stands of each examined submission; nothing is put on file yet.

        What a clerk or the office does from here on may be overlooked: hold the units (`turns`) until it is on file.
        """
        stored = {each.submission: each for work in works for each in work.judged}
        work_of = {each.submission: work for work in works for each in work.judged}
        held = on_hand_of(self.office, {each.key for each in stored.values()}, self.today)
        confirmed = record.handed_in(stored)
        settled = []
        for examination in examined:
            number = examination.submission
            where, work = stored[number], work_of[number]
            known = replace(held[where.key], confirmed=number in confirmed)
            standing = stand(examination.checked.findings, examination.written, known, self._rule_text)
            settled.append(Settled(where, examination, standing, work.context, number in work.first))
        return tuple(settled)

    def answers(self, settled: Sequence[Settled]) -> tuple[Answer, ...]:
        """What each county is told about the submissions that were judged anew."""
        return answers(self.office, settled, self.now)

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
                standing=self._once_handed_in(each.standing),
            )
            for each in settled
        ]
        record.keep_verdicts(verdicts, self.now)

    def _once_handed_in(self, standing: Standing) -> Standing:
        """What follows for who has confirmed: the record alone knows who has, also while the night was checking."""
        if standing.state is not State.READY:
            return standing
        approval = self.office.configuration.approval
        return replace(standing, state=handed_in(approval, explained=bool(standing.explained)))

    def city(self, period: Period, *, judged: bool) -> Overview:
        """All counties together, on what is on file now; `judged` says whether the night judged any of it."""
        register = self.office.register
        units = [unit.code for unit in register.reporting(period)]
        present = [stored_of(each) for each in record.on_file(str(period))]
        readings = tuple(readings_of(self.office, present).values())
        gaps = check_city(period, units, Library(readings), self.office.returns, register)
        suspicion = suspected(self.office, period, readings) if judged else None
        return Overview(gaps, tolerated(readings, register, period.last_day), suspicion)

    def board(self, period: Period) -> tuple[BoardRow, ...]:
        """Every owed workbook of a period and where it stands; before the office's first period what was sent alone."""
        rows = record.board(period, self.office.register, tuple(self.office.returns), self.now)
        return tuple(row for row in rows if row.submission or self.asks_for(period))

    def asks_for(self, period: Period) -> bool:
        """Whether anything was to be sent of a period: from the first that the office names on."""
        return period >= self.office.configuration.first_period

    def publish(self, period: Period) -> Published | NotPublished | None:
        """The approved workbooks of a period as an edition; None where nothing is approved. Raises PublishError."""
        return release(self.office, period, self.board(period), self.now)

    def digest(self) -> str:
        """The digest of the week in both languages where this night owes one, else empty.

        The night of the chosen weekday does; where there was none that day, the next one does. It begins where the last
        one ended.
        """
        owed = digest_day(self.office.configuration.digest, self.today, record.last_night(self.today))
        if owed is None:
            return ""
        begins = digest_begins(owed, record.nights_until(self.today))
        return "\n".join(digest(self.office, self.now, language, begins) for language in LANGUAGES)

    def under_earlier_rules(self) -> int:
        """How many published workbooks were judged by another rule set than today's; they keep their verdicts."""
        return record.published_under_other_rules(self.office.rule_set)
