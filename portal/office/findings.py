"""Findings as the reviewer reads them: worded as in every other form, with what the clerk wrote about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from record.explanations import WORKBOOK
from schemas.decision import Explained
from schemas.finding import Case, Finding
from schemas.messages import Language, say
from schemas.report import cases
from schemas.sentences import advice, arithmetic, clue, level, line, place, said, title


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One case: its heading, its line, what to do, a clue, what follows from it, and what was explained of it."""

    anchor: str
    level: str
    heading: str
    paragraphs: tuple[str, ...]
    consequences: tuple[str, ...]
    explanations: tuple[str, ...]
    rule: str


def cards(findings: Iterable[Finding], explained: Iterable[Explained], language: Language) -> tuple[FindingCard, ...]:
    """A card a case, the gravest first."""
    by_key = {each.finding.key: each for each in explained}
    return tuple(_card(case, by_key, language) for case in cases(tuple(findings)))


def _card(case: Case, explained: Mapping[str, Explained], language: Language) -> FindingCard:
    finding = case.lead
    apart = "　" if language == "zh" else " — "
    done = say("REPORT-EXPLAINED", language) if finding.key in explained else ""
    full = arithmetic(finding, language)
    texts = (
        line(finding, language),
        say("REPORT-PLACE", language, {"place": place(finding, language)}),
        "" if full == said(finding, language) else full,
        say("COMMENT-ADVICE", language, {"advice": advice(finding, language)}),
        clue(finding, language),
    )
    return FindingCard(
        anchor=f"case-{case.number}",
        level=finding.level.value,
        heading=f"{level(finding, language)} {case.number}{apart}{title(finding, language)}{done}",
        paragraphs=tuple(text for text in texts if text),
        consequences=tuple(
            say("REPORT-CONSEQUENCE", language, {"line": line(one, language)}) for one in case.consequences
        ),
        explanations=tuple(
            _explanation(explained[one.key], language) for one in (finding, *case.consequences) if one.key in explained
        ),
        rule=say("COMMENT-RULE", language, {"code": finding.code}),
    )


def _explanation(given: Explained, language: Language) -> str:
    by = say("OFFICE-BY-WORKBOOK", language) if given.by in {"", WORKBOOK} else given.by
    facts = {"reason": given.reason.words(language), "text": given.text, "by": by}
    return say("OFFICE-EXPLAINED", language, facts)
