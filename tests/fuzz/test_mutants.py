"""Whatever was done to a file, it is read or refused, within its bounds; and what is read is what others read too."""

from pathlib import Path

import pytest
from fuzzing import Outcome, run

FILES = 1000
"""`make fuzz` takes twenty times as many."""
SEED = 1


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The same mutants each time."""
    return run(FILES, SEED, Path(tmp_path_factory.mktemp("city")))


def test_every_file_gets_an_answer(outcome: Outcome) -> None:
    """No crash, no hang, no memory beyond the bounds of a child."""
    assert outcome.died == []
    assert outcome.answers.total() == FILES
    assert {"read", "FILE-NOT-OURS", "FILE-BROKEN"} <= outcome.answers.keys()


def test_what_differs_from_other_readers_has_its_reason(outcome: Outcome) -> None:
    """Cell by cell against openpyxl for .xlsx and xlrd for .xls, wherever both open the file."""
    assert outcome.unexplained == []
    assert min(outcome.compared[f"{kind} files"] for kind in ("xlsx", "xls")) > FILES // 100
