"""An account whose password another person gave it sets its own before anything else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.membership import member_of

_STILL_OPEN = frozenset({"sign-out", "change-password", "language", "healthz", "readyz", "metrics", "too-large"})


class FirstPassword:
    """Leads to the page that changes the password until that is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page asked for, or the way to the new password."""
        open_pages = {reverse(name) for name in _STILL_OPEN}
        if request.path in open_pages or request.path.startswith("/static/"):
            return self.get_response(request)
        member = member_of(request)
        if member is None or not member.must_change_password:
            return self.get_response(request)
        return redirect("change-password")
