"""Submissions on file: the newest attempt that was taken is the one that counts."""

from datetime import datetime

from django.db.models import QuerySet

from record import audit, models
from record.archive import restored
from record.errors import RecordError
from schemas.finding import Finding
from schemas.periods import SHANGHAI
from schemas.receipt import is_uploaded
from schemas.states import State
from schemas.submission import Event, OnFile

SETTLED = tuple(state.value for state in State if state.is_settled)
INBOX = "inbox"
"""Who hands in what lies in the inbox: being put there says so."""


def subject(number: int) -> str:
    """How the audit trail names a submission."""
    return f"submission {number}"


def counting() -> QuerySet[models.Submission]:
    """The submissions that count: taken, and replaced by none."""
    return models.Submission.objects.filter(taken=True, replaced_by=None)


def fetch(number: int) -> models.Submission:
    """One submission, locked until the transaction ends. Raises RecordError."""
    found = models.Submission.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise RecordError("RECORD-UNKNOWN", {"number": number})
    return found


def on_file(period: str) -> tuple[OnFile, ...]:
    """The submission that counts of each workbook of a period, by unit and return."""
    return seen(counting().filter(period=period).order_by("unit", "return_code"))


def kept() -> frozenset[str]:
    """Paths below raw/ of all files that are on file."""
    return frozenset(models.Submission.objects.values_list("kept_as", flat=True))


def contents() -> dict[str, str]:
    """The sha256 of every file that is on file, by its path below raw/."""
    return dict(models.Submission.objects.values_list("kept_as", "sha256"))


def periods() -> tuple[str, ...]:
    """Codes of the periods of which something is on file, sorted as text."""
    return tuple(counting().order_by("period").values_list("period", flat=True).distinct())


def current(unit: str, return_code: str, period: str) -> OnFile | None:
    """The submission that counts of one owed workbook; None where nothing was taken."""
    return next(iter(seen(counting().filter(unit=unit, return_code=return_code, period=period))), None)


def submission(number: int) -> OnFile:
    """One submission. Raises RecordError where there is none of that number."""
    found = seen(models.Submission.objects.filter(pk=number))
    if not found:
        raise RecordError("RECORD-UNKNOWN", {"number": number})
    return found[0]


def sent(unit: str, return_code: str = "", period: str = "") -> tuple[OnFile, ...]:
    """All that a unit ever sent, newest first, also what was replaced or not taken; of one return or period if named."""
    named = {"return_code": return_code, "period": period}
    chosen = models.Submission.objects.filter(unit=unit, **{name: value for name, value in named.items() if value})
    return seen(chosen.order_by("-pk"))


def is_closed(unit: str, return_code: str, period: str, now: datetime) -> bool:
    """Whether a workbook is approved and no correction is open, so that no further file is taken."""
    named = {"unit": unit, "return_code": return_code, "period": period}
    today = now.astimezone(SHANGHAI).date()
    return (
        models.Submission.objects.filter(**named, taken=True, state__in=SETTLED).exists()
        and not models.Correction.objects.filter(**named, closed_at=None, expires_on__gte=today).exists()
    )


def before(number: int) -> OnFile | None:
    """The attempt before a submission; None for the first. Raises RecordError where there is none of that number."""
    this = submission(number)
    attempts = models.Submission.objects.filter(
        unit=this.unit, return_code=this.return_code, period=this.period, taken=True, attempt__lt=this.attempt
    )
    return next(iter(seen(attempts.order_by("-attempt")[:1])), None)


def seen(chosen: QuerySet[models.Submission]) -> tuple[OnFile, ...]:
    """Submissions as those above see them."""
    names = (
        "pk", "unit", "return_code", "period", "attempt", "sha256", "kept_as", "name", "received_at", "state",
        "verdict__rule_set", "verdict__context", "source", "taken", "replaced_by", "confirmed_at", "confirmed_by",
        "went_back_at", "template",
    )  # fmt: skip
    return tuple(
        OnFile(
            submission=row.pk,
            unit=row.unit,
            return_code=row.return_code,
            period=row.period,
            attempt=row.attempt,
            sha256=row.sha256,
            kept_as=row.kept_as,
            name=row.name,
            received_at=row.received_at.astimezone(SHANGHAI),
            state=State(row.state),
            rule_set=row.verdict__rule_set or "",
            context=row.verdict__context or "",
            uploaded=is_uploaded(row.source),
            taken=row.taken,
            replaced_by=row.replaced_by or 0,
            confirmed_at=row.confirmed_at.astimezone(SHANGHAI) if row.confirmed_at else None,
            confirmed_by=row.confirmed_by,
            template=row.template,
            went_back_at=row.went_back_at.astimezone(SHANGHAI) if row.went_back_at else None,
        )
        for row in chosen.values_list(*names, named=True)
    )


def findings(number: int) -> tuple[Finding, ...]:
    """All that the newest check of a submission found; none where it was not checked yet. Raises RecordError."""
    found = models.Submission.objects.select_related("verdict").filter(pk=number).first()
    if found is None:
        raise RecordError("RECORD-UNKNOWN", {"number": number})
    return restored(found.verdict.findings) if found.verdict else ()


def history(number: int) -> tuple[Event, ...]:
    """What happened to a submission, oldest first. Raises RecordError where there is none of that number."""
    submission(number)
    return tuple(audit.events(models.AuditEntry.objects.filter(subject=subject(number)).order_by("number")))
