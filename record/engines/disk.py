"""What a database says of the disk below it, as the one error that names the disk."""

import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseErrorWrapper

from record.errors import StoreError

_PRIMARY = 0xFF
"""SQLite's result codes: the lowest byte is the kind, the rest says where."""
_LEAST_BYTES = 64 * 1024
"""SQLite takes 32 KiB at once for what its readers share; with less room it speaks of a disk that gives errors."""


class DiskError(StoreError, OperationalError):
    """The disk below the record is full, read-only or gives errors.

    To Django it is a fault of the database: a transaction that meets it is rolled back.
    """


class NamingTheDisk(DatabaseErrorWrapper):
    """Turns what a database driver raises into Django's errors, and what is the disk's into DiskError."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        super().__init__(database)
        self.database = database

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        told = disk_error(error, self.database.settings_dict)
        if told is None:
            super().__exit__(kind, error, trace)
            return
        self.database.errors_occurred = True  # as for every error after which a connection is looked at before its use
        raise told.with_traceback(trace) from error


def disk_error(error: BaseException | None, settings: dict[str, Any]) -> DiskError | None:
    """What is told of a driver's error where it is the disk's; None where it is another."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, Path(settings["NAME"]).parent)
    match getattr(error, "sqlstate", None):
        case "53100":  # disk_full
            return DiskError("STORE-FULL")
        case "58030":  # io_error
            return DiskError("STORE-FAULT", {"fault": "58030"})
    return None


def _of_sqlite(error: sqlite3.Error, folder: Path) -> DiskError | None:
    """Sources: sqlite.org/rescode.html; which code a full disk gives depends on the file that met it."""
    match getattr(error, "sqlite_errorcode", 0) & _PRIMARY:
        case sqlite3.SQLITE_FULL:
            return DiskError("STORE-FULL")
        case sqlite3.SQLITE_READONLY:
            return DiskError("STORE-READ-ONLY")
        case sqlite3.SQLITE_IOERR:
            full = _room(folder) < _LEAST_BYTES
            return DiskError("STORE-FULL") if full else DiskError("STORE-FAULT", {"fault": error.sqlite_errorname})
        case sqlite3.SQLITE_CANTOPEN if folder.is_dir() and _room(folder) < _LEAST_BYTES:
            return DiskError("STORE-FULL")
    return None


def _room(folder: Path) -> int:
    """Bytes that may still be written there."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize
