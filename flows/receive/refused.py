"""What was turned away: a note for each file below raw/refused, and the file itself unless it is personal."""

import errno
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.receive.receipts import KEEP_LOCK
from flows.receive.store import PENDING, discard, locked, make_folder, storing, sync_folder, write_pending
from schemas.receipt import Fact, Refusal

_UNSAFE = re.compile(r"[^\w.\-（）()]+")
_LONGEST = 60
_NOTE = ".json"


@dataclass(frozen=True, slots=True)
class Rejection:
    """What the note says; `name` and `source` hold nothing personal."""

    sha256: str
    name: str
    source: str
    received_at: datetime
    refusal: Refusal
    detail: str = ""
    """How a reading child ended, when it died of the file."""


def refused_since(raw: Path, first: datetime, last: datetime) -> tuple[Rejection, ...]:
    """The notes of what was turned away after one moment and until another, oldest first."""
    notes = (_read(note) for note in sorted((raw / "refused").glob("[!.]*.json")))
    return tuple(each for each in notes if first < each.received_at <= last)


def turn_away(
    raw: Path, rejection: Rejection, file: Path | None, *, keep_bytes: bool, tell: Callable[[], object]
) -> str:
    """Write the note, tell the sender, then move or remove the file; the note's path below raw/.

    Killed in between, the file still lies where it was and the next round finds its note again, and tells again.
    Raises StoreError.
    """
    with locked(raw, KEEP_LOCK, wait=True), storing():
        folder = raw / "refused"
        make_folder(folder, raw)
        note = _note(folder, rejection)
        tell()
        if file is not None:
            if keep_bytes:
                _move(file, note.with_suffix(""))
            else:
                file.unlink()
            sync_folder(file.parent)
            sync_folder(folder)
        return note.relative_to(raw).as_posix()


def _note(folder: Path, rejection: Rejection) -> Path:
    """The note's path; one that a killed round wrote for the same file and reason is used again."""
    digest = rejection.sha256[:16]
    discard(*folder.glob(f".*-{digest}-*{PENDING}"))  # left by a round that was killed; the lock keeps living ones out
    for earlier in sorted(folder.glob(f"*-{digest}-*.json")):
        if not earlier.with_suffix("").exists() and _is_of(earlier, rejection):
            return earlier
    path = _free_name(folder, rejection)
    pending = write_pending(path, _text(rejection).encode())
    try:
        pending.rename(path)
    except OSError:
        discard(pending)
        raise
    sync_folder(folder)
    return path


def _is_of(note: Path, rejection: Rejection) -> bool:
    told = _read(note)
    return (told.refusal.code, told.source) == (rejection.refusal.code, rejection.source)


def _free_name(folder: Path, rejection: Rejection) -> Path:
    """A name that no note has: two senders may send the same file under the same name."""
    time = rejection.received_at.strftime("%Y%m%dT%H%M%S")
    safe = _UNSAFE.sub("_", rejection.name)[-_LONGEST:].lstrip(".") or "_"
    safe += "_" if safe.lower().endswith(_NOTE) else ""  # a file kept beside its note is never taken for one
    names = (f"{time}-{rejection.sha256[:16]}-{again}{safe}.json" for again in ("", *(f"{n}-" for n in range(2, 1000))))
    return next(path for name in names if not (path := folder / name).exists())


def _read(note: Path) -> Rejection:
    told = json.loads(note.read_text(encoding="utf-8"))
    return Rejection(
        sha256=told["sha256"],
        name=told["name"],
        source=told["source"],
        received_at=datetime.fromisoformat(told["received_at"]),
        refusal=Refusal(told["code"], tuple(Fact(name, value) for name, value in told["facts"].items())),
        detail=told["detail"],
    )


def _text(rejection: Rejection) -> str:
    fields = {
        "format": 1,
        "sha256": rejection.sha256,
        "name": rejection.name,
        "source": rejection.source,
        "received_at": rejection.received_at.isoformat(),
        "code": rejection.refusal.code,
        "facts": {fact.name: fact.value for fact in rejection.refusal.facts},
        "detail": rejection.detail,
        "message": {"zh": rejection.refusal.message("zh"), "en": rejection.refusal.message("en")},
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _move(file: Path, target: Path) -> None:
    """By one rename; to another disk by a copy under a pending name, then removal."""
    try:
        file.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        pending = target.with_name(f".{target.name}.part")
        shutil.copyfile(file, pending, follow_symlinks=False)
        pending.rename(target)
        file.unlink()
