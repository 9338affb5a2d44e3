"""Uploading: a workbook is sent, checked at once, and answered on the next page."""

import logging

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from flows.acts import sending
from flows.acts.sending import Sent, Upload
from flows.chamber import ChamberError
from flows.faults import fault_number
from flows.gate.limits import MIB
from flows.office.chamber import chamber
from flows.receive import StoreError
from portal.clerk.own import Clerk, Owed, titled
from portal.clerk.unstored import tell_not_stored
from portal.membership import only
from portal.pages import clock
from portal.roles import Role
from record import register as record
from schemas.messages import say
from schemas.receipt import Fact, Refusal

_log = logging.getLogger("shenhe.portal")
_UNPROCESSABLE, _UNAVAILABLE = 422, 503


@only(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The page to upload a return; what is sent is checked at once, and the next page is its answer."""
    now = clock.now()
    clerk = Clerk.of(request, now)
    owed = clerk.to_send(code, period, now)
    if request.method != "POST":
        return _page(request, clerk, owed)
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        return _page(request, clerk, owed, Refusal("UPLOAD-NONE"), _UNPROCESSABLE)
    try:
        done = sending.send(clerk.office, owed.key, Upload(file.name or "", file.read()), now, chamber())
    except (StoreError, ChamberError, DatabaseError) as error:
        number = fault_number(error)
        _log.exception("fault %s", number)
        return _page(request, clerk, owed, Refusal("UPLOAD-STORE", (Fact("number", number),)), _UNAVAILABLE)
    if isinstance(done, Refusal):
        return _page(request, clerk, owed, done, _UNPROCESSABLE)
    return _answer(clerk, done, request)


@only(Role.CLERK)
@require_POST
def check_again(request: HttpRequest, number: int) -> HttpResponse:
    """A workbook whose check did not end, checked now."""
    now = clock.now()
    clerk = Clerk.of(request, now)
    clerk.submission(number)
    try:
        done = sending.check_again(clerk.office, number, now)
    except StoreError as error:
        tell_not_stored(request, clerk, error)
        return redirect("clerk-file", number)
    return _answer(clerk, done, request)


def _answer(clerk: Clerk, done: Sent, request: HttpRequest) -> HttpResponse:
    if done.fault:
        messages.error(request, say("UPLOAD-UNJUDGED", clerk.language, {"number": done.fault}))
    return redirect("clerk-file", done.submission)


def _page(
    request: HttpRequest, clerk: Clerk, owed: Owed, refused: Refusal | None = None, status: int = 200
) -> HttpResponse:
    key = owed.key
    context = {
        "title": titled("UPLOAD-TITLE", owed, clerk.language),
        "key": key,
        "limit": clerk.office.limits.file_bytes // MIB,
        "accept": ",".join(f".{kind}" for kind in sorted(clerk.office.limits.kinds)),
        "refused": refused.message(clerk.language) if refused else "",
        "closed": record.is_closed(key.unit, key.return_code, key.period, clock.now()),
        "step": 3,
    }
    return render(request, "clerk/upload.html", context, status=status)
