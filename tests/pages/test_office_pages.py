"""What every page of the data office keeps to: who sees it, one heading, a title, a small size, both languages."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from portal.pages import clock
from record import register as record

pytestmark = pytest.mark.usefixtures("folder")

PERIOD = "2026Q2"
PAGES = (
    "office-board", "office-queue", "office-decisions", "office-sums", "office-transfers", "office-publish",
    "office-drafts", "office-quality", "office-settings", "office-units",
)  # fmt: skip
FILES = ("office-board-file", "office-quality-file", "office-units-file")
MOST_BYTES = 60_000


class Seen(HTMLParser):
    """Headings, ids, labels, inputs and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.tables = self.captions = 0
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.tags.append(tag)
        self.ids += [facts["id"]] if facts.get("id") else []
        self.labelled |= {facts["for"]} if tag == "label" and facts.get("for") else set()
        hidden = facts.get("type") == "hidden"
        if tag in {"select", "textarea"} or (tag == "input" and not hidden):
            self.fields.append(facts)
        self.inline += [name for name in facts if name == "style" or name.startswith("on")]
        self.inline += ["script"] if tag == "script" and "src" not in facts else []
        self.inline += ["style"] if tag == "style" else []


def newest(state: str = "awaiting_review") -> int:
    """The first submission of the newest period in a state."""
    return next(each.submission for each in record.on_file(PERIOD) if each.state.value == state)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*PAGES, "office-review"])
def test_a_page_is_whole_and_small(name: str, language: str, client_of: Callable[..., Client]) -> None:
    """One heading, a title, every field labelled, every table captioned, ids once, nothing inline, under 60 kB."""
    client = client_of("office")
    client.cookies["language"] = language
    response = client.get(reverse(name, args=[newest()] if name == "office-review" else []))

    text = response.content.decode()
    seen = Seen(text)
    assert response.status_code == 200
    assert seen.tags.count("h1") == 1
    assert seen.tags.count("table") == seen.tags.count("caption")
    assert len(seen.ids) == len(set(seen.ids))
    unnamed = [each for each in seen.fields if each.get("id") not in seen.labelled and "aria-labelledby" not in each]
    assert unnamed == []
    assert seen.inline == []
    assert len(response.content) < MOST_BYTES
    assert re.search("<title>.+</title>", text)


def test_the_whole_register_comes_in_pages(client_of: Callable[..., Client]) -> None:
    """Units below the counties are listed too, and a page that is not there is empty, not a fault."""
    client = client_of("office")
    for query in ("?all=yes", "?all=yes&page=999", "?all=yes&page=x"):
        response = client.get(reverse("office-units") + query)
        assert response.status_code == 200
        assert len(response.content) < MOST_BYTES


@pytest.mark.parametrize("role", ["clerk", "analyst", "administrator"])
@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_only_the_office_has_its_pages(name: str, role: str, client_of: Callable[..., Client]) -> None:
    """Every other role is told that there is no such page; nobody who is not signed in sees anything."""
    assert client_of(role).get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("role", ["clerk", "analyst", "administrator"])
def test_no_other_role_reviews_or_takes_a_file(role: str, client_of: Callable[..., Client]) -> None:
    """A review, a kept file and every act are the office's alone."""
    client, number = client_of(role), newest()

    assert client.get(reverse("office-review", args=[number])).status_code == 404
    assert client.post(reverse("office-review", args=[number]), {"review": "approve"}).status_code == 404
    assert client.get(reverse("office-file", args=[number])).status_code == 404
    for name in ("office-waive", "office-permit", "office-publish"):
        assert client.post(reverse(name), {}).status_code == 404
    for name in ("office-end-waiver", "office-end-correction"):
        assert client.post(reverse(name, args=[1])).status_code == 404
    assert record.submission(number).state.value == "awaiting_review"


def test_acts_need_a_token(client_of: Callable[..., Client]) -> None:
    """Without the page's own token nothing changes."""
    client, number = client_of("office", csrf=True), newest()

    assert client.post(reverse("office-review", args=[number]), {"review": "approve"}).status_code == 403
    assert client.post(reverse("office-publish"), {"period": PERIOD, "agree": "yes"}).status_code == 403
    assert client.post(reverse("office-units"), {}).status_code == 403
    assert record.submission(number).state.value == "awaiting_review"


@pytest.mark.parametrize("name", ["office-waive", "office-permit"])
def test_acts_are_posted(name: str, client_of: Callable[..., Client]) -> None:
    """An address that changes something does nothing when it is only looked at."""
    assert client_of("office").get(reverse(name)).status_code == 405


def heading(html: str) -> str:
    return re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]


def test_the_progress_opens_at_the_last_period_that_ended(client_of: Callable[..., Client]) -> None:
    """Something on file of a period that still runs does not move it there; that period can be chosen."""
    office = client_of("office")
    with clock.standing_at(clock.now().replace(month=6, day=30)):
        assert "2026年第一季度" in heading(office.get("/office/board/").content.decode())
        assert "2026年第二季度" in heading(office.get("/office/board/?period=2026Q2").content.decode())


@pytest.mark.parametrize("query", ["period=2030Q1", "period=x", "period=2026Q2'"])
def test_an_unknown_period_is_no_page(query: str, client_of: Callable[..., Client]) -> None:
    """A period that is not there is told as absent, never guessed."""
    assert client_of("office").get(f"{reverse('office-board')}?{query}").status_code == 404
