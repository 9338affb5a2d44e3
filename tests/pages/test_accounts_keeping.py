"""The administrator's pages: every account, every change of it, each change in the trail."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.views import HOMES
from portal.models import Member
from record import audit

pytestmark = pytest.mark.usefixtures("empty_folder")


def trail() -> list[tuple[str, str, dict[str, object]]]:
    """What the trail has of accounts."""
    return [(each.by, each.action, json.loads(each.facts)) for each in audit.export()]


def first_password(answer) -> str:
    """The password that a page shows."""
    return re.search(r"<pre>(.+?)</pre>", answer.content.decode()).group(1)


def test_a_new_account_is_shown_its_first_password_once_and_signs_in_with_it(client_of) -> None:
    """The list does not have it, the page is not kept by any cache, and the owner must change it."""
    administrator = client_of("administrator")
    made = administrator.post("/accounts/add/", {"name": "县一", "role": "clerk", "unit": "990121"})
    password = first_password(made)

    assert "no-store" in made.headers["Cache-Control"]
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    listed = administrator.get("/accounts/").content.decode()
    assert "县一" in listed
    assert "示例一县 990121" in listed
    assert "还没有改初始密码" in listed
    assert password not in listed
    assert trail() == [("administrator", "account_add", {"role": "clerk", "unit": "990121"})]
    clerk = Client()
    clerk.post("/sign-in/", {"username": "县一", "password": password})
    assert clerk.get("/tasks/").headers["Location"] == "/password/"


@pytest.mark.parametrize(
    ("name", "role", "unit", "words"),
    [
        ("a b", "office", "", "不含空格"),
        ("", "office", "", "不含空格"),
        ("x" * 65, "office", "", "最多 64 个字符"),
        ("Administrator", "office", "", "已有用户名"),
        ("n", "clerk", "", "要绑定"),
        ("n", "clerk", "990199", "要绑定"),
        ("n", "clerk", "990121-J01", "要绑定"),
        ("n", "office", "990121", "只有填报人绑定"),
        ("n", "nobody", "", "请选一个角色"),
    ],
)
def test_an_account_that_cannot_be_is_told_why_and_not_made(
    client_of, name: str, role: str, unit: str, words: str
) -> None:
    """What was typed stays in the form, the title says that something is wrong."""
    answer = client_of("administrator").post("/accounts/add/", {"name": name, "role": role, "unit": unit})

    page = answer.content.decode()
    assert words in page
    assert "<title>错误：新增账号" in page
    assert Member.objects.count() == 1
    assert trail() == []


def test_a_new_password_ends_the_sessions_of_the_account(client_of, account_of) -> None:
    """The old one is gone with them, and a lock is opened."""
    clerk, administrator = client_of("clerk"), client_of("administrator")
    member = account_of("clerk")
    for _ in range(5):
        Client().post("/sign-in/", {"username": member.user.username, "password": "wrong"})
    assert clerk.get("/password/").status_code == 200
    password = first_password(administrator.post(f"/accounts/{member.pk}/password/"))

    assert clerk.get("/password/").status_code == 302
    again = Client()
    assert again.post("/sign-in/", {"username": member.user.username, "password": password}).status_code == 302
    assert again.get("/tasks/").headers["Location"] == "/password/"
    assert trail() == [("administrator", "account_password", {"given": True})]


def test_an_ended_account_is_out_at_once_and_may_be_opened_again(client_of, account_of) -> None:
    """Its session ends with the next page."""
    clerk, administrator = client_of("clerk"), client_of("administrator")
    member = account_of("clerk")
    told = administrator.post(f"/accounts/{member.pk}/end/", follow=True).content.decode()

    assert "已停用" in told
    assert clerk.get("/password/").status_code == 302
    administrator.post(f"/accounts/{member.pk}/reopen/")
    assert [action for _, action, _ in trail()] == ["account_end", "account_reopen"]


def test_another_unit_holds_from_the_next_page_on(client_of, account_of) -> None:
    """Role and unit before and after stand in the trail."""
    member, administrator = account_of("clerk", "990100-S01"), client_of("administrator")
    administrator.post(f"/accounts/{member.pk}/assign/", {"role": "clerk", "unit": "990121"})

    member.refresh_from_db()
    assert member.unit == "990121"
    [(_, action, facts)] = trail()
    assert action == "account_assign"
    assert (facts["unit_before"], facts["unit"]) == ("990100-S01", "990121")


@pytest.mark.parametrize(("act", "form"), [("end", {}), ("assign", {"role": "office"})])
def test_the_last_administrator_stays(client_of, account_of, act: str, form: dict[str, str]) -> None:
    """Somebody must be left who can undo it."""
    member, administrator = account_of("administrator"), client_of("administrator")
    answer = administrator.post(f"/accounts/{member.pk}/{act}/", form)

    assert "最后一个启用的管理员" in answer.content.decode()
    assert trail() == []


def test_nobody_else_sees_or_changes_accounts(client_of, account_of) -> None:
    """For all other roles there is no such page."""
    member = account_of("administrator")
    for role in ("clerk", "office", "analyst"):
        client = client_of(role)
        asked = [client.get(f"/accounts/{rest}") for rest in ("", "add/", f"{member.pk}/")]
        asked += [client.post(f"/accounts/{member.pk}/{act}/") for act in ("password", "end", "reopen", "assign")]
        assert {answer.status_code for answer in asked} == {404}, role
    assert trail() == []


def test_what_changes_something_is_asked_by_post_alone(client_of, account_of) -> None:
    """A link cannot do it."""
    member, administrator = account_of("clerk"), client_of("administrator")
    asked = [administrator.get(f"/accounts/{member.pk}/{act}/") for act in ("password", "end", "reopen", "assign")]

    assert {answer.status_code for answer in asked} == {405}


def test_an_administrator_sees_no_figures(client_of, empty_folder: Path) -> None:
    """Of the first pages of all roles only their own is there for one who keeps accounts."""
    administrator = client_of("administrator")

    assert empty_folder.is_dir()
    assert {administrator.get(reverse(name)).status_code for name in HOMES.values()} == {200, 404}
