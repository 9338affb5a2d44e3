"""What an office's machine must have, looked at one by one; nothing is changed by looking."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import metadata

from flows.office.configuration import Configuration, ConfigurationError
from flows.office.home import Home
from flows.office.opened import Office
from record.database import FILE, DatabaseError
from schemas.messages import Language, say
from schemas.units import RegisterError

_EXTRAS = ("record", "night", "publish", "portal")
_OLDEST, _NEWEST = (3, 11), (3, 13)
_LEAST_FREE = 2 * 2**30
_HELD = "DOCTOR-LOCK-HELD"
_NIGHT_USUAL = timedelta(hours=30)
_SECRET = ".secret-key"
_CONFINED = "from flows.chamber.confine import filter_system_calls as f; raise SystemExit(0 if f() else 1)"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: its message code, the facts of it, and whether it is as it should be."""

    code: str
    good: bool
    facts: Mapping[str, object] = field(default_factory=dict)
    told: str = ""
    """a sentence of another kind in the place of the message, in Chinese and English with a line between"""

    def words(self, language: Language) -> str:
        """As the office reads it: 好 / ok, or what to do."""
        mark = say("DOCTOR-GOOD" if self.good else "DOCTOR-BAD", language)
        zh, _, en = self.told.partition("\n")
        own = say(self.code if self.good else f"{self.code}-BAD", language, self.facts)
        return f"{mark} {own}{zh if language == 'zh' else en}"


def examine(home: Home, now: datetime, environment: Mapping[str, str]) -> Iterator[Sign]:
    """Everything, one sign after the other; what depends on something that is missing is left out."""
    yield _python()
    yield _packages(environment)
    yield Sign("DOCTOR-OFFICE", good=True)
    yield _fonts()
    yield _disk(home)
    yield from _folders(home)
    yield _secret(home)
    yield _confined()
    office = _office(home)
    yield office.sign
    if office.configuration is not None:
        yield from _targets(office.configuration)
    lock = _lock(home)
    yield lock
    yield from _record(home, now, environment, busy=lock.code == _HELD)


def _python() -> Sign:
    version = sys.version_info[:2]
    facts = {"version": ".".join(map(str, sys.version_info[:3]))}
    return Sign("DOCTOR-PYTHON", _OLDEST <= version <= _NEWEST, facts)


def _packages(environment: Mapping[str, str]) -> Sign:
    """Those that the whole office needs, in the versions that it was made for."""
    from packaging.requirements import Requirement

    extras = (*_EXTRAS, "postgresql") if environment.get("DATABASE_URL") else _EXTRAS
    wanted = [Requirement(each) for each in metadata.requires("shenhe") or ()]
    lacking = []
    for each in wanted:
        if each.name == "shenhe" or not _asked(each.marker, extras):
            continue
        try:
            fits = each.specifier.contains(metadata.version(each.name), prereleases=True)
        except metadata.PackageNotFoundError:
            fits = False
        if not fits:
            lacking.append(f"{each.name}{each.specifier}")
    return Sign("DOCTOR-PACKAGES", not lacking, {"count": len(wanted), "lacking": sorted(set(lacking))})


def _asked(marker: object, extras: tuple[str, ...]) -> bool:
    evaluate = getattr(marker, "evaluate", None)
    return evaluate is None or any(evaluate({"extra": extra}) for extra in ("", *extras))


def _fonts() -> Sign:
    """The server draws nothing: fonts matter where workbooks and pages are looked at."""
    program = shutil.which("fc-list")
    if program is None:
        return Sign("DOCTOR-FONTS-UNKNOWN", good=True)
    done = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)  # noqa: S603 - words of our own, no shell
    return Sign("DOCTOR-FONTS", good=True, facts={"count": len(set(done.stdout.splitlines()))})


def _disk(home: Home) -> Sign:
    free = shutil.disk_usage(home.path).free
    return Sign("DOCTOR-DISK", free >= _LEAST_FREE, {"free": f"{free / 2**30:.1f}"})


def _folders(home: Home) -> Iterator[Sign]:
    for folder in (home.path, home.raw, home.inbox, home.curated, home.replies, home.reports):
        if folder.exists():
            name = folder.relative_to(home.path).as_posix() if folder != home.path else home.path.name
            yield Sign("DOCTOR-FOLDER", os.access(folder, os.R_OK | os.W_OK | os.X_OK), {"folder": name})


def _secret(home: Home) -> Sign:
    file = home.path / _SECRET
    if not file.exists():
        return Sign("DOCTOR-KEY-LATER", good=True)
    return Sign("DOCTOR-KEY", not file.stat().st_mode & 0o077, {"file": _SECRET})


def _confined() -> Sign:
    """Tried in a process of its own: there is no way back from it."""
    done = subprocess.run([sys.executable, "-c", _CONFINED], capture_output=True, check=False)  # noqa: S603 - our own interpreter and our own words
    return Sign("DOCTOR-SECCOMP", done.returncode == 0)


@dataclass(frozen=True, slots=True)
class _Opened:
    """The sign of configuration and register, and the former where it can be used."""

    sign: Sign
    configuration: Configuration | None = None


def _office(home: Home) -> _Opened:
    try:
        office = Office.at(home.path)
    except (ConfigurationError, RegisterError) as error:
        return _Opened(Sign("DOCTOR-CONFIGURATION", good=False, told=f"{error.message('zh')}\n{error.message('en')}"))
    facts = {"units": len(office.register.units)}
    return _Opened(Sign("DOCTOR-CONFIGURATION", good=True, facts=facts), office.configuration)


def _targets(configuration: Configuration) -> Iterator[Sign]:
    """Whether the addresses of notices are such; nothing is sent."""
    if not configuration.notices:
        yield Sign("DOCTOR-NOTICES-NONE", good=True)
        return
    import apprise

    for each in configuration.notices:
        good = all(apprise.Apprise.instantiate(address) is not None for address in each.addresses)
        yield Sign("DOCTOR-NOTICES", good, {"occasion": each.occasion.value, "count": len(each.addresses)})


def _lock(home: Home) -> Sign:
    """Whether a night, a publication or a backup works on the office now; the lock ends with its process."""
    file = home.path / ".night-lock"
    if file.is_file():
        with contextlib.suppress(PermissionError), file.open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return Sign(_HELD, good=True)
    return Sign("DOCTOR-LOCK", good=True)


def _record(home: Home, now: datetime, environment: Mapping[str, str], *, busy: bool) -> Iterator[Sign]:
    url = environment.get("DATABASE_URL", "")
    kind = "PostgreSQL" if url else "SQLite"
    if not url and not (home.path / FILE).is_file():
        yield Sign("DOCTOR-DATABASE-LATER", good=True)
        return
    try:
        from record.connection import is_up_to_date, look_at

        look_at(home.path)
    except DatabaseError as error:
        yield Sign(
            "DOCTOR-DATABASE", good=False, facts={"kind": kind}, told=f"{error.message('zh')}\n{error.message('en')}"
        )
        return
    from django.db import DatabaseError as NoAnswer

    try:
        done = is_up_to_date()
        yield Sign("DOCTOR-DATABASE", good=True, facts={"kind": kind})
        yield Sign("DOCTOR-MIGRATIONS", done)
        if done:
            yield from _on_file(now, busy=busy)
    except NoAnswer:
        yield Sign("DOCTOR-DATABASE", good=False, facts={"kind": kind})


def _on_file(now: datetime, *, busy: bool) -> Iterator[Sign]:
    from record import audit
    from record import register as record

    chain = audit.verify()
    yield Sign("DOCTOR-TRAIL", chain.is_whole, {"entries": chain.entries, "broken": chain.broken_at})
    last = next(iter(record.nights(1)), None)
    if last is None:
        yield Sign("DOCTOR-NIGHT-NEVER", good=True)
        return
    facts = {"began": f"{last.started_at:%Y-%m-%d %H:%M}"}
    if last.ended_at is None:
        yield Sign("DOCTOR-NIGHT-RUNS" if busy else "DOCTOR-NIGHT-STOPPED", good=busy, facts=facts)
    else:
        yield Sign("DOCTOR-NIGHT", now - last.started_at <= _NIGHT_USUAL, facts)
