"""What the office may want to be told of outside the portal."""

from enum import StrEnum


class Occasion(StrEnum):
    """Something that happened, by the name that the configuration has for it."""

    RECEIVED = "received"
    RETURNED = "returned"
    APPROVED = "approved"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PUBLISHED = "published"
    NIGHT_FAILED = "night_failed"
