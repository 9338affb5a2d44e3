"""Decisions on file: explanations, waivers, corrections and reviews; each dated, with its author and reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from schemas.finding import Finding, Level
from schemas.messages import Language, say
from schemas.reading import Explanation
from schemas.receipt import Fact
from schemas.report import Outcome, cases
from schemas.states import State


class Reason(StrEnum):
    """The reason codes of an explanation."""

    REORGANISED = "R01"
    """organs or boundaries changed; with the approval's number"""
    REDEFINED = "R02"
    TRANSFERRED = "R03"
    """a whole unit was transferred; with a number"""
    PEAK = "R04"
    CORRECTED = "R05"
    """an error of an earlier period was corrected; with the correction's number"""
    SMALL = "R06"
    """a ratio of very small numbers"""
    TRUE = "R07"
    """it happened; with the document's number"""
    OTHER = "R99"

    @property
    def needs_reference(self) -> bool:
        """Whether the text must quote a document's or a correction's number."""
        return self in {Reason.REORGANISED, Reason.TRANSFERRED, Reason.CORRECTED, Reason.TRUE}

    def words(self, language: Language) -> str:
        """What the code means."""
        return say(f"REASON-{self.value}", language)


@dataclass(frozen=True, slots=True)
class ExplanationOnFile:
    """An explanation that was taken: it stays valid while `numbers` and `rule_text` are those of its finding.

    `key` is the finding's key, `numbers` its values as printed, `rule_text` the fingerprint of the rule's text.
    """

    unit: str
    return_code: str
    period: str
    key: str
    numbers: str
    rule_text: str
    reason: Reason
    text: str
    by: str
    written_at: datetime
    number: int = 0
    """0 before it is on file"""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One rule silenced for one unit until a day, both days included; an empty row or column means all of them.

    `row_code` is a row on which the rule is judged; `column` names an item as a rule's text does: `closing`, of another
    table than the rule's own `CA1.closing`.
    """

    unit: str
    code: str
    row_code: str
    column: str
    reason: str
    by: str
    made_on: date
    expires_on: date
    number: int = 0
    """0 before it is on file"""

    def covers(self, finding: Finding, unit: str, today: date) -> bool:
        """Whether it silences a finding of a unit on a day."""
        return (
            self.made_on <= today <= self.expires_on
            and (self.unit, self.code) == (unit, finding.code)
            and self.row_code in {"", finding.place.row_code}
            and (not self.column or self.column in self._items(finding))
        )

    def _items(self, finding: Finding) -> Iterator[str]:
        """The items of a finding: where it stands, and whatever else its rule relates to that.

        In a sum that does not add up no item is more in the wrong than the others.
        """
        yield finding.place.column
        for cell in finding.cells:
            own = self.code.startswith(f"{cell.table}-")
            yield cell.column if own else f"{cell.table}.{cell.column}"

    def is_as_wide_as(self, other: "Waiver") -> bool:
        """Whether it silences all that the other does, as long as both are in force."""
        return (
            (self.unit, self.code) == (other.unit, other.code)
            and self.row_code in {"", other.row_code}
            and self.column in {"", other.column}
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """Permission to send an approved workbook again: from when it is on file, until a day included."""

    unit: str
    return_code: str
    period: str
    reason: str
    by: str
    made_on: date
    expires_on: date
    closed: bool = False
    """the corrected workbook was approved"""
    number: int = 0
    """0 before it is on file"""

    def is_open(self, today: date) -> bool:
        """Whether a further file is taken under it."""
        return not self.closed and today <= self.expires_on


class Review(StrEnum):
    """What a person says of a submission."""

    APPROVE = "approve"
    RETURN = "return"

    def words(self, language: Language) -> str:
        """通过 or 退回."""
        return say(f"REVIEW-{self.name}", language)


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's review of one submission; a return has a text."""

    submission: int
    review: Review
    by: str
    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Explained:
    """A query with the explanation that holds for it; `by` is empty where it was read from the workbook just now."""

    finding: Finding
    reason: Reason
    text: str
    numbers: str
    rule_text: str
    by: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it is still to be put on file."""
        return not self.by


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An explanation that cannot be taken, and why: a message code of the group `decisions` and its facts."""

    finding: Finding
    explanation: Explanation
    code: str
    facts: tuple[Fact, ...] = ()

    def message(self, language: Language) -> str:
        """The one sentence for the clerk."""
        return say(self.code, language, {fact.name: fact.value for fact in self.facts})


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a submission's findings after everything that was decided.

    `open` are errors and queries that are neither waived nor explained; `notes` are for information: those of the
    check, and why an explanation was not taken. `waivers` are the numbers of those that silence what is `waived`.
    `state` is what follows.
    """

    state: State
    open: tuple[Finding, ...] = ()
    explained: tuple[Explained, ...] = ()
    waived: tuple[Finding, ...] = ()
    waivers: tuple[int, ...] = ()
    notes: tuple[Finding, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The verdict in a word; a query counts until it is explained or waived."""
        return Outcome.of(self.open)

    @property
    def explained_keys(self) -> frozenset[str]:
        """Keys of the explained queries, for a FileReport."""
        return frozenset(each.finding.key for each in self.explained)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the clerk is told: the open, the explained, and the notes."""
        return (*self.open, *(each.finding for each in self.explained), *self.notes)

    def count(self, level: Level) -> int:
        """How many open cases there are of a level, by what leads each."""
        return sum(case.lead.level is level for case in cases(self.open))


def fingerprint(texts: Iterable[str]) -> str:
    """SHA-256 over several texts in their order, in hex."""
    digest = sha256()
    for text in texts:
        content = text.encode()
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()
