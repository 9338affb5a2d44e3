"""A small sample city after two nights, copied for each test, and browsers signed in with each role."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import databases
import pytest
import shared

import record

_EMPTY = tempfile.TemporaryDirectory()
databases.place(Path(_EMPTY.name))
record.connect(Path(_EMPTY.name))

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from flows.sample import make_city
from portal.models import Member
from portal.pages import clock
from portal.roles import Role
from schemas.periods import SHANGHAI

ClientOf = Callable[..., Client]

MORNING = datetime(2026, 7, 14, 9, 0, tzinfo=SHANGHAI)
"""Two days before the deadline of 2026Q2, the newest period of the city."""
CLEAN, FAULTY, SILENT = "990121", "990122", "990123"
"""Counties: all in order and awaiting review; with planted faults; one that has not sent its talent workbook (TA)."""
PASSWORD = "示例口令-2026-七月"
_EDITION = re.compile(r"/curated/(?:[^/]+/v\d+/|shenhe\.duckdb$)")
_NIGHTS = """
import shutil, sys
from datetime import datetime
from pathlib import Path
from flows.nightly import run
from flows.publish import gate, press
from schemas.periods import SHANGHAI
press.judge_edition = lambda *_: gate.Verdict(())  # it takes seconds and writes nothing
home, aside = Path(sys.argv[1]), Path(sys.argv[2])
inbox = home / "raw" / "inbox"
newest = [file for file in inbox.rglob("*_2026Q2*.xlsx")]
for file in newest:
    (aside / file.parent.name).mkdir(parents=True, exist_ok=True)
    shutil.move(file, aside / file.parent.name / file.name)
run(home, datetime(2026, 4, 16, 1, tzinfo=SHANGHAI), settle_seconds=0)
choices = home / "shenhe.toml"
choices.write_text(choices.read_text("utf-8").replace('"auto"', '"person"'), "utf-8")
for file in newest:
    if file.name.split("_")[1] != "人才统计表" or file.parent.name != sys.argv[3]:
        shutil.move(aside / file.parent.name / file.name, file)
account = run(home, datetime(2026, 7, 14, 1, tzinfo=SHANGHAI), settle_seconds=0)
print(*account.lines("zh"), sep="\\n")
"""


@pytest.fixture(scope="session", autouse=True)
def _as_in_tests() -> Iterator[None]:
    """Django's own test settings, passwords that cost little to keep as it is done in use, and no folder left behind."""
    setup_test_environment()
    with pytest.MonkeyPatch.context() as patch:
        for cost, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, cost, least)
        yield
    teardown_test_environment()
    connections.close_all()
    databases.drop(Path(_EMPTY.name))
    _EMPTY.cleanup()


@pytest.fixture(scope="session")
def city() -> Iterator[Path]:
    """The office's folder after its nights: 2025Q4 and 2026Q1 published, 2026Q2 with a person to approve; not to be changed.

    Three counties and the city level (990100-S01), three returns (CA, PM, TA). On SQLite, a folder named by
    SHENHE_TEST_CITY holds the city for the next time: its nights take most of a short run.
    """
    kept = os.environ.get("SHENHE_TEST_CITY")
    if kept and not databases.on_postgresql():
        home = shared.once_at(Path(kept).resolve(), _made)
    else:
        home = shared.once("city", _made_here)
    before = _editions(home)
    yield home
    assert _editions(home) == before


def _editions(home: Path) -> dict[Path, tuple[int, int]]:
    """When each file of an edition was last written, and its size."""
    files = (path for path in (home / "curated").rglob("*") if _EDITION.search(str(path)) and path.is_file())
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files}


def _made_here(home: Path) -> None:
    _made(home)
    databases.move(home, shared.place("city"))


def _made(home: Path) -> None:
    make_city(home, counties=3, periods=3, faults=True)
    connections.close_all()
    databases.place(home)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHENHE", "PREFECT"))}
    environment["PREFECT_API_URL"] = shared.prefect_server()
    words = [sys.executable, "-c", _NIGHTS, str(home), str(home.parent / "aside"), SILENT]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment, timeout=600)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(home / "cache" / "prefect", ignore_errors=True)


@pytest.fixture
def folder(city: Path, tmp_path: Path) -> Iterator[Path]:
    """An office folder of one's own after the nights, its record open and the portal's clock at nine that morning."""
    with _opened(city, tmp_path / "city") as own:
        yield own


@pytest.fixture(scope="module")
def shared_folder(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same for all tests of a module: for pages that are only looked at."""
    with _opened(city, tmp_path_factory.mktemp("shared") / "city") as own:
        yield own


@contextmanager
def _opened(city: Path, own: Path) -> Iterator[Path]:
    connections.close_all()
    shutil.copytree(city, own, ignore=shutil.ignore_patterns("record.sqlite3*", ".*"), copy_function=_placed)
    databases.copy(city, own)
    record.connect(own)
    with clock.standing_at(MORNING):
        yield own
    connections.close_all()
    databases.drop(own)


def _placed(source: str, target: str) -> str:
    """A file of an edition is shared, since nothing ever writes into one and they are most of the city; others are copied."""
    if _EDITION.search(source):
        try:
            os.link(source, target)
        except OSError:  # another disk
            return shutil.copy2(source, target)
        return target
    return shutil.copy2(source, target)


@pytest.fixture
def empty_folder(tmp_path: Path) -> Iterator[Path]:
    """An office folder with register and configuration of a city of one county, of which nothing is on file."""
    own = tmp_path / "office"
    make_city(own, counties=1, periods=1)
    shutil.rmtree(own / "raw" / "inbox")
    connections.close_all()
    databases.copy(Path(_EMPTY.name), own)
    record.connect(own)
    with clock.standing_at(MORNING):
        yield own
    connections.close_all()
    databases.drop(own)


@pytest.fixture(scope="session")
def client_of() -> ClientOf:
    """A browser signed in as a member: `client_of("clerk", unit="990121")`; with `csrf=True` as strict as a real one.

    The same role and unit are the same account. The fixture `folder`, `shared_folder` or `empty_folder` comes first.
    """

    def signed_in(role: str, unit: str = "", *, csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        client.force_login(account(role, unit).user)
        return client

    return signed_in


def account(role: str, unit: str = "") -> Member:
    """The account of a role and unit, made where there is none; its password is PASSWORD."""
    whose = unit or (CLEAN if role == Role.CLERK.value else "")
    name = f"{role}{whose}"
    found = Member.objects.filter(user__username=name).first()
    if found is not None:
        return found
    user = User.objects.create_user(name, password=PASSWORD)
    return Member.objects.create(user=user, role=Role(role).value, unit=whose, must_change_password=False)


@pytest.fixture(scope="session")
def account_of() -> Callable[..., Member]:
    """The account itself: `account_of("office").user`; see `client_of`."""
    return account
