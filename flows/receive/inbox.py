"""One round over the inbox, and the same for one upload."""

import contextlib
import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from flows.chamber import Chamber, Died, Done, Reason
from flows.gate import Limits
from flows.receive.arrivals import Arrival, arrivals, batches, opened
from flows.receive.early import not_ended
from flows.receive.folders import STRAY, IsUnit, any_unit, other_folder
from flows.receive.inspect_file import PERSONAL, Inspected, Understand, inspect_file, labelled
from flows.receive.receipts import Parcel, digests, keep, same_content
from flows.receive.refused import Rejection, turn_away
from flows.receive.store import locked, storing, sync_folder, together
from schemas.periods import SHANGHAI, Period
from schemas.personal import contains_personal
from schemas.reading import WorkbookReading
from schemas.receipt import Fact, Kind, Receipt, Refusal

_ROUND_LOCK = ".receive-lock"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file now under raw/ with its receipt, and what was read in it."""

    source: str
    receipt: Receipt
    reading: WorkbookReading


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same bytes were kept before; the receipt is that of the first time."""

    source: str
    receipt: Receipt
    lying: Path | None = None
    """Where the file lies still: `forget` removes it, once it is on file that it came again."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A refused file: its note lies below raw/refused, its bytes beside it unless they are personal.

    A stray one has no note: it lies where it lay, and is taken when its folder is right.
    """

    source: str
    sha256: str
    refusal: Refusal
    note: str
    died: Died | None = None
    """How the reading child ended, when the file cost one: for the office, not for the clerk."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The same without what was read in it: a night holds one for each file."""

    source: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Intake:
    """What one round over the inbox did."""

    kept: tuple[KeptFile, ...]
    repeated: tuple[Repeated, ...]
    refused: tuple[TurnedAway, ...]
    waiting: tuple[str, ...]
    """Files left alone for now: still being copied, or changed under our eyes."""


Shelve = Callable[[WorkbookReading], object]
"""Takes what was read in a file when the file is kept, for whoever will ask for it."""


def _let_go(_: WorkbookReading) -> None:
    """Where nobody will."""


@dataclass(frozen=True, slots=True)
class _Good:
    """What a child read in a file that is to be kept."""

    reading: WorkbookReading
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Bad:
    """Why a file is turned away, and how its child ended where it cost one."""

    refusal: Refusal
    died: Died | None = None


def _verdict(arrival: Arrival, outcome: Done[Inspected] | Died, is_unit: IsUnit, today: date) -> _Good | _Bad:
    if isinstance(outcome, Died):
        return _Bad(_of_death(outcome, arrival.sha256), outcome)
    verdict = outcome.value.verdict
    if isinstance(verdict, WorkbookReading):
        stated = verdict.identity
        early = not_ended(Period.parse(stated.period), today)
        verdict = other_folder(arrival.source, stated.unit, is_unit) or early or verdict
    return _Bad(verdict) if isinstance(verdict, Refusal) else _Good(verdict, outcome.value.kind)


Tell = Callable[[str, Refusal], object]
"""Tells a sender, by the file's path below the inbox, why it is not taken; then the file leaves the inbox, unless it is
stray."""


def _untold(_: str, __: Refusal) -> None:
    """For what is answered at once, such as an upload."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a round works with."""

    raw: Path
    now: datetime
    understand: Understand
    chamber: Chamber
    limits: Limits
    tell: Tell = _untold
    is_unit: IsUnit = any_unit

    def settle(self, arrivals: Sequence[Arrival]) -> list[Kept | Repeated | TurnedAway]:
        """Inspect a batch in the chamber, then keep what is good in one go and turn away the rest."""
        task = functools.partial(inspect_file, understand=self.understand, limits=self.limits)
        items = [labelled(one.source.rpartition("/")[2], one.content) for one in arrivals]
        outcomes = self.chamber.run(task, items)
        today = self.now.astimezone(SHANGHAI).date()
        verdicts = [
            _verdict(arrival, outcome, self.is_unit, today) for arrival, outcome in zip(arrivals, outcomes, strict=True)
        ]
        pairs = list(zip(arrivals, verdicts, strict=True))
        kept = iter(self._keep([(arrival, one) for arrival, one in pairs if isinstance(one, _Good)]))
        return [
            next(kept) if isinstance(one, _Good) else self.turn_away(arrival, one.refusal, one.died)
            for arrival, one in pairs
        ]

    def _keep(self, good: Sequence[tuple[Arrival, _Good]]) -> list[Kept | Repeated]:
        parcels = [Parcel(arrival.content, self._receipt(arrival, one), arrival.file) for arrival, one in good]
        filed = keep(self.raw, parcels)
        return [
            Kept(arrival.source, each.receipt, one.reading)
            if each.new
            else Repeated(arrival.source, each.receipt, arrival.path)
            for (arrival, one), each in zip(good, filed, strict=True)
        ]

    def _receipt(self, arrival: Arrival, good: _Good) -> Receipt:
        identity = good.reading.identity
        return Receipt(
            sha256=arrival.sha256,
            size=len(arrival.content),
            kind=good.kind,
            name=arrival.source.rpartition("/")[2],
            received_at=self.now,
            source=arrival.source,
            return_code=identity.return_code,
            unit=identity.unit,
            period=identity.period,
            template=identity.template,
            kept_as="",
        )

    def turn_away(self, arrival: Arrival, refusal: Refusal, died: Died | None = None) -> TurnedAway:
        """A note of the refusal under raw/refused, with the bytes beside it unless they are personal or stay."""
        source = "*" if contains_personal(arrival.source) else arrival.source
        if refusal.code == STRAY:
            self.tell(source, refusal)
            return TurnedAway(source, arrival.sha256, refusal, "", died)
        rejection = Rejection(
            sha256=arrival.sha256,
            name=source.rpartition("/")[2],
            source=source,
            received_at=self.now,
            refusal=refusal,
            detail=f"{died.reason} {died.detail}".strip() if died else "",
        )
        note = turn_away(
            self.raw,
            rejection,
            arrival.file(),
            keep_bytes=refusal.code != PERSONAL,
            tell=functools.partial(self.tell, source, refusal),
        )
        return TurnedAway(source, arrival.sha256, refusal, note, died)


@contextlib.contextmanager
def one_round(raw: Path) -> Iterator[None]:
    """Hold the inbox alone while its batches are received. Raises StoreError STORE-BUSY while another does."""
    with locked(raw, _ROUND_LOCK, wait=False):
        yield


def _of_death(died: Died, digest: str) -> Refusal:
    """What is said of a file whose reading ended: too much of something, or a fault that is ours."""
    if died.reason is Reason.CRASH:
        return Refusal("FILE-FAULT", (Fact("number", digest[:8].upper()),))
    return Refusal("FILE-UNREADABLE")


def receive(  # noqa: PLR0913 - where from, where to, by whom, and when
    inbox: Path,
    raw: Path,
    names: Sequence[str],
    *,
    now: datetime,
    understand: Understand,
    chamber: Chamber,
    limits: Limits = Limits(),
    known: Mapping[str, Sequence[Path]] | None = None,
    tell: Tell = _untold,
    is_unit: IsUnit = any_unit,
    shelve: Shelve = _let_go,
) -> Intake:
    """Files of the inbox, by the names that `look` gave: each is kept, found again, turned away, or left for later.

    `tell` is called with each file that is turned away before it leaves the inbox, so a killed round tells again; what
    was kept before stays in the inbox until `forget`. `is_unit` tells the folders of units from wrong ones. `shelve`
    is given what was read in each file that is kept.
    `known` are the `digests` of raw/ when the round began, so that its batches need not look again; what came since is
    found again when it is to be kept. Raises StoreError when raw/ cannot be written; what was done before stays done.
    """
    desk = _Desk(raw, now, understand, chamber, limits, tell, is_unit)
    kept: list[KeptFile] = []
    done: list[Repeated | TurnedAway] = []
    waiting: list[str] = []
    with storing():
        known = digests(raw) if known is None else known
        for batch in batches(arrivals(inbox, names, limits.file_bytes, waiting)):
            fresh: list[Arrival] = []
            for arrival in batch:
                earlier = same_content(known.get(arrival.sha256[:8], []), arrival.sha256)
                strange = None if earlier is None else other_folder(arrival.source, earlier.unit, is_unit)
                if earlier is None:
                    fresh.append(arrival)
                elif strange is not None:
                    done.append(desk.turn_away(arrival, strange))
                else:
                    done.append(Repeated(arrival.source, earlier, arrival.path))
            for one in desk.settle(fresh):
                if isinstance(one, Kept):
                    shelve(one.reading)
                    kept.append(KeptFile(one.source, one.receipt))
                else:
                    done.append(one)
    return Intake(
        kept=tuple(kept),
        repeated=tuple(one for one in done if isinstance(one, Repeated)),
        refused=tuple(one for one in done if isinstance(one, TurnedAway)),
        waiting=tuple(waiting),
    )


def receive_bytes(
    content: bytes,
    name: str,
    source: str,
    raw: Path,
    *,
    now: datetime,
    understand: Understand,
    chamber: Chamber,
    limits: Limits = Limits(),
) -> Kept | Repeated | TurnedAway:
    """The same for one upload; the bytes of a refused upload are not kept, its sender has them. Raises StoreError."""
    desk = _Desk(raw, now, understand, chamber, limits)
    (outcome,) = desk.settle([Arrival.of(None, f"{source}/{name.replace('/', '_')}", content)])
    return outcome


def forget(repeated: Iterable[Repeated]) -> None:
    """Remove files of the inbox whose bytes are kept, when it is on file that they came again. Raises StoreError."""
    with storing():
        gone = [one.lying for one in repeated if one.lying is not None and _holds(one.lying, one.receipt)]
        for path in gone:
            path.unlink()
        together(sync_folder, dict.fromkeys(path.parent for path in gone))


def _holds(path: Path, receipt: Receipt) -> bool:
    """Whether a file still holds the bytes of a receipt: a newer one under its name is left for the next round."""
    number = opened(path)
    if number is None:
        return False
    with os.fdopen(number, "rb") as file:
        return sha256(file.read(receipt.size + 1)).hexdigest() == receipt.sha256
