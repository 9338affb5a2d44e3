"""The night without replies against python-calamine alone and against the obvious script, within one run.

Each measurement has a fresh process of its own, and all take their turns round by round. A ratio is formed within its
round, for machines are faster at one minute than at another; medians over the rounds are told. Imports and the start of
the processes are not measured for any of them: each has done one workbook before the clock begins. Processor time is
told beside the time on the clock, for a busy machine and a slow disk spoil only the latter: the night alone writes. The
last line is one JSON object.
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
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import corpus
import stages
import yardsticks

from flows.chamber import Chamber, Done
from flows.check import Key, Library, check
from flows.judge.work import UnitWork, examine_batch, office_of, receive_batch
from flows.nightly import quiet
from flows.nightly.prefect_server import served
from flows.office.chamber import PRELOAD, chamber
from flows.office.opened import Office
from flows.office.readings import Stored
from flows.read import read
from flows.receive import Intake, inspect_file, labelled, look
from schemas.finding import Level
from schemas.reading import WorkbookReading
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
        names = look(office.home.inbox, corpus.NOW, 0).ready
        _warm(office, office.home.inbox / names[0])
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


def _warm(office: Office, file: Path) -> None:
    """One workbook read and checked before the clock begins, as the yardsticks have read one; nothing is kept of it."""
    task = partial(inspect_file, understand=partial(read, forms=office.forms), limits=office.limits)
    (outcome,) = chamber().run(task, [labelled(file.name, file.read_bytes())])
    if not isinstance(outcome, Done) or not isinstance(outcome.value.verdict, WorkbookReading):
        raise SystemExit(f"not read: {outcome}")
    check([outcome.value.verdict], Library(()), office.returns, office.register)
    office.shelf.take(outcome.value.verdict.sha256)


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
class Round:
    """The three of them within one minute or so."""

    night: Measured
    calamine: Measured
    script: Measured

    @property
    def to_calamine(self) -> float:
        """How many times as long as python-calamine the night takes."""
        return self.night.milliseconds / self.calamine.milliseconds

    @property
    def to_calamine_processor(self) -> float:
        """The same of the processors' time."""
        return self.night.processor_milliseconds / self.calamine.processor_milliseconds

    @property
    def of_script(self) -> float:
        """How many times as long as the night the script takes."""
        return self.script.milliseconds / self.night.milliseconds

    @property
    def of_script_processor(self) -> float:
        """The same of the processors' time."""
        return self.script.processor_milliseconds / self.night.processor_milliseconds


@dataclass(frozen=True, slots=True)
class Result:
    """Medians for one number of files."""

    megabytes: float
    rounds: tuple[Round, ...]
    prefect: Measured | None
    stages: stages.Stages

    @property
    def night(self) -> Measured:
        """Of the round in the middle."""
        return _middle([each.night for each in self.rounds])

    @property
    def calamine(self) -> Measured:
        """Of the round in the middle."""
        return _middle([each.calamine for each in self.rounds])

    @property
    def script(self) -> Measured:
        """Of the round in the middle."""
        return _middle([each.script for each in self.rounds])

    def facts(self) -> dict[str, object]:
        """The figures by name."""
        night, calamine, script, rounds = self.night, self.calamine, self.script, self.rounds
        facts: dict[str, object] = {
            "files": night.files,
            "megabytes": self.megabytes,
            "with_errors": night.found,
            "night_seconds": round(night.seconds, 2),
            "receive_seconds": round(night.receive, 2),
            "calamine_seconds": round(calamine.seconds, 2),
            "script_files": script.files,
            "script_seconds": round(script.milliseconds * night.files / 1000, 1),
            "night_per_calamine": round(median(each.to_calamine for each in rounds), 2),
            "script_per_night": round(median(each.of_script for each in rounds), 1),
            "night_per_calamine_processor": round(median(each.to_calamine_processor for each in rounds), 2),
            "script_per_night_processor": round(median(each.of_script_processor for each in rounds), 1),
            "script_per_night_rounds": [round(each.of_script, 1) for each in rounds],
            "script_per_night_processor_rounds": [round(each.of_script_processor, 1) for each in rounds],
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
    _say(f"\n{files} workbooks, {megabytes} MiB; ms a file of the night, python-calamine, the script:")
    rounds = []
    for number in range(plan.rounds):
        done = Round(
            _in_office(night, folder / f"night-{number}", workbooks, plan.workers, plan.workers),
            _alone(with_calamine, workbooks.files, plan.workers),
            _alone(with_script, workbooks.files[: plan.script_files], plan.workers),
        )
        rounds.append(done)
        _say("  " + ", ".join(f"{each.milliseconds:.2f}" for each in (done.night, done.calamine, done.script)))
    if rounds[0].night.found != corpus.wrong(files):
        raise SystemExit(f"{rounds[0].night.found} workbooks with errors, not {corpus.wrong(files)}")
    prefect = (
        _in_office(through_prefect, folder / "prefect", workbooks, plan.workers, plan.workers) if plan.prefect else None
    )
    steps = _in_office(of_stages, folder / "stages", workbooks, plan.workers, workbooks.files)
    return Result(megabytes, tuple(rounds), prefect, steps)


def _in_office(work: Callable[..., Any], folder: Path, workbooks: corpus.Corpus, workers: int, argument: object) -> Any:
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
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--script-files", type=int, default=40)
    parser.add_argument("--no-prefect", action="store_true")
    parser.add_argument("--folder", type=Path, help="where files are written; the system's folder for such by default")
    chosen = parser.parse_args()
    results = []
    # Nothing is deleted before the end: where a disk has no journal, files that were deleted lately make new ones dear.
    with tempfile.TemporaryDirectory(prefix="shenhe-", dir=chosen.folder) as folder:
        for files in chosen.files:
            plan = Plan(chosen.rounds, chosen.workers, min(files, chosen.script_files), not chosen.no_prefect)
            results.append(measure(Path(folder) / str(files), files, plan))
            _show(results[-1])
    print(json.dumps({"benchmark": "night", "workers": chosen.workers, "runs": [each.facts() for each in results]}))


if __name__ == "__main__":
    main()
