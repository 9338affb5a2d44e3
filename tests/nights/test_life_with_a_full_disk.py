"""Commands on a full disk, below an edition or below the record: one sentence, exit code 2, and nothing lost."""

import subprocess
from pathlib import Path

import databases
import pytest
from night_runs import SHENHE, UNGATED, run

from flows.publish.editions import catalogued
from flows.sample import make_city

FULL = f"""
import errno, os
import flows.publish.edition as edition
def put(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
edition.put = put
{UNGATED}
"""
CROWDED = f"""
from django.db.backends.signals import connection_created
def crowd(connection, **_):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")  # SQLite then holds it to the pages that it has
connection_created.connect(crowd)
{SHENHE}
"""


def night(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    return run("night", "--home", str(folder), "--date", "2027-01-15", "--lang", "zh", code=code)


def test_the_command_says_it_once_and_the_next_night_makes_up_for_it(tmp_path: Path) -> None:
    """What was received and judged stays; with room again the edition is published, and nothing is done twice."""
    folder = tmp_path / "city"
    make_city(folder, 1, 1)
    sent = len(list((folder / "raw" / "inbox").rglob("*.xlsx")))

    stopped = night(folder, FULL)

    assert stopped.returncode == 2
    assert stopped.stdout == ""
    (line,) = stopped.stderr.splitlines()
    assert "磁盘已满" in line
    assert catalogued(folder / "curated") == ()
    assert len(list((folder / "raw" / "2025Q4").rglob("*.xlsx"))) == sent

    made_up = night(folder, UNGATED)

    assert made_up.returncode == 0, made_up.stderr
    assert "收到 0 份" in made_up.stdout
    assert "校核 0 份" in made_up.stdout
    assert [edition.name for edition in catalogued(folder / "curated")] == ["2025Q4 v001"]
    assert (folder / "reports" / "2027-01-15" / "tolerated-2025Q4.csv").is_file()


@pytest.mark.skipif(databases.on_postgresql(), reason="the size of a PostgreSQL database has no limit to set")
def test_a_full_disk_below_the_record_is_named_by_every_command(tmp_path: Path) -> None:
    """What only opens the record says it as the night does, which leaves the inbox as it was or what it kept on file."""
    folder = tmp_path / "city"
    make_city(folder, 1, 1)
    at = ("--home", str(folder), "--date", "2027-01-15", "--lang", "zh")

    new = run("status", *at, code=CROWDED)
    run("status", *at)
    stopped = night(folder, CROWDED)

    for told in (new, stopped):
        assert told.returncode == 2
        assert told.stdout == ""
        (line,) = told.stderr.splitlines()
        assert line.startswith("磁盘已满")
    assert night(folder, UNGATED).returncode == 0
    assert [edition.name for edition in catalogued(folder / "curated")] == ["2025Q4 v001"]
