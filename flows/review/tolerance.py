"""What reading put up with, counted by unit for the office: how a county fills its workbooks, not what it reports."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from string import Formatter

from flows.reply.listing import harmless
from schemas.finding import Level
from schemas.hint import Hint
from schemas.messages import Language, catalogue, say
from schemas.reading import WorkbookReading
from schemas.units import Register

_HEADINGS = ("BOARD-UNIT", "BOARD-NAME", "BOARD-RETURN", "TOLERATED-KIND", "TOLERATED-CODE", "TOLERATED-COUNT")
_CLEANED = "CLEANED-"


@dataclass(frozen=True, slots=True)
class Tolerated:
    """How often one kind of thing was tolerated in one return of a unit; `kind` is a message code of `reading`."""

    unit: str
    unit_name: str
    return_code: str
    kind: str
    count: int

    def words(self, language: Language) -> str:
        """The kind in words, the particulars of each case left out."""
        message = catalogue()[self.kind]
        fields = (name for _, name, _, _ in Formatter().parse(message.zh) if name)
        return say(self.kind, language, dict.fromkeys(fields, "…"))


@dataclass(frozen=True, slots=True, order=True)
class _Kind:
    unit: str
    return_code: str
    kind: str


def tolerated(readings: Iterable[WorkbookReading], register: Register, day: date) -> tuple[Tolerated, ...]:
    """Values that were cleaned, by cell, and remarks on sheets, headings and rows; by unit, return and kind.

    Units are called as the register calls them on `day`.
    """
    counts: Counter[_Kind] = Counter()
    names: dict[str, str] = {}
    for reading in readings:
        unit, return_code = reading.identity.unit, reading.identity.return_code
        counts.update(_Kind(unit, return_code, kind) for kind in _kinds(reading))
        found = register.at(unit, day)
        names[unit] = found.name if found else unit
    return tuple(
        Tolerated(each.unit, names[each.unit], each.return_code, each.kind, counts[each]) for each in sorted(counts)
    )


def _kinds(reading: WorkbookReading) -> Iterable[str]:
    for cleaning in reading.cleanings:
        yield cleaning.how
    for finding in reading.findings:
        if finding.level is Level.NOTE and finding.detail:
            kind = Hint.unpack(finding.detail).code
            if not kind.startswith(_CLEANED):  # those are counted by cell
                yield kind


def tolerated_csv(counted: Sequence[Tolerated], language: Language) -> str:
    """The statistic as CSV with a byte order mark, a line a kind."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(say(code, language) for code in _HEADINGS)
    for each in counted:
        row = (each.unit, each.unit_name, each.return_code, each.words(language), each.kind, str(each.count))
        writer.writerow(harmless(cell) for cell in row)
    return f"\ufeff{text.getvalue()}"
