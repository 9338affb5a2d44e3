"""催报 and 督查通知单: drafts to read, copy and send by whatever way the office has; nothing leaves by itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from flows.chase.supervision import Draft, chasing, digest, notices, standings
from flows.office.opened import Office
from portal.membership import only
from portal.office.room import leaf, page, period_choices, period_of, plain_text, said
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from schemas.messages import Language
from schemas.periods import Period

_UNITS = 25
"""Units whose drafts are on one page; the files hold all."""


@only(Role.OFFICE)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of a period, so many units on a page."""
    here, language = office(), language_of(request)
    period = period_of(request, here)
    found = standings(here, period, now())
    shown = leaf(request, chasing(here, period, found, now(), language), _UNITS)
    units = {each.unit for each in shown.shown}
    facts = {
        "period": period,
        "periods": period_choices(here, period, language),
        "chasing": shown.shown,
        "notices": [each for each in notices(here, period, found, now(), language) if each.unit in units],
        "leaf": shown,
        "query": f"period={period}&",
        "digest": digest(here, now(), language),
    }
    return page(request, "drafts", said(request, "OFFICE-DRAFTS", period=period.title(language)), facts)


@only(Role.OFFICE)
@require_safe
def draft_file(request: HttpRequest, kind: str) -> HttpResponse:
    """All drafts of one kind in one file."""
    here, language = office(), language_of(request)
    period = period_of(request, here)
    return plain_text(_text(here, kind, period, language), f"{kind}-{period}.txt")


def _text(here: Office, kind: str, period: Period, language: Language) -> str:
    if kind == "digest":
        return digest(here, now(), language)
    found = standings(here, period, now())
    if kind == "chasing":
        return _together(chasing(here, period, found, now(), language))
    if kind == "notices":
        return _together(notices(here, period, found, now(), language))
    raise Http404


def _together(texts: tuple[Draft, ...]) -> str:
    return "\n\n\n".join(each.text for each in texts)
