"""A file of the office's folder changed by a person, so that the audit trail knows of it wherever the process ends.

First the trail says what is about to be done, then the file is changed, then the trail says that it was. What was cut
short in between is brought to its end by the next change or the next night: the file itself tells how far it came.
"""

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flows.office.home import Home
from flows.receive.store import storing, sync_file, sync_folder
from record import audit

REGISTER, CHOICES = "register", "checks.false_questions"
"""What is changed, as the trail names it: the register of units, the query line of the configuration."""
_INTENDED, _UNDONE = "_intended", "_undone"


def change_file(home: Home, subject: str, content: bytes, act: audit.Act) -> None:
    """The file of a subject replaced by `content`, with `act` in the trail. Raises StoreError; then it is as it was.

    The caller holds the office's lock.
    """
    file = _file_of(home)[subject]
    hashes = {"from": _hash_of(file), "to": sha256(content).hexdigest()}
    intended = audit.Act(act.at, act.by, f"{act.action}{_INTENDED}", subject, {**act.facts, "file": hashes})
    with audit.turn():
        audit.append([intended])
    try:
        with storing():
            put_whole(file, content)
    finally:
        finish(home, act.at)


def finish(home: Home, now: datetime) -> None:
    """The changes that the trail announces and does not end: told as done where the file is the new one, else as undone.

    The caller holds the office's lock.
    """
    for subject, file in _file_of(home).items():
        with audit.turn():
            last = audit.newest(subject)
            if last is None or not last.action.endswith(_INTENDED):
                continue
            action = last.action.removesuffix(_INTENDED)
            facts = json.loads(last.facts)
            announced = facts.pop("file")["to"]
            found = _hash_of(file)
            if announced == found:
                done = audit.Act(now, last.by, action, subject, facts)
            else:
                done = audit.Act(now, last.by, f"{action}{_UNDONE}", subject, {**facts, "found": found})
            audit.append([done])


def _file_of(home: Home) -> dict[str, Path]:
    return {REGISTER: home.register, CHOICES: home.configuration}


def _hash_of(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def put_whole(file: Path, content: bytes) -> None:
    """A file of the office's folder written whole or not at all, on the disk for sure. Raises OSError."""
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.write_bytes(content)
    sync_file(unfinished)
    unfinished.replace(file)
    sync_folder(file.parent)
