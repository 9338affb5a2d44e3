"""The folder of a return below replies/: the newest answer in it, earlier ones whole by their attempts."""

import contextlib
import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from flows.reply.letterbox import MARK, Letter, answer_name, attempt_folder, deliver, put
from record.errors import StoreError

ROUNDS = (
    (1, (Letter("表_校核结果.txt", b"1"), Letter("表_校核结果.xlsx", b"list 1"))),
    (1, (Letter("表_校核结果.txt", b"1 again"), Letter("表_校核结果.xlsx", b"list 1 again"))),
    (3, (Letter("表_校核结果.txt", b"3"), Letter("新_校核结果.html", b"list 3"))),
    (3, (Letter("表_校核结果.txt", b"3 approved"),)),
    (4, (Letter("表_校核结果.txt", b"4"),)),
)
WANTED = {
    "表_校核结果.txt": b"4",
    "第3次/表_校核结果.txt": b"3 approved",
    "第1次/表_校核结果.txt": b"1 again",
    "第1次/表_校核结果.xlsx": b"list 1 again",
    MARK: b"4\n",
}


def test_answers_that_are_cut_short_anywhere_end_in_the_same_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each round ended before each of its steps on the disk and started again: nothing lost, nothing left over."""
    for ended_round in range(len(ROUNDS)):
        for step in range(1, 12):
            folder = tmp_path / f"{ended_round}-{step}"
            for number, (attempt, letters) in enumerate(ROUNDS):
                if number == ended_round:
                    with monkeypatch.context() as patch, contextlib.suppress(StoreError):
                        end_before(step, patch)
                        deliver(folder, attempt, letters)
                deliver(folder, attempt, letters)
            left = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
            assert {name: path.read_bytes() for name, path in left.items()} == WANTED, (ended_round, step)


def test_a_person_and_the_night_may_write_the_same_notice_at_once(tmp_path: Path) -> None:
    """One of them wins whole; neither is told of a fault."""
    with ThreadPoolExecutor(4) as people:
        written = list(
            people.map(lambda which: put(tmp_path / "CA", Letter("通知.txt", which)), [b"a" * 99, b"b" * 99] * 50)
        )

    assert written[0].read_bytes() in {b"a" * 99, b"b" * 99}


def test_an_answer_to_a_marked_workbook_is_called_as_that_to_its_original() -> None:
    """Clerks send back what they were sent; names do not grow with every round."""
    assert answer_name("表.xlsx", ".txt") == answer_name("表_校核结果_校核结果.xlsx", ".txt") == "表_校核结果.txt"
    assert attempt_folder(2) == "第2次"


def end_before(step: int, patch: pytest.MonkeyPatch) -> None:
    """Let the n-th step on the disk from now on not happen, nor any after it."""
    done = 0

    def stepping(call: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*arguments: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done >= step:
                raise OSError(errno.EIO, "ended")
            return call(*arguments, **named)

        return tried

    for name in ("replace", "unlink", "mkdir"):
        patch.setattr(os, name, stepping(getattr(os, name)))
    patch.setattr(Path, "write_bytes", stepping(Path.write_bytes))
