"""A night that finds another one at work says so before it starts anything, and takes nothing from it."""

import fcntl
import os
import re
from pathlib import Path

import pytest
from night_runs import SHENHE, run

from flows.office.home import Home
from flows.office.opened import alone
from flows.sample import make_city

UNSERVED = f"""
import flows.nightly
def served(*_, **__):
    raise SystemExit(99)
flows.nightly.served = served
{SHENHE}
"""
"""A night that ends with 99 as soon as it wants Prefect's server."""
_LEASED = """
import sys
from datetime import datetime
from pathlib import Path
from record import connect
connect(Path(sys.argv[1]))
from record.register import take_lease
from schemas.periods import SHANGHAI
take_lease("another machine", datetime.now(SHANGHAI))
"""
WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    make_city(tmp_path / "city", 1, 1)
    return tmp_path / "city"


def test_one_on_this_machine_is_told_with_its_time(city: Path) -> None:
    """The lock is asked for before Prefect is started; without another night that is the next thing."""
    words = ("night", "--home", str(city), "--lang", "en")
    with alone(Home(city)):
        refused = run(*words, code=UNSERVED)

    assert refused.returncode == 2
    assert re.fullmatch(rf"Another night is running on this machine \(since {WHEN}\).*\n", refused.stderr)
    assert run(*words, code=UNSERVED).returncode == 99


def test_the_time_is_that_of_the_one_who_holds_the_lock(city: Path) -> None:
    """Not that of the lock's file, nor of one who asked for it in vain."""
    lock = city / ".night-lock"
    lock.touch()
    os.utime(lock, (0, 0))
    with alone(Home(city)):
        held = lock.stat().st_mtime
    with lock.open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        os.utime(lock, (0, 0))
        refused = run("night", "--home", str(city), "--lang", "zh", code=UNSERVED)

    assert held > 0
    assert lock.stat().st_mtime == 0
    assert "1970-01-01 08:00 开始" in refused.stderr


def test_one_on_another_machine_is_told_as_well(city: Path) -> None:
    """The lease of the record is asked for, and stays with whoever has it."""
    assert run(str(city), code=_LEASED).returncode == 0
    refused = [run("night", "--home", str(city), "--lang", "en", code=UNSERVED) for _ in range(2)]

    assert [each.returncode for each in refused] == [2, 2]
    for each in refused:
        assert re.match(rf"Another night is running \(another machine, since {WHEN}\)", each.stderr)
