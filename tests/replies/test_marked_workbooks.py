"""The marked workbook is the clerk's own: every part is kept, marks go away again, links lead both ways."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from flows.chamber import Chamber
from flows.gate import Admitted, examine
from flows.read import open_package
from flows.read.replies import explanations_of
from flows.reply.excerpt import excerpts
from flows.reply.marks import mark
from flows.reply.notes import BELOW
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role
from schemas.issue_list import SHEET, SHEET_BESIDE, Field, field_of
from schemas.reading import Explanation
from schemas.sentences import numbers

FILLED = "干部基本情况"
HEAD = "有 4 处错误"


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def repacked(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def comments(sheet: Worksheet) -> dict[str, str]:
    return {one.coordinate: one.comment.text for row in sheet.iter_rows() for one in row if one.comment}


def sheet_data(part: bytes) -> bytes:
    found = re.search(rb"<sheetData.*</sheetData>|<sheetData/>", part, re.DOTALL)
    assert found is not None
    return found[0]


def test_cells_are_not_touched_and_no_part_is_lost(original: bytes, findings: tuple[Finding, ...]) -> None:
    """Values, cached results, rich text and formats stay byte for byte; so do charts, drawings and strings."""
    before, after = parts_of(original), parts_of(mark(original, findings, (), HEAD, "zh"))
    changed = {name for name, content in before.items() if after.get(name) != content}

    assert before.keys() <= after.keys()
    assert changed == {
        "[Content_Types].xml", "docProps/app.xml", "docProps/core.xml", "xl/_rels/workbook.xml.rels",
        "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml", "xl/workbook.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    assert sheet_data(before["xl/worksheets/sheet1.xml"]) == sheet_data(after["xl/worksheets/sheet1.xml"])


def test_wrong_cells_are_coloured_by_level(original: bytes, findings: tuple[Finding, ...]) -> None:
    """Red for the likeliest cell of an error, amber of a query, pale for their other cells; before the sheet's colours.

    D12 is suspected, so C12 that it is told of is pale; what follows from another case is pale too.
    """
    sheet = openpyxl.load_workbook(BytesIO(mark(original, findings, (), HEAD, "zh")))[FILLED]
    ranges = {
        rule.formula[0]: (set(str(block.sqref).split()), rule.dxf.fill and rule.dxf.fill.bgColor.rgb, rule.priority)
        for block in sheet.conditional_formatting
        for rule in block.rules
    }

    assert ranges['N("shenhe:error")=0'] == ({"D12", "C14", "H9", "C15"}, "FFF8B4B4", 1)
    assert ranges['N("shenhe:query")=0'] == ({"G20"}, "FFFFD27F", 2)
    assert ranges['N("shenhe:error-related")=0'][0] == {"C12", "E12", "E23"}
    assert ranges["50"][2] > 3


def test_the_card_marks_the_same_cell(original: bytes, findings: tuple[Finding, ...], tmp_path: Path) -> None:
    """One wrong cell, the likeliest; the others of the finding related."""
    file = tmp_path / "表.xlsx"
    file.write_bytes(original)
    with Chamber(preload=("flows.read",)) as chamber:
        (excerpt,) = excerpts(file, findings[:1], None, chamber)

    assert excerpt is not None
    tones = {square.cell: square.tone for line in excerpt.lines for square in line.squares if square.tone}
    assert tones == {"C12": "related", "D12": "wrong", "E12": "related"}


def test_a_card_heads_its_columns_as_its_own_sheet_does(
    original: bytes, findings: tuple[Finding, ...], tmp_path: Path
) -> None:
    """A cell of the finding that lies on another sheet, below the same letter, gives no heading."""
    file = tmp_path / "表.xlsx"
    file.write_bytes(original)
    elsewhere = replace(findings[0].cells[0], address=Address("封面", 12, 3), column_label="别的栏")
    with Chamber(preload=("flows.read",)) as chamber:
        both = [findings[0], replace(findings[0], cells=(*findings[0].cells, elsewhere))]
        alone, beside = excerpts(file, both, None, chamber)

    assert alone is not None
    assert beside is not None
    assert beside.heads == alone.heads


def test_comments_say_what_why_and_how_beside_those_of_people(original: bytes, findings: tuple[Finding, ...]) -> None:
    """A person's comment is kept and ours stands below it."""
    found = comments(openpyxl.load_workbook(BytesIO(mark(original, findings, (), HEAD, "zh")))[FILLED])

    assert found["B7"] == "另一条"
    assert found["D12"].startswith(f"人写的批注\n{BELOW}\n【错误 1】男、女之和不等于合计")
    assert found["C12"].splitlines() == [
        "【错误 1】男、女之和不等于合计",
        "CA1 第12行 河东乡：男 60 ＋ 女 36 ＝ 96，合计填的是 95，合计少 1（C12）",
        "怎么改：请对照台账核对这 3 个数，哪个填错改哪个，使“合计＝男＋女”",
        "线索（仅供参考）：另一组分项之和与合计一致，更可能是 D12 男 填错。请以台账为准，不要为了凑平而改数",
        "规则 CA1-P01",
    ]
    assert {"H9", "C15", "E23", "G20", "C14"} <= found.keys()


def test_links_lead_both_ways(original: bytes, findings: tuple[Finding, ...]) -> None:
    """From the list to the cell and back; a link of the clerk's stays, a blank cell has none so that it can be filled."""
    book = openpyxl.load_workbook(BytesIO(mark(original, findings, (), HEAD, "zh")))
    there = {row[3].value: row[3].hyperlink.location for row in book[SHEET].iter_rows(min_row=5)}
    back = {one.coordinate: one.hyperlink.location for row in book[FILLED].iter_rows() for one in row if one.hyperlink}

    assert there[f"{FILLED}!C12"] == f"'{FILLED}'!C12"
    assert book[SHEET]["D5"].value == f"{FILLED}!C12"
    assert back["C12"] == f"'{SHEET}'!E5"
    assert back["C14"] == "'党员情况'!A1"
    assert "H9" not in back


def test_the_list_comes_first_and_is_the_only_one_selected(original: bytes, findings: tuple[Finding, ...]) -> None:
    """Two selected tabs would be edited together without the clerk knowing."""
    book = openpyxl.load_workbook(BytesIO(mark(original, findings, (), HEAD, "zh")))

    assert book.sheetnames == [SHEET, FILLED, "党员情况", "空表"]
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book.worksheets] == [True, False, False, False]
    assert book.active.title == SHEET
    assert not book[SHEET].protection.sheet
    assert book[FILLED].protection.sheet
    assert book["党员情况"].print_title_rows == "$1:$3"
    assert book.defined_names["范围"].attr_text == "'党员情况'!$A$1:$B$2"


def test_the_list_has_room_for_explanations_of_queries_alone(original: bytes, findings: tuple[Finding, ...]) -> None:
    """A drop-down of reason codes and an unlocked cell; key and numbers are there, hidden."""
    sheet = openpyxl.load_workbook(BytesIO(mark(original, findings, (), HEAD, "zh")))[SHEET]
    (choice,) = sheet.data_validations.dataValidation
    headings = [field_of(one.value) for one in sheet[4]]

    assert headings == list(Field)
    assert sheet["B1"].value == HEAD
    assert [sheet[f"B{row}"].value for row in range(5, 11)] == [1, "1-1", 2, 3, 4, 5]
    assert [str(choice.sqref), choice.formula1] == ["H10", '"R01,R02,R03,R04,R05,R06,R07,R99"']
    assert [sheet["I10"].protection.locked, sheet["I5"].protection.locked] == [False, True]
    assert [sheet.column_dimensions[column].hidden for column in "ABJ"] == [True, False, True]
    assert [sheet["A10"].value, sheet["J10"].value] == [findings[-1].key, "412|298"]


def test_headings_are_found_again_in_english(original: bytes, findings: tuple[Finding, ...]) -> None:
    """The list comes back whatever language it was written in."""
    sheet = openpyxl.load_workbook(BytesIO(mark(original, findings, (), HEAD, "en")))[SHEET]

    assert [field_of(one.value) for one in sheet[4]] == list(Field)
    assert sheet["I4"].value.endswith("Explanation")


def test_an_explanation_stays_while_its_numbers_do(
    original: bytes, findings: tuple[Finding, ...], change: Callable[[int], Finding]
) -> None:
    """For other numbers it is shown but must be written anew."""
    asked = findings[-1]
    given = (Explanation(asked.key, numbers(asked), "R04", "秋季集中招录"),)
    same = openpyxl.load_workbook(BytesIO(mark(original, findings, given, HEAD, "zh")))[SHEET]
    other = openpyxl.load_workbook(BytesIO(mark(original, (change(413),), given, HEAD, "zh")))[SHEET]

    assert [same["H10"].value, same["I10"].value] == ["R04", "秋季集中招录"]
    assert [other["H5"].value, other["I5"].value] == [None, None]
    assert "秋季集中招录" in other["G5"].value


def test_marking_again_changes_nothing(original: bytes, findings: tuple[Finding, ...]) -> None:
    """A clerk may send the marked workbook back: the second reply is the first, byte for byte."""
    once = mark(original, findings, (), HEAD, "zh")

    assert mark(once, findings, (), HEAD, "zh") == once


@settings(max_examples=20)
@given(first=st.sets(st.integers(0, 5)), second=st.sets(st.integers(0, 5)))
def test_the_last_reply_alone_is_seen(
    original: bytes, every_finding: tuple[Finding, ...], first: set[int], second: set[int]
) -> None:
    """Whatever was marked before, a reply shows its own findings and no others."""

    def seen(content: bytes) -> tuple[object, ...]:
        book = openpyxl.load_workbook(BytesIO(content))
        sheet = book[FILLED]
        links = {one.coordinate: one.hyperlink.location for row in sheet.iter_rows() for one in row if one.hyperlink}
        tints = {(str(block.sqref), rule.formula[0]) for block in sheet.conditional_formatting for rule in block.rules}
        return comments(sheet), links, tints, list(book[SHEET].values)

    before = mark(original, [every_finding[at] for at in sorted(first)], (), HEAD, "zh")
    now = [every_finding[at] for at in sorted(second)]

    assert seen(mark(before, now, (), HEAD, "zh")) == seen(mark(original, now, (), HEAD, "zh"))


def test_marks_of_an_earlier_reply_go_away(original: bytes, findings: tuple[Finding, ...]) -> None:
    """What is corrected is no longer red, and nothing else of the clerk's has changed."""
    before = openpyxl.load_workbook(BytesIO(original))[FILLED]
    cleared = openpyxl.load_workbook(BytesIO(mark(mark(original, findings, (), HEAD, "zh"), (), (), "", "zh")))
    after = cleared[FILLED]

    assert comments(after) == comments(before)
    assert [str(block.sqref) for block in after.conditional_formatting] == ["C7:C20"]
    assert [one.coordinate for row in after.iter_rows() for one in row if one.hyperlink] == ["C14"]
    assert cleared[SHEET]["B5"].value == "没有问题"
    assert cleared.sheetnames.count(SHEET) == 1


def test_the_names_of_people_leave_the_properties(original: bytes, findings: tuple[Finding, ...]) -> None:
    """A reply may travel further than the submission did."""
    parts = parts_of(mark(original, findings, (), HEAD, "zh"))

    assert "某人".encode() not in parts["docProps/core.xml"]
    assert "另一人".encode() not in parts["docProps/app.xml"]
    assert b"<dc:creator></dc:creator>" in parts["docProps/core.xml"]


def test_a_sheet_of_that_name_of_the_clerks_own_is_kept(findings: tuple[Finding, ...]) -> None:
    """Only our own list is replaced; it is known by its hidden name, not by its title."""
    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.active["A1"] = "我自己的清单"
    content = BytesIO()
    book.save(content)
    once = mark(content.getvalue(), findings, (), HEAD, "zh")
    twice = openpyxl.load_workbook(BytesIO(mark(once, findings, (), HEAD, "zh")))

    assert twice.sheetnames == [SHEET_BESIDE, SHEET]
    assert twice[SHEET]["A1"].value == "我自己的清单"


def test_a_strict_package_is_marked_in_its_own_namespaces(original: bytes, findings: tuple[Finding, ...]) -> None:
    """ISO strict workbooks say the same under other names; ours beside them must be theirs."""
    usual = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    related = (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    parts = {
        name: content.replace(usual[0].encode(), usual[1].encode()).replace(related[0].encode(), related[1].encode())
        for name, content in parts_of(original).items()
    }
    after = parts_of(mark(repacked(parts), findings, (), HEAD, "zh"))

    assert not [name for name in after if name.startswith("xl/") and usual[0].encode() in after[name]]
    assert not [name for name in after if name.startswith("xl/") and related[0].encode() in after[name]]


def test_parts_with_prefixed_elements_are_marked_too(original: bytes, findings: tuple[Finding, ...]) -> None:
    """Some programs write <x:worksheet>; it means the same."""
    parts = parts_of(original)
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/comments1.xml"):
        text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", parts[name].decode())
        parts[name] = text.replace(" xmlns=", " xmlns:x=").encode()
    once = mark(repacked(parts), findings, (), HEAD, "zh")
    book = openpyxl.load_workbook(BytesIO(once))

    assert "【错误 1】" in comments(book[FILLED])["C12"]
    assert "人写的批注" in comments(book[FILLED])["D12"]
    assert book.sheetnames[0] == SHEET
    assert mark(once, findings, (), HEAD, "zh") == once


def test_a_workbook_without_styles_is_marked(findings: tuple[Finding, ...]) -> None:
    """A program may leave the part out."""
    book = openpyxl.Workbook()
    book.active.title = FILLED
    book.active["C12"] = 95
    content = BytesIO()
    book.save(content)
    parts = parts_of(content.getvalue())
    del parts["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        text = re.sub(r"<(?:Override|Relationship) [^>]*styles[^>]*/>", "", parts[name].decode())
        parts[name] = text.encode()
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb' s="\d+"', b"", parts["xl/worksheets/sheet1.xml"])
    marked = openpyxl.load_workbook(BytesIO(mark(repacked(parts), findings, (), HEAD, "zh")))

    assert marked[FILLED]["C12"].value == 95
    assert "C12" in comments(marked[FILLED])


def test_findings_beyond_the_cells_of_the_sheet_are_marked(original: bytes) -> None:
    """A blank cell need not exist in the file to be red and to have its comment."""
    cell = Cell(Role.SUBJECT, "CA1", "990121040", "南岭乡", "x", "备注", Address(FILLED, 40, 26), None)
    place = Place("CA1", FILLED, "990121040", "南岭乡", "x", "备注")
    finding = Finding("CA1-D00", Level.ERROR, Pattern.BLANK, place, (cell,))
    sheet = openpyxl.load_workbook(BytesIO(mark(original, (finding,), (), HEAD, "zh")))[FILLED]

    assert comments(sheet)["Z40"].startswith("【错误 1】没有填")


@pytest.mark.office
def test_marks_are_found_again_after_a_save_by_libreoffice(
    original: bytes, findings: tuple[Finding, ...], tmp_path: Path
) -> None:
    """It renumbers formats and drops the authors of comments; ours are known all the same."""
    office = shutil.which("soffice")
    assert office is not None, "LibreOffice is needed: soffice"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "marked.xlsx").write_bytes(mark(original, findings, (), HEAD, "zh"))
    subprocess.run(
        [
            office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(tmp_path / "in" / "marked.xlsx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    cleared = openpyxl.load_workbook(BytesIO(mark((tmp_path / "marked.xlsx").read_bytes(), (), (), "", "zh")))

    assert cleared.sheetnames == [SHEET, FILLED, "党员情况", "空表"]
    assert comments(cleared[FILLED]) == {"B7": "另一条", "D12": "人写的批注"}
    assert [str(block.sqref) for block in cleared[FILLED].conditional_formatting] == ["C7:C20"]
    assert [one.coordinate for row in cleared[FILLED].iter_rows() for one in row if one.hyperlink] == ["C14"]


def test_an_explanation_is_read_back(original: bytes, findings: tuple[Finding, ...]) -> None:
    """What a clerk writes beside a query comes back with its key and the numbers that it was written for."""
    marked = openpyxl.load_workbook(BytesIO(mark(original, findings, (), HEAD, "zh")))
    marked[SHEET]["H10"], marked[SHEET]["I10"] = "R04", "秋季集中招录，人数增加"
    content = BytesIO()
    marked.save(content)
    admitted = examine(content.getvalue(), "回来的.xlsx")

    assert isinstance(admitted, Admitted)
    assert explanations_of(open_package(admitted)) == (
        Explanation(findings[-1].key, numbers(findings[-1]), "R04", "秋季集中招录，人数增加", Address(SHEET, 10, 9)),
    )


def test_a_marked_workbook_passes_the_gate(original: bytes, findings: tuple[Finding, ...]) -> None:
    """What we write we also take: sound XML, sound directory, the same numbers."""
    assert isinstance(examine(mark(original, findings, (), HEAD, "zh"), "标注.xlsx"), Admitted)
