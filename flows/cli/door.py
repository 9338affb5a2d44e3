"""The command group: what it does with a command line that cannot be understood, a closed pipe, a fault of ours."""

import contextlib
import errno
import os
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, TextIO

from typer import Abort, Exit, TyperException
from typer.core import TyperCommand, TyperGroup

from flows.cli.speech import ASKED, DEBUG, Complaint, plain_name, speak_utf8, spoken
from flows.faults import fault_number
from schemas.messages import Language, say

WRONG_USE = 2
"""Exit code of wrong usage, of a configuration that cannot be used, and of a fault of ours."""
PIPE_CLOSED = 141
"""Exit code where the reader of our output has gone (`shenhe … | head`), as shells count a broken pipe."""
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG})
_NO_TEMPORARY = "No usable temporary directory"
"""How Python begins to say that it could write a temporary file nowhere; it names no file and gives no cause."""
_DISK_WORDS = MappingProxyType(
    {
        errno.ENOSPC: "DISK-FULL",
        errno.EDQUOT: "DISK-FULL",
        errno.EFBIG: "DISK-LIMIT",
        errno.EROFS: "DISK-READ-ONLY",
        errno.EACCES: "DISK-DENIED",
        errno.EPERM: "DISK-DENIED",
    }
)
_HELP_WORDS = MappingProxyType(
    {
        "USAGE": "Usage:",
        "OPTIONS": "Options:",
        "ARGUMENTS": "Arguments:",
        "COMMANDS": "Commands:",
        "SHOW": "Show this message and exit.",
        "REQUIRED": "[required]",
        "DEFAULT": "default:",
        "INSTALL": "Install completion for the current shell.",
        "COPY": "Show completion for the current shell, to copy it or customize the installation.",
    }
)
"""What the parser writes into help by itself, by the code of our own words for it."""


class Command(TyperCommand):
    """A command whose help speaks the language of the process."""

    def get_help(self, ctx: Any) -> str:
        """The help text with its headings translated."""
        return in_language(super().get_help(ctx), spoken(sys.argv[1:], os.environ))


class Group(TyperGroup):
    """The commands; every error ends as one sentence on stderr and an exit code, never as a traceback."""

    def get_help(self, ctx: Any) -> str:
        """The help text with its headings translated."""
        return in_language(super().get_help(ctx), spoken(sys.argv[1:], os.environ))

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """The command line parsed; --help and --version print here."""
        with _ending_with_its_reader():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """The command itself."""
        with _ending_with_its_reader():
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is meant. Raises Complaint, naming those that there are."""
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise Complaint("USAGE-NO-COMMAND", {"given": args[0], "commands": tuple(self.commands)})
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command line; raises SystemExit with its exit code where `standalone_mode` says so."""
        words = list(sys.argv[1:] if args is None else args)
        speak_utf8()
        language = spoken(words, os.environ)
        ASKED.set(language)
        with _Told(language):
            result = super().main(
                args=words,
                prog_name=prog_name or "shenhe",
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        if standalone_mode:
            sys.exit(result if isinstance(result, int) else 0)
        return result


@contextlib.contextmanager
def _ending_with_its_reader() -> Iterator[None]:
    """Ends quietly where nobody reads any more; the verdict of what was not told to its end is nobody's either."""
    try:
        yield
    except BrokenPipeError:
        # What is still held back would fail once more when the interpreter ends, and be told as a traceback.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None and not _flushed(stream):
                os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        raise Exit(PIPE_CLOSED) from None


def _flushed(stream: TextIO) -> bool:
    try:
        stream.flush()
    except BrokenPipeError:
        return False
    return True


class _Told:
    """Turns whatever a command raises into one sentence and exit code 2."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, Exit):
            return
        if os.environ.get(DEBUG):
            traceback.print_exception(error)
        sys.stderr.write(f"{sentence(error, self.language)}\n")
        sys.stderr.flush()
        raise SystemExit(WRONG_USE) from None


def sentence(error: Exception, language: Language) -> str:
    """What a person is told of an error."""
    if isinstance(error, Abort):
        return say("COMMAND-STOPPED", language)
    if isinstance(error, TyperException):
        return _of_usage(error, language)
    message = getattr(error, "message", None)
    if callable(message):
        return str(message(language))
    if isinstance(error, FileNotFoundError) and (error.strerror or "").startswith(_NO_TEMPORARY):
        return say("COMMAND-NO-TEMPORARY", language)
    if isinstance(error, OSError) and (error.filename is not None or error.errno in _DISK):
        return _of_disk(error, language)
    return say("COMMAND-FAULT", language, {"number": fault_number(error)})


def _of_disk(error: OSError, language: Language) -> str:
    """What stands in the way of a file, in words of ours where it is one of the usual things."""
    known = _DISK_WORDS.get(error.errno or 0)
    detail = say(known, language) if known else error.strerror or str(error)
    if error.filename is None:
        return say("COMMAND-WRITING", language, {"detail": detail})
    path = Path(os.fsdecode(error.filename))
    if error.errno == errno.ENOENT and not path.parent.exists():
        return say("COMMAND-NO-FOLDER", language, {"file": path.name, "folder": plain_name(path.parent)})
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return say("COMMAND-NOT-FOLDER", language, {"folder": plain_name(path)})
    if error.errno == errno.EISDIR:
        return say("COMMAND-IS-FOLDER", language, {"folder": plain_name(path)})
    return say("COMMAND-DISK", language, {"file": plain_name(path.name), "detail": detail})


def in_language(text: str, language: Language) -> str:
    """A help text whose headings are written in a language."""
    if language == "en":
        return text
    for code, words in _HELP_WORDS.items():
        wrapped = r"\s+".join(map(re.escape, words.split()))
        text = re.sub(wrapped, say(f"HELP-WORD-{code}", language), text)
    return text


def _of_usage(error: TyperException, language: Language) -> str:
    """The parser's errors are told by their kind: their own sentences are English alone."""
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", "shenhe")
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.format_message()
    told = {
        "NoSuchOption": _no_such_option,
        "MissingParameter": _missing,
        "BadParameter": _bad_value,
        "BadOptionUsage": _no_value,
    }.get(kind, _other)
    return say("USAGE-HINT", language, {"what": told(error, language), "command": command})


def _no_such_option(error: TyperException, language: Language) -> str:
    return say("USAGE-NO-OPTION", language, {"option": getattr(error, "option_name", "")})


def _missing(error: TyperException, language: Language) -> str:
    return say("USAGE-MISSING", language, {"name": _name(error)})


def _no_value(error: TyperException, language: Language) -> str:
    return say("USAGE-NO-VALUE", language, {"option": getattr(error, "option_name", "")})


def _bad_value(error: TyperException, language: Language) -> str:
    description = getattr(getattr(error, "param", None), "type_descriptor", None)
    choices = getattr(description, "choices", None)
    if choices:
        listed = [str(getattr(choice, "value", choice)) for choice in choices]
        return say("USAGE-CHOICE", language, {"name": _name(error), "choices": listed})
    low, high = (getattr(getattr(description, "parameter_info", None), name, None) for name in ("min", "max"))
    if low is not None and high is not None:
        return say("USAGE-RANGE", language, {"name": _name(error), "low": low, "high": high})
    if getattr(description, "annotation", None) is int:
        return say("USAGE-NUMBER", language, {"name": _name(error)})
    if getattr(description, "is_datetime", False):
        return say("USAGE-DATE", language, {"name": _name(error)})
    return say("USAGE-VALUE", language, {"name": _name(error)})


def _other(_: TyperException, language: Language) -> str:
    return say("USAGE-SURPLUS", language)


def _name(error: TyperException) -> str:
    param = getattr(error, "param", None)
    options = [name for name in getattr(param, "opts", ()) if name.startswith("-")]
    if options:
        return str(options[-1])
    choices = getattr(getattr(param, "type_descriptor", None), "choices", None) or ()
    listed = "|".join(str(getattr(choice, "value", choice)) for choice in choices)
    return str(getattr(param, "metavar", None) or listed or str(getattr(param, "name", "")).upper())
