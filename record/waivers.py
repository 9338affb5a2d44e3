"""Waivers on file: one rule silenced for one unit until a day."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from record import audit, models
from record.archive import restored
from record.decided import check_ends, check_reason, check_signed
from record.errors import RecordError
from record.submissions import counting, seen
from record.verdicts import reopen
from schemas.decision import Waiver
from schemas.finding import Level
from schemas.periods import SHANGHAI
from schemas.submission import OnFile

MOST_DAYS = 366
"""A waiver outlasts no annual return; what should last longer is a change of the rule."""


def waive(waiver: Waiver, now: datetime) -> Waiver:
    """A waiver put on file; what it concerns is then to be judged anew, as far as the check may still move it.

    The same one by the same person is one, however often it is sent.

    Raises RecordError without author or reason, where it ends too early or too late, or where one that is in force
    covers as much.
    """
    check_signed(waiver.by)
    check_reason(waiver.reason)
    check_ends(waiver.made_on, waiver.expires_on, MOST_DAYS)
    with audit.turn():
        same = models.Waiver.objects.filter(**_columns(waiver), ended_at=None).first()
        if same is not None:
            return _seen(same)
        _check_new(waiver)
        row = models.Waiver.objects.create(**_columns(waiver))
        reopened = [each.pk for each in _concerned(waiver, waiver.made_on) if reopen(each)]
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
    """A waiver ended before its day; what it silenced is then to be judged anew. Raises RecordError.

    One whose last day is past has ended already.
    """
    check_signed(by)
    today = now.astimezone(SHANGHAI).date()
    with audit.turn():
        row = models.Waiver.objects.select_for_update().filter(pk=number, ended_at=None, expires_on__gte=today).first()
        if row is None:
            raise RecordError("WAIVER-UNKNOWN", {"number": number})
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        reopened = [each.pk for each in _concerned(_seen(row), today) if reopen(each)]
        facts = {"unit": row.unit, "code": row.code, "reopened": reopened}
        audit.append([audit.Act(now, by, "end_waiver", f"waiver {number}", facts)])
    return _seen(row)


def waivers(today: date, unit: str = "") -> tuple[Waiver, ...]:
    """Waivers in force on a day, of one unit or of all, in the order in which they were made."""
    rows = models.Waiver.objects.filter(ended_at=None, made_on__lte=today, expires_on__gte=today).order_by("pk")
    return tuple(_seen(row) for row in (rows.filter(unit=unit) if unit else rows))


def expired(first: date, today: date) -> tuple[Waiver, ...]:
    """Waivers whose last day was on or after the first day and before today; not those that were ended."""
    rows = models.Waiver.objects.filter(ended_at=None, expires_on__gte=first, expires_on__lt=today)
    return tuple(_seen(row) for row in rows.order_by("expires_on", "pk"))


def numbered(numbers: Collection[int]) -> Mapping[int, Waiver]:
    """Waivers by their numbers, also those that have ended; none is ever taken off the record."""
    return {number: _seen(row) for number, row in models.Waiver.objects.in_bulk(list(numbers)).items()}


def concerned(waiver: Waiver, today: date) -> tuple[OnFile, ...]:
    """The submissions that count and have a finding that the waiver covers on a day, silenced already or not."""
    return seen(counting().filter(pk__in=[each.pk for each in _concerned(waiver, today)]).order_by("pk"))


def _concerned(waiver: Waiver, today: date) -> list[models.Submission]:
    told = counting().select_related("verdict").filter(unit=waiver.unit, verdict__isnull=False)
    return [each for each in told.order_by("pk") if _covers(waiver, each, today)]


def _covers(waiver: Waiver, submission: models.Submission, today: date) -> bool:
    if submission.verdict is None:
        return False
    found = (each for each in restored(submission.verdict.findings) if each.level is not Level.REFUSED)
    return any(waiver.covers(each, waiver.unit, today) for each in found)


def _columns(waiver: Waiver) -> dict[str, Any]:
    """What a person says of a waiver, by the names of the row's columns."""
    names = ("unit", "code", "row_code", "column", "reason", "by", "made_on", "expires_on")
    return {name: getattr(waiver, name) for name in names}


def _check_new(wanted: Waiver) -> None:
    """Raises RecordError where a waiver in force covers the same, and more, at least as long."""
    for each in waivers(wanted.made_on, wanted.unit):
        if each.is_as_wide_as(wanted) and each.expires_on >= wanted.expires_on:
            facts = {"number": each.number, "unit": each.unit, "code": each.code, "until": each.expires_on}
            raise RecordError("WAIVER-THERE", facts)


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
