"""The database under a test's record: SQLite in its folder, or one of a PostgreSQL server that the tests start.

SHENHE_TEST_POSTGRESQL=1 asks for the server; it lives in a folder of its own, on a socket there, until the run of the tests ends.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import shared
from django.db.backends.base.base import BaseDatabaseWrapper

FILE = "record.sqlite3"
_ASKED = "SHENHE_TEST_POSTGRESQL"
_OWNER = "shenhe"


def on_postgresql() -> bool:
    """Whether the tests run on PostgreSQL."""
    return bool(os.environ.get(_ASKED))


def address() -> str:
    """DATABASE_URL as it is now, empty on SQLite."""
    return os.environ.get("DATABASE_URL", "") if on_postgresql() else ""


def place(home: Path) -> None:
    """Let the record of a folder have a database of its own, empty where there is none yet."""
    home.mkdir(parents=True, exist_ok=True)
    if on_postgresql():
        name = _name(home)
        if not _ask(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            _ask(f'CREATE DATABASE "{name}"')
        _choose(home)


def copy(source: Path, target: Path) -> None:
    """The record of one folder copied for another; nothing may be connected to either."""
    target.mkdir(parents=True, exist_ok=True)
    if not on_postgresql():
        shutil.copy(source / FILE, target / FILE)
        return
    drop(target)
    _ask(f'CREATE DATABASE "{_name(target)}" TEMPLATE "{_name(source)}"')
    _choose(target)


def move(source: Path, target: Path) -> None:
    """The record of one folder, which is about to be renamed; a file goes with its folder."""
    if on_postgresql():
        _ask(f'ALTER DATABASE "{_name(source)}" RENAME TO "{_name(target)}"')


def hurry(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let a new connection to SQLite not wait for the disk; for Django's signal `connection_created`."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")


def drop(home: Path) -> None:
    """The database of a folder's record removed from the server; a file goes with its folder."""
    if on_postgresql():
        _ask(f'DROP DATABASE IF EXISTS "{_name(home)}" WITH (FORCE)')


def _choose(home: Path) -> None:
    os.environ["DATABASE_URL"] = f"postgresql://{_OWNER}@/{_name(home)}"


def _name(home: Path) -> str:
    return f"t{sha256(str(home.resolve()).encode()).hexdigest()[:24]}"


def _ask(statement: str) -> str:
    return _run(["psql", "-U", _OWNER, "-d", "postgres", "-Atqc", statement], {**os.environ, "PGHOST": _socket()})


@cache
def _socket() -> str:
    """Folder of the socket of a new server, which the run of the tests starts once and ends."""
    os.environ["PGHOST"] = shared.once("postgresql", _start).read_text(encoding="utf-8")
    return os.environ["PGHOST"]


def _start(told: Path) -> None:
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # the path of a socket has room for 100 letters
    who = _whoever_may()
    if who is not None:
        shutil.chown(folder, who)
    data = folder / "data"
    _run([str(programs / "initdb"), "-D", str(data), "-U", _OWNER, "--auth=trust", "-E", "UTF8", "--no-sync"], who=who)
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=100"
    log, ctl = str(folder / "log"), str(programs / "pg_ctl")
    _run([ctl, "-D", str(data), "-w", "-l", log, "-o", options, "start"], who=who)
    stop = f"echo ready; cat > /dev/null; {ctl} -D {data} -m immediate stop > /dev/null 2>&1; rm -rf {folder}"
    shared.keep(["sh", "-c", stop], who=who)
    told.write_text(str(folder), encoding="utf-8")


def _programs() -> Path:
    """Where the newest installed server lies; Debian keeps it off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    initdb = shutil.which("initdb") or next((str(file) for file in reversed(found)), None)
    if initdb is None:
        raise RuntimeError("SHENHE_TEST_POSTGRESQL needs a PostgreSQL server: apt-get install postgresql")
    return Path(initdb).resolve().parent


def _whoever_may() -> str | None:
    """A server never runs as root: then as the user of Debian's package, else as nobody."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(words: Sequence[str], environment: dict[str, str] | None = None, who: str | None = None) -> str:
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment, user=who, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stderr or done.stdout}")
    return done.stdout.strip()
