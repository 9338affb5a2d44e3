"""The page of keys: a new one is shown once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.analyst import keyring
from portal.membership import member, only
from portal.models import Key
from portal.pages.clock import now
from portal.roles import Role

_LONGEST = 100
_DIGITS = 9


@never_cache
@only(Role.ANALYST, Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the account; a POST makes one and shows it this once."""
    own = member(request)
    shown: dict[str, object] = {"name": "", "fault": "", "secret": ""}
    if request.method == "POST":
        name = " ".join(request.POST.get("name", "").split())
        fault = "" if 0 < len(name) <= _LONGEST else "KEY-NAME-NEEDED"
        secret = "" if fault else keyring.make(own, name, now())
        shown = {"name": name, "fault": fault, "secret": secret}
    listed = Key.objects.filter(member=own).order_by("-pk")
    return render(request, "analyst/keys.html", shown | {"keys": listed, "longest": _LONGEST})


@only(Role.ANALYST, Role.OFFICE)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End a key of the account at once."""
    number = request.POST.get("key", "")
    if not (number.isdecimal() and len(number) <= _DIGITS and keyring.end(member(request), int(number), now())):
        raise Http404
    return redirect("analyst-keys")
