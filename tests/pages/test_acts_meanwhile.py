"""What a person does while the night checks or an edition is made is as strong as at any other time."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from filled import workbook

from flows import acts
from flows.acts import sending
from flows.check import Key
from flows.nightly import release
from flows.nightly.desk import Desk
from flows.nightly.work import examine_batch
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.publish import publish
from flows.publish.editions import catalogued
from portal.pages import clock
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

    assert sending.confirm(office, number, "clerk", clock.now()) is State.AWAITING_REVIEW
    examined, _ = examine_batch(desk.office, works)
    settled = desk.decide(works, examined)
    assert {each.standing.state for each in settled if each.stored.submission == number} == {State.READY}
    desk.settle(settled)

    found = record.submission(number)
    assert (found.state, found.confirmed_by) == (State.APPROVED, "clerk")


def test_a_return_while_an_edition_is_made_stops_no_later_one(
    folder: Path, client_of: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edition is on file with all that it holds, the returned stays returned, and the next edition is without it."""
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
