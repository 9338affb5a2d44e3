"""The inbox against a small model of it: whatever is dropped under whatever name, and whatever the clock says."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from night_here import Here
from small_books import book, understand

from flows.receive import TurnedAway, forget, look, receipts, receive, receive_bytes

UNITS = ("990121", "990122")
NUMBER = "530099198002299918"


GOOD = {unit: tuple(book(unit, figure) for figure in range(3)) for unit in UNITS}
BAD = (b"%PDF-1.4 scanned", b"")
PERSONAL = tuple(book(unit, NUMBER) for unit in UNITS)
CONTENTS = st.sampled_from([*GOOD["990121"], *GOOD["990122"], *BAD, *PERSONAL])
NAMES = st.binary(min_size=1, max_size=40).filter(lambda name: not set(b"/\0") & set(name) and name[:1] not in b".~")


class Inbox(RuleBasedStateMachine):
    """Two counties drop files, save over them, upload; rounds come and the clock goes wrong."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.raw = folder / "raw"
        self.now = datetime(2036, 10, 16, 1, 0, tzinfo=UTC)
        self.lying: dict[bytes, bytes] = {}
        self.kept: set[bytes] = set()
        self.refused: set[bytes] = set()

    def path(self, name: bytes) -> bytes:
        return os.fsencode(self.raw / "inbox") + b"/" + name

    @rule(unit=st.sampled_from(UNITS), name=NAMES, content=CONTENTS)
    def drop(self, unit: str, name: bytes, content: bytes) -> None:
        """Also over a file of that name, and the bytes of another file."""
        full = unit.encode() + b"/" + name + b".xlsx"
        os.makedirs(os.path.dirname(self.path(full)), exist_ok=True)  # noqa: PTH103, PTH120 - a name that no text holds
        with open(self.path(full), "wb") as file:  # noqa: PTH123 - likewise
            file.write(content)
        self.lying[full] = content

    @rule(hours=st.sampled_from([-24 * 365 * 20, -1, 3, 24 * 365]))
    def the_clock_changes(self, hours: int) -> None:
        moved = self.now + timedelta(hours=hours)
        if abs(moved.timestamp() - datetime.now(UTC).timestamp()) > 7200:
            self.now = moved

    @rule()
    def round(self) -> None:
        self.receive(self.now)
        for name, content in self.lying.items():
            unit = name.partition(b"/")[0].decode()
            if content in GOOD[unit]:
                self.kept.add(content)
            else:
                self.refused.add(content)
        self.lying = {}

    @rule()
    def round_while_they_are_copied(self) -> None:
        """Changed a moment ago by the clock: nothing is touched."""
        if self.lying:
            changed = max(os.lstat(self.path(name)).st_ctime for name in self.lying)
            lying = look(self.raw / "inbox", datetime.fromtimestamp(changed + 1, UTC), settle_seconds=10**6)
            assert lying.ready == ()
            assert len(lying.waiting) == len(self.lying)

    @rule(content=CONTENTS)
    def upload(self, content: bytes) -> None:
        done = receive_bytes(content, "a.xlsx", "portal", self.raw, now=self.now, understand=understand, chamber=Here())
        good = any(content in books for books in GOOD.values())
        assert isinstance(done, TurnedAway) != good
        if good:
            self.kept.add(content)

    def receive(self, now: datetime) -> None:
        names = look(self.raw / "inbox", now).ready
        intake = receive(self.raw / "inbox", self.raw, names, now=now, understand=understand, chamber=Here())
        forget(intake.repeated)

    @invariant()
    def what_lies_lies_whole(self) -> None:
        inbox = self.raw / "inbox"
        found = {os.fsencode(path.relative_to(inbox)): path.read_bytes() for path in inbox.rglob("*") if path.is_file()}
        assert found == self.lying

    @invariant()
    def what_is_kept_is_kept_once_and_whole(self) -> None:
        known = receipts(self.raw)
        assert sorted(each.sha256 for each in known) == sorted(sha256(content).hexdigest() for content in self.kept)
        for each in known:
            assert sha256((self.raw / each.kept_as).read_bytes()).hexdigest() == each.sha256

    @invariant()
    def what_is_refused_is_set_aside_but_for_the_personal(self) -> None:
        aside = {path.read_bytes() for path in (self.raw / "refused").glob("*") if path.suffix != ".json"}
        assert aside == self.refused - set(PERSONAL)


@pytest.fixture
def inboxes(tmp_path: Path) -> Callable[[], Inbox]:
    numbers: Iterator[int] = count()
    return lambda: Inbox(tmp_path / str(next(numbers)))


def test_the_inbox_agrees_with_a_small_model_of_it(inboxes: Callable[[], Inbox]) -> None:
    """Names of any bytes, the same bytes under two names and of two senders, saving over, uploads, a clock that jumps."""
    run_state_machine_as_test(inboxes, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))
