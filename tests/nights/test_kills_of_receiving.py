"""Two hundred files received by processes that are killed again and again: each file is in the inbox or in its place.

SHENHE_KILLS says how many kills (1,000 take about two minutes); without it there are few.
"""

import functools
import json
import os
import random
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from small_books import book, understand

from flows.chamber import Chamber, Died, Done
from flows.gate import Limits
from flows.receive import Inspected, forget, in_order, inspect_file, labelled, look, receipts, receive
from schemas.receipt import Receipt, Refusal

KILLS = int(os.environ.get("SHENHE_KILLS", "60"))
FILES = 200
NOW = datetime(2036, 10, 16, 1, 0, tzinfo=UTC)
BATCH = 10
MOST_CALLS = 200
"""A process is killed before one of so many calls to the system: one or two batches."""
NUMBER = "530099198002299918"
CALLS = ("open", "write", "fsync", "rename", "unlink", "mkdir")


class Remembering(Chamber):
    """Knows the verdict on each file beforehand: a killed round costs next to nothing."""

    def __init__(self, verdicts: Mapping[bytes, Inspected]) -> None:
        super().__init__()
        self.verdicts = verdicts

    def run(self, _: Callable[[bytes], object], items: Sequence[bytes | Path]) -> tuple[Done[object] | Died, ...]:
        return tuple(Done(self.verdicts[item]) for item in items if isinstance(item, bytes))


def shown(name: bytes) -> str:
    """A file's name as receipts and notes tell it."""
    return name.decode("utf-8", "replace")


@dataclass(frozen=True)
class Sent:
    """What lies in the inbox in the beginning, by the path below it, and what becomes of each."""

    good: dict[bytes, bytes] = field(default_factory=dict)
    again: dict[bytes, bytes] = field(default_factory=dict)
    """The bytes of a good file under another name, which comes later."""
    bad: dict[bytes, bytes] = field(default_factory=dict)
    personal: dict[bytes, bytes] = field(default_factory=dict)

    @functools.cached_property
    def files(self) -> dict[bytes, bytes]:
        return {**self.good, **self.again, **self.bad, **self.personal}


@pytest.fixture(scope="module")
def sent() -> Sent:
    """Good files, the same under two names, refused ones, the same one of several senders, personal ones, odd names."""
    made = Sent()
    for number in range(156):
        unit = f"9901{21 + number % 8}"
        made.good[f"{unit}/报表{number}.xlsx".encode()] = book(unit, number)
    for number, name in enumerate(("报表".encode("gb18030"), b"a\nb", b"'\"$(x);", b" -rf")):
        made.good[b"990121/" + name + b".xlsx"] = book("990121", f"odd {number}")
    for number, (name, content) in enumerate(list(made.good.items())[:15]):
        made.again[name.partition(b"/")[0] + f"/龥{number}.xlsx".encode()] = content
    for number in range(12):
        made.bad[f"990122/扫描{number}.pdf".encode()] = b"%%PDF-1.4 %d" % number
    for number in range(8):
        made.bad[f"9901{21 + number}/通知.pdf".encode()] = b"%PDF-1.4 to all"
    for number in range(5):
        made.personal[f"990123/名单{number}.xlsx".encode()] = book("990123", f"{NUMBER} {number}")
    assert len(made.files) == FILES
    return made


@pytest.fixture(scope="module")
def chamber(sent: Sent) -> Remembering:
    items = [labelled(shown(name).rpartition("/")[2], content) for name, content in sent.files.items()]
    return Remembering({item: inspect_file(item, understand=understand, limits=Limits()) for item in items})


def laid(folder: Path, sent: Sent) -> Path:
    """The folder raw/ with all files in its inbox."""
    inbox = os.fsencode(folder / "raw" / "inbox")
    for name, content in sent.files.items():
        path = os.path.join(inbox, name)  # noqa: PTH118 - names that no text holds
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - likewise
        with open(path, "wb") as file:  # noqa: PTH123 - likewise
            file.write(content)
    return folder / "raw"


def one_round(raw: Path, chamber: Remembering, now: datetime = NOW) -> None:
    """The inbox in batches, as the night does it."""
    names = look(raw / "inbox", now).ready
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        tell = functools.partial(answer, raw.parent / "told")
        intake = receive(raw / "inbox", raw, batch, now=now, understand=understand, chamber=chamber, tell=tell)
        forget(intake.repeated)


def answer(folder: Path, source: str, refusal: Refusal) -> None:
    """Stands for the notice to a sender."""
    folder.mkdir(exist_ok=True)
    (folder / sha256(source.encode()).hexdigest()).write_text(refusal.message("zh"), encoding="utf-8")


def killed_at(raw: Path, chamber: Remembering, at: int) -> bool:
    """A round in a process that is ended like kill -9 at its n-th call, a write halfway; True when it got through."""
    child = os.fork()
    if child == 0:
        patch = pytest.MonkeyPatch()
        counter: Iterator[int] = iter(range(1, at))

        def wrapped(name: str, real: Callable[..., object]) -> Callable[..., object]:
            def call(*given: object, **named: object) -> object:
                if next(counter, None) is None:
                    if name == "write":
                        half: bytes = given[1]
                        real(given[0], half[: len(half) // 2])
                    os.kill(os.getpid(), signal.SIGKILL)
                # A killed process leaves to the disk what it wrote: only a power cut would not.
                return None if name == "fsync" else real(*given, **named)

            return call

        for name in CALLS:
            patch.setattr(os, name, wrapped(name, getattr(os, name)))
        try:
            one_round(raw, chamber)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def lying(raw: Path) -> dict[bytes, bytes]:
    inbox = raw / "inbox"
    return {os.fsencode(path.relative_to(inbox)): path.read_bytes() for path in inbox.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Places:
    """What stands below raw/ at one moment."""

    waiting: Mapping[bytes, bytes]
    kept: Mapping[str, Receipt]
    notes: Mapping[str, Path]

    @classmethod
    def of(cls, raw: Path) -> "Places":
        notes = {
            json.loads(note.read_text(encoding="utf-8"))["source"]: note
            for note in (raw / "refused").glob("[!.]*.json")
        }
        return cls(lying(raw), {receipt.source: receipt for receipt in receipts(raw)}, notes)


def check(raw: Path, sent: Sent) -> Places:
    """Each file whole in the inbox or whole in its place, never both and never neither; nobody is left without answer."""
    places = Places.of(raw)
    for name, content in places.waiting.items():
        assert content == sent.files[name]
    contents = {receipt.sha256 for receipt in places.kept.values()}
    for name, content in sent.good.items():
        receipt = places.kept.get(shown(name))
        assert (receipt is None) == (name in places.waiting), name
        assert receipt is None or (raw / receipt.kept_as).read_bytes() == content
    for name, content in sent.again.items():
        assert name in places.waiting or sha256(content).hexdigest() in contents
        assert shown(name) not in places.kept
    for name, content in {**sent.bad, **sent.personal}.items():
        if name in places.waiting:
            continue
        aside = places.notes[shown(name)].with_suffix("")
        assert aside.exists() == (name in sent.bad)
        assert not aside.exists() or aside.read_bytes() == content
        assert (raw.parent / "told" / sha256(shown(name).encode()).hexdigest()).is_file()
    return places


def check_end(raw: Path, sent: Sent) -> None:
    """Everything in its place once, and nothing else about."""
    places = check(raw, sent)
    assert places.waiting == {}
    assert set(places.kept) == {shown(name) for name in sent.good}
    assert set(places.notes) == {shown(name) for name in {**sent.bad, **sent.personal}}
    files = [path for path in raw.rglob("*") if path.is_file() and not path.name.endswith("-lock")]
    assert len(files) == 2 * len(sent.good) + 2 * len(sent.bad) + len(sent.personal)
    assert not any(NUMBER.encode() in path.read_bytes() for path in files)


def test_killed_at_random_moments_each_file_is_in_one_place(tmp_path: Path, sent: Sent, chamber: Remembering) -> None:
    """Checked after each kill, until an inbox is empty; then another inbox, until the kills are used up."""
    chance = random.Random(2036)
    kills, inboxes = 0, 0
    while kills < KILLS:
        inboxes += 1
        raw = laid(tmp_path / str(inboxes), sent)
        through = False
        while kills < KILLS and not through:
            through = killed_at(raw, chamber, chance.randrange(1, MOST_CALLS))
            kills += not through
            check(raw, sent)
        one_round(raw, chamber, NOW + timedelta(hours=1))
        check_end(raw, sent)
    assert kills == KILLS


def test_the_last_moments_before_a_file_is_kept(tmp_path: Path, sent: Sent, chamber: Remembering) -> None:
    """One file, killed before each call in turn: it lies in the inbox until the very rename that keeps it."""
    name, content = next(iter(sent.good.items()))
    states: list[bool] = []
    for at in range(1, 60):
        one = Sent(good={name: content})
        raw = laid(tmp_path / str(at), one)
        through = killed_at(raw, chamber, at)
        states.append(bool(check(raw, one).kept))
        one_round(raw, chamber, NOW + timedelta(hours=1))
        check_end(raw, one)
        if through:
            break

    assert states[-1]
    assert states == sorted(states)
    assert states.count(False) > 10


def test_an_inbox_on_another_disk_is_emptied_too(
    tmp_path: Path, sent: Sent, chamber: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rename leads from one disk to another: the copy is kept and the file removed, or found again later."""
    raw = laid(tmp_path, sent)
    real = os.rename

    def rename(source: Path, target: Path) -> None:
        if ("inbox" in Path(source).parts) != ("inbox" in Path(target).parts):
            raise OSError(18, os.strerror(18))
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    one_round(raw, chamber)

    check_end(raw, sent)


def test_a_newer_file_under_the_name_stays_in_the_inbox(tmp_path: Path, sent: Sent, chamber: Remembering) -> None:
    """Saved again while the first version is being kept: the first is kept, the second waits for the next round."""
    name, content = next(iter(sent.good.items()))
    raw = laid(tmp_path, Sent(good={name: content}))
    path = raw / "inbox" / shown(name)

    class Meanwhile(Remembering):
        def run(self, task, items):
            newer = path.with_name("newer")
            newer.write_bytes(b"newer")
            newer.replace(path)
            return super().run(task, items)

    one_round(raw, Meanwhile(chamber.verdicts))

    assert path.read_bytes() == b"newer"
    (receipt,) = receipts(raw)
    assert (raw / receipt.kept_as).read_bytes() == content


def test_versions_of_one_night_keep_their_order(tmp_path: Path, sent: Sent, chamber: Remembering) -> None:
    """Whether or not the round is killed in between, the version that was saved last is the last one."""
    versions = dict(list(sent.good.items())[::8][:4])
    for at in (*range(1, 90, 8), 10**6):
        raw = laid(tmp_path / str(at), Sent(good=versions))
        for age, name in enumerate(versions):
            os.utime(raw / "inbox" / shown(name), (10**9 - 60 * age,) * 2)
        killed_at(raw, chamber, at)
        one_round(raw, chamber)
        assert [each.source for each in in_order(raw, receipts(raw))] == [shown(name) for name in reversed(versions)]


def test_what_came_again_waits_until_that_is_on_file(tmp_path: Path, sent: Sent, chamber: Remembering) -> None:
    """A file sent a second time may be one that a correction now lets in: killed before it is on file, it lies there."""
    name, content = next(iter(sent.good.items()))
    raw = laid(tmp_path, Sent(good={name: content}, again={"990121/龥.xlsx".encode(): content}))
    names = look(raw / "inbox", NOW).ready

    intake = receive(raw / "inbox", raw, names, now=NOW, understand=understand, chamber=chamber_of(chamber, content))

    assert list(lying(raw)) == ["990121/龥.xlsx".encode()]
    forget(intake.repeated)
    assert lying(raw) == {}


def chamber_of(known: Remembering, content: bytes) -> Remembering:
    """Knows one file under one more name."""
    verdict = inspect_file(labelled("龥.xlsx", content), understand=understand, limits=Limits())
    return Remembering({**known.verdicts, labelled("龥.xlsx", content): verdict})
