"""Whatever a clerk does to a workbook, no filled cell of its tables goes unread without a word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.read import open_package, understand
from flows.read.blocks import MISSING
from flows.read.explain import Taken, taken_for
from flows.read.understanding import Understanding
from flows.tolerance import Tolerated, tolerated, tolerated_csv
from schemas.finding import Address, Pattern
from schemas.messages import catalogue
from schemas.periods import Period
from schemas.reading import CellState

ROWS, COLUMNS = 14, 14
CONTENTS = st.one_of(
    st.integers(-5, 10**7),
    st.sampled_from(
        ["已核", "12人", "１２", "1,234", "无", "——", "3.5%", " ", "合计", "990121100", "梅溪镇", "备注", True]
    ),
    st.floats(0, 1e6, allow_nan=False).map(lambda number: round(number, 3)),
)
PLACES = st.tuples(st.integers(1, ROWS), st.integers(1, COLUMNS))
EDITS = st.one_of(
    st.tuples(st.just("cell"), PLACES, CONTENTS),
    st.tuples(st.just("blank"), PLACES, st.none()),
    st.tuples(st.just("row"), st.tuples(st.integers(8, 13), st.just(0)), st.lists(CONTENTS, min_size=1, max_size=11)),
    st.tuples(st.just("no row"), st.tuples(st.integers(3, 12), st.just(0)), st.none()),
    st.tuples(st.just("column"), st.tuples(st.just(0), st.integers(1, 12)), st.lists(CONTENTS, max_size=12)),
)


def edited(layout: Any, edit: tuple[str, tuple[int, int], Any]) -> Any:
    """The layout after one thing that a clerk may do to its first sheet."""
    what, (row, column), content = edit
    match what:
        case "cell" | "blank":
            if row > len(layout.staff):
                layout = replace(layout, staff=(*layout.staff, *[(None,)] * (row - len(layout.staff))))
            return layout.with_cell(row, column, content)
        case "row":
            return layout.with_row(row, content)
        case "no row":
            return layout.without_row(row)
        case _:
            wide = max(map(len, layout.staff))
            level = tuple((*line, *[None] * (wide - len(line))) for line in layout.staff)
            return replace(layout, staff=level).with_column(column, content[: len(level)])


@dataclass(frozen=True)
class Told:
    """What the findings of a sheet name: cells, whole rows and whole columns."""

    cells: frozenset[Address]
    rows: frozenset[int]
    columns: frozenset[int]

    @classmethod
    def of(cls, seen: Understanding, sheet: str) -> "Told":
        named = [(each, cell.address) for each in seen.findings for cell in each.cells if cell.address]
        here = [(each, address) for each, address in named if address.sheet == sheet]
        whole = {Pattern.ROW_UNKNOWN, Pattern.ROW_TWICE}
        return cls(
            frozenset(address for _, address in here),
            frozenset(address.row for each, address in here if each.pattern in whole),
            frozenset(address.column for each, address in here if each.pattern is Pattern.HEADING_UNKNOWN),
        )

    def covers(self, address: Address) -> bool:
        return address in self.cells or address.row in self.rows or address.column in self.columns


def silent(seen: Understanding) -> Mapping[Address, Taken]:
    """Cells that are neither claimed nor told, and those whose claim hides a figure in a table's own columns."""
    found: dict[Address, Taken] = {}
    twice = {each.place.sheet for each in seen.findings if each.pattern is Pattern.TABLE_TWICE}
    for number, grid in seen.anchors.grids.items():
        blocks = [
            (each.block, named)
            for each, named in zip(seen.anchors.anchored, seen.named, strict=True)
            if each.block.grid.number == number
        ]
        if not blocks or grid.name in twice:
            continue
        told = Told.of(seen, grid.name)
        columns = {column for block, _ in blocks for column in block.column_at.tolist() if column != MISSING}
        first = min(block.first for block, _ in blocks)
        for address, taken in taken_for(grid, blocks).items():
            # The printed numbers of the columns stand in the first rows below the headings.
            figure = (
                address.row > first + 1
                and address.column in columns
                and grid.has_number(int(grid.at[address.row, address.column]))
            )
            hidden = taken is Taken.FURNITURE and figure
            filled = bool(grid.shown(address.row, address.column).strip())
            if (hidden or taken is Taken.UNCLAIMED) and filled and not told.covers(address):
                found[address] = taken
    return found


def unread(seen: Understanding) -> list[Address]:
    """Cells that were taken for values, hold something, and gave neither a value nor a finding."""
    found = []
    for table in seen.tables:
        for row, column in zip(*(table.states == CellState.UNREADABLE).nonzero(), strict=True):
            address = table.address(int(row), int(column))
            told = {cell.address for each in seen.findings for cell in each.cells}
            if address is not None and address not in told:
                found.append(address)
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(edits=st.lists(EDITS, min_size=1, max_size=4), kind=st.sampled_from(["bare", "stamped"]))
def test_each_filled_cell_is_claimed_or_told(
    bare: Any, stamped: Any, admit: Callable[[bytes], Any], forms: Any, register: Any, edits: Any, kind: str
) -> None:
    """Cells overwritten and emptied, rows and columns put in and taken out, in a form of one's own and in the template."""
    layout = bare if kind == "bare" else stamped
    for edit in edits:
        layout = edited(layout, edit)
    book = open_package(admit(layout.to_bytes()))

    seen = understand(book, forms.form("XA", Period.parse("2026Q3"), "990121"), register)

    assert silent(seen) == {}
    assert unread(seen) == []


def test_a_row_of_figures_without_a_name_is_told(stamped: Any, admit: Any, forms: Any, register: Any) -> None:
    """Its code and name were deleted: the figures are not lost in silence, and its own row is missing."""
    layout = stamped.with_cell(10, 1, None).with_cell(10, 2, None)
    seen = understand(
        open_package(admit(layout.to_bytes())), forms.form("XA", Period.parse("2026Q3"), "990121"), register
    )

    patterns = {each.pattern for each in seen.findings}
    assert {Pattern.ROW_UNKNOWN, Pattern.ROW_MISSING} <= patterns
    assert silent(seen) == {}


@pytest.mark.parametrize("kind", ["bare", "stamped"])
def test_what_was_tolerated_is_counted_by_unit(kind: str, request: Any, understood: Any, register: Any) -> None:
    """By cell where values were cleaned, else by remark; no figure and no heading of anyone is repeated."""
    layout = request.getfixturevalue(kind).with_cell(9, 3, "３０").with_cell(10, 3, "２０").with_cell(9, 4, " 3")
    layout = layout.with_cell(10, 15, "已核")
    reading = understood(layout).reading

    counted = tolerated([reading], register, Period.parse("2026Q3").last_day)

    assert {each.kind: each.count for each in counted} | {"CLEANED-WIDTH": 2, "HEADING-NONE": 1} == {
        each.kind: each.count for each in counted
    }
    assert {(each.unit, each.unit_name, each.return_code) for each in counted} == {("990121", "示例县", "XA")}
    lines = tolerated_csv(counted, "zh").splitlines()
    assert lines[0].startswith("\ufeff单位代码,填报单位,报表,")
    assert "全角数字改为半角,CLEANED-WIDTH,2" in "\n".join(lines)
    assert not any("已核" in line or "３０" in line for line in lines)


def test_each_kind_has_words_without_particulars() -> None:
    """Whatever remark the reader makes can be counted."""
    for code in catalogue():
        if code.startswith(("CLEANED-", "CELL-", "HEADING-", "ROW-", "SHEET-")):
            for language in ("zh", "en"):
                words = Tolerated("990121", "示例县", "XA", code, 1).words(language)  # type: ignore[arg-type]
                assert words
                assert "{" not in words
