"""What is made once for a whole run of the tests, by whichever worker is the first to need it."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, cast

_FOLDER = "SHENHE_TEST_SHARED"
_HELD = "held"
_SERVER = """
import atexit, os, shutil, sys, tempfile
from pathlib import Path
from flows.nightly import quiet
from flows.nightly.prefect_server import served
own = quiet(Path(tempfile.mkdtemp(prefix="shenhe-prefect-")))
atexit.register(shutil.rmtree, own.parents[1])
with served(own / "server.log"):
    pass
print(os.environ["PREFECT_API_URL"], flush=True)
sys.stdin.buffer.read()
"""


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


def place(name: str) -> Path:
    """Where something of the run lies, or will lie."""
    return Path(os.environ[_FOLDER]) / name


def once(name: str, make: Callable[[Path], object]) -> Path:
    """What `make` leaves in a place of the run, made by the first who asks; the others wait for it."""
    return once_at(place(name), make)


def once_at(whole: Path, make: Callable[[Path], object]) -> Path:
    """What `make` leaves in a place, whole or not at all, made by the first who asks; the others wait for it."""
    whole.parent.mkdir(parents=True, exist_ok=True)
    with whole.with_name(f".{whole.name}-lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            with tempfile.TemporaryDirectory(prefix=f".{whole.name}-", dir=whole.parent) as folder:
                begun = Path(folder) / whole.name
                make(begun)
                begun.rename(whole)
    return whole


def prefect_server() -> str:
    """Address of a Prefect server that all nights of the run may use: one of its own costs each of them seconds."""
    return once("prefect-address", _start).read_text(encoding="utf-8")


def _start(address: Path) -> None:
    """Start the server, in the care of a process that ends when the run does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHENHE", "PREFECT"))}
    address.write_text(keep([sys.executable, "-c", _SERVER], environment), encoding="utf-8")


def keep(words: Sequence[str], environment: Mapping[str, str] | None = None, who: str | None = None) -> str:
    """Start a process that may outlive this one, and give the one line that it says when it is ready.

    Its input ends when the run does, and then it has to end too. Raises RuntimeError where it ends before.
    """
    with place(_HELD).open("rb") as held, tempfile.TemporaryFile() as errors:
        keeper = subprocess.Popen(
            words, stdin=held, stdout=subprocess.PIPE, stderr=errors, env=environment, user=who, cwd="/"
        )
        with contextlib.closing(cast("IO[bytes]", keeper.stdout)) as output:
            said = output.readline().decode().strip()
        if not said:
            keeper.wait()
            errors.seek(0)
            raise RuntimeError(errors.read().decode())
    keeper.returncode = 0  # it is left to itself: nobody here waits for its end
    return said
