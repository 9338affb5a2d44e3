"""What lies in the inbox, and its files as they are read: none that is still being written, none that changes."""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flows.receive.store import storing

_DEEPEST = 8
_TEMPORARY = re.compile(
    r"^(?:\.|~\$|~wr)|\.(?:part|partial|tmp|temp|crdownload|download|swp|lnk)$|^(?:thumbs\.db|desktop\.ini)$",
    re.IGNORECASE,
)
_BATCH_FILES, _BATCH_BYTES = 200, 64 << 20
_CLOCK_JUMP = 3600.0
"""A change seconds ahead of us is a file still being written; hours ahead, one of the clocks is wrong."""


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
class Arrival:
    """One file as it was read."""

    path: Path | None
    source: str
    content: bytes
    sha256: str
    stamp: _Stamp | None = None

    @classmethod
    def of(cls, path: Path | None, source: str, content: bytes, stamp: _Stamp | None = None) -> "Arrival":
        """A file with the hash of what it holds."""
        return cls(path, source, content, sha256(content).hexdigest(), stamp)

    def file(self) -> Path | None:
        """The file if it is still the one that was read; a newer one under the same name is left for the next round."""
        if self.path is None or not os.path.lexists(self.path):
            return None
        return self.path if _stamp(self.path.stat(follow_symlinks=False)) == self.stamp else None


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in the inbox, as paths below it: what can be received now, and what is still being copied."""

    ready: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Lies:
    """A file of the inbox as `look` sees it, the one that was saved first before the others."""

    modified: int
    name: str
    being_copied: bool


def look(inbox: Path, now: datetime, settle_seconds: float = 10.0) -> Lying:
    """What lies in the inbox, without opening it: the file that was saved first before the others.

    `now` is the clock's and needs a time zone: files changed less than `settle_seconds` before it are still being
    copied.
    """
    found: list[_Lies] = []
    clock = _Clock(now.timestamp(), settle_seconds)
    if inbox.is_dir():
        with storing():
            for path in _files(inbox, _DEEPEST):
                with contextlib.suppress(FileNotFoundError):  # renamed or taken back meanwhile
                    status = path.stat(follow_symlinks=False)
                    name = os.fsdecode(path.relative_to(inbox))
                    found.append(_Lies(status.st_mtime_ns, name, _being_copied(status, clock)))
    found.sort()
    return Lying(
        tuple(each.name for each in found if not each.being_copied),
        tuple(each.name for each in found if each.being_copied),
    )


def arrivals(inbox: Path, names: Sequence[str], most: int, waiting: list[str]) -> Iterator[Arrival]:
    """The files of these names as read, one byte more than `most` at most; what cannot be read now goes to `waiting`."""
    for name in names:
        source = os.fsencode(name).decode("utf-8", "replace")
        arrival = _settled(inbox / name, source, most)
        if arrival is None:
            waiting.append(source)
        else:
            yield arrival


def _files(folder: Path, levels: int) -> Iterator[Path]:
    """Plain files in the inbox; links and temporary files are none of a clerk's."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.search(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False) and levels:
                yield from _files(Path(entry.path), levels - 1)
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _settled(path: Path, source: str, most: int) -> Arrival | None:
    """The file as read, one byte more than `most` at most; None where it changes while it is read, or is gone."""
    number = opened(path)
    if number is None:
        return None
    with os.fdopen(number, "rb") as file:
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            return None
        content = file.read(most + 1)
        stamp = _stamp(os.fstat(number))
    whole = len(content) == stamp.size or len(content) > most
    return Arrival.of(path, source, content, stamp) if whole and stamp == _stamp(status) else None


def opened(path: Path) -> int | None:
    """A descriptor to read a plain file, no link; None where it is gone or not ours to read."""
    try:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.EACCES, errno.EPERM):
            return None
        raise


def _being_copied(status: os.stat_result, clock: _Clock) -> bool:
    """Whether a file changed just now, by the kernel's own stamp: programs that copy set the other one back."""
    return -_CLOCK_JUMP < clock.now - status.st_ctime < clock.settle_seconds


def batches(arrived: Iterator[Arrival]) -> Iterator[list[Arrival]]:
    """Files in batches of so many files and bytes as are held in memory at a time."""
    batch: list[Arrival] = []
    size = 0
    for arrival in arrived:
        batch.append(arrival)
        size += len(arrival.content)
        if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
