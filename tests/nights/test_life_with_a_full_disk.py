"""The night's command on a disk that takes no edition: one sentence, exit code 2, and nothing lost."""

import subprocess
from pathlib import Path

from night_runs import UNGATED, run

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
