"""Reporting periods: how they are written, which came before, and when their workbooks are due."""

from schemas.periods.deadline import (
    CLOSING_TIME,
    CORRECTING_DAYS,
    SHANGHAI,
    WORKING_DAYS,
    Deadline,
    calendar_known,
    came_at,
    due,
    due_again,
    is_working_day,
    usual_days,
    working_day_after,
    working_days_between,
)
from schemas.periods.period import Frequency, Period, PeriodError

__all__ = [
    "CLOSING_TIME",
    "CORRECTING_DAYS",
    "SHANGHAI",
    "WORKING_DAYS",
    "Deadline",
    "Frequency",
    "Period",
    "PeriodError",
    "calendar_known",
    "came_at",
    "due",
    "due_again",
    "is_working_day",
    "usual_days",
    "working_day_after",
    "working_days_between",
]
