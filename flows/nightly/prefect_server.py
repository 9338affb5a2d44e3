"""The one Prefect server of a night or a schedule: started before Prefect is imported, ended with its process.

Left to itself, Prefect starts a server in every process that needs one, also in each Dask worker. On a busy machine
such a worker does not end in the four seconds that Dask gives it; it is killed, and its server lives on for ever with
the night's output open, so that whoever reads the output waits for ever. And such a server never runs a schedule.
"""

import atexit
import contextlib
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

_START = """
import os, signal, socket, sys, threading
import uvicorn

def end_with_the_night():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=end_with_the_night, daemon=True).start()
config = uvicorn.Config("prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on")
uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
"""
_PATIENCE_SECONDS = 600.0
"""A busy machine may take minutes to start the server."""


class ServerError(RuntimeError):
    """Prefect's server did not start; its own words are in the file that is named."""


@contextlib.contextmanager
def served(words: Path, *, scheduling: bool = False) -> Iterator[None]:
    """See to it that Prefect has a server: the one that the environment names, else one of this process.

    Prefect is to be imported inside, while the server starts; at the end the server answers. It listens on this machine
    alone and ends when this process does, however that ends. Only one that is `scheduling` starts flow runs at their
    time. Raises ServerError where it does not start; what it said is in the file `words`.
    """
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _start(words, {} if scheduling else {"PREFECT__SERVER_EPHEMERAL": "1"})
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    yield
    _await(port, words)


def _start(words: Path, kind: Mapping[str, str]) -> int:
    """Start the server on a port that is already open: who asks too early waits, no other program can take it."""
    with socket.create_server(("127.0.0.1", 0)) as listening, words.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-P", "-c", _START, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={**os.environ, "PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_FINAL": "1", **kind},
        )
        atexit.register(_end, server)
        return int(listening.getsockname()[1])


def _end(server: subprocess.Popen[bytes]) -> None:
    """What Prefect knows of a night that is over is worth no wait; the server's input, held until now, goes too."""
    server.kill()
    server.communicate()


def _await(port: int, words: Path) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)) as connection:
        try:
            connection.request("GET", "/api/health")
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(words.name) from error
    if status != http.HTTPStatus.OK:
        raise ServerError(words.name)
