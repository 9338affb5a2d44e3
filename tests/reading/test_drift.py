"""A table is found wherever it stands and whatever moved; what is missing, added or doubled is told once."""

import resource
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from arranged import (
    heading_row_inserted,
    on_two_sheets,
    padded,
    reordered_columns,
    reordered_rows,
    shifted,
    side_by_side,
    split_heads,
    total_last,
    two_blocks,
    without_codes,
)
from openpyxl.styles import PatternFill

from flows.read import Forms, read
from flows.read.labels import label
from schemas.finding import Pattern
from schemas.reading import CellState
from schemas.receipt import Refusal
from schemas.sentences import line

Rows = list[list[int]]


def test_the_template_as_handed_out_is_read_without_a_remark(stamped, understood, figures) -> None:
    """Every figure at its place, with the cell that it came from; no finding, no cleaning."""
    outcome = understood(stamped)

    assert outcome.values() == figures
    assert outcome.values("XA2") == [[4000, 3000, 750], [1000, 900, 900], [10050, 5025, 500]]
    assert outcome.findings == ()
    assert outcome.reading.cleanings == ()
    table = outcome.reading.table("XA1")
    assert table is not None
    assert table.row_codes[0] == "TOTAL"
    address = table.address(2, 8)
    assert address is not None
    assert (address.sheet, address.a1) == ("工作人员增减情况", "K9")


def test_a_form_without_codes_is_read_by_its_headings(bare, understood, figures) -> None:
    """No stamp, no hidden row: headings and row labels are enough."""
    outcome = understood(bare)

    assert outcome.values() == figures
    assert outcome.hints() == ["LAYOUT-BY-HEADINGS", "LAYOUT-BY-HEADINGS"]


DRIFTS: dict[str, Callable] = {
    "moved down and to the right": lambda layout: shifted(layout, 3, 2),
    "another sheet name": lambda layout: replace(layout, names=("Sheet1", "表二")),
    "headings broken over two rows": split_heads,
    "padded labels and line breaks": padded,
    "total last, padded, without code": total_last,
    "rows in another order": reordered_rows,
    "columns in another order": reordered_columns,
    "a note row and a blank row above the headings": heading_row_inserted,
    "nothing merged": lambda layout: replace(layout, merges=()),
    "no title rows": lambda layout: replace(layout, staff=layout.staff[1:], merges=()),
    "two blocks below one another": two_blocks,
    "two blocks side by side": side_by_side,
    "rows continued on another sheet": on_two_sheets,
    "names only, no codes of units": without_codes,
    "unit of measure in a heading": lambda layout: layout.with_cell(3, 11, "经费支出（万元）"),
    "a declared alias": lambda layout: layout.with_cell(3, 11, "费用"),
    "full-width and other punctuation": lambda layout: layout.with_cell(3, 3, "上年末 实有数\r\n"),
    "notes below": lambda layout: replace(
        layout, staff=(*layout.staff, (), ("注：1.本表由县填报。",), (None, "填表人：", "审核人："))
    ),
    "a unit under its earlier name": lambda layout: layout.with_cell(len(layout.staff) - 1, 2, "柳桥街道"),
    "a group name among the rows": lambda layout: layout.with_row(len(layout.staff) - 2, (None, "乡镇")),
    "a spacer row": lambda layout: layout.with_row(len(layout.staff) - 2, ()),
    "a spacer column": lambda layout: layout.with_column(4, ()),
}


@pytest.mark.parametrize("drift", DRIFTS)
@pytest.mark.parametrize("kind", ["bare", "stamped"])
def test_what_drifted_is_still_read(drift, kind, request, understood, figures) -> None:
    """The figures are the same, and nothing is an error."""
    layout = request.getfixturevalue(kind)

    outcome = understood(DRIFTS[drift](replace(layout, stamp="XA-2026.1|990121|2026Q3")))

    assert outcome.errors == []
    assert outcome.values() == figures


@pytest.mark.parametrize("kind", ["bare", "stamped"])
def test_a_missing_column_is_one_finding(kind, request, understood) -> None:
    """Not one finding a row: its cells are absent."""
    layout = request.getfixturevalue(kind)
    rows = [line[:7] + line[8:] for line in ([*line, *[None] * (12 - len(line))] for line in layout.staff)]

    outcome = understood(replace(layout, staff=tuple(map(tuple, rows)), merges=()))

    assert outcome.errors == [(Pattern.HEADING_MISSING, "", "retired")]
    assert {row[5] for row in outcome.states()} == {CellState.ABSENT}


def test_a_renamed_heading_is_suggested_not_guessed(bare, understood) -> None:
    """考录 is not taken for 考试录用: it is named, and the near one is offered."""
    outcome = understood(replace(bare.with_cell(4, 5, "考试录入"), stamp="XA-2026.1|990121|2026Q3"))

    assert outcome.errors == [(Pattern.HEADING_MISSING, "", "recruited")]
    assert Pattern.HEADING_UNKNOWN in outcome.notes
    assert "HEADING-PROBABLY" in outcome.hints()


def test_an_inserted_column_is_named_and_not_read(stamped, understood, figures) -> None:
    """A column of the clerk's own is no error."""
    column = [None, None, "备注栏", None, None, None, 1, 2, 3, 4, 5]

    outcome = understood(stamped.with_column(6, column))

    assert outcome.values() == figures
    assert outcome.errors == []
    assert outcome.notes == [Pattern.HEADING_UNKNOWN]


@pytest.mark.parametrize("kind", ["bare", "stamped"])
def test_an_inserted_row_is_a_finding_and_never_summed(kind, request, understood, figures) -> None:
    """Its figures are in no row of the table."""
    layout = request.getfixturevalue(kind)
    row = ("990121999", "新设镇", 5, 1, 1, 0, 0, 0, 0, 1, 1)

    outcome = understood(layout.with_row(len(layout.staff) - 1, row))

    assert outcome.values() == figures
    assert [pattern for pattern, _, _ in outcome.errors] == [Pattern.ROW_UNKNOWN]
    assert outcome.findings[0].cells[0].shown == "新设镇"


def test_a_missing_row_is_one_finding(stamped, understood) -> None:
    """The row is absent, not zero."""
    outcome = understood(stamped.without_row(9))

    assert outcome.errors == [(Pattern.ROW_MISSING, "梅溪镇", "")]
    assert set(outcome.states()[2]) == {CellState.ABSENT}


def test_a_row_given_twice_is_one_finding_and_neither_is_taken(stamped, understood) -> None:
    """Which of the two is right cannot be known."""
    outcome = understood(stamped.with_row(12, stamped.staff[8]))

    assert outcome.errors == [(Pattern.ROW_TWICE, "梅溪镇", "")]
    assert set(outcome.states()[2]) == {CellState.ABSENT}


def test_a_second_total_at_the_bottom_is_told(stamped, understood, figures) -> None:
    """The row with the code is the total; the other is named."""
    outcome = understood(stamped.with_row(12, (None, "合计", *stamped.staff[6][2:])))

    assert outcome.errors == [(Pattern.ROW_TWICE, "合计", "")]
    assert outcome.values() == figures


def test_a_total_without_label_is_known_by_its_sum(bare, understood, figures) -> None:
    """The row that equals the sum of the others is the total, and that is told."""
    *head, total, a, b, c, d = bare.staff

    outcome = understood(
        replace(bare, staff=(*head, a, b, c, d, (None, None, *total[2:])), stamp="XA-2026.1|990121|2026Q3")
    )

    assert outcome.values() == figures
    assert outcome.errors == []
    assert outcome.hints()[:3] == ["ROW-TOTAL-UNLABELLED", "LAYOUT-BY-HEADINGS", "LAYOUT-ROWS"]


def test_swapped_names_are_told(stamped, understood) -> None:
    """Code and name contradict each other in both rows."""
    outcome = understood(stamped.with_cell(9, 2, "柳桥镇").with_cell(10, 2, "梅溪镇"))

    assert outcome.hints() == ["ROW-NAME-DIFFERS", "ROW-NAME-DIFFERS"]
    assert len(outcome.errors) == 2


def test_a_spoilt_code_is_taken_by_name_and_told(stamped, understood, figures) -> None:
    """9.90121E+08 with the right name is that unit."""
    outcome = understood(stamped.with_cell(9, 1, "9.90121E+08"))

    assert outcome.values() == figures
    assert outcome.errors == []
    assert outcome.hints() == ["ROW-PROBABLY"]


def test_a_code_kept_as_a_number_is_the_code(stamped, understood, figures) -> None:
    """Excel made a number of it."""
    outcome = understood(stamped.with_cell(9, 1, 990121100))

    assert outcome.values() == figures
    assert outcome.findings == ()


def test_a_missing_table_is_one_finding(stamped, understood) -> None:
    """The other table is read."""
    outcome = understood(replace(stamped, targets=(("空",),)))

    assert [(f.pattern, f.place.table) for f in outcome.findings] == [
        (Pattern.TABLE_MISSING, "XA2"),
        (Pattern.LAYOUT, ""),
    ]
    assert line(outcome.findings[0], "zh") == "XA2：没有找到“目标完成情况”这张表"


def test_two_sheets_with_one_table_are_one_finding(stamped, understood) -> None:
    """Neither is taken."""
    outcome = understood(replace(stamped, sheets={"副本": stamped.staff}))

    assert [pattern for pattern, _, _ in outcome.errors] == [Pattern.TABLE_TWICE]
    assert {state for row in outcome.states() for state in row} == {CellState.ABSENT}


def test_hidden_sheets_are_listed_and_not_read(stamped, understood, figures) -> None:
    """A hidden copy does not count as a second table."""
    outcome = understood(replace(stamped, sheets={"副本": stamped.staff}, hidden_sheets=("副本",)))

    assert outcome.values() == figures
    assert [(f.pattern, f.place.sheet) for f in outcome.findings] == [(Pattern.HIDDEN, "副本")]


def test_hidden_rows_and_columns_are_read_and_told(stamped, understood, figures) -> None:
    """What is hidden still counts."""
    outcome = understood(replace(stamped, hidden_rows=(5, 9), hidden_columns=("E",)))

    assert outcome.values() == figures
    assert outcome.notes == [Pattern.HIDDEN]


def test_a_heading_that_contradicts_its_code_is_told(stamped, understood) -> None:
    """Somebody wrote another heading above the hidden code."""
    outcome = understood(stamped.with_cell(4, 8, "辞职"))

    assert outcome.hints() == ["HEADING-CHANGED"]


def test_cells_outside_the_table_are_told(stamped, understood, figures) -> None:
    """Every cell is claimed or told; the live check is furniture."""
    outcome = understood(stamped.with_cell(9, 12, "男+女≠合计").with_cell(9, 15, "已核"))

    assert outcome.values() == figures
    assert outcome.hints() == ["HEADING-NONE"]
    assert outcome.findings[0].cells[0].shown == "已核"


def test_a_foreign_workbook_is_one_refusal(bare, admit, forms: Forms) -> None:
    """Not two hundred cell errors."""
    foreign = replace(bare, staff=(("商品", "单价"), ("苹果", 3)), targets=(("商品",),), names=("一", "二"), merges=())

    refused = read(admit(foreign.to_bytes()), forms)

    assert isinstance(refused, Refusal)
    assert refused.code == "FILE-NOT-OURS"
    assert "市里发来的本期模板" in refused.message("zh")


def test_a_stamped_workbook_without_any_of_its_tables_is_refused(stamped, admit, forms: Forms) -> None:
    """The stamp alone is no return."""
    emptied = replace(stamped, staff=(("空",),), targets=(("空",),), merges=())

    assert read(admit(emptied.to_bytes()), forms) == Refusal("FILE-NOT-OURS")


def test_many_formatted_blank_rows_change_nothing(stamped, admit, forms: Forms, figures) -> None:
    """20,000 of them are no cells at all."""
    book = openpyxl.load_workbook(BytesIO(stamped.to_bytes()))
    sheet = book[stamped.names[0]]
    for row in range(20, 20_020):
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FFFF00")
    content = BytesIO()
    book.save(content)

    reading = read(admit(content.getvalue()), forms)

    assert not isinstance(reading, Refusal)
    assert reading.findings == ()
    assert reading.tables[0].values.tolist() == figures


@pytest.mark.parametrize("place", [(1_048_576, 16_384), (1_048_576, 1), (1, 16_384)])
def test_a_cell_far_away_costs_no_memory(stamped, admit, forms: Forms, place) -> None:
    """On a sheet of its own the gate lets it pass; no grid is laid out down to it."""
    far = openpyxl.load_workbook(BytesIO(stamped.to_bytes()))
    far.create_sheet("远").cell(*place).value = 1
    content = BytesIO()
    far.save(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    reading = read(admit(content.getvalue()), forms)

    assert not isinstance(reading, Refusal)
    assert [finding.detail for finding in reading.findings] == ["SHEET-EXTRA"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10


@pytest.mark.parametrize("wide", [2, 3])
def test_one_heading_over_several_filled_columns_means_none_of_them(wide, bare, understood) -> None:
    """Somebody merged the lower headings away: whose figures they are is asked, never assumed."""
    merged = bare
    for column in range(4, 4 + wide):
        merged = merged.with_cell(4, column, None)
    merge = f"D3:{'_DEF'[wide]}4"
    merges = tuple(each for each in bare.merges if each != "D3:F3")

    outcome = understood(replace(merged, merges=(*merges, merge), stamp="XA-2026.1|990121|2026Q3"))

    missing = [column for pattern, _, column in outcome.errors if pattern is Pattern.HEADING_MISSING]
    assert missing == ["joined", "recruited", "moved_in"][: len(missing)]
    assert len(missing) >= 2
    assert {row[1] for row in outcome.states()} == {CellState.ABSENT}


def test_a_part_without_a_row_is_asked_for_it(stamped, understood, figures) -> None:
    """The second block lacks a township: its figures there are missing, and that is said once."""
    layout = two_blocks(stamped)
    outcome = understood(replace(layout, staff=(*layout.staff[:-2], layout.staff[-1])))

    assert outcome.errors == [(Pattern.ROW_MISSING, "柳桥镇", "")]
    assert outcome.values()[3] == [*figures[3][:4], *[0] * 5]
    said = next(each for each in outcome.findings if each.pattern is Pattern.ROW_MISSING)
    assert line(said, "zh").startswith("XA1 柳桥镇：没有找到“柳桥镇”这一行（这一行里没有本年减少、本年减少：退休")


def test_a_row_that_two_parts_hold_is_taken_from_neither(stamped, understood, figures) -> None:
    """The other rows of both parts are read."""
    layout = on_two_sheets(stamped)
    (name, rows), *_ = layout.sheets.items()

    outcome = understood(replace(layout, sheets={name: (*rows, stamped.staff[8])}))

    assert outcome.errors == [(Pattern.ROW_TWICE, "梅溪镇", "")]
    assert "ROW-ALSO-AT" in outcome.hints()
    figures[2] = [0] * 9
    assert outcome.values() == figures
    assert set(outcome.states()[2]) == {CellState.ABSENT}


def test_three_copies_of_a_table_are_read_from_none(stamped, understood) -> None:
    """What two contradict is not taken from the third."""
    outcome = understood(replace(stamped, sheets={"副本": stamped.staff, "副本2": stamped.staff}))

    assert {pattern for pattern, _, _ in outcome.errors} == {Pattern.TABLE_TWICE}
    assert {state for row in outcome.states() for state in row} == {CellState.ABSENT}


def test_lines_of_signature_below_are_no_rows(stamped, understood, figures) -> None:
    """A date and a telephone number in the table's columns."""
    below = ((), (None, "填表人：", None, "审核人：", None, "2026年10月9日"), (None, "联系电话：", 8701234))

    outcome = understood(replace(stamped, staff=(*stamped.staff, *below)))

    assert outcome.values() == figures
    assert outcome.errors == []
    assert outcome.hints() == ["HEADING-NONE"]


def test_labels_are_compared_without_white_space_width_and_punctuation() -> None:
    """合  计 with ideographic, no-break and line-end spaces is 合计."""
    assert label("合　\u00a0 计_x000D_\r\n") == "合计"
    assert label("（１）甲、乙：") == label("(1)甲，乙:")
