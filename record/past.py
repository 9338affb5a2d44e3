"""The past of a period: what was approved of earlier periods when its first workbook came."""

from datetime import datetime, time, timedelta

from django.db.models import Min, Q

from record import models
from record.submissions import SETTLED, seen
from schemas.periods import SHANGHAI, Period
from schemas.states import State
from schemas.submission import OnFile

YEARS = 2
"""How far back the past goes."""


def past(period: Period) -> tuple[OnFile, ...]:
    """Approved workbooks of earlier periods, as they stood when the period had ended and its first workbook had come.

    One of each unit, return and period, by these. It stays the same however late others are approved or corrected
    afterwards, so that a verdict of the period does not change with them; none while nothing of the period is on file.
    One that is judged anew stays in it until its verdict takes the approval back.
    """
    came = models.Submission.objects.filter(period=str(period), taken=True).aggregate(first=Min("received_at"))["first"]
    if came is None:
        return ()
    moment = max(came, datetime.combine(period.last_day + timedelta(days=1), time(), SHANGHAI))
    anew = Q(state=State.CHECKING.value, replaced_by=None)
    chosen = models.Submission.objects.filter(
        Q(state__in=SETTLED) | anew, period__in=_earlier(period), taken=True, approved_at__lte=moment
    )
    newest = {(each.period, each.unit, each.return_code): each for each in seen(chosen.order_by("attempt"))}
    return tuple(newest[key] for key in sorted(newest))


def _earlier(period: Period) -> list[str]:
    on_file = models.Submission.objects.filter(taken=True).values_list("period", flat=True).distinct()
    return [code for code in on_file if _lies_before(Period.parse(code), period)]


def _lies_before(earlier: Period, period: Period) -> bool:
    months = 12 * (period.year - earlier.year) + period.end_month - earlier.end_month
    return 0 < months <= 12 * YEARS
