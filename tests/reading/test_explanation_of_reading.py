"""Every cell is accounted for: claimed as value, heading, label or furniture, or shown as not read."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from flows.read import explain, open_package, understand
from flows.read.explain import Taken, taken_for
from schemas.messages import catalogue
from schemas.periods import Period
from schemas.receipt import Refusal

HERE = Path(__file__).parents[2]


def _taken(layout, admit, forms, register):
    book = open_package(admit(layout.to_bytes()))
    seen = understand(book, forms.form("XA", Period.parse("2026Q3"), "990121"), register)
    found = {}
    for number, grid in seen.anchors.grids.items():
        blocks = [
            (each.block, named)
            for each, named in zip(seen.anchors.anchored, seen.named, strict=True)
            if each.block.grid.number == number
        ]
        found |= {(a.sheet, a.a1): taken for a, taken in taken_for(grid, blocks).items()}
    return found, seen


@pytest.mark.parametrize("kind", ["bare", "stamped"])
def test_every_cell_of_a_template_is_claimed(kind, request, admit, forms, register) -> None:
    """Values, headings, labels and furniture; nothing is left over."""
    found, seen = _taken(request.getfixturevalue(kind), admit, forms, register)

    assert Taken.UNCLAIMED not in found.values()
    values = sum(taken is Taken.VALUE for taken in found.values())
    assert values == sum(table.values.size for table in seen.tables)


def test_what_is_not_read_is_shown_and_told(stamped, admit, forms, register) -> None:
    """A word beside the table, an inserted row."""
    layout = stamped.with_cell(9, 15, "已核").with_row(12, ("990121999", "新设镇", 5, 1, 1, 0, 0, 0, 0, 1, 1))

    found, seen = _taken(layout, admit, forms, register)

    unclaimed = {place for (_, place), taken in found.items() if taken is Taken.UNCLAIMED}
    assert unclaimed == {"O9", *(f"{letter}12" for letter in "ABCDEFGHIJK")}
    told = {cell.address.a1 for finding in seen.findings for cell in finding.cells if cell.address}
    assert {"O9", "B12"} <= told


def test_the_page_shows_each_sheet_and_needs_nothing_else(stamped, admit, forms) -> None:
    """Standalone, escaped, the meaning of the colours first."""
    layout = replace(stamped.with_cell(9, 2, "<b>梅溪镇"), sheets={"随手": (("x",),)})

    shown = explain(admit(layout.to_bytes()), forms, "zh")

    assert not isinstance(shown, Refusal)
    assert "读取的数" in shown
    assert "&lt;b&gt;梅溪镇" in shown
    assert "这张工作表不是统计表" in shown
    assert "http" not in shown


def test_what_a_cell_of_a_table_does_not_say_is_not_shown_as_read(stamped, admit, forms) -> None:
    """A figure that cannot be read is red and framed; merged headings are drawn as one."""
    shown = explain(admit(stamped.with_cell(9, 5, "1o2").with_cell(9, 15, 7).to_bytes()), forms, "zh")

    assert not isinstance(shown, Refusal)
    assert re.search(r'<td class="unclaimed told" title="[^"]*字母 o[^"]*">1o2', shown)
    assert re.search(r'<td class="unclaimed told" title="[^"]*表格以外[^"]*">7', shown)
    assert '<td class="heading" colspan="3" rowspan="1">本年增加' in shown
    assert '<td class="furniture" colspan="10" rowspan="1">工作人员增减情况' in shown


def test_a_foreign_workbook_is_explained_by_its_refusal(bare, admit, forms) -> None:
    """There is nothing to show."""
    foreign = replace(bare, staff=(("商品",),), targets=(("商品",),), merges=())

    assert explain(admit(foreign.to_bytes()), forms, "zh") == Refusal("FILE-NOT-OURS")


def test_every_remark_and_refusal_of_the_reader_has_its_words() -> None:
    """A code without a sentence would be our own fault before the clerk's eyes."""
    pattern = re.compile(r'(?:Hint(?:\.of)?|Refusal|_refusal)\(\s*"([A-Z-]+)"|"(CLEANED-[A-Z]+)"')
    used = {
        code
        for path in (HERE / "flows" / "read").glob("*.py")
        for found in pattern.findall(path.read_text(encoding="utf-8"))
        for code in found
        if code
    }

    assert len(used) > 40
    assert used <= catalogue().keys()


def test_every_message_of_reading_is_used() -> None:
    """None is left behind."""
    from schemas.messages.reading import MESSAGES

    sources = "".join(path.read_text(encoding="utf-8") for path in (HERE / "flows" / "read").glob("*.py"))
    unused = [m.code for m in MESSAGES if m.code not in sources and not m.code.startswith("EXPLAIN-")]

    assert unused == []
