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
            submission=row[0],
            unit=row[1],
            return_code=row[2],
            period=row[3],
            attempt=row[4],
            received_at=row[5].astimezone(SHANGHAI),
            errors=row[6],
            corrects=row[7] is not None,
            came_at=came_at(row[5], uploaded=is_uploaded(row[8])),
        )
        for row in rows.values_list(*names)
    )
