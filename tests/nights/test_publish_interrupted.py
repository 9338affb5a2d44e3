"""Publishing that is cut short anywhere: the old edition stands whole, and the next run ends with the same bytes."""

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from flows.publish import PublishError
from flows.publish.disk import put
from flows.publish.editions import catalogued
from flows.publish.gate import Verdict

SMALL_CITY = Path(__file__).parents[1] / "editions" / "conftest.py"
STEPS = ("write", "fsync", "rename", "replace")
"""Every way in which publishing changes the disk, but for the database's own."""


def loaded(path: Path) -> ModuleType:
    """The small city of the tests of editions."""
    spec = importlib.util.spec_from_file_location("small_city", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["small_city"] = module
    spec.loader.exec_module(module)
    return module


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours runs after it."""


class Disk:
    """The system's calls, of which the n-th does not come back well."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fault: Callable[[], BaseException]) -> None:
        self.count, self.fails_at, self.fault = 0, 0, fault
        for name in STEPS:
            monkeypatch.setattr(f"flows.publish.disk.os.{name}", self._guarded(getattr(os, name)))

    def _guarded(self, call: Callable[..., object]) -> Callable[..., object]:
        def guarded(*arguments: object) -> object:
            self.count += 1
            if self.count == self.fails_at:
                raise self.fault()
            return call(*arguments)

        return guarded


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The small city, with one table and no gate: this is about the disk."""
    monkeypatch.setattr("flows.publish.press.judge_edition", lambda *_: Verdict(()))
    return loaded(SMALL_CITY)


def whole(curated: Path) -> list[str]:
    """Names of the editions that readers see, each checked against its sums; the database is read too."""
    for edition in catalogued(curated):
        folder = curated / edition.folder
        for line in (folder / "SHA256SUMS").read_text().splitlines():
            seal, name = line.split("  ")
            assert sha256((folder / name).read_bytes()).hexdigest() == seal
    if (curated / "shenhe.duckdb").exists():
        with duckdb.connect(str(curated / "shenhe.duckdb"), read_only=True) as database:
            assert database.execute("SELECT count(*) FROM facts").fetchall() != [(0,)]
    return [edition.name for edition in catalogued(curated)]


def content(curated: Path) -> dict[str, bytes]:
    """Every file's bytes."""
    return {str(path.relative_to(curated)): path.read_bytes() for path in curated.rglob("*") if path.is_file()}


def publish(small: ModuleType, curated: Path, number: int) -> None:
    """The first edition, or the second with a correction."""
    city = small.City(small.Register.from_csv(small.REGISTER), small.returns())
    cells = {("CA5", "990121101", "practice"): 55 + number}
    facts = city.facts([small.Workbook("990121", cells=cells)])
    city.publish(replace(facts, tables=facts.tables[-1:]), curated, date(2026, 10, 20 + number))


@pytest.mark.parametrize("fault", [lambda: OSError(errno.ENOSPC, "No space left"), Killed], ids=["disk full", "killed"])
def test_cut_short_at_every_step(
    small: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[], BaseException]
) -> None:
    """At each call to the disk in turn: what readers see is v001 or v002, whole; then the rest is made up for."""
    publish(small, tmp_path / "first", 1)
    shutil.copytree(tmp_path / "first", tmp_path / "undisturbed")
    with monkeypatch.context() as patched:
        counting = Disk(patched, fault)
        publish(small, tmp_path / "undisturbed", 2)
        steps = counting.count
    wanted = content(tmp_path / "undisturbed")
    assert steps > 20
    for step in range(1, steps + 1):
        curated = tmp_path / f"step{step}"
        shutil.copytree(tmp_path / "first", curated)
        with monkeypatch.context() as patched:
            Disk(patched, fault).fails_at = step
            with pytest.raises((PublishError, Killed)) as ended:
                publish(small, curated, 2)
        assert whole(curated) in (["2026Q3 v001"], ["2026Q3 v001", "2026Q3 v002"])
        if isinstance(ended.value, PublishError):
            assert ended.value.code == "PUBLISH-DISK-FULL"

        publish(small, curated, 2)

        assert content(curated) == wanted


def test_a_first_edition_cut_short_leaves_nothing_to_see(
    small: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an edition is none; a broken disk is told in words."""
    with monkeypatch.context() as patched:
        Disk(patched, lambda: OSError(errno.EIO, "Input/output error")).fails_at = 9
        with pytest.raises(PublishError) as told:
            publish(small, tmp_path, 1)

    assert catalogued(tmp_path) == ()
    assert "检查磁盘" in told.value.message("zh")
    assert "Input/output error" in told.value.message("en")


def test_a_disk_that_takes_little_at_a_time_gets_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write may take less than it was given."""
    write = os.write
    monkeypatch.setattr("flows.publish.disk.os.write", lambda to, part: write(to, bytes(part)[:3]))

    seal = put(tmp_path / "file", [b"0123456789", b"", b"abc"])

    assert (tmp_path / "file").read_bytes() == b"0123456789abc"
    assert seal == sha256(b"0123456789abc").hexdigest()


KILLED_FOR_REAL = """
import importlib.util, os, sys
from pathlib import Path
sys.path.append(str(Path(sys.argv[1]).parents[1] / "making"))
spec = importlib.util.spec_from_file_location("interrupted", sys.argv[1])
tests = importlib.util.module_from_spec(spec)
sys.modules["interrupted"] = tests
spec.loader.exec_module(tests)
from flows.publish import disk, press
press.judge_edition = lambda *_: tests.Verdict(())
plain = getattr(disk, sys.argv[3])
def last_words(*arguments):
    plain(*arguments)
    os._exit(9)
setattr(disk, sys.argv[3], last_words)
setattr(press, sys.argv[3], last_words)
tests.publish(tests.loaded(tests.SMALL_CITY), Path(sys.argv[2]), 2)
"""


@pytest.mark.parametrize("after", ["appear", "swap"])
def test_a_process_that_ends_between_the_renames(small: ModuleType, tmp_path: Path, after: str) -> None:
    """The edition's folder is there, the database or the catalogue is not yet; the next run puts them right."""
    publish(small, tmp_path / "first", 1)
    shutil.copytree(tmp_path / "first", tmp_path / "undisturbed")
    publish(small, tmp_path / "undisturbed", 2)

    command = [sys.executable, "-c", KILLED_FOR_REAL, __file__, str(tmp_path / "first"), after]
    ended = subprocess.run(command, check=False)

    assert ended.returncode == 9
    assert whole(tmp_path / "first") == ["2026Q3 v001"]
    assert (tmp_path / "first" / "2026Q3" / "v002").is_dir()
    publish(small, tmp_path / "first", 2)
    assert content(tmp_path / "first") == content(tmp_path / "undisturbed")
