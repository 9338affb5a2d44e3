"""What the night tells: counts, late units, gaps over the city, editions; as text in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.judge.entered import Entered, RefusedFile
from flows.review.suspicion import Suspicion, counts
from flows.review.tolerance import Tolerated
from flows.rulebook import Narrowed
from schemas.decision import Waiver
from schemas.finding import Finding
from schemas.messages import Language, listed, say
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
    suspicion: Suspicion | None = None

    @property
    def missing(self) -> tuple[BoardRow, ...]:
        """Owed workbooks of which nothing was taken."""
        return tuple(row for row in self.board if row.state is State.MISSING)

    @property
    def late(self) -> tuple[BoardRow, ...]:
        """Owed workbooks whose deadline has passed and that are not settled."""
        return tuple(row for row in self.board if row.late)


@dataclass(frozen=True, slots=True)
class UnitWaiver:
    """A waiver with the name of its unit, and what it is narrowed to as the forms print it."""

    waiver: Waiver
    unit_name: str
    narrowed: Narrowed

    def text(self, language: Language) -> str:
        """Its number, unit, rule, row and item, and its last day."""
        facts = {
            "number": self.waiver.number,
            "unit": self.unit_name,
            "unit_code": self.waiver.unit,
            "code": self.waiver.code,
            "row": self.narrowed.row(language),
            "column": self.narrowed.column(language),
            "until": self.waiver.expires_on,
        }
        return say("NIGHT-WAIVER", language, facts)


@dataclass(frozen=True, slots=True)
class Expiring:
    """Waivers whose last day was since the night before, and those whose last day is near."""

    past: tuple[UnitWaiver, ...] = ()
    near: tuple[UnitWaiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One submission that was judged: `first` where it never was before, else something beside it had changed."""

    submission: int
    outcome: Outcome
    first: bool


@dataclass(frozen=True, slots=True)
class Account:
    """One night: files taken, sent twice, refused and left; what was judged, and every period.

    What is counted closes: judged = clean + to correct + to explain + judged again, and received = judged for the first
    time + not judged - taken up from an earlier night. `earlier_rules` are published workbooks that were judged by
    another rule set than today's. `cut_short` are the times of the runs that began and did not end since the last whole
    one: what they received and answered is in no account.
    """

    entered: Entered
    refused: int
    waiting: int
    judged: tuple[Judged, ...]
    faults: tuple[str, ...]
    earlier_rules: int
    periods: tuple[PeriodAccount, ...]
    seconds: float
    expiring: Expiring
    cut_short: tuple[datetime, ...]

    def count(self, outcome: Outcome) -> int:
        """Submissions judged for the first time with that outcome."""
        return sum(each.first and each.outcome is outcome for each in self.judged)

    @property
    def first(self) -> frozenset[int]:
        """Submissions judged for the first time."""
        return frozenset(each.submission for each in self.judged if each.first)

    @property
    def again(self) -> int:
        """How many were judged anew for what changed beside them."""
        return sum(not each.first for each in self.judged)

    @property
    def not_judged(self) -> int:
        """Received files that were not judged: a later one came the same night, or their period was not asked for."""
        return len(self.entered.taken - self.first)

    @property
    def taken_up(self) -> int:
        """Judged for the first time though received before this night."""
        return len(self.first - self.entered.taken)

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
        beside = (*self._cut_short(language), *self._beside(language), *self._faults(language))
        return (self._first(language), *beside, *self._periods(language))

    def refused_lines(self, language: Language) -> tuple[str, ...]:
        """A line for each file that was not taken, below a heading; none where all were."""
        return _below("NIGHT-REFUSED-FILES", self.entered.refused, language)

    def waiver_lines(self, language: Language) -> tuple[str, ...]:
        """A line for each waiver that ran out or soon will, below their headings; none where there is none."""
        return (
            *_below("NIGHT-WAIVERS-PAST", self.expiring.past, language),
            *_below("NIGHT-WAIVERS-NEAR", self.expiring.near, language),
        )

    def _first(self, language: Language) -> str:
        again = say("NIGHT-AGAIN", language, {"count": self.again}) if self.again else ""
        facts = {
            "judged": len(self.judged),
            "again": again,
            "received": len(self.entered.taken),
            "clean": self.count(Outcome.CLEAN),
            "returned": self.count(Outcome.ERRORS),
            "queried": self.count(Outcome.QUERIES),
            "refused": self.refused + self.entered.closed,
            "repeated": self.entered.repeated,
            "published": self.published,
            "seconds": f"{self.seconds:.1f}",
        }
        return say("NIGHT-ACCOUNT", language, facts)

    def _cut_short(self, language: Language) -> tuple[str, ...]:
        if not self.cut_short:
            return ()
        times = listed([f"{each:%Y-%m-%d %H:%M}" for each in self.cut_short], language)
        return (say("NIGHT-CUT-SHORT", language, {"count": len(self.cut_short), "times": times}),)

    def _beside(self, language: Language) -> tuple[str, ...]:
        """What is said only where there is something to say."""
        folders = self.entered.folders
        counts = (
            ("NIGHT-CLOSED", self.entered.closed),
            ("NIGHT-NOT-JUDGED", self.not_judged),
            ("NIGHT-TAKEN-UP", self.taken_up),
            ("NIGHT-FOLDERS", sum(each.files for each in folders)),
            ("NIGHT-EARLIER-RULES", self.earlier_rules),
        )
        names = listed([each.name for each in folders], language)
        return tuple(say(code, language, {"count": count, "folders": names}) for code, count in counts if count)

    def _faults(self, language: Language) -> tuple[str, ...]:
        return tuple(
            say("NIGHT-OUR-FAULT", language, {"number": number, "detail": detail})
            for number, detail in enumerate(self.faults, 1)
        )

    def _periods(self, language: Language) -> tuple[str, ...]:
        return tuple(text for each in self.periods for text in period_lines(each, language))


def _below(code: str, listed_below: Sequence[RefusedFile | UnitWaiver], language: Language) -> tuple[str, ...]:
    """A heading with its count, and a line for each; nothing for none."""
    found = tuple(f"- {each.text(language)}" for each in listed_below)
    return (say(code, language, {"count": len(found)}), *found) if found else ()


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
            objections = ("；" if language == "zh" else "; ").join(reason.message(language) for reason in reasons)
            told.append(say("NIGHT-NOT-PUBLISHED", language, {"period": period, "reasons": objections}))
    if account.city:
        told.append(say("NIGHT-CITY", language, {"period": account.period, "count": len(account.city)}))
        told += [f"  {line(finding, language)}" for finding in account.city]
    if account.suspicion is not None and account.suspicion.has_any:
        told.append(say("NIGHT-QUESTIONS", language, counts(account.suspicion, language)))
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
