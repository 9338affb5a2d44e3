"""What every decision on file must have: an author, a reason in words, and an end within bounds."""

from datetime import date, timedelta

from record.errors import RecordError
from schemas.explaining import is_personal, length_of

LEAST_REASON = 5


def check_signed(by: str) -> None:
    """Raises RecordError where nobody signs."""
    if not by.strip():
        raise RecordError("DECISION-AUTHOR")


def check_reason(reason: str) -> None:
    """Raises RecordError where the reason says nothing or speaks of a person."""
    if length_of(reason) < LEAST_REASON:
        raise RecordError("DECISION-REASON", {"least": LEAST_REASON})
    if is_personal(reason):
        raise RecordError("DECISION-PERSONAL")


def check_ends(made_on: date, expires_on: date, most_days: int) -> None:
    """Raises RecordError where a decision ends before it begins, or lasts too long to be an exception."""
    latest = made_on + timedelta(days=most_days)
    if not made_on <= expires_on <= latest:
        raise RecordError("DECISION-EXPIRY", {"expires": expires_on, "today": made_on, "latest": latest})
