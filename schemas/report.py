"""What is answered about a file: its verdict, its findings, and what changed since it was sent before."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from schemas.finding import Case, Finding, Level, Tally
from schemas.messages import Language, say
from schemas.receipt import Refusal


class Outcome(StrEnum):
    """What is said of a whole file."""

    CLEAN = "clean"
    QUERIES = "queries"
    ERRORS = "errors"
    REFUSED = "refused"

    def words(self, language: Language) -> str:
        """The word that people read: 通过, 有核实, 有错误, 拒收."""
        return say(f"OUTCOME-{self.name}", language)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Outcome":
        """The gravest that the findings lead to; notes leave a file clean."""
        levels = {finding.level for finding in findings}
        if Level.REFUSED in levels:
            return cls.REFUSED
        if Level.ERROR in levels:
            return cls.ERRORS
        return cls.QUERIES if Level.QUERY in levels else cls.CLEAN


@dataclass(frozen=True, slots=True)
class Progress:
    """A resubmission beside the one before it: which errors and queries are gone, stand, are new, or are explained."""

    fixed: tuple[Finding, ...]
    open: tuple[Finding, ...]
    new: tuple[Finding, ...]
    explained: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file as it is answered.

    `return_zh`, `return_en` are the return's titles, `unit_name` the reporting unit's; all three, `unit`, `period` and
    `template` are empty where the file does not say. `explained` are the keys of queries with a valid explanation.
    `not_accepted` is how many explanations written on its sheet 问题清单 were not taken; a note at each place says why.
    `contact` is whom to ask, as the office configured it.
    """

    file: str
    sha256: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    tally: Tally = field(default_factory=Tally)
    refusal: Refusal | None = None
    return_code: str = ""
    return_zh: str = ""
    return_en: str = ""
    unit: str = ""
    unit_name: str = ""
    period: str = ""
    template: str = ""
    progress: Progress | None = None
    explained: frozenset[str] = frozenset()
    not_accepted: int = 0
    contact: str = ""
    marked: str = ""
    """Name of the marked workbook beside it, empty where none was written."""
    tried: bool = False
    """It was only checked: nothing can be handed in here."""
    left_out: int = 0
    """So many checks were left out because no office's past and register were at hand."""

    def return_title(self, language: Language) -> str:
        """The return's title, its code where no title is known."""
        return (self.return_zh if language == "zh" else self.return_en) or self.return_code

    @property
    def cases(self) -> tuple[Case, ...]:
        """Its findings by their roots."""
        return cases(self.findings)

    def count(self, level: Level) -> int:
        """How many cases there are of a level, the lead's; what people are told is never a count of cells."""
        return sum(case.lead.level is level for case in self.cases)


@dataclass(frozen=True, slots=True)
class Report:
    """The files of one run, checked with one rule set. `seconds` is how long it took, None where nobody asked."""

    files: tuple[FileReport, ...]
    rule_set: str
    seconds: float | None = None


_GRAVITY = {Level.REFUSED: 0, Level.ERROR: 1, Level.QUERY: 2, Level.NOTE: 3}


def cases(findings: Sequence[Finding]) -> tuple[Case, ...]:
    """The findings grouped by `root`, gravest first, then in the order given; a root of 0 is a case of its own.

    The lead is the first of the gravest findings of its case. Cases are numbered from 1 in this order.
    """
    groups: dict[tuple[int, int], list[Finding]] = {}
    for at, finding in enumerate(findings):
        groups.setdefault((finding.root, 0 if finding.root else at), []).append(finding)
    ordered = [sorted(group, key=lambda finding: _GRAVITY[finding.level]) for group in groups.values()]
    ordered.sort(key=lambda group: _GRAVITY[group[0].level])
    return tuple(Case(number, group[0], tuple(group[1:])) for number, group in enumerate(ordered, 1))


def compare(before: Sequence[Finding], now: Sequence[Finding], explained: AbstractSet[str] = frozenset()) -> Progress:
    """What a resubmission changed, by `Finding.key`; each in the order of its own list.

    It is about what is to be done with the figures: notes are left out, so also what is said of an explanation.
    `explained` are keys of queries with an explanation that holds.
    """
    before = [finding for finding in before if finding.level is not Level.NOTE]
    now = [finding for finding in now if finding.level is not Level.NOTE]
    left = [finding for finding in now if finding.key not in explained]
    if any(finding.pattern.leaves_unjudged for finding in now):
        # What cannot be judged is not mended.
        before = [finding for finding in before if finding.key in {each.key for each in now}]
    earlier = {finding.key for finding in before}
    present = {finding.key for finding in now}
    return Progress(
        fixed=tuple(finding for finding in before if finding.key not in present),
        open=tuple(finding for finding in left if finding.key in earlier),
        new=tuple(finding for finding in left if finding.key not in earlier),
        explained=tuple(finding for finding in now if finding.key in explained),
    )
