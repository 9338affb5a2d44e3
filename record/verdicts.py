"""Verdicts: what the check says of a file, bound to the file, the rules and what stood beside it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from record import audit, models
from record.archive import archived, restored
from record.errors import RecordError
from record.explanations import keep_new
from record.submissions import INBOX, counting, subject
from schemas.built_in import BuiltIn
from schemas.finding import Level, Tally
from schemas.periods import SHANGHAI
from schemas.report import Outcome
from schemas.states import State, move
from schemas.submission import Verdict, VerdictOnFile

_BATCH = 200
_ASKED_BACK = frozenset({State.TO_CORRECT, State.TO_EXPLAIN})
"""What follows from a verdict that asks the unit for something."""


def keep_verdict(verdict: Verdict, now: datetime) -> State:
    """One verdict put on file; see `keep_verdicts`."""
    return keep_verdicts((verdict,), now)[0]


def keep_verdicts(verdicts: Sequence[Verdict], now: datetime) -> tuple[State, ...]:
    """Verdicts put on file with what stands; the states that the submissions then have, in the order given.

    What a person returned or approved, what is published, and what was replaced meanwhile keeps its state and the
    verdict under which it was approved; what was approved by itself may be taken back until it is published. A state
    that follows from handing in becomes READY for what is not handed in now. The same verdict twice changes nothing. Raises RecordError for an unknown submission, or where the file is not the one that was checked.
    """
    states: list[State] = []
    for start in range(0, len(verdicts), _BATCH):
        with audit.turn():
            states += _keep_batch(verdicts[start : start + _BATCH], now)
    return tuple(states)


def verdict(number: int) -> VerdictOnFile | None:
    """The newest verdict of a submission; None where it was not judged yet. Raises RecordError where there is none such."""
    found = models.Submission.objects.select_related("verdict").filter(pk=number).first()
    if found is None:
        raise RecordError("RECORD-UNKNOWN", {"number": number})
    row = found.verdict
    if row is None:
        return None
    return VerdictOnFile(
        findings=restored(row.findings),
        tally=Tally(row.held, row.violated, row.cannot_tell),
        explained=frozenset(row.explained),
        waived=frozenset(row.waived),
        waivers=tuple(row.waivers),
        rule_set=row.rule_set,
        made_at=row.made_at.astimezone(SHANGHAI),
    )


def asked_about(period: str) -> frozenset[int]:
    """The submissions of a period that count and are asked about figures that are only unusual (H00)."""
    return frozenset(counting().filter(period=period, asked=True).values_list("pk", flat=True))


def claim_questions(period: str, strange: Sequence[int], most: int, judged: AbstractSet[int]) -> frozenset[int]:
    """Of the strange submissions of a period those that may be asked about, so that no more than `most` ever are.

    `strange` comes strangest first and is among `judged`, whose verdicts are being made. A place that is given is taken
    at once, before any verdict is on file, and what had one keeps it while it is strange; a place is free again when
    the verdict that asks no more is on file.
    """
    with audit.turn():
        taken = asked_about(period)
        kept = [each for each in strange if each in taken][: max(0, most - len(taken - judged))]
        new = [each for each in strange if each not in taken][: max(0, most - len(taken))]
        models.Submission.objects.filter(pk__in=new).update(asked=True)
    return frozenset((*kept, *new))


@dataclass(frozen=True, slots=True)
class _Bound:
    """What a verdict is bound to."""

    submission: int
    sha256: str
    rule_set: str
    context: str


def _keep_batch(verdicts: Sequence[Verdict], now: datetime) -> list[State]:
    numbers = [verdict.submission for verdict in verdicts]
    submissions = models.Submission.objects.select_for_update().in_bulk(numbers)
    earlier = {
        _Bound(row.submission_id, row.sha256, row.rule_set, row.context): row
        for row in models.Verdict.objects.filter(submission__in=numbers)
    }
    acts: list[audit.Act] = []
    states: list[State] = []
    for verdict in verdicts:
        submission = submissions.get(verdict.submission)
        if submission is None:
            raise RecordError("RECORD-UNKNOWN", {"number": verdict.submission})
        if submission.sha256 != verdict.sha256:
            raise RecordError("RECORD-OTHER-FILE", {"number": verdict.submission})
        row, changed = _kept(verdict, earlier.get(_bound(verdict)), submission, now)
        before = State(submission.state)
        after = _settle(submission, row, verdict.standing.state, now)
        if changed or after is not before:
            acts.append(_act(verdict, row, before, after, now))
        if submission.replaced_by_id is None:
            acts += keep_new(submission, verdict.standing.explained, now)
        states.append(after)
    audit.append(acts)
    return states


def _bound(verdict: Verdict) -> _Bound:
    return _Bound(verdict.submission, verdict.sha256, verdict.rule_set, verdict.context)


def _kept(
    verdict: Verdict, earlier: models.Verdict | None, submission: models.Submission, now: datetime
) -> tuple[models.Verdict, bool]:
    """The row of a verdict, and whether it is new or says something else than before.

    The row under which a person approved or an edition was published says for ever what it said then.
    """
    content = _content(verdict)
    if earlier is None:
        row = models.Verdict.objects.create(
            submission_id=verdict.submission,
            sha256=verdict.sha256,
            rule_set=verdict.rule_set,
            context=verdict.context,
            made_at=now,
            **content,
        )
        return row, True
    bound = earlier.pk == submission.approved_verdict_id and not _is_free(submission)
    if bound or all(getattr(earlier, name) == value for name, value in content.items()):
        return earlier, False
    for name, value in content.items():
        setattr(earlier, name, value)
    earlier.made_at = now
    earlier.save()
    return earlier, True


def _content(verdict: Verdict) -> dict[str, Any]:
    standing, tally = verdict.standing, verdict.tally
    return {
        "findings": archived(verdict.findings),
        "explained": sorted(standing.explained_keys),
        "waived": sorted({finding.key for finding in standing.waived}),
        "waivers": list(standing.waivers),
        "outcome": standing.outcome.value,
        "errors": standing.count(Level.ERROR) + standing.count(Level.REFUSED),
        "queries": standing.count(Level.QUERY),
        "notes": len(standing.notes),
        "held": tally.held,
        "violated": tally.violated,
        "cannot_tell": tally.cannot_tell,
    }


def _settle(submission: models.Submission, row: models.Verdict, target: State, now: datetime) -> State:
    """Move the submission to what follows from the verdict, unless a person, an edition or a newer file settled it."""
    before = State(submission.state)
    free = _is_free(submission)
    back = (submission.went_back_at or now) if target in _ASKED_BACK else None
    after = before
    if free:
        target = _as_confirmed(submission, target)
        after = target if target is before else move(_to_checking(before), target)
    asked = any(BuiltIn.USUAL.is_in(finding.code) for finding in restored(row.findings))
    untouched = (before, submission.verdict_id, submission.asked, submission.went_back_at) == (
        after,
        row.pk,
        asked,
        back,
    )
    submission.verdict, submission.asked, submission.went_back_at = row, asked, back
    if free and after is State.APPROVED:
        approve(submission, audit.SYSTEM, now)
    elif free and after is not before:
        take_back(submission)
    submission.state = after.value
    if not untouched:
        submission.save(
            update_fields=[
                "state", "verdict", "asked", "went_back_at", "confirmed_at", "confirmed_by", "approved_at", "approved_by", "approved_verdict"
            ],
        )  # fmt: skip
    return after


def _as_confirmed(submission: models.Submission, target: State) -> State:
    """What follows for an upload: it waits for its clerk; and who confirmed it did so while nothing stood against it."""
    if target in {State.AWAITING_REVIEW, State.APPROVED} and submission.confirmed_at is None:
        return State.READY
    if target in {State.TO_CORRECT, State.TO_EXPLAIN} and submission.confirmed_by != INBOX:
        submission.confirmed_at, submission.confirmed_by = None, ""
    return target


_BY_CHECK = frozenset({State.TO_CORRECT, State.TO_EXPLAIN, State.READY, State.AWAITING_REVIEW})


def _is_free(submission: models.Submission) -> bool:
    """Whether the check may move a submission: it counts, and neither a person nor an edition has settled it."""
    state = State(submission.state)
    by_check = state is State.CHECKING or state in _BY_CHECK or _approved_by_itself(submission, state)
    return by_check and submission.taken and submission.replaced_by_id is None


def _approved_by_itself(submission: models.Submission, state: State) -> bool:
    return state is State.APPROVED and submission.approved_by == audit.SYSTEM


def _to_checking(before: State) -> State:
    """A verdict is redone by way of CHECKING."""
    return before if before is State.CHECKING else move(before, State.CHECKING)


def reopen(submission: models.Submission) -> bool:
    """Have a submission judged anew, where the check may still move it; whether it may.

    What was approved by itself keeps the time of that until the verdict: approved again, it was so all along.
    """
    before = State(submission.state)
    if before not in _BY_CHECK and not _approved_by_itself(submission, before):
        return False
    submission.state = _to_checking(before).value
    submission.approved_by, submission.approved_verdict = "", None
    submission.save(update_fields=["state", "approved_by", "approved_verdict"])
    return True


def approve(submission: models.Submission, by: str, now: datetime) -> None:
    """Bind the approval to the verdict that stands; a correction that it was sent under is done with."""
    submission.approved_at = submission.approved_at or now
    submission.approved_by = submission.approved_by or by
    submission.approved_verdict = submission.verdict
    if submission.correction_id is not None:
        models.Correction.objects.filter(pk=submission.correction_id, closed_at=None).update(closed_at=now)


def take_back(submission: models.Submission) -> None:
    """The submission is not approved any more."""
    submission.approved_at = None
    submission.approved_by = ""
    submission.approved_verdict = None


def _act(verdict: Verdict, row: models.Verdict, before: State, after: State, now: datetime) -> audit.Act:
    facts = {
        "rule_set": verdict.rule_set,
        "context": verdict.context,
        "sha256": verdict.sha256,
        "outcome": Outcome(row.outcome).value,
        "errors": row.errors,
        "queries": row.queries,
        "notes": row.notes,
        "explained": row.explained,
        "waived": row.waived,
        "waivers": row.waivers,
        "before": before.value,
        "after": after.value,
        "day": now.astimezone(SHANGHAI).date().isoformat(),
    }
    return audit.Act(now, audit.SYSTEM, "verdict", subject(verdict.submission), facts)
