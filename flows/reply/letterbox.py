"""Where a unit finds what it is told: the newest answer in the folder of its return, earlier ones by their attempts.

A night may be ended between any two steps and started again: a file lies here or there, never nowhere, and the hidden
mark of the folder says to which attempt the files in it belong.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flows.receive.store import storing

MARK = ".attempt"
_ANSWER = "_校核结果"


@dataclass(frozen=True, slots=True)
class Letter:
    """One file of an answer."""

    name: str
    content: bytes


def deliver(folder: Path, attempt: int, letters: Sequence[Letter]) -> tuple[Path, ...]:
    """The answer to an attempt put into a folder, in the place of what was answered before.

    The files of an earlier attempt go whole into the subfolder 第n次; of the same attempt an earlier answer gives way,
    also a marked workbook that the new answer does not have any more. Where a later attempt was answered meanwhile, the
    answer goes straight into its subfolder. Raises StoreError.
    """
    with _alone(folder):
        with storing():
            held = _held(folder)
            if held is not None and held > attempt:
                folder = folder / attempt_folder(attempt)
            elif held != attempt:
                _put_away(folder, attempt - 1 if held is None else held)
                _put(folder, Letter(MARK, f"{attempt}\n".encode()))
        written = tuple(_put(folder, letter) for letter in letters)
        with storing():
            for file in _files(folder):
                if file.stem.endswith(_ANSWER) and file not in written:
                    file.unlink()
    return written


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder, which is made where it is not there: an upload and the night may answer the same return at once."""
    with storing():
        folder.mkdir(parents=True, exist_ok=True)
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with storing():
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def put(folder: Path, letter: Letter) -> Path:
    """Write one file whole; an earlier one of the same name gives way to it. Raises StoreError."""
    with _alone(folder):
        return _put(folder, letter)


def _put(folder: Path, letter: Letter) -> Path:
    """The same, in a folder that is held."""
    file = folder / letter.name
    unfinished = folder / f".{sha256(letter.name.encode()).hexdigest()[:16]}.part"
    with storing():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(letter.content)
        unfinished.replace(file)
    return file


def answer_name(name: str, ending: str) -> str:
    """How the answer to a file is called: 表_校核结果.txt, also where the file is itself a marked workbook sent again."""
    stem = Path(name).stem
    while stem.endswith(_ANSWER):
        stem = stem.removesuffix(_ANSWER)
    return safe_name(stem, f"{_ANSWER}{ending}")


def attempt_folder(attempt: int) -> str:
    """How the subfolder of an earlier attempt is called."""
    return f"第{attempt}次"


def safe_name(stem: str, ending: str) -> str:
    """A file name that every system takes: no character that Windows refuses, at most 200 bytes."""
    plain = _REFUSED_IN_NAMES.sub("_", stem).encode()[: 200 - len(ending.encode())].decode(errors="ignore")
    return f"{plain}{ending}"


_REFUSED_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\ufffd]')


def _held(folder: Path) -> int | None:
    """The attempt that the files of a folder belong to; None where nothing was answered in it yet."""
    mark = folder / MARK
    text = mark.read_text(encoding="ascii").strip() if mark.is_file() else ""
    return int(text) if text.isdecimal() else None


def _put_away(folder: Path, attempt: int) -> None:
    """Move the files of an earlier attempt into its subfolder."""
    target = folder / attempt_folder(attempt)
    for file in _files(folder):
        target.mkdir(exist_ok=True)
        file.replace(target / file.name)


def _files(folder: Path) -> list[Path]:
    """What people see in a folder, its subfolders apart."""
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
