"""An .xls, .ods or CSV becomes the same cells and the same figures as the .xlsx; each cell where a person would name it."""

import io
import shutil
import struct
import subprocess
from datetime import date
from pathlib import Path

import made_ods
import made_xls
import numpy as np
import pytest
import seeds
import xlrd
from hypothesis import given, settings
from hypothesis import strategies as st
from made_xls import Formula, Sheet, Styled

from flows.gate import Admitted, Limits, Note, Visibility, examine
from flows.read import open_package, read
from flows.read.raw import CellKind, Look, Merge, RawWorkbook, Span
from schemas.reading import WorkbookReading
from schemas.receipt import Kind

EVERY_KIND = Limits(kinds=frozenset(Kind))
SOFFICE = shutil.which("soffice")


def opened(content: bytes, name: str) -> RawWorkbook:
    admitted = examine(content, name, EVERY_KIND)
    assert isinstance(admitted, Admitted), admitted
    return open_package(admitted)


def cells(book: RawWorkbook, sheet: int = 0) -> dict[tuple[int, int], tuple[CellKind, str]]:
    """Kind and what a person sees, by row and column."""
    found = book.sheets[sheet]
    return {
        (int(found.cells.rows[at]), int(found.cells.columns[at])): (
            CellKind(found.cells.kinds[at]),
            book.shown(found, at),
        )
        for at in range(len(found.cells))
    }


def test_every_sort_of_cell_of_an_xls() -> None:
    """Numbers in each of their three forms, texts, flags, errors, results of formulas, dates and percentages."""
    book = opened(
        made_xls.xls(
            Sheet(
                "表1",
                {
                    (1, 1): "单位",
                    (2, 1): 12,
                    (2, 2): -3,
                    (2, 3): 1.5,
                    (2, 4): 1e10,
                    (3, 1): True,
                    (3, 2): "#REF!",
                    (4, 1): Formula(7.25),
                    (4, 2): Formula("文"),
                    (4, 3): Formula(None),
                    (4, 4): Formula("#N/A"),
                    (4, 5): Formula(True),
                    (5, 1): Styled(46_083, made_xls.DATE_STYLE),
                    (5, 2): Styled(0.29, made_xls.PERCENT_STYLE),
                    (900, 256): 1,
                },
            )
        ),
        "a.xls",
    )

    assert cells(book) == {
        (1, 1): (CellKind.TEXT, "单位"),
        (2, 1): (CellKind.NUMBER, "12"),
        (2, 2): (CellKind.NUMBER, "-3"),
        (2, 3): (CellKind.NUMBER, "1.5"),
        (2, 4): (CellKind.NUMBER, "10000000000"),
        (3, 1): (CellKind.BOOLEAN, "TRUE"),
        (3, 2): (CellKind.ERROR, "#REF!"),
        (4, 1): (CellKind.NUMBER, "7.25"),
        (4, 2): (CellKind.TEXT, "文"),
        (4, 3): (CellKind.TEXT, ""),
        (4, 4): (CellKind.ERROR, "#N/A"),
        (4, 5): (CellKind.BOOLEAN, "TRUE"),
        (5, 1): (CellKind.NUMBER, "2026-03-02"),
        (5, 2): (CellKind.NUMBER, "0.29"),
        (900, 256): (CellKind.NUMBER, "1"),
    }
    assert book.sheets[0].cells.formulas.sum() == 5
    assert [Look(look) for look in book.sheets[0].cells.looks[-3:]] == [Look.DATE, Look.PERCENT, Look.PLAIN]


def test_what_is_hidden_and_merged_in_an_xls() -> None:
    """Sheets, rows and columns; and which date system counts."""
    visible = Sheet("表1", {(1, 1): 1}, merges=[(1, 1, 1, 4)], hidden_rows=[3], hidden_columns=[2])
    content = made_xls.xls(visible, Sheet("藏", state=1), Sheet("深藏", state=2), date_1904=True)
    book = opened(content, "a.xls")

    assert [sheet.visibility for sheet in book.sheets] == [
        Visibility.VISIBLE,
        Visibility.HIDDEN,
        Visibility.VERY_HIDDEN,
    ]
    assert book.sheets[0].merges == (Merge(1, 1, 1, 4),)
    assert (book.sheets[0].hidden_rows, book.sheets[0].hidden_columns) == (frozenset({3}), (Span(2, 2),))
    assert book.date_1904


def test_a_chart_in_an_xls_is_no_sheet_and_gives_no_cells() -> None:
    """A chart's own copy of the figures stands between the cells, and on a sheet of its own."""
    start = made_xls.record(0x809, struct.pack("<4H2I", 0x600, 0x20, 0, 1997, 0, 6))
    chart = start + made_xls.cell(9, 9, 99) + made_xls.record(0x0A, b"")
    book = opened(made_xls.xls(Sheet("表1", {(1, 1): 1}, extra=chart), Sheet("图", {(1, 1): 5}, kind=2)), "a.xls")

    assert [(sheet.name, len(sheet.cells)) for sheet in book.sheets] == [("表1", 1)]


def test_a_reference_to_another_workbook_in_an_xls_is_known() -> None:
    """By the book that the formula's reference leads to; one within the workbook is not taken for it."""
    own = made_xls.record(0x1AE, struct.pack("<HH", 1, 0x0401))
    other = made_xls.record(0x1AE, struct.pack("<H", 1) + made_xls.text("\x01b.xls") + made_xls.text("表1"))
    sheets = made_xls.record(0x17, struct.pack("<7H", 2, 0, 0, 0, 1, 0, 0))

    def reference(number: int) -> bytes:
        return b"\x1e\x01\x00\x5a" + struct.pack("<3H", number, 0, 0) + b"\x03"

    given_cells = {(1, 1): Formula(1, reference(0)), (2, 1): Formula(2, reference(1)), (3, 1): 3}
    content = made_xls.xls(Sheet("表1", given_cells), extra=own + other + sheets)
    admitted = examine(content, "a.xls", EVERY_KIND)

    assert isinstance(admitted, Admitted)
    assert Note.EXTERNAL_LINKS in admitted.notes
    assert open_package(admitted).sheets[0].linked == (1,)


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 60), st.integers(1, 256)),
        st.one_of(
            st.integers(-(2**31), 2**40),
            st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: round(number, 6)),
            st.text(st.characters(codec="utf-16", exclude_characters="\x00"), min_size=1, max_size=9000),
            st.booleans(),
            st.sampled_from(sorted(made_xls.ERRORS)),
            st.builds(Formula, st.sampled_from([1.5, "文", "#N/A", True])),
        ),
        max_size=40,
    )
)
def test_an_xls_is_read_as_another_library_reads_it(contents: dict[tuple[int, int], object]) -> None:
    """Cell by cell, texts cut by the records' length included."""
    content = made_xls.xls(Sheet("表1", contents))
    seen = cells(opened(content, "a.xls"))
    sheet = xlrd.open_workbook(file_contents=content, logfile=io.StringIO()).sheet_by_index(0)
    for (row, column), (kind, shown) in seen.items():
        other = sheet.cell(row - 1, column - 1)
        match kind:
            case CellKind.NUMBER:
                assert float(shown) == other.value
            case CellKind.TEXT:
                assert shown == other.value
            case CellKind.BOOLEAN:
                assert (shown == "TRUE") == bool(other.value)
            case _:
                assert shown == xlrd.error_text_from_code[other.value]
    assert len(seen) == len(contents)


def test_every_sort_of_cell_of_an_ods() -> None:
    """Repeated rows and cells are laid out; a comment's text is none of the cell's."""
    note = '<office:annotation xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><text:p>注</text:p></office:annotation>'
    table = made_ods.table(
        "表1",
        made_ods.row(made_ods.cell("单位"), made_ods.cell(None, 'table:number-columns-repeated="2"'), made_ods.cell(2.5)),
        made_ods.row(made_ods.cell(None), attributes='table:number-rows-repeated="7"'),
        made_ods.row(made_ods.cell(5, 'table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"'),
        made_ods.row(
            made_ods.cell(True),
            made_ods.cell("#DIV/0!"),
            made_ods.cell(date(2026, 3, 2)),
            '<table:table-cell office:value-type="percentage" office:value="0.29"><text:p>29%</text:p></table:table-cell>',
            f'<table:table-cell office:value-type="string">{note}<text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙</text:p></table:table-cell>',
            '<table:table-cell table:formula="of:=[.A1]"/>',
            '<table:table-cell table:formula="of:=[.A1]" office:value-type="float" office:value="3"/>',
        ),
    )  # fmt: skip
    book = opened(made_ods.ods(table), "a.ods")

    assert cells(book) == {
        (1, 1): (CellKind.TEXT, "单位"),
        (1, 4): (CellKind.NUMBER, "2.5"),
        **{(row, column): (CellKind.NUMBER, "5") for row in (9, 10) for column in (1, 2)},
        (11, 1): (CellKind.BOOLEAN, "TRUE"),
        (11, 2): (CellKind.ERROR, "#DIV/0!"),
        (11, 3): (CellKind.ISO_DATE, "2026-03-02"),
        (11, 4): (CellKind.NUMBER, "0.29"),
        (11, 5): (CellKind.TEXT, "甲  乙\n丙"),
        (11, 6): (CellKind.NO_CACHE, ""),
        (11, 7): (CellKind.NUMBER, "3"),
    }
    assert Look(book.sheets[0].cells.looks[9]) is Look.PERCENT
    assert book.sheets[0].cells.formulas.tolist()[-2:] == [True, True]


def test_what_is_hidden_and_merged_in_an_ods() -> None:
    """Sheets by their style, rows and columns by their visibility."""
    head = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    rows = (
        made_ods.row(made_ods.cell(1, 'table:number-columns-spanned="3" table:number-rows-spanned="2"')),
        made_ods.row(made_ods.cell(2), attributes='table:visibility="filter"'),
    )
    book = opened(made_ods.ods(made_ods.table("表1", *rows, head=head), made_ods.table("藏", hidden=True)), "a.ods")

    assert [sheet.visibility for sheet in book.sheets] == [Visibility.VISIBLE, Visibility.HIDDEN]
    assert book.sheets[0].merges == (Merge(1, 1, 2, 3),)
    assert (book.sheets[0].hidden_rows, book.sheets[0].hidden_columns) == (frozenset({2}), (Span(2, 3),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_in_every_encoding(encoding: str, separator: str) -> None:
    """Plain numerals are numbers; what is more than that stays text, and codes keep their zeros."""
    lines = (("单位", "合计", "注"), ("河东乡", "12", '"两行\n注"'), ("007", "-1.50", "75%"), ("", "#REF!", "TRUE"))
    text = "\r\n".join(separator.join(line) for line in lines)
    book = opened(text.encode(encoding), "某表.csv")

    assert book.sheets[0].name == "CSV"
    assert cells(book) == {
        (1, 1): (CellKind.TEXT, "单位"),
        (1, 2): (CellKind.TEXT, "合计"),
        (1, 3): (CellKind.TEXT, "注"),
        (2, 1): (CellKind.TEXT, "河东乡"),
        (2, 2): (CellKind.NUMBER, "12"),
        (2, 3): (CellKind.TEXT, "两行\n注"),
        (3, 1): (CellKind.TEXT, "007"),
        (3, 2): (CellKind.NUMBER, "-1.5"),
        (3, 3): (CellKind.TEXT, "75%"),
        (4, 2): (CellKind.ERROR, "#REF!"),
        (4, 3): (CellKind.BOOLEAN, "TRUE"),
    }


@pytest.mark.parametrize("number", ["1e5", "+7", "1,234", "１２", "0012", ".5", "1234567890123456"])
def test_a_csv_field_that_is_more_than_digits_stays_text(number: str) -> None:
    """The reader judges it as it judges such a text in a workbook."""
    book = opened(f"a\tb\r\n{number}\t1\r\n".encode(), "a.csv")

    assert cells(book)[2, 1] == (CellKind.TEXT, number)


def test_a_csv_in_the_wrong_encoding_is_none_of_ours(stamped, forms) -> None:
    """Big5 decodes as GB 18030 without complaint: its headings then match nothing, and the file is refused."""
    lines = "\r\n".join(",".join("" if one is None else str(one) for one in line) for line in stamped.staff)
    taken = read(_admitted(lines.encode("gb18030"), "a.csv"), forms)
    mistaken = read(
        _admitted("單位代碼,單位名稱,上年末實有數\r\n990121100,梅溪鎮,30\r\n".encode("big5"), "a.csv"), forms
    )

    assert isinstance(taken, WorkbookReading)
    assert not isinstance(mistaken, WorkbookReading)
    assert mistaken.code == "FILE-NOT-OURS"


def _admitted(content: bytes, name: str) -> Admitted:
    admitted = examine(content, name, EVERY_KIND)
    assert isinstance(admitted, Admitted), admitted
    return admitted


@pytest.mark.parametrize("kind", ["stamped", "bare"])
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_the_same_cells_give_the_same_tables(kind, ending, request, forms, figures) -> None:
    """Figures, addresses and findings do not depend on the kind of the file."""
    layout = request.getfixturevalue(kind)
    original = _admitted(layout.to_bytes(), "a.xlsx")
    wanted = read(original, forms)
    other = next(seed for seed in seeds.others("a", open_package(original)) if seed.name.endswith(ending))
    # Without a place for a hidden property, the cover lines say whose it is; and the headings say which form.
    seen = read(_admitted(other.content, other.name), forms)

    assert isinstance(wanted, WorkbookReading)
    assert isinstance(seen, WorkbookReading), seen
    assert seen.tables[0].values.tolist() == figures
    assert (seen.identity.unit, seen.identity.period) == (wanted.identity.unit, wanted.identity.period)
    for here, there in zip(seen.tables, wanted.tables, strict=True):
        for name in ("values", "states", "at_row", "at_column"):
            assert np.array_equal(getattr(here, name), getattr(there, name))


def test_returns_of_the_sample_city_are_the_same_in_every_kind(tmp_path: Path) -> None:
    """All tables of our own template written as .xls and .ods; the first one as CSV."""
    files, forms = seeds.sample(tmp_path)
    for at in range(0, len(files), 4):
        wanted, *others = (read(_admitted(seed.content, seed.name), forms) for seed in files[at : at + 4])
        assert isinstance(wanted, WorkbookReading)
        for seen in others:
            assert isinstance(seen, WorkbookReading)
            assert seen.identity.unit == wanted.identity.unit
            for here in seen.tables:
                there = wanted.table(here.table)
                assert there is not None
                assert np.array_equal(here.values, there.values)
        assert [len(seen.tables) for seen in others] == [len(wanted.tables), len(wanted.tables), 1]


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("ending", ["xls:MS Excel 97", "ods:calc8", "xlsx:Calc MS Excel 2007 XML"])
def test_what_a_spreadsheet_program_saves_anew_is_read_the_same(ending: str, tmp_path: Path) -> None:
    """Our filled templates, opened and saved in each kind: the same figures, states and findings, and the same stamp."""
    files, forms = seeds.sample(tmp_path / "city")
    out = tmp_path / "out"
    for seed in files[::4]:
        (tmp_path / seed.name).write_bytes(seed.content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    names = [str(tmp_path / seed.name) for seed in files[::4]]
    command = [str(SOFFICE), profile, "--headless", "--convert-to", ending, "--outdir", str(out), *names]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for seed in files[::4]:
        saved = out / f"{Path(seed.name).stem}.{ending.partition(':')[0]}"
        wanted = read(_admitted(seed.content, seed.name), forms)
        seen = read(_admitted(saved.read_bytes(), saved.name), forms)
        assert isinstance(wanted, WorkbookReading)
        assert isinstance(seen, WorkbookReading), seen
        assert seen.identity == wanted.identity
        findings = [str(finding) for finding in seen.findings if not finding.detail.startswith("LAYOUT-KIND")]
        assert findings == [str(finding) for finding in wanted.findings]
        assert (len(findings) < len(seen.findings)) is not ending.startswith("xlsx")
        for here, there in zip(seen.tables, wanted.tables, strict=True):
            assert np.array_equal(here.values, there.values)
            assert np.array_equal(here.states, there.states)


def test_the_stamp_of_an_ods_is_found() -> None:
    """A spreadsheet program keeps the hidden property among the document's own."""
    meta = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        '<meta:user-defined meta:name="shenhe" meta:value-type="string">XA-2026.1|990121|2026Q3</meta:user-defined>'
        "</office:meta></office:document-meta>"
    )
    content = made_ods.ods(made_ods.grid("表1", {(1, 1): "x"}), parts={"meta.xml": meta})

    assert opened(content, "a.ods").stamp == "XA-2026.1|990121|2026Q3"
