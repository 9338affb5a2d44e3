"""The key that sessions are signed with: made once for a folder, readable by its owner alone."""

import contextlib
import os
import secrets
from pathlib import Path

FILE = ".secret-key"
_BYTES = 48


def secret_key(home: Path) -> str:
    """The key of a folder; of several processes that make it at once, all get the same."""
    file = home / FILE
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii")


def _make(file: Path) -> None:
    """Written under a name of its own, then linked: the key is there whole or not at all, and never replaced."""
    unfinished = file.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as key:
        key.write(secrets.token_urlsafe(_BYTES))
    with contextlib.suppress(FileExistsError):
        os.link(unfinished, file)
    unfinished.unlink()
