"""What a reader is told when a page does not exist, a form is too old, or something of ours fails."""

import logging
import sys

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from flows.faults import fault_number
from flows.gate import Limits
from flows.office.configuration import ConfigurationError
from portal.pages.language import language_of
from portal.pages.tally import tally
from schemas.messages import say
from schemas.units import RegisterError

_log = logging.getLogger("shenhe.portal")
_OURS = 500


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """No such page, or one that this account does not see: the two are not told apart."""
    return _told(request, "PAGE-NOT-FOUND", 404)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """A form that was not opened from here, or too long ago."""
    return _told(request, "PAGE-FORBIDDEN", 403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that was cut short, holds more fields or files than any page of ours, or names another host."""
    code = "PAGE-HOST" if isinstance(exception, DisallowedHost) else "PAGE-UNREADABLE"
    return _told(request, code, 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """What was sent exceeds what a request may hold; nothing of it was kept."""
    return _told(request, "PAGE-TOO-LARGE", 413, megabytes=Limits().file_bytes // 2**20)


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours, a database that does not answer, or settings that cannot be used; the log has its number too."""
    error = sys.exc_info()[1]
    number = fault_number(error) if error is not None else "0000"
    tally.faults += 1
    _log.error("fault %s", number, exc_info=error)
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        # The plain one is what SQLite raises for a file that is none of its own, or is damaged.
        return _told(request, "PAGE-NO-DATABASE", 503, number=number)
    if isinstance(error, ConfigurationError | RegisterError):
        return _told(request, "PAGE-SETTINGS", 503, number=number)
    return _told(request, "PAGE-FAULT", 500, number=number)


def _told(request: HttpRequest, code: str, status: int, **facts: object) -> HttpResponse:
    language = language_of(request)
    shown = {"title": say(code, language, facts), "why": say(f"{code}-WHY", language, facts)}
    if status < _OURS:
        return render(request, "pages/mishap.html", shown, status=status)
    # Who is signed in is not asked: it is the record that may not answer.
    bare = loader.render_to_string("pages/mishap.html", {**shown, "language": language, "member": None})
    return HttpResponse(bare, status=status)
