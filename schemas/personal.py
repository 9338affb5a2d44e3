"""Personal data: found by shape and heading, told by place and kind, never by value."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """What a text looks like."""

    IDENTITY = "identity"
    MOBILE = "mobile"
    BANK = "bank"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text and where it stands; row and column count from 1 and are 0 outside the grid (comment, name, property)."""

    sheet: str
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class PersonalHit:
    """Where something personal stands and of which kind; the value is not kept."""

    sheet: str
    row: int
    column: int
    kind: PersonalKind


def scan_texts(texts: Iterable[PlacedText]) -> tuple[PersonalHit, ...]:
    """All places whose text is personal, in order of the texts; roster headings once a row."""
    raise NotImplementedError


def contains_personal(text: str) -> bool:
    """Whether a free text (an explanation, a file name) holds an identity, mobile or bank number."""
    raise NotImplementedError
