"""A form sent twice, as by a double click: the second answer shows what the first has done, and it is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from filled import workbook
from looked_at import carried, decide

from portal.pages import clock
from record import audit, models
from record import register as record
from schemas.decision import Decision, Review
from schemas.states import State

ClientOf = Callable[..., Client]
PERIOD, CLEAN, SILENT = "2026Q2", "990121", "990123"
EXCEPTION = {"unit": CLEAN, "reason": "机构改革正在办理", "until": "2026-09-30"}


@pytest.fixture
def office(folder: Path, client_of: ClientOf) -> Client:  # noqa: ARG001  # the folder comes first
    return client_of("office")


def number_of(code: str) -> int:
    found = record.current(CLEAN, code, PERIOD)
    assert found is not None
    return found.submission


def approved() -> None:
    for code in ("CA", "PM", "TA"):
        record.review(Decision(number_of(code), Review.APPROVE, "office", "", clock.now()))


def form(client: Client, address: str, fields: dict[str, str]) -> dict[str, str]:
    """What the page sends, with what it carries of what was seen."""
    return {**carried(client.get(address)), **fields}


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("note", ["", "首次收录示例一县。\r\n其余县待报。"])
def test_an_edition_is_published_once(office: Client, note: str) -> None:
    """The second press leads to the page with the edition just made; another note for it is still refused."""
    approved()
    address = reverse("office-publish")
    sent = form(office, address, {"period": PERIOD, "agree": "yes", "note": note})
    shown = [text(office.post(address, sent, follow=True)) for _ in range(2)]

    assert ["已发布 2026Q2 v001" in each for each in shown] == [True, True]
    assert [each.vintage for each in record.editions(PERIOD)] == [1]
    other = office.post(address, {**sent, "note": "另一段说明"})
    assert other.status_code == 422
    assert [each.vintage for each in record.editions(PERIOD)] == [1]


@pytest.mark.once
def test_an_edition_is_published_once_also_at_the_same_time(office: Client) -> None:
    """The second press waits for the first."""
    approved()
    address = reverse("office-publish")
    sent = form(office, address, {"period": PERIOD, "agree": "yes", "note": "首次收录示例一县。"})

    def press(_: int) -> HttpResponse:
        try:
            return office.post(address, sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))

    assert [each.status_code for each in answers] == [302, 302]
    assert [each.vintage for each in record.editions(PERIOD)] == [1]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"review": "approve", "text": ""}, State.APPROVED),
        ({"review": "return", "text": "第3栏与台账不一致，请核对"}, State.RETURNED),
    ],
)
def test_a_review_is_decided_once(office: Client, fields: dict[str, str], state: State) -> None:
    """The same decision again is told as done; another person's, or another one, is not."""
    number = number_of("CA")
    address = reverse("office-review", args=[number])
    sent = form(office, address, fields)
    shown = [text(office.post(address, sent, follow=True)) for _ in range(2)]

    assert [f"编号 {number}：" in each for each in shown] == [True, True]
    assert record.submission(number).state is state
    assert len(record.decisions(number)) == 1
    otherwise = {"review": "return" if state is State.APPROVED else "approve", "text": "第5栏与台账不一致，请核对"}
    second = office.post(address, {**sent, "review": "approve", "text": "另有意见，请看附件"})
    assert second.status_code == 422
    assert office.post(address, {**sent, **otherwise}).status_code == (302 if state is State.APPROVED else 422)


def test_a_waiver_and_a_correction_are_made_and_ended_once(office: Client) -> None:
    """Four forms, each sent twice; what another person has ended is told as gone."""
    approved()
    forms = (
        ("waive", {**EXCEPTION, "code": "PM1-P03", "row": "", "column": ""}, models.Waiver),
        ("permit", {**EXCEPTION, "return": "CA", "period": PERIOD}, models.Correction),
    )
    for (name, sent, kind), ended in zip(forms, ("waiver", "correction"), strict=True):
        answers = [office.post(reverse(f"office-{name}"), sent).status_code for _ in range(2)]
        made = kind.objects.get()
        address = reverse(f"office-end-{ended}", args=[made.pk])
        answers += [office.post(address).status_code for _ in range(2)]

        assert answers == [302] * 4
        assert len([each for each in audit.export() if each.subject == f"{ended} {made.pk}"]) == 2
        assert office.post(reverse(f"office-end-{ended}", args=[99_999])).status_code == 422
    office.post(reverse("office-waive"), forms[0][1])
    assert len(record.waivers(clock.now().date())) == 1
    record.end_waiver(record.waivers(clock.now().date())[0].number, "another", clock.now())
    last = models.Waiver.objects.latest("pk").pk
    assert office.post(reverse("office-end-waiver", args=[last])).status_code == 422


def test_a_workbook_is_handed_in_and_taken_back_once(folder: Path, client_of: ClientOf) -> None:
    """The second answer is the receipt again, and the page that says it was taken back."""
    assert folder.is_dir()
    clerk = client_of("clerk", unit=SILENT)
    file = SimpleUploadedFile("TA.xlsx", workbook(SILENT, "TA"))
    clerk.post(reverse("clerk-upload", args=["TA", PERIOD]), {"file": file})
    number = record.current(SILENT, "TA", PERIOD).submission
    address = reverse("clerk-confirm", args=[number])
    sent = form(clerk, address, {})
    handed = [clerk.post(address, sent) for _ in range(2)]
    back = [text(clerk.post(reverse("clerk-withdraw", args=[number]), follow=True)) for _ in range(2)]

    assert [each.headers["Location"] for each in handed] == [reverse("clerk-receipt", args=[number])] * 2
    assert ["已撤回" in each for each in back] == [True, True]
    acts = [each.action for each in audit.export() if each.subject == f"submission {number}"]
    assert (acts.count("confirm"), acts.count("withdraw")) == (1, 1)
    assert record.submission(number).state is State.READY
    decide(clerk, address)
    assert record.submission(number).state is State.AWAITING_REVIEW
