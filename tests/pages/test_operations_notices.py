"""Notices outside the portal: nothing unless it was asked for, each thing once, tried until it is delivered."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connections
from django.test import Client
from looked_at import decide
from shared import prefect_server

from flows.faults import fault_number
from flows.office.configuration import ConfigurationError, load
from flows.office.opened import Office
from portal.models import Bookmark, Letter
from portal.notices import one_round, postman
from portal.notices.outbox import MOST_TRIES
from portal.notices.telling import of_deadlines
from portal.pages.clock import now
from record import register as record
from schemas.decision import Decision, Review
from schemas.occasions import Occasion
from schemas.periods import SHANGHAI
from schemas.states import State

pytestmark = pytest.mark.files

EVERYTHING = "[notices]\n" + "\n".join(f'{each.value} = ["json://loop.example"]' for each in Occasion)
NOON = datetime(2026, 7, 14, 12, 0, tzinfo=SHANGHAI)


@dataclass
class Wire:
    """A way to targets that can be cut."""

    open: bool = True
    sent: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, address: str, text: str) -> bool:
        if self.open:
            self.sent.append((address, text))
        return self.open


def office_with(folder: Path, notices: str) -> Office:
    """The office with other choices."""
    file = folder / "shenhe.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{notices}\n", encoding="utf-8")
    return Office.at(folder)


@pytest.fixture
def office(folder: Path) -> Office:
    """Every notice goes to one target, and what was before is known."""
    found = office_with(folder, EVERYTHING)
    one_round(found, datetime(2026, 7, 14, 7, 0, tzinfo=SHANGHAI), Wire())
    return found


def only(office: Office, occasion: Occasion) -> Office:
    """The office with notices of one occasion alone."""
    kept = tuple(each for each in office.configuration.notices if each.occasion is occasion)
    return Office(office.home, replace(office.configuration, notices=kept), office.register, office.returns)


def waiting_for_review() -> int:
    return next(each.submission for each in record.on_file("2026Q2") if each.state.value == "awaiting_review")


def returned(number: int) -> None:
    record.review(Decision(number, Review.RETURN, "office", "表4合计比台账多 17 人，请核对", now()))


def test_nothing_is_sent_and_nothing_is_kept_where_nobody_is_named(folder: Path) -> None:
    """That is how an office begins."""
    returned(waiting_for_review())
    wire = Wire()

    assert one_round(Office.at(folder), NOON, wire) == 0
    assert wire.sent == []
    assert not Letter.objects.exists()
    assert not Bookmark.objects.exists()


def test_a_record_that_was_there_before_is_not_told_from_its_beginning(folder: Path) -> None:
    """The first round begins at the end of the trail."""
    wire = Wire()
    one_round(office_with(folder, '[notices]\nreceived = ["json://a.example"]'), NOON, wire)

    assert wire.sent == []


def test_a_return_is_told_once_in_both_languages_without_figures(office: Office) -> None:
    """Neither the office's words nor a count of people leave the house."""
    number, wire = waiting_for_review(), Wire()
    returned(number)
    at_seven = datetime(2026, 7, 14, 7, 30, tzinfo=SHANGHAI)

    assert one_round(office, at_seven, wire) == 1
    assert one_round(office, at_seven, wire) == 0
    [(address, text)] = wire.sent
    zh, en = text.splitlines()
    assert address == "json://loop.example"
    assert zh.startswith("【组织统计】")
    assert zh.endswith(f"第1次上传需修改，请登录查看并修改。编号 {number}")
    assert f"No. {number}" in en
    assert "17" not in text


def test_each_occasion_goes_to_its_own_targets(folder: Path) -> None:
    """And to all of them."""
    both = office_with(folder, '[notices]\nreturned = ["json://a.example", "json://b.example"]\napproved = []')
    wire = Wire()
    one_round(both, NOON, Wire())
    numbers = [each.submission for each in record.on_file("2026Q2") if each.state.value == "awaiting_review"]
    returned(numbers[0])
    record.review(Decision(numbers[1], Review.APPROVE, "office", "", now()))
    one_round(both, NOON, wire)

    assert [address for address, _ in wire.sent] == ["json://a.example", "json://b.example"]


def test_what_cannot_be_delivered_is_tried_later_and_later_and_then_given_up(office: Office) -> None:
    """Nothing else waits for it."""
    returned(waiting_for_review())
    wire, moment = Wire(open=False), datetime(2026, 7, 14, 7, 30, tzinfo=SHANGHAI)
    returns, waits = only(office, Occasion.RETURNED), []
    for _ in range(MOST_TRIES):
        assert one_round(returns, moment, wire) == 0
        letter = Letter.objects.get()
        waits.append((letter.next_try_at - moment).total_seconds() / 60)
        moment = letter.next_try_at

    assert waits == [2**tries for tries in range(1, MOST_TRIES + 1)]
    assert Letter.objects.get().given_up
    wire.open = True
    assert one_round(returns, moment, wire) == 0


def test_a_line_that_is_back_delivers_what_waited(office: Office) -> None:
    """Once."""
    returned(waiting_for_review())
    wire, moment = Wire(open=False), datetime(2026, 7, 14, 7, 30, tzinfo=SHANGHAI)
    one_round(office, moment, wire)
    wire.open = True

    assert one_round(office, moment + timedelta(minutes=1), wire) == 0
    assert one_round(office, moment + timedelta(minutes=2), wire) == 1
    assert one_round(office, moment + timedelta(minutes=20), wire) == 0


def test_a_target_that_is_named_no_longer_gets_nothing(office: Office) -> None:
    """Not even what waited for it."""
    returned(waiting_for_review())
    moment = datetime(2026, 7, 14, 7, 30, tzinfo=SHANGHAI)
    one_round(office, moment, Wire(open=False))
    elsewhere = replace(office.configuration.notices[0], addresses=("json://new.example",))
    moved = Office(office.home, replace(office.configuration, notices=(elsewhere,)), office.register, office.returns)
    wire = Wire()
    one_round(moved, moment + timedelta(minutes=20), wire)

    assert wire.sent == []
    assert Letter.objects.get().given_up


def test_who_has_not_sent_is_told_once_a_day_before_and_after_the_deadline(office: Office) -> None:
    """With the names of units and returns, from eight in the morning on."""
    wire = Wire()
    mornings = [datetime(2026, 7, day, hour, tzinfo=SHANGHAI) for day in (12, 13, 14, 17) for hour in (7, 9, 15)]
    for moment in mornings:
        one_round(office, moment, wire)
    told = [text.splitlines()[0] for _, text in wire.sent if "尚未报齐" in text]

    assert len(told) == 3
    assert "还有 3 天" in told[0]
    assert "示例三县（人才统计表）" in told[0]
    assert "已过 1 天" in told[2]


def test_a_period_that_still_runs_hides_no_deadline(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came too early of the next period is no period to collect: the last that ended is."""
    monkeypatch.setattr(record, "periods", lambda: ("2026Q1", "2026Q2", "2026Q3"))
    [told] = of_deadlines(office, NOON)

    assert told.key == "due_soon 2026Q2 2026-07-14"


def test_the_postman_outlives_every_fault(
    folder: Path,  # noqa: ARG001  # the office comes first
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The fault is in the log with its number, and the next round is made."""
    again, rounds = Event(), count()

    def one(*_: object) -> int:
        if next(rounds) == 0:
            raise KeyError("XX")
        again.set()
        return 0

    monkeypatch.setattr(postman, "one_round", one)
    monkeypatch.setattr(postman, "_EVERY_SECONDS", 0.01)
    rider = postman.Postman()
    rider.start()
    assert again.wait(20)
    rider.stop()
    assert rider.thread is not None
    rider.thread.join(20)

    assert not rider.thread.is_alive()
    assert f"fault {fault_number(caplog.records[0].exc_info[1])}: no round of notices" in caplog.text


def test_a_night_that_did_not_run_or_did_not_end_is_told(office: Office) -> None:
    """Once for each; a night that is at work is none of them."""
    wire = Wire()
    next_day = datetime(2026, 7, 15, 7, 30, tzinfo=SHANGHAI)
    one_round(office, next_day, wire)
    one_round(office, next_day + timedelta(minutes=10), wire)
    assert [text.splitlines()[0][:15] for _, text in wire.sent] == ["【组织统计】夜间校核未运行（上"]

    record.begin_night("server", "1" * 64, next_day)
    one_round(office, next_day + timedelta(minutes=20), wire)
    assert len(wire.sent) == 1
    one_round(only(office, Occasion.NIGHT_FAILED), next_day + timedelta(hours=7), wire)
    assert "没有做完" in wire.sent[-1][1]


@dataclass
class Post:
    """A server on loopback that takes JSON, and what it was sent."""

    port: int
    bodies: list[dict[str, object]]
    refusals: list[int]
    """statuses of the next answers; 200 where none is left"""


@pytest.fixture
def post() -> Iterator[Post]:
    bodies: list[dict[str, object]] = []
    refusals: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(refusals.pop(0) if refusals else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Post(server.server_port, bodies, refusals)
        server.shutdown()
        thread.join()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # apprise looks for it where Python still has it
def test_a_notice_reaches_a_real_target_and_a_closed_one_keeps_it(folder: Path, post: Post) -> None:
    """By apprise, over loopback; an address that nobody knows delivers nothing."""
    named = f'[notices]\nreturned = ["json://127.0.0.1:{post.port}/hook", "json://127.0.0.1:1/", "nobody://x"]'
    office = office_with(folder, named)
    one_round(office, NOON)
    returned(waiting_for_review())

    assert one_round(office, NOON) == 1
    [body] = post.bodies
    assert "需修改" in str(body["message"])
    assert [letter.sent_at is None for letter in Letter.objects.order_by("pk")] == [False, True, True]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_a_target_that_refuses_at_first_gets_it_later_and_once(folder: Path, post: Post) -> None:
    """A real one, on loopback: told as busy twice, then taken; every try says the same, without a figure."""
    office = office_with(folder, f'[notices]\nreturned = ["json://127.0.0.1:{post.port}/hook"]')
    one_round(office, NOON)
    returned(waiting_for_review())
    post.refusals += [503, 500]

    moment, delivered = NOON, []
    for _ in range(5):
        delivered.append(one_round(office, moment))
        moment += timedelta(minutes=10)

    assert delivered == [0, 0, 1, 0, 0]
    assert len(post.bodies) == 3
    assert len({str(body["message"]) for body in post.bodies}) == 1
    assert "17" not in str(post.bodies[0]["message"])
    assert Letter.objects.get().tries == 3


def test_a_target_that_does_not_answer_holds_up_nobody(folder: Path, client_of: Callable[..., Client]) -> None:
    """While a notice is being sent pages are shown and decisions are put on file."""
    office = office_with(folder, '[notices]\nreturned = ["json://loop.example"]')
    one_round(office, NOON, Wire())
    first = waiting_for_review()
    returned(first)
    asked, answered, delivered = Event(), Event(), []

    def silent(address: str, text: str) -> bool:  # noqa: ARG001  # what a target is given
        asked.set()
        return answered.wait(60)

    def ride() -> None:
        try:
            delivered.append(one_round(office, NOON, silent))
        finally:
            connections.close_all()

    rider = Thread(target=ride)
    rider.start()
    try:
        assert asked.wait(60)
        second = waiting_for_review()
        address = f"/office/review/{second}/"
        done = decide(client_of("office"), address, {"review": "return", "text": "请核对合计"})
        assert rider.is_alive()
    finally:
        answered.set()
        rider.join(60)

    assert done.status_code == 302
    assert second != first
    assert record.submission(second).state is State.RETURNED
    assert delivered == [1]
    assert Letter.objects.get().sent_at == NOON


def test_the_outbox_holds_no_address(office: Office) -> None:
    """It may hold a password."""
    returned(waiting_for_review())
    one_round(office, NOON, Wire(open=False))

    assert all("loop.example" not in f"{letter.target} {letter.text} {letter.key}" for letter in Letter.objects.all())


@pytest.mark.parametrize("wrong", ['returned = "json://x"', 'returned = ["secret"]', 'gone = ["json://x"]'])
def test_a_target_that_is_none_is_named_by_its_place_alone(folder: Path, wrong: str) -> None:
    """What stands there is not repeated."""
    file = folder / "shenhe.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n[notices]\n{wrong}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load(file)

    told = refused.value.message("zh")
    assert "notices" in told
    assert "secret" not in told


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_the_night_tries_again_what_waits(folder: Path, post: Post) -> None:
    """A process of its own: whatever the portal could not deliver goes out when the night has ended."""
    office = office_with(folder, f'[notices]\nreturned = ["json://127.0.0.1:{post.port}/hook"]')
    one_round(office, NOON)
    returned(waiting_for_review())
    one_round(office, NOON, Wire(open=False))
    connections.close_all()
    program = (
        "import sys; from datetime import datetime; from pathlib import Path; from flows.nightly import run;"
        "from schemas.periods import SHANGHAI;"
        "run(Path(sys.argv[1]), datetime(2026, 7, 15, 1, tzinfo=SHANGHAI), settle_seconds=0)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHENHE", "PREFECT"))}
    environment["PREFECT_API_URL"] = prefect_server()
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False, env=environment
    )

    assert done.returncode == 0, done.stderr
    assert len(post.bodies) == 1
