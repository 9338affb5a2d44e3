"""What the office may want to look at in a period although no rule is broken, all in one list; no clerk sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.check import Key, key_of
from flows.plausibility import Questions, Usual, questions
from flows.review.budget import within
from flows.review.signs import Sign, signs
from schemas.finding import Finding
from schemas.messages import Language, say
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.returns import Returns
from schemas.sentences import line
from schemas.units import Register


@dataclass(frozen=True, slots=True)
class Doubt:
    """One figure that is far from what is usual."""

    key: Key
    finding: Finding


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What was seen in the `workbooks` of a period; `budget` is the share of those owed that may be asked about in vain.

    `learned` is False where the approved past was too short to say what is usual. `held_back` are figures that are far
    from what is usual and that the budget leaves no room to ask about, the strangest workbook first. `allowed` is how
    many workbooks may be asked about.
    """

    period: Period
    workbooks: int
    budget: float
    allowed: int
    learned: bool
    asked: tuple[Doubt, ...]
    held_back: tuple[Doubt, ...]
    signs: tuple[Sign, ...]

    @property
    def has_any(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.asked or self.held_back or self.signs)

    @property
    def used(self) -> int:
        """Workbooks that are asked about."""
        return len({doubt.key for doubt in self.asked})


@dataclass(frozen=True, slots=True)
class Ground:
    """What a period is looked at with: what is usual (None: nothing is known), the forms, the units and the budget.

    `most` workbooks may be asked about; `asked` are those that are by their verdicts, None where the strangest would be.
    """

    usual: Usual | None
    returns: Returns
    register: Register
    budget: float
    most: int
    asked: frozenset[Key] | None = None


def look(
    period: Period, now: Sequence[WorkbookReading], before: Sequence[WorkbookReading], ground: Ground
) -> Suspicion:
    """The workbooks of a period (`now`) beside those of earlier ones.

    The budget is also the chance that a period of honest figures shows any sign of digits. Raises ValueError where it
    is no share.
    """
    if not 0 < ground.budget < 1:
        raise ValueError(f"{ground.budget} is no share of the workbooks")
    found: dict[Key, Questions] = {}
    for reading in now if ground.usual is not None else ():
        if ground.usual is not None:
            found[key_of(reading)] = questions(reading, ground.usual, ground.returns, ground.register)
    strange = {key: each.strangeness for key, each in found.items() if each.asked}
    asking = within(strange, ground.most) if ground.asked is None else ground.asked & frozenset(strange)
    asked = [Doubt(key, finding) for key, each in found.items() if key in asking for finding in each.asked]
    beyond = sorted((key for key in strange if key not in asking), key=lambda key: -strange[key])
    held_back = [Doubt(key, finding) for key in beyond for finding in found[key].asked]
    held_back += [Doubt(key, finding) for key, each in found.items() for finding in each.held_back]
    earlier = sorted(before, key=lambda reading: Period.parse(reading.identity.period))
    return Suspicion(
        period=period,
        workbooks=len(now),
        budget=ground.budget,
        allowed=ground.most,
        learned=ground.usual is not None and ground.usual.is_learned,
        asked=tuple(asked),
        held_back=tuple(held_back),
        signs=signs(period, now, earlier, ground.returns, ground.budget),
    )


def as_text(found: Suspicion, language: Language) -> str:
    """The list for a terminal or a report; lines that end in a line break."""
    lines = [] if found.learned else [say("SIGN-NONE-USUAL", language)]
    lines += [_line("SIGN-QUERY", doubt, language) for doubt in found.asked]
    lines += [_line("SIGN-HELD-BACK", doubt, language) for doubt in found.held_back]
    lines += [say("SIGN-LINE", language, {"line": sign.line(language)}) for sign in found.signs]
    lines.append(say("SIGN-COUNT", language, counts(found, language)))
    return "".join(f"{each}\n" for each in lines)


def counts(found: Suspicion, language: Language) -> dict[str, object]:
    """The figures of the list's last line, and of the night's account."""
    return {
        "period": found.period.title(language),
        "code": str(found.period),
        "count": found.workbooks,
        "used": found.used,
        "allowed": found.allowed,
        "budget": f"{100 * found.budget:g}%",
        "held": len(found.held_back),
        "signs": len(found.signs),
    }


def _line(code: str, doubt: Doubt, language: Language) -> str:
    facts = {"unit": doubt.key.unit, "code": doubt.finding.code, "line": line(doubt.finding, language)}
    return say(code, language, facts)
