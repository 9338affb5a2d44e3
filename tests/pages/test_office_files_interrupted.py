"""The office's own files changed by a process that fails or is killed: file and audit trail tell the same in the end."""

import errno
import importlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connections

from flows.acts import registers, thresholds
from flows.acts.registers import replace_register
from flows.acts.thresholds import change_false_questions
from flows.office import changing
from flows.office.home import Home
from flows.office.opened import Office
from flows.receive import StoreError
from portal.pages import clock
from record import audit
from schemas.units import Register

Act = Callable[[Path], None]
STEPS = (
    ("flows.office.changing", "put_whole"),
    ("flows.office.changing", "sync_file"),
    ("flows.office.changing", "finish"),
    ("record.audit", "append"),
    ("record.audit", "newest"),
)
"""Where a change is cut short: each step, before it and just after it."""


def rename_a_county(folder: Path) -> None:
    content = (folder / "register.csv").read_text("utf-8-sig").replace("示例三县", "示例新三县")
    replace_register(Office.at(folder), content.encode(), "office", clock.now())


def ask_more(folder: Path) -> None:
    change_false_questions(Office.at(folder), 8, "office", clock.now())


ACTS = (
    pytest.param(rename_a_county, "register.csv", "register_file", id="register"),
    pytest.param(ask_more, "shenhe.toml", "configure", id="threshold"),
)


def told(action: str) -> list[str]:
    """What the trail says of one kind of change, oldest first."""
    return [each.action for each in audit.export() if each.action.startswith(action)]


def as_the_next_night_does(folder: Path) -> None:
    changing.finish(Office.at(folder).home, clock.now())


def cut(module: str, name: str, at: int, *, after: bool, end: Callable[[], None]) -> pytest.MonkeyPatch:
    """The process ends at the n-th time that a step is reached."""
    holder = importlib.import_module(module)
    step = getattr(holder, name)
    reached = iter(range(1, at))

    def cutting(*given: object, **named: object) -> object:
        last = next(reached, None) is None
        if last and not after:
            end()
        done = step(*given, **named)
        if last and after:
            end()
        return done

    patch = pytest.MonkeyPatch()
    patch.setattr(holder, name, cutting)
    return patch


def killed(folder: Path, act: Act, module: str, name: str, at: int, *, after: bool) -> bool:
    """The act in a process that is ended like kill -9 at a step; False where it never came there."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        cut(module, name, at, after=after, end=lambda: os.kill(os.getpid(), signal.SIGKILL))
        try:
            act(folder)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("module", "name"), STEPS)
@pytest.mark.parametrize(("act", "file", "action"), ACTS)
def test_killed_anywhere_the_trail_tells_what_became_of_the_file(
    folder: Path, act: Act, file: str, action: str, module: str, name: str, after: bool
) -> None:
    """At every time that a step is reached: a changed file is in the trail, what is not told as done was not done."""
    before = (folder / file).read_bytes()
    kills = 0
    for at in range(1, 9):
        known = told(action)
        if not killed(folder, act, module, name, at, after=after):
            break
        kills += 1
        changed = (folder / file).read_bytes() != before
        assert not changed or told(action)[len(known) :][:1] == [f"{action}_intended"]
        as_the_next_night_does(folder)
        new = told(action)[len(known) :]
        assert new in ([f"{action}_intended", action], [f"{action}_intended", f"{action}_undone"], [])
        assert changed == (action in new)
        assert audit.verify().is_whole
        (folder / file).write_bytes(before)
    assert kills > 0


@pytest.mark.parametrize(("act", "file", "action"), ACTS)
def test_a_disk_that_takes_nothing_leaves_the_file_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, act: Act, file: str, action: str
) -> None:
    """Nothing is changed and nothing told as changed; with room again it is done at once."""
    before = (folder / file).read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(changing, "sync_file", full)
        with pytest.raises(StoreError):
            act(folder)
    assert (folder / file).read_bytes() == before
    assert action not in told(action)
    act(folder)
    assert (folder / file).read_bytes() != before
    assert told(action)[-2:] == [f"{action}_intended", action]


def first_to_the_lock(module: ModuleType, another: Callable[[], None]) -> pytest.MonkeyPatch:
    """Somebody else's change is done after an act has begun and before it holds the office's lock."""
    alone = module.alone

    @contextmanager
    def second(home: Home) -> Iterator[None]:
        patch.undo()
        another()
        with alone(home):
            yield

    patch = pytest.MonkeyPatch()
    patch.setattr(module, "alone", second)
    return patch


def test_the_second_of_two_registers_takes_the_place_of_the_first(folder: Path) -> None:
    """Kept aside is the file that it replaced, and the trail's `before` is that one, not what the page was opened with."""
    office = Office.at(folder)
    original = (folder / "register.csv").read_text("utf-8-sig")
    wanted = original.replace("示例三县", "示例末县")
    first_to_the_lock(registers, lambda: rename_a_county(folder))

    done = replace_register(office, wanted.encode(), "another", clock.now())

    kept = Register.from_bytes((folder / done.kept_as).read_bytes())
    assert kept == Register.from_bytes(original.replace("示例三县", "示例新三县").encode())
    assert {unit.name for unit in done.removed} == {"示例新三县"}
    facts = [json.loads(each.facts) for each in audit.export() if each.action == "register_file"]
    assert [each["after"] for each in facts] == [kept.fingerprint, Register.from_bytes(wanted.encode()).fingerprint]
    assert [each["before"] for each in facts] == [office.register.fingerprint, kept.fingerprint]


@pytest.mark.parametrize(("back", "new"), [(True, True), (False, False)])
def test_a_register_is_held_against_the_one_that_lies_there(folder: Path, back: bool, new: bool) -> None:
    """The one that was there when the page was opened is a change by now; the one that came meanwhile is none."""
    office = Office.at(folder)
    original = (folder / "register.csv").read_text("utf-8-sig")
    wanted = original if back else original.replace("示例三县", "示例新三县")
    first_to_the_lock(registers, lambda: rename_a_county(folder))

    assert replace_register(office, wanted.encode(), "another", clock.now()).is_new is new
    assert Register.from_bytes((folder / "register.csv").read_bytes()) == Register.from_bytes(wanted.encode())


def test_the_trail_tells_the_query_line_that_was_changed(folder: Path) -> None:
    """Also where another changed it after the page was opened."""
    office = Office.at(folder)
    first_to_the_lock(thresholds, lambda: ask_more(folder))
    change_false_questions(office, 9, "another", clock.now())
    facts = [json.loads(each.facts) for each in audit.export() if each.action == "configure"]
    assert [(each["before"], each["after"]) for each in facts] == [
        (office.configuration.false_questions, 0.08),
        (0.08, 0.09),
    ]


def test_the_next_change_tells_of_the_one_that_was_cut_short(folder: Path) -> None:
    """Also where no night comes in between; who began it is named."""

    class Ended(BaseException):
        """The process ends here."""

    def end() -> None:
        raise Ended

    patch = cut("flows.office.changing", "finish", 1, after=False, end=end)
    with suppress(Ended):
        ask_more(folder)
    patch.undo()
    assert told("configure") == ["configure_intended"]
    change_false_questions(Office.at(folder), 9, "another", clock.now())

    trail = [(each.action, each.by) for each in audit.export() if each.action.startswith("configure")]
    assert trail == [
        ("configure_intended", "office"),
        ("configure", "office"),
        ("configure_intended", "another"),
        ("configure", "another"),
    ]
