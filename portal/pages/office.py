"""The office whose portal this is, opened once and again when its register or configuration has changed."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from django.conf import settings

from flows.office.opened import Office


@dataclass(frozen=True, slots=True)
class _Seen:
    """What tells one state of a file from the next; a missing file is all zeros."""

    changed_ns: int = 0
    size: int = 0
    number: int = 0


@dataclass(slots=True)
class _Held:
    """The office as it was last opened."""

    folder: Path = field(default_factory=Path)
    seen: tuple[_Seen, ...] = ()
    office: Office | None = None
    lock: Lock = field(default_factory=Lock)


_held = _Held()


def office() -> Office:
    """The office of this process's folder, as its files are now.

    What it caches of the folder itself (`kept`) is of the moment when it was opened: ask the record instead.
    Raises ConfigurationError, RegisterError.
    """
    folder: Path = settings.SHENHE_HOME
    with _held.lock:
        seen = tuple(_seen(folder / name) for name in ("shenhe.toml", "register.csv"))
        if _held.office is None or folder != _held.folder or seen != _held.seen:
            _held.office = Office.at(folder)
            _held.folder, _held.seen = folder, seen
        return _held.office


def _seen(file: Path) -> _Seen:
    try:
        found = file.stat()
    except FileNotFoundError:
        return _Seen()
    return _Seen(found.st_mtime_ns, found.st_size, found.st_ino)
