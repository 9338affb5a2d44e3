"""What a county is told at once of an act on one of its workbooks: its notice, in the place of the one before."""

from datetime import datetime
from pathlib import Path

from flows.judge.replies import both, tell
from flows.office.opened import Office
from flows.office.readings import stored_of
from flows.reply import notice
from schemas.messages import Language
from schemas.periods import Deadline, Period, due_again
from schemas.states import State
from schemas.submission import OnFile


def tell_county(office: Office, submission: OnFile, state: State, now: datetime, reason: str = "") -> Path:
    """The notice of a submission in its new state, on the disk; `reason` is why it was returned. Raises StoreError."""
    until = due_again(Period.parse(submission.period), now)
    return tell(
        office,
        stored_of(submission),
        both(lambda language: _notice(office, submission, state, until, reason, language)),
    )


def _notice(office: Office, submission: OnFile, state: State, until: Deadline, reason: str, language: Language) -> str:
    period, number = Period.parse(submission.period), submission.submission
    unit = office.register.at(submission.unit, period.last_day)
    form = office.returns.get(submission.return_code)
    title = form.zh if language == "zh" else form.en
    whom = notice.Addressee(unit.name if unit else submission.unit, title, submission.period, office.contact)
    match state:
        case State.APPROVED:
            return notice.approved(whom, number, language)
        case State.AWAITING_REVIEW:
            return notice.confirmed(whom, number, language)
        case State.RETURNED:
            return notice.returned(whom, reason, until, number, language, notice.Way.of(submission))
    return notice.ready(whom, until, number, language)
