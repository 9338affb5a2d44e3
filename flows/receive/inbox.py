"""One round over the inbox, and the same for one upload."""

import errno
import functools
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flows.chamber import Chamber, Died, Done
from flows.gate import Limits
from flows.receive.inspect_file import PERSONAL, Identify, Identity, Inspected, inspect_file, labelled
from flows.receive.receipts import digests, keep, same_content
from flows.receive.refused import Rejection, turn_away
from flows.receive.store import locked, storing, sync_folder
from schemas.personal import contains_personal
from schemas.receipt import Fact, Kind, Receipt, Refusal

_ROUND_LOCK = ".receive-lock"
_DEEPEST = 8
_TEMPORARY = re.compile(
    r"^(?:\.|~\$|~wr)|\.(?:part|partial|tmp|temp|crdownload|download|swp|lnk)$|^(?:thumbs\.db|desktop\.ini)$",
    re.IGNORECASE,
)
_REPLY = re.compile(r"_校核结果(?:\(\d+\)|（\d+）)?\.xlsx$")
"""Our own marked workbooks lie beside what was sent."""
_BATCH_FILES, _BATCH_BYTES = 200, 64 << 20
_CLOCK_JUMP = 3600.0
"""A change seconds ahead of us is a file still being written; hours ahead, one of the clocks is wrong."""
_UNIT = re.compile(r"[0-9]{6}(?:-[0-9A-Z]+)?")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file now under raw/ with its receipt."""

    source: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same bytes were kept before; the receipt is that of the first time."""

    source: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A refused file: its note lies below raw/refused, its bytes beside it unless they are personal."""

    source: str
    sha256: str
    refusal: Refusal
    note: str
    died: Died | None = None
    """How the reading child ended, when the file cost one: for the office, not for the clerk."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What one round over the inbox did."""

    kept: tuple[Kept, ...]
    repeated: tuple[Repeated, ...]
    refused: tuple[TurnedAway, ...]
    waiting: tuple[str, ...]
    """Files left alone for now: still being copied, or changed under our eyes."""


@dataclass(frozen=True, slots=True)
class _Clock:
    now: float
    settle_seconds: float


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What changes when a file is written or replaced."""

    inode: int
    size: int
    modified: int
    changed: int


def _stamp(status: os.stat_result) -> _Stamp:
    return _Stamp(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One file as it was read."""

    path: Path | None
    source: str
    content: bytes
    stamp: _Stamp | None = None

    def file(self) -> Path | None:
        """The file if it is still the one that was read; a newer one under the same name is left for the next round."""
        if self.path is None or not os.path.lexists(self.path):
            return None
        return self.path if _stamp(self.path.stat(follow_symlinks=False)) == self.stamp else None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a round works with."""

    raw: Path
    now: datetime
    identify: Identify
    chamber: Chamber
    limits: Limits

    def settle(self, arrivals: Sequence[_Arrival]) -> Iterator[Kept | Repeated | TurnedAway]:
        """Inspect a batch in the chamber, then keep or turn away each."""
        task = functools.partial(inspect_file, identify=self.identify, limits=self.limits)
        items = [labelled(one.source.rpartition("/")[2], one.content) for one in arrivals]
        for arrival, outcome in zip(arrivals, self.chamber.run(task, items), strict=True):
            yield self._settle(arrival, outcome)

    def _settle(self, arrival: _Arrival, outcome: Done[Inspected] | Died) -> Kept | Repeated | TurnedAway:
        if isinstance(outcome, Died):
            return self._turn_away(arrival, Refusal("FILE-UNREADABLE"), outcome)
        verdict = outcome.value.verdict
        if isinstance(verdict, Identity):
            verdict = _folder_agrees(arrival.source, verdict)
        if isinstance(verdict, Refusal):
            return self._turn_away(arrival, verdict)
        return self._keep(arrival, verdict, outcome.value.kind)

    def _keep(self, arrival: _Arrival, identity: Identity, kind: Kind) -> Kept | Repeated:
        receipt = Receipt(
            sha256=sha256(arrival.content).hexdigest(),
            size=len(arrival.content),
            kind=kind,
            name=arrival.source.rpartition("/")[2],
            received_at=self.now,
            source=arrival.source,
            return_code=identity.return_code,
            unit=identity.unit,
            period=identity.period,
            template=identity.template,
            kept_as="",
        )
        kept, new = keep(self.raw, arrival.content, receipt)
        _remove(arrival.file())
        return Kept(arrival.source, kept) if new else Repeated(arrival.source, kept)

    def _turn_away(self, arrival: _Arrival, refusal: Refusal, died: Died | None = None) -> TurnedAway:
        source = "*" if contains_personal(arrival.source) else arrival.source
        digest = sha256(arrival.content).hexdigest()
        rejection = Rejection(
            sha256=digest,
            name=source.rpartition("/")[2],
            source=source,
            received_at=self.now,
            refusal=refusal,
            detail=f"{died.reason} {died.detail}".strip() if died else "",
        )
        note = turn_away(self.raw, rejection, arrival.file(), keep_bytes=refusal.code != PERSONAL)
        return TurnedAway(source, digest, refusal, note, died)


def receive(
    inbox: Path,
    raw: Path,
    *,
    now: datetime,
    identify: Identify,
    chamber: Chamber,
    limits: Limits = Limits(),
    settle_seconds: float = 10.0,
) -> Intake:
    """One round over the inbox: each file is kept, found again, turned away, or left for the next round.

    `now` needs a time zone: files changed less than `settle_seconds` before it are still being copied. Raises
    StoreError when raw/ cannot be written or another round is at work; what was done before stays done.
    """
    desk = _Desk(raw, now, identify, chamber, limits)
    done: list[Kept | Repeated | TurnedAway] = []
    waiting: list[str] = []
    with locked(raw, _ROUND_LOCK, wait=False), storing():
        known = digests(raw)
        for batch in _batches(_arrivals(inbox, now, settle_seconds, limits, waiting)):
            fresh: list[_Arrival] = []
            for arrival in batch:
                digest = sha256(arrival.content).hexdigest()
                earlier = same_content(known.get(digest[:8], []), digest)
                if earlier is None:
                    fresh.append(arrival)
                else:
                    _remove(arrival.file())
                    done.append(Repeated(arrival.source, earlier))
            done.extend(desk.settle(fresh))
    return Intake(
        kept=tuple(one for one in done if isinstance(one, Kept)),
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
    identify: Identify,
    chamber: Chamber,
    limits: Limits = Limits(),
) -> Kept | Repeated | TurnedAway:
    """The same for one upload; the bytes of a refused upload are not kept, its sender has them. Raises StoreError."""
    desk = _Desk(raw, now, identify, chamber, limits)
    (outcome,) = desk.settle([_Arrival(None, f"{source}/{name.replace('/', '_')}", content)])
    return outcome


def _arrivals(
    inbox: Path, now: datetime, settle_seconds: float, limits: Limits, waiting: list[str]
) -> Iterator[_Arrival]:
    for path in sorted(_files(inbox, _DEEPEST)):
        source = os.fsencode(path.relative_to(inbox)).decode("utf-8", "replace")
        arrival = _settled(path, source, _Clock(now.timestamp(), settle_seconds), limits.file_bytes)
        if arrival is None:
            waiting.append(source)
        else:
            yield arrival


def _files(folder: Path, levels: int) -> Iterator[Path]:
    """Plain files in the inbox; links, temporary files and our own replies are none of a clerk's."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.search(entry.name) or _REPLY.search(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False) and levels:
                yield from _files(Path(entry.path), levels - 1)
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _settled(path: Path, source: str, clock: _Clock, most: int) -> _Arrival | None:
    """The file as read, one byte more than `most` at most; None while it is being written or when it is gone."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.EACCES, errno.EPERM):
            return None
        raise
    with os.fdopen(number, "rb") as file:
        status = os.fstat(number)
        # The kernel's own stamp: programs that copy set the other one back.
        age = clock.now - status.st_ctime
        if not stat.S_ISREG(status.st_mode) or -_CLOCK_JUMP < age < clock.settle_seconds:
            return None
        content = file.read(most + 1)
        stamp = _stamp(os.fstat(number))
    whole = len(content) == stamp.size or len(content) > most
    return _Arrival(path, source, content, stamp) if whole and stamp == _stamp(status) else None


def _batches(arrivals: Iterator[_Arrival]) -> Iterator[list[_Arrival]]:
    batch: list[_Arrival] = []
    size = 0
    for arrival in arrivals:
        batch.append(arrival)
        size += len(arrival.content)
        if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _folder_agrees(source: str, identity: Identity) -> Identity | Refusal:
    """A file in a unit's own folder must be of that unit; other folders say nothing."""
    folder = _UNIT.match(source.partition("/")[0]) if "/" in source else None
    if folder is None or folder[0] == identity.unit:
        return identity
    return Refusal("FILE-OTHER-UNIT", (Fact("stated", identity.unit), Fact("folder", folder[0])))


def _remove(path: Path | None) -> None:
    if path is not None:
        with storing():
            path.unlink()
            sync_folder(path.parent)
