"""What refusing costs: every hostile and wrong kind of file in a child of its own, in seconds and MiB; and blank rows.

Ends with one JSON object: the worst of each group, and the time for 40 rows with 20,000 formatted blank rows below.
"""

import functools
import io
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "making"))

from hostile import HOSTILE, ODD, WRONG, Case
from judged import measured

from flows.chamber import Bounds, Chamber, Died
from flows.gate import Limits, examine
from flows.gate.sweep import sweep
from flows.read import open_package
from schemas.receipt import Kind, Refusal

_BLANK_ROWS, _ROUNDS = 20_000, 5
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What one file cost: seconds in the child, and how far its memory rose, in MiB."""

    answer: str
    seconds: float
    memory: float


def cost(chamber: Chamber, case: Case, limits: Limits) -> Cost:
    """One file in a fresh child."""
    (outcome,) = chamber.run(functools.partial(measured, name=case.name, limits=limits), [case.make()])
    if isinstance(outcome, Died):
        return Cost(f"{outcome.reason} {outcome.detail}", float("inf"), float("inf"))
    answer, seconds, memory = outcome.value
    return Cost(str(answer), float(seconds), round(float(memory)))


def group(chamber: Chamber, title: str, cases: Mapping[str, Case], limits: Limits) -> dict[str, object]:
    """All files of a group, printed; the worst time and memory of them."""
    print(f"\n{title}")
    costs = {name: cost(chamber, case, limits) for name, case in cases.items()}
    for name, one in costs.items():
        as_told = "" if one.answer == (cases[name].code or "taken") else "  NOT AS TOLD"
        print(f"  {one.seconds * 1000:8.1f} ms {one.memory:6.0f} MiB  {one.answer:16} {name}{as_told}")
    return {
        "files": len(costs),
        "as_told": sum(one.answer == (cases[name].code or "taken") for name, one in costs.items()),
        "seconds": round(max(one.seconds for one in costs.values()), 3),
        "mib": max(one.memory for one in costs.values()),
    }


def blank_rows() -> float:
    """Seconds to admit, look through and open 40 rows of figures with 20,000 formatted blank rows below."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in range(1, 41):
        book.active.append([f"单位{row}", *range(row, row + 19)])
    for row in range(41, 41 + _BLANK_ROWS):
        book.active.cell(row, 3).number_format = "0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    return median(_opened(buffer.getvalue()) for _ in range(_ROUNDS))


def _opened(content: bytes) -> float:
    started = time.perf_counter()
    admitted = examine(content, "a.xlsx")
    if isinstance(admitted, Refusal):
        raise TypeError(admitted.code)
    sweep(admitted)
    open_package(admitted)
    return time.perf_counter() - started


def main() -> None:
    """Print every file's cost, then the worst of each group."""
    every = Limits(kinds=frozenset(Kind))
    bounds = Bounds(memory=4 << 30, cpu_seconds=60, wall_seconds=120.0)
    with Chamber(bounds, preload=("judged", "flows.gate")) as chamber:
        figures = {
            "hostile": group(chamber, "Made to harm", HOSTILE, every),
            "wrong": group(chamber, "Sent by mistake", WRONG, Limits()),
        }
    with Chamber(bounds, preload=("judged", "flows.read", "flows.gate.sweep")) as chamber:
        figures["odd"] = group(chamber, "Odd, and taken", ODD, every)
    seconds = blank_rows()
    print(f"\n40 rows with {_BLANK_ROWS:,} formatted blank rows below: {seconds * 1000:.0f} ms")
    print(json.dumps({**figures, "blank_rows_seconds": round(seconds, 3)}))


if __name__ == "__main__":
    main()
