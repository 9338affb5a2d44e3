"""Large requests: let go unread, answered by a page, and never on the disk."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from portal.pages.bodies import TOO_LARGE, bounded

pytestmark = pytest.mark.files

SCOPE: dict[str, Any] = {
    "type": "http", "method": "POST", "path": "/tasks/", "raw_path": b"/tasks/", "query_string": b"a=1",
    "headers": [(b"content-length", b"9"), (b"cookie", b"language=en"), (b"transfer-encoding", b"chunked")],
}  # fmt: skip


def through(pieces: Sequence[bytes], most: int, *, cut: bool = False) -> list[tuple[dict[str, Any], bytes]]:
    """What an application behind the bound sees of a request: its scope and its body."""
    seen: list[tuple[dict[str, Any], bytes]] = []
    events = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if cut:
        events.append({"type": "http.disconnect"})
    else:
        events[-1] = {**events[-1], "more_body": False}
    waiting = iter(events)

    async def receive() -> dict[str, Any]:
        return next(waiting)

    async def application(scope: dict[str, Any], receive: Any, _: Any) -> None:
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        seen.append((scope, body))

    async def send(_: object) -> None:
        raise AssertionError

    asyncio.run(bounded(application, most)(SCOPE, receive, send))
    return seen


def test_a_request_within_the_bound_arrives_as_it_was_sent() -> None:
    """Whatever pieces it came in."""
    assert through([b"1234", b"", b"5678"], 8) == [(SCOPE, b"12345678")]


def test_a_larger_one_becomes_a_request_for_the_page_that_says_so() -> None:
    """Its sender keeps language and session; nothing of its body is left."""
    [(scope, body)] = through([b"1234", b"56789"], 8)

    assert (scope["path"], scope["method"], scope["query_string"], body) == (TOO_LARGE, "GET", b"", b"")
    assert scope["headers"] == [(b"cookie", b"language=en")]


def test_one_that_is_cut_off_reaches_nobody() -> None:
    """A clerk whose line broke uploaded nothing."""
    assert through([b"1234"], 8, cut=True) == []
