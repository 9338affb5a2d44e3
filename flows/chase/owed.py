"""Who owes what, who is late, and what they are told; pure functions of the board."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from io import StringIO

from flows.reply.listing import harmless
from flows.reply.notice import Addressee, overdue, reminder
from flows.reply.text import aligned
from schemas.messages import Language, say
from schemas.periods import SHANGHAI, Period, due, usual_days
from schemas.returns import Returns
from schemas.states import Side, State
from schemas.submission import BoardRow

_HEADINGS = ("unit", "name", "return", "state", "side", "attempt", "received", "due", "errors", "queries", "number")
_TONES = {
    State.MISSING: "none",
    State.CHECKING: "busy",
    State.TO_CORRECT: "bad",
    State.RETURNED: "bad",
    State.TO_EXPLAIN: "wait",
    State.READY: "wait",
    State.AWAITING_REVIEW: "wait",
    State.APPROVED: "good",
    State.PUBLISHED: "good",
}
_STYLE = (
    "body{font:16px/1.5 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:1.5rem auto;"
    "max-width:70rem;padding:0 1rem;color:#1b1b1b}h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #ccc;padding:.35rem .6rem;text-align:left;vertical-align:top}th{background:#f2f2f2}"
    "td.good{background:#e3f3e6}td.wait{background:#fff3d6}td.bad{background:#fde7e4}td.none{background:#f4f4f4}"
    "small{color:#444}b.late{color:#9c0006}@media print{body{margin:0;max-width:none}}"
)


WITH_THE_UNIT = frozenset({State.TO_CORRECT, State.TO_EXPLAIN, State.READY, State.RETURNED})
"""States in which the unit has still to do something about what it sent."""


def late(rows: Iterable[BoardRow]) -> tuple[BoardRow, ...]:
    """Rows of the board that are late, in its order."""
    return tuple(row for row in rows if row.late)


def reminders(
    period: Period, rows: Sequence[BoardRow], returns: Returns, now: datetime, language: Language, contact: str
) -> tuple[str, ...]:
    """A notice for each workbook of which nothing was sent, and for each that is back with its unit and late.

    Of what was not sent it is also told while there is time. `contact` as of `Addressee`.
    """
    deadline = due(period, usual_days(period))
    told = []
    for row in rows:
        whom = Addressee(row.unit_name, _title(returns, row.return_code, language), str(period), contact)
        if row.state is State.MISSING:
            told.append(reminder(whom, deadline.days_left(now), deadline, language))
        elif row.late and row.state in WITH_THE_UNIT:
            until = deadline if row.again is None else replace(deadline, at=row.again)
            told.append(overdue(whom, row.state, until, row.submission, language))
    return tuple(told)


def board_csv(rows: Sequence[BoardRow], language: Language) -> str:
    """The board as CSV with a byte order mark, one owed workbook a line."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(say(f"BOARD-{name.upper()}", language) for name in _HEADINGS)
    for row in rows:
        writer.writerow(harmless(each) for each in _line(row, language))
    return f"\ufeff{text.getvalue()}"


def board_text(rows: Sequence[BoardRow], language: Language) -> Iterator[str]:
    """The board for a terminal: headings and one owed workbook a line, in columns; nothing where no row is."""
    if rows:
        headings = [say(f"BOARD-{name.upper()}", language) for name in _HEADINGS]
        yield from aligned([headings, *(_line(row, language, "%m-%d %H:%M") for row in rows)])


def board_page(period: Period, rows: Sequence[BoardRow], returns: Returns, now: datetime) -> str:
    """The board as a page that needs nothing else: units down, returns across, a word and a colour in each place."""
    codes = list(dict.fromkeys(row.return_code for row in rows))
    units = list(dict.fromkeys((row.unit, row.unit_name) for row in rows))
    cells = {(row.unit, row.return_code): row for row in rows}
    heads = "".join(f"<th>{escape(_title(returns, code, 'zh'))}</th>" for code in codes)
    body = "".join(
        f"<tr><th>{escape(name)}<br><small>{escape(code)}</small></th>"
        + "".join(_place(cells.get((code, each))) for each in codes)
        + "</tr>"
        for code, name in units
    )
    title = say("BOARD-TITLE", "zh", {"period": period.zh})
    deadline = say("BOARD-UNTIL", "zh", {"due": due(period, usual_days(period)).text("zh")})
    made = now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>{escape(counts(rows, 'zh'))}<br><small>{escape(deadline)} · {made}</small></p>"
        f"<table><thead><tr><th>{escape(say('BOARD-NAME', 'zh'))}</th>{heads}</tr></thead><tbody>{body}</tbody></table>"
        "</main></body></html>\n"
    )


def counts(rows: Sequence[BoardRow], language: Language) -> str:
    """How many workbooks are owed, received, settled, back with the county, missing and late; on the way where any is."""
    states = [row.state for row in rows]
    facts = {
        "expected": len(rows),
        "received": len(rows) - states.count(State.MISSING),
        "approved": states.count(State.APPROVED) + states.count(State.PUBLISHED),
        "returned": states.count(State.TO_CORRECT) + states.count(State.RETURNED),
        "queried": states.count(State.TO_EXPLAIN),
        "missing": states.count(State.MISSING),
        "late": len(late(rows)),
    }
    on_the_way = (f" · {state.words(language)} {states.count(state)}" for state in _ON_THE_WAY if state in states)
    return say("BOARD-COUNTS", language, facts) + "".join(on_the_way)


_ON_THE_WAY = (State.CHECKING, State.READY, State.AWAITING_REVIEW)


def _place(row: BoardRow | None) -> str:
    if row is None:
        return "<td></td>"
    told = [f"<b>{escape(row.state.words('zh'))}</b>"]
    if row.late:
        told.append(f"<b class=late>{escape(Side.LATE.words('zh'))}</b>")
    if row.correcting:
        told.append(escape(Side.CORRECTING.words("zh")))
    facts = []
    if row.errors or row.queries:
        facts.append(say("BOARD-FOUND", "zh", {"errors": row.errors, "queries": row.queries}))
    if row.received_at:
        facts.append(say("BOARD-ATTEMPT-AT", "zh", {"attempt": row.attempt, "at": f"{row.received_at:%m-%d %H:%M}"}))
    below = f"<br><small>{escape('，'.join(facts))}</small>" if facts else ""
    return f'<td class="{_TONES[row.state]}">{" · ".join(told)}{below}</td>'


def _line(row: BoardRow, language: Language, moment: str = "%Y-%m-%d %H:%M") -> tuple[str, ...]:
    side = [each.words(language) for each, given in ((Side.LATE, row.late), (Side.CORRECTING, row.correcting)) if given]
    return (
        row.unit,
        row.unit_name,
        row.return_code,
        row.state.words(language),
        " ".join(side),
        str(row.attempt or ""),
        row.received_at.strftime(moment) if row.received_at else "",
        row.due.strftime(moment),
        str(row.errors),
        str(row.queries),
        str(row.submission or ""),
    )


def _title(returns: Returns, code: str, language: Language) -> str:
    form = returns.get(code)
    return form.zh if language == "zh" else form.en
