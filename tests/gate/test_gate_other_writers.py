"""What other programs write, though no standard says so, is taken with all its cells."""

from collections.abc import Mapping

import made_ods
import made_xls
import pytest
from hostile import anchored, many_strings, patched_xls, with_formula
from made_xlsx import package, sheet_xml

from flows.gate import Admitted, Limits, examine
from flows.gate.sweep import sweep
from flows.read import open_package
from schemas.receipt import Kind

EVERY_KIND = Limits(kinds=frozenset(Kind))
SHEET = "xl/worksheets/sheet1.xml"
ROWS = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v></v></c><c r="C1"><v>5</v></c></row>'


def admitted(content: bytes) -> Admitted:
    taken = examine(content, "a", EVERY_KIND)
    assert isinstance(taken, Admitted), taken
    return taken


def cells(content: bytes) -> dict[str, str]:
    book = open_package(admitted(content))
    (sheet,) = book.sheets
    found = sheet.cells
    return {f"{found.rows[at]}.{found.columns[at]}": book.shown(sheet, at) for at in range(len(found))}


FILES: Mapping[str, tuple[bytes, dict[str, str]]] = {
    "a text cell without its index is blank": (package({SHEET: sheet_xml(ROWS)}), {"1.1": "合计", "1.3": "5"}),
    "buttons have rows that are no rows": (
        package({SHEET: sheet_xml(ROWS, anchored("516"))}),
        {"1.1": "合计", "1.3": "5"},
    ),
    "fewer strings than counted": (many_strings(400_000), {"1.1": "单位"}),
    "a formula numbered as in Excel 3": (with_formula(0x206), {"1.1": "1", "2.1": "3"}),
    "a formula numbered as in Excel 4": (with_formula(0x406), {"1.1": "1", "2.1": "3"}),
    "a pattern cut short is still a date's": (
        patched_xls(b"\x0a\x00\x00yyyy-mm-dd", b"\x0b\x00\x00yyyy-mm-dd"),
        {"1.1": "单位", "1.2": "合计", "2.1": "河东乡", "2.2": "12"},
    ),
    "the stream is called Book": (
        made_xls.compound({"BOOK": made_xls.stream([made_xls.Sheet("表1", {(1, 1): 7})])}),
        {"1.1": "7"},
    ),
    "an empty list of keys": (
        made_ods.ods(
            made_ods.grid("表1", {(1, 1): 7}),
            parts={"Configurations2/accelerator/current.xml": b"", "settings.xml": b""},
        ),
        {"1.1": "7"},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_taken_with_all_its_cells(name: str) -> None:
    """None lost, none more."""
    content, told = FILES[name]

    assert cells(content) == told


def drawing(text: str) -> bytes:
    """A comment as Excel draws it: with <br> that nothing closes."""
    return package({"xl/drawings/vmlDrawing1.vml": f"<xml><v:textbox>{text}<br>\n</v:textbox></xml>"})


@pytest.mark.parametrize(
    "text",
    ["{}", "<font>{}</font>", "{:.9}<font>{:9.9}", "<a title='{}'>", "&#53;3{:.0}0099198002299918", "\x01{}", "１{}"],
)
def test_a_drawing_that_is_no_xml_hides_nothing(text: str) -> None:
    """Its texts and attributes are looked through as if it were."""
    number = "530099198002299918"
    shown = text.replace("{:.9}", number[:9]).replace("{:9.9}", number[9:]).replace("{:.0}", "").replace("{}", number)
    hits = sweep(admitted(drawing(shown)))

    assert bool(hits) == (not shown.startswith("１"))
    assert not sweep(admitted(drawing("填表说明&nbsp;")))
