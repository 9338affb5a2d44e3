"""Mutants of every kind given to the gate and the reader, each in a limited child; and held against other libraries.

As a script: `python tests/making/fuzzing.py FILES [SEED]` prints what came of them and ends with 1 where anything failed.
"""

import functools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from differences import UNEXPLAINED, reason
from mutants import mutant
from second_eye import by_openpyxl, by_xlrd, ours
from seeds import Seed, mixed, sample

from flows.chamber import Bounds, Chamber, Died, Done
from flows.read import Forms

BOUNDS = Bounds(memory=1 << 30, cpu_seconds=5, wall_seconds=60.0, output=64 << 20)
_BATCH = 50
_SMALL_SHARE = 0.75
"""Of the mutants are of the small workbook, whose every byte matters; the rest of whole returns."""


@dataclass(frozen=True)
class Mutant:
    """A changed file: it is known again by its number and the seed of the run."""

    number: int
    name: str
    content: bytes


@dataclass
class Outcome:
    """What came of a run."""

    answers: Counter[str] = field(default_factory=Counter)
    died: list[str] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)
    """Files that both could open, and cells in them, by library."""
    differences: Counter[str] = field(default_factory=Counter)
    """Cells that differ, by reason."""
    unexplained: list[str] = field(default_factory=list)
    examples: dict[str, str] = field(default_factory=dict)


def mutants(seeds: Sequence[Seed], small: int, count: int, seed: int) -> Iterator[Mutant]:
    """The same for the same seed; the first `small` seeds are chosen more often."""
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        chosen = chance.choice(seeds[:small] if chance.random() < _SMALL_SHARE else seeds[small:])
        yield Mutant(number, chosen.name, mutant(chosen.content, chosen.name, chance))


def run(count: int, seed: int, folder: Path) -> Outcome:
    """So many mutants, read or refused; those that are read are held against the other libraries."""
    few = mixed()
    whole, forms = sample(folder)
    outcome = Outcome()
    batch: list[Mutant] = []
    with Chamber(BOUNDS, preload=("second_eye",)) as chamber:
        for one in mutants([*few, *whole], len(few), count, seed):
            batch.append(one)
            if len(batch) == _BATCH:
                _take(batch, forms, chamber, outcome)
                batch = []
        if batch:
            _take(batch, forms, chamber, outcome)
    return outcome


def _take(batch: Sequence[Mutant], forms: Forms, chamber: Chamber, outcome: Outcome) -> None:
    items = [one.name.encode() + b"\x00" + one.content for one in batch]
    seen: dict[int, list[object]] = {}
    for one, told in zip(batch, chamber.run(functools.partial(ours, forms=forms), items), strict=True):
        if isinstance(told, Died):
            outcome.died.append(f"{one.number} {one.name}: {told.reason} {told.detail}")
            continue
        outcome.answers[str(told.value[0])] += 1
        if told.value[1]:
            seen[one.number] = told.value
    for kind, library in (("xlsx", by_openpyxl), ("xls", by_xlrd)):
        both = [one for one in batch if one.number in seen and seen[one.number][1] == kind]
        for one, told in zip(both, chamber.run(library, [one.content for one in both]), strict=True):
            if isinstance(told, Done):
                _compare(one, seen[one.number], told.value, kind, outcome)


def _compare(one: Mutant, mine: list[object], theirs: list[list[object]], kind: str, outcome: Outcome) -> None:
    ours_by_place = {tuple(cell[:3]): cell[3] for cell in mine[2]}
    theirs_by_place = {tuple(cell[:3]): cell[3] for cell in theirs}
    outcome.compared[f"{kind} files"] += 1
    outcome.compared[f"{kind} cells"] += len(ours_by_place)
    for place in ours_by_place.keys() | theirs_by_place.keys():
        here, there = ours_by_place.get(place), theirs_by_place.get(place)
        if here == there and type(here) is type(there):
            continue
        why = reason(one.content, kind, here, there)
        outcome.differences[why] += 1
        example = f"{one.number} {one.name} {place}: {here!r} / {there!r}"
        outcome.examples.setdefault(why, example)
        if why == UNEXPLAINED:
            outcome.unexplained.append(example)


def main() -> int:
    """Run and print."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(count, seed, Path(folder))
    lines = [
        f"{count} files, seed {seed}, {time.perf_counter() - started:.0f} s; without an answer: {len(outcome.died)}"
    ]
    for title, counted in (("answer", outcome.answers), ("both", outcome.compared), ("differ", outcome.differences)):
        for name, number in counted.most_common():
            example = f"   first: {outcome.examples[name]}" if title == "differ" else ""
            lines.append(f"  {title:7} {number:9,}  {name}{example}")
    lines += [*outcome.died, *outcome.unexplained[:100]]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if outcome.died or outcome.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
