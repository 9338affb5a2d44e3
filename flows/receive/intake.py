"""What became of files that were received."""

from dataclasses import dataclass
from pathlib import Path

from flows.chamber import Died
from schemas.reading import WorkbookReading
from schemas.receipt import Receipt, Refusal


@dataclass(frozen=True, slots=True)
class Kept:
    """A file now under raw/ with its receipt, and what was read in it."""

    source: str
    receipt: Receipt
    reading: WorkbookReading


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same bytes were kept before; the receipt is that of the first time."""

    source: str
    receipt: Receipt
    lying: Path | None = None
    """Where the file lies still: `forget` removes it, once it is on file that it came again."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A refused file: its note lies below raw/refused, its bytes beside it unless they are personal.

    A stray one has no note: it lies where it lay, and is taken when its folder is right.
    """

    source: str
    sha256: str
    refusal: Refusal
    note: str
    died: Died | None = None
    """How the reading child ended, when the file cost one: for the office, not for the clerk."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The same without what was read in it: a night holds one for each file."""

    source: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Intake:
    """What one round over the inbox did."""

    kept: tuple[KeptFile, ...]
    repeated: tuple[Repeated, ...]
    refused: tuple[TurnedAway, ...]
    waiting: tuple[str, ...]
    """Files left alone for now: still being copied, or changed under our eyes."""
