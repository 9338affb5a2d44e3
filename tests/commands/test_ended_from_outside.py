"""Commands that are ended from outside: the reader of their output goes, Ctrl-C comes, files may not be written."""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PROJECT = str(Path(__file__).parents[2])
SHENHE = (sys.executable, "-c", "from flows.cli import main; main()")
LOADING_WHEN_INTERRUPTED = """
import signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupted())
from flows.cli import main
main()
"""


def environment() -> dict[str, str]:
    """Ours, Chinese, and no office."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHENHE")}
    return {**kept, "PYTHONPATH": PROJECT, "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize("words", [("rules",), ("data", "--help"), ("--version",)])
def test_a_closed_pipe_ends_a_command_quietly(words: Sequence[str]) -> None:
    """141, as of any tool whose reader has gone, and neither 1, which says that errors were found, nor a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        ran = subprocess.run([*SHENHE, *words], stdout=nobody, stderr=subprocess.PIPE, check=False, env=environment())

    assert (ran.returncode, ran.stderr) == (141, b"")


def test_a_command_stays_quiet_where_both_streams_are_closed() -> None:
    """Also what would have been told on stderr ends it with 141."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        ran = subprocess.run([*SHENHE, "rules"], stdout=nobody, stderr=nobody, check=False, env=environment())

    assert ran.returncode == 141


def test_an_interrupt_while_the_commands_are_loaded_ends_quietly() -> None:
    """130 and no traceback: the first tenth of a second is Python loading modules."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADING_WHEN_INTERRUPTED, "rules"],
        capture_output=True,
        check=False,
        env=environment(),
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


@pytest.mark.parametrize("most", [0, 1024])
def test_a_limit_on_the_size_of_files_is_named(most: int, tmp_path: Path) -> None:
    """Where not even a temporary file may be written, the limit is among what is told, and it is no fault of ours."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    made = tmp_path / "city"
    sample = [*SHENHE, "sample", str(made), "--counties", "1", "--periods", "1"]
    subprocess.run(sample, check=True, capture_output=True, env=environment())
    workbook = min((made / "raw" / "inbox").rglob("*.xlsx"))
    command = [*SHENHE, "check", str(workbook), "--reply", str(tmp_path / "replies")]
    ran = subprocess.run(command, capture_output=True, check=False, env=environment(), preexec_fn=limit)

    assert ran.returncode == 2
    assert "允许的文件大小" in ran.stderr.decode()


def test_a_command_under_a_limit_on_the_size_of_files_compiles_no_module(tmp_path: Path) -> None:
    """Python would keep modules cut short at the limit, and no later command could load them."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    compiled = {**environment(), "PYTHONPYCACHEPREFIX": str(tmp_path)}
    ran = subprocess.run([*SHENHE, "rules"], capture_output=True, check=False, env=compiled, preexec_fn=limit)
    written = {each.parent.name for each in Path(f"{tmp_path}{PROJECT}").rglob("*.pyc")}

    assert ran.returncode == 0
    assert written <= {"flows", "cli"}, "no more than what leads to the entry"
    assert not any(Path(f"{tmp_path}{PROJECT}").rglob("door.*.pyc"))
