"""A workbook of a period that still runs is not taken, wherever it is offered."""

from datetime import date

from schemas.periods import Period
from schemas.receipt import Fact, Refusal


def not_ended(period: Period, today: date) -> Refusal | None:
    """Why a workbook of a period cannot be sent on a day: the period still runs; None where it had ended before."""
    if period.has_ended(today):
        return None
    return Refusal("FILE-NOT-ENDED", (Fact("period", str(period)), Fact("day", period.last_day.isoformat())))
