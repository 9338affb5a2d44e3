"""Where the record is kept: SQLite in the office's folder, or PostgreSQL where DATABASE_URL says so."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from schemas.messages import Told

FILE = "record.sqlite3"
BUSY_SECONDS = 30
"""How long a writer waits for another; a transaction here takes far less than a second."""


class DatabaseError(Told, ValueError):
    """DATABASE_URL is not the address of a PostgreSQL database; it may hold a password and is not repeated."""


@dataclass(frozen=True, slots=True)
class _Address:
    """A PostgreSQL database as its address names it."""

    name: str
    host: str
    port: str
    user: str
    password: str


def database(home: Path, url: str) -> dict[str, Any]:
    """Django's settings of the one database. Raises DatabaseError."""
    if not url:
        return _sqlite(home / FILE)
    address = _parse(url)
    return {
        "ENGINE": "record.engines.postgresql",
        "NAME": address.name,
        "HOST": address.host,
        "PORT": address.port,
        "USER": address.user,
        "PASSWORD": address.password,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(file: Path) -> dict[str, Any]:
    """Writers queue from their first statement on, and what was said to be kept has reached the disk."""
    return {
        "ENGINE": "record.engines.sqlite",
        "NAME": str(file),
        "OPTIONS": {
            "timeout": BUSY_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL",
        },
    }


def _parse(url: str) -> _Address:
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        raise DatabaseError("RECORD-DATABASE") from None
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name or "/" in name or parts.query or parts.fragment:
        raise DatabaseError("RECORD-DATABASE")
    return _Address(name, parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or ""))
