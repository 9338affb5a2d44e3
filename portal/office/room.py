"""What the pages of this room share: the period that is looked at, how a page and its troubles are shown, downloads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from flows.chase.supervision import periods_to_look_at
from flows.office.opened import Office
from portal.membership import member
from portal.pages.clock import now
from portal.pages.language import language_of
from schemas.messages import Language, say
from schemas.model import Return
from schemas.periods import Period

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not saved: the id of the field to mend, and the sentence."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class Leaf(Generic[_T]):
    """One page of a long list; `before` and `next` are the numbers of the pages beside it, 0 where there is none."""

    shown: Sequence[_T]
    number: int
    of: int
    name: str = "page"
    """how the address calls it"""

    @property
    def before(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The page after."""
        return self.number + 1 if self.number < self.of else 0


def leaf(request: HttpRequest, listed: Sequence[_T], size: int, name: str = "page") -> Leaf[_T]:
    """The page that is asked for by its name, the first without a wish, the last where there are fewer."""
    of = max(1, -(-len(listed) // size))
    at = request.GET.get(name, "1")
    number = min(max(1, int(at)), of) if at.isascii() and at.isdigit() and len(at) < 6 else 1
    return Leaf(listed[(number - 1) * size : number * size], number, of, name)


def page(
    request: HttpRequest,
    template: str,
    title: str,
    facts: Mapping[str, object],
    troubles: Sequence[Trouble] = (),
) -> HttpResponse:
    """A page of the room; with troubles its title says so and a summary leads to their fields."""
    whole = {**facts, "title": title, "troubles": troubles}
    return render(request, f"office/{template}.html", whole, status=422 if troubles else 200)


def said(request: HttpRequest, code: str, **facts: object) -> str:
    """A message in the language of the page."""
    return say(code, language_of(request), facts)


def who(request: HttpRequest) -> str:
    """The account that decides."""
    return member(request).user.get_username()


def today() -> date:
    """The day in Shanghai."""
    return now().date()


def periods(office: Office) -> tuple[Period, ...]:
    """The periods that can be looked at, newest first."""
    return periods_to_look_at(office, today())


def period_of(request: HttpRequest, office: Office) -> Period:
    """The period that a page is asked for, the last that ended without a wish. Raises Http404 for one that is not there."""
    known = periods(office)
    wanted = request.POST.get("period") or request.GET.get("period")
    if not wanted:
        return next((each for each in known if each.has_ended(today())), known[0])
    for each in known:
        if str(each) == wanted:
            return each
    raise Http404


def period_choices(office: Office, here: Period, language: Language) -> tuple[Choice, ...]:
    """The list of periods."""
    return tuple(Choice(str(each), each.title(language), each == here) for each in periods(office))


def title_of(form: Return, language: Language) -> str:
    """The printed title of a return."""
    return form.zh if language == "zh" else form.en


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep; the browser neither shows nor guesses it."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def plain_text(text: str, name: str) -> HttpResponse:
    """A text for a Windows editor: UTF-8 with its mark, and line ends that Notepad knows."""
    return download(f"\ufeff{text}\n".replace("\n", "\r\n").encode(), name, "text/plain; charset=utf-8")
