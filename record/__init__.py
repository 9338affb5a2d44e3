"""The memory: submissions, verdicts, decisions and editions on file, with an audit trail chained by hash.

`connect` comes first; only then may `record.register` and the models be imported, for Django reads its settings then.
"""

from pathlib import Path

__all__ = ["connect", "disconnect"]


def connect(home: Path) -> None:
    """Open the record of an office's folder, making or migrating it where needed; may be called again.

    Raises DatabaseError of `record.database` where DATABASE_URL cannot be used, StoreError of `record.errors` where the disk
    takes nothing.
    """
    from record.connection import open_record  # Django costs 0.65 s to set up: only who needs the record pays

    open_record(home)


def disconnect() -> None:
    """Give back this thread's connection to the record, if it was ever opened."""
    from django.apps import apps
    from django.db import connections

    if apps.ready:
        connections.close_all()
