"""Findings as the reviewer reads them: the cards of every other form, with what the clerk wrote about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from flows.acts.answered import Answered, excerpts_of
from flows.office.opened import Office
from flows.reply.excerpt import Excerpt
from record.explanations import WORKBOOK
from schemas.decision import Explained
from schemas.finding import Case
from schemas.messages import Language, say
from schemas.sentences.card import Card, card


@dataclass(frozen=True, slots=True)
class Weighed:
    """One case: its words, its excerpt, and what was explained of it."""

    card: Card
    excerpt: Excerpt | None
    explanations: tuple[str, ...]


def standing(office: Office, seen: Answered, found: Sequence[Case], language: Language) -> tuple[Weighed, ...]:
    """Some of the cases that stand of a submission, a card a case.

    A reviewer whose kept file is gone still has the findings: only their excerpts are missing then.
    """
    is_there = (office.home.raw / seen.submission.kept_as).is_file()
    excerpts = excerpts_of(office, seen, found) if is_there else ()
    by_key = {each.finding.key: each for each in seen.standing.explained}
    return tuple(
        Weighed(card(case, language, by_key.keys()), excerpt, explanations(case, by_key, language))
        for case, excerpt in zip_longest(found, excerpts)
    )


def waived(found: Sequence[Case], language: Language) -> tuple[Weighed, ...]:
    """Some of what was found and does not count, because a waiver says so."""
    return tuple(Weighed(card(case, language), None, ()) for case in found)


def explanations(case: Case, explained: Mapping[str, Explained], language: Language) -> tuple[str, ...]:
    """Everything explained of a case, also of what follows from its lead; by the key of the finding."""
    return tuple(
        _explanation(explained[one.key], language) for one in (case.lead, *case.consequences) if one.key in explained
    )


def _explanation(given: Explained, language: Language) -> str:
    by = say("OFFICE-BY-WORKBOOK", language) if given.by in {"", WORKBOOK} else given.by
    facts = {"reason": given.reason.words(language), "text": given.text, "by": by}
    return say("OFFICE-EXPLAINED", language, facts)
