"""The portal served to this machine alone, for tests that need a real connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


class _Server(ThreadingMixIn, WSGIServer):
    """A thread for each connection: browsers open some that they do not use yet."""

    daemon_threads = True


@contextmanager
def served() -> Iterator[str]:
    """The address of the portal while the block lasts, without a stroke at its end."""
    with make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Server, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
