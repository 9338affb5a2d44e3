"""Where the time of the night goes: one process, one step after the other over the same files."""

import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from flows.check import Library, check
from flows.gate import Admitted, examine
from flows.gate.sweep import sweep
from flows.office.opened import Office
from flows.read import read
from flows.receive.receipts import Parcel, keep
from schemas.reading import WorkbookReading
from schemas.receipt import Receipt

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True)
class Stages:
    """Milliseconds a file by step, in the order of the way."""

    files: int
    milliseconds: dict[str, float] = field(default_factory=dict)

    def each(self, step: str, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """Do one step for every item."""
        begun = time.perf_counter()
        done = [work(item) for item in items]
        self.milliseconds[step] = (time.perf_counter() - begun) * 1000 / self.files
        return done

    @property
    def shares(self) -> dict[str, float]:
        """Each step's share of the whole, in per cent."""
        whole = sum(self.milliseconds.values())
        return {step: round(100 * spent / whole, 1) for step, spent in self.milliseconds.items()}


def stages(office: Office, files: Sequence[Path], now: datetime, batch: int) -> Stages:
    """The steps of `batch` files after as many others; the office's raw/ and shelf take what is kept."""
    forms, raw = office.forms, office.home.raw
    _run(Stages(batch), office, files[-batch:], now, raw / "warm")
    told = Stages(batch)
    told.each("forms for a batch", lambda _: pickle.loads(pickle.dumps(forms)), range(1))
    _run(told, office, files[:batch], now, raw)
    return told


def _run(told: Stages, office: Office, files: Sequence[Path], now: datetime, raw: Path) -> None:
    forms = office.forms
    contents = told.each("file", Path.read_bytes, files)
    admitted = [_admitted(one) for one in told.each("gate", lambda content: examine(content, "a.xlsx"), contents)]
    told.each("personal data", sweep, admitted)
    readings = [_reading(one) for one in told.each("read", lambda one: read(one, forms), admitted)]
    passed = told.each("through the chamber", lambda one: pickle.loads(pickle.dumps(one, protocol=5)), readings)
    parcels = [Parcel(content, _receipt(one, len(content), now)) for content, one in zip(contents, passed, strict=True)]
    told.each("keep", lambda batch: keep(raw, batch), [parcels])
    told.each("shelf, put", office.shelf.put, passed)
    taken = [_reading(one) for one in told.each("shelf, take", office.shelf.take, [one.sha256 for one in passed])]
    told.each("check", lambda batch: check(batch, Library(()), office.returns, office.register), [taken])


def _admitted(found: object) -> Admitted:
    if not isinstance(found, Admitted):
        raise SystemExit(f"refused: {found}")
    return found


def _reading(found: object) -> WorkbookReading:
    if not isinstance(found, WorkbookReading):
        raise SystemExit(f"not read: {found}")
    return found


def _receipt(reading: WorkbookReading, size: int, now: datetime) -> Receipt:
    from schemas.receipt import Kind

    own = reading.identity
    name = f"{own.unit}.xlsx"
    return Receipt(
        sha256=reading.sha256, size=size, kind=Kind.XLSX, name=name, received_at=now, source=f"{own.unit}/{name}",
        return_code=own.return_code, unit=own.unit, period=own.period, template=own.template, kept_as="",
    )  # fmt: skip
