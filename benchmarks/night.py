"""The night without replies against python-calamine alone and against the obvious script, within one run.

Each measurement has a fresh process of its own, all take their turns round by round, and medians are told. Imports
and the start of the processes are not measured for any of them. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import corpus
import stages
import yardsticks

from flows.check import key_of
from flows.nightly import quiet
from flows.nightly.work import Stored, UnitWork, chamber, examine_batch, office_of, receive_batch
from flows.office import Office
from flows.receive import Intake, look
from schemas.finding import Level
from schemas.periods import SHANGHAI

_NOW = datetime(2026, 10, 16, 1, tzinfo=SHANGHAI)
_RUN = "benchmark"
_FIRST = 50
"""Files that are read before the clock starts, so that every process has done its imports."""
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: seconds on the clock, of which the first step, and memory in bytes of us and of a child."""

    files: int
    seconds: float
    receive: float = 0.0
    own_memory: int = 0
    child_memory: int = 0
    found: int = 0


def night(home: Path, workers: int) -> Measured:
    """Every file received, read, kept and checked by the functions that the tasks of the night call."""
    with corpus.only_our_return():
        office = office_of(home, _RUN)
        chamber().describe()
        names = look(office.home.inbox, _NOW, 0).ready
        begun = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            intakes = list(pool.map(lambda batch: receive_batch(office, batch, _NOW, 0), _batches(names, office)))
            received = time.perf_counter()
            works = _works(intakes)
            checked = list(pool.map(lambda batch: examine_batch(office, batch), _batches(works, office)))
        ended = time.perf_counter()
    faulty = sum(
        any(finding.level is Level.ERROR for finding in each.checked.findings)
        for examined, _ in checked
        for each in examined
    )
    _expect(len(works) == len(names), "a file was not received")
    chamber().__exit__(None, None, None)
    return _measured(len(names), ended - begun, received - begun, faulty)


def through_prefect(home: Path, workers: int) -> Measured:
    """The same by the night's own Prefect tasks, in a flow of just these two steps; its server's start included."""
    quiet(home)
    begun = time.perf_counter()
    from prefect import flow

    from flows.nightly.flow import check_units, receive_files, runner_of

    with corpus.only_our_return():
        office = office_of(home, _RUN)

        @flow(name="benchmark", task_runner=runner_of(office.configuration), persist_result=False)
        async def two_steps() -> int:
            names = look(office.home.inbox, _NOW, 0).ready
            received = [receive_files.submit(home, _RUN, batch, _NOW, 0) for batch in _batches(names, office)]
            works = _works([future.result() for future in received])
            examined = [check_units.submit(home, _RUN, batch) for batch in _batches(works, office)]
            return sum(len(future.result()[0]) for future in examined)

        done = asyncio.run(two_steps())
    return _measured(done, time.perf_counter() - begun, 0.0, workers)


def with_calamine(files: Sequence[Path], processes: int) -> Measured:
    """python-calamine alone."""
    return _yardstick(yardsticks.calamine, files, processes)


def with_script(files: Sequence[Path], processes: int) -> Measured:
    """The obvious script."""
    return _yardstick(yardsticks.script, files, processes)


def _yardstick(work: Callable[[Path], int], files: Sequence[Path], processes: int) -> Measured:
    with yardsticks.warm_pool(processes, work, files[0]) as pool:
        begun = time.perf_counter()
        found = yardsticks.read_all(pool, work, files)
        seconds = time.perf_counter() - begun
    return _measured(len(files), seconds, 0.0, found)


def _measured(files: int, seconds: float, receive: float, found: int) -> Measured:
    scale = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * scale
    return Measured(files, seconds, receive, own, child, found)


def _batches(items: Sequence[Any], office: Office) -> list[Sequence[Any]]:
    size = office.configuration.batch
    return [items[at : at + size] for at in range(0, len(items), size)]


def _works(intakes: Sequence[Intake]) -> list[UnitWork]:
    kept = [one for intake in intakes for one in intake.kept]
    return [
        UnitWork((Stored(number, key_of(one.reading), one.receipt.sha256, one.receipt.kept_as, one.receipt.name),), ())
        for number, one in enumerate(kept, 1)
    ]


def _expect(holds: object, what: str) -> None:
    if not holds:
        raise SystemExit(what)
