"""Corrections on file: permission to send an approved workbook again."""

from datetime import date, datetime
from typing import Any

from record import audit, models
from record.decided import check_ends, check_reason, check_signed
from record.errors import RecordError
from record.submissions import SETTLED
from schemas.decision import Correction

MOST_DAYS = 90


def permit_correction(correction: Correction, now: datetime) -> Correction:
    """A permission put on file; the same one by the same person is one while it is open, however often it is sent.

    Raises RecordError without author or reason, where it ends too early or too late, or where nothing is approved yet.
    """
    check_signed(correction.by)
    check_reason(correction.reason)
    check_ends(correction.made_on, correction.expires_on, MOST_DAYS)
    with audit.turn():
        if not _is_settled(correction):
            raise RecordError(
                "CORRECTION-NOT-SETTLED",
                {"unit": correction.unit, "period": correction.period, "return_code": correction.return_code},
            )
        same = models.Correction.objects.filter(**_columns(correction), closed_at=None).first()
        if same is not None:
            return _seen(same)
        row = models.Correction.objects.create(**_columns(correction))
        facts = {
            "unit": row.unit,
            "return": row.return_code,
            "period": row.period,
            "reason": row.reason,
            "from": row.made_on.isoformat(),
            "to": row.expires_on.isoformat(),
        }
        audit.append([audit.Act(now, row.by, "correct", f"correction {row.pk}", facts)])
    return _seen(row)


def corrections(today: date) -> tuple[Correction, ...]:
    """Corrections open on a day, in the order in which they were permitted.

    A permission holds from when it is on file, also for a night that is played on an earlier day.
    """
    rows = models.Correction.objects.filter(closed_at=None, expires_on__gte=today)
    return tuple(_seen(row) for row in rows.order_by("pk"))


def end_correction(number: int, by: str, now: datetime) -> Correction:
    """A permission ended before its day: no further file is taken under it. Raises RecordError."""
    check_signed(by)
    with audit.turn():
        row = models.Correction.objects.select_for_update().filter(pk=number, closed_at=None).first()
        if row is None:
            raise RecordError("CORRECTION-UNKNOWN", {"number": number})
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        facts = {"unit": row.unit, "return": row.return_code, "period": row.period}
        audit.append([audit.Act(now, by, "end_correction", f"correction {number}", facts)])
    return _seen(row)


def _is_settled(correction: Correction) -> bool:
    return models.Submission.objects.filter(
        unit=correction.unit,
        return_code=correction.return_code,
        period=correction.period,
        taken=True,
        state__in=SETTLED,
    ).exists()


def _columns(correction: Correction) -> dict[str, Any]:
    """What a person says of a correction, by the names of the row's columns."""
    names = ("unit", "return_code", "period", "reason", "by", "made_on", "expires_on")
    return {name: getattr(correction, name) for name in names}


def _seen(row: models.Correction) -> Correction:
    return Correction(
        unit=row.unit,
        return_code=row.return_code,
        period=row.period,
        reason=row.reason,
        by=row.by,
        made_on=row.made_on,
        expires_on=row.expires_on,
        closed=row.closed_at is not None,
        number=row.pk,
    )
