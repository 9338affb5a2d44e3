"""A decision counts for what its author had before them: where something else stands by then, nothing is decided."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from filled import doubtful, other, workbook
from looked_at import carried, decide

from record import models
from record import register as record
from schemas.states import State

ClientOf = Callable[..., Client]
UNIT, FAULTY = "990123", "990122"
FIRST, SECOND = "根据示组发〔2026〕8号批准设立，6月已挂牌1家", "根据示组发〔2026〕9号批准设立，6月已挂牌1家"


@pytest.fixture
def clerk(folder: Path, client_of: ClientOf) -> Client:  # noqa: ARG001  # the office comes first
    return client_of("clerk", unit=UNIT)


@pytest.fixture
def office(folder: Path, client_of: ClientOf) -> Client:  # noqa: ARG001  # the office comes first
    return client_of("office")


def text_of(page: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def uploaded(clerk: Client, content: bytes) -> int:
    clerk.post("/tasks/TA/2026Q2/", {"file": SimpleUploadedFile("人才统计表.xlsx", content)})
    return record.sent(UNIT, "TA", "2026Q2")[0].submission


def written(page: HttpResponse, text: str) -> dict[str, str]:
    """The form of an answer's page with the same words beside every query."""
    fields = carried(page)
    for at, key in re.findall(r'name="key-([^"]+)" value="([^"]+)"', page.content.decode()):
        fields |= {f"key-{at}": unescape(key), f"text-{at}": text, f"reason-{at}": "R07"}
    return fields


def ready(clerk: Client) -> int:
    """An upload whose queries are explained in the FIRST words."""
    number = uploaded(clerk, workbook(UNIT, "TA", doubtful))
    own = reverse("clerk-file", args=[number])
    assert clerk.post(own, written(clerk.get(own), FIRST)).status_code == 302
    assert record.submission(number).state is State.READY
    return number


def explanations() -> set[str]:
    return {each.text for each in record.explanations(UNIT, "TA", "2026Q2")}


def judged_by_other_rules(number: int) -> None:
    """What a night does after the rules have changed, as far as a page can tell."""
    models.Verdict.objects.filter(submission=number).update(rule_set="f" * 64)


def test_an_approval_of_what_was_withdrawn_and_handed_in_anew_is_not_taken(clerk: Client, office: Client) -> None:
    """The explanation that the reviewer read is another one now; the page says so, and the next decision counts."""
    number = ready(clerk)
    own, confirm, review = (reverse(name, args=[number]) for name in ("clerk-file", "clerk-confirm", "office-review"))
    decide(clerk, confirm)
    before = carried(office.get(review))
    clerk.post(reverse("clerk-withdraw", args=[number]))
    assert clerk.post(own, written(clerk.get(own), SECOND)).status_code == 302
    decide(clerk, confirm)
    assert record.submission(number).state is State.AWAITING_REVIEW

    refused = office.post(review, {**before, "review": "approve", "text": "已核对台账"})
    told = text_of(refused)
    assert refused.status_code == 422
    assert "这一步没有办：说明变了" in told
    assert SECOND in told
    assert "已核对台账" in told
    assert (record.submission(number).state, record.decisions(number)) == (State.AWAITING_REVIEW, ())

    assert office.post(review, {**carried(refused), "review": "approve"}).status_code == 302
    assert record.submission(number).state is State.APPROVED


@pytest.mark.parametrize("choice", ["approve", "return"])
def test_a_review_of_a_verdict_by_earlier_rules_is_not_taken(office: Client, choice: str) -> None:
    """Both hashes are named; the county is told nothing."""
    number = next(each.submission for each in record.on_file("2026Q2") if each.state is State.AWAITING_REVIEW)
    review = reverse("office-review", args=[number])
    before = carried(office.get(review))
    judged_by_other_rules(number)

    told = text_of(office.post(review, {**before, "review": choice, "text": "第3栏与台账不一致，请核对"}))
    assert "校核规则更新了" in told
    assert "现在是 ffffffffffff" in told
    assert record.decisions(number) == ()


@pytest.mark.parametrize("seen", ["", "x", "0" * 12, "-".join(["0" * 12] * 4 + ["1"] * 4) + "\n"])
def test_a_review_without_having_looked_is_not_taken(office: Client, seen: str) -> None:
    """A form that carries nothing, or something that no page ever carried."""
    number = next(each.submission for each in record.on_file("2026Q2") if each.state is State.AWAITING_REVIEW)
    refused = office.post(reverse("office-review", args=[number]), {"review": "approve", "seen": seen})

    assert refused.status_code == 422
    assert "不知道您看到的是哪一次校核结果" in text_of(refused)
    assert record.decisions(number) == ()


def test_what_is_handed_in_is_what_its_clerk_saw(clerk: Client) -> None:
    """Explained otherwise in a second tab: the first tab's confirmation shows the page anew and hands nothing in."""
    number = ready(clerk)
    own, confirm = (reverse(name, args=[number]) for name in ("clerk-file", "clerk-confirm"))
    before = carried(clerk.get(confirm))
    assert clerk.post(own, written(clerk.get(own), SECOND)).status_code == 302

    page = clerk.post(confirm, before, follow=True)
    assert "说明变了：原来有效的" in text_of(page)
    assert page.redirect_chain[-1][0] == confirm
    assert (record.submission(number).state, record.submission(number).confirmed_at) == (State.READY, None)

    assert clerk.post(confirm, carried(page)).status_code == 302
    assert record.submission(number).state is State.AWAITING_REVIEW


def test_an_explanation_from_a_second_tab_after_handing_in_is_told_and_not_kept(clerk: Client) -> None:
    """In both languages; what is handed in stays as it was."""
    number = ready(clerk)
    own = reverse("clerk-file", args=[number])
    second_tab = written(clerk.get(own), SECOND)
    decide(clerk, reverse("clerk-confirm", args=[number]))

    assert "已经报送，这次写的说明没有保存" in text_of(clerk.post(own, second_tab, follow=True))
    clerk.cookies["language"] = "en"
    assert "what was written now was not kept" in text_of(clerk.post(own, second_tab, follow=True))
    assert explanations() == {FIRST}
    assert record.submission(number).state is State.AWAITING_REVIEW


def test_an_explanation_beside_an_upload_that_was_replaced_names_the_newer_one(clerk: Client) -> None:
    """The other tab has sent the workbook again."""
    number = uploaded(clerk, workbook(UNIT, "TA", doubtful))
    own = reverse("clerk-file", args=[number])
    first_tab = written(clerk.get(own), FIRST)
    newer = uploaded(clerk, workbook(UNIT, "TA", doubtful, other))

    assert f"已被后来的报送（编号 {newer}）代替" in text_of(clerk.post(own, first_tab, follow=True))
    assert explanations() == set()


def test_an_explanation_of_a_verdict_by_earlier_rules_is_shown_again(clerk: Client) -> None:
    """What was typed is still there, and is taken once its author has seen what stands now."""
    number = uploaded(clerk, workbook(UNIT, "TA", doubtful))
    own = reverse("clerk-file", args=[number])
    typed = written(clerk.get(own), FIRST)
    judged_by_other_rules(number)

    refused = clerk.post(own, typed)
    assert refused.status_code == 422
    assert "校核规则更新了" in text_of(refused)
    assert FIRST in text_of(refused)
    assert explanations() == set()
    assert clerk.post(own, {**typed, **carried(refused)}).status_code == 302
    assert explanations() == {FIRST}


def test_explanations_of_two_tabs_do_not_stand_in_each_others_way(clerk: Client) -> None:
    """The findings are the same: who explains adds to what is there."""
    number = uploaded(clerk, workbook(UNIT, "TA", doubtful))
    own = reverse("clerk-file", args=[number])
    first_tab = clerk.get(own)
    assert clerk.post(own, written(clerk.get(own), FIRST)).status_code == 302
    assert clerk.post(own, written(first_tab, SECOND)).status_code == 302
    assert explanations() == {FIRST, SECOND}


def test_a_review_shows_what_was_waived(office: Client) -> None:
    """The reviewer sees which findings a waiver has silenced."""
    number = next(each.submission for each in record.on_file("2026Q2") if each.unit == FAULTY)
    review = reverse("office-review", args=[number])
    page = office.get(review)
    assert "豁免的问题" not in text_of(page)
    finding = record.findings(number)[0]
    models.Verdict.objects.filter(submission=number).update(waived=[finding.key])

    assert "豁免的问题" in text_of(office.get(review))
