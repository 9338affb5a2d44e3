"""Receiving: what lies in the inbox is refused with a reason or kept whole under raw/, and nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.chamber import Chamber, Died
from flows.gate import Admitted, Limits
from schemas.receipt import Receipt, Refusal


@dataclass(frozen=True, slots=True)
class Identity:
    """Which return, unit and period a workbook says it is, and its template's version (empty without a stamp)."""

    return_code: str
    unit: str
    period: str
    template: str


Identify = Callable[[Admitted], Identity | Refusal]
"""A module-level function (or a partial of one): it runs inside the child."""


class StoreError(Exception):
    """Nothing was registered: disk full, read-only, busy. `code` is a message code, `facts` its facts."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file now under raw/ with its receipt."""

    source: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same bytes were kept before; the receipt is that of the first time."""

    source: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A refused file: its note lies below raw/refused, its bytes too unless they are personal."""

    source: str
    sha256: str
    refusal: Refusal
    note: str
    died: Died | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What one round over the inbox did."""

    kept: tuple[Kept, ...]
    repeated: tuple[Repeated, ...]
    refused: tuple[TurnedAway, ...]
    waiting: tuple[str, ...]
    """Files left alone for now: still being copied."""


def receive(
    inbox: Path, raw: Path, *, now: datetime, identify: Identify, chamber: Chamber, limits: Limits = Limits(), settle_seconds: float = 10.0
) -> Intake:
    """One round over the inbox. Raises StoreError when raw/ cannot be written; what was done before stays done."""
    raise NotImplementedError


def receive_bytes(
    content: bytes, name: str, source: str, raw: Path, *, now: datetime, identify: Identify, chamber: Chamber, limits: Limits = Limits()
) -> Kept | Repeated | TurnedAway:
    """The same for one uploaded file, for the portal."""
    raise NotImplementedError


def receipt_to_json(receipt: Receipt) -> str: ...
def receipt_from_json(text: str) -> Receipt: ...
def receipts(raw: Path) -> tuple[Receipt, ...]: ...
