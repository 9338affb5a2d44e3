"""Whatever a clerk does to a workbook, no filled cell of its tables goes unread without a word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import arranged
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from flows.read import open_package, understand
from flows.read.blocks import Block, NamedRows, live_check_columns
from flows.read.raw import CellKind
from flows.read.understanding import Understanding
from flows.review.tolerance import Tolerated, tolerated, tolerated_csv
from schemas.finding import Address, Level, Pattern
from schemas.messages import catalogue
from schemas.periods import Period
from schemas.reading import CellState

ROWS, COLUMNS = 24, 16
CONTENTS = st.one_of(
    st.integers(-5, 10**7),
    st.sampled_from(
        ["已核", "12人", "１２", "1,234", "无", "——", "3.5%", " ", "合计", "990121100", "梅溪镇", "备注", "#REF!", True]
    ),
    st.floats(0, 1e6, allow_nan=False).map(lambda number: round(number, 3)),
)
PLACES = st.tuples(st.integers(1, ROWS), st.integers(1, COLUMNS))
CORNERS = st.tuples(st.integers(3, 14), st.integers(1, 12))
EDITS = st.one_of(
    st.tuples(st.just("cell"), PLACES, CONTENTS),
    st.tuples(st.just("blank"), PLACES, st.none()),
    st.tuples(st.just("merge"), CORNERS, st.tuples(st.integers(0, 2), st.integers(0, 2))),
    st.tuples(st.just("row"), st.tuples(st.integers(1, 15), st.just(0)), st.lists(CONTENTS, min_size=1, max_size=11)),
    st.tuples(st.just("no row"), st.tuples(st.integers(3, 12), st.just(0)), st.none()),
    st.tuples(st.just("column"), st.tuples(st.just(0), st.integers(1, 12)), st.lists(CONTENTS, max_size=12)),
)


def total_without_label(layout: Any) -> Any:
    """The total row last, with neither code nor name."""
    *head, total, a, b, c, d = layout.staff
    return replace(layout, staff=(*head, a, b, c, d, (None, None, *total[2:])), merges=())


def with_notes(layout: Any) -> Any:
    """Lines of text and a signature below, a heading broken off above."""
    below = (
        (),
        ("注：1.本表由县填报。",),
        ("2.金额保留两位小数",),
        (None, "填表人：", None, "审核人：", None, "2026年10月9日"),
    )
    return replace(layout, staff=(("附件1",), *layout.staff, *below), merges=(), hidden_rows=())


ARRANGED: Mapping[str, Callable[[Any], Any]] = {
    "as handed out": lambda layout: layout,
    "total last": arranged.total_last,
    "total last, unlabelled": total_without_label,
    "rows in another order": arranged.reordered_rows,
    "columns in another order": arranged.reordered_columns,
    "two blocks below one another": arranged.two_blocks,
    "two blocks side by side": arranged.side_by_side,
    "continued on another sheet": arranged.on_two_sheets,
    "headings broken over two rows": arranged.split_heads,
    "moved": lambda layout: arranged.shifted(layout, 2, 1),
    "notes": with_notes,
}


def edited(layout: Any, edit: tuple[str, tuple[int, int], Any]) -> Any:
    """The layout after one thing that a clerk may do to its first sheet."""
    what, (row, column), content = edit
    row = min(row, len(layout.staff) + (what == "cell"))
    match what:
        case "cell" | "blank":
            if row > len(layout.staff):
                layout = replace(layout, staff=(*layout.staff, (None,)))
            return layout.with_cell(row, column, content)
        case "merge":
            down, right = content
            merge = f"{get_column_letter(column)}{row}:{get_column_letter(column + right)}{row + down}"
            return replace(layout, merges=(*layout.merges, merge))
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
            frozenset(address.column for each, address in here if each.detail == "HEADING-NOT-ASKED"),
        )

    def covers(self, address: Address) -> bool:
        return address in self.cells or address.row in self.rows or address.column in self.columns


def taken_as_values(seen: Understanding) -> frozenset[Address]:
    """Cells whose figure stands in a table."""
    return frozenset(
        address
        for table in seen.tables
        for row, column in zip(*(table.states == CellState.FILLED).nonzero(), strict=True)
        if (address := table.address(int(row), int(column))) is not None
    )


def unaccounted(seen: Understanding) -> dict[Address, str]:
    """Filled cells of recognised sheets that are no value, heading, label, note or furniture, and that nothing tells.

    A text may be a heading, a note, or the name of a row; a figure only a value or one of the printed column numbers.
    """
    values = taken_as_values(seen)
    twice = {each.place.sheet for each in seen.findings if each.pattern is Pattern.TABLE_TWICE}
    left: dict[Address, str] = {}
    for number, grid in seen.anchors.grids.items():
        parts = [
            (each.block, named)
            for each, named in zip(seen.anchors.anchored, seen.named, strict=True)
            if each.block.grid.number == number
        ]
        if not parts or grid.name in twice:
            continue
        told = Told.of(seen, grid.name)
        for position, (row, column) in enumerate(
            zip(grid.cells.rows.tolist(), grid.cells.columns.tolist(), strict=True)
        ):
            address, shown = grid.address(row, column), grid.book.shown(grid.sheet, position)
            is_text = grid.cells.kinds[position] == CellKind.TEXT
            if not shown.strip() or address in values or told.covers(address):
                continue
            if not any(accounts(block, named, row, column, is_text=is_text) for block, named in parts):
                left[address] = shown
    return left


def accounts(block: Block, named: NamedRows, row: int, column: int, *, is_text: bool) -> bool:
    """Whether a block says what a cell is that is neither a value nor told."""
    if column in live_check_columns(block) or row in named.numbering:
        return True
    if row in named.row_at.tolist():
        return column in (block.code_column, block.name_column)
    return is_text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    edits=st.lists(EDITS, max_size=4),
    kind=st.sampled_from(["bare", "stamped"]),
    arrangement=st.sampled_from(sorted(ARRANGED)),
)
def test_each_filled_cell_is_claimed_or_told(
    bare: Any,
    stamped: Any,
    admit: Callable[[bytes], Any],
    forms: Any,
    register: Any,
    edits: Any,
    kind: str,
    arrangement: str,
) -> None:
    """Rearranged, then cells overwritten, emptied and merged, rows and columns put in and taken out."""
    layout = ARRANGED[arrangement](bare if kind == "bare" else stamped)
    for edit in edits:
        layout = edited(layout, edit)
    book = open_package(admit(layout.to_bytes()))

    seen = understand(book, forms.form("XA", Period.parse("2026Q3"), "990121"), register)

    assert unaccounted(seen) == {}
    assert untold(seen) == []


def untold(seen: Understanding) -> list[tuple[str, str, str]]:
    """Places of a table without a figure that no finding speaks of: each costs the county a question sooner or later."""
    missing = []
    for table in seen.tables:
        mine = [each for each in seen.findings if each.place.table == table.table and each.level is Level.ERROR]
        rows = {each.place.row_code for each in mine}
        columns = {each.place.column for each in mine}
        whole = any(each.pattern is Pattern.TABLE_TWICE or not each.place.row_code + each.place.column for each in mine)
        for row, column in zip(*(table.states != CellState.FILLED).nonzero(), strict=True):
            code, name = table.row_codes[int(row)], table.columns[int(column)]
            if not (whole or code in rows or name in columns):
                missing.append((table.table, code, name))
    return missing


@pytest.mark.parametrize("arrangement", ARRANGED)
@pytest.mark.parametrize("kind", ["bare", "stamped"])
def test_what_is_only_rearranged_is_read_whole(
    kind: str, arrangement: str, request: Any, understood: Any, figures: Any
) -> None:
    """The same figures wherever they stand, and whatever was put up with is told as a remark."""
    layout = ARRANGED[arrangement](replace(request.getfixturevalue(kind), stamp="XA-2026.1|990121|2026Q3"))

    outcome = understood(layout)

    assert outcome.values() == figures
    assert outcome.errors == []
    assert bool(outcome.notes) is not (kind == "stamped" and arrangement == "as handed out")


def test_a_row_of_figures_without_a_name_is_told(stamped: Any, admit: Any, forms: Any, register: Any) -> None:
    """Its code and name were deleted: the figures are not lost in silence, and its own row is missing."""
    layout = stamped.with_cell(10, 1, None).with_cell(10, 2, None)
    seen = understand(
        open_package(admit(layout.to_bytes())), forms.form("XA", Period.parse("2026Q3"), "990121"), register
    )

    patterns = {each.pattern for each in seen.findings}
    assert {Pattern.ROW_UNKNOWN, Pattern.ROW_MISSING} <= patterns
    assert unaccounted(seen) == {}


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
                words = Tolerated("990121", "示例县", "XA", code, 1).words(language)
                assert words
                assert "{" not in words
