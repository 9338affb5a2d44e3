"""The language of a page: Chinese, or English where the reader chose it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from schemas.messages import Language

COOKIE = "language"
_YEAR = 366 * 24 * 3600


def language_of(request: HttpRequest) -> Language:
    """As chosen, else Chinese."""
    return "en" if request.COOKIES.get(COOKIE) == "en" else "zh"


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice of a language, and go back."""
    wanted = request.POST.get("language", "")
    if wanted not in ("zh", "en"):
        return HttpResponseBadRequest()
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    response.set_cookie(COOKIE, wanted, max_age=_YEAR, samesite="Lax", httponly=True)
    return response
