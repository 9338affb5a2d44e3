"""The administrator's pages: accounts listed, made, given a password, ended, and put to another role or unit."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.keeping import AccountError, Given, Keeper, Place
from portal.membership import only
from portal.models import Member
from portal.pages import clock
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from schemas.messages import Language, say
from schemas.units import Unit

_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One account as the list shows it."""

    number: int
    name: str
    role: Role
    unit: str
    unit_name: str
    active: bool
    first_password: bool
    last_seen: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks for, as it was typed; its role is empty where it is none."""

    name: str = ""
    role: str = ""
    unit: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Wish":
        """The fields of a form."""
        typed = {name: request.POST.get(name, "").strip() for name in ("name", "role", "unit")}
        return cls(**typed)

    def place(self) -> Place:
        """Role and unit. Raises AccountError for a role that there is not."""
        if self.role not in {role.value for role in Role}:
            raise AccountError("ACCOUNT-ROLE")
        return Place(Role(self.role), self.unit)


@only(Role.ADMINISTRATOR)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, so many on a page."""
    members = Member.objects.select_related("user").order_by("role", "unit", "user__username")
    page = Paginator(members, _A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(member) for member in page.object_list]
    return render(request, "accounts/list.html", {"lines": lines, "count": page.paginator.count, "page": page})


@only(Role.ADMINISTRATOR)
def add(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    wish, wrong = Wish.of(request), ""
    if request.method == "POST":
        try:
            return _tell_password(request, _keeper(request).add(wish.name, wish.place()))
        except AccountError as error:
            wrong = error.message(language_of(request))
    shown = {"wish": wish, "wrong": wrong, **_choices(language_of(request))}
    return render(request, "accounts/add.html", shown)


@only(Role.ADMINISTRATOR)
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One account and what may be changed of it."""
    return _one(request, _found(number))


@only(Role.ADMINISTRATOR)
@require_POST
def give_password(request: HttpRequest, number: int) -> HttpResponse:
    """Another first password, shown once."""
    return _tell_password(request, _keeper(request).give_password(_found(number).user.username))


@only(Role.ADMINISTRATOR)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """The account ended."""
    member = _found(number)
    try:
        _keeper(request).end(member.user.username)
    except AccountError as error:
        return _one(request, member, error.message(language_of(request)))
    return _done(request, member, "ACCOUNT-ENDED")


@only(Role.ADMINISTRATOR)
@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """The account opened again."""
    member = _found(number)
    _keeper(request).reopen(member.user.username)
    return _done(request, member, "ACCOUNT-REOPENED")


@only(Role.ADMINISTRATOR)
@require_POST
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Another role or unit."""
    member = _found(number)
    try:
        _keeper(request).assign(member.user.username, Wish.of(request).place())
    except AccountError as error:
        return _one(request, member, error.message(language_of(request)))
    return _done(request, member, "ACCOUNT-ASSIGNED")


def _keeper(request: HttpRequest) -> Keeper:
    return Keeper(office().register, request.user.get_username(), clock.now())


def _found(number: int) -> Member:
    found = Member.objects.select_related("user").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _line(member: Member) -> Line:
    unit = _unit(member.unit)
    seen = member.user.last_login
    return Line(
        number=member.pk,
        name=member.user.username,
        role=Role(member.role),
        unit=member.unit,
        unit_name=unit.name if unit else "",
        active=member.user.is_active,
        first_password=member.must_change_password,
        last_seen=f"{seen.astimezone(clock.now().tzinfo):%Y-%m-%d %H:%M}" if seen else "",
    )


def _unit(code: str) -> Unit | None:
    return office().register.at(code, clock.now().date()) if code else None


def _choices(language: Language) -> dict[str, object]:
    units = office().register.reporting_on(clock.now().date())
    return {"roles": [(role.value, role.words(language)) for role in Role], "units": units}


def _one(request: HttpRequest, member: Member, wrong: str = "") -> HttpResponse:
    shown = {"line": _line(member), "wrong": wrong, **_choices(language_of(request))}
    return render(request, "accounts/one.html", shown)


@never_cache
def _tell_password(request: HttpRequest, given: Given) -> HttpResponse:
    return render(request, "accounts/first_password.html", {"given": given})


def _done(request: HttpRequest, member: Member, code: str) -> HttpResponse:
    messages.success(request, say(code, language_of(request), {"name": member.user.username}))
    return redirect("account", number=member.pk)
