"""Reviews: a person approves a submission, or returns it with a reason."""

from record import audit, models
from record.decided import check_reason, check_signed
from record.errors import RecordError
from record.submissions import fetch, subject, submission
from record.verdicts import approve, take_back
from schemas.decision import Decision, Review
from schemas.periods import SHANGHAI
from schemas.states import State, StateError, move


def review(decision: Decision) -> State:
    """The decision put on file, and the state that follows.

    Raises RecordError for an unknown or replaced submission and for a return without a reason, StateError where the
    submission does not wait for a review.
    """
    check_signed(decision.by)
    if decision.review is Review.RETURN or decision.text:
        check_reason(decision.text)
    with audit.turn():
        found = fetch(decision.submission)
        if found.replaced_by_id is not None:
            raise RecordError("RECORD-REPLACED", number=found.pk, newer=found.replaced_by_id)
        before = State(found.state)
        after = _follows(before, decision.review)
        models.Decision.objects.create(
            submission=found,
            review=decision.review.value,
            by=decision.by,
            text=decision.text,
            made_at=decision.made_at,
        )
        found.state = after.value
        if after is State.APPROVED:
            approve(found, decision.by, decision.made_at)
        else:
            take_back(found)
        found.save(update_fields=["state", "approved_at", "approved_by", "approved_verdict"])
        facts = {"text": decision.text, "verdict": found.verdict_id, "before": before.value, "after": after.value}
        audit.append(
            [audit.Act(decision.made_at, decision.by, decision.review.value, subject(found.pk), facts)],
        )
    return after


def _follows(before: State, wanted: Review) -> State:
    """A check may approve what it has just judged; a person approves only what waits for it."""
    if wanted is Review.RETURN:
        return move(before, State.RETURNED)
    if before is not State.AWAITING_REVIEW:
        raise StateError(before, State.APPROVED)
    return move(before, State.APPROVED)


def decisions(number: int) -> tuple[Decision, ...]:
    """The reviews of a submission, oldest first. Raises RecordError where there is none of that number."""
    submission(number)
    rows = models.Decision.objects.filter(submission=number).order_by("pk")
    return tuple(
        Decision(number, Review(row.review), row.by, row.text, row.made_at.astimezone(SHANGHAI)) for row in rows
    )
