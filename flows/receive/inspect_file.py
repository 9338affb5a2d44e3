"""What a child does with one file: gate, personal data, and reading it. Of a refused file nothing comes back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.gate import Admitted, Limits, examine
from flows.gate.sweep import sweep, sweep_refused
from schemas.personal import PersonalHit, contains_personal
from schemas.reading import WorkbookReading
from schemas.receipt import Fact, Kind, Refusal

PERSONAL = "FILE-PERSONAL"
_PATH_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
_PLACES_NAMED = 3


Understand = Callable[[Admitted], WorkbookReading | Refusal]
"""Reads an admitted workbook: a module-level function (or a partial of one), for it runs inside the child."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a child says of a file."""

    verdict: WorkbookReading | Refusal
    kind: Kind = Kind.XLSX


def labelled(name: str, content: bytes) -> bytes:
    """One item for the chamber: the file's name, which holds no NUL, then its bytes."""
    return name.encode("utf-8", "replace") + b"\x00" + content


def inspect_file(item: bytes, *, understand: Understand, limits: Limits) -> Inspected:
    """The verdict on one labelled file, from the gate to its reading."""
    label, _, content = item.partition(b"\x00")
    name = label.decode("utf-8", "replace")
    if contains_personal(name):
        return Inspected(_personal("*", 1))
    admitted = examine(content, name, limits)
    if isinstance(admitted, Refusal):
        hidden = sweep_refused(content, limits)
        return Inspected(_personal("*", 1) if hidden else _discreet(admitted))
    hits = sweep(admitted)
    if hits:
        return Inspected(_personal(_places(hits, admitted), len(hits)), admitted.kind)
    if admitted.kind is not Kind.XLSX and sweep_refused(content, limits):
        return Inspected(_personal("*", 1), admitted.kind)
    verdict = understand(admitted)
    return Inspected(verdict if isinstance(verdict, Refusal) else _checked(verdict), admitted.kind)


def _personal(place: str, count: int) -> Refusal:
    return Refusal(PERSONAL, (Fact("place", place), Fact("count", str(count))))


def _discreet(refusal: Refusal) -> Refusal:
    """The refusal without a fact that is itself personal, such as the name of a sheet."""
    facts = tuple(Fact(one.name, "*" if contains_personal(one.value) else one.value) for one in refusal.facts)
    return Refusal(refusal.code, facts)


def _places(hits: Sequence[PersonalHit], admitted: Admitted) -> str:
    """The first places as sheet and cell; a sheet whose name is itself personal is told by its number."""
    numbers = {sheet.name: f"#{number}" for number, sheet in enumerate(admitted.sheets, 1)}
    named = []
    for hit in hits[:_PLACES_NAMED]:
        sheet = numbers.get(hit.sheet, "*") if contains_personal(hit.sheet) else hit.sheet
        named.append(f"{sheet}!{_letters(hit.column)}{hit.row}" if hit.row and hit.column else sheet)
    return ", ".join(dict.fromkeys(named))


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _checked(reading: WorkbookReading) -> WorkbookReading | Refusal:
    """What a workbook says of itself becomes a path, so it must be plain words."""
    identity = reading.identity
    for word in (identity.return_code, identity.unit, identity.period):
        if not _PATH_WORD.fullmatch(word):
            return Refusal("FILE-IDENTITY", (Fact("stated", "*" if contains_personal(word) else word[:40]),))
    return reading
