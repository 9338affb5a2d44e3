"""Signing in and out, changing the password, and being locked out for a while."""

from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.accounts.keeping import changed_own_password
from portal.membership import member, member_of
from portal.pages import clock
from portal.pages.language import language_of
from portal.roles import Role
from schemas.messages import Language, say

HOMES = {
    Role.CLERK.value: "clerk-tasks",
    Role.OFFICE.value: "office-board",
    Role.ANALYST.value: "analyst-catalogue",
    Role.ADMINISTRATOR.value: "account-list",
}


class SignIn(views.LoginView):
    """The page to sign in."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page of each role."""
    return redirect(HOMES[member(request).role])


@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session of the account ends with the old one."""
    form = PasswordChangeForm(request.user, request.POST or None)  # type: ignore[arg-type]  # signed in
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        found = member_of(request)
        if found is not None:
            changed_own_password(found, clock.now())
        return redirect("home")
    return render(request, "accounts/change_password.html", {"wrong": _wrong(form, language_of(request))})


def _wrong(form: PasswordChangeForm, language: Language) -> tuple[str, ...]:
    """What is wrong with the passwords, in our own sentences."""
    codes = [error.code or "" for errors in form.errors.as_data().values() for error in errors]
    return tuple(say(f"PASSWORD-{code.upper().replace('_', '-')}", language) for code in dict.fromkeys(codes))


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Told after too many wrong passwords, in words and not by colour."""
    return render(request, "accounts/locked_out.html", status=429)
