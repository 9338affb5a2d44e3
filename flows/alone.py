"""Checking without an office: whose workbook it is and which units it lists are taken from the workbook itself.

So a clerk's own machine needs nothing but the file. What only the register knows (a unit that should be there and is
not, a unit that was merged) is not judged here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flows.gate import Admitted, Limits
from flows.read import Forms, identify_book, open_package, read_as
from flows.read.anchors import find_anchors
from flows.read.identity import Stated, stated
from flows.read.raw import RawWorkbook
from flows.receive import Inspected, inspect_file
from schemas.model import TOTAL_ROW, Grain, Return
from schemas.periods import Period
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Fact, Refusal
from schemas.units import CODE_FORMS, Register, RegisterError, Unit, UnitKind, plain

_ALWAYS = date(1900, 1, 1)
_ROW_CODE = re.compile(r"([0-9]{6})(?:[0-9]{3}|-J[0-9]{2})")
"""A township's or an organ's code; its first six digits are those of the unit that reports."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What a child says of one file, and the units that the workbook lists (None where it was refused)."""

    inspected: Inspected
    register: Register | None


@dataclass(frozen=True, slots=True)
class Named:
    """A code with the name printed beside it."""

    code: str
    name: str


def inspect_alone(item: bytes, *, returns: Sequence[Return], limits: Limits) -> Alone:
    """The verdict on one labelled file, from the gate to its reading; runs in the chamber's child."""
    made: list[Register] = []

    def understand(admitted: Admitted) -> WorkbookReading | Refusal:
        book = open_package(admitted)
        forms = forms_of(book, returns)
        if isinstance(forms, Refusal):
            return forms
        made.append(forms.register)
        identity = identify_book(book, forms)
        return identity if isinstance(identity, Refusal) else read_as(book, identity, forms)

    inspected = inspect_file(item, understand=understand, limits=limits)
    return Alone(inspected, made[0] if made and isinstance(inspected.verdict, WorkbookReading) else None)
