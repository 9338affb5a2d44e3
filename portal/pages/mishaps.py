"""What a reader is told when a page does not exist, a form is too old, or something of ours fails."""

import logging
import re
import sys
from collections.abc import Callable, Iterator

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


def only_to_look_at(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Something that nobody may do with the record."""
    return _told(request, "PAGE-READ-ONLY", 403)


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


class InWords:
    """A way of asking that a page does not know (405), or a choice that there is not (400), is told in words too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response; one of Django's own without a word becomes a page of ours."""
        response = self.get_response(request)
        code = _WORDLESS.get(response.status_code)
        if code is None or response.streaming or response.content:
            return response
        told = _told(request, code, response.status_code)
        if response.has_header("Allow"):
            told["Allow"] = response["Allow"]
        return told


_WORDLESS = {400: "PAGE-UNREADABLE", 405: "PAGE-NOT-THAT-WAY"}
_PROGRAMS = "ninja"
"""Programs ask no database: what they name is looked for among published tables, and answered in their own form."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class PlainText:
    """Whatever is typed or asked for is text: one with control characters in it is refused before any page sees it.

    No database has to be trusted with them, and nothing that is shown later holds them. Only tabs and line ends are text.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """The refusal; None where there is nothing to refuse. After the token of a form was looked at."""
        if request.resolver_match and request.resolver_match.app_name == _PROGRAMS:
            return None
        if any(_CONTROL.search(text) for text in _texts(request)):
            return _told(request, "PAGE-CONTROL", 400)
        return None


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            yield name
            yield from values


def _told(request: HttpRequest, code: str, status: int, **facts: object) -> HttpResponse:
    language = language_of(request)
    shown = {"title": say(code, language, facts), "why": say(f"{code}-WHY", language, facts)}
    if status < _OURS:
        return render(request, "pages/mishap.html", shown, status=status)
    # Who is signed in is not asked: it is the record that may not answer.
    bare = loader.render_to_string("pages/mishap.html", {**shown, "language": language, "member": None})
    return HttpResponse(bare, status=status)
