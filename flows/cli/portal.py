"""The portal at the terminal: serving it, its accounts, the doctor, backups, the audit trail.

The portal itself is reached by dotted names alone: it stands above this floor.
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.on_record import By, opened, signed
from flows.cli.settled import HomeFolder, Lang, Out, existing, home_of
from flows.cli.speech import Complaint, chosen, note, plain_name, told, write
from schemas.messages import say

_APPLICATION = "portal.asgi:application"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class RoleName(StrEnum):
    """The roles of the portal, as the command line names them."""

    CLERK = "clerk"
    OFFICE = "office"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


def serve(
    host: Annotated[str, typer.Option("--host", help=told("HELP-SERVE-HOST"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help=told("HELP-SERVE-PORT"), min=1, max=65535)] = 8000,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The portal, until it is ended."""
    language = chosen(lang)
    opened(home, None)  # what cannot be used is told now; the record gets its present form
    _check_free(host, port)
    import uvicorn
    from django.contrib.auth import get_user_model
    from django.utils.module_loading import import_string

    from record import disconnect

    shown = f"[{host}]" if ":" in host else host
    if not get_user_model().objects.exists():
        note("SERVE-NOBODY", language)
    if host not in _LOOPBACK and not os.environ.get("SHENHE_HOSTS"):
        note("SERVE-HOSTS", language)
    disconnect()
    write(f"{say('SERVE-AT', language, {'address': f'http://{shown}:{port}/'})}\n")
    journal = dict(import_string("portal.operations.journal.CONFIGURATION"))
    uvicorn.run(_APPLICATION, host=host, port=port, log_config=journal, access_log=False, server_header=False)


def add_user(
    name: Annotated[str, typer.Argument(metavar="NAME", help=told("HELP-USER-NAME"), show_default=False)],
    role: Annotated[RoleName, typer.Option("--role", help=told("HELP-USER-ROLE"), show_default=False)],
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help=told("HELP-USER-UNIT"))] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help=told("HELP-USER-STDIN"))] = False,
    again: Annotated[bool, typer.Option("--again", help=told("HELP-USER-AGAIN"))] = False,
    by: By = "",
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """A new account; its first password is told once, or read from standard input and not told at all."""
    language = chosen(lang)
    password = _typed() if password_stdin else ""
    at = opened(home, None)
    from django.utils.module_loading import import_string

    keeping = "portal.accounts.keeping"
    keeper = import_string(f"{keeping}.Keeper")(at.office.register, signed(by), at.now)
    chosen_role = import_string("portal.roles.Role")(role.value)
    place = import_string(f"{keeping}.Place")(chosen_role, unit)
    given = (keeper.add_again if again else keeper.add)(name, place, password)
    code = "USER-ADDED-QUIET" if password_stdin else "USER-ADDED"
    facts = {"name": given.name, "role": chosen_role.words(language), "password": given.password}
    write(f"{say(code, language, facts)}\n")


def doctor(home: HomeFolder = None, lang: Lang = None) -> None:
    """Everything that the office needs, one line each. Exit code 1 where something is to be done."""
    language = chosen(lang)
    folder = home_of(home)
    from datetime import datetime

    from flows.office.doctor import examine
    from flows.office.home import Home
    from schemas.periods import SHANGHAI

    well = True
    for sign in examine(Home(folder.path.resolve()), datetime.now(SHANGHAI), os.environ):
        write(f"{sign.words(language)}\n")
        well = well and sign.good
    if not well:
        raise typer.Exit(1)


def run_backup(
    into: Annotated[Path, typer.Argument(metavar="DIR", help=told("HELP-BACKUP-DIR"), show_default=False)],
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The whole office as one archive."""
    language = chosen(lang)
    at = opened(home, None)
    from flows.office.backup import back_up
    from record import disconnect

    disconnect()
    done = back_up(at.office.home, into, at.now, os.environ.get("DATABASE_URL", ""))
    facts = {"file": plain_name(done.archive), "files": done.files, "megabytes": f"{done.size / 2**20:.1f}"}
    write(f"{say('BACKUP-DONE', language, facts)}\n")


def verify_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=told("HELP-BACKUP-FILE"), show_default=False)],
    lang: Lang = None,
) -> None:
    """Whether an archive is whole. Exit code 1 where it is not."""
    language = chosen(lang)
    from flows.office.verify import verify

    found = verify(existing(file))
    for doubt in found.doubts:
        write(f"{doubt.words(language)}\n")
    if found.doubts:
        raise typer.Exit(1)
    code = "BACKUP-WHOLE-DUMP" if found.entries is None else "BACKUP-WHOLE"
    facts = {"files": found.files, "entries": found.entries or 0, "submissions": found.submissions or 0}
    write(f"{say(code, language, facts)}\n")


def verify_audit(home: HomeFolder = None, lang: Lang = None) -> None:
    """Whether the whole audit trail fits. Exit code 1 where it does not."""
    language = chosen(lang)
    opened(home, None)
    from record import audit

    chain = audit.verify()
    code = "AUDIT-WHOLE" if chain.is_whole else "AUDIT-BROKEN"
    write(f"{say(code, language, {'entries': chain.entries, 'broken': chain.broken_at})}\n")
    if not chain.is_whole:
        raise typer.Exit(1)


def export_audit(out: Out = None, home: HomeFolder = None) -> None:
    """The whole audit trail as JSON lines, oldest first; `previous` and `hash` chain them."""
    opened(home, None)
    import json

    from record import audit

    lines, previous = [], "0" * 64
    for each in audit.export():
        entry = {
            "number": each.number,
            "at": each.at.isoformat(timespec="microseconds"),
            "by": each.by,
            "action": each.action,
            "subject": each.subject,
            "facts": json.loads(each.facts),
            "previous": previous,
            "hash": each.hash,
        }
        lines.append(f"{json.dumps(entry, ensure_ascii=False)}\n")
        previous = each.hash
    write("".join(lines), out)


def _check_free(host: str, port: int) -> None:
    """Raises Complaint where nothing can listen there."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError:
        raise Complaint("SERVE-PORT", {"port": port}) from None


def _typed() -> str:
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise Complaint("USER-NO-PASSWORD")
    return line
