"""What machines ask the portal, and what people see when something of it does not answer."""

import json
import logging
import shutil
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from portal.operations import views
from portal.operations.journal import Lines

pytestmark = pytest.mark.files

NAME = "张三"


def gone(_: BaseDatabaseWrapper) -> None:
    raise OperationalError(f"could not connect as {NAME}")


@pytest.fixture
def no_database(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database does not answer any more."""
    connections.close_all()
    monkeypatch.setattr(BaseDatabaseWrapper, "connect", gone)
    return empty_folder


@pytest.mark.usefixtures("empty_folder")
def test_a_portal_that_can_work_says_so_to_everybody() -> None:
    """Without signing in, and not from a cache."""
    for address in ("/healthz", "/readyz"):
        answer = Client().get(address)
        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert "no-store" in answer.headers["Cache-Control"]
    assert Client().post("/healthz").status_code == 405


@pytest.mark.usefixtures("no_database")
def test_without_its_database_it_is_up_but_not_ready() -> None:
    """A restart would not help; the word for the machine names no address."""
    assert Client().get("/healthz").status_code == 200
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database does not answer\n")


@pytest.mark.usefixtures("empty_folder")
def test_a_full_disk_is_told_before_a_file_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than an upload or two is left."""
    monkeypatch.setattr(views.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))

    assert Client().get("/readyz").content == b"disk nearly full\n"


def test_pages_without_a_database_say_so_in_words(
    client_of, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 and a number, nothing half done, also for who was signed in."""
    assert empty_folder.is_dir()
    client = client_of("office")
    client.raise_request_exception = False
    connections.close_all()
    monkeypatch.setattr(BaseDatabaseWrapper, "connect", gone)
    answer = client.get("/password/")

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "数据库暂时连不上" in page
    assert "编号" in page
    assert NAME not in page


def test_counts_are_told_without_units_and_figures(folder: Path) -> None:
    """States by period, the last night's age and end, uploads, faults."""
    text = Client().get("/metrics").content.decode()

    assert folder.is_dir()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert lines['shenhe_submissions{period="2025Q4",state="published"}'] == "12"
    assert lines['shenhe_submissions{period="2026Q2",state="to_correct"}'] == "3"
    assert lines["shenhe_night_age_seconds"] == str(8 * 3600)
    assert lines["shenhe_night_finished"] == "1"
    assert {"shenhe_uploads_total", "shenhe_faults_total", "shenhe_notices_waiting"} <= lines.keys()
    assert "9901" not in text
    assert "示例" not in text


@pytest.mark.usefixtures("empty_folder")
def test_a_request_is_logged_by_its_page_and_never_by_its_address(caplog: pytest.LogCaptureFixture) -> None:
    """One JSON object a line; machines that ask are left out."""
    caplog.set_level(logging.INFO, "shenhe.requests")
    Client().get("/sign-in/", {"next": f"/{NAME}"})
    Client().get("/healthz")

    [record] = [each for each in caplog.records if each.name == "shenhe.requests"]
    told = json.loads(Lines().format(record))
    assert {name: told[name] for name in ("event", "page", "method", "status")} == {
        "event": "request", "page": "sign-in", "method": "GET", "status": 200,
    }  # fmt: skip
    assert NAME not in Lines().format(record)


def test_a_fault_is_logged_by_its_place_and_without_its_words() -> None:
    """An error may quote a cell."""
    try:
        int(NAME)
    except ValueError as error:
        record = logging.LogRecord("shenhe.portal", 40, "", 0, "fault %s", ("7F3A",), (type(error), error, None))
    line = Lines().format(record)

    told = json.loads(line)
    assert (told["event"], told["error"], len(told["fault"])) == ("fault 7F3A", "ValueError", 4)
    assert told["where"][-1].startswith("tests/pages/test_operations_health.py:")
    assert NAME not in line


@pytest.mark.parametrize(
    ("logger", "words"), [("django.request", "Not Found: %s"), ("django.security.DisallowedHost", "refused")]
)
def test_what_libraries_put_into_their_words_is_left_out(logger: str, words: str) -> None:
    """Addresses and names stand there."""
    said = "Not Found: %s" if logger == "django.request" else f"Invalid HTTP_HOST header: {NAME}"
    record = logging.LogRecord(logger, 40, "", 0, said, (NAME,), None)

    assert json.loads(Lines().format(record))["event"] == words
    assert NAME not in Lines().format(record)


@pytest.mark.usefixtures("empty_folder")
def test_another_host_name_is_told_how_to_set_it_up() -> None:
    """The first thing that goes wrong on an intranet."""
    answer = Client().get("/sign-in/", headers={"host": "stat.example"})

    assert answer.status_code == 400
    assert "SHENHE_HOSTS" in answer.content.decode()
