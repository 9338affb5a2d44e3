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
    """An edition that stands in curated/ put on file, its submissions published; the same one twice is one.

    Raises RecordError where an edition of that number with other content is on file or a submission is unknown,
    StateError where one is not approved.
    """
    with audit.turn():
        known = models.Edition.objects.filter(period=edition.period, vintage=edition.vintage).first()
        if known is not None:
            return _same(known, edition, submissions)
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
        published = _publish(row, submissions, now)
        facts = {"fingerprint": row.fingerprint, "submissions": sorted(submissions)}
        audit.append([*published, audit.Act(now, audit.SYSTEM, "publish", f"edition {row}", facts)])
    return _seen(row)


def editions(period: str) -> tuple[EditionOnFile, ...]:
    """The editions of a period, oldest first."""
    rows = models.Edition.objects.filter(period=period).order_by("vintage").prefetch_related("entries")
    return tuple(_seen(row) for row in rows)


def _same(known: models.Edition, edition: Edition, submissions: Sequence[int]) -> EditionOnFile:
    seen = _seen(known)
    if (seen.fingerprint, seen.submissions) != (edition.fingerprint, tuple(sorted(set(submissions)))):
        raise RecordError("RECORD-EDITION", period=edition.period, vintage=edition.vintage)
    return seen


def _publish(row: models.Edition, submissions: Sequence[int], now: datetime) -> list[audit.Act]:
    found = models.Submission.objects.select_for_update().in_bulk(submissions)
    entries, acts = [], []
    for number in sorted(set(submissions)):
        if number not in found:
            raise RecordError("RECORD-UNKNOWN", number=number)
        submission = found[number]
        before = State(submission.state)
        entries.append(
            models.EditionEntry(edition=row, submission=submission, verdict_id=submission.approved_verdict_id)
        )
        if before is not State.PUBLISHED:
            after = move(before, State.PUBLISHED)
            facts = {"edition": str(row), "before": before.value, "after": after.value}
            acts.append(audit.Act(now, audit.SYSTEM, "publish", subject(number), facts))
    models.EditionEntry.objects.bulk_create(entries, batch_size=500)
    models.Submission.objects.filter(entries__edition=row).update(state=State.PUBLISHED.value)
    return acts


def _seen(row: models.Edition) -> EditionOnFile:
    submissions = tuple(sorted(entry.submission_id for entry in row.entries.all()))
    return EditionOnFile(row.period, row.vintage, row.published_on, row.fingerprint, submissions)
