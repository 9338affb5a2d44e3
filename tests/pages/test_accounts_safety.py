"""What every page promises a browser, and what is refused from elsewhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import JSONField, TextField
from django.test import Client

from flows.gate import Limits
from portal.admin import site
from portal.pages.bodies import MOST_BYTES

PASSWORD = "示例口令-2026-七月"
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'",
    "base-uri": "'none'",
}  # fmt: skip


@pytest.mark.usefixtures("empty_folder")
@pytest.mark.parametrize("address", ["/sign-in/", "/accounts/", "/admin/", "/nowhere/", "/static/portal/shenhe.css"])
def test_every_answer_forbids_what_it_does_not_need(client_of, address: str) -> None:
    """No script or style but our own files, no frame, no guessing of kinds, no address told to others."""
    answer = client_of("administrator").get(address)
    headers = answer.headers
    answer.close()

    told = dict(each.strip().split(" ", 1) for each in headers["Content-Security-Policy"].split(";") if each.strip())
    assert told == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert address.startswith("/static/") or headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.usefixtures("empty_folder")
@pytest.mark.parametrize("address", ["/accounts/", "/accounts/add/", "/password/", "/nowhere/"])
def test_no_page_holds_script_or_style_inside(client_of, address: str) -> None:
    """The policy would forbid them; without JavaScript everything works."""
    page = client_of("administrator").get(address).content.decode()

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page) == []


@pytest.mark.usefixtures("empty_folder")
def test_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(account_of) -> None:
    """Session, token and language alike."""
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": account_of("office").user.username, "password": PASSWORD})
    client.post("/language/", {"language": "en", "next": "/"})

    assert set(client.cookies) == {"csrftoken", "sessionid", "language"}
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


def signed_in(account_of: Callable[..., object]) -> tuple[Client, str]:
    """A strict browser right after its login, and the token of the page that it sees."""
    client = Client(enforce_csrf_checks=True)
    token = token_of(client.get("/sign-in/"))
    name = account_of("administrator").user.username
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/sign-in/", form).status_code == 302
    return client, token_of(client.get("/accounts/add/"))


def token_of(answer) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode()).group(1)


@pytest.mark.usefixtures("empty_folder")
@pytest.mark.parametrize("address", ["/sign-out/", "/password/", "/accounts/add/", "/language/"])
def test_a_form_without_its_token_or_from_elsewhere_is_refused_right_after_the_login(account_of, address: str) -> None:
    """No token, an empty one, and a foreign origin: 403, in words; the page's own token from here is taken."""
    client, token = signed_in(account_of)
    refused = [
        client.post(address, {"name": "x"}),
        client.post(address, {"csrfmiddlewaretoken": ""}),
        client.post(address, {"csrfmiddlewaretoken": token}, headers={"origin": "https://example.org"}),
        client.post(address, {"csrfmiddlewaretoken": token}, headers={"origin": "null"}),
        client.post(address, {"csrfmiddlewaretoken": token[::-1]}),
    ]

    assert [answer.status_code for answer in refused] == [403] * 5
    assert "没有保存任何内容" in refused[0].content.decode()
    taken = client.post(address, {"csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"})
    assert taken.status_code in {200, 302, 400}


@pytest.mark.usefixtures("empty_folder")
def test_the_login_itself_needs_its_token() -> None:
    """Nobody is signed in by a page of somebody else."""
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")

    assert client.post("/sign-in/", {"username": "x", "password": "y"}).status_code == 403


def test_a_whole_upload_stays_in_memory() -> None:
    """A file at the limit of the gate and its form are less than what Django would put on disk."""
    assert Limits().file_bytes + 2**20 < MOST_BYTES == settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert settings.FILE_UPLOAD_HANDLERS == ["portal.clerk.upload_handler.InMemory"]


@pytest.mark.usefixtures("empty_folder")
def test_a_form_of_thousands_of_fields_is_told_as_incomplete(client_of) -> None:
    """Not taken, and not a fault of ours."""
    answer = client_of("office").post("/password/", {f"f{number}": "" for number in range(2_001)})

    assert answer.status_code == 400
    assert "没有保存任何内容" in answer.content.decode()


@pytest.mark.parametrize("role", ["clerk", "office", "analyst"])
def test_the_record_site_is_there_for_administrators_alone(empty_folder: Path, client_of, role: str) -> None:
    """Not even its sign-in page tells others that there is one."""
    assert empty_folder.is_dir()
    client = client_of(role)

    assert {client.get(f"/admin/{rest}").status_code for rest in ("", "record/submission/", "jsi18n/")} == {404}


def test_the_record_site_shows_nothing_that_people_wrote() -> None:
    """Every text of unlimited length of the record, and every figure, is left out; but the night's own account."""
    shown = {
        f"{model.__name__}.{field.name}"
        for model, page in site._registry.items()
        for field in model._meta.get_fields()
        if isinstance(field, TextField | JSONField)
        if field.name not in (page.exclude or ()) or field.name in page.list_display
    }
    assert {name for name in shown if not name.startswith("Letter.")} == {"Night.account"}


def test_the_record_site_shows_no_figures_and_changes_nothing(folder: Path, client_of) -> None:
    """Verdicts without findings, explanations without words, the trail without facts; no button to change anything."""
    administrator = client_of("administrator")
    listed = administrator.get("/admin/record/submission/").content.decode()
    assert folder.is_dir()
    assert "990122" in listed
    for model, hidden in (("verdict", "问题"), ("auditentry", "facts"), ("submission", "")):
        page = administrator.get(f"/admin/record/{model}/1/change/").content.decode()
        assert '<th scope="row">编号</th>' in page or '<th scope="row">序号</th>' in page, model
        assert not hidden or f"{hidden}：" not in page
        assert not re.search(r"<main.*<(button|input|form).*</main>", page, re.DOTALL)
        assert administrator.post(f"/admin/record/{model}/1/change/", {"state": "approved"}).status_code == 403
        assert administrator.post(f"/admin/record/{model}/1/delete/", {"post": "yes"}).status_code == 403
        assert administrator.get(f"/admin/record/{model}/add/").status_code == 403
    assert administrator.get("/admin/login/").headers["Location"] == "/sign-in/"
