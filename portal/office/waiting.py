"""待审核: what waits for a review, over all periods, the oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from flows.office.opened import Office
from portal.membership import only
from portal.office.room import leaf, page, periods, said, title_of
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record import register as record
from schemas.messages import Language
from schemas.states import State
from schemas.submission import BoardRow

_LINES = 100
"""Workbooks on one page."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submission that waits; `since` is when it was handed in."""

    row: BoardRow
    period: str
    form: str
    since: datetime
    days: int


@only(Role.OFFICE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The list; each line leads to its review."""
    found = sorted(_waiting(office(), language_of(request)), key=lambda each: (each.since, each.row.submission))
    shown = leaf(request, found, _LINES)
    facts = {"waiting": shown.shown, "leaf": shown}
    return page(request, "queue", said(request, "OFFICE-QUEUE", count=len(found)), facts)


def _waiting(here: Office, language: Language) -> Iterator[Waiting]:
    moment = now()
    for period in periods(here):
        confirmed = {each.submission: each.confirmed_at for each in record.on_file(str(period))}
        for row in record.board(period, here.register, tuple(here.returns), moment):
            if row.state is State.AWAITING_REVIEW and row.received_at is not None:
                since = confirmed.get(row.submission) or row.received_at
                form = title_of(here.returns.get(row.return_code), language)
                yield Waiting(row, str(period), form, since, (moment.date() - since.date()).days)
