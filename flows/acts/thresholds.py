"""The query line for unusual figures changed in the configuration's own text; everything else of the file stays."""

import re
from datetime import datetime
from pathlib import Path

from flows.office.changing import CHOICES, change_file, finish
from flows.office.configuration import ConfigurationError, load
from flows.office.opened import Office, alone
from flows.receive.store import storing
from record import audit
from record.errors import RecordError

_SECTION, _NAME = "checks", "false_questions"
_HEAD = re.compile(r"^[ \t]*\[[^\]\n]+\][ \t]*(?:#.*)?$", re.MULTILINE)
_OWN_HEAD = re.compile(rf"^[ \t]*\[[ \t]*{_SECTION}[ \t]*\][ \t]*(?:#.*)?$", re.MULTILINE)
_LINE = re.compile(rf"^[ \t]*{_NAME}[ \t]*=[ \t]*[^#\n]*", re.MULTILINE)
LEAST, MOST = 1, 50
"""Percent; beyond half of the workbooks the line asks about figures at random."""


def change_false_questions(office: Office, percent: int, by: str, now: datetime) -> None:
    """The share of workbooks that may be asked in vain, in whole percent; it holds from the next check on.

    Raises RecordError beyond LEAST and MOST or where the configuration's text is written in a way that only a person
    can change, StoreError while a night runs or the disk takes nothing.
    """
    if not LEAST <= percent <= MOST:
        raise RecordError("THRESHOLD-RANGE", {"least": LEAST, "most": MOST})
    file = office.home.configuration
    with alone(office.home):
        finish(office.home, now)
        with storing():
            before = _share(file)
            text = with_share(file.read_text(encoding="utf-8"), percent)
            understood = _is_understood(file, text, percent)
        if before is None or not understood:
            raise RecordError("THRESHOLD-BY-HAND")
        facts = {"before": before, "after": percent / 100}
        change_file(office.home, CHOICES, text.encode(), audit.Act(now, by, "configure", CHOICES, facts))


def _is_understood(file: Path, text: str, percent: int) -> bool:
    """Whether the changed text says what is wanted, and nothing that cannot be read."""
    trial = file.with_name(f".{file.name}.trial")
    trial.write_text(text, encoding="utf-8")
    try:
        return _share(trial) == percent / 100
    finally:
        trial.unlink()


def _share(file: Path) -> float | None:
    """What a configuration's file says now; None where it cannot be read."""
    try:
        return load(file).false_questions
    except ConfigurationError:
        return None


def with_share(text: str, percent: int) -> str:
    """The configuration's text with that share: its line replaced, else put below its section's head, else at the end."""
    line = f"{_NAME} = {percent / 100:g}"
    head = _OWN_HEAD.search(text)
    if head is None:
        return f"{text.rstrip()}\n\n[{_SECTION}]\n{line}\n"
    following = _HEAD.search(text, head.end())
    end = following.start() if following else len(text)
    section = text[head.end() : end]
    found = _LINE.search(section)
    if found is None:
        return f"{text[: head.end()]}\n{line}{section}{text[end:]}"
    after = " " if section[found.end() :].startswith("#") else ""
    return f"{text[: head.end()]}{section[: found.start()]}{line}{after}{section[found.end() :]}{text[end:]}"
