"""Gate, personal data, limited process and reading of well-formed workbooks against bare python-calamine, on one core.

Both take the same files in turns, round by round, and medians are told. Ours goes the way of the night: batches through
a chamber, results back to us. Beside it the steps are measured one by one without the chamber. Imports and the start
of the processes are not measured. The last line is one JSON object.
"""

import argparse
import functools
import json
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import corpus
import form
import yardsticks

from flows.chamber import Chamber, Died
from flows.gate import Admitted, Limits, examine
from flows.gate.sweep import sweep
from flows.office.chamber import PRELOAD
from flows.read import Forms, open_package, read
from flows.receive import inspect_file, labelled
from schemas.reading import WorkbookReading

_BATCH = 50


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds a file: on the clock, and of the processor with all children."""

    clock: float
    processor: float


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        files = corpus.make(Path(folder) / "files", arguments.files, processes=2).files
        forms = Forms(form.RETURNS, form.register(arguments.files))
        rounds = [_round(files, forms) for _ in range(arguments.rounds)]
        parts = [_parts(files[: arguments.parts], forms) for _ in range(arguments.rounds)]
    bare, ours = (_median([each[at] for each in rounds]) for at in (0, 1))
    by_part = {name: round(median(one[name] for one in parts), 3) for name in parts[0]}
    # What is over the steps: sending the files, sending back and unpacking what was read, the fork of each batch.
    by_part["chamber"] = round(ours.processor - sum(by_part.values()), 3)
    ratio = ours.processor / bare.processor
    print(f"{len(files):,} workbooks, {arguments.rounds} rounds; milliseconds a file")
    print(f"  {'python-calamine alone':24} {bare.processor:8.3f} processor {bare.clock:8.3f} clock")
    print(f"  {'ours':24} {ours.processor:8.3f} processor {ours.clock:8.3f} clock")
    for name, spent in by_part.items():
        print(f"    {name:22} {spent:8.3f} {spent / bare.processor:7.2f} times calamine")
    print(f"  {ratio:.2f} times the processor time, {ours.clock / bare.clock:.2f} times on the clock")
    figures = {"files": len(files), "calamine_ms": round(bare.processor, 3), "ours_ms": round(ours.processor, 3)}
    ratios = {"ratio": round(ratio, 2), "ratio_clock": round(ours.clock / bare.clock, 2)}
    print(json.dumps({**figures, **ratios, "parts_ms": by_part}))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--parts", type=int, default=500, help="files of which the steps are measured one by one")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _round(files: Sequence[Path], forms: Forms) -> tuple[Spent, Spent]:
    return _bare(files), _ours(files, forms)


def _bare(files: Sequence[Path]) -> Spent:
    """Every sheet of every file as lists of values."""
    yardsticks.calamine(files[0])
    clock, processor = time.perf_counter(), time.process_time()
    for file in files:
        yardsticks.calamine(file)
    return _spent(files, time.perf_counter() - clock, time.process_time() - processor)


def _ours(files: Sequence[Path], forms: Forms) -> Spent:
    """From the bytes in the inbox to a verdict in our process, through the chamber."""
    task = functools.partial(inspect_file, understand=functools.partial(read, forms=forms), limits=Limits())
    idle = _of_children()
    _through(task, files[:1])
    start = _of_children() - idle
    idle = _of_children()
    clock, processor = _through(task, files)
    # Opening the chamber and its first file cost as much before.
    return _spent(files, clock, processor + _of_children() - idle - start)


def _through(task: Callable[[bytes], object], files: Sequence[Path]) -> tuple[float, float]:
    """Seconds on the clock and of our own process, once the chamber is warm."""
    with Chamber(preload=PRELOAD) as chamber:
        chamber.run(task, [_item(files[0])])
        clock, processor = time.perf_counter(), time.process_time()
        for at in range(0, len(files) if len(files) > 1 else 0, _BATCH):
            for outcome in chamber.run(task, [_item(file) for file in files[at : at + _BATCH]]):
                if isinstance(outcome, Died) or not isinstance(outcome.value.verdict, WorkbookReading):
                    raise SystemExit(f"not read: {outcome}")
        return time.perf_counter() - clock, time.process_time() - processor


def _item(file: Path) -> bytes:
    return labelled(file.name, file.read_bytes())


def _parts(files: Sequence[Path], forms: Forms) -> dict[str, float]:
    """Milliseconds of the processor a file for each step, in one process without a chamber."""
    contents = [file.read_bytes() for file in files]
    spent: dict[str, float] = {}
    admitted: list[Admitted] = []
    for name, step in (
        ("gate", lambda: admitted.extend(_admitted(content) for content in contents)),
        ("personal data", lambda: [sweep(one) for one in admitted]),
        ("cells", lambda: [open_package(one) for one in admitted]),
        ("cells and understanding", lambda: [read(one, forms) for one in admitted]),
    ):
        begun = time.process_time()
        step()
        spent[name] = 1000 * (time.process_time() - begun) / len(files)
    spent["understanding"] = spent.pop("cells and understanding") - spent["cells"]
    return spent


def _admitted(content: bytes) -> Admitted:
    found = examine(content, "a.xlsx")
    if not isinstance(found, Admitted):
        raise SystemExit(f"refused: {found}")
    return found


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _spent(files: Sequence[Path], clock: float, processor: float) -> Spent:
    return Spent(1000 * clock / len(files), 1000 * processor / len(files))


def _median(rounds: Sequence[Spent]) -> Spent:
    return Spent(median(one.clock for one in rounds), median(one.processor for one in rounds))


if __name__ == "__main__":
    main()
