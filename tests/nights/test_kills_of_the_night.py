"""The whole night ended at any step and started again: the same bytes and the same record as of an undisturbed one.

The flow runs here without Prefect's server, each night in a forked process. SHENHE_KILLS=1000 tries every step; without
it a few are tried.
"""

import asyncio
import errno
import io
import json
import os
import shutil
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from night_here import night_here

from flows.cli.door import sentence
from flows.nightly import quiet
from flows.publish import PublishError
from flows.receive import StoreError
from flows.sample import make_city
from schemas.periods import SHANGHAI

FEW = 6
TRIED = int(os.environ.get("SHENHE_KILLS", str(FEW)))
FIRST, SECOND = (datetime(2027, 1, day, 1, tzinfo=SHANGHAI) for day in (15, 16))
NUMBER = "530099198002299918"
DISK = ("rename", "replace", "unlink", "mkdir", "fsync")
TASKS = ("receive_batch", "examine_batch", "answer_batch", "write_reports")
ENDED, BROKEN = 9, 8
ALWAYS = ("answer_batch", "settle", "publish", "board", "write_reports")
"""Before the middle step of these a night is always ended: counties told, verdicts on file, an edition, reports."""


class Steps:
    """Counts what a night does, and before its n-th step ends it, or lets the step fail."""

    def __init__(self, at: int, end: Callable[[], object]) -> None:
        self.count, self.at, self.end = 0, at, end
        self.acts, self.within = [""], list[str]()
        """The acts of the night that are under way, and for each step the one that it belongs to."""

    def before(self, call: Callable[..., Any], act: str = "") -> Callable[..., Any]:
        def stepping(*arguments: Any, **named: Any) -> Any:
            self.count += 1
            self.acts.append(act or self.acts[-1])
            self.within.append(self.acts[-1])
            if self.count == self.at:
                self.end()
            try:
                return call(*arguments, **named)
            finally:
                self.acts.pop()

        return stepping


def night(folder: Path, now: datetime, steps: Steps, *, disk_alone: bool = False) -> None:
    """One night in this process, whose every step is counted."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    from flows.judge.desk import Desk
    from flows.nightly import flow

    patch = pytest.MonkeyPatch()
    night_here(patch)
    for name in DISK:
        patch.setattr(os, name, steps.before(getattr(os, name)))
    if not disk_alone:
        patch.setattr(Path, "write_bytes", steps.before(Path.write_bytes))
        patch.setattr(BaseDatabaseWrapper, "_commit", steps.before(BaseDatabaseWrapper._commit))
        for name in [name for name in vars(Desk) if not name.startswith("_")]:
            patch.setattr(Desk, name, steps.before(getattr(Desk, name), name))
        for name in TASKS:
            patch.setattr(flow, name, steps.before(getattr(flow, name), name))
    asyncio.run(flow.nightly.fn(folder, now, "", 0.0))


def record_of(folder: Path, steps: Sequence[str]) -> None:
    """What is on file, beside the folder; of the runs themselves only that their trail is whole."""
    from record import connect

    connect(folder)
    from django.apps import apps

    from record import audit

    told: dict[str, Any] = {"whole": audit.verify().is_whole, "steps": steps}
    for model in apps.get_app_config("record").get_models():
        if model.__name__ not in {"AuditEntry", "AuditHead", "Night", "Lease"}:
            told[model.__name__] = sorted(
                json.dumps(row, default=str, sort_keys=True) for row in model.objects.values()
            )
    acts = (each for each in audit.export() if each.action not in {"night", "night_ended"})
    told["acts"] = sorted(json.dumps([each.action, each.subject, each.facts], default=str) for each in acts)
    folder.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def forked(act: Callable[[], object]) -> int:
    """Do something in a process of its own; its exit code. What it raises is shown and ends it with 1."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        except (PublishError, StoreError, OSError) as error:
            code = BROKEN if "磁盘" in sentence(error, "zh") else 1
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def undisturbed(folder: Path, now: datetime) -> None:
    """A whole night, and then what is on file."""

    def whole() -> None:
        steps = Steps(0, int)
        night(folder, now, steps)
        record_of(folder, tuple(steps.within))

    assert forked(whole) == 0


@dataclass(frozen=True)
class Left:
    """What a night leaves: every file by its hash, and the record."""

    files: dict[str, str]
    record: dict[str, Any]

    @classmethod
    def of(cls, folder: Path) -> "Left":
        record = json.loads(folder.with_suffix(".json").read_text(encoding="utf-8"))
        return cls(files(folder, "raw", "replies", "curated"), record)


def files(folder: Path, *parts: str) -> dict[str, str]:
    """Hash of every file below some parts of a folder, locks apart: also of what is hidden or unfinished."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for part in parts
        for path in sorted((folder / part).rglob("*"))
        if path.is_file() and not path.name.endswith("-lock")
    }


WRONG, APPROVED = "示例一县_干部统计表_2025Q4.xlsx", "示例市直_干部统计表_2025Q4.xlsx"


def changed(path: Path) -> bytes:
    """A workbook of the inbox with another figure in its second sheet."""
    book = openpyxl.load_workbook(path)
    figures = (cell for row in book.worksheets[1].iter_rows() for cell in row if isinstance(cell.value, int))
    next(cell for cell in figures if cell.value > 40).value += 7
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def roster() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = NUMBER
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class Scene:
    """A city before a night, and what an undisturbed night leaves of it in so many steps."""

    folder: Path
    now: datetime
    left: Left
    steps: list[str]

    @classmethod
    def of(cls, folder: Path, now: datetime) -> "Scene":
        done = folder.with_name("undisturbed")
        shutil.copytree(folder, done)
        undisturbed(done, now)
        steps = json.loads(done.with_suffix(".json").read_text(encoding="utf-8"))["steps"]
        return cls(folder, now, Left.of(done), steps)


@pytest.fixture(scope="module", autouse=True)
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is heavy is imported once, so that a forked night costs little."""
    folder = tmp_path_factory.mktemp("ready")
    before = dict(os.environ)
    for name in before:
        if name.startswith(("PREFECT", "SHENHE_HOME", "DJANGO")):
            del os.environ[name]
    quiet(folder)
    from record import connect, disconnect

    connect(folder)
    import flows.judge.desk
    import flows.nightly.flow
    import flows.publish.press  # noqa: F401 - imported once, before the forks
    from schemas.returns import returns

    returns()  # read once and kept

    disconnect()
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A county and the city level before their first night: good files, a wrong one, one twice, two that are refused."""
    folder = tmp_path_factory.mktemp("first") / "city"
    make_city(folder, 1, 1)
    inbox = folder / "raw" / "inbox" / "990121"
    for path in inbox.parent.rglob("*.xlsx"):
        if path.name not in {WRONG, APPROVED}:
            path.unlink()  # one return is enough: a night takes a second
    (folder / "right.xlsx").write_bytes((inbox / WRONG).read_bytes())
    (inbox / WRONG).write_bytes(changed(inbox / WRONG))
    (inbox / "龥.xlsx").write_bytes((inbox.with_name("990100-S01") / APPROVED).read_bytes())
    (inbox / "扫描件.pdf").write_bytes(b"%PDF-1.4 ...")
    (inbox / "名单.xlsx").write_bytes(roster())
    return Scene.of(folder, FIRST)


@pytest.fixture(scope="module")
def second(first: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The same city before its second night: the wrong one corrected, an approved one sent anew without permission."""
    folder = tmp_path_factory.mktemp("second") / "city"
    shutil.copytree(first.folder, folder)
    inbox = folder / "raw" / "inbox" / "990121"
    other = changed(inbox.with_name("990100-S01") / APPROVED)
    undisturbed(folder, FIRST)
    (inbox / WRONG).write_bytes((folder / "right.xlsx").read_bytes())
    (inbox.with_name("990100-S01") / "重报.xlsx").write_bytes(other)
    (inbox / "扫描件.pdf").write_bytes(b"%PDF-1.4 again")
    return Scene.of(folder, SECOND)


def test_an_undisturbed_night_has_something_to_do(first: Scene, second: Scene) -> None:
    """Kept, returned, answered, refused, published; then corrected, closed, published again."""
    names = " ".join((*first.left.files, *second.left.files))
    states = [json.loads(row)["state"] for row in second.left.record["Submission"]]

    assert all(part in names for part in ("v001", "v002", "扫描件_拒收_", "重报_拒收_"))
    assert sum(name.startswith("replies") and name.endswith(".xlsx") for name in second.left.files) > 0
    assert set(states) == {"published", "to_correct", "checking"}
    assert len(states) == 4
    assert first.left.record["whole"]
    assert second.left.record["whole"]
    assert len(first.steps) > 100
    assert set(ALWAYS) <= set(first.steps) & set(second.steps)
    assert second.steps.count("answer_batch") > 5
    assert second.steps.count("publish") > 10


@pytest.mark.parametrize("which", ["first", "second"])
def test_ended_before_any_step_and_started_again(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The same bytes below raw/, replies/ and curated/ and the same record; nobody is left without answer."""
    scene: Scene = request.getfixturevalue(which)
    seen: set[str] = set()
    for at in sorted({*evenly(len(scene.steps)), *(middle(scene.steps, act) for act in ALWAYS)}):
        folder = tmp_path / f"{at}" / "city"
        shutil.copytree(scene.folder, folder)
        assert forked(lambda: night(folder, scene.now, Steps(at, lambda: os._exit(ENDED)))) == ENDED  # noqa: B023 - called at once
        state = str(sorted(files(folder, ".").items()))
        if state not in seen:
            undisturbed(folder, scene.now)
            assert_same(folder, scene, at)
        seen.add(state)
        shutil.rmtree(folder.parent)


def test_ended_again_and_again(second: Scene, tmp_path: Path) -> None:
    """A night that is ended four times on its way is as good as another."""
    folder = tmp_path / "city"
    shutil.copytree(second.folder, folder)
    for turn in range(1, 5):
        at = len(second.steps) * turn // 5
        forked(lambda: night(folder, second.now, Steps(at, lambda: os._exit(ENDED))))  # noqa: B023 - called at once
    undisturbed(folder, second.now)

    assert_same(folder, second, 0)


def test_a_full_disk_stops_the_night_with_one_sentence(second: Scene, tmp_path: Path) -> None:
    """Whatever call to the disk it is that fails; with room again, the next night leaves what it should."""

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    told = 0
    for at in evenly(len(second.steps)):
        folder = tmp_path / f"{at}" / "city"
        shutil.copytree(second.folder, folder)
        code = forked(lambda: night(folder, second.now, Steps(at, full), disk_alone=True))  # noqa: B023 - called at once
        assert code in (0, BROKEN)
        told += code == BROKEN
        undisturbed(folder, second.now)
        assert_same(folder, second, at)
        shutil.rmtree(folder.parent)
    assert told


def middle(steps: Sequence[str], act: str) -> int:
    """The number of the step in the middle of an act of the night."""
    numbers = [number for number, within in enumerate(steps, 1) if within == act]
    return numbers[len(numbers) // 2]


def evenly(steps: int) -> Iterator[int]:
    """The steps that are tried: all of them, or some from the first to the last."""
    tried = min(TRIED, steps)
    return (1 + (steps - 1) * turn // max(1, tried - 1) for turn in range(tried))


def assert_same(folder: Path, scene: Scene, at: int) -> None:
    left = Left.of(folder)
    assert left.files == scene.left.files, at
    assert left.record["whole"]
    for name in scene.left.record:
        if name != "steps":
            assert left.record[name] == scene.left.record[name], (at, name)
