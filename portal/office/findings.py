"""Findings as the reviewer reads them: the cards of every other form, with what the clerk wrote about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from flows.acts.answered import Answered, excerpts_of
from flows.office.opened import Office
from flows.reply.excerpt import Excerpt
from record.explanations import WORKBOOK
from schemas.decision import Explained
from schemas.finding import Case
from schemas.messages import Language, say
from schemas.report import cases
from schemas.sentences.card import Card, card

_EXCERPTS = 15
"""Cases that show their rows of the sheet, the gravest: the page stays small."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One case: its words, its excerpt, and what was explained of it."""

    card: Card
    excerpt: Excerpt | None
    explanations: tuple[str, ...]


def standing(office: Office, seen: Answered, language: Language) -> tuple[Weighed, ...]:
    """What stands of a submission, a card a case, the gravest first.

    A reviewer whose kept file is gone still has the findings: only their excerpts are missing then.
    """
    found = seen.report.cases
    is_there = (office.home.raw / seen.submission.kept_as).is_file()
    excerpts = excerpts_of(office, seen, found[:_EXCERPTS]) if is_there else ()
    by_key = {each.finding.key: each for each in seen.standing.explained}
    return tuple(
        Weighed(card(case, language, by_key.keys()), excerpt, explanations(case, by_key, language))
        for case, excerpt in zip_longest(found, excerpts)
    )


def waived(seen: Answered, language: Language) -> tuple[Weighed, ...]:
    """What was found and does not count, because a waiver says so."""
    return tuple(Weighed(card(case, language), None, ()) for case in cases(seen.standing.waived))


def explanations(case: Case, explained: Mapping[str, Explained], language: Language) -> tuple[str, ...]:
    """Everything explained of a case, also of what follows from its lead; by the key of the finding."""
    return tuple(
        _explanation(explained[one.key], language) for one in (case.lead, *case.consequences) if one.key in explained
    )


def _explanation(given: Explained, language: Language) -> str:
    by = say("OFFICE-BY-WORKBOOK", language) if given.by in {"", WORKBOOK} else given.by
    facts = {"reason": given.reason.words(language), "text": given.text, "by": by}
    return say("OFFICE-EXPLAINED", language, facts)
