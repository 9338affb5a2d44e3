"""What is made once for a whole run of the tests, by whichever worker is the first to need it."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

_FOLDER = "SHENHE_TEST_SHARED"
_HELD = "held"
_SERVER = """
import os, sys
from pathlib import Path
from flows.nightly import quiet
from flows.nightly.prefect_server import served
own = quiet(Path(sys.argv[1]))
with served(own / "server.log"):
    pass
print(os.environ["PREFECT_API_URL"], flush=True)
sys.stdin.buffer.read()
"""
_KEPT: list[subprocess.Popen[bytes]] = []
"""Processes that outlive what started them, but not the run."""


class Run:
    """One run of the tests: the folder that its workers share, and what ends with it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="shenhe-tests-"))
        os.mkfifo(self.folder / _HELD)
        # For reading too, so that it opens at once; it closes with this process, however that ends.
        self._held = os.open(self.folder / _HELD, os.O_RDWR)
        os.environ[_FOLDER] = str(self.folder)

    def end(self) -> None:
        """What waits for the end of the run is told of it, and nothing is left behind."""
        os.close(self._held)
        del os.environ[_FOLDER]
        shutil.rmtree(self.folder, ignore_errors=True)


def is_begun() -> bool:
    """Whether this process belongs to a run that another one began."""
    return _FOLDER in os.environ


def once(name: str, make: Callable[[Path], object]) -> Path:
    """What `make` leaves in a place of the run, made by the first who asks; the others wait for it."""
    return once_at(Path(os.environ[_FOLDER]) / name, make)


def once_at(place: Path, make: Callable[[Path], object]) -> Path:
    """What `make` leaves in a place, whole or not at all, made by the first who asks; the others wait for it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_name(f".{place.name}-lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as folder:
                begun = Path(folder) / place.name
                make(begun)
                begun.rename(place)
    return place


def prefect_server() -> str:
    """Address of a Prefect server that all nights of the run may use: one of its own costs each of them seconds."""
    return once("prefect-address", _start).read_text(encoding="utf-8")


def _start(address: Path) -> None:
    """Start the server, in the care of a process that ends when the run does."""
    shared = Path(os.environ[_FOLDER])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHENHE", "PREFECT"))}
    words = shared / "prefect-words"
    with (shared / _HELD).open("rb") as held, words.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(shared / "prefect")],
            stdin=held,
            stdout=subprocess.PIPE,
            stderr=output,
            env=environment,
        )
    _KEPT.append(keeper)
    told = keeper.stdout.readline() if keeper.stdout else b""
    if not told:
        raise RuntimeError(words.read_text(encoding="utf-8"))
    address.write_bytes(told.strip())
