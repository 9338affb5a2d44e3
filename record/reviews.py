"""Reviews: a person approves a submission, or returns it with a reason."""

from collections.abc import Callable

from record import audit, models
from record.decided import check_reason, check_signed
from record.errors import RecordError
from record.submissions import INBOX, fetch, subject, submission
from record.verdicts import approve, take_back
from schemas.decision import Decision, Review
from schemas.messages import Language, say
from schemas.periods import SHANGHAI
from schemas.states import MOVES, State, StateError
from schemas.submission import OnFile


class NotToReview(StateError):
    """The submission does not wait for this review; `message` says where it stands, who decided, and what comes next."""

    def __init__(self, before: State, after: State, code: str, facts: dict[str, object]) -> None:
        super().__init__(before, after)
        self.code = code
        self.facts = facts

    def message(self, language: Language) -> str:
        """The one sentence for the office."""
        return say(self.code, language, self.facts)


def _untold(_: OnFile, __: State) -> None:
    """For whoever tells the county from the result."""


def review(decision: Decision, tell: Callable[[OnFile, State], None] = _untold) -> State:
    """The decision put on file, and the state that follows.

    `tell` is called with the submission and that state before anything is on file, so that one who was cut short
    decides and tells again. Raises RecordError for an unknown, replaced or untaken submission and for a return without
    a reason, NotToReview where the submission does not wait for this review.
    """
    check_signed(decision.by)
    if decision.review is Review.RETURN or decision.text:
        check_reason(decision.text)
    with audit.turn():
        found = fetch(decision.submission)
        if found.replaced_by_id is not None:
            raise RecordError("RECORD-REPLACED", {"number": found.pk, "newer": found.replaced_by_id})
        before = State(found.state)
        after = _follows(found, before, decision.review)
        tell(submission(found.pk), after)
        models.Decision.objects.create(
            submission=found,
            review=decision.review.value,
            by=decision.by,
            text=decision.text,
            made_at=decision.made_at,
        )
        _enter(found, after, decision)
        facts = {"text": decision.text, "verdict": found.verdict_id, "before": before.value, "after": after.value}
        audit.append(
            [audit.Act(decision.made_at, decision.by, decision.review.value, subject(found.pk), facts)],
        )
    return after


def _enter(found: models.Submission, after: State, decision: Decision) -> None:
    """The submission in the state that follows, and with what belongs to it."""
    found.state = after.value
    if after is State.APPROVED:
        approve(found, decision.by, decision.made_at)
    else:
        take_back(found)
        if found.confirmed_by != INBOX:
            found.confirmed_at, found.confirmed_by = None, ""  # what is mended in words is handed in again
    found.save(
        update_fields=["state", "confirmed_at", "confirmed_by", "approved_at", "approved_by", "approved_verdict"]
    )


def _follows(found: models.Submission, before: State, wanted: Review) -> State:
    """A check may approve what it has just judged; a person approves only what waits for it."""
    after = State.RETURNED if wanted is Review.RETURN else State.APPROVED
    by_a_person = before is State.AWAITING_REVIEW or wanted is Review.RETURN
    if not found.taken:
        raise RecordError("REVIEW-NOT-TAKEN", {"number": found.pk})
    if not by_a_person or after not in MOVES[before]:
        raise _not_to_review(found, before, after)
    return after


def _not_to_review(found: models.Submission, before: State, after: State) -> NotToReview:
    """Where a submission stands that does not wait for a review, told by a message of the group `decisions`."""
    facts: dict[str, object] = {
        "number": found.pk,
        "unit": found.unit,
        "return_code": found.return_code,
        "period": found.period,
        "errors": found.verdict.errors if found.verdict else 0,
        "queries": found.verdict.queries if found.verdict else 0,
    }
    code = f"REVIEW-{before.name.replace('_', '-')}"
    if before is State.APPROVED and found.approved_by == audit.SYSTEM:
        code = "REVIEW-APPROVED-BY-ITSELF"
    last = models.Decision.objects.filter(submission=found).order_by("-pk").first()
    if last is not None:
        facts |= {"by": last.by, "text": last.text, "at": f"{last.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}
    return NotToReview(before, after, code, facts)


def decisions(number: int) -> tuple[Decision, ...]:
    """The reviews of a submission, oldest first. Raises RecordError where there is none of that number."""
    submission(number)
    rows = models.Decision.objects.filter(submission=number).order_by("pk")
    return tuple(
        Decision(number, Review(row.review), row.by, row.text, row.made_at.astimezone(SHANGHAI)) for row in rows
    )
