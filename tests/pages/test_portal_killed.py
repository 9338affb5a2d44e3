"""The portal itself killed like kill -9 during an upload: what was answered for is kept, and the same file again is one.

Each round is a server of its own on loopback, forked and killed by its own number. SHENHE_KILLS says how many rounds end
at a moment drawn by chance; without it there are few.
"""

import importlib
import os
import random
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
import uvicorn
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.test import Client
from filled import draft

from flows.acts import sending
from flows.judge.desk import Desk
from flows.office import chamber
from flows.office.opened import Office
from flows.receive import receipts
from flows.sample.draft import Spot
from portal.asgi import application
from portal.pages import clock
from record import register as record
from schemas.periods import Period
from schemas.states import State

KILLS = int(os.environ.get("SHENHE_KILLS", "5"))
UNIT, PERIOD = "990123", "2026Q2"
UPLOAD = f"/tasks/TA/{PERIOD}/"
CALLS = ("open", "write", "fsync", "rename", "replace", "unlink", "mkdir", "link")
MOST_CALLS = 150
PATIENCE = 120
STEPS = (
    ("flows.acts.sending", "receive_bytes", False),
    ("flows.acts.sending", "receive_bytes", True),
    ("record.register", "register", True),
    ("flows.acts.judging", "examine_batch", True),
    ("flows.acts.judging", "answer_batch", True),
    ("record.register", "keep_verdicts", True),
    ("flows.acts.sending", "send", True),
)
"""Where the server ends: before or after a step of the upload; after the last one it has only still to answer."""


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_step(module: str, name: str, *, after: bool) -> None:
    """The server that calls this ends at a step."""
    holder = importlib.import_module(module)
    step = getattr(holder, name)

    def ending(*given: object, **named: object) -> object:
        if after:
            step(*given, **named)
        return end()

    setattr(holder, name, ending)


def at_call(number: int) -> None:
    """The server that calls this ends at the n-th call to the disk or the database of its first upload."""
    send, armed = sending.send, False
    left = iter(range(1, number))

    def count() -> None:
        if armed and next(left, None) is None:
            end()

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            count()
            done = real(*given, **named)
            count()
            return done

        return call

    def arming(*given: object) -> object:
        nonlocal armed
        armed = True
        return send(*given)  # type: ignore[arg-type]

    sending.send = arming  # type: ignore[assignment]
    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))
    CursorWrapper.execute = counted(CursorWrapper.execute)  # type: ignore[method-assign, assignment]


@dataclass(frozen=True, slots=True)
class Server:
    """A portal of its own process, to be reached at a port."""

    pid: int
    port: int


@contextmanager
def serving(ending: Callable[[], None] | None = None) -> Iterator[Server]:
    """A portal until it ends itself, or until the block does."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                chamber._opened.cache_clear()
                if ending is not None:
                    ending()
                uvicorn.Server(uvicorn.Config(application, log_config=None)).run(sockets=[door])
            finally:
                os._exit(0)
    try:
        yield Server(child, port)
    finally:
        os.kill(child, signal.SIGKILL)  # nothing that it left undone is done by ending it kindly
        os.waitpid(child, 0)


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser sends along: who is signed in, and the token of a page of ours."""

    cookies: str
    token: str

    def send(self, server: Server, content: bytes, *, half: bool = False) -> int:
        """The status of the answer to an upload, 0 where there was none; with `half` the server dies in its middle."""
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        body = head + content + b"\r\n--x--\r\n"
        there = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        try:
            there.putrequest("POST", UPLOAD)
            there.putheader("Cookie", self.cookies)
            there.putheader("X-CSRFToken", self.token)
            there.putheader("Content-Type", "multipart/form-data; boundary=x")
            there.putheader("Content-Length", str(len(body)))
            there.endheaders()
            if half:
                there.send(body[: len(body) // 2])
                os.kill(server.pid, signal.SIGKILL)
            else:
                there.send(body)
            return there.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            there.close()


@pytest.fixture
def browser(folder: Path, client_of: Callable[..., Client]) -> Browser:  # noqa: ARG001  # the office comes first
    client = client_of("clerk", unit=UNIT, csrf=True)
    page = client.get(UPLOAD)
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    return Browser(cookies, str(page.context["csrf_token"]))


def contents() -> Iterator[bytes]:
    """Right workbooks, each another one."""
    for more in range(1, 1_000):
        made = draft(UNIT, "TA")
        made.change(Spot("TA5", made.units("TA5")[0], "apt_rooms"), more)
        yield made.written()


def registered(content: bytes) -> list[int]:
    """The submissions of a content, by number."""
    digest = sha256(content).hexdigest()
    return [each.submission for each in record.sent(UNIT, "TA", PERIOD) if each.sha256 == digest]


def check_kept(office: Office, content: bytes, answer: int) -> None:
    """Nothing half-registered: what is kept is whole, what is on file is kept, and what was answered for is on file."""
    for each in receipts(office.home.raw):
        assert sha256((office.home.raw / each.kept_as).read_bytes()).hexdigest() == each.sha256
    for each in record.sent(UNIT):
        assert sha256((office.home.raw / each.kept_as).read_bytes()).hexdigest() == each.sha256
    assert answer in {0, 302}
    assert len(registered(content)) <= 1
    assert answer == 0 or len(registered(content)) == 1


def check_again(office: Office, content: bytes, browser: Browser) -> None:
    """After a restart the same file again ends as one attempt with its answer, and leaves the night nothing."""
    attempts = len([each for each in record.sent(UNIT, "TA", PERIOD) if each.submission not in registered(content)])
    with serving() as server:
        assert browser.send(server, content) in {302, 422}
    (number,) = registered(content)
    found = record.submission(number)
    assert (found.state, found.attempt, found.replaced_by) == (State.READY, attempts + 1, 0)
    assert (office.home.raw / found.kept_as).read_bytes() == content
    (notice,) = (office.home.replies / UNIT / PERIOD / "TA").glob("*.txt")
    assert f"编号 {number}" in notice.read_text("utf-8")
    works = Desk(office, clock.now()).to_judge(Period.parse(PERIOD))
    assert number not in {each.submission for unit in works for each in unit.judged}


def test_killed_at_each_step_and_started_again_the_upload_is_there_once(folder: Path, browser: Browser) -> None:
    """While it receives, between file and record, while it checks, before and after its verdict, while it answers."""
    office, waiting = Office.at(folder), contents()
    content = next(waiting)
    with serving() as server:
        assert browser.send(server, content, half=True) == 0
    check_kept(office, content, 0)
    assert registered(content) == []
    check_again(office, content, browser)
    for module, name, after in STEPS:
        content = next(waiting)
        with serving(lambda: at_step(module, name, after=after)) as server:  # noqa: B023  # called at once
            assert browser.send(server, content) == 0
        check_kept(office, content, 0)
        check_again(office, content, browser)


def test_killed_at_moments_drawn_by_chance_no_upload_is_lost_or_there_twice(folder: Path, browser: Browser) -> None:
    """At any call to the disk or the database, also where it has answered already."""
    office, waiting, chance = Office.at(folder), contents(), random.Random(2036)
    for _ in range(KILLS):
        content, at = next(waiting), chance.randrange(1, MOST_CALLS)
        with serving(lambda: at_call(at)) as server:  # noqa: B023  # called at once
            answer = browser.send(server, content)
        check_kept(office, content, answer)
        check_again(office, content, browser)
