"""A child's death costs one file; it has no network, writes no file, and its answers name no function to call."""

import functools
import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.chamber import Bounds, Chamber, ChamberError, Died, Done, Reason
from flows.gate import Limits, examine
from flows.receive.inspect_file import inspect_file, labelled
from schemas.receipt import Refusal

SMALL = Bounds(memory=256 << 20, cpu_seconds=1, wall_seconds=2.0, output=1 << 20)

# `eval` takes the bytes of an expression, which makes any fault at will.
MEMORY, ENDED, LOOP = (
    b"bytes(10**10)",
    b"__import__('os')._exit(3)",
    b"all(iter(int, 1)) or all(__import__('itertools').repeat(1))",
)
ASLEEP = b"__import__('time').sleep(60)"
REDUCED = b"type('Any', (), {'__reduce__': lambda self: (%s)})()"
"""An answer that has the other side call something."""


@pytest.fixture(scope="module")
def chamber():
    with Chamber(SMALL) as opened:
        yield opened


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(MEMORY, Reason.MEMORY, id="memory"),
        pytest.param(ENDED, Reason.CRASH, id="exit"),
        pytest.param(b"__import__('os').abort()", Reason.CRASH, id="abort"),
        pytest.param(b"__import__('ctypes').string_at(0)", Reason.CRASH, id="segfault"),
        pytest.param(LOOP, Reason.TIME, id="loop"),
        pytest.param(ASLEEP, Reason.TIME, id="asleep"),
        pytest.param(b"1/0", Reason.CRASH, id="exception"),
        pytest.param(b"exec('raise KeyboardInterrupt')", Reason.CRASH, id="panic"),
        pytest.param(b"bytes(2 * 2**20)", Reason.OUTPUT, id="output"),
        pytest.param(b"print", Reason.CRASH, id="function"),
        pytest.param(b"__import__('numpy').array([print], dtype=object)", Reason.CRASH, id="addresses"),
        pytest.param(
            REDUCED % b"__import__('numpy').ndarray, ((1,), 'O', bytearray(8))", Reason.CRASH, id="memory-read"
        ),
        pytest.param(REDUCED % b"__import__('fractions').Fraction, (1, 0)", Reason.CRASH, id="no-number"),
        pytest.param(REDUCED % b"bytearray, (10**15,)", Reason.CRASH, id="made-too-large"),
    ],
)
def test_one_bad_file_costs_only_itself(chamber: Chamber, fault: bytes, reason: Reason) -> None:
    """Whatever it does, those before and after it are done."""
    before, bad, *after = chamber.run(eval, [b"1+1", fault, b"2+2", b"3+3"])

    assert (Done(2), [Done(4), Done(6)]) == (before, after)
    assert isinstance(bad, Died)
    assert reason == bad.reason


def test_arrays_of_numbers_come_back_as_they_were(chamber: Chamber) -> None:
    """Kind, shape and figures, and free to be changed."""
    (done,) = chamber.run(eval, [b"__import__('numpy').arange(6, dtype='int32').reshape(2, 3)"])

    assert isinstance(done, Done)
    assert (done.value.dtype.str, done.value.tolist()) == ("<i4", [[0, 1, 2], [3, 4, 5]])
    assert done.value.flags.writeable


@pytest.mark.parametrize(
    "forbidden",
    [
        b"__import__('socket').socket()",
        b"__import__('os').fork()",
        b"__import__('os').execv('/bin/true', ['true'])",
        b"__import__('os').kill(1, 0)",
        b"__import__('os').unlink('/nowhere')",
        b"__import__('os').mkdir('/tmp/from-a-child')",
        b"__import__('threading').Thread(target=print).start()",
    ],
)
def test_children_reach_nothing(chamber: Chamber, forbidden: bytes) -> None:
    """Network, processes, signals and changes of files are refused by the kernel where it can."""
    if not chamber.describe().calls:
        pytest.skip("this kernel has no filter for system calls")

    (outcome,) = chamber.run(eval, [forbidden])

    assert isinstance(outcome, Died)
    assert "Error" in outcome.detail


def test_children_write_no_file(chamber: Chamber, tmp_path: Path) -> None:
    """A file may be opened by name, but not one byte gets into it."""
    chamber.run(eval, [f"open({str(tmp_path / 'x')!r}, 'w').write('1')".encode()])

    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


def test_a_fault_is_told_without_its_text(chamber: Chamber) -> None:
    """An exception's words may quote the file."""
    (died,) = chamber.run(eval, [b"int('secret words')"])

    assert isinstance(died, Died)
    assert "ValueError" in died.detail
    assert "secret" not in died.detail


def test_children_get_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords in environment variables stay with us."""
    monkeypatch.setenv("SHENHE_TEST_WORD", "word")
    with Chamber(SMALL) as opened:
        (outcome,) = opened.run(eval, [b"sorted(__import__('os').environ)"])

    assert isinstance(outcome, Done)
    assert "SHENHE_TEST_WORD" not in outcome.value


def test_paths_and_bytes_may_be_mixed(chamber: Chamber, tmp_path: Path) -> None:
    """A path is read on this side; an empty batch is nothing."""
    (tmp_path / "a").write_bytes(b"1234")

    assert (Done(4), Done(2)) == chamber.run(len, [tmp_path / "a", b"12"])
    assert chamber.run(len, []) == ()


def test_a_server_that_was_killed_is_started_again() -> None:
    """The next batch finds a new one."""
    with Chamber(SMALL) as opened:
        assert opened._server is not None
        os.kill(opened._server.pid, signal.SIGKILL)
        opened._server.wait()

        assert (Done(2),) == opened.run(len, [b"ab"])


def test_a_closed_chamber_takes_nothing() -> None:
    """Outside its `with` there is no server."""
    with pytest.raises(ChamberError):
        Chamber(SMALL).run(len, [b""])


def test_no_child_outlives_the_chamber() -> None:
    """Closing ends the server and whom it started."""
    with Chamber(SMALL) as opened:
        (outcome,) = opened.run(eval, [b"__import__('os').getpid()"])
    assert isinstance(outcome, Done)

    with pytest.raises(ProcessLookupError):
        os.kill(outcome.value, 0)


SHEET = "xl/worksheets/sheet1.xml"
HEAVY = {
    "deflated sheet": lambda _: {SHEET: b" " * (70 << 20)},
    "a million merges": lambda make: {
        SHEET: make.sheet_xml("", within("mergeCells", '<mergeCell ref="A{0}:B{0}"/>', 1_000_000))
    },
    "a million strings": lambda make: {
        "xl/sharedStrings.xml": within(f"sst {make.main}", "<si><t>{0}</t></si>", 1_000_000)
    },
    "full height": lambda make: {SHEET: make.sheet_xml(numbered('<row r="{0}"><c r="A{0}" s="1"/></row>', 1_048_576))},
    "unplain cells": lambda make: {
        SHEET: make.sheet_xml(numbered('<row r="{0}"><c s="1" r="A{0}"/></row>', 600_000) + '<row r="1"/>')
    },
    "unplain rows": lambda make: {SHEET: make.sheet_xml(numbered('<row ht="{0}"/>', 1_000_000))},
    "a million hyperlinks": lambda make: {
        SHEET: make.sheet_xml("", within("hyperlinks", '<hyperlink ref="A{0}"/>', 1_000_000))
    },
    "small parts of many elements": lambda _: {
        f"customXml/item{number}.xml": within("x", '<y a="{0}"/>', 300_000) for number in range(1, 11)
    },
}

HEAVY_CODES = {
    "deflated sheet": "FILE-BOMB",
    "a million merges": "FILE-MERGES",
    "a million strings": "FILE-STRINGS",
    "full height": "FILE-CELLS",
    "unplain cells": "FILE-CELLS",
    "unplain rows": "FILE-XML-BOUNDS",
    "a million hyperlinks": "FILE-XML-BOUNDS",
    "small parts of many elements": "FILE-XML-BOUNDS",
}


def numbered(pattern: str, count: int) -> str:
    """A text for each number, so that it packs no better than honest parts do."""
    return "".join(pattern.format(number) for number in range(1, count + 1))


def within(element: str, pattern: str, count: int) -> str:
    """So many in an element, which may have attributes."""
    return f"<{element}>{numbered(pattern, count)}</{element.partition(' ')[0]}>"


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_files_are_refused_within_the_bounds(make: SimpleNamespace, name: str) -> None:
    """4 seconds of processor time, a tenth of which is used where the machine is quiet, are enough to say no."""
    with Chamber(Bounds(memory=192 << 20, cpu_seconds=4, wall_seconds=30.0), preload=("flows.gate",)) as opened:
        content = make.zipped({**make.parts(), **HEAVY[name](make)})
        (outcome,) = opened.run(functools.partial(examine, name="a.xlsx", limits=Limits()), [content])

    assert isinstance(outcome, Done), outcome
    assert isinstance(outcome.value, Refusal)
    assert HEAVY_CODES[name] == outcome.value.code


def test_inspection_runs_in_a_child(chamber: Chamber) -> None:
    """The whole verdict comes back as our own frozen classes."""
    task = functools.partial(inspect_file, understand=examine, limits=Limits())
    (outcome,) = chamber.run(task, [labelled("a.pdf", b"%PDF-1.4")])

    assert isinstance(outcome, Done)
    assert Refusal("FILE-PDF") == outcome.value.verdict


LARGE = 1 << 17


def test_a_large_task_is_known_by_its_parts(chamber: Chamber) -> None:
    """Batches with the same large thing bound give its results, and another one's are its own, also past the oldest."""
    bound = [bytes([number]) * LARGE for number in range(1, 8)]
    tasks = [functools.partial(bytes.find, each) for each in bound]

    for _ in range(2):
        found = [chamber.run(task, [bytes([number])])[0] for number, task in enumerate(tasks, 1)]
        assert found == [Done(0)] * len(tasks)
    assert chamber.run(tasks[0], [b"\x02"]) == (Done(-1),)


def test_a_large_task_of_an_unknown_module_is_told_by_its_child(chamber: Chamber, tmp_path: Path) -> None:
    """The server stays up, and the next task is done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        (tmp_path / "here_alone.py").write_text("def found(item, whole):\n    return item\n", encoding="utf-8")
        from here_alone import found

        (outcome,) = chamber.run(functools.partial(found, whole=b"x" * LARGE), [b"1"])

    assert isinstance(outcome, Died)
    assert chamber.run(eval, [b"1+1"]) == (Done(2),)
