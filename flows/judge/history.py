"""The past that a period's figures are held against: which approved workbooks it is, and what they make usual.

It is told once a period from the record, learned once, and kept; verdicts are bound to its seal. What it is does not
change with the other workbooks of the same period, nor with what is approved or corrected after the first of them came.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from flows.check import Key
from flows.check.panel import shifted
from flows.office.opened import Office
from flows.office.readings import Stored, readings_of, stored_of
from flows.plausibility import Usual, learn, seal
from flows.plausibility.kept import NotLearned, file_of, put, recall
from flows.receive.store import storing
from flows.review.budget import Budget, allowed
from flows.review.suspicion import Ground, Suspicion, look
from record import register as record
from rules.language import Shift
from schemas.periods import Period
from schemas.reading import WorkbookReading

_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class History:
    """Approved workbooks of earlier periods, the share of workbooks that may be asked in vain, and the seal of both."""

    period: Period
    files: tuple[Stored, ...]
    budget: float
    seal: str


def history(office: Office, period: Period, budget: float | None = None) -> History:
    """The past of a period; with the office's own budget where no other is given."""
    share = office.configuration.false_questions if budget is None else budget
    files = tuple(stored_of(each) for each in record.past(period))
    return History(period, files, share, seal((each.sha256 for each in files), share))


def learned(office: Office, past: History) -> Usual | None:
    """What the past makes usual, learned and kept where it was not yet; None without a past. Raises StoreError."""
    if not past.seal:
        return None
    file = file_of(office.home.usual, past.seal, office.rule_set, office.reader)
    try:
        return recall(file)
    except NotLearned:
        usual = learn(_readings(office, past.files), past.period, office.returns, office.register, past.budget)
        with storing():
            put(file, usual)
        return recall(file)


def spent(office: Office, period: Period) -> Budget:
    """How much of a period's budget of false questions is used."""
    return Budget(_most(office, period), len(record.asked_about(str(period))))


def claimed(office: Office, period: Period, strange: Sequence[int], judged: AbstractSet[int]) -> frozenset[int]:
    """Of strange submissions, strangest first, those that the period's budget has room for: their place is taken now.

    `judged` are all submissions whose verdicts are being made. Two who judge at once never share a place.
    """
    return record.claim_questions(str(period), strange, _most(office, period), judged)


def _most(office: Office, period: Period) -> int:
    return allowed(office.configuration.false_questions, _owed(office, period))


def _owed(office: Office, period: Period) -> int:
    """Workbooks that are owed in a period."""
    forms = sum(any(period.covers(table.frequency) for table in form.tables) for form in office.returns)
    return forms * len(office.register.reporting(period))


def usual_in(office: Office, period: Period) -> Usual | None:
    """What is usual in a period, learned where it was not yet and then not kept; None without a past."""
    past = history(office, period)
    if not past.seal:
        return None
    try:
        return recall(file_of(office.home.usual, past.seal, office.rule_set, office.reader))
    except NotLearned:
        return learn(_readings(office, past.files), past.period, office.returns, office.register, past.budget)


def suspected(office: Office, period: Period, now: Sequence[WorkbookReading], budget: float | None = None) -> Suspicion:
    """What the office may want to look at in the workbooks of a period, each table also beside its last one."""
    past = history(office, period, budget)
    shifts = {shifted(period, table, Shift.PREVIOUS) for table in office.returns.tables}
    last = sorted(each for each in shifts if each is not None)
    before = [stored_of(each) for earlier in last for each in record.on_file(str(earlier))]
    asked = None if budget is not None else _asked(period)
    most = allowed(past.budget, _owed(office, period))
    ground = Ground(learned(office, past), office.returns, office.register, past.budget, most, asked)
    return look(period, now, tuple(readings_of(office, before).values()), ground)


def _asked(period: Period) -> frozenset[Key]:
    """The workbooks that are asked about unusual figures by the verdicts on file."""
    numbers = record.asked_about(str(period))
    return frozenset(stored_of(each).key for each in record.on_file(str(period)) if each.submission in numbers)


def _readings(office: Office, files: Sequence[Stored]) -> Iterator[WorkbookReading]:
    """A part at a time: the past of a large city need not lie in memory at once."""
    for start in range(0, len(files), _TOGETHER):
        yield from readings_of(office, files[start : start + _TOGETHER]).values()
