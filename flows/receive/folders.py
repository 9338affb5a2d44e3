"""Whose folder of the inbox a file lies in: each unit has its own, called by its code; other folders say nothing."""

import re
from collections.abc import Callable

from schemas.personal import contains_personal
from schemas.receipt import Fact, Refusal

IsUnit = Callable[[str], bool]
"""Whether a code is one of the register's."""
STRAY = "FILE-FOLDER"
"""A readable workbook in a folder that is called like a unit and is none's: it stays there until the folder is right."""
_UNIT = re.compile(r"[0-9]{6}(?:-[0-9A-Z]+)?")


def any_unit(_: str) -> bool:
    """Where no register is at hand."""
    return True


def other_folder(source: str, unit: str, is_unit: IsUnit) -> Refusal | None:
    """A file in a unit's own folder must be of that unit; other folders say nothing."""
    wrong = unknown_folder(source, is_unit)
    if wrong:
        return Refusal(STRAY, (Fact("folder", wrong), Fact("stated", unit)))
    folder = _folder_code(source)
    if folder in {"", unit}:
        return None
    return Refusal("FILE-OTHER-UNIT", (Fact("stated", unit), Fact("folder", folder)))


def unknown_folder(source: str, is_unit: IsUnit) -> str:
    """The folder that a file of the inbox lies in, where it is named like a unit's code and none has that code."""
    code, name = _folder_code(source), source.partition("/")[0]
    if not code or is_unit(code):
        return ""
    return code if contains_personal(name) else name


def sender(source: str, refusal: Refusal, is_unit: IsUnit) -> str:
    """Below replies/, the folder in which who sent a file finds why it is not taken.

    That of its folder in the inbox; a stray workbook's is told to the unit that its cover names, any other file of
    which nobody knows whose it is in the folder `_`.
    """
    stated = next((fact.value for fact in refusal.facts if fact.name == "stated"), "")
    if refusal.code == STRAY and is_unit(stated):
        return stated
    folder = source.partition("/")[0] if "/" in source else ""
    return "_" if not folder or unknown_folder(source, is_unit) else folder


def _folder_code(source: str) -> str:
    """The code with which the name of a file's folder begins; empty where it begins with none."""
    found = _UNIT.match(source.partition("/")[0]) if "/" in source else None
    return "" if found is None else found[0]
