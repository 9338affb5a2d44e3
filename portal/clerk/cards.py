"""Findings as cards: in the words of every other form of the answer, with an excerpt of the sheet and room to explain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.acts.answered import Answered
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.reply.excerpt import Excerpt, excerpts
from schemas.decision import NotTaken
from schemas.finding import Case, Finding, Level
from schemas.messages import Language, say
from schemas.sentences import advice, arithmetic, clue, level, line, place, said, title


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
class Card:
    """One case."""

    id: str
    level: str
    head: str
    line: str
    place: str
    whole: str
    advice: str
    clue: str
    with_it: tuple[str, ...]
    rule: str
    excerpt: Excerpt | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Slate:
    """What is asked for on a page: typed texts by the key of their finding, and refusals by the same."""

    typed: Mapping[str, Typed]
    refused: Mapping[str, NotTaken]


def cards(office: Office, seen: Answered, cases: Sequence[Case], slate: Slate, language: Language) -> tuple[Card, ...]:
    """The cards of some cases. Raises OSError where the kept file is gone."""
    leads = [case.lead for case in cases]
    doubted = [lead for lead in leads if lead.level is not Level.NOTE]
    shown = iter(excerpts(office.home.raw / seen.submission.kept_as, doubted, seen.reading, chamber()))
    found = [None if lead.level is Level.NOTE else next(shown) for lead in leads]
    return tuple(_card(seen, case, excerpt, slate, language) for case, excerpt in zip(cases, found, strict=True))


def head(case: Case, seen: Answered, language: Language) -> str:
    """错误 1　男、女之和不等于合计: what the summary says of a case, and the card too."""
    finding = case.lead
    done = say("REPORT-EXPLAINED", language) if finding.key in seen.report.explained else ""
    apart = "　" if language == "zh" else " — "
    return f"{level(finding, language)} {case.number}{apart}{title(finding, language)}{done}"


def anchor(case: Case) -> str:
    """The id of a card."""
    return f"case-{case.number}"


def _card(seen: Answered, case: Case, excerpt: Excerpt | None, slate: Slate, language: Language) -> Card:
    finding = case.lead
    whole = arithmetic(finding, language)
    return Card(
        id=anchor(case),
        level=finding.level.value,
        head=head(case, seen, language),
        line=line(finding, language),
        place=say("REPORT-PLACE", language, {"place": place(finding, language)}),
        whole="" if whole == said(finding, language) else whole,
        advice=say("COMMENT-ADVICE", language, {"advice": advice(finding, language)}),
        clue=clue(finding, language),
        with_it=tuple(say("REPORT-CONSEQUENCE", language, {"line": line(one, language)}) for one in case.consequences),
        rule=say("COMMENT-RULE", language, {"code": finding.code}),
        excerpt=excerpt,
        questions=_questions(seen, case, slate, language),
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
