"""我的任务: what the unit owes and the next step of each; templates; everything that was sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from flows.precheck.kept import Kept
from flows.review.mirrors import mirrored
from flows.template import Order, build
from portal.clerk.own import Clerk, has_receipt, moment
from portal.membership import only
from portal.pages import clock
from portal.roles import Role
from record import register as record
from schemas.messages import Language, say
from schemas.periods import Frequency, Period, due, usual_days
from schemas.states import State
from schemas.submission import BoardRow, OnFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOOKED_BACK = 4
_A_PAGE = 50
_DONE = frozenset({State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Task:
    """One owed workbook as a line: where it stands, and the one next step."""

    title: str
    period: str
    state: State
    late: str
    last: str
    found: str
    step: str
    address: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One upload as a line of the history."""

    submission: OnFile
    title: str
    period: str
    moment: str
    has_receipt: bool


@only(Role.CLERK)
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The returns of the period that ended last, and what is left of earlier ones."""
    now = clock.now()
    clerk = Clerk.of(request, now)
    period = Period.last_ended(now.date(), Frequency.QUARTERLY)
    earlier = [line for each in _before(clerk, period) for line in _lines(clerk, each, now) if not line.is_done]
    context = {
        "unit": clerk.unit.name,
        "period": period.title(clerk.language),
        "period_code": str(period),
        "due": _due(period, now, clerk.language),
        "soon": _soon(period, now),
        "tasks": list(_lines(clerk, period, now)),
        "earlier": earlier,
        "transfers": _has_transfers(clerk, period),
    }
    return render(request, "clerk/tasks.html", context)


@only(Role.CLERK)
@require_safe
def template(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The workbook to fill, for exactly this unit and period."""
    now = clock.now()
    clerk = Clerk.of(request, now)
    owed = clerk.to_send(code, period, now)
    order = Order(owed.form, owed.unit, owed.period, clerk.office.register, now.date(), clerk.office.contact)
    content = build(order, Kept.of(clerk.office).earlier(order))
    return download(content, order.file_name, XLSX)


@only(Role.CLERK)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """All that the unit ever sent, newest first."""
    clerk = Clerk.of(request, clock.now())
    page = Paginator(record.sent(clerk.unit.code), _A_PAGE).get_page(request.GET.get("page"))
    lines = [sent_line(clerk, each) for each in page.object_list]
    return render(request, "clerk/history.html", {"page": page, "sent": lines})


def sent_line(clerk: Clerk, each: OnFile) -> Sent:
    """An upload as a line of a history."""
    form = clerk.office.returns.get(each.return_code)
    title = form.zh if clerk.language == "zh" else form.en
    period, when = Period.parse(each.period), moment(each.received_at, clerk.language)
    return Sent(each, title, period.title(clerk.language), when, has_receipt(each))


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved under a name."""
    header = content_disposition_header(True, name)
    response = HttpResponse(content, content_type=kind)
    if header:
        response["Content-Disposition"] = header
    return response


def _before(clerk: Clerk, period: Period) -> Iterator[Period]:
    """The periods before this one that may hold something unfinished, newest first."""
    first = clerk.office.configuration.first_period
    for count in range(1, _LOOKED_BACK + 1):
        earlier = period.shift(-count)
        if earlier >= first:
            yield earlier


def _lines(clerk: Clerk, period: Period, now: datetime) -> Iterator[Task]:
    """The unit's lines of the board of a period."""
    rows = record.board(period, clerk.office.register, tuple(clerk.office.returns), now)
    for row in rows:
        if row.unit == clerk.unit.code:
            yield _task(clerk, period, row)


def _task(clerk: Clerk, period: Period, row: BoardRow) -> Task:
    language = clerk.language
    form = clerk.office.returns.get(row.return_code)
    late = ""
    if row.late:
        late = say("TASKS-LATE-SENT" if row.state in _DONE else "TASKS-LATE-OPEN", language)
    last = say("TASKS-NEVER", language)
    if row.received_at is not None:
        facts = {"attempt": row.attempt, "moment": moment(row.received_at, language)}
        last = say("TASKS-ATTEMPT", language, facts)
    found = ""
    if row.errors or row.queries:
        found = say("TASKS-FOUND", language, {"errors": row.errors, "queries": row.queries})
    return Task(
        title=form.zh if language == "zh" else form.en,
        period=period.title(language),
        state=row.state,
        late=late,
        last=last,
        found=found,
        step=say(_step(row), language),
        address=_address(row, str(period)),
        is_done=row.state in _DONE and not row.correcting,
    )


def _step(row: BoardRow) -> str:
    if row.correcting and row.state.is_settled:
        return "NEXT-CORRECTING"
    return f"NEXT-{row.state.name.replace('_', '-')}"


def _address(row: BoardRow, period: str) -> str:
    if row.state is State.MISSING or (row.correcting and row.state.is_settled):
        return reverse("clerk-upload", args=[row.return_code, period])
    if row.state is State.READY:
        return reverse("clerk-confirm", args=[row.submission])
    return reverse("clerk-receipt" if row.state in _DONE else "clerk-file", args=[row.submission])


def _has_transfers(clerk: Clerk, period: Period) -> bool:
    """Whether a workbook of the unit with moves between counties is on file: then there is something to see of them."""
    codes = mirrored(clerk.office.returns, period)
    return any(record.current(clerk.unit.code, code, str(period)) for code in codes)


def _due(period: Period, now: datetime, language: Language) -> str:
    deadline = due(period, usual_days(period))
    days = deadline.days_left(now)
    facts = {"due": deadline.text(language), "days": abs(days)}
    if deadline.is_past(now):
        return say("TASKS-DUE-PAST" if days else "TASKS-DUE-HOURS", language, facts)
    return say("TASKS-DUE" if days else "TASKS-DUE-TODAY", language, facts)


_DAYS_SOON = 3


def _soon(period: Period, now: datetime) -> str:
    """The look of the deadline: `error` when past, `warning` in its last three days, else none; its words say it too."""
    deadline = due(period, usual_days(period))
    if deadline.is_past(now):
        return "error"
    return "warning" if deadline.days_left(now) <= _DAYS_SOON else ""
