"""Handing in: a last look at the totals, the confirmation, its receipt, and taking it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.acts import sending
from flows.acts.answered import Answered, answered
from flows.acts.seen import SeenOtherwise, seen_of
from flows.receive import StoreError
from portal.clerk.own import Clerk, has_receipt, titled
from portal.clerk.unstored import tell_not_stored
from portal.membership import only
from portal.pages import clock
from portal.roles import Role
from record.errors import RecordError
from schemas.decision import Explained
from schemas.finding import Level
from schemas.messages import Language, say
from schemas.model import TOTAL_ROW, Table
from schemas.reading import CellState, TableReading
from schemas.sentences import line, number, path
from schemas.states import State

_CODE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a totals row under its heading."""

    heading: str
    value: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals row of one table."""

    caption: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """An explanation on a receipt: the query in one line, the reason and the text."""

    line: str
    reason: str
    text: str


@only(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """The totals for a last look, and the button that hands the workbook in."""
    now = clock.now()
    clerk = Clerk.of(request, now)
    found = clerk.submission(number)
    if request.method == "POST":
        return redirect(_handed_in(request, clerk, number, now), number)
    if found.state is not State.READY or found.replaced_by:
        return redirect("clerk-file", number)
    seen = answered(clerk.office, number)
    if seen is None or seen.reading is None:
        raise Http404
    owed = clerk.owed(found.return_code, found.period)
    tables = {each.table: each for each in seen.reading.tables}
    context = {
        "title": titled("CONFIRM-TITLE", owed, clerk.language),
        "found": found,
        "who": say("CONFIRM-WHO", clerk.language, {"who": clerk.name, "unit": owed.unit.name}),
        "totals": [
            _totals(each, tables[each.code], clerk.language)
            for each in owed.form.tables
            if each.code in tables and TOTAL_ROW in tables[each.code].row_codes
        ],
        "code": found.sha256[:_CODE_DIGITS],
        "seen": seen_of(seen).text,
        "step": 5,
    }
    return render(request, "clerk/confirm.html", context)


def _handed_in(request: HttpRequest, clerk: Clerk, number: int, now: datetime) -> str:
    """The name of the page that follows a confirmation: its receipt, or where it is told why it was not taken."""
    try:
        state = sending.confirm(clerk.office, number, clerk.name, now, request.POST.get("seen", ""))
    except SeenOtherwise as error:
        messages.error(request, error.message(clerk.language))
        return "clerk-confirm"
    except RecordError as error:
        messages.error(request, error.message(clerk.language))
        return "clerk-file"
    except StoreError as error:
        tell_not_stored(request, clerk, error)
        return "clerk-file"
    said = "CONFIRM-APPROVED" if state is State.APPROVED else "CONFIRM-DONE"
    messages.success(request, say(said, clerk.language))
    return "clerk-receipt"


@only(Role.CLERK)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a workbook back that was not reviewed yet."""
    now = clock.now()
    clerk = Clerk.of(request, now)
    clerk.submission(number)
    try:
        sending.withdraw(clerk.office, number, clerk.name, now)
    except RecordError as error:
        messages.error(request, error.message(clerk.language))
    except StoreError as error:
        tell_not_stored(request, clerk, error)
    else:
        messages.success(request, say("WITHDRAW-DONE", clerk.language))
    return redirect("clerk-file", number)


@only(Role.CLERK)
@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """What was handed in, to be printed and signed; a workbook that waits for its confirmation has none yet."""
    clerk = Clerk.of(request, clock.now())
    found = clerk.submission(number)
    if found.confirmed_at is not None and found.state is State.CHECKING:
        return redirect("clerk-file", number)  # a waiver or a new rule has it judged anew; the page there says so
    seen = answered(clerk.office, number)
    if seen is None or found.confirmed_at is None or not has_receipt(found):
        raise Http404
    language = clerk.language
    owed = clerk.owed(found.return_code, found.period)
    context = {
        "found": found,
        "unit": owed.unit.name,
        "form": owed.title(language),
        "period": owed.period.title(language),
        "sent": f"{found.confirmed_at:%Y-%m-%d %H:%M}",
        "received": f"{found.received_at:%Y-%m-%d %H:%M}",
        "by": found.confirmed_by if found.uploaded else say("RECEIPT-INBOX", language),
        "code": found.sha256[:_CODE_DIGITS],
        "rules": seen.verdict.rule_set[:_CODE_DIGITS],
        "counted": say("RECEIPT-COUNTED", language, _counts(seen)),
        "explained": [_said(each, language) for each in seen.standing.explained],
        "can_withdraw": found.state is State.AWAITING_REVIEW and found.uploaded and not found.replaced_by,
    }
    return render(request, "clerk/receipt.html", context)


def _counts(seen: Answered) -> dict[str, object]:
    return {
        "held": f"{seen.verdict.tally.held:,}",
        "errors": seen.report.count(Level.ERROR),
        "queries": seen.report.count(Level.QUERY),
        "explained": sum(case.lead.key in seen.report.explained for case in seen.report.cases),
        "notes": seen.report.count(Level.NOTE),
    }


def _said(each: Explained, language: Language) -> Said:
    return Said(line(each.finding, language), f"{each.reason.value} {each.reason.words(language)}", each.text)


def _totals(table: Table, reading: TableReading, language: Language) -> Totals:
    name = table.zh if language == "zh" else table.en
    return Totals(say("CONFIRM-TOTALS", language, {"table": name}), tuple(_figures(table, reading, language)))


def _figures(table: Table, reading: TableReading, language: Language) -> Iterator[Figure]:
    row = reading.row_codes.index(TOTAL_ROW)
    headings = {column.name: column for column in table.columns}
    for at, name in enumerate(reading.columns):
        column = headings[name]
        filled = reading.states[row, at] == CellState.FILLED
        value = number(int(reading.values[row, at]) if filled else None, column.measure.decimals, language)
        yield Figure(path(column.zh if language == "zh" else column.en), value)
