"""Who asks: the member behind a request, and pages that only some roles have."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from portal.models import Member
from portal.roles import Role

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def member_of(request: HttpRequest) -> Member | None:
    """The member who is signed in; None for everybody else."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Member.objects.filter(user=user).first()


def member(request: HttpRequest) -> Member:
    """The member who is signed in. Raises Http404 for an account that is none."""
    found = member_of(request)
    if found is None:
        raise Http404
    return found


def only(*roles: Role) -> Callable[[View[Rest]], View[Rest]]:
    """A page of these roles: others sign in first, or are told that there is no such page."""

    def guarded(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def guard(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if member(request).role not in {role.value for role in roles}:
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guard)

    return guarded
