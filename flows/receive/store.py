"""Writing below raw/: whole or not at all, never over another file, one writer at a time."""

import contextlib
import errno
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from record.errors import StoreError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_BUSY = frozenset({errno.EAGAIN, errno.EWOULDBLOCK})
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
PENDING = ".part"
_AT_ONCE = 8
Item = TypeVar("Item")


@contextlib.contextmanager
def storing() -> Iterator[None]:
    """Turn a fault of the file system into the one StoreError that names it."""
    try:
        yield
    except OSError as error:
        raise _store_error(error) from error


def _store_error(error: OSError) -> StoreError:
    if error.errno in _FULL:
        return StoreError("STORE-FULL")
    if error.errno in _FORBIDDEN:
        return StoreError("STORE-READ-ONLY")
    if error.errno in _BUSY:
        return StoreError("STORE-BUSY")
    return StoreError("STORE-FAULT", {"fault": errno.errorcode.get(error.errno or 0, "?")})


@contextlib.contextmanager
def locked(raw: Path, name: str, *, wait: bool) -> Iterator[None]:
    """Hold raw/<name> alone; without `wait`, another holder raises StoreError STORE-BUSY."""
    with storing():
        raw.mkdir(parents=True, exist_ok=True)
        number = os.open(raw / name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o640)
    try:
        with storing():
            fcntl.flock(number, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(number)


def make_folder(folder: Path, top: Path) -> None:
    """Make a folder below `top` so that it is there after a power cut too."""
    make_folders((folder,), top)


def make_folders(folders: Iterable[Path], top: Path) -> frozenset[Path]:
    """Make folders below `top` so that they are there after a power cut too; which of them were not there before."""
    changed: dict[Path, None] = {}
    made: set[Path] = set()
    for folder in folders:
        for one in reversed(_missing(folder, top)):
            one.mkdir(exist_ok=True)
            made.add(one)
            changed[one.parent] = None
    together(sync_folder, changed)
    return frozenset(made)


def _missing(folder: Path, top: Path) -> list[Path]:
    """The folder and those above it that are not there, lowest first."""
    if folder == top or folder.is_dir():
        return []
    return [folder, *_missing(folder.parent, top)]


def together(act: Callable[[Item], object], items: Iterable[Item]) -> None:
    """Do for each item what waits for the disk, several at a time: the disk then takes them in one go."""
    waiting = list(items)
    if len(waiting) < 2:
        for item in waiting:
            act(item)
        return
    hands = min(_AT_ONCE, len(waiting))

    def some(first: int) -> None:
        for item in waiting[first::hands]:
            act(item)

    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(some, range(hands)))


def pending_name(path: Path) -> Path:
    """What a file is called until it is whole."""
    return path.with_name(f".{path.name}{PENDING}")


def write_pending(path: Path, content: bytes, mode: int = 0o440) -> Path:
    """Write the content beside `path` under its pending name, on the disk for sure; the caller renames it."""
    pending = pending_name(path)
    try:
        number = os.open(pending, _NEW, mode)
    except FileExistsError:
        # Left by a writer that was killed; the lock keeps living ones out.
        pending.unlink()
        number = os.open(pending, _NEW, mode)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(number, view) :]
        os.fsync(number)
    finally:
        os.close(number)
    return pending


def sync_file(file: Path) -> None:
    """Put a written file on the disk for sure."""
    number = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sync_folder(folder: Path) -> None:
    """Put renames and removals in a folder on the disk."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def discard(*paths: Path) -> None:
    """Remove pending files as far as possible; what stays is taken for nothing later."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
