"""What the office may want to be told of outside the portal."""

from enum import StrEnum

from schemas.messages import Language, say


class Occasion(StrEnum):
    """Something that happened, by the name that the configuration has for it."""

    RECEIVED = "received"
    RETURNED = "returned"
    APPROVED = "approved"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PUBLISHED = "published"
    NIGHT_FAILED = "night_failed"

    def words(self, language: Language) -> str:
        """The word that people read."""
        return say(f"OCCASION-{self.name.replace('_', '-')}", language)
