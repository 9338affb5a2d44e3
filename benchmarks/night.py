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


def of_stages(home: Path, files: Sequence[Path]) -> stages.Stages:
    """Milliseconds a file of every step."""
    with corpus.only_our_return():
        office = office_of(home, _RUN)
        return stages.stages(office, files, _NOW, min(office.configuration.batch, len(files) // 2))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    rounds: int
    workers: int
    script_files: int
    prefect: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Medians for one number of files."""

    files: int
    megabytes: float
    night: Measured
    calamine: Measured
    script: Measured
    prefect: Measured | None
    stages: stages.Stages

    @property
    def script_seconds(self) -> float:
        """What the script would need for all files."""
        return self.script.seconds * self.files / self.script.files

    def facts(self) -> dict[str, object]:
        """The figures by name."""
        prefect = {} if self.prefect is None else {"prefect_adds_seconds": round(self.prefect.seconds - self.night.seconds, 2)}
        return {
            "files": self.files,
            "megabytes": self.megabytes,
            "night_seconds": round(self.night.seconds, 3),
            "receive_seconds": round(self.night.receive, 3),
            "calamine_seconds": round(self.calamine.seconds, 3),
            "script_seconds": round(self.script_seconds, 1),
            "script_files": self.script.files,
            "night_per_calamine": round(self.night.seconds / self.calamine.seconds, 2),
            "script_per_night": round(self.script_seconds / self.night.seconds, 1),
            "night_mib": self.night.own_memory // _MIB,
            "night_child_mib": self.night.child_memory // _MIB,
            "calamine_child_mib": self.calamine.child_memory // _MIB,
            "script_child_mib": self.script.child_memory // _MIB,
            "faulty": self.night.found,
            "stage_ms": {step: round(spent, 3) for step, spent in self.stages.milliseconds.items()},
            "stage_percent": self.stages.shares,
            **prefect,
        }


def measure(folder: Path, files: int, plan: Plan) -> Table:
    """All measurements for so many files, round by round."""
    workbooks = corpus.make(folder / "files", files, plan.workers)
    _say(f"{files} workbooks, {workbooks.size / _MIB:.1f} MiB")
    nights, readers, scripts = [], [], []
    subset = workbooks.files[: plan.script_files]
    for number in range(plan.rounds):
        nights.append(_in_office(night, folder / f"night-{number}", workbooks, plan.workers))
        readers.append(_alone(with_calamine, workbooks.files, plan.workers))
        scripts.append(_alone(with_script, subset, plan.workers))
        _say(f"  round {number + 1}: {nights[-1].seconds:.2f} s, {readers[-1].seconds:.2f} s, {scripts[-1].seconds:.2f} s")
    _expect(nights[0].found == corpus.wrong(files), f"{nights[0].found} workbooks with errors")
    prefect = _in_office(through_prefect, folder / "prefect", workbooks, plan.workers) if plan.prefect else None
    steps = _in_office(of_stages, folder / "stages", workbooks, workbooks.files)
    return Table(
        files, round(workbooks.size / _MIB, 1), _middle(nights), _middle(readers), _middle(scripts), prefect, steps
    )


def _in_office(work: Callable[..., Any], folder: Path, workbooks: corpus.Corpus, argument: object) -> Any:
    home = corpus.open_office(folder, workbooks, os.cpu_count() or 1 if not isinstance(argument, int) else argument)
    try:
        return _alone(work, home.path, argument)
    finally:
        shutil.rmtree(folder)


def _alone(work: Callable[..., Any], *arguments: object) -> Any:
    """The work in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _middle(measured: Sequence[Measured]) -> Measured:
    seconds = median(each.seconds for each in measured)
    return min(measured, key=lambda each: abs(each.seconds - seconds))


def _say(text: str) -> None:
    print(text, flush=True)


def _show(table: Table) -> None:
    facts = table.facts()
    steps = table.stages.milliseconds
    _say(f"\n{table.files} workbooks, {table.megabytes} MiB")
    _say(f"{'':28}{'seconds':>10}{'ms a file':>12}{'MiB':>8}{'child':>8}")
    for name, seconds, each in (
        ("the night, no replies", table.night.seconds, table.night),
        ("python-calamine alone", table.calamine.seconds, table.calamine),
        (f"the script ({table.script.files} files)", table.script_seconds, table.script),
    ):
        memory = f"{each.own_memory // _MIB:8}{each.child_memory // _MIB:8}"
        _say(f"{name:28}{seconds:10.2f}{1000 * seconds / table.files:12.2f}{memory}")
    _say(f"night / calamine {facts['night_per_calamine']}, script / night {facts['script_per_night']}")
    _say("one process, ms a file: " + ", ".join(f"{step} {spent:.2f}" for step, spent in steps.items()))


def main() -> None:
    """Measure, print, and end with the JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="+", default=[300, 3000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--script-files", type=int, default=40)
    parser.add_argument("--no-prefect", action="store_true")
    chosen = parser.parse_args()
    tables = []
    for files in chosen.files:
        plan = Plan(chosen.rounds, chosen.workers, min(files, chosen.script_files), not chosen.no_prefect)
        with tempfile.TemporaryDirectory(prefix="shenhe-") as folder:
            tables.append(measure(Path(folder), files, plan))
        _show(tables[-1])
    print(json.dumps({"benchmark": "night", "workers": chosen.workers, "runs": [table.facts() for table in tables]}))


if __name__ == "__main__":
    main()
