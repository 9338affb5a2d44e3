"""A person approves a submission or returns it with a reason, and the county is told at once."""

from dataclasses import dataclass
from pathlib import Path

from flows.acts.seen import check_seen
from flows.nightly.replies import both, tell
from flows.nightly.turns import turn
from flows.office.opened import Office
from flows.office.readings import stored_of
from flows.reply import notice
from record import register as record
from schemas.decision import Decision
from schemas.messages import Language
from schemas.periods import Period, due, usual_days
from schemas.states import State
from schemas.submission import OnFile


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decision on file, the state that followed, and the county's notice as a path below the office's folder."""

    submission: int
    state: State
    notice: str


def review(office: Office, decision: Decision, shown: str | None = None) -> Reviewed:
    """A submission approved or returned; its notice takes the place of the one that the night wrote.

    `shown` is what the reviewer had before them (`Seen.text`): where something else stands now nothing is decided; None
    where a person asks by number alone, from the command line.
    The notice is on the disk before the decision is on file: whoever is cut short in between decides again and writes
    the same notice once more, so that no decision on file is ever untold. Raises SeenOtherwise, RecordError, NotToReview,
    StoreError.
    """
    written: list[Path] = []

    def tell_county(submission: OnFile, state: State) -> None:
        if shown is not None:
            check_seen(office, decision.submission, shown)
        text = both(lambda language: _notice(office, decision.text, submission, state, language))
        written.append(tell(office, stored_of(submission), text))

    with turn(office, record.submission(decision.submission).unit):
        state = record.review(decision, tell_county)
    return Reviewed(decision.submission, state, written[0].relative_to(office.home.path).as_posix())


def _notice(office: Office, reason: str, submission: OnFile, state: State, language: Language) -> str:
    period = Period.parse(submission.period)
    unit = office.register.at(submission.unit, period.last_day)
    form = office.returns.get(submission.return_code)
    title = form.zh if language == "zh" else form.en
    whom = notice.Addressee(unit.name if unit else submission.unit, title, submission.period)
    if state is State.APPROVED:
        return notice.approved(whom, submission.submission, language)
    deadline, way = due(period, usual_days(period)), notice.Way.of(submission)
    return notice.returned(whom, reason, deadline, submission.submission, language, way)
