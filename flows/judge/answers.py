"""What each county is told about its workbooks: of those that were judged, of those sent twice, of those not taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flows.judge.replies import Answer, both, folder_of, is_marked, leave, refuse
from flows.judge.work import Settled
from flows.office.opened import Office
from flows.office.readings import stored_of
from flows.reply import notice
from flows.reply.letterbox import answer_name
from flows.reply.report_of import report_of
from record import register as record
from schemas.messages import Language
from schemas.periods import Period, due_again
from schemas.personal import contains_personal
from schemas.receipt import Refusal
from schemas.report import FileReport, Progress, compare
from schemas.states import State
from schemas.submission import OnFile
from schemas.units import Unit

_NAMELESS = "*"
"""In place of a file's name that is itself personal."""


def answers(office: Office, settled: Sequence[Settled], now: datetime) -> tuple[Answer, ...]:
    """What each county is told about the submissions that were judged anew.

    What a person has returned, and what is approved and stays so, was answered then.
    """
    found = ((each, record.submission(each.stored.submission)) for each in settled)
    return tuple(_answer(office, each, submission, now) for each, submission in found if _is_news(each, submission))


def _is_news(settled: Settled, submission: OnFile) -> bool:
    """Whether the county is to be told: not where a person has decided, nor where approval stays approval."""
    if submission.state is State.APPROVED:
        by_a_person = bool(record.decisions(submission.submission))
        return settled.standing.state is not State.APPROVED and not by_a_person
    return submission.state not in {State.RETURNED, State.PUBLISHED}


def _answer(office: Office, settled: Settled, submission: OnFile, now: datetime) -> Answer:
    report = answer_of(office, settled, submission.template)
    period = Period.parse(settled.stored.key.period)
    deadline = due_again(period, submission.went_back_at or now)
    number = submission.submission

    def said(language: Language) -> str:
        if settled.standing.state is State.APPROVED:
            return notice.approved(notice.addressee(report, language), number, language)
        if settled.standing.state is State.READY:
            return notice.ready(notice.addressee(report, language), deadline, number, language)
        way = notice.Way.of(submission)
        return notice.of_check(report, submission.attempt, deadline, number, language, way)

    return Answer(settled.stored, report, settled.examined.written, both(said), submission.attempt)


def answer_of(office: Office, settled: Settled, template: str) -> FileReport:
    """What is answered about one submission, also what changed since the attempt before it.

    `template` is the version that its file is stamped with.
    """
    stored, standing = settled.stored, settled.standing
    form, unit = office.returns.get(stored.key.return_code), _unit(office, stored.key.unit, stored.key.period)
    return replace(
        report_of(stored.name, settled.examined.checked, standing, form, unit, template),
        progress=_progress(settled),
        contact=office.contact,
        marked=answer_name(stored.name, ".xlsx") if is_marked(stored) and standing.findings else "",
    )


def _progress(settled: Settled) -> Progress | None:
    """Against the attempt before; what is waived today counts on neither side."""
    earlier = record.before(settled.stored.submission)
    if earlier is None:
        return None
    waived = {finding.key for finding in settled.standing.waived}
    before = [finding for finding in record.findings(earlier.submission) if finding.key not in waived]
    return compare(before, settled.standing.findings, settled.standing.explained_keys)


def tell_closed(office: Office, received_at: datetime, source: str, refusal: Refusal) -> None:
    """A file for an approved workbook is not taken: what to ask for, in a notice beside those of other refusals."""
    refuse(office, received_at, nameable(source), refusal)


def tell_repeated(office: Office, source: str, known: OnFile) -> None:
    """The bytes of a file were sent before: which file that was, which one counts now, and where its answer lies."""
    counts = record.current(known.unit, known.return_code, known.period) or known
    form = office.returns.get(known.return_code)
    unit = _unit(office, known.unit, known.period)
    place = f"{office.home.replies.name}/{folder_of(stored_of(known).key)}"

    def said(language: Language) -> str:
        name = unit.name if unit else known.unit
        whom = notice.Addressee(name, form.zh if language == "zh" else form.en, known.period, office.contact)
        return notice.repeated(whom, _sent(known), _sent(counts), place, language)

    named = nameable(source)
    leave(office, named, named.partition("/")[0] if "/" in named else "_", "重复", both(said))


def _sent(submission: OnFile) -> notice.Sent:
    return notice.Sent(submission.submission, submission.attempt, submission.received_at)


def nameable(source: str) -> str:
    """The path, its name left out where that is personal."""
    if not contains_personal(source):
        return source
    sender = source.partition("/")[0] if "/" in source else ""
    return _NAMELESS if not sender or contains_personal(sender) else f"{sender}/{_NAMELESS}"


def _unit(office: Office, code: str, period: str) -> Unit | None:
    return office.register.at(code, Period.parse(period).last_day)
