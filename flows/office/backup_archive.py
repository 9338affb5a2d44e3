"""What the making and the verifying of an archive share: its SHA256SUMS, its record, and why there is none."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.messages import Told

SUMS = "SHA256SUMS"
DUMP = "record.pgdump"


class BackupError(Told, RuntimeError):
    """An archive cannot be made, or the one at hand cannot be opened; `message` says what to do."""


def sum_line(sum_: str, name: str) -> str:
    """A line of SHA256SUMS; it begins with a backslash where the name is escaped."""
    escaped = _escaped(name)
    return f"{sum_}  {name}" if escaped == name else f"\\{sum_}  {escaped}"


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def listed(line: str) -> tuple[str, str]:
    """Name and sum of a line of SHA256SUMS."""
    sum_, _, name = line.partition("  ")
    if not sum_.startswith("\\"):
        return name, sum_
    return _ESCAPE.sub(lambda found: _MEANT[found[1]], name), sum_[1:]


_ESCAPE = re.compile(r"\\([nr\\])")
_MEANT = {"n": "\n", "r": "\r", "\\": "\\"}


def readable(name: str) -> str:
    """A name on one line, whatever it is made of."""
    return _escaped(name).encode(errors="surrogateescape").decode(errors="backslashreplace")


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A record in a file of SQLite, open for a while."""
    connection = sqlite3.connect(file)
    try:
        yield connection
    finally:
        connection.close()
