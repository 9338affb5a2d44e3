"""A disk that fails below the record is told as such, and what was begun is rolled back."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

import databases
import psycopg
import pytest
from django.db import OperationalError, connection

from record import models
from record.engines import disk
from record.errors import StoreError

on_files = pytest.mark.skipif(databases.on_postgresql(), reason="the size of a PostgreSQL database has no limit to set")


class Room(NamedTuple):
    """As much of `os.statvfs` as is asked for."""

    f_bavail: int
    f_frsize: int


def pragma(words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def send_many(office) -> None:
    for number in range(1000):
        office.send(f"{number}" * 10)


@on_files
def test_a_full_disk_is_named_and_nothing_is_half_on_file(office) -> None:
    """Without room for one page more what was begun is undone; with room again the same connection goes on."""
    office.send("first")
    usual = pragma("max_page_count")
    pragma(f"max_page_count = {pragma('page_count')}")
    before = models.Submission.objects.count(), models.AuditEntry.objects.count()

    with pytest.raises(StoreError) as told:
        send_many(office)
    after = models.Submission.objects.count(), models.AuditEntry.objects.count()
    pragma(f"max_page_count = {usual}")

    assert told.value.code == "STORE-FULL"
    assert after[0] - before[0] == after[1] - before[1]
    assert office.send("with room again").attempt == after[0] + 1


@on_files
def test_a_record_that_cannot_be_written_is_named(office) -> None:
    """Whatever is read stays readable."""
    office.send("first")
    pragma("query_only = ON")
    try:
        with pytest.raises(StoreError) as told:
            office.send("second")
        assert models.Submission.objects.count() == 1
    finally:
        pragma("query_only = OFF")

    assert told.value.code == "STORE-READ-ONLY"


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname, error.sqlite_errorcode = name, getattr(sqlite3, name)
    return error


@pytest.mark.parametrize(
    ("error", "free", "code"),
    [
        (sqlite_error("SQLITE_IOERR_SHMSIZE"), 0, "STORE-FULL"),
        (sqlite_error("SQLITE_IOERR_SHMSIZE"), 2**30, "STORE-FAULT"),
        (sqlite_error("SQLITE_CANTOPEN"), 0, "STORE-FULL"),
        (sqlite_error("SQLITE_CANTOPEN"), 2**30, None),
        (sqlite_error("SQLITE_BUSY"), 0, None),
        (psycopg.errors.DiskFull(), 2**30, "STORE-FULL"),
        (psycopg.errors.IoError(), 2**30, "STORE-FAULT"),
        (psycopg.errors.UniqueViolation(), 0, None),
        (ValueError(), 0, None),
    ],
)
def test_what_a_database_says_is_taken_for_the_disk_s_only_where_it_is(
    error: Exception, free: int, code: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite gives several codes where nothing is free; another process at work, or a key, is no matter of the disk."""
    monkeypatch.setattr(disk.os, "statvfs", lambda _: Room(free, 1))

    told = disk.disk_error(error, {"NAME": str(tmp_path / "record.sqlite3")})

    assert (None if told is None else told.code) == code
    assert told is None or isinstance(told, OperationalError)
