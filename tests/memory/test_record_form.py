"""The record's form: migrations, constraints, where it is kept, and the pages that show it."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import databases
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client

import record
from portal.models import Member
from portal.secret_key import secret_key
from record import models
from record import register as on_file
from record.database import DatabaseError, database
from schemas.decision import Decision, Review, Standing
from schemas.finding import Finding
from schemas.published import Edition

on_files = pytest.mark.skipif(databases.on_postgresql(), reason="on SQLite a record is a file of its folder")


@pytest.mark.usefixtures("office")
def test_no_migration_is_missing() -> None:
    """The tables are those of the models."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_can_be_undone(office) -> None:
    """The guard of the audit trail goes with it, and comes back."""
    call_command("migrate", "record", "zero", verbosity=0, interactive=False)
    record.connect(office.home)

    assert office.send("first").attempt == 1


@pytest.fixture
def as_in_use() -> Iterator[None]:
    """Connections wait for the disk, as those of the tests do not."""
    connection_created.disconnect(databases.hurry)
    connection.close()
    yield
    connection_created.connect(databases.hurry)


@on_files
@pytest.mark.usefixtures("office", "as_in_use")
def test_a_writer_does_not_stop_readers_and_keys_are_kept() -> None:
    """Write-ahead log, foreign keys, and what was acknowledged is on the disk."""
    with connection.cursor() as cursor:
        told = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys", "synchronous")
        ]

    assert told == ["wal", 1, 2]


@pytest.mark.parametrize(
    "wrong",
    [{"state": "finished"}, {"state": "missing"}, {"state": "approved"}, {"taken": False}, {"attempt": 0}],
)
def test_the_database_itself_refuses_what_cannot_be(office, wrong: dict[str, object]) -> None:
    """Whoever writes there."""
    number = office.send("first").submission
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Submission.objects.filter(pk=number).update(**wrong)


def test_the_database_holds_each_file_and_each_attempt_once(office) -> None:
    """A second row for the same bytes or the same attempt cannot be."""
    office.send("first")
    second = office.send("second").submission
    for wrong in ({"sha256": office.sent[1].sha256}, {"attempt": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Submission.objects.filter(pk=second).update(**wrong)


def test_decisions_without_an_author_or_an_end_cannot_be_kept(office) -> None:
    """The rules of the register are those of the database too."""
    day = office.today
    common = {"unit": "990121", "reason": "理由", "made_on": day}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Waiver.objects.create(code="CA1-P01", by="", expires_on=day, **common)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Waiver.objects.create(code="CA1-P01", by="office", expires_on=day - timedelta(1), **common)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Decision.objects.create(submission_id=99, review="approve", by="office", made_at=office.now)


@on_files
def test_one_process_may_look_at_two_records(office, open_empty_record, tmp_path: Path) -> None:
    """Each folder has its own."""
    office.send("first")
    open_empty_record(tmp_path / "other")
    assert on_file.on_file("2026Q3") == ()
    record.connect(office.home)
    assert len(on_file.on_file("2026Q3")) == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://shenhe:p%40ss@db.example:5433/record", ("record", "db.example", "5433", "shenhe", "p@ss")),
        ("postgres:///record", ("record", "", "", "", "")),
    ],
)
def test_a_postgresql_database_is_named_by_its_address(url: str, told: tuple[str, ...]) -> None:
    """Parts may be left out, and signs in a password are written as in any address."""
    settings = database(Path(), url)

    assert settings["ENGINE"] == "record.engines.postgresql"
    assert tuple(settings[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")) == told


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:secret@h/record",
        "postgresql://u:secret@h",
        "postgresql://h:port/record",
        "record",
        "postgresql://h/a/b",
    ],
)
def test_another_address_is_refused_without_repeating_it(url: str) -> None:
    """It may hold a password."""
    with pytest.raises(DatabaseError) as refused:
        database(Path(), url)

    assert "DATABASE_URL" in refused.value.message("zh")
    assert "secret" not in str(refused.value) + refused.value.message("zh") + refused.value.message("en")


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """Two folders have two keys, and nothing half-written is left."""
    key = secret_key(tmp_path)
    (tmp_path / "other").mkdir()

    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    assert secret_key(tmp_path / "other") != key
    assert stat.S_IMODE((tmp_path / ".secret-key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [".secret-key", "other"]


def test_reading_the_settings_writes_nothing(tmp_path: Path) -> None:
    """A type checker or a test that imports them leaves the folder as it is; the key is made when it is asked for."""
    program = (
        "import os; import portal.settings as s; print(os.listdir()); print(len(str(s.SECRET_KEY)) >= 50, os.listdir())"
    )
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SHENHE_HOME"}}
    ran = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )

    assert ran.stdout.splitlines() == ["[]", "True ['.secret-key']"]


def test_the_record_can_be_looked_at_and_not_changed(office, query: Finding, reviewed: Standing) -> None:
    """Every list and page of the admin opens, in Chinese, without a button that saves."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)
    on_file.review(Decision(number, Review.APPROVE, "office", "", office.tick()))
    edition = Edition("2026Q3", 1, office.today, "f" * 64, 1, 1, 5, 0)
    on_file.publish_edition(edition, [number], office.tick())
    office.permit()
    on_file.take_lease("server", office.tick())
    on_file.begin_night("server", "1" * 64, office.tick())
    user = get_user_model().objects.create_user("administrator", password="a long enough one")
    Member.objects.create(user=user, role="administrator", must_change_password=False)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)

    for model in (
        "submission",
        "verdict",
        "explanation",
        "correction",
        "decision",
        "edition",
        "night",
        "lease",
        "waiver",
        "auditentry",
    ):
        listed = client.get(f"/admin/record/{model}/")
        assert listed.status_code == 200, model
        assert client.get(f"/admin/record/{model}/add/").status_code == 403
    page = client.get(f"/admin/record/submission/{number}/change/")
    assert "填报单位" in page.content.decode()
    assert "_save" not in page.content.decode()
    assert client.post(f"/admin/record/submission/{number}/change/", {"state": "approved"}).status_code == 403


@pytest.mark.usefixtures("office")
def test_pages_ask_for_a_name_first() -> None:
    """Nothing is shown to a stranger."""
    answer = Client(headers={"host": "localhost"}).get("/admin/record/submission/")

    assert answer.status_code == 302
    assert "/sign-in/" in answer.headers["Location"]


@pytest.mark.usefixtures("office")
def test_pages_bring_their_own_styles() -> None:
    """No page asks another host, and nothing has to be collected before serving."""
    answer = Client(headers={"host": "localhost"}).get("/static/admin/css/base.css")

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).strip()
    answer.close()
