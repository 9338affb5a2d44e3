"""The whole office in one archive, and whether such an archive is whole: files, sums, record, audit trail.

In it: raw/, curated/, the record as of one moment, configuration, register and earlier registers, SHA256SUMS last (as
sha256sum writes it). The key of sessions is left out, and what can be made anew: readings, replies, reports; and what
is still being written in the inbox.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from flows.office.home import Home
from flows.office.opened import alone
from flows.receive.store import sync_file, sync_folder
from record.database import FILE, database
from schemas.messages import Language, Told, say

SUMS = "SHA256SUMS"
DUMP = "record.pgdump"
_CHUNK = 1 << 20
_IN_MEMORY = 1 << 24


class BackupError(Told, RuntimeError):
    """An archive cannot be made, or the one at hand cannot be opened; `message` says what to do."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """An archive that was made: its files, SHA256SUMS apart, and its size in bytes."""

    archive: Path
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is wrong with an archive: a message code and its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: Language) -> str:
        """As the office reads it."""
        return say(self.code, language, self.facts)


@dataclass(frozen=True, slots=True)
class Verified:
    """What an archive was found to hold; whole where there is no doubt.

    `entries` of the audit trail and `submissions` are None where the record is a dump of PostgreSQL, which only a
    PostgreSQL server reads.
    """

    files: int
    entries: int | None
    submissions: int | None
    doubts: tuple[Doubt, ...]


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


def verify(archive: Path) -> Verified:
    """Whether an archive is whole: every sum, every file that is on record, and the audit trail.

    Changes this process's DATABASE_URL and record while it looks. Raises BackupError for what is no such archive.
    """
    with tempfile.TemporaryDirectory(prefix="shenhe-") as name:
        place = Path(name)
        try:
            found, told = _open(archive, place)
        except (tarfile.TarError, UnicodeDecodeError, EOFError) as error:
            raise BackupError("BACKUP-NO-ARCHIVE", {"file": archive.name}) from error
        doubts = list(_sums(found, told))
        if DUMP in found:
            return Verified(len(found), None, None, (*doubts, *_dump(place / DUMP)))
        if FILE not in found:
            return Verified(len(found), None, None, (*doubts, Doubt("BACKUP-NO-RECORD")))
        held = _record(place)
        if held is None:
            return Verified(len(found), None, None, (*doubts, Doubt("BACKUP-RECORD-BROKEN")))
        doubts += list(_kept(held.contents, found))
        if held.broken_at:
            doubts.append(Doubt("BACKUP-TRAIL", {"number": held.broken_at}))
        return Verified(len(found), held.entries, len(held.contents), tuple(doubts))


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
        self.sums.append(_line(hashing.seal.hexdigest(), name))

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


def _line(sum_: str, name: str) -> str:
    """A line of SHA256SUMS; it begins with a backslash where the name is escaped."""
    escaped = _escaped(name)
    return f"{sum_}  {name}" if escaped == name else f"\\{sum_}  {escaped}"


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _listed(line: str) -> tuple[str, str]:
    """Name and sum of a line of SHA256SUMS."""
    sum_, _, name = line.partition("  ")
    if not sum_.startswith("\\"):
        return name, sum_
    return _ESCAPE.sub(lambda found: _MEANT[found[1]], name), sum_[1:]


_ESCAPE = re.compile(r"\\([nr\\])")
_MEANT = {"n": "\n", "r": "\r", "\\": "\\"}


def _shown(name: str) -> str:
    """A name on one line, whatever it is made of."""
    return _escaped(name).encode(errors="surrogateescape").decode(errors="backslashreplace")


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
    with _closing(home.path / FILE) as source, _closing(copy) as target:
        source.backup(target)
    return copy


@contextmanager
def _closing(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    try:
        yield connection
    finally:
        connection.close()


def _dumped(url: str, target: Path) -> Path:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError("BACKUP-NO-PG-DUMP")
    address = database(target.parent, url)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: address[key] for name, key in names.items() if address[key]}
    words = [program, "--format=custom", f"--file={target}", "--dbname", address["NAME"]]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, **given})  # noqa: S603  # its own arguments
    if done.returncode:
        raise BackupError(
            "BACKUP-PG-DUMP", {"detail": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""}
        )
    return target


def _open(archive: Path, place: Path) -> tuple[dict[str, str], str]:
    """Name and sha256 of every file of an archive, and what its SHA256SUMS says; the record is put into `place`."""
    found: dict[str, str] = {}
    told = ""
    with tarfile.open(archive, mode="r|", encoding="utf-8", errors="surrogateescape") as tar:
        for entry in tar:
            source = tar.extractfile(entry) if entry.isfile() else None
            if source is None or _leads_out(entry.name):
                raise BackupError("BACKUP-NO-ARCHIVE", {"file": archive.name})
            if entry.name == SUMS:
                told = source.read().decode(errors="surrogateescape")
                continue
            target = place / entry.name if entry.name in {FILE, DUMP} else None
            found[entry.name] = _hash(source, target)
    return found, told


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts


def _hash(source: IO[bytes], target: Path | None) -> str:
    seal = sha256()
    with open(target or os.devnull, "wb") as copy:  # noqa: PTH123  # the one or the other
        while piece := source.read(_CHUNK):
            seal.update(piece)
            copy.write(piece)
    return seal.hexdigest()


def _sums(found: Mapping[str, str], told: str) -> Iterator[Doubt]:
    if not told:
        yield Doubt("BACKUP-NO-SUMS")
        return
    listed = dict(_listed(line) for line in told.removesuffix("\n").split("\n"))
    for name, sum_ in listed.items():
        if name not in found:
            yield Doubt("BACKUP-FILE-GONE", {"file": _shown(name)})
        elif found[name] != sum_:
            yield Doubt("BACKUP-FILE-CHANGED", {"file": _shown(name)})
    yield from (Doubt("BACKUP-FILE-STRANGE", {"file": _shown(name)}) for name in found.keys() - listed.keys())


@dataclass(frozen=True, slots=True)
class _Held:
    """What a record knows: the trail's length, its first entry that does not fit, and each kept file's hash."""

    entries: int
    broken_at: int
    contents: Mapping[str, str]


def _record(place: Path) -> _Held | None:
    """The record of an archive, opened as after its return; None where SQLite cannot read it."""
    try:
        with _closing(place / FILE) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return None
    if not whole:
        return None
    url = os.environ.pop("DATABASE_URL", None)
    try:
        from record import connect, disconnect

        connect(place)
        from record import audit
        from record import register as record

        chain = audit.verify()
        held = _Held(chain.entries, chain.broken_at, record.contents())
        disconnect()
        return held
    finally:
        if url is not None:
            os.environ["DATABASE_URL"] = url


def _kept(contents: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Doubt]:
    """Every file that is on record lies in raw/ as it was kept."""
    for path, digest in contents.items():
        there = found.get(f"raw/{path}")
        if there is None:
            yield Doubt("BACKUP-KEPT-GONE", {"file": path})
        elif there != digest:
            yield Doubt("BACKUP-KEPT-CHANGED", {"file": path})


def _dump(file: Path) -> Iterator[Doubt]:
    """A dump is at least one that PostgreSQL's program can list, where that is installed."""
    program = shutil.which("pg_restore")
    if program is not None:
        done = subprocess.run([program, "--list", str(file)], capture_output=True, check=False)  # noqa: S603  # its own arguments
        if done.returncode:
            yield Doubt("BACKUP-RECORD-BROKEN")
