"""Editions on file: which submissions, under which verdicts, went into which edition."""

from collections.abc import Sequence
from datetime import datetime

from record import audit, models
from record.errors import RecordError
from record.submissions import subject
from schemas.published import Edition
from schemas.states import State, move
from schemas.submission import EditionOnFile


def publish_edition(edition: Edition, submissions: Sequence[int], now: datetime) -> EditionOnFile:
    """An edition that stands in curated/ put on file, its approved submissions published; the same one twice is one.

    What was returned or is judged anew since the edition was made is in it all the same: it keeps its state, and the
    audit trail names it. Raises RecordError where an edition of that number with other content is on file or a
    submission is unknown.
    """
    with audit.turn():
        known = models.Edition.objects.filter(period=edition.period, vintage=edition.vintage).first()
        if known is not None:
            seen = _same(known, edition, submissions)
            audit.append(_publish(known, now))
            return seen
        row = models.Edition.objects.create(
            period=edition.period,
            vintage=edition.vintage,
            published_on=edition.published,
            fingerprint=edition.fingerprint,
            expected=edition.expected,
            covered=edition.covered,
            facts=edition.facts,
            revised=edition.revised,
        )
        not_approved = _enter(row, submissions)
        facts: dict[str, object] = {"fingerprint": row.fingerprint, "submissions": sorted(submissions)}
        if not_approved:
            facts["not_approved"] = not_approved
        audit.append([*_publish(row, now), audit.Act(now, audit.SYSTEM, "publish", f"edition {row}", facts)])
    return _seen(row)


def editions(period: str) -> tuple[EditionOnFile, ...]:
    """The editions of a period, oldest first."""
    rows = models.Edition.objects.filter(period=period).order_by("vintage").prefetch_related("entries")
    return tuple(_seen(row) for row in rows)


def _same(known: models.Edition, edition: Edition, submissions: Sequence[int]) -> EditionOnFile:
    seen = _seen(known)
    if (seen.fingerprint, seen.submissions) != (edition.fingerprint, tuple(sorted(set(submissions)))):
        raise RecordError("RECORD-EDITION", {"period": edition.period, "vintage": edition.vintage})
    return seen


def _enter(row: models.Edition, submissions: Sequence[int]) -> dict[str, str]:
    """Put the submissions of an edition on file; those that are not approved any more, with their states."""
    found = models.Submission.objects.select_for_update().in_bulk(submissions)
    entries, not_approved = [], {}
    for number in sorted(set(submissions)):
        if number not in found:
            raise RecordError("RECORD-UNKNOWN", {"number": number})
        submission = found[number]
        entries.append(
            models.EditionEntry(edition=row, submission=submission, verdict_id=submission.approved_verdict_id)
        )
        if not State(submission.state).is_settled:
            not_approved[str(number)] = submission.state
    models.EditionEntry.objects.bulk_create(entries, batch_size=500)
    return not_approved


def _publish(row: models.Edition, now: datetime) -> list[audit.Act]:
    """Publish what is approved of an edition's submissions, also what is so only since the edition was entered."""
    approved = models.Submission.objects.filter(entries__edition=row, state=State.APPROVED.value).order_by("pk")
    numbers = list(approved.values_list("pk", flat=True))
    after = move(State.APPROVED, State.PUBLISHED)
    approved.update(state=after.value)
    facts = {"edition": str(row), "before": State.APPROVED.value, "after": after.value}
    return [audit.Act(now, audit.SYSTEM, "publish", subject(number), facts) for number in numbers]


def _seen(row: models.Edition) -> EditionOnFile:
    submissions = tuple(sorted(entry.submission_id for entry in row.entries.all()))
    return EditionOnFile(row.period, row.vintage, row.published_on, row.fingerprint, submissions)
