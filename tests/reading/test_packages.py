"""Every cell of a package is seen, as openpyxl sees it; the swift pass and the exact pass see the same."""

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel

from flows.read import open_package, read
from flows.read.raw import CellKind, Look, RawWorkbook
from flows.read.stream import Stream
from schemas.receipt import Fact, Refusal

_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n&<>\"'　中"),
    max_size=8,
)
_CONTENTS = st.one_of(
    st.integers(-(10**9), 10**12),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: round(number, 6)),
    _TEXTS.filter(lambda text: text[:1] != "="),
    st.booleans(),
    st.sampled_from(["#REF!", "#DIV/0!", "#N/A", "=A1+1", "0", "007", " 12 ", "１２", "12,345"]),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
_PLACES = st.tuples(st.integers(1, 40), st.integers(1, 60) | st.sampled_from([702, 703, 16384]))
_SHEETS = st.dictionaries(_PLACES, _CONTENTS, max_size=25)


def _by_openpyxl(cells) -> bytes:
    book = openpyxl.Workbook()
    for (row, column), content in cells.items():
        book.active.cell(row, column).value = content
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _by_xlsxwriter(cells) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(
        content, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for (row, column), value in cells.items():
            if isinstance(value, bool):
                sheet.write_boolean(row - 1, column - 1, value)
            elif isinstance(value, date):
                sheet.write_datetime(row - 1, column - 1, value, day)
            elif isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row - 1, column - 1, value, None, 7)
            else:
                sheet.write(row - 1, column - 1, value)
    return content.getvalue()


def _seen(book: RawWorkbook, number: int = 0) -> dict[tuple[int, int], object]:
    """Cells by place, as openpyxl gives them with data_only."""
    sheet = book.sheets[number]
    cells = sheet.cells
    seen: dict[tuple[int, int], object] = {}
    for at in range(len(cells)):
        place = int(cells.rows[at]), int(cells.columns[at])
        match cells.kinds[at]:
            case CellKind.NUMBER:
                seen[place] = float(cells.numbers[at])
            case CellKind.BOOLEAN:
                seen[place] = bool(cells.numbers[at])
            case CellKind.NO_CACHE:
                continue
            case _:
                seen[place] = book.strings[cells.texts[at]]
    return seen


def _by_its_reader(content: bytes) -> dict[tuple[int, int], object]:
    """What openpyxl reads: dates as their numbers, empty cells left out."""
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    seen: dict[tuple[int, int], object] = {}
    for place, cell in book.worksheets[0]._cells.items():
        value = cell.value
        if isinstance(value, datetime):
            value = to_excel(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = float(value)
        if value is not None:
            seen[place] = value
    return seen


def _unescaped(seen):
    """openpyxl leaves out the escape of an escape only in shared strings; nothing is compared of such texts."""
    return {place: value for place, value in seen.items() if value != "" and "_x" not in str(value)}


def _slow(admitted) -> RawWorkbook:
    return open_package(replace(admitted, rows=(None,) * len(admitted.rows)))


def _same(one: RawWorkbook, other: RawWorkbook) -> None:
    for left, right in zip(one.sheets, other.sheets, strict=True):
        for name in ("rows", "columns", "kinds", "numbers", "looks", "formulas"):
            assert np.array_equal(getattr(left.cells, name), getattr(right.cells, name)), name
        texts = [
            [book.strings[at] if at >= 0 else None for at in sheet.cells.texts.tolist()]
            for book, sheet in ((one, left), (other, right))
        ]
        assert texts[0] == texts[1]
        assert (left.merges, left.hidden_rows, left.hidden_columns, left.linked) == (
            right.merges,
            right.hidden_rows,
            right.hidden_columns,
            right.linked,
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_SHEETS, st.sampled_from([_by_openpyxl, _by_xlsxwriter]))
@example({(1, 1): "a&b<c>\n\"'", (1, 2): "", (2, 16384): 0.1, (3, 1): "=A1"}, _by_openpyxl)
def test_every_cell_is_what_openpyxl_reads_and_both_passes_agree(admit, cells, writer) -> None:
    """Numbers, texts, booleans, dates, error values, formulas, far columns."""
    content = writer(cells)
    admitted = admit(content)

    book = open_package(admitted)

    assert _unescaped(_seen(book)) == _unescaped(_by_its_reader(content))
    _same(book, _slow(admitted))


def _ordinary() -> dict[tuple[int, int], object]:
    return {(row, column): row * column for row in range(1, 31) for column in range(1, 41)} | {
        (31, 1): "注",
        (32, 1): 0.25,
        (32, 2): True,
        (32, 3): "#REF!",
        (32, 4): "=1+1",
    }


@pytest.mark.parametrize("writer", [_by_openpyxl, _by_xlsxwriter])
def test_what_programs_write_takes_the_swift_pass(admit, monkeypatch, writer) -> None:
    """Were it not so, every workbook would cost seven times as much."""
    admitted = admit(writer(_ordinary()))

    monkeypatch.setattr(Stream, "feed", None)

    assert len(open_package(admitted).sheets[0].cells) == 1205


_ROWS = {
    "other order of attributes": '<row r="1"><c t="n" s="0" r="A1"><v>1</v></c></row>',
    "no references": "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
    "rich inline text": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c></row>',
    "inline text": '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c></row>',
    "comment between cells": '<row r="1"><c r="A1"><v>1</v></c><!-- <c r="B1"><v>9</v></c> --></row>',
    "CDATA": '<row r="1"><c r="A1" t="str"><v><![CDATA[<v>]]></v></c></row>',
    "white space between tags": '<row r="1">\n  <c r="A1">\n    <v>1</v>\n  </c>\n</row>',
    "numerals of all kinds": '<row r="1"><c r="A1"><v>1.50E+2</v></c><c r="B1"><v>-0.5</v></c><c r="C1"><v>123456789012</v></c>'
    '<c r="D1"><v>00012</v></c><c r="E1"><v>12345678</v></c><c r="F1"><v>123456789</v></c></row>',
    "formulas": '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="str"><f>"a"</f><v>a</v></c>'
    '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1"><f t="shared" si="0"/><v>3</v></c>'
    '<c r="G1" t="b"><f>TRUE</f><v>1</v></c></row>',
    "reference to another workbook": '<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>2</v></c></row>',
    "escaped characters": '<row r="1"><c r="A1" t="str"><v>a&amp;b&lt;&#65;&#x4e2d;</v></c></row>',
    "line end": '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
    "empty cells and rows": '<row r="1"><c r="A1" s="1"/><c r="B1" s="1" /><c r="C1"><v/></c><c r="D1"><v></v></c></row><row r="2"/>',
    "hidden rows": '<row r="3" spans="1:2" hidden="1"><c r="A3"><v>1</v></c></row><row r="4" hidden="0"/>',
    "a date": '<row r="1"><c r="A1" s="1"><v>46083</v></c><c r="B1" s="2"><v>0.5</v></c></row>',
    "a strict date": '<row r="1"><c r="A1" t="d"><v>2026-03-02</v></c></row>',
    "rows out of order": '<row r="5"><c r="A5"><v>5</v></c></row><row r="2"><c r="C2"><v>2</v></c></row>',
    "nothing": "",
}


def _package(rows: str, around: str = "<mergeCells count='1'><mergeCell ref='A1:B2'/></mergeCells>") -> bytes:
    """A package whose first sheet holds just these rows."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 1, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(0, 1, 1, book.add_format({"num_format": "0.0%"}))
    patched = BytesIO()
    with zipfile.ZipFile(content) as before, zipfile.ZipFile(patched, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(
                    rb"<sheetData>.*</sheetData>",
                    f"<sheetData>{rows}</sheetData>{around}".encode().replace(b"\\", b"\\\\"),
                    data,
                )
            after.writestr(name, data)
    return patched.getvalue()


@pytest.mark.parametrize("rows", _ROWS)
def test_odd_but_lawful_xml_is_read_alike_by_both_passes(admit, rows) -> None:
    """Whatever the swift pass does not account for, the exact pass reads."""
    admitted = admit(_package(_ROWS[rows]))

    _same(open_package(admitted), _slow(admitted))


def test_looks_merges_formulas_and_links_are_seen(admit) -> None:
    """What changes the meaning of a cell is kept beside it."""
    book = open_package(admit(_package(_ROWS["a date"])))

    assert book.sheets[0].cells.looks.tolist() == [Look.DATE, Look.PERCENT]
    assert [(m.top, m.left, m.bottom, m.right) for m in book.sheets[0].merges] == [(1, 1, 2, 2)]
    linked = open_package(admit(_package(_ROWS["reference to another workbook"])))
    assert linked.sheets[0].linked == (0,)
    assert linked.sheets[0].cells.formulas.tolist() == [True]


def test_formulas_without_result_and_error_values_are_not_lost(admit) -> None:
    """Each is a cell of its own kind."""
    book = open_package(admit(_package(_ROWS["formulas"])))

    kinds = book.sheets[0].cells.kinds.tolist()
    assert kinds[:5] == [CellKind.NUMBER, CellKind.NO_CACHE, CellKind.TEXT, CellKind.TEXT, CellKind.ERROR]


def test_rich_and_phonetic_shared_strings_are_joined_without_the_hints(admit) -> None:
    """What is shown is read, how it sounds is not."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, book.add_format({"bold": True}), "合", "计")
        sheet.write_string(1, 0, "a & b")

    raw = open_package(admit(content.getvalue()))

    assert list(_seen(raw).values()) == ["合计", "a & b"]


def test_the_stamp_is_found(admit, stamped) -> None:
    """The hidden property of the template."""
    assert open_package(admit(stamped.to_bytes())).stamp == "XA-2026.1|990121|2026Q3"


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("xl/worksheets/sheet1.xml", b'<c r="A1" s="1"', b'<c r="A1" s="1r"'),
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b'<cols><col min="x" max="2" hidden="1"/></cols><sheetData>'),
        ("xl/styles.xml", b'numFmtId="164"', b'numFmtId="-"'),
    ],
    ids=["style", "columns", "format"],
)
def test_an_attribute_that_no_program_writes_is_one_refusal(admit, forms, part, before, after) -> None:
    """The gate lets it pass, for it does no harm; the reader makes no value of it."""
    admitted = admit(_package(_ROWS["a date"]))
    changed = admitted.parts[part].replace(before, after)
    assert changed != admitted.parts[part]

    parts = type(admitted.parts)({**admitted.parts, part: changed})

    streamed = (None,) * len(admitted.rows)

    assert read(replace(admitted, parts=parts, rows=streamed), forms) == Refusal(
        "FILE-BROKEN", (Fact("what", "styles" if "styles" in part else "sheet"),)
    )
