"""The roles of the portal."""

from enum import StrEnum

from schemas.messages import Language, say


class Role(StrEnum):
    """What an account is for; an administrator keeps accounts and sees no figures."""

    CLERK = "clerk"
    OFFICE = "office"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"

    def words(self, language: Language) -> str:
        """The word that people read."""
        return say(f"ROLE-{self.name}", language)
