"""A person approves a submission or returns it with a reason, and the county is told at once."""

from dataclasses import dataclass, replace
from pathlib import Path

from flows.acts.seen import check_seen
from flows.acts.telling import tell_county
from flows.judge.turns import turn
from flows.office.opened import Office
from record import register as record
from schemas.decision import Decision, Review
from schemas.states import State
from schemas.submission import OnFile


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decision on file, the state that followed, and the county's notice as a path below the office's folder.

    The path is empty where the decision was on file already.
    """

    submission: int
    state: State
    notice: str


def review(office: Office, decision: Decision, shown: str | None = None) -> Reviewed:
    """A submission approved or returned; its notice takes the place of the one that the night wrote.

    `shown` is what the reviewer had before them (`Seen.text`): where something else stands now nothing is decided; None
    where a person asks by number alone, from the command line. The same form sent twice is one decision.
    The notice is on the disk before the decision is on file: whoever is cut short in between decides again and writes
    the same notice once more, so that no decision on file is ever untold. Raises SeenOtherwise, RecordError, NotToReview,
    StoreError.
    """
    written: list[Path] = []

    def tell(submission: OnFile, state: State) -> None:
        if shown is not None:
            check_seen(office, decision.submission, shown)
        written.append(tell_county(office, submission, state, decision.made_at, decision.text))

    with turn(office, record.submission(decision.submission).unit):
        done = None if shown is None else _done(decision)
        if done is not None:
            return Reviewed(decision.submission, done, "")
        state = record.review(decision, tell)
    return Reviewed(decision.submission, state, written[0].relative_to(office.home.path).as_posix())


def _done(decision: Decision) -> State | None:
    """The state that this very decision has led to; None where it was not taken, or something came after it."""
    before = record.decisions(decision.submission)
    if not before or replace(before[-1], made_at=decision.made_at) != decision:
        return None
    led = State.RETURNED if decision.review is Review.RETURN else State.APPROVED
    return led if record.submission(decision.submission).state is led else None
