"""The whole office in one archive; `verify` says whether such an archive is whole.

In it: raw/, curated/, the record as of one moment, configuration, register and earlier registers, SHA256SUMS last (as
sha256sum writes it). The key of sessions is left out, and what can be made anew: readings, replies, reports; and what
is still being written in the inbox.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO

from flows.office.backup_archive import DUMP, SUMS, BackupError, opened, sum_line
from flows.office.home import Home
from flows.office.opened import alone
from flows.receive.store import sync_file, sync_folder
from record.database import FILE, database

_CHUNK = 1 << 20
_IN_MEMORY = 1 << 24


@dataclass(frozen=True, slots=True)
class BackedUp:
    """An archive that was made: its files, SHA256SUMS apart, and its size in bytes."""

    archive: Path
    files: int
    size: int


def back_up(home: Home, into: Path, now: datetime, url: str = "") -> BackedUp:
    """The office of a folder as `into`/shenhe-<moment>.tar, written whole or not at all; `url` as DATABASE_URL.

    No night runs meanwhile. Raises StoreError NIGHT-HERE, BackupError, OSError.
    """
    into.mkdir(parents=True, exist_ok=True)
    archive = into / f"shenhe-{now:%Y%m%dT%H%M%S}.tar"
    if archive.exists():
        raise BackupError("BACKUP-THERE", {"file": archive.name})
    unfinished = into / f".{archive.name}.part"
    try:
        with _private(unfinished) as target, _archive(target) as tar:
            files = _pack(_Packer(tar), home, url)
        sync_file(unfinished)
        unfinished.replace(archive)
        sync_folder(into)
    finally:
        unfinished.unlink(missing_ok=True)
    return BackedUp(archive, files, archive.stat().st_size)


@contextmanager
def _private(file: Path) -> Iterator[IO[bytes]]:
    """A new file that its owner alone can read: it holds figures and the hashes of passwords."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        yield target


def _archive(target: IO[bytes]) -> tarfile.TarFile:
    """Every file whole in it, also where two are one on the disk; names as they are, UTF-8 or not."""
    return tarfile.open(fileobj=target, mode="w", encoding="utf-8", errors="surrogateescape", dereference=True)


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.seal = sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._source.read(size)
        self.seal.update(piece)
        return piece


class _Packer:
    """An archive that grows, with the sums of what is in it."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: list[str] = []

    def add(self, name: str, file: Path) -> None:
        """One file under a name."""
        with file.open("rb") as source:
            self._add(name, source, source)

    def add_folder(self, name: str, folder: Path, apart: Path | None = None) -> None:
        """All files below a folder, in order, but those below `apart`; locks and what is being written are left out."""
        for file in _files(folder):
            if apart is None or not file.is_relative_to(apart):
                self.add(f"{name}/{file.relative_to(folder).as_posix()}", file)

    def add_inbox(self, name: str, folder: Path) -> None:
        """What lies still in a folder that others write to: what is taken or changed meanwhile is left out."""
        for file in _files(folder):
            with suppress(FileNotFoundError), file.open("rb") as source, _at_rest(source) as copy:
                if copy is not None:
                    self._add(f"{name}/{file.relative_to(folder).as_posix()}", source, copy)

    def _add(self, name: str, source: IO[bytes], content: IO[bytes]) -> None:
        entry = self._tar.gettarinfo(arcname=name, fileobj=source)
        entry.size = os.fstat(source.fileno()).st_size if content is source else content.seek(0, os.SEEK_END)
        content.seek(0)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        hashing = _Hashing(content)
        self._tar.addfile(entry, hashing)
        self.sums.append(sum_line(hashing.seal.hexdigest(), name))

    def seal(self) -> None:
        """The sums, last: an archive without them was cut short."""
        content = "\n".join((*self.sums, "")).encode(errors="surrogateescape")
        entry = tarfile.TarInfo(SUMS)
        entry.size = len(content)
        self._tar.addfile(entry, BytesIO(content))


def _files(folder: Path) -> list[Path]:
    """Files below a folder, in order, but no locks and nothing that is being written; a folder may go meanwhile."""

    def told(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    every = (Path(place, name) for place, _, names in os.walk(folder, onerror=told) for name in names)
    return sorted(file for file in every if not file.name.startswith(".") and not file.is_symlink() and file.is_file())


@contextmanager
def _at_rest(source: IO[bytes]) -> Iterator[IO[bytes] | None]:
    """The content of a file, copied; None where the file changed meanwhile."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        before = os.fstat(source.fileno())
        shutil.copyfileobj(source, copy, _CHUNK)
        after = os.fstat(source.fileno())
        whole = copy.tell() == before.st_size == after.st_size and before.st_mtime_ns == after.st_mtime_ns
        yield copy if whole else None


def _pack(packer: _Packer, home: Home, url: str) -> int:
    """The record first: every file that it names was kept before it was put on file.

    The inbox before the rest of raw/: what is taken from it meanwhile is found there.
    """
    with alone(home):
        with tempfile.TemporaryDirectory(prefix="shenhe-") as name:
            copied = _copied(home, Path(name), url)
            packer.add(copied.name, copied)
        packer.add_folder("curated", home.curated)
        packer.add(home.configuration.name, home.configuration)
        packer.add(home.register.name, home.register)
        packer.add_folder(home.registers.name, home.registers)
    packer.add_inbox("raw/inbox", home.inbox)
    packer.add_folder("raw", home.raw, apart=home.inbox)
    packer.seal()
    return len(packer.sums)


def _copied(home: Home, place: Path, url: str) -> Path:
    """The record as of one moment: a copy by SQLite itself, or a dump by PostgreSQL's own program."""
    if url:
        return _dumped(url, place / DUMP)
    copy = place / FILE
    with opened(home.path / FILE) as source, opened(copy) as target:
        source.backup(target)
    return copy


def _dumped(url: str, target: Path) -> Path:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError("BACKUP-NO-PG-DUMP")
    address = database(target.parent, url)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: address[key] for name, key in names.items() if address[key]}
    words = [program, "--format=custom", f"--file={target}", "--dbname", address["NAME"]]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, **given})  # noqa: S603 - words of our own, no shell
    if done.returncode:
        raise BackupError(
            "BACKUP-PG-DUMP", {"detail": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""}
        )
    return target
