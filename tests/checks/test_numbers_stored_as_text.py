"""A number stored as text that a sum leaves out is the root of what the sum lacks, not the locked total."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.model import TOTAL_ROW
from schemas.reading import Cleaning
from schemas.sentences import advice, clue

TOTALS = {
    "inc_move_in_city": {},
    "inc_total": {"closing_due": 1, "closing_diff": -1},
    "closing": {"closing_diff": 1},
}
"""Columns, and how the results in the total row follow their total."""


def stored_as_text(desk, column: str, rows: Sequence[str], *, summed: bool = False) -> int:
    """Turn figures of a column into texts that the total row lacks, with its results; how much that is."""
    key = desk.key("CA")
    cells = [(desk.address("CA1", row, column), desk.value("CA1", row, column)) for row in rows]
    cleanings = [Cleaning("CA1", address, str(value), value, 0, "CLEANED-TEXT") for address, value in cells]
    desk.readings[key] = replace(desk.readings[key], cleanings=tuple(cleanings))
    lacking = sum(value for _, value in cells)
    for name, sign in {column: 1, **TOTALS[column]}.items() if not summed else ():
        desk.add("CA1", TOTAL_ROW, name, -sign * lacking)
    return lacking


@pytest.mark.parametrize("column", TOTALS)
def test_the_text_is_the_root_and_the_total_follows(desk, column: str) -> None:
    """Every error is one case that names the text with its own figure first, and then what the total will be."""
    total = desk.value("CA1", TOTAL_ROW, column)
    own = stored_as_text(desk, column, [desk.town])

    (case,) = desk.cases("CA")

    text, result = case[0].suspects
    assert (text.address, text.suggestion) == (desk.address("CA1", desk.town, column), own)
    assert (result.address, result.suggestion) == (desk.address("CA1", TOTAL_ROW, column), total)
    assert case[0].likeliest == text.address
    said = clue(case[0], "zh")
    assert text.address.a1 in said.partition("存成了文本")[0]
    assert result.address.a1 in said.partition("存成了文本")[2]
    assert f"会自动变成 {total:,}" in said
    assert "直接输入" in advice(case[0], "zh")


def test_several_texts_are_named_together(desk) -> None:
    """A sum leaves out every text of its column: all are named, with one result."""
    rows = [desk.town, desk.other_town]
    stored_as_text(desk, "inc_total", rows)

    (case,) = desk.cases("CA")

    named = [each.address for each in case[0].suspects if each.reason == "CLUE-LEFT-OUT-SEVERAL"]
    assert named == [desk.address("CA1", row, "inc_total") for row in rows]
    assert [each.address for each in case[0].suspects[2:]] == [desk.address("CA1", TOTAL_ROW, "inc_total")]


def test_texts_that_the_total_counts_are_no_root(desk) -> None:
    """Where the total has the text in it and something else is wrong, the text is not blamed."""
    stored_as_text(desk, "inc_total", [desk.town], summed=True)
    desk.add("CA1", desk.other_town, "dec_retire", 1)

    (case,) = desk.cases("CA")

    assert case[0].suspects
    assert not any(each.reason.startswith("CLUE-LEFT-OUT") for each in case[0].suspects)


@pytest.mark.parametrize("is_left_out", [True, False])
def test_the_remark_on_texts_asks_for_them_only_where_a_sum_lacks_them(desk, is_left_out: bool) -> None:
    """S09 says that nothing is to be done, unless a total waits for the text to become a number."""
    stored_as_text(desk, "inc_total", [desk.town], summed=not is_left_out)
    address, value = desk.address("CA1", desk.town, "inc_total"), desk.value("CA1", desk.town, "inc_total")
    cell = Cell(Role.SUBJECT, "CA1", "", "", "", "", address, value, 0, str(value))
    remark = Finding(
        "CA1-S09", Level.NOTE, Pattern.CLEANED, Place("CA1", address.sheet), (cell,), detail="CLEANED-TEXT"
    )
    desk.found_in_reading("CA", remark)

    (found,) = (each for each in desk.checked("CA").findings if each.code == "CA1-S09")

    assert ("直接输入" in advice(found, "zh")) is is_left_out
    assert ("不用改；下次" in advice(found, "zh")) is not is_left_out
