"""The database gone, locked or damaged at any page: one clear page in both languages, nothing half-registered."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import databases
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.test import Client
from filled import workbook
from looked_at import carried

from flows.acts import sending
from flows.receive import receipts
from record import register as record
from record.database import FILE
from schemas.states import State

ClientOf = Callable[..., Client]
UNIT, UPLOAD = "990123", "/tasks/TA/2026Q2/"
sqlite_only = pytest.mark.skipif(databases.on_postgresql(), reason="a file of SQLite is locked or damaged")


@pytest.fixture
def browser(folder: Path, client_of: ClientOf) -> Client:  # noqa: ARG001  # the office comes first
    client = client_of("clerk", unit=UNIT)
    client.raise_request_exception = False
    return client


def text_of(page: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def upload(browser: Client, content: bytes, *, follow: bool = False) -> HttpResponse:
    return browser.post(UPLOAD, {"file": SimpleUploadedFile("人才统计表.xlsx", content)}, follow=follow)


def is_told(page: HttpResponse, language: str) -> bool:
    """Whether a page says that the database does not answer, with the number of the fault."""
    words = "数据库暂时连不上" if language == "zh" else "database"
    return page.status_code == 503 and words in text_of(page) and "<h1" in page.content.decode()


def gone(_: BaseDatabaseWrapper) -> None:
    raise OperationalError("connection refused")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_upload_without_a_database_is_told_and_leaves_nothing(
    browser: Client, folder: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Refused before anything of it is kept; with the database back the same file is the first attempt."""
    browser.cookies["language"] = language
    kept, content = len(receipts(folder / "raw")), workbook(UNIT, "TA")
    connections.close_all()
    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "connect", gone)
        assert is_told(upload(browser, content), language)
    connections.close_all()

    assert len(receipts(folder / "raw")) == kept
    assert record.sent(UNIT, "TA", "2026Q2") == ()
    assert upload(browser, content).status_code == 302
    assert [(each.attempt, each.state) for each in record.sent(UNIT, "TA", "2026Q2")] == [(1, State.READY)]


@pytest.mark.parametrize("step", ["register", "keep_verdicts"])
def test_a_database_that_goes_while_a_file_is_checked_loses_nothing(
    browser: Client, folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The file is kept; it is told as a fault of ours with its number, and the same file again ends as one attempt."""
    content = workbook(UNIT, "TA")

    def failing(*_: object) -> None:
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(sending.record, step, failing)
        answer = upload(browser, content)
    assert answer.status_code == 503
    assert re.search("系统.*编号 [0-9A-F]{4}", text_of(answer))
    assert any((folder / "raw" / each.kept_as).read_bytes() == content for each in receipts(folder / "raw"))
    assert upload(browser, content).status_code == 302
    assert [(each.attempt, each.state) for each in record.sent(UNIT, "TA", "2026Q2")] == [(1, State.READY)]


@pytest.fixture
def impatient(folder: Path) -> Iterator[Path]:  # the office comes first
    """Whoever waits for the database waits no longer than a moment."""
    options = connections["default"].settings_dict["OPTIONS"]
    usual = options["timeout"]
    options["timeout"] = 0.05
    connections.close_all()
    yield folder
    options["timeout"] = usual
    connections.close_all()


@sqlite_only
def test_a_locked_database_is_told_at_every_step(browser: Client, impatient: Path) -> None:
    """Uploading, handing in: nothing is on file, and what was done before the lock stands."""
    content = workbook(UNIT, "TA")
    with closing(sqlite3.connect(impatient / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = upload(browser, content)
    assert refused.status_code == 503
    assert record.sent(UNIT, "TA", "2026Q2") == ()
    assert upload(browser, content).status_code == 302
    (found,) = record.sent(UNIT, "TA", "2026Q2")
    confirm = f"/tasks/file/{found.submission}/confirm/"
    form = carried(browser.get(confirm))
    with closing(sqlite3.connect(impatient / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert is_told(browser.post(confirm, form), "zh")
    assert record.submission(found.submission).state is State.READY
    assert browser.post(confirm, form).status_code == 302
    assert record.submission(found.submission).state is State.AWAITING_REVIEW


@sqlite_only
def test_a_damaged_database_is_told_as_one_that_does_not_answer(browser: Client, folder: Path) -> None:
    """A file that is no database of ours; readers are not told that the page is at fault."""
    connections.close_all()
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / FILE).write_bytes(b"no database " * 4096)
    assert is_told(browser.get("/tasks/"), "zh")
    assert is_told(upload(browser, workbook(UNIT, "TA")), "zh")
    assert browser.get("/healthz").status_code == 200
    connections.close_all()
    with pytest.raises(DatabaseError):
        record.sent(UNIT)
    connections.close_all()


def test_an_upload_while_a_night_runs_in_another_process_is_answered(browser: Client, folder: Path) -> None:
    """The night holds its locks; the upload is taken, judged and answered at once."""
    words = "import sys; from pathlib import Path; from flows.office.home import Home; from flows.office.opened import alone"
    words += "; from flows.receive import one_round; home = Home(Path(sys.argv[1]))"
    words += "\nwith alone(home), one_round(home.raw):\n    print('held', flush=True)\n    sys.stdin.read()"
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    night = subprocess.Popen(
        [sys.executable, "-c", words, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    try:
        assert night.stdout is not None
        assert night.stdout.readline() == b"held\n"
        page = upload(browser, workbook(UNIT, "TA"), follow=True)
        assert "待报送" in text_of(page)
    finally:
        night.communicate(timeout=60)
    assert [each.state for each in record.sent(UNIT, "TA", "2026Q2")] == [State.READY]
