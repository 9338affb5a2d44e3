"""Control characters in whatever is typed or asked for: told in words, never a fault, and nothing of it on file."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.models import Key
from record import models
from record import register as record

PERIOD, SILENT = "2026Q2", "990123"
ESCAPES = ("\x00", "\x01", "\x0b", "\x1b", "\x1f", "\x7f")
ClientOf = Callable[..., Client]
TOLD = "文字里有看不见的控制字符"
EXCEPTION = {"unit": SILENT, "until": "2026-09-30", "reason": "机构改革正在办理"}
FORMS = (
    ("", "sign-in", {"username": "office{}", "password": "x"}),
    ("", "sign-in", {"username": "office", "password": "x{}"}),
    ("office", "office-waive", {**EXCEPTION, "code": "PM1-P03", "reason": "机构改革{}正在办理"}),
    ("office", "office-waive", {**EXCEPTION, "code": "PM1-P03{}"}),
    ("office", "office-permit", {**EXCEPTION, "return": "CA", "period": "2026Q1", "reason": "机构改革{}正在办理"}),
    ("office", "office-publish", {"period": PERIOD, "agree": "yes", "note": "第一版{}", "seen": ""}),
    ("office", "office-settings", {"share": "5{}"}),
    ("analyst", "analyst-keys", {"name": "脚本{}"}),
    ("administrator", "account-add", {"name": "new{}", "role": "analyst", "unit": ""}),
)
PLACES = (
    ("analyst", "analyst-catalogue", "?q=总数{}"),
    ("office", "office-board", "?period=2026Q2{}"),
    ("office", "office-decisions", "?reason={}"),
    ("administrator", "admin:record_submission_changelist", "?q={}"),
    ("administrator", "admin:record_submission_changelist", "?state={}"),
)


@pytest.fixture(scope="module", autouse=True)
def _folder(shared_folder) -> None:  # the office comes first
    assert shared_folder.is_dir()


def reader(client_of: ClientOf, role: str) -> Client:
    return client_of(role) if role else Client()


def kept() -> tuple[int, ...]:
    """How much is on file of all that can be typed."""
    kinds = (
        models.Waiver,
        models.Correction,
        models.Explanation,
        models.Decision,
        models.ReleaseNote,
        models.Edition,
        Key,
    )
    return tuple(kind.objects.count() for kind in kinds)


@pytest.mark.parametrize(("role", "name", "fields"), FORMS)
@pytest.mark.parametrize("escape", ESCAPES, ids=ascii)
def test_a_form_with_one_is_refused_in_words(
    role: str, name: str, fields: dict[str, str], escape: str, client_of: ClientOf
) -> None:
    """The page says what is in the text and what to do; nothing is kept."""
    before = kept()
    sent = {field: value.format(escape) for field, value in fields.items()}
    response = reader(client_of, role).post(reverse(name), sent)

    assert response.status_code == 400
    assert TOLD in response.content.decode()
    assert kept() == before


@pytest.mark.parametrize("escape", ESCAPES, ids=ascii)
def test_a_review_and_an_explanation_with_one_are_refused_in_words(escape: str, client_of: ClientOf) -> None:
    """Also what is written about a submission."""
    before = kept()
    waiting = next(each for each in record.on_file(PERIOD) if each.state.value == "awaiting_review")
    review = client_of("office").post(
        reverse("office-review", args=[waiting.submission]), {"review": "return", "text": f"请核对{escape}后重新报送"}
    )
    explained = client_of("clerk", unit=waiting.unit).post(
        reverse("clerk-file", args=[waiting.submission]), {"key-1": "x", "reason-1": "R07", "text-1": f"属实{escape}"}
    )

    assert [review.status_code, explained.status_code] == [400, 400]
    assert TOLD in review.content.decode()
    assert TOLD in explained.content.decode()
    assert record.submission(waiting.submission).state is waiting.state
    assert kept() == before


@pytest.mark.parametrize(("role", "name", "query"), PLACES)
@pytest.mark.parametrize("escape", ["%00", "%1B", "%7F"])
def test_an_address_with_one_is_refused_in_words(
    role: str, name: str, query: str, escape: str, client_of: ClientOf
) -> None:
    """A search and a filter too."""
    response = reader(client_of, role).get(reverse(name) + query.format(escape))

    assert response.status_code == 400
    assert TOLD in response.content.decode()


def test_a_path_with_one_is_refused_in_words(client_of: ClientOf) -> None:
    """A row of the record is looked for by what stands in the path."""
    response = client_of("administrator").get("/admin/record/lease/night%00/change/")

    assert response.status_code == 400


def test_programs_are_answered_in_their_own_form(client_of: ClientOf) -> None:
    """What a program names is looked for among published tables; that it is not there is said in JSON."""
    analyst = client_of("analyst")
    page = analyst.post(reverse("analyst-keys"), {"name": "脚本"}).content.decode()
    secret = page.partition('<code id="secret">')[2].partition("<")[0]
    response = Client().get("/api/v1/data/CA1%00?unit=%00", headers={"authorization": f"Bearer {secret}"})

    assert response.status_code == 404
    assert response.json()["code"]


def test_tabs_and_line_ends_are_text(client_of: ClientOf) -> None:
    """A reason may have lines."""
    sent = {**EXCEPTION, "code": "PM1-P03", "row": "", "column": "", "reason": "机构改革\t正在办理\r\n见附件"}
    response = client_of("office").post(reverse("office-waive"), sent)

    assert response.status_code == 302
    assert models.Waiver.objects.latest("pk").reason == "机构改革\t正在办理\r\n见附件"
