"""All that was sent for a period, attempt by attempt, as the quality of reporting is counted from it."""

from record import models
from schemas.periods import SHANGHAI, came_at
from schemas.receipt import is_uploaded
from schemas.unit_quality import Attempt


def attempts(period: str) -> tuple[Attempt, ...]:
    """The attempts that were taken for a period, by unit, return and attempt."""
    rows = models.Submission.objects.filter(period=period, taken=True).order_by("unit", "return_code", "attempt")
    names = (
        "pk", "unit", "return_code", "period", "attempt", "received_at", "verdict__errors", "correction_id", "source",
    )  # fmt: skip
    return tuple(
        Attempt(
            submission=row.pk,
            unit=row.unit,
            return_code=row.return_code,
            period=row.period,
            attempt=row.attempt,
            received_at=row.received_at.astimezone(SHANGHAI),
            errors=row.verdict__errors,
            corrects=row.correction_id is not None,
            came_at=came_at(row.received_at, uploaded=is_uploaded(row.source)),
        )
        for row in rows.values_list(*names, named=True)
    )
