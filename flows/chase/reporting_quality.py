"""How well each unit reports over some periods; units are compared, never people."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import StringIO

from flows.office.opened import Office
from flows.reply.listing import harmless
from record import register as record
from schemas.messages import Language, say
from schemas.periods import Period, due, usual_days
from schemas.submission import BoardRow
from schemas.unit_quality import FIRST_PASS, STEADY, TIMELY, Attempt, UnitQuality

_HEADINGS = ("UNIT", "NAME", "OWED", "SENT", "TIMELY", "FIRST-PASS", "REVISED", "ATTEMPTS", "SCORE")


def reporting_quality(office: Office, periods: Sequence[Period], now: datetime) -> tuple[UnitQuality, ...]:
    """Every unit that owed workbooks in these periods, best first; a unit of one score stands by its code.

    Periods whose deadline has not passed count only what was sent: nothing else is owed yet.
    """
    totals: dict[str, UnitQuality] = {}
    for period in periods:
        board = record.board(period, office.register, tuple(office.returns), now)
        for each in _of_period(period, board, record.attempts(str(period)), now):
            totals[each.unit] = _added(totals.get(each.unit), each)
    return tuple(sorted(totals.values(), key=lambda each: (-(each.score if each.score is not None else -1), each.unit)))


def _of_period(
    period: Period, board: Sequence[BoardRow], attempts: Sequence[Attempt], now: datetime
) -> tuple[UnitQuality, ...]:
    sent: dict[str, dict[str, list[Attempt]]] = defaultdict(lambda: defaultdict(list))
    for attempt in attempts:
        sent[attempt.unit][attempt.return_code].append(attempt)
    deadline = due(period, usual_days(period))
    owed: dict[str, list[BoardRow]] = defaultdict(list)
    for row in board:
        owed[row.unit].append(row)
    return tuple(_of_unit(rows, sent[unit], deadline.at, now) for unit, rows in owed.items())


def _of_unit(
    rows: Sequence[BoardRow], sent: Mapping[str, Sequence[Attempt]], deadline: datetime, now: datetime
) -> UnitQuality:
    came = [sent[row.return_code] for row in rows if sent.get(row.return_code)]
    return UnitQuality(
        unit=rows[0].unit,
        name=rows[0].unit_name,
        owed=len(rows) if now > deadline else len(came),
        sent=len(came),
        timely=sum(each[0].came_at <= deadline for each in came),
        first_pass=sum(each[0].errors == 0 for each in came),
        revised=sum(any(one.corrects for one in each) for each in came),
        attempts=sum(len(each) for each in came),
    )


def _added(before: UnitQuality | None, more: UnitQuality) -> UnitQuality:
    if before is None:
        return more
    return UnitQuality(
        unit=more.unit,
        name=more.name,
        owed=before.owed + more.owed,
        sent=before.sent + more.sent,
        timely=before.timely + more.timely,
        first_pass=before.first_pass + more.first_pass,
        revised=before.revised + more.revised,
        attempts=before.attempts + more.attempts,
    )


def formula(language: Language) -> str:
    """How the score comes about, with the weights that are used."""
    return say("QUALITY-FORMULA", language, {"timely": TIMELY, "first": FIRST_PASS, "steady": STEADY})


def quality_csv(units: Sequence[UnitQuality], language: Language) -> str:
    """The same as CSV with a byte order mark, the formula on its last line."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(say(f"QUALITY-{name}", language) for name in _HEADINGS)
    for each in units:
        numbers = (each.owed, each.sent, each.timely, each.first_pass, each.revised, each.attempts)
        writer.writerow([harmless(each.unit), harmless(each.name), *numbers, shown(each)])
    writer.writerow([harmless(formula(language))])
    return f"\ufeff{text.getvalue()}"


def shown(unit: UnitQuality) -> str:
    """The score with one decimal; empty where nothing was owed."""
    return "" if unit.score is None else f"{unit.score:.1f}"
