"""Findings as cards: in the words of every other form of the answer, with an excerpt of the sheet and room to explain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.acts.answered import Answered, excerpts_of
from flows.office.opened import Office
from flows.reply.excerpt import Excerpt
from schemas.decision import NotTaken
from schemas.finding import Case, Finding, Level
from schemas.messages import Language, say
from schemas.sentences import line
from schemas.sentences.card import Card, card


@dataclass(frozen=True, slots=True)
class Typed:
    """What a clerk typed beside a finding just now."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """Room to explain one query: its number on the page, what is on file or was typed, and why that was not taken."""

    at: str
    key: str
    label: str
    line: str
    reason: str
    text: str
    done: str
    wrong: str

    @property
    def error_id(self) -> str:
        """Where the page says what is wrong with it."""
        return f"wrong-{self.at}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One case: its words, its excerpt, and what is asked about it."""

    card: Card
    excerpt: Excerpt | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Slate:
    """What is asked for on a page: typed texts by the key of their finding, and refusals by the same."""

    typed: Mapping[str, Typed]
    refused: Mapping[str, NotTaken]


def cards(office: Office, seen: Answered, cases: Sequence[Case], slate: Slate, language: Language) -> tuple[Asked, ...]:
    """The cards of some cases. Raises OSError where the kept file is gone."""
    return tuple(
        Asked(card(case, language, seen.report.explained), excerpt, _questions(seen, case, slate, language))
        for case, excerpt in zip(cases, excerpts_of(office, seen, cases), strict=True)
    )


def _questions(seen: Answered, case: Case, slate: Slate, language: Language) -> tuple[Question, ...]:
    """A question for each query of a case that a query leads: what follows from an error goes with it."""
    if case.lead.level is not Level.QUERY:
        return ()
    asked = [each for each in (case.lead, *case.consequences) if each.level is Level.QUERY]
    return tuple(
        _question(seen, each, f"{case.number}{f'-{at}' if at else ''}", slate, language)
        for at, each in enumerate(asked)
    )


def _question(seen: Answered, finding: Finding, number: str, slate: Slate, language: Language) -> Question:
    kept, typed, refused = seen.explained(finding.key), slate.typed.get(finding.key), slate.refused.get(finding.key)
    done = ""
    if kept is not None:
        facts = {"reason": f"{kept.reason.value} {kept.reason.words(language)}", "text": kept.text}
        done = say("EXPLAIN-DONE", language, facts)
    return Question(
        at=number,
        key=finding.key,
        label=say("EXPLAIN-FOR", language, {"number": number}),
        line=line(finding, language),
        reason=typed.reason if typed else kept.reason.value if kept else "",
        text=typed.text if typed else kept.text if kept else "",
        done=done,
        wrong=say("EXPLAIN-SUMMARY", language, {"number": number, "why": refused.message(language)}) if refused else "",
    )
