"""A remark of the reader on one finding: a message code and its facts, packed into `Finding.detail`."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote

from schemas.messages import Language, say
from schemas.receipt import Fact


@dataclass(frozen=True, slots=True)
class Hint:
    """A message code of the group `reading` and its facts; `str` packs it, `unpack` gives an equal hint back."""

    code: str
    facts: tuple[Fact, ...] = ()

    @classmethod
    def of(cls, code: str, /, **facts: object) -> Self:
        """A hint from a code and named facts."""
        return cls(code, tuple(Fact(name, str(value)) for name, value in facts.items()))

    @classmethod
    def unpack(cls, detail: str) -> Self:
        """The hint of a finding's `detail`."""
        code, *facts = detail.split("|")
        pairs = (fact.partition("=") for fact in facts)
        return cls(code, tuple(Fact(name, unquote(value)) for name, _, value in pairs))

    def __str__(self) -> str:
        """`CELL-LETTER|position=2|letter=o`."""
        return "|".join((self.code, *(f"{fact.name}={quote(fact.value, safe='')}" for fact in self.facts)))

    def text(self, language: Language) -> str:
        """The remark as a sentence without full stop. Raises UnknownMessage for a code that is not declared."""
        return say(self.code, language, {fact.name: fact.value for fact in self.facts})
