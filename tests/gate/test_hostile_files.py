"""Each kind of file that is made to harm, or is simply wrong, is refused with its code, within bounds of time and memory."""

import functools
import io

import openpyxl
import pytest
from hostile import HOSTILE, ODD, WRONG, Case
from judged import judged

from flows.chamber import Bounds, Chamber, Done
from flows.gate import Admitted, Limits
from flows.read import open_package
from flows.receive.inspect_file import inspect_file, labelled
from schemas.receipt import Kind, Refusal

EVERY_KIND = Limits(kinds=frozenset(Kind))


@pytest.fixture(scope="module")
def narrow():
    """4 seconds of processor time and 192 MiB beside the 50 of its libraries: enough to say no."""
    with Chamber(Bounds(memory=192 << 20, cpu_seconds=4, wall_seconds=30.0), preload=("flows.gate",)) as opened:
        yield opened


@pytest.fixture(scope="module")
def wide():
    """The bounds of every day, for files that are taken and read."""
    with Chamber(preload=("judged", "flows.read")) as opened:
        yield opened


def answer(chamber: Chamber, case: Case, limits: Limits) -> str:
    (outcome,) = chamber.run(functools.partial(judged, name=case.name, limits=limits), [case.make()])
    assert isinstance(outcome, Done), outcome
    return outcome.value


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_code(narrow: Chamber, name: str) -> None:
    """Also where the office takes every kind, and never at the cost of more than its bounds."""
    assert answer(narrow, HOSTILE[name], EVERY_KIND) == HOSTILE[name].code


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_told_what_it_is(narrow: Chamber, name: str) -> None:
    """By its content, whatever it is called."""
    assert answer(narrow, WRONG[name], Limits()) == WRONG[name].code


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_taken(wide: Chamber, name: str) -> None:
    """What looks dangerous and is not."""
    assert answer(wide, ODD[name], EVERY_KIND) == "taken"


def test_blank_formatted_rows_cost_little_and_say_nothing() -> None:
    """40 rows of figures with 20,000 formatted blank ones below are admitted like the 40 alone."""
    sizes = []
    for blank in (0, 20_000):
        book = openpyxl.Workbook()
        for row in range(1, 41):
            book.active.append([f"单位{row}", *range(row, row + 19)])
        for row in range(41, 41 + blank):
            book.active.cell(row, 3).number_format = "0.00"
        buffer = io.BytesIO()
        book.save(buffer)
        verdict = inspect_file(labelled("a.xlsx", buffer.getvalue()), understand=_cells, limits=Limits()).verdict
        sizes.append(verdict)

    assert sizes[0] == sizes[1]


def _cells(admitted: Admitted) -> Refusal:
    """Stands in for reading: how many cells the reader sees, as the code of a refusal."""
    return Refusal(str([len(sheet.cells) for sheet in open_package(admitted).sheets]))
