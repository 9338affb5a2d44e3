"""Every address of the portal with every role: whose it is, that others are told nothing, and that forms need their token."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from portal.models import Member
from record import register as record

CLEAN, FAULTY, SILENT = "990121", "990122", "990123"
PERIOD, PUBLISHED = "2026Q2", "2026Q1"
PASSWORD = "示例口令-2026-七月"
ROLES = ("clerk", "office", "analyst", "administrator")
CLERK, OFFICE, READERS, KEEPER = ("clerk",), ("office",), ("office", "analyst"), ("administrator",)
ANYBODY = ROLES
WHOSE = {
    "home": ANYBODY,
    "sign-in": ANYBODY,
    "sign-out": ANYBODY,
    "change-password": ANYBODY,
    "language": ANYBODY,
    "clerk-tasks": CLERK,
    "clerk-history": CLERK,
    "clerk-file": CLERK,
    "clerk-marked": CLERK,
    "clerk-list": CLERK,
    "clerk-check": CLERK,
    "clerk-confirm": CLERK,
    "clerk-withdraw": CLERK,
    "clerk-receipt": CLERK,
    "clerk-upload": CLERK,
    "clerk-template": CLERK,
    "clerk-transfers": CLERK,
    "office-board": OFFICE,
    "office-board-file": OFFICE,
    "office-queue": OFFICE,
    "office-review": OFFICE,
    "office-file": OFFICE,
    "office-decisions": OFFICE,
    "office-waive": OFFICE,
    "office-end-waiver": OFFICE,
    "office-permit": OFFICE,
    "office-end-correction": OFFICE,
    "office-sums": OFFICE,
    "office-transfers": OFFICE,
    "office-publish": OFFICE,
    "office-note": OFFICE,
    "office-drafts": OFFICE,
    "office-draft-file": OFFICE,
    "office-quality": OFFICE,
    "office-quality-file": OFFICE,
    "office-settings": OFFICE,
    "office-units": OFFICE,
    "office-units-file": OFFICE,
    "analyst-catalogue": READERS,
    "analyst-keys": READERS,
    "analyst-key-end": READERS,
    "analyst-interface": READERS,
    "analyst-download": READERS,
    "analyst-choose": READERS,
    "analyst-item": READERS,
    "analyst-vintages": READERS,
    "analyst-table": READERS,
    "analyst-use": READERS,
    "analyst-origin": READERS,
    "analyst-kept-file": OFFICE,
    "account-list": KEEPER,
    "account-add": KEEPER,
    "account": KEEPER,
    "account-password": KEEPER,
    "account-end": KEEPER,
    "account-reopen": KEEPER,
    "account-assign": KEEPER,
    "healthz": ANYBODY,
    "readyz": ANYBODY,
    "metrics": ANYBODY,
    "too-large": ANYBODY,
}
"""The roles that each address is for."""
WITHOUT_SIGN_IN = frozenset({"sign-in", "sign-out", "language", "healthz", "readyz", "metrics", "too-large"})
ELSEWHERE = frozenset({"admin", "interface"})
"""Django's own site of the record, and the interface that keys open: tested on their own."""
TEXTS = {
    "code": "CA1", "period": PUBLISHED, "vintage": 1, "name": "CA1.csv", "unit": CLEAN, "row": "TOTAL", "kind": "digest",
}  # fmt: skip


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLPattern):
            yield each
        elif each.namespace not in ELSEWHERE:
            yield from patterns(each.url_patterns)


def asks_for(name: str) -> set[str]:
    """What an address is about, by the names of its parts."""
    pattern = next(each.pattern for each in patterns(get_resolver().url_patterns) if each.name == name)
    assert isinstance(pattern, RoutePattern)
    return set(pattern.converters)


def address(name: str, number: int = 1, **more: object) -> str:
    """One address of a name: of a submission, an account or an item by its number, of the same texts else."""
    values: dict[str, object] = {**TEXTS, "number": number, **more}
    if name in {"clerk-upload", "clerk-template"}:
        values |= {"code": "TA", "period": PERIOD}
    if name in {"analyst-item", "analyst-origin", "analyst-kept-file"}:
        values["number"] = "01"
    return reverse(name, kwargs={each: values[each] for each in asks_for(name)})


def of_others() -> set[int]:
    """The numbers of all that other counties than SILENT sent for the newest period."""
    return {each.submission for each in record.on_file(PERIOD) if each.unit != SILENT}


def status(answer: HttpResponseBase) -> int:
    """Of an answer that nobody reads any further."""
    answer.close()
    return answer.status_code


pytestmark = pytest.mark.usefixtures("shared_folder")


def test_every_address_is_somebodys() -> None:
    """A new one fails until it is said whose it is."""
    assert {each.name for each in patterns(get_resolver().url_patterns)} == set(WHOSE)


@pytest.mark.parametrize("role", ROLES)
def test_whose_it_is_not_is_told_that_there_is_nothing(role: str, client_of: Callable[..., Client]) -> None:
    """Neither by looking nor by sending; the own ones are there."""
    client = client_of(role, unit=SILENT if role == "clerk" else "")
    number = record.sent(SILENT)[0].submission
    told = {
        name: {status(client.get(address(name, number))), status(client.post(address(name, number)))}
        for name, roles in WHOSE.items()
        if role not in roles
    }
    own = {
        name: status(client.get(address(name, number)))
        for name, roles in WHOSE.items()
        if role in roles and roles is not ANYBODY and not name.startswith("account-")
    }

    assert {name: each for name, each in told.items() if each != {404}} == {}
    assert {name for name, status in own.items() if status == 404} <= NOT_THERE


NOT_THERE = frozenset({"clerk-receipt", "clerk-marked", "clerk-list", "office-note", "account"})
"""A submission may have none of the first three; no edition and no account bears the number of a submission."""


def test_who_has_not_signed_in_is_led_to_the_sign_in() -> None:
    """Whatever they look at or send."""
    stranger = Client()
    for name in WHOSE.keys() - WITHOUT_SIGN_IN:
        for answer in (stranger.get(address(name)), stranger.post(address(name))):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name


@pytest.mark.parametrize("name", sorted(name for name, roles in WHOSE.items() if roles == CLERK))
def test_nothing_of_another_county_is_there_for_a_clerk(name: str, client_of: Callable[..., Client]) -> None:
    """Every submission of every other county is as absent as one that never was; pages without one name no other county."""
    client = client_of("clerk", unit=SILENT)
    if "number" not in asks_for(name):
        page = client.get(address(name)).content
        for word in (CLEAN, FAULTY, "示例一县", "示例二县"):
            assert word.encode() not in page
        return
    there, nowhere = of_others(), 10**6
    assert len(there) > 5
    for method in (client.get, client.post):
        absent = status(method(address(name, nowhere)))
        assert absent in {404, 405}
        assert {status(method(address(name, number))) for number in there} == {absent}
    assert 404 in {status(client.get(address(name, nowhere))), status(client.post(address(name, nowhere)))}


@pytest.mark.parametrize("role", ROLES)
def test_every_form_needs_its_own_token_right_after_the_login(role: str, account_of: Callable[..., Member]) -> None:
    """No token, an empty one, one of before the login, a foreign origin and none that is known: 403 at every address."""
    client = Client(enforce_csrf_checks=True)
    before = token_of(client.get("/sign-in/").content.decode())
    account = account_of(role, SILENT if role == "clerk" else "")
    form = {"username": account.user.username, "password": PASSWORD, "csrfmiddlewaretoken": before}
    assert client.post("/sign-in/", form).status_code == 302
    token = token_of(client.get("/password/").content.decode())
    number = record.sent(SILENT)[0].submission
    changed = record.on_file(PERIOD)

    for name in WHOSE:
        place = address(name, number)
        refused = [
            client.post(place),
            client.post(place, {"csrfmiddlewaretoken": ""}),
            client.post(place, {"csrfmiddlewaretoken": before}),
            client.post(place, {"csrfmiddlewaretoken": token}, headers={"origin": "https://elsewhere.example"}),
            client.post(place, {"csrfmiddlewaretoken": token}, headers={"origin": "null"}),
        ]
        assert [answer.status_code for answer in refused] == [403] * 5, name
    assert record.on_file(PERIOD) == changed
    taken = client.post("/language/", {"csrfmiddlewaretoken": token, "language": "zh"})
    assert taken.status_code == 302


def token_of(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert found is not None
    return found[1]


def test_a_clerk_of_no_county_in_the_register_has_no_pages(
    shared_folder: Path, client_of: Callable[..., Client], account_of: Callable[..., Member]
) -> None:
    """A unit that ended takes its pages with it."""
    assert shared_folder.is_dir()
    member = account_of("clerk", FAULTY)
    Member.objects.filter(pk=member.pk).update(unit="990199")
    client = client_of("clerk", unit=FAULTY)
    number = record.sent(FAULTY)[0].submission

    seen = {name: status(client.get(address(name, number))) for name, roles in WHOSE.items() if roles == CLERK}
    assert set(seen.values()) <= {404, 405}
