"""What a notice says of something in the audit trail, of deadlines, and of the night; the texts hold no figures."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.office.opened import Office
from record import register as record
from record.errors import RecordError
from schemas.messages import Language, listed, say
from schemas.occasions import Occasion
from schemas.periods import Period, due, usual_days
from schemas.states import State
from schemas.submission import BoardRow, Event, OnFile

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_DAYS_BEFORE = 3
"""From how many days before a deadline on those who have not sent are told of once a day."""
_NIGHT_LONGEST = timedelta(hours=6)
_NIGHT_USUAL = timedelta(hours=30)
"""After which a night is cut short, or has not begun: one is a day."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to be told: `key` is the same for the same thing."""

    occasion: Occasion
    key: str
    text: str


def of_event(office: Office, event: Event) -> Told | None:
    """What an entry of the audit trail is to be told as; None for what nobody is told of."""
    kind, _, named = event.subject.partition(" ")
    if kind == "edition" and event.action == "publish":
        return Told(Occasion.PUBLISHED, f"trail {event.number}", _edition(named))
    occasion = _occasion(event)
    if kind != "submission" or occasion is None:
        return None
    try:
        submission = record.submission(int(named))
    except RecordError:
        return None
    text = "\n".join(_submission(office, occasion, submission, language) for language in _LANGUAGES)
    return Told(occasion, f"trail {event.number}", text)


def _occasion(event: Event) -> Occasion | None:
    facts = json.loads(event.facts)
    match event.action:
        case "register":
            return Occasion.RECEIVED if facts.get("taken") else None
        case "return":
            return Occasion.RETURNED
        case "verdict" if facts.get("after") == State.TO_CORRECT.value != facts.get("before"):
            return Occasion.RETURNED
        case "approve":
            return Occasion.APPROVED
        case "verdict" | "confirm" if facts.get("after") == State.APPROVED.value != facts.get("before"):
            return Occasion.APPROVED
    return None


def _submission(office: Office, occasion: Occasion, submission: OnFile, language: Language) -> str:
    facts = {
        "unit": _unit_name(office, submission.unit, submission.period),
        "title": _title(office, submission.return_code, language),
        "period": submission.period,
        "attempt": submission.attempt,
        "number": submission.submission,
    }
    return say(f"NOTIFY-{occasion.name}", language, facts)


def _edition(named: str) -> str:
    period, _, vintage = named.partition(" ")
    return "\n".join(say("NOTIFY-PUBLISHED", each, {"period": period, "vintage": vintage}) for each in _LANGUAGES)


def of_deadlines(office: Office, now: datetime) -> Iterator[Told]:
    """Who has not sent although the deadline is near or past, once a day and period; of the last ended period on file."""
    on_file = map(Period.parse, record.periods())
    periods = sorted(each for each in on_file if each.has_ended(now.date()))
    for period in periods[-1:]:
        deadline = due(period, usual_days(period))
        days = deadline.days_left(now)
        rows = record.board(period, office.register, tuple(office.returns), now)
        missing = [row for row in rows if row.state is State.MISSING]
        late = deadline.is_past(now)
        if not missing or (not late and days > _DAYS_BEFORE):
            continue
        occasion = Occasion.OVERDUE if late else Occasion.DUE_SOON
        text = "\n".join(_owing(office, occasion, period, missing, abs(days), each) for each in _LANGUAGES)
        yield Told(occasion, f"{occasion.value} {period} {now:%Y-%m-%d}", text)


def _owing(
    office: Office, occasion: Occasion, period: Period, missing: list[BoardRow], days: int, language: Language
) -> str:
    owed: dict[str, list[str]] = defaultdict(list)
    for row in missing:
        owed[row.unit_name].append(_title(office, row.return_code, language))
    who = [
        say("NOTIFY-OWES", language, {"unit": unit, "titles": listed(titles, language)})
        for unit, titles in owed.items()
    ]
    facts = {
        "period": str(period),
        "units": len(owed),
        "days": days,
        "due": due(period, usual_days(period)).text(language),
        "who": listed(who, language),
    }
    return say(f"NOTIFY-{occasion.name.replace('_', '-')}", language, facts)


def of_the_night(now: datetime) -> Told | None:
    """That the night did not begin or did not come to its end; None where all is well, or where none ever ran."""
    last = next(iter(record.nights(1)), None)
    if last is None:
        return None
    age = now - last.started_at
    if last.ended_at is None and age > _NIGHT_LONGEST:
        code, key = "NOTIFY-NIGHT-STOPPED", f"night {last.number}"
    elif age > _NIGHT_USUAL:
        code, key = "NOTIFY-NIGHT-MISSING", f"night after {last.number} {now:%Y-%m-%d}"
    else:
        return None
    facts = {"began": f"{last.started_at:%Y-%m-%d %H:%M}"}
    return Told(Occasion.NIGHT_FAILED, key, "\n".join(say(code, each, facts) for each in _LANGUAGES))


def _unit_name(office: Office, code: str, period: str) -> str:
    unit = office.register.at(code, Period.parse(period).last_day)
    return unit.name if unit else code


def _title(office: Office, code: str, language: Language) -> str:
    form = office.returns.get(code)
    return form.zh if language == "zh" else form.en
