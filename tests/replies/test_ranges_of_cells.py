"""Many cells in few words: ranges that hold exactly the cells."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.finding import Address
from schemas.sentences.ranges import Range, ranges

CELLS = st.lists(st.builds(Address, st.sampled_from(["甲", "乙"]), st.integers(1, 6), st.integers(1, 6)))


def _cells(found: Range) -> set[Address]:
    rows = range(found.first.row, found.last.row + 1)
    columns = range(found.first.column, found.last.column + 1)
    return {Address(found.first.sheet, row, column) for row in rows for column in columns}


@given(CELLS)
def test_ranges_hold_exactly_the_cells_and_none_twice(cells: list[Address]) -> None:
    """Every cell is in one range, and nothing else is in any."""
    found = [_cells(each) for each in ranges(cells)]

    assert set().union(*found) == set(cells)
    assert sum(map(len, found)) == len(set(cells))


def test_what_is_beside_and_below_is_one_range() -> None:
    """A block is one name, a cell alone its own, another sheet apart."""
    block = [Address("甲", row, column) for row in (7, 8) for column in (3, 4, 5)]

    found = ranges([*block, Address("甲", 10, 3), Address("乙", 9, 3)])
    assert [(each.first.sheet, each.a1) for each in found] == [("甲", "C7:E8"), ("甲", "C10"), ("乙", "C9")]
