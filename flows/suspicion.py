"""What the office may want to look at in a period although no rule is broken, all in one list; no clerk sees it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flows.check import Key, key_of
from flows.plausibility import Past
from flows.signs import Sign, signs
from schemas.finding import Finding
from schemas.messages import Language, say
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.returns import Returns
from schemas.sentences import line


@dataclass(frozen=True, slots=True)
class Doubt:
    """One figure that is far from what is usual."""

    key: Key
    finding: Finding


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What was seen in the `workbooks` of a period; `budget` is the share of them that may be asked about in vain.

    `learned` is False where the approved past was too short to say what is usual.
    """

    period: Period
    workbooks: int
    budget: float
    learned: bool
    doubts: tuple[Doubt, ...]
    signs: tuple[Sign, ...]


def look(
    period: Period, readings: Sequence[WorkbookReading], approved: Collection[str], returns: Returns, budget: float
) -> Suspicion:
    """The workbooks of a period beside the approved ones (by hash) of earlier periods.

    Raises ValueError for a budget that is no share.
    """
    now = [reading for reading in readings if reading.identity.period == str(period)]
    earlier = [reading for reading in readings if Period.parse(reading.identity.period) < period]
    past = Past.of((reading for reading in earlier if reading.sha256 in approved), returns, budget)
    before = sorted(earlier, key=lambda reading: Period.parse(reading.identity.period))
    return Suspicion(
        period=period,
        workbooks=len(now),
        budget=budget,
        learned=bool(past.reach),
        doubts=tuple(Doubt(key_of(reading), finding) for reading in now for finding in past.unusual(reading)),
        signs=signs(period, now, before, returns, budget),
    )


def as_text(found: Suspicion, language: Language) -> str:
    """The list for a terminal; lines that end in a line break."""
    lines = [] if found.learned else [say("SIGN-NONE-USUAL", language)]
    for doubt in found.doubts:
        facts = {"unit": doubt.key.unit, "code": doubt.finding.code, "line": line(doubt.finding, language)}
        lines.append(say("SIGN-QUERY", language, facts))
    lines += [say("SIGN-LINE", language, {"line": sign.line(language)}) for sign in found.signs]
    facts_of_all = {
        "period": found.period.title(language),
        "count": found.workbooks,
        "queries": len(found.doubts),
        "signs": len(found.signs),
        "budget": f"{100 * found.budget:g}%",
    }
    lines.append(say("SIGN-COUNT", language, facts_of_all))
    return "".join(f"{each}\n" for each in lines)
