"""Waivers on file: one rule silenced for one unit until a day."""

from datetime import date, datetime

from record import audit, models
from record.decided import check_ends, check_reason, check_signed, reopen_unit
from record.errors import RecordError
from schemas.decision import Waiver

MOST_DAYS = 366
"""A waiver outlasts no annual return; what should last longer is a change of the rule."""


def waive(waiver: Waiver, now: datetime) -> Waiver:
    """A waiver put on file; the unit's submissions are then to be judged anew.

    Raises RecordError without author or reason, or where it ends too early or too late.
    """
    check_signed(waiver.by)
    check_reason(waiver.reason)
    check_ends(waiver.made_on, waiver.expires_on, MOST_DAYS)
    with audit.turn():
        row = models.Waiver.objects.create(
            unit=waiver.unit,
            code=waiver.code,
            row_code=waiver.row_code,
            column=waiver.column,
            reason=waiver.reason,
            by=waiver.by,
            made_on=waiver.made_on,
            expires_on=waiver.expires_on,
        )
        reopened = reopen_unit(waiver.unit)
        facts = {
            "unit": row.unit,
            "code": row.code,
            "row": row.row_code,
            "column": row.column,
            "reason": row.reason,
            "from": row.made_on.isoformat(),
            "to": row.expires_on.isoformat(),
            "reopened": reopened,
        }
        audit.append([audit.Act(now, row.by, "waive", f"waiver {row.pk}", facts)])
    return _seen(row)


def end_waiver(number: int, by: str, now: datetime) -> Waiver:
    """A waiver ended before its day; the unit's submissions are then to be judged anew. Raises RecordError."""
    check_signed(by)
    with audit.turn():
        row = models.Waiver.objects.select_for_update().filter(pk=number, ended_at=None).first()
        if row is None:
            raise RecordError("WAIVER-UNKNOWN", {"number": number})
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        facts = {"unit": row.unit, "code": row.code, "reopened": reopen_unit(row.unit)}
        audit.append([audit.Act(now, by, "end_waiver", f"waiver {number}", facts)])
    return _seen(row)


def waivers(today: date, unit: str = "") -> tuple[Waiver, ...]:
    """Waivers in force on a day, of one unit or of all, in the order in which they were made."""
    rows = models.Waiver.objects.filter(ended_at=None, made_on__lte=today, expires_on__gte=today).order_by("pk")
    return tuple(_seen(row) for row in (rows.filter(unit=unit) if unit else rows))


def _seen(row: models.Waiver) -> Waiver:
    return Waiver(
        unit=row.unit,
        code=row.code,
        row_code=row.row_code,
        column=row.column,
        reason=row.reason,
        by=row.by,
        made_on=row.made_on,
        expires_on=row.expires_on,
        number=row.pk,
    )
