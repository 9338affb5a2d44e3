"""A full disk, a folder that cannot be written, and kill -9 at any step: each file is in raw/ with its receipt or waits."""

import errno
import os
import random
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from night_here import Here
from small_books import book, understand

from flows.receive import StoreError, forget, look, receipts, receive

NOW = datetime(2036, 10, 16, 1, 0, tzinfo=UTC)
CALLS = ("open", "write", "fsync", "rename", "unlink", "mkdir")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Three counties' workbooks, one that is refused, and one that is personal."""
    found = {"990121/d.pdf": b"%PDF-1.4 ..."}
    for number, unit in enumerate(("990121", "990122", "990123")):
        found[f"{unit}/a.xlsx"] = book(unit, number)
    found["990122/名单.xlsx"] = book("990122", "530099198002299918")
    return found


def home(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / "raw" / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "raw"


def one_round(raw: Path, now: datetime = NOW) -> None:
    names = look(raw / "inbox", now).ready
    intake = receive(raw / "inbox", raw, names, now=now, understand=understand, chamber=Here())
    forget(intake.repeated)


def waiting_in(raw: Path) -> dict[str, bytes]:
    inbox = raw / "inbox"
    return {path.relative_to(inbox).as_posix(): path.read_bytes() for path in inbox.rglob("*") if path.is_file()}


def check(raw: Path, files: dict[str, bytes]) -> None:
    """Nothing lost and nothing half: what is not in the inbox is kept whole, or set aside, or was personal."""
    kept = {receipt.source: receipt for receipt in receipts(raw)}
    waiting = waiting_in(raw)
    for name, content in files.items():
        if name in kept:
            assert name not in waiting
            assert content == (raw / kept[name].kept_as).read_bytes()
        elif name not in waiting:
            aside = [path for path in (raw / "refused").iterdir() if path.read_bytes() == content]
            assert aside or "名单" in name
        if name in waiting:
            assert content == waiting[name]


def settled(raw: Path, files: dict[str, bytes]) -> None:
    """After one more undisturbed round each file is in its place once, and nothing else lies about."""
    one_round(raw, NOW + timedelta(hours=1))
    assert waiting_in(raw) == {}
    assert sorted(one.source for one in receipts(raw)) == ["990121/a.xlsx", "990122/a.xlsx", "990123/a.xlsx"]
    check(raw, files)
    notes = [path.name for path in (raw / "refused").iterdir() if path.suffix == ".json"]
    assert len(notes) == 2
    assert not any(b"530099198002299918" in path.read_bytes() for path in raw.rglob("*") if path.is_file())


class Failing:
    """Lets `os` calls below a folder pass until the n-th, which fails; a write fails after half its bytes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, below: Path, at: int, fault: int) -> None:
        self.left = at
        self.fault = fault
        self.below = str(below)
        for name in CALLS:
            monkeypatch.setattr(os, name, self.wrapped(name, getattr(os, name)))

    def wrapped(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            if name not in ("write", "fsync") and not str(given[0]).startswith(self.below):
                return real(*given, **named)
            self.left -= 1
            if self.left == 0:
                if name == "write":
                    half: bytes = given[1]
                    real(given[0], half[: len(half) // 2])
                raise OSError(self.fault, os.strerror(self.fault), str(given[0]))
            return real(*given, **named)

        return call


@pytest.mark.parametrize(
    ("fault", "code"),
    [(errno.ENOSPC, "STORE-FULL"), (errno.EROFS, "STORE-READ-ONLY"), (errno.EIO, "STORE-FAULT")],
    ids=["full", "read-only", "broken"],
)
def test_a_fault_at_any_call_leaves_nothing_half(
    tmp_path: Path, files: dict[str, bytes], fault: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The n-th call fails, for n = 1, 2, 3 … until a round passes: one typed error, all files whole, the next round heals."""
    for at in range(1, 500):
        folder = tmp_path / str(at)
        raw = home(folder, files)
        with monkeypatch.context() as patch:
            failing = Failing(patch, raw, at, fault)
            try:
                one_round(raw)
            except StoreError as error:
                assert code == error.code  # noqa: PT017 - not each n raises: a removal of what is pending may fail unheard
        check(raw, files)
        settled(raw, files)
        if failing.left > 0:
            assert at > 30
            return
    pytest.fail("no round passed")


def killed_at(raw: Path, at: int) -> bool:
    """Run a round in a forked process that ends itself like kill -9 before its n-th call; True when it got through."""
    child = os.fork()
    if child == 0:
        patch = pytest.MonkeyPatch()
        counter = iter(range(1, at))

        def wrapped(real: Callable[..., object]) -> Callable[..., object]:
            def call(*given: object, **named: object) -> object:
                if next(counter, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*given, **named)

            return call

        for name in CALLS:
            patch.setattr(os, name, wrapped(getattr(os, name)))
        try:
            one_round(raw)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> int:
    """How many calls a whole round makes, and the one before which it would be killed no more."""
    raw = home(tmp_path_factory.mktemp("steps"), files)
    with pytest.MonkeyPatch.context() as patch:
        counting = Failing(patch, raw, 0, errno.EIO)
        one_round(raw)
    at = -counting.left + 1
    assert not killed_at(home(tmp_path_factory.mktemp("last"), files), at - 1)
    assert killed_at(home(tmp_path_factory.mktemp("through"), files), at)
    return at


def test_killed_before_any_call_nothing_is_lost_or_half(tmp_path: Path, files: dict[str, bytes], steps: int) -> None:
    """At each of the calls of a round; the next round ends in the same place."""
    assert steps > 30
    for at in range(1, steps):
        raw = home(tmp_path / str(at), files)
        killed_at(raw, at)
        check(raw, files)
        settled(raw, files)


def test_killed_again_and_again_it_gets_there(tmp_path: Path, files: dict[str, bytes], steps: int) -> None:
    """Rounds that are each killed at a random call still never lose a file."""
    chance = random.Random(2036)
    for turn in range(5):
        raw = home(tmp_path / str(turn), files)
        for _ in range(12):
            killed_at(raw, chance.randrange(1, steps))
            check(raw, files)
        settled(raw, files)
