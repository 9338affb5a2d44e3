"""No request is held that is larger than an upload may be: what it sends beyond is let go unread.

Django would put a large body into a temporary file before any page sees it; personal data must not reach the disk.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

MOST_BYTES = 24 * 2**20
"""A file at the limit of the gate, and room for the form around it."""
TOO_LARGE = "/too-large/"
_MOST_LET_GO = 1024 * 2**20
"""Beyond this the sender is cut off without an answer."""

Scope = dict[str, Any]
Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


def bounded(application: Application, most: int = MOST_BYTES) -> Application:
    """The application, which sees a request for the page TOO_LARGE in the place of each that is larger than `most`."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        kept: list[Event] = []
        size = 0
        while True:
            event = await receive()
            size += len(event.get("body", b""))
            if event["type"] != "http.request" or size > _MOST_LET_GO:
                return  # the sender has gone, or would never end
            if size > most:
                kept.clear()
            else:
                kept.append(event)
            if not event.get("more_body", False):
                break
        if size > most:
            await application(_refused(scope), _events([{"type": "http.request", "body": b""}], receive), send)
        else:
            await application(scope, _events(kept, receive), send)

    return answer


def _refused(scope: Scope) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if not name.startswith((b"content-", b"transfer-"))]
    path = {"path": TOO_LARGE, "raw_path": TOO_LARGE.encode(), "query_string": b""}
    return {**scope, **path, "method": "GET", "headers": kept}


def _events(kept: list[Event], receive: Receive) -> Receive:
    """The events once more, then whatever comes."""
    waiting = iter(kept)

    async def again() -> Event:
        event = next(waiting, None)
        return await receive() if event is None else event

    return again
