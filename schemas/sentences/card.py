"""A case in whole sentences: what every form that shows it at length says, in one order."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from schemas.finding import Case
from schemas.messages import Language, say
from schemas.sentences import advice, arithmetic, clue, level, line, place, said, title


@dataclass(frozen=True, slots=True)
class Card:
    """One case in words; `whole` (the sum in full) and `clue` are empty where they would say nothing new."""

    number: int
    level: str
    """The level's value, for how it looks."""
    heading: str
    line: str
    place: str
    whole: str
    advice: str
    clue: str
    consequences: tuple[str, ...]
    rule: str

    @property
    def anchor(self) -> str:
        """Where the case stands on its page."""
        return f"case-{self.number}"


def card(case: Case, language: Language, explained: AbstractSet[str] = frozenset()) -> Card:
    """The words of a case; `explained` are the keys of queries with an explanation that holds."""
    finding = case.lead
    whole = arithmetic(finding, language)
    return Card(
        number=case.number,
        level=finding.level.value,
        heading=heading(case, language, explained),
        line=line(finding, language),
        place=say("REPORT-PLACE", language, {"place": place(finding, language)}),
        whole="" if whole == said(finding, language) else whole,
        advice=say("COMMENT-ADVICE", language, {"advice": advice(finding, language)}),
        clue=clue(finding, language),
        consequences=tuple(
            say("REPORT-CONSEQUENCE", language, {"line": line(one, language)}) for one in case.consequences
        ),
        rule=say("COMMENT-RULE", language, {"code": finding.code}),
    )


def heading(case: Case, language: Language, explained: AbstractSet[str] = frozenset()) -> str:
    """错误 1　男、女之和不等于合计; a query that is explained says so."""
    finding = case.lead
    apart = "　" if language == "zh" else " — "
    done = say("REPORT-EXPLAINED", language) if finding.key in explained else ""
    return f"{level(finding, language)} {case.number}{apart}{title(finding, language)}{done}"
