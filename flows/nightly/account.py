"""What the night tells: counts, late units, gaps over the city, editions; as text in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.tolerance import Tolerated
from schemas.finding import Finding
from schemas.messages import Language, say
from schemas.published import NotPublished, Published
from schemas.report import Outcome
from schemas.sentences import line
from schemas.states import State
from schemas.submission import BoardRow


@dataclass(frozen=True, slots=True)
class PeriodAccount:
    """One period after the night: its board, its gaps over the city, what was published, what reading put up with."""

    period: str
    board: tuple[BoardRow, ...]
    city: tuple[Finding, ...]
    edition: Published | NotPublished | None
    tolerated: tuple[Tolerated, ...] = ()

    @property
    def missing(self) -> tuple[BoardRow, ...]:
        """Owed workbooks of which nothing was taken."""
        return tuple(row for row in self.board if row.state is State.MISSING)

    @property
    def late(self) -> tuple[BoardRow, ...]:
        """Owed workbooks whose deadline has passed and that are not settled."""
        return tuple(row for row in self.board if row.late)


@dataclass(frozen=True, slots=True)
class Account:
    """One night: files received, found again, refused and left, submissions judged by outcome, and every period."""

    received: int
    repeated: int
    refused: int
    waiting: int
    outcomes: tuple[Outcome, ...]
    faults: tuple[str, ...]
    periods: tuple[PeriodAccount, ...]
    seconds: float

    def count(self, outcome: Outcome) -> int:
        """Submissions judged with that outcome."""
        return self.outcomes.count(outcome)

    @property
    def published(self) -> int:
        """Workbooks in the editions that this night made."""
        return sum(
            each.edition.edition.covered
            for each in self.periods
            if isinstance(each.edition, Published) and each.edition.new
        )

    def lines(self, language: Language) -> tuple[str, ...]:
        """The morning summary, a line a fact."""
        return (self._first(language), *self._faults(language), *self._periods(language))

    def _first(self, language: Language) -> str:
        facts = {
            "judged": len(self.outcomes),
            "received": self.received,
            "clean": self.count(Outcome.CLEAN),
            "returned": self.count(Outcome.ERRORS),
            "queried": self.count(Outcome.QUERIES),
            "refused": self.refused,
            "repeated": self.repeated,
            "published": self.published,
            "seconds": f"{self.seconds:.1f}",
        }
        return say("NIGHT-ACCOUNT", language, facts)

    def _faults(self, language: Language) -> tuple[str, ...]:
        return tuple(
            say("NIGHT-OUR-FAULT", language, {"number": number, "detail": detail})
            for number, detail in enumerate(self.faults, 1)
        )

    def _periods(self, language: Language) -> tuple[str, ...]:
        return tuple(text for each in self.periods for text in period_lines(each, language))


def period_lines(account: PeriodAccount, language: Language) -> tuple[str, ...]:
    """What is to be said of one period: editions, gaps over the city, and who has not sent anything."""
    told: list[str] = []
    match account.edition:
        case Published(edition, True):
            facts = {
                "period": edition.period,
                "vintage": edition.vintage,
                "units": edition.covered,
                "expected": edition.expected,
                "facts": f"{edition.facts:,}",
                "folder": f"curated/{edition.folder}",
            }
            told.append(say("NIGHT-EDITION", language, facts))
        case NotPublished(period, reasons):
            objections = "；".join(reason.message(language) for reason in reasons)
            told.append(say("NIGHT-NOT-PUBLISHED", language, {"period": period, "reasons": objections}))
    if account.city:
        told.append(say("NIGHT-CITY", language, {"period": account.period, "count": len(account.city)}))
        told += [f"  {line(finding, language)}" for finding in account.city]
    if account.missing:
        names = _names(account.missing, language)
        told.append(
            say("NIGHT-MISSING", language, {"period": account.period, "count": len(account.missing), "names": names})
        )
    return tuple(told)


def _names(rows: Sequence[BoardRow], language: Language) -> str:
    """Units with the returns that they owe: 示例三县（PM、TA）."""
    owed: dict[str, list[str]] = {}
    for row in rows:
        owed.setdefault(row.unit_name, []).append(row.return_code)
    marks = ("（", "、", "）", "、") if language == "zh" else (" (", ", ", ")", ", ")
    return marks[3].join(f"{unit}{marks[0]}{marks[1].join(codes)}{marks[2]}" for unit, codes in owed.items())
