"""Opening the record of one folder: settings, database, migrations."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor

from record.database import database
from record.errors import StoreError

_OPENING_LOCK = ".record-lock"


def open_record(home: Path) -> None:
    """Set Django up for a folder and bring its database to the present form.

    Raises DatabaseError, StoreError where the disk takes nothing.
    """
    look_at(home)
    with _alone(home):
        _bring_up()


def look_at(home: Path) -> None:
    """Set Django up for a folder and leave its database as it is. Raises DatabaseError."""
    os.environ["SHENHE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    _point_to(home)


def is_up_to_date() -> bool:
    """Whether the opened record has the present form. Raises OperationalError where it does not answer."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _point_to(home: Path) -> None:
    """Another folder in the same process: the old connection is closed, the next one goes to the new place."""
    wanted = database(home, os.environ.get("DATABASE_URL", ""))
    configured = connections.settings[DEFAULT_DB_ALIAS]
    settings.SHENHE_HOME = home
    if configured["NAME"] == wanted["NAME"] and configured["ENGINE"] == wanted["ENGINE"]:
        return
    connections.close_all()
    if any(each.alias == DEFAULT_DB_ALIAS for each in connections.all(initialized_only=True)):
        del connections[DEFAULT_DB_ALIAS]  # a thread that has none yet makes one for the new place
    configured.update(wanted)


def _bring_up() -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")  # kept in the file: readers never wait for a writer
    if not is_up_to_date():
        _migrate()


def _migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except MigrationSchemaMissing as error:
        # Django's words for whatever keeps it from making its first table.
        met = error.__context__
        if isinstance(met, StoreError):
            raise met from None
        raise


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two commands that start together must not both make the tables."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / _OPENING_LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
