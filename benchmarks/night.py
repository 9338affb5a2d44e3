"""The night without replies against python-calamine alone and against the obvious script, within one run.

Each measurement has a fresh process of its own, all take their turns round by round, and medians are told. Imports
and the start of the processes are not measured for any of them. Processor time is told beside the time on the clock,
for a busy machine and a slow disk spoil only the latter. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import corpus
import stages
import yardsticks

from flows.chamber import Chamber
from flows.check import Key
from flows.nightly import quiet
from flows.nightly.prefect_server import served
from flows.nightly.work import UnitWork, examine_batch, office_of, receive_batch
from flows.office.chamber import PRELOAD, chamber
from flows.office.opened import Office
from flows.office.readings import Stored
from flows.receive import Intake, look
from schemas.finding import Level
from schemas.receipt import Receipt

_RUN = "benchmark"
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: seconds on the clock and of the processors, and most memory in bytes, of us and of a child."""

    files: int
    seconds: float
    processor: float
    own_memory: int
    child_memory: int
    receive: float = 0.0
    """Seconds of the first step."""
    found: int = 0
    """Workbooks with errors, or whatever else was counted."""

    @property
    def milliseconds(self) -> float:
        """On the clock, a file."""
        return 1000 * self.seconds / self.files

    @property
    def processor_milliseconds(self) -> float:
        """Of the processors, a file."""
        return 1000 * self.processor / self.files


def night(home: Path, workers: int) -> Measured:
    """Every file received, read, kept and checked by the functions that the tasks of the night call."""
    start = _start_of_children()
    with corpus.only_our_return():
        office = office_of(home, _RUN)
        chamber().describe()
        names = look(office.home.inbox, corpus.NOW, 0).ready
        own, begun = time.process_time(), time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            intakes = list(pool.map(lambda batch: receive_batch(office, batch, corpus.NOW), _batches(names, office)))
            received = time.perf_counter()
            works = _works(intakes)
            checked = list(pool.map(lambda batch: examine_batch(office, batch), _batches(works, office)))
        seconds, own = time.perf_counter() - begun, time.process_time() - own
    before = _of_children()
    chamber().__exit__(None, None, None)
    if len(works) != len(names):
        raise SystemExit(f"{len(names) - len(works)} workbooks were not received")
    found = sum(_has_error(each) for examined, _ in checked for each in examined)
    return _measured(len(names), seconds, own + _of_children() - before - start, received - begun, found)


def _start_of_children() -> float:
    """What the start of a chamber costs, which is no part of the night."""
    before = _of_children()
    with Chamber(preload=PRELOAD) as opened:
        opened.describe()
    return _of_children() - before


def through_prefect(home: Path, workers: int) -> Measured:
    """The same by the night's own Prefect tasks, in a flow of these two steps; Prefect's own start included."""
    own_files = quiet(home)
    with corpus.only_our_return():
        office = office_of(home, _RUN)
        chamber().describe()
        begun, own = time.perf_counter(), time.process_time()
        with served(own_files / "server.log"):
            from prefect import flow

        from flows.nightly.flow import check_units, receive_files, runner_of

        @flow(name="benchmark", task_runner=runner_of(office.configuration, home), persist_result=False)
        async def two_steps() -> int:
            names = look(office.home.inbox, corpus.NOW, 0).ready
            received = [receive_files.submit(home, _RUN, batch, corpus.NOW) for batch in _batches(names, office)]
            works = _works([future.result() for future in received])
            examined = [check_units.submit(home, _RUN, batch) for batch in _batches(works, office)]
            return sum(len(future.result()[0]) for future in examined)

        done = asyncio.run(two_steps())
    return _measured(done, time.perf_counter() - begun, time.process_time() - own, found=workers)


def with_calamine(files: Sequence[Path], processes: int) -> Measured:
    """python-calamine alone."""
    return _yardstick(yardsticks.calamine, files, processes)


def with_script(files: Sequence[Path], processes: int) -> Measured:
    """The obvious script."""
    return _yardstick(yardsticks.script, files, processes)


def _yardstick(work: yardsticks.Work, files: Sequence[Path], processes: int) -> Measured:
    with yardsticks.warm_pool(processes, work, files[0]) as pool:
        begun = time.perf_counter()
        done = list(pool.map(work, files, chunksize=10))
        seconds = time.perf_counter() - begun
    processor, found = sum(each.processor for each in done), sum(each.found for each in done)
    return _measured(len(files), seconds, processor, found=found)


def of_stages(home: Path, files: Sequence[Path]) -> stages.Stages:
    """Milliseconds a file of every step."""
    with corpus.only_our_return():
        office = office_of(home, _RUN)
        return stages.stages(office, files, corpus.NOW, min(office.configuration.batch, len(files) // 2))


def _measured(files: int, seconds: float, processor: float, receive: float = 0.0, found: int = 0) -> Measured:
    scale = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * scale
    return Measured(files, seconds, processor, own, child, receive, found)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _has_error(examined: Any) -> bool:
    return any(finding.level is Level.ERROR for finding in examined.checked.findings)


def _batches(items: Sequence[Any], office: Office) -> list[Sequence[Any]]:
    size = office.configuration.batch
    return [items[at : at + size] for at in range(0, len(items), size)]


def _works(intakes: Sequence[Intake]) -> list[UnitWork]:
    kept = [one for intake in intakes for one in intake.kept]
    return [UnitWork((_stored(number, one.receipt),), (), "") for number, one in enumerate(kept, 1)]


def _stored(number: int, receipt: Receipt) -> Stored:
    key = Key(receipt.unit, receipt.return_code, receipt.period)
    return Stored(number, key, receipt.sha256, receipt.kept_as, receipt.name)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    rounds: int
    workers: int
    script_files: int
    prefect: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Medians for one number of files."""

    megabytes: float
    night: Measured
    calamine: Measured
    script: Measured
    prefect: Measured | None
    stages: stages.Stages

    def facts(self) -> dict[str, object]:
        """The figures by name."""
        night, calamine, script = self.night, self.calamine, self.script
        facts: dict[str, object] = {
            "files": night.files,
            "megabytes": self.megabytes,
            "with_errors": night.found,
            "night_seconds": round(night.seconds, 2),
            "receive_seconds": round(night.receive, 2),
            "calamine_seconds": round(calamine.seconds, 2),
            "script_files": script.files,
            "script_seconds": round(script.milliseconds * night.files / 1000, 1),
            "night_per_calamine": round(night.milliseconds / calamine.milliseconds, 2),
            "script_per_night": round(script.milliseconds / night.milliseconds, 1),
            "night_per_calamine_processor": round(night.processor_milliseconds / calamine.processor_milliseconds, 2),
            "script_per_night_processor": round(script.processor_milliseconds / night.processor_milliseconds, 1),
            "night_mib": night.own_memory // _MIB,
            "night_child_mib": night.child_memory // _MIB,
            "calamine_child_mib": calamine.child_memory // _MIB,
            "script_child_mib": script.child_memory // _MIB,
            "stage_ms": {step: round(spent, 3) for step, spent in self.stages.milliseconds.items()},
            "stage_percent": self.stages.shares,
        }
        if self.prefect is not None:
            facts["prefect_adds_seconds"] = round(self.prefect.seconds - night.seconds, 2)
        return facts


def measure(folder: Path, files: int, plan: Plan) -> Result:
    """All measurements for so many files, round by round."""
    workbooks = corpus.make(folder / "files", files, plan.workers)
    megabytes = round(workbooks.size / _MIB, 1)
    _say(f"\n{files} workbooks, {megabytes} MiB; seconds of the night, python-calamine, the script:")
    nights, readers, scripts = [], [], []
    for number in range(plan.rounds):
        nights.append(_in_office(night, folder / f"night-{number}", workbooks, plan.workers, plan.workers))
        readers.append(_alone(with_calamine, workbooks.files, plan.workers))
        scripts.append(_alone(with_script, workbooks.files[: plan.script_files], plan.workers))
        _say("  " + ", ".join(f"{each.seconds:.2f}" for each in (nights[-1], readers[-1], scripts[-1])))
    if nights[0].found != corpus.wrong(files):
        raise SystemExit(f"{nights[0].found} workbooks with errors, not {corpus.wrong(files)}")
    prefect = (
        _in_office(through_prefect, folder / "prefect", workbooks, plan.workers, plan.workers) if plan.prefect else None
    )
    steps = _in_office(of_stages, folder / "stages", workbooks, plan.workers, workbooks.files)
    return Result(megabytes, _middle(nights), _middle(readers), _middle(scripts), prefect, steps)


def _in_office(work: Callable[..., Any], folder: Path, workbooks: corpus.Corpus, workers: int, argument: object) -> Any:
    # It stays until the end: where a disk has no journal, files that were deleted lately make new ones dear.
    return _alone(work, corpus.open_office(folder, workbooks, workers).path, argument)


def _alone(work: Callable[..., Any], *arguments: object) -> Any:
    """The work in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _middle(measured: Sequence[Measured]) -> Measured:
    """The measurement of the median time, with the median of the processor time."""
    seconds = median(each.seconds for each in measured)
    nearest = min(measured, key=lambda each: abs(each.seconds - seconds))
    processor = median(each.processor for each in measured)
    own, child = max(each.own_memory for each in measured), max(each.child_memory for each in measured)
    return Measured(nearest.files, nearest.seconds, processor, own, child, nearest.receive, nearest.found)


def _say(text: str) -> None:
    print(text, flush=True)


def _show(result: Result) -> None:
    _say(f"{'':28}{'files':>7}{'ms a file':>11}{'processor':>11}{'MiB':>7}{'a child':>9}")
    for name, each in (
        ("the night, no replies", result.night),
        ("python-calamine alone", result.calamine),
        ("the obvious script", result.script),
    ):
        memory = f"{each.own_memory // _MIB:7}{each.child_memory // _MIB:9}"
        _say(f"{name:28}{each.files:7}{each.milliseconds:11.2f}{each.processor_milliseconds:11.2f}{memory}")
    facts = result.facts()
    _say(f"night / calamine {facts['night_per_calamine']} (processor {facts['night_per_calamine_processor']})")
    _say(f"script / night {facts['script_per_night']} (processor {facts['script_per_night_processor']})")
    steps = ", ".join(f"{step} {spent:.2f}" for step, spent in result.stages.milliseconds.items())
    _say(f"one process, ms a file: {steps}")
    if result.prefect is not None:
        _say(f"Prefect adds {facts['prefect_adds_seconds']} s to the whole")


def main() -> None:
    """Measure, print, and end with the JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="+", default=[300, 3000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--script-files", type=int, default=40)
    parser.add_argument("--no-prefect", action="store_true")
    chosen = parser.parse_args()
    results = []
    for files in chosen.files:
        plan = Plan(chosen.rounds, chosen.workers, min(files, chosen.script_files), not chosen.no_prefect)
        with tempfile.TemporaryDirectory(prefix="shenhe-") as folder:
            results.append(measure(Path(folder), files, plan))
        _show(results[-1])
    print(json.dumps({"benchmark": "night", "workers": chosen.workers, "runs": [each.facts() for each in results]}))


if __name__ == "__main__":
    main()
