"""Where Prefect runs the night: a Dask cluster does as this machine does, a server ends with it, a schedule schedules."""

import asyncio
import io
import os
import pickle
import select
import shutil
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from night_runs import TIMES, UNGATED, bytes_of, record_of, run

from flows.receive import StoreError
from flows.sample import make_city

DATE = "2027-01-15"
_SERVED = """
import os, subprocess, sys
from pathlib import Path

class Noted(subprocess.Popen):
    def __init__(self, *words, **named):
        super().__init__(*words, **named)
        os.write(1, str(self.pid).encode())

subprocess.Popen = Noted
from flows.nightly import quiet
from flows.nightly.prefect_server import served
own = quiet(Path(sys.argv[1]))
with served(own / "server.log"):
    pass
if sys.argv[2] == "killed":
    os.kill(os.getpid(), 9)
"""


_SCHEDULED = """
import sys, time
from pathlib import Path
from flows.nightly import quiet
from flows.nightly.prefect_server import served
own = quiet(Path(sys.argv[1]))
with served(own / "server.log", scheduling=True):
    from prefect.client.orchestration import get_client
    from prefect.schedules import Cron
    from flows.nightly.flow import nightly
nightly.to_deployment(name="night", schedule=Cron("0 1 * * *"), parameters={"folder": sys.argv[1]}).apply()
with get_client(sync_client=True) as client:
    while not client.read_flow_runs():
        time.sleep(0.5)  # the server's API tells no event; asked again until this process's time is up
    print({run.state.type.value for run in client.read_flow_runs()})
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county and the city level: good workbooks, one with a wrong figure, one that is refused; three batches."""
    folder = tmp_path_factory.mktemp("dask") / "city"
    make_city(folder, 1, 1)
    wrong = min((folder / "raw/inbox/990121").glob("*干部*.xlsx"))
    book = openpyxl.load_workbook(wrong)
    figures = (cell for row in book.worksheets[1].iter_rows() for cell in row if isinstance(cell.value, int))
    next(cell for cell in figures if cell.value > 40).value += 7
    buffer = io.BytesIO()
    book.save(buffer)
    wrong.write_bytes(buffer.getvalue())
    (wrong.parent / "扫描件.pdf").write_bytes(b"%PDF-1.4 ...")
    choices = folder / "shenhe.toml"
    choices.write_text(f"{choices.read_text(encoding='utf-8').rstrip()}\nbatch = 3\n", encoding="utf-8")
    return folder


def test_dask_ends_with_the_bytes_and_the_record_of_processes(city: Path, tmp_path: Path) -> None:
    """raw/, replies/, curated/ and what is on file; nothing on stderr, nobody left who holds the output open."""
    left = {}
    for runner in ("processes", "dask"):
        folder = tmp_path / runner / "city"
        shutil.copytree(city, folder)
        choices = folder / "shenhe.toml"
        told = choices.read_text(encoding="utf-8").replace('runner = "processes"', f'runner = "{runner}"')
        choices.write_text(told, encoding="utf-8")

        done = run("night", "--home", str(folder), "--date", DATE, code=UNGATED, own_server=True)

        assert (done.returncode, done.stderr) == (0, "")
        record = record_of(folder)
        assert record["whole"]
        kept = {name: rows for name, rows in record.items() if name not in TIMES}
        left[runner] = (bytes_of(folder, ("raw", "replies", "curated")), kept)

    assert left["dask"] == left["processes"]
    assert sum(name.endswith(".parquet") for name in left["dask"][0]) > 10
    assert any(name.startswith("replies/990121/") and name.endswith(".xlsx") for name in left["dask"][0])


def test_a_worker_that_is_lost_costs_its_batch_and_not_the_night() -> None:
    """What Dask says of a task whose worker ended is told as what came of the batch, as a task's own exception is."""
    from prefect_dask.task_runners import PrefectDaskFuture

    from flows.nightly.flow import _settled

    lost: Future[object] = Future()
    lost.set_exception(RuntimeError("the worker ended"))
    future = PrefectDaskFuture(task_run_id=uuid4(), wrapped_future=lost)

    assert repr(asyncio.run(_settled(future))) == "RuntimeError('the worker ended')"


@pytest.mark.parametrize("error", [StoreError("STORE-FULL"), StoreError("STORE-FAULT", {"fault": "EIO"})])
def test_a_full_disk_is_told_over_from_another_process(error: StoreError) -> None:
    """It stops the night by what it is, so it has to arrive as that."""
    arrived = pickle.loads(pickle.dumps(error))

    assert (type(arrived), arrived.code, arrived.message("zh")) == (StoreError, error.code, error.message("zh"))


@pytest.mark.parametrize(("how", "code"), [("killed", -9), ("done", 0)])
def test_prefects_server_ends_with_the_night_however_it_ends(how: str, code: int, tmp_path: Path) -> None:
    """A night that is killed leaves no server behind, and one that is done has ended it before."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHENHE", "PREFECT"))}
    done = subprocess.run(
        [sys.executable, "-c", _SERVED, str(tmp_path), how],
        capture_output=True,
        check=False,
        env=environment,
        timeout=600,
    )

    assert done.returncode == code, done.stderr
    assert ended(int(done.stdout), 300 if how == "killed" else 0)


def test_a_schedule_puts_its_nights_down(tmp_path: Path) -> None:
    """The server of a schedule is one that schedules, and it works with the database library that is installed."""
    done = run(str(tmp_path), code=_SCHEDULED, seconds=600)

    assert (done.returncode, done.stdout) == (0, "{'SCHEDULED'}\n"), done.stderr


def ended(process: int, seconds: int) -> bool:
    """Whether a process ends within some time."""
    try:
        number = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([number], [], [], seconds)[0])
    finally:
        os.close(number)
