"""Notices to units as plain text: what came of a workbook (回执, 退回), and what is due (催报).

They are worded for the way on which the file came: by the inbox, answered by files, or through the portal.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from schemas.finding import Level
from schemas.messages import Language, say
from schemas.periods import Deadline
from schemas.periods.period import ENGLISH_MONTHS
from schemas.receipt import Refusal
from schemas.report import FileReport, Outcome
from schemas.states import State
from schemas.submission import OnFile


class Way(StrEnum):
    """How a file came, and so how it is sent again."""

    INBOX = "inbox"
    PORTAL = "portal"

    @classmethod
    def of(cls, submission: OnFile) -> Self:
        """The way of a submission on file."""
        return cls.PORTAL if submission.uploaded else cls.INBOX


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose workbook a notice is about: the unit's name, the return's title, the period's code.

    `contact` is whom the unit may ask; empty where no office says so, or where it is said once below several notices.
    """

    unit: str
    title: str
    period: str
    contact: str


def addressee(report: FileReport, language: Language) -> Addressee:
    """Whom the report of a file is for; the file's own name where it does not say."""
    unit, title = report.unit_name or report.unit, report.return_title(language) or report.file
    return Addressee(unit, title, report.period, report.contact)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as its sender knows it: its number on file, which upload it was, and when it was received."""

    number: int
    attempt: int
    received_at: datetime


def of_check(
    report: FileReport,
    attempt: int,
    due: Deadline | None,
    number: int | None,
    language: Language,
    way: Way = Way.INBOX,
) -> str:
    """What came of the check of an upload, and what to do; `number` is the submission's on file."""
    what = say(f"NOTICE-{report.outcome.name}", language, _facts(report, language))
    if report.not_accepted:
        what += say("NOTICE-NOT-ACCEPTED", language, {"count": report.not_accepted})
    if report.outcome in {Outcome.ERRORS, Outcome.QUERIES}:
        page = "" if report.marked or way is Way.PORTAL else "-PAGE"
        what += say(f"NOTICE-{way.name}-{report.outcome.name}{page}", language)
    what = say("NOTICE-ATTEMPT", language, {"attempt": attempt, "what": what})
    ends = due if report.outcome is not Outcome.CLEAN else None
    return _notice(addressee(report, language), what, ends, number, language)


def ready(whom: Addressee, due: Deadline | None, number: int, language: Language) -> str:
    """Nothing stands against an upload; its clerk has still to confirm it."""
    return _notice(whom, say("NOTICE-READY", language), due, number, language)


def confirmed(whom: Addressee, number: int, language: Language) -> str:
    """It was handed in and awaits its review."""
    return _notice(whom, say("NOTICE-CLEAN", language), None, number, language)


def returned(
    whom: Addressee, comment: str, due: Deadline | None, number: int, language: Language, way: Way = Way.INBOX
) -> str:
    """The office returned it, with its comment."""
    facts = {"comment": comment.rstrip("。."), "what": say(f"NOTICE-{way.name}-RETURNED", language)}
    return _notice(whom, say("NOTICE-RETURNED", language, facts), due, number, language)


def approved(whom: Addressee, number: int, language: Language) -> str:
    """The office approved it."""
    return _notice(whom, say("NOTICE-APPROVED", language), None, number, language)


def repeated(whom: Addressee, known: Sent, counts: Sent, place: str, language: Language) -> str:
    """The same bytes were sent before, as `known`; `counts` is the upload that counts now, `place` where its answer lies.

    An earlier file that is sent again does not take the place of a later one.
    """
    facts = {"moment": _moment(known.received_at, language), "attempt": known.attempt, "place": place}
    if counts == known:
        return _notice(whom, say("NOTICE-REPEATED", language, facts), None, known.number, language)
    facts |= {"newer": counts.attempt, "newer_moment": _moment(counts.received_at, language)}
    return _notice(whom, say("NOTICE-REPEATED-EARLIER", language, facts), None, counts.number, language)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that was not taken: whose it is and its name, each empty where it is not known or not to be told.

    `contact` is whom its sender may ask.
    """

    unit: str
    file: str
    received_at: datetime
    refusal: Refusal
    contact: str


def not_taken(told: NotTaken, language: Language) -> str:
    """Whose file was not taken, its name, the day on which it came, why and what to do, and whom to ask."""
    file = told.file or say("NOTICE-NAMELESS", language)
    facts = {
        "subject": say("NOTICE-FILE-OF", language, {"unit": told.unit, "file": file}) if told.unit else file,
        "day": _day(told.received_at, language),
        "reason": told.refusal.message(language).rstrip("。."),
        "contact": told.contact,
    }
    return say("NOTICE-NOT-TAKEN", language, facts)


def _day(at: datetime, language: Language) -> str:
    month = at.month if language == "zh" else ENGLISH_MONTHS[at.month - 1]
    return say("NOTICE-DAY", language, {"year": at.year, "month": month, "day": at.day})


def _moment(at: datetime, language: Language) -> str:
    month = at.month if language == "zh" else ENGLISH_MONTHS[at.month - 1]
    return say("NOTICE-MOMENT", language, {"month": month, "day": at.day, "time": f"{at:%H:%M}"})


def reminder(whom: Addressee, days_left: int, due: Deadline, language: Language) -> str:
    """It has not come yet: how many days are left, or how many it is late (`days_left` below 0)."""
    code = "NOTICE-LATE" if days_left < 0 else "NOTICE-REMINDER" if days_left else "NOTICE-TODAY"
    return _notice(whom, say(code, language, {"days": abs(days_left)}), due, None, language)


def overdue(whom: Addressee, state: State, due: Deadline, number: int, language: Language) -> str:
    """It came and went back to its unit, and the time to send it again is over."""
    code = f"NOTICE-LATE-{state.name.replace('_', '-')}"
    return _notice(whom, say(code, language), due, number, language)


def _facts(report: FileReport, language: Language) -> dict[str, object]:
    return {
        "errors": report.count(Level.ERROR),
        "queries": report.count(Level.QUERY),
        "reason": report.refusal.message(language) if report.refusal else "",
    }


def _notice(whom: Addressee, what: str, due: Deadline | None, number: int | None, language: Language) -> str:
    text = say("NOTICE", language, {"unit": whom.unit, "title": whom.title, "period": whom.period, "what": what})
    if due is not None:
        text += say("NOTICE-DUE", language, {"due": due.text(language)})
    if number is not None:
        text += say("NOTICE-NUMBER", language, {"number": number})
    if whom.contact:
        text += say("NOTICE-CONTACT", language, {"contact": whom.contact})
    return text
