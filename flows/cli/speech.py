"""How the commands speak: in which language, on which stream, and what is said when they cannot go on."""

import contextlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TextIO

from schemas.messages import Language, Told, say

_NOTHING: Mapping[str, object] = MappingProxyType({})
DEBUG = "SHENHE_DEBUG"
HOME = "SHENHE_HOME"


class Complaint(Told):
    """A command cannot do what was asked; `message` is the one sentence for the person. Exit code 2."""


class Reason(Protocol):
    """Something in the way that has its own sentence."""

    def message(self, language: Language) -> str:
        """What is in the way, and what to do."""


class Several(Exception):
    """A command cannot do what was asked for several reasons at once; each is a sentence of its own. Exit code 2."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(*reasons)
        self.reasons = tuple(reasons)

    def message(self, language: Language) -> str:
        """All reasons, a line each."""
        return "\n".join(each.message(language) for each in self.reasons)


def spoken(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language that a command line asks for: `--lang`, else English where the locale is English, else Chinese."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        if name == "--lang":
            asked = value or next(iter(arguments[place + 1 :]), "")
            if asked in {"zh", "en"}:
                return "en" if asked == "en" else "zh"
    locale = next(filter(None, (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if locale.startswith("en") else "zh"


ASKED: ContextVar[Language | None] = ContextVar("ASKED", default=None)
"""The language of the command line that runs: `--lang` may also stand before the command."""


def chosen(asked: Language | None) -> Language:
    """The language of a command: as asked for by `--lang`, anywhere on the command line, else by the locale."""
    return asked or ASKED.get() or spoken((), os.environ)


LANGUAGE = spoken(sys.argv[1:], os.environ)
"""The language of the help texts of this process."""


def told(code: str) -> str:
    """A help text in the language of this process."""
    return say(code, LANGUAGE)


def speak_utf8() -> None:
    """Both streams in UTF-8 whatever the locale says; a file name that is none does not stop a report."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def coloured(stream: TextIO) -> bool:
    """Whether a stream may carry colours: a terminal, and NO_COLOR is not set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(text: str, to: Path | None = None) -> None:
    """A result on stdout or into a file. Raises OSError."""
    if to is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_whole(text.encode("utf-8", "backslashreplace"), to)


def write_whole(content: bytes, to: Path) -> None:
    """A file written whole or not at all; a pipe or a device (/dev/null) is written into, never replaced. Raises OSError."""
    if to.exists() and not to.is_file():
        to.write_bytes(content)
        return
    unfinished = to.with_name(f".{to.name[:80]}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(to)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(to)) from error


def note(code: str, language: Language, facts: Mapping[str, object] = _NOTHING) -> None:
    """A line beside the results, on stderr."""
    sys.stderr.write(f"{say(code, language, facts)}\n")
    sys.stderr.flush()


def plain_name(path: Path | str) -> str:
    """A file name as it can be printed: bytes that are no UTF-8 are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")
