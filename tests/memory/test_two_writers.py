"""Several processes write at once: nothing is lost, nothing is there twice, and nobody is told of a locked database."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

import record
from flows.receive import receipt_to_json
from record import audit
from record import register as on_file
from record.errors import LeaseTaken, RecordError
from schemas.submission import Registered

WRITERS = 4


def together(act: Callable[[int], Registered]) -> list[Registered]:
    """What several threads, each with a connection of its own, get when they start at the same moment."""
    barrier = threading.Barrier(WRITERS)

    def run(which: int) -> Registered:
        barrier.wait()
        try:
            return act(which)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


def test_the_same_bytes_registered_at_once_are_one_submission(office) -> None:
    """Exactly one of them is told that it is new."""
    receipt, now = office.receipt("same"), office.tick()
    done = together(lambda _: on_file.register(receipt, now))

    assert len({each.submission for each in done}) == 1
    assert sorted(each.repeated for each in done) == [False] + [True] * (WRITERS - 1)
    assert len(on_file.history(done[0].submission)) == 1


def test_different_files_registered_at_once_get_attempts_of_their_own(office) -> None:
    """One counts in the end, and the trail is one chain."""
    receipts, now = [office.receipt(f"file {which}") for which in range(WRITERS)], office.tick()
    done = together(lambda which: on_file.register(receipts[which], now))

    assert sorted(each.attempt for each in done) == list(range(1, WRITERS + 1))
    assert len(on_file.on_file("2026Q3")) == 1
    assert on_file.on_file("2026Q3")[0].sha256 == receipts[-1].sha256
    assert audit.verify() == audit.Chain(WRITERS)


PROGRAM = """
import json, sys
from pathlib import Path
import record
record.connect(Path(sys.argv[1]))
from flows.receive import receipt_from_json
from record import register
receipts = [receipt_from_json(text) for text in json.load(sys.stdin)]
print(len(register.register_all(receipts, receipts[-1].received_at)))
"""


def test_processes_that_start_together_make_one_record(office, tmp_path: Path) -> None:
    """The folder has no record yet: its tables are made once, and both register."""
    home = tmp_path / "new"
    texts = [receipt_to_json(office.receipt(f"file {which}", unit=f"99012{which}")) for which in range(6)]
    command = [sys.executable, "-P", "-c", PROGRAM, str(home)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    parts = [json.dumps(texts[:4]), json.dumps(texts[2:])]
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda process, part: process.communicate(part), started, parts))

    assert told == [("4\n", "")] * 2
    record.connect(home)
    assert len(on_file.on_file("2026Q3")) == 6
    assert audit.verify() == audit.Chain(6)


def test_one_night_at_a_time(office) -> None:
    """The second is told who runs, since when, and when it may start."""
    lease = on_file.take_lease("server 4711", office.tick(), hours=2)
    with pytest.raises(LeaseTaken) as refused:
        on_file.take_lease("server 4712", office.tick())

    assert "server 4711" in refused.value.message("zh")
    assert "2026-10-12 11:01" in refused.value.message("en")
    on_file.release_lease(lease)
    assert on_file.take_lease("server 4712", office.tick()).holder == "server 4712"


def test_a_lease_ends_by_itself(office) -> None:
    """A night that was killed does not stop all later ones."""
    old = on_file.take_lease("server 4711", office.tick(), hours=1)
    office.now += timedelta(hours=1)
    new = on_file.take_lease("server 4712", office.tick())
    on_file.release_lease(old)
    with pytest.raises(LeaseTaken):
        on_file.renew_lease(old, office.tick())

    assert on_file.renew_lease(new, office.tick()).taken_at == new.taken_at


def test_nights_are_on_file(office) -> None:
    """One that was cut short is seen by its missing end."""
    first = on_file.begin_night("server 4711", "1" * 64, office.tick())
    second = on_file.begin_night("server 4712", "1" * 64, office.tick())
    on_file.end_night(second, "昨夜校核 1 份", office.tick())

    assert [(night.number, night.ended_at, night.account) for night in on_file.nights()] == [
        (second, office.now, "昨夜校核 1 份"),
        (first, None, ""),
    ]
    with pytest.raises(RecordError):
        on_file.end_night(99, "", office.tick())
