"""nightly: the order of the night, what runs in parallel, and what is tried again. Prefect appears here alone."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.nightly.prefect_server import served
from schemas.periods import SHANGHAI

if TYPE_CHECKING:
    from flows.nightly.account import Account
    from schemas.periods import Period

__all__ = ["run", "schedule"]

_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    "DO_NOT_TRACK": "1",
}
"""No figures about us leave the machine; what went wrong is told by our own sentence, once; one server is enough."""


_WORDS = "server.log"


def quiet(home: Path) -> Path:
    """Prefect's settings for this process: nothing is sent anywhere, its own files stay in the office's cache.

    To be called before Prefect is imported; settings that the environment already holds are kept. Returns the folder of
    its files.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    own = home / "cache" / "prefect"
    own.mkdir(parents=True, exist_ok=True)  # Prefect's server does not make the folder of its database
    os.environ.setdefault("PREFECT_HOME", str(own))
    return own


def run(folder: Path, now: datetime, only: "Period | None" = None, settle_seconds: float = 2.0) -> "Account":
    """The whole night of an office's folder, now, by its Prefect flow; `only` restricts what is judged and published.

    Raises ConfigurationError, RegisterError, LeaseTaken or StoreError before anything is done, PublishError where the
    disk does not take an edition.
    """
    folder = folder.resolve()
    _look_out(folder)
    own = quiet(folder)
    with served(own / _WORDS):
        from flows.nightly.flow import run_flow  # Prefect costs over a second to import: only the night pays

    return run_flow(folder, now, only, settle_seconds)


def _look_out(folder: Path) -> None:
    """Refuse a night that may not begin, before Prefect costs seconds; the flow asks again, and holds what it is given.

    Raises ConfigurationError, RegisterError, LeaseTaken, StoreError.
    """
    from flows.office.opened import Office, alone
    from record import connect, disconnect

    office = Office.at(folder)
    with alone(office.home):
        connect(folder)
        from record.register import check_lease

        try:
            check_lease(office.holder, datetime.now(SHANGHAI))
        finally:
            disconnect()


def schedule(folder: Path) -> None:
    """Hold the night's schedule for an office's folder: 01:00 in Shanghai, every day, until the process is ended."""
    folder = folder.resolve()
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    own = quiet(folder)
    with served(own / _WORDS, scheduling=True):
        from flows.nightly.flow import serve

    serve(folder)
