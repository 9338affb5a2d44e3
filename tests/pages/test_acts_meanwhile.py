"""What a person does while the night checks or an edition is made is as strong as at any other time."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from filled import doubtful, workbook

from flows import acts
from flows.acts import sending
from flows.check import Key
from flows.judge import release
from flows.judge.desk import Desk
from flows.judge.replies import Answer, answer_batch
from flows.judge.work import examine_batch
from flows.nightly.flow import _Night
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.publish import publish
from flows.publish.editions import catalogued
from flows.publish.gate import Verdict
from flows.receive import StoreError
from flows.receive.store import locked
from portal.pages import clock
from record import models
from record import register as record
from schemas.decision import Decision, Review
from schemas.periods import Period
from schemas.states import State

PERIOD = Period.parse("2026Q2")
CLEAN, UNIT = "990121", "990123"


def test_a_confirmation_while_the_night_checks_stands(folder: Path) -> None:
    """The night knew the upload as not handed in; what the clerk did meanwhile is not undone."""
    office = Office.at(folder)
    upload = sending.Upload("人才统计表.xlsx", workbook(UNIT, "TA"))
    done = sending.send(office, Key(UNIT, "TA", str(PERIOD)), upload, clock.now(), chamber())
    assert isinstance(done, sending.Sent)
    number = done.submission
    choices = office.home.configuration
    choices.write_text(choices.read_text("utf-8").replace('"person"', '"auto"'), "utf-8")
    desk = Desk(Office.at(folder), clock.now())
    works = [each for each in desk.to_judge(PERIOD) if any(stored.key.unit == UNIT for stored in each.judged)]
    assert number in {stored.submission for each in works for stored in each.judged}

    examined, _ = examine_batch(desk.office, works)
    settled = desk.decide(works, examined)
    assert sending.confirm(office, number, "clerk", clock.now()) is State.AWAITING_REVIEW
    assert {each.standing.state for each in settled if each.stored.submission == number} == {State.READY}
    desk.settle(settled)

    found = record.submission(number)
    assert (found.state, found.confirmed_by) == (State.APPROVED, "clerk")


@pytest.mark.parametrize("act", ["confirm", "review"])
def test_a_notice_of_the_night_never_takes_the_place_of_a_later_one(folder: Path, act: str) -> None:
    """While the night answers a unit, whoever acts on it waits: their notice and state are the last ones."""
    office = Office.at(folder)
    upload = sending.Upload("人才统计表.xlsx", workbook(UNIT, "TA"))
    done = sending.send(office, Key(UNIT, "TA", str(PERIOD)), upload, clock.now(), chamber())
    assert isinstance(done, sending.Sent)
    if act == "review":
        sending.confirm(office, done.submission, "clerk", clock.now())
    models.Submission.objects.filter(pk=done.submission).update(state=State.CHECKING.value)
    night = _Night(folder, clock.now(), 0.0)
    night.desk = Desk(office, clock.now())
    works = [each for each in night.desk.to_judge(PERIOD) if each.judged[0].key.unit == UNIT]
    examined, _ = examine_batch(office, works)
    now = clock.now()

    def meanwhile() -> None:
        try:
            if act == "confirm":
                sending.confirm(office, done.submission, "clerk", now)
            else:
                acts.review(office, Decision(done.submission, Review.RETURN, "office", "请核对人才公寓间数", now))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as person:

        async def each_batch(batches: Sequence[Sequence[Answer]], _: object) -> list[tuple[int, ...]]:
            with pytest.raises(StoreError), locked(folder / ".sending", UNIT, wait=False):
                pass
            waiting.append(person.submit(meanwhile))
            return [answer_batch(office, batch, "zh") for batch in batches]

        waiting: list[Future[None]] = []
        night._each = each_batch  # type: ignore[method-assign, assignment]
        asyncio.run(night.answer(works, examined))
        waiting[0].result()
    night._clerk.submit(connections.close_all).result()
    night.close()

    told = next((office.home.replies / UNIT / str(PERIOD) / "TA").glob("*.txt")).read_text("utf-8")
    if act == "confirm":
        assert record.submission(done.submission).state is State.AWAITING_REVIEW
        assert "校核通过，待市里审核" in told
    else:
        assert record.submission(done.submission).state is State.RETURNED
        assert "请核对人才公寓间数" in told


def test_what_was_sent_while_the_night_checks_is_not_judged_by_the_world_before(folder: Path) -> None:
    """A sibling return came and had its unit judged with it: the night leaves that unit alone, and nothing is left to do."""
    office = Office.at(folder)
    key = Key(UNIT, "TA", str(PERIOD))
    done = sending.send(office, key, sending.Upload("人才.xlsx", workbook(UNIT, "TA")), clock.now(), chamber())
    assert isinstance(done, sending.Sent)
    models.Verdict.objects.filter(submission=done.submission).update(context="0" * 64)
    night = _Night(folder, clock.now(), 0.0)
    night.desk = Desk(office, clock.now())
    works = [each for each in night.desk.to_judge(PERIOD) if each.judged[0].key.unit == UNIT]
    examined, _ = examine_batch(office, works)
    newer = sending.Upload("人才再报.xlsx", workbook(UNIT, "TA", doubtful))
    assert isinstance(sending.send(office, key, newer, clock.now(), chamber()), sending.Sent)
    before = {each.submission: (each.state, each.context) for each in record.on_file(str(PERIOD))}
    assert works

    asyncio.run(night.answer(works, examined))
    night._clerk.submit(connections.close_all).result()
    night.close()

    assert {each.submission: (each.state, each.context) for each in record.on_file(str(PERIOD))} == before
    assert UNIT not in {each.judged[0].key.unit for each in night.desk.to_judge(PERIOD)}


def test_what_a_clerk_confirmed_before_the_night_answers_is_answered_so(folder: Path) -> None:
    """The night chose what to judge before the confirmation, and decides after it: its notice tells of a submitted workbook."""
    office = Office.at(folder)
    upload = sending.Upload("人才统计表.xlsx", workbook(UNIT, "TA"))
    done = sending.send(office, Key(UNIT, "TA", str(PERIOD)), upload, clock.now(), chamber())
    assert isinstance(done, sending.Sent)
    models.Verdict.objects.filter(submission=done.submission).update(context="0" * 64)
    desk = Desk(office, clock.now())
    works = [each for each in desk.to_judge(PERIOD) if each.judged[0].key.unit == UNIT]
    sending.confirm(office, done.submission, "clerk", clock.now())
    examined, _ = examine_batch(office, works)
    settled = desk.decide(works, examined)

    assert {each.standing.state for each in settled if each.stored.submission == done.submission} == {
        State.AWAITING_REVIEW
    }


def test_a_return_while_an_edition_is_made_stops_no_later_one(
    folder: Path, client_of: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edition is on file with all that it holds, the returned stays returned, and the next edition is without it."""
    monkeypatch.setattr("flows.publish.press.judge_edition", lambda *_: Verdict(()))  # it takes a second each
    office, client = Office.at(folder), client_of("office")
    assert isinstance(client, Client)
    numbers = [each.submission for each in record.on_file(str(PERIOD)) if each.unit == CLEAN]
    for number in numbers:
        record.review(Decision(number, Review.APPROVE, "office", "", clock.now()))
    back = Decision(numbers[0], Review.RETURN, "office", "第3行合计与附件不符，请核对", clock.now())

    def meanwhile(*order: object) -> object:
        acts.review(office, replace(back, made_at=clock.now()))
        return publish(*order)

    address, asked = reverse("office-publish"), {"period": str(PERIOD), "agree": "yes"}
    with monkeypatch.context() as patched:
        patched.setattr(release, "publish", meanwhile)
        assert client.post(address, asked).status_code == 302

    assert [each.submissions for each in record.editions(str(PERIOD))] == [tuple(numbers)]
    assert [record.submission(each).state for each in numbers] == [State.RETURNED, *[State.PUBLISHED] * 2]
    assert client.post(address, asked).status_code == 302
    assert [each.submissions for each in record.editions(str(PERIOD))] == [tuple(numbers), tuple(numbers[1:])]
    assert [each.vintage for each in catalogued(office.home.curated) if each.period == str(PERIOD)] == [1, 2]
