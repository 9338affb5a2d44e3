"""Signing in, being locked out, and passwords."""

from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from portal.accounts.views import HOMES
from record import audit

PASSWORD = "示例口令-2026-七月"
NEXT = "另一个口令-2026-八月"


def sign_in(client: Client, name: str, password: str = PASSWORD) -> object:
    return client.post("/sign-in/", {"username": name, "password": password})


@pytest.mark.usefixtures("empty_folder")
def test_every_page_of_a_stranger_leads_to_the_sign_in() -> None:
    """Nothing is told before."""
    homes = [reverse(name) for name in (*HOMES.values(), "home", "change-password")]
    for address in (*homes, "/admin/"):
        answer = Client().get(address)
        assert (answer.status_code, answer.headers.get("Location", "")[:9]) == (302, "/sign-in/"), address


@pytest.mark.usefixtures("empty_folder")
def test_passwords_are_kept_by_argon2(account_of) -> None:
    """Not by what Django takes by itself."""
    assert account_of("office").user.password.startswith("argon2")


@pytest.mark.usefixtures("empty_folder")
def test_five_wrong_passwords_lock_the_account_for_fifteen_minutes(account_of) -> None:
    """Then not even the right one opens it, in words; after a quarter of an hour it does; others are not touched."""
    member, other = account_of("office"), account_of("analyst")
    client = Client()
    wrong = [sign_in(client, member.user.username, "wrong") for _ in range(5)]

    assert [answer.status_code for answer in wrong] == [200, 200, 200, 200, 429]
    assert "连续 5 次不对" in wrong[0].content.decode()
    locked = sign_in(client, member.user.username)
    assert locked.status_code == 429
    assert "账号锁定 15 分钟" in locked.content.decode()
    assert "<title>错误：" in locked.content.decode()
    assert sign_in(Client(), other.user.username).status_code == 302

    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    assert sign_in(client, member.user.username).status_code == 302


@pytest.mark.usefixtures("empty_folder")
def test_a_first_password_is_changed_before_anything_else(account_of) -> None:
    """Every page leads to the change, which the trail has; then the pages of the role are open."""
    member = account_of("administrator")
    member.must_change_password = True
    member.save()
    client = Client()
    sign_in(client, member.user.username)

    assert client.get("/accounts/").headers["Location"] == "/password/"
    assert client.get("/healthz").status_code == 200
    done = client.post(
        "/password/", {"old_password": PASSWORD, "new_password1": NEXT, "new_password2": NEXT}, follow=True
    )
    assert done.redirect_chain == [("/", 302), ("/accounts/", 302)]
    assert done.status_code == 200
    [entry] = audit.export()
    assert (entry.by, entry.action, entry.subject) == (
        "administrator", "account_password", "account administrator",
    )  # fmt: skip
    assert NEXT not in entry.facts


@pytest.mark.usefixtures("empty_folder")
def test_other_sessions_end_when_the_password_changes(account_of) -> None:
    """The browser that changed it stays signed in, all others are out."""
    member = account_of("administrator")
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, member.user.username)
        assert client.get("/accounts/").status_code == 200
    here.post("/password/", {"old_password": PASSWORD, "new_password1": NEXT, "new_password2": NEXT})

    assert here.get("/accounts/").status_code == 200
    assert there.get("/accounts/").status_code == 302


@pytest.mark.usefixtures("empty_folder")
@pytest.mark.parametrize(("language", "words"), [("zh", "新密码太短"), ("en", "too short")])
def test_a_weak_password_is_refused_in_the_language_of_the_page(client_of, language: str, words: str) -> None:
    """In our own sentences, not in those of Django."""
    client = client_of("office")
    client.post("/language/", {"language": language, "next": "/password/"})
    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": "k7", "new_password2": "k7"})

    assert words in answer.content.decode()


def test_the_first_page_is_that_of_the_role(empty_folder: Path, client_of) -> None:
    """Clerk, office, analyst and administrator begin where their work is."""
    assert empty_folder.is_dir()
    homes = {role: client_of(role).get("/").headers["Location"] for role in HOMES}

    assert homes == {role: reverse(name) for role, name in HOMES.items()}
