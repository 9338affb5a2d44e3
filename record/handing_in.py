"""Handing in: who sent a workbook through the portal confirms it, and may take that back until its review."""

from collections.abc import Callable, Collection
from datetime import datetime

from record import audit, models
from record.errors import RecordError
from record.submissions import INBOX, fetch, subject, submission
from record.verdicts import approve
from schemas.states import State, move
from schemas.submission import OnFile

Tell = Callable[[OnFile, State], object]
"""Tells the county of a submission and its new state, before that is on file: who is cut short tells again."""


def confirm(number: int, follows: Callable[[bool], State], by: str, now: datetime, tell: Tell) -> State:
    """A ready upload handed in; `follows` says what comes next by whether anything of it is explained.

    Where it was confirmed before, nothing changes. Raises RecordError for an unknown or replaced submission and for one
    that is not ready, StateError for a state that cannot follow.
    """
    with audit.turn():
        found = _counting(number)
        before = State(found.state)
        if found.confirmed_at is not None and before in _HANDED_IN:
            return before
        if before is not State.READY or found.verdict is None:
            raise RecordError("CONFIRM-STATE", {"number": number})
        after = move(before, follows(bool(found.verdict.explained)))
        tell(submission(number), after)
        found.state = after.value
        found.confirmed_at, found.confirmed_by = now, by
        if after is State.APPROVED:
            approve(found, audit.SYSTEM, now)
        _save(found)
        audit.append([audit.Act(now, by, "confirm", subject(number), _facts(found, before, after))])
    return after


_HANDED_IN = frozenset({State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED})


def withdraw(number: int, by: str, now: datetime, tell: Tell) -> State:
    """An upload that waits for its review taken back by its unit; by the same person twice is once.

    Raises RecordError where it is too late.
    """
    with audit.turn():
        found = _counting(number)
        before = State(found.state)
        last = audit.newest(subject(number))
        if before is State.READY and last is not None and (last.action, last.by) == ("withdraw", by):
            return before
        if found.confirmed_by == INBOX:
            raise RecordError("WITHDRAW-INBOX", {"number": number})
        if before is not State.AWAITING_REVIEW:
            raise RecordError("WITHDRAW-STATE", {"number": number})
        after = move(before, State.READY)
        tell(submission(number), after)
        found.state = after.value
        found.confirmed_at, found.confirmed_by = None, ""
        _save(found)
        audit.append([audit.Act(now, by, "withdraw", subject(number), _facts(found, before, after))])
    return after


def handed_in(numbers: Collection[int]) -> frozenset[int]:
    """Those of some submissions that are handed in now: confirmed by their clerks, or received from the inbox."""
    rows = models.Submission.objects.filter(pk__in=numbers, confirmed_at__isnull=False)
    return frozenset(rows.values_list("pk", flat=True))


def _counting(number: int) -> models.Submission:
    found = fetch(number)
    if found.replaced_by_id is not None:
        raise RecordError("RECORD-REPLACED", {"number": number, "newer": found.replaced_by_id})
    return found


def _facts(found: models.Submission, before: State, after: State) -> dict[str, object]:
    return {"sha256": found.sha256, "verdict": found.verdict_id, "before": before.value, "after": after.value}


def _save(found: models.Submission) -> None:
    found.save(
        update_fields=["state", "confirmed_at", "confirmed_by", "approved_at", "approved_by", "approved_verdict"]
    )
