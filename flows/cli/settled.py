"""Options that several commands share, and what they mean: the language, the office's folder, a period."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.speech import HOME, Complaint, plain_name, told
from flows.office.home import Home
from schemas.messages import Language

if TYPE_CHECKING:
    from flows.office.opened import Office
    from schemas.model import Return
    from schemas.periods import Period
    from schemas.returns import Returns

Lang = Annotated[Language | None, typer.Option("--lang", help=told("HELP-LANG"), show_default=False)]
HomeFolder = Annotated[Path | None, typer.Option("--home", metavar="DIR", help=told("HELP-HOME"), show_default=False)]
PeriodText = Annotated[str | None, typer.Option("--period", metavar="P", help=told("HELP-PERIOD"), show_default=False)]
Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help=told("HELP-OUT"), show_default=False)]


def home_if_any(asked: Path | None) -> Home | None:
    """The office's folder: `--home`, else SHENHE_HOME, else this folder where it has a shenhe.toml; else None.

    Raises Complaint where the one that is asked for is not there.
    """
    named = asked or (Path(os.environ[HOME]) if os.environ.get(HOME) else None)
    if named is not None:
        if not named.is_dir():
            raise Complaint("COMMAND-HOME", {"folder": plain_name(named)})
        return Home(named)
    here = Home(Path())
    return here if here.configuration.is_file() else None


def home_of(asked: Path | None) -> Home:
    """The office's folder. Raises Complaint where there is none."""
    home = home_if_any(asked)
    if home is None:
        raise Complaint("COMMAND-NO-HOME")
    return home


def office_if_any(asked: Path | None) -> "Office | None":
    """The office, where there is one. Raises Complaint, ConfigurationError, RegisterError."""
    from flows.office.opened import Office

    home = home_if_any(asked)
    return None if home is None else Office.at(home.path)


def existing(file: Path) -> Path:
    """A file that can be opened. Raises Complaint for one that is not there, a folder, or one that may not be read."""
    if file.is_dir():
        raise Complaint("COMMAND-FOLDER", {"file": plain_name(file)})
    if file.exists() and not file.is_file():
        raise Complaint("COMMAND-DEVICE", {"file": plain_name(file)})
    try:
        with file.open("rb"):
            return file
    except FileNotFoundError:
        raise Complaint("COMMAND-NO-FILE", {"file": plain_name(file)}) from None
    except OSError as error:
        raise Complaint("COMMAND-UNREADABLE", {"file": plain_name(file), "detail": error.strerror or ""}) from error


def period_of(text: str) -> "Period":
    """A period as people write it. Raises PeriodError."""
    from schemas.periods import Period

    return Period.read(text)


def return_of(code: str, returns: "Returns") -> "Return":
    """A return by its code in any case, or its Chinese title. Raises Complaint, naming those that there are."""
    for each in returns:
        if code.upper() == each.code or code == each.zh:
            return each
    raise Complaint("COMMAND-RETURN", {"code": code, "codes": [each.code for each in returns]})
