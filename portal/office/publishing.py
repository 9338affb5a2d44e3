"""发布: what stands before an edition, the edition made, and the release notes of those that there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from flows import acts
from flows.office.opened import Office
from flows.publish import PublishError
from flows.publish.checklist import Checklist, checklist, release_note
from flows.receive import StoreError
from portal.membership import only
from portal.office.room import (
    Trouble,
    leaf,
    page,
    period_choices,
    period_of,
    periods,
    plain_text,
    said,
    title_of,
    who,
)
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record import register as record
from record.errors import RecordError
from record.notes import LONGEST_NOTE
from schemas.messages import Language, say
from schemas.published import Edition, NotPublished
from schemas.states import State, StateError
from schemas.submission import BoardRow


@dataclass(frozen=True, slots=True)
class Owed:
    """A workbook that would not be in the edition."""

    unit: str
    form: str
    state: State
    submission: int


@only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """The check list of a period; posted, the edition."""
    here = office()
    period = period_of(request, here)
    found = checklist(here, period, now())
    troubles: Sequence[Trouble] = ()
    if request.method == "POST":
        troubles = tuple(_published(request, here, found))
        if not troubles:
            return redirect(f"{reverse('office-publish')}?period={period}")
        found = checklist(here, period, now())
    return _page(request, here, found, troubles)


@only(Role.OFFICE)
@require_safe
def note_file(request: HttpRequest, period: str, vintage: int) -> HttpResponse:  # noqa: ARG001  # a view's signature
    """The release note of an edition as text to pass on."""
    here = office()
    known = {str(each): each for each in periods(here)}
    if period not in known:
        raise Http404
    for each in checklist(here, known[period], now()).editions:
        if each.vintage == vintage:
            return plain_text(release_note(here, each), f"CHANGES-{period}-v{vintage:03}.txt")
    raise Http404


def _published(request: HttpRequest, here: Office, found: Checklist) -> Iterator[Trouble]:
    """The edition made; what stands in its way."""
    language = language_of(request)
    period = str(found.period)
    if found.is_empty:
        yield Trouble("publish", say("PUBLISH-NOTHING", language, {"period": period}))
        return
    if not found.is_complete and request.POST.get("agree") != "yes":
        yield Trouble("agree", said(request, "OFFICE-MISSING-TICK"))
        return
    moment = now()
    try:
        record.check_day(moment)
        with _ONE_AT_A_TIME:  # who presses twice waits for what the first press does
            done = acts.publish(here, found.period, moment, _typed(request))
    except RecordError as error:
        yield Trouble("note" if error.code in _ABOUT_THE_NOTE else "publish", error.message(language))
        return
    except acts.NoteOtherwise as error:
        yield Trouble("note", error.message(language))
        return
    except (StateError, StoreError, PublishError) as error:
        yield Trouble("publish", error.message(language))
        return
    if done is None:
        yield Trouble("publish", say("PUBLISH-NOTHING", language, {"period": period}))
    elif isinstance(done, NotPublished):
        yield from (Trouble("publish", reason.message(language)) for reason in done.reasons)
    else:
        code = "OFFICE-PUBLISHED" if done.new else "OFFICE-PUBLISHED-SAME"
        messages.success(request, said(request, code, edition=done.edition.name))


_ONE_AT_A_TIME = Lock()
_ABOUT_THE_NOTE = frozenset({"NOTE-LONG", "NOTE-PERSONAL"})


def _typed(request: HttpRequest) -> acts.Note | None:
    """The note as it was typed; None where the form has no such field, so that nothing of it is changed."""
    text = request.POST.get("note")
    return None if text is None else acts.Note(text, who(request), request.POST.get("seen", ""))


def _page(request: HttpRequest, here: Office, found: Checklist, troubles: Sequence[Trouble]) -> HttpResponse:
    language = language_of(request)
    last = found.editions[-1] if found.editions else None
    missing = leaf(request, found.missing, _LINES)
    stands = acts.NoteSeen.now(here, found.period)
    facts = {
        "period": found.period,
        "periods": period_choices(here, found.period, language),
        "checklist": found,
        "gaps": [each.code for each in found.gaps],
        "missing": list(_owed(here, missing.shown, language)),
        "leaf": missing,
        "query": f"period={found.period}&",
        "editions": list(reversed(found.editions)),
        "last": last,
        "note": _note(here, last),
        "written": request.POST.get("note", stands.text),
        "seen": stands.carried,
        "longest": LONGEST_NOTE,
    }
    title = said(request, "OFFICE-PUBLISH", period=found.period.title(language))
    return page(request, "publish", title, facts, troubles)


def _owed(here: Office, rows: Sequence[BoardRow], language: Language) -> Iterator[Owed]:
    for row in rows:
        form = title_of(here.returns.get(row.return_code), language)
        yield Owed(row.unit_name, form, row.state, row.submission)


_LINES = 100
"""Workbooks that are missing on one page."""
_SHOWN = 6_000


def _note(here: Office, last: Edition | None) -> str:
    """The last edition's release note, as much as a page holds; the whole is a file."""
    if last is None:
        return ""
    text = release_note(here, last)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\n…"
