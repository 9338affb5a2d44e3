"""Files written so that a reader sees the old one or the new one, whole, whatever ends the writer."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from schemas.messages import Told

TEMPORARY = ".tmp-"
"""How the names of files and folders begin that are not finished: readers pass them over."""


class PublishError(Told):
    """The edition could not be written; `code` is a message code of the group `publishing`. What was there stands."""


@contextmanager
def told_in_words() -> Iterator[None]:
    """Inside, what the disk refuses is raised as PublishError."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        code = "PUBLISH-DISK-FULL" if full else "PUBLISH-DISK"
        raise PublishError(code, {"detail": error.strerror or str(error)}) from error


def put(path: Path, content: Iterable[bytes]) -> str:
    """Write a new file to the disk itself and return its SHA-256. Raises FileExistsError, never writes over a file."""
    seal = sha256()
    with path.open("xb") as file:
        for part in content:
            _write(file.fileno(), part)
            seal.update(part)
        os.fsync(file.fileno())
    return seal.hexdigest()


def _write(descriptor: int, part: bytes) -> None:
    rest = memoryview(part)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def settle(folder: Path) -> None:
    """Bring the names in a folder to the disk itself."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def appear(unfinished: Path, finished: Path) -> None:
    """Give a finished folder its name: the one step by which it is there. Raises OSError where the name is taken."""
    settle(unfinished)
    unfinished.rename(finished)
    settle(finished.parent)


def swap(unfinished: Path, finished: Path) -> None:
    """Put a finished file in the place of an older one, in one step."""
    unfinished.replace(finished)
    settle(finished.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside an older one and swap it in."""
    unfinished = path.with_name(f"{TEMPORARY}{path.name}")
    unfinished.unlink(missing_ok=True)
    put(unfinished, [content])
    swap(unfinished, path)


def clear_unfinished(curated: Path) -> None:
    """Remove what an ended publisher left half-made, in curated/ and in the folders of its periods."""
    for folder in (curated, *(path for path in curated.iterdir() if path.is_dir())):
        for path in folder.glob(f"{TEMPORARY}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
