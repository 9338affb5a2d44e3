"""Whether an archive of an office is whole: every sum, every file that is on record, and the audit trail."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from flows.office.backup_archive import DUMP, SUMS, BackupError, listed, opened, readable
from record.database import FILE
from schemas.messages import Language, say

_CHUNK = 1 << 20


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
    with (target or Path(os.devnull)).open("wb") as copy:
        while piece := source.read(_CHUNK):
            seal.update(piece)
            copy.write(piece)
    return seal.hexdigest()


def _sums(found: Mapping[str, str], told: str) -> Iterator[Doubt]:
    if not told:
        yield Doubt("BACKUP-NO-SUMS")
        return
    wanted = dict(listed(line) for line in told.removesuffix("\n").split("\n"))
    for name, sum_ in wanted.items():
        if name not in found:
            yield Doubt("BACKUP-FILE-GONE", {"file": readable(name)})
        elif found[name] != sum_:
            yield Doubt("BACKUP-FILE-CHANGED", {"file": readable(name)})
    yield from (Doubt("BACKUP-FILE-STRANGE", {"file": readable(name)}) for name in found.keys() - wanted.keys())


@dataclass(frozen=True, slots=True)
class _Held:
    """What a record knows: the trail's length, its first entry that does not fit, and each kept file's hash."""

    entries: int
    broken_at: int
    contents: Mapping[str, str]


def _record(place: Path) -> _Held | None:
    """The record of an archive, opened as after its return; None where SQLite cannot read it."""
    try:
        with opened(place / FILE) as connection:
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
        done = subprocess.run([program, "--list", str(file)], capture_output=True, check=False)  # noqa: S603 - words of our own, no shell
        if done.returncode:
            yield Doubt("BACKUP-RECORD-BROKEN")
