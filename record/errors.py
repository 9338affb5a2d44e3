"""Why something is not put on file; each with its sentence for the person who asked."""

from schemas.messages import Language, say


class RecordError(ValueError):
    """Something that cannot be put on file as it is; nothing was changed."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(say(code, "en", facts))
        self.code = code
        self.facts = facts

    def message(self, language: Language) -> str:
        """What it is and what to do."""
        return say(self.code, language, self.facts)


class LeaseTaken(RecordError):
    """Another night is running, or was cut short and its lease has not ended."""
