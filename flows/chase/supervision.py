"""Drafts that the office copies: reminders, notices of supervision, the digest of a week; plain text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.chase.alerts import Alarm, Alert, alarm
from flows.chase.owed import WITH_THE_UNIT, counts, reminders
from flows.chase.turned_away import reason, unit_of
from flows.office.opened import Office
from flows.receive.refused import refused_since
from flows.review.mirrors import Mirror, mirrors, open_gaps
from record import register as record
from schemas.finding import Level
from schemas.messages import Language, listed, say
from schemas.periods import SHANGHAI, Frequency, Period, due, usual_days, working_day_after
from schemas.report import cases
from schemas.sentences import level_word, place
from schemas.states import State
from schemas.submission import BoardRow

ANSWER_DAYS = 3
"""Working days that a notice of supervision gives."""
_WEEK = timedelta(days=7)
_RECENT = 2
"""So many periods are in the digest: the newest and the one before."""
_LISTED = 30
"""Reasons of refused files that it tells."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One owed workbook on the board with what presses; None where nothing does."""

    row: BoardRow
    alarm: Alarm | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to be copied, and whom it is for (empty: everybody)."""

    unit: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Turned:
    """Who sent a file that was not taken, and why it was not."""

    sender: str
    why: str


def standings(office: Office, period: Period, now: datetime) -> tuple[Standing, ...]:
    """The board of a period with its alerts."""
    board = record.board(period, office.register, tuple(office.returns), now)
    return tuple(Standing(row, alarm(row, period, now, _back_since(row))) for row in board)


def _back_since(row: BoardRow) -> datetime | None:
    """When a person returned the workbook; None where none did."""
    if row.state is not State.RETURNED:
        return None
    decided = record.decisions(row.submission)
    return decided[-1].made_at if decided else None


def chasing(
    office: Office, period: Period, found: Sequence[Standing], now: datetime, language: Language
) -> tuple[Draft, ...]:
    """催报: one text a unit that still owes something: a line for each of its workbooks, and whom to ask."""
    told: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for each in found:
        texts = reminders(period, [each.row], office.returns, now, language, contact="")
        if not texts and each.row.state in WITH_THE_UNIT:
            texts = (_unfinished(office, period, each, language),)
        if texts:
            told.setdefault(each.row.unit, []).extend(texts)
            names[each.row.unit] = each.row.unit_name
    contact = say("REPORT-CONTACT", language, {"contact": office.contact})
    return tuple(Draft(unit, names[unit], "\n".join((*lines, contact))) for unit, lines in told.items())


def _unfinished(office: Office, period: Period, each: Standing, language: Language) -> str:
    facts = {
        "unit": each.row.unit_name,
        "title": _title(office, each.row, language),
        "period": str(period),
        "state": each.row.state.words(language),
        "due": due(period, usual_days(period)).text(language),
    }
    return say("DRAFT-UNFINISHED", language, facts)


def notices(
    office: Office, period: Period, found: Sequence[Standing], now: datetime, language: Language
) -> tuple[Draft, ...]:
    """督查通知单: one draft a unit with a red alert: its late workbooks, how late, and the cells and rules left; no figures."""
    late: dict[str, list[Standing]] = {}
    for each in found:
        owes = each.row.state is State.MISSING or each.row.state in WITH_THE_UNIT
        if owes and each.alarm is not None and each.alarm.alert is Alert.RED:
            late.setdefault(each.row.unit, []).append(each)
    today = now.astimezone(SHANGHAI).date()
    return tuple(
        Draft(unit, group[0].row.unit_name, "\n".join(_notice(office, period, group, today, language)))
        for unit, group in late.items()
    )


def _notice(
    office: Office, period: Period, group: Sequence[Standing], today: date, language: Language
) -> Iterator[str]:
    facts: dict[str, object] = {
        "unit": group[0].row.unit_name,
        "period": period.title(language),
        "due": due(period, usual_days(period)).text(language),
        "today": today.isoformat(),
        "until": working_day_after(today, ANSWER_DAYS).isoformat(),
        "contact": office.contact,
        "office": office.configuration.office,
    }
    yield say("DRAFT-NOTICE-TITLE", language)
    reference = {"unit": group[0].row.unit, "period": str(period), "today": f"{today:%Y%m%d}"}
    yield say("DRAFT-NOTICE-REFERENCE", language, reference)
    yield ""
    yield say("DRAFT-NOTICE-OPENING", language, facts)
    for number, each in enumerate(group, 1):
        number_on_file = each.row.submission
        line = {
            "number": number,
            "title": _title(office, each.row, language),
            "state": each.row.state.words(language),
            "days": each.alarm.days if each.alarm else 0,
            "file": say("DRAFT-NOTICE-FILE", language, {"submission": number_on_file}) if number_on_file else "",
        }
        yield say("DRAFT-NOTICE-LINE", language, line)
        yield from _left(number_on_file, language)
    yield say("DRAFT-NOTICE-CLOSING", language, facts)
    yield ""
    yield say("DRAFT-NOTICE-SIGNED", language, facts)


def _left(submission: int, language: Language) -> Iterator[str]:
    """Where each case lies that a submission has still to settle, and by which rule; nothing for 0."""
    verdict = record.verdict(submission) if submission else None
    if verdict is None:
        return
    settled = verdict.explained | verdict.waived
    open_findings = [each for each in verdict.findings if each.level is not Level.NOTE and each.key not in settled]
    for case in cases(open_findings):
        facts = {
            "place": place(case.lead, language),
            "code": case.lead.code,
            "level": level_word(case.lead.level, language),
        }
        yield say("DRAFT-NOTICE-CASE", language, facts)


def periods_to_look_at(office: Office, today: date) -> tuple[Period, ...]:
    """Newest first: all periods on file, the last quarter that ended, and none before the office's first."""
    found = {Period.parse(code) for code in record.periods()}
    found.add(Period.last_ended(today, Frequency.QUARTERLY))
    first = office.configuration.first_period.last_day
    return tuple(sorted((each for each in found if each.last_day >= first), reverse=True)) or (max(found),)


def digest(office: Office, now: datetime, language: Language, begins: datetime | None = None) -> str:
    """What came after a moment until now, and where the last two periods stand: counts, units and reasons, no figures.

    Where no moment is given it is told of the last seven days.
    """
    here = now.astimezone(SHANGHAI)
    begins = here - _WEEK if begins is None else begins
    lines = [
        say("DIGEST-TITLE", language, {"first": begins.astimezone(SHANGHAI).date(), "last": here.date()}),
        *_refused(office, begins, now, language),
        "",
    ]
    for period in periods_to_look_at(office, here.date())[:_RECENT]:
        found = standings(office, period, now)
        recent = [each for each in record.attempts(str(period)) if begins < each.received_at <= now]
        facts = {"files": len(recent), "units": len({each.unit for each in recent})}
        lines += [
            say("DIGEST-PERIOD", language, {"period": period.title(language)}),
            say("DIGEST-RECEIVED", language, facts),
            counts([each.row for each in found], language),
            *_pressing(found, language),
            *_gaps(open_gaps(mirrors(office, period)), language),
            "",
        ]
    return "\n".join(lines)


def _refused(office: Office, first: datetime, last: datetime, language: Language) -> Iterator[str]:
    """How many files were turned away, and of which sender for which reason; nothing where none was."""
    found = refused_since(office.home.raw, first, last)
    if not found:
        return
    yield say("DIGEST-REFUSED", language, {"count": len(found)})
    told: Counter[_Turned] = Counter()
    for each in found:
        unit = unit_of(office, each.source, each.refusal, last)
        name = unit.name if unit else say("DIGEST-REFUSED-UNKNOWN", language)
        told[_Turned(name, reason(office, each.refusal, last).message(language))] += 1
    for turned, count in list(told.items())[:_LISTED]:
        facts = {"sender": turned.sender, "count": count, "why": turned.why}
        yield say("DIGEST-REFUSED-LINE", language, facts)
    if len(told) > _LISTED:
        yield say("DIGEST-REFUSED-MORE", language, {"count": len(told) - _LISTED})


def _pressing(found: Sequence[Standing], language: Language) -> Iterator[str]:
    """A line for each alert: which units, with the returns that it is about."""
    for alert in Alert:
        named: dict[str, list[str]] = {}
        for each in found:
            if each.alarm is not None and each.alarm.alert is alert:
                named.setdefault(each.row.unit_name, []).append(each.row.return_code)
        if named:
            names = [say("DIGEST-UNIT", language, {"name": name, "codes": codes}) for name, codes in named.items()]
            yield say("DIGEST-ALERT", language, {"alert": alert.words(language), "names": listed(names, language)})


def _gaps(found: Sequence[Mirror], language: Language) -> Iterator[str]:
    """The orange alert of the city: which moves between its counties do not agree."""
    if found:
        facts = {"name": say("ALERT-MIRROR", language), "codes": [each.code for each in found]}
        told = {"alert": Alert.ORANGE.words(language), "names": say("DIGEST-UNIT", language, facts)}
        yield say("DIGEST-ALERT", language, told)


def _title(office: Office, row: BoardRow, language: Language) -> str:
    form = office.returns.get(row.return_code)
    return form.zh if language == "zh" else form.en
