"""A reading comes back from the shelf as it was put there, or is read anew."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from flows.gate import Admitted, examine
from flows.office.shelf import Shelf, pack
from flows.read import Forms, read
from flows.sample import story
from flows.template import Order, build
from schemas.periods import Period
from schemas.reading import TableReading, WorkbookReading
from schemas.returns import returns


@pytest.fixture(scope="module")
def reading() -> WorkbookReading:
    """An empty template as it is read: every cell a finding."""
    people = story(counties=3).people
    county = people.reporters[0].unit
    order = Order(returns().get("TA"), county, Period.parse("2026Q3"), people.register, date(2026, 9, 1))
    admitted = examine(build(order), "a.xlsx")
    assert isinstance(admitted, Admitted)
    found = read(admitted, Forms(returns(), people.register))
    assert isinstance(found, WorkbookReading)
    return found


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return one == other


def test_a_reading_comes_back_whole(tmp_path: Path, reading: WorkbookReading) -> None:
    """Every array with its type, every finding and every word."""
    shelf = Shelf(tmp_path, "a")
    shelf.put(reading)

    taken = shelf.take(reading.sha256)

    assert taken is not None
    assert (reading.identity, reading.findings, reading.cells) == (taken.identity, taken.findings, taken.cells)
    for table, again in zip(reading.tables, taken.tables, strict=True):
        assert all(same(getattr(table, name), getattr(again, name)) for name in TableReading.__slots__)
    assert Shelf(tmp_path, "b").take(reading.sha256) is None


@pytest.mark.parametrize("at", [0, 3, 5, 12, 40, -1])
def test_a_changed_byte_or_a_torn_end_is_no_reading(tmp_path: Path, reading: WorkbookReading, at: int) -> None:
    """Never a wrong figure: what is not as it was written is read anew."""
    shelf = Shelf(tmp_path, "a")
    shelf.put(reading)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    whole = pack(reading)
    changed = bytearray(whole)
    changed[at] ^= 1

    for content in (bytes(changed), whole[:at], b""):
        file.write_bytes(content)
        assert shelf.take(reading.sha256) is None
