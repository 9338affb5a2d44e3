"""A clerk sends one workbook through the portal, explains, confirms and withdraws: the steps of the night for one unit.

Each ends with nothing left for the night to do. Those of one unit follow one another, in however many processes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from flows.acts.judging import PLACES, judge
from flows.acts.seen import check_seen
from flows.acts.telling import tell_county
from flows.chamber import Chamber
from flows.check import Key
from flows.decide import handed_in, rule_text_of
from flows.judge.turns import turn
from flows.judge.work import understand_wanted
from flows.office.opened import Office
from flows.office.readings import stored_of
from flows.receive import Kept, TurnedAway, receive_bytes
from flows.receive.early import not_ended
from flows.receive.store import storing
from record import register as record
from record.errors import RecordError
from schemas.decision import ExplanationOnFile, NotTaken, Reason
from schemas.explaining import objection
from schemas.finding import Level
from schemas.periods import SHANGHAI, Period
from schemas.reading import Explanation
from schemas.receipt import PORTAL, Fact, Receipt, Refusal
from schemas.sentences import numbers
from schemas.states import State
from schemas.submission import OnFile


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the name that its sender gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """A workbook that was kept and put on file; `fault` numbers a fault of ours that left it 校核中, else empty."""

    submission: int
    state: State
    fault: str = ""


def send(office: Office, wanted: Key, upload: Upload, now: datetime, chamber: Chamber) -> Sent | Refusal:
    """A file received, put on file, judged and answered; or why it is not taken, and then nothing of it is kept.

    `wanted` is the return that is due: a workbook of another unit, return or period is refused. What is kept stays so:
    a fault of ours afterwards leaves it 校核中, and the next night, or the same file again, takes it up. Raises
    StoreError where the disk takes nothing.
    """
    with turn(office, wanted.unit), PLACES:
        refused = _early(wanted, now) or _closed(wanted, now) or _known(wanted, upload)
        if refused is not None:
            return refused
        received = _receive(office, wanted, upload, now, chamber)
        if isinstance(received, Refusal):
            return received
        registered = record.register(received, now)
        if registered.refusal is not None:
            return registered.refusal
        fault = judge(office, wanted, now)
        return Sent(registered.submission, record.submission(registered.submission).state, fault)


def check_again(office: Office, number: int, now: datetime) -> Sent:
    """A submission that was kept and not judged, judged now. Raises RecordError for an unknown number."""
    found = record.submission(number)
    with turn(office, found.unit), PLACES:
        fault = judge(office, stored_of(found).key, now)
        return Sent(number, record.submission(number).state, fault)


@dataclass(frozen=True, slots=True)
class Written:
    """What a clerk writes beside a finding: the finding's key, a reason code and a text."""

    key: str
    reason: str
    text: str


def explain(
    office: Office, number: int, written: Sequence[Written], by: str, now: datetime, shown: str | None = None
) -> tuple[NotTaken, ...]:
    """Explanations put on file and the submission judged anew; those that cannot be taken come back with the reason.

    What was explained in the same words stays as it is. `shown` is what its clerk had before them (`Seen.text`); None
    where it does not matter. Raises RecordError for an unknown or replaced submission and for one that is handed in or
    is being checked, SeenOtherwise where the findings are others now; then nothing of it is on file.
    """
    found = record.submission(number)
    with turn(office, found.unit), PLACES:
        found = record.submission(number)
        _check_explainable(found)
        if shown is not None:
            check_seen(office, number, shown, explanations=False)
        asked = {each.key: each for each in record.findings(number) if each.level is Level.QUERY}
        on_file = record.explanations(found.unit, found.return_code, found.period)
        text_of = rule_text_of(office.returns)
        refused: list[NotTaken] = []
        for each in {each.key: each for each in written if each.key in asked}.values():
            finding = asked[each.key]
            new = Explanation(each.key, numbers(finding), each.reason.strip(), each.text.strip())
            cannot = objection(finding, new)
            if cannot is not None:
                refused.append(cannot)
            elif not any(_says(kept, new, text_of(finding.code)) for kept in on_file):
                record.explain(_on_file(found, new, text_of(finding.code), by, now))
        judge(office, stored_of(found).key, now)
    return tuple(refused)


EXPLAINABLE = frozenset({State.TO_CORRECT, State.TO_EXPLAIN, State.READY, State.RETURNED})
"""States in which a clerk may write beside the findings."""


def _check_explainable(found: OnFile) -> None:
    if found.replaced_by:
        raise RecordError("RECORD-REPLACED", {"number": found.submission, "newer": found.replaced_by})
    if found.state is State.CHECKING:
        raise RecordError("EXPLAIN-CHECKING", {"number": found.submission})
    if not found.taken or found.state not in EXPLAINABLE:
        raise RecordError("EXPLAIN-HANDED-IN", {"number": found.submission})


def confirm(office: Office, number: int, by: str, now: datetime, shown: str | None = None) -> State:
    """A ready workbook handed in: 待审核 or 审定, as the office has chosen.

    `shown` is what its clerk had before them (`Seen.text`); None where it does not matter. Raises RecordError,
    SeenOtherwise, StoreError; then nothing is handed in.
    """
    approval = office.configuration.approval

    def tell_unit(submission: OnFile, state: State) -> None:
        if shown is not None:
            check_seen(office, number, shown)
        tell_county(office, submission, state, now)

    with turn(office, record.submission(number).unit):
        return record.confirm(number, lambda explained: handed_in(approval, explained=explained), by, now, tell_unit)


def withdraw(office: Office, number: int, by: str, now: datetime) -> State:
    """A workbook that waits for its review taken back by its unit. Raises RecordError, StoreError."""
    with turn(office, record.submission(number).unit):
        return record.withdraw(number, by, now, partial(tell_county, office, now=now))


def _early(wanted: Key, now: datetime) -> Refusal | None:
    return not_ended(Period.parse(wanted.period), now.astimezone(SHANGHAI).date())


def _closed(wanted: Key, now: datetime) -> Refusal | None:
    if not record.is_closed(wanted.unit, wanted.return_code, wanted.period, now):
        return None
    return Refusal("STATE-CLOSED", (Fact("period", wanted.period), Fact("return_code", wanted.return_code)))


def _known(wanted: Key, upload: Upload) -> Refusal | None:
    """The same bytes were judged before; a file that was kept and never judged is taken up."""
    digest = sha256(upload.content).hexdigest()
    for each in record.sent(wanted.unit, wanted.return_code, wanted.period):
        if each.sha256 == digest and each.taken and (each.replaced_by or each.state is not State.CHECKING):
            at = each.received_at
            facts = {
                "month": str(at.month),
                "day": str(at.day),
                "time": f"{at:%H:%M}",
                "attempt": str(each.attempt),
            }
            code = "UPLOAD-REPEATED-EARLIER" if each.replaced_by else "UPLOAD-REPEATED"
            return Refusal(code, tuple(Fact(name, value) for name, value in facts.items()))
    return None


def _receive(office: Office, wanted: Key, upload: Upload, now: datetime, chamber: Chamber) -> Receipt | Refusal:
    received = receive_bytes(
        upload.content,
        upload.name,
        f"{PORTAL}/{wanted.unit}",
        office.home.raw,
        now=now,
        understand=partial(understand_wanted, forms=office.forms, wanted=wanted),
        chamber=chamber,
        limits=office.limits,
    )
    if isinstance(received, TurnedAway):
        return _for_an_upload(received.refusal)
    if isinstance(received, Kept):
        with storing():
            office.shelf.put(received.reading)
    return received.receipt


_OWN_WORDS = {"FILE-WRONG-UNIT": "UPLOAD-OTHER-UNIT", "FILE-FAULT": "UPLOAD-FAULT"}


def _for_an_upload(refusal: Refusal) -> Refusal:
    """The refusal as one who is signed in is told: whose account it is, and that nothing was kept."""
    return Refusal(_OWN_WORDS.get(refusal.code, refusal.code), refusal.facts)


def _says(kept: ExplanationOnFile, new: Explanation, rule_text: str) -> bool:
    same = (kept.key, kept.numbers, kept.reason.value, kept.text, kept.rule_text)
    return same == (new.key, new.numbers, new.reason, new.text, rule_text)


def _on_file(found: OnFile, new: Explanation, rule_text: str, by: str, now: datetime) -> ExplanationOnFile:
    return ExplanationOnFile(
        unit=found.unit,
        return_code=found.return_code,
        period=found.period,
        key=new.key,
        numbers=new.numbers,
        rule_text=rule_text,
        reason=Reason(new.reason),
        text=new.text,
        by=by,
        written_at=now,
    )
