"""Cells in impossible places, far away, given twice or holding no number are refused; ordinary ones pass at once."""

import random
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.gate import Admitted, examine
from flows.gate.admitted import Refused
from flows.gate.limits import Limits
from flows.gate.rows import Rows
from flows.gate.sheet import Survey, _stream, body_of, prove_sheet
from flows.gate.swift import TOGETHER, take_rows
from schemas.receipt import Refusal

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def code_of(content: bytes) -> str:
    result = examine(content, "a.xlsx")
    return result.code if isinstance(result, Refusal) else "admitted"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>', "FILE-CELL-PLACE"),
        ('<row r="0"><c r="A0"><v>1</v></c></row>', "FILE-CELL-PLACE"),
        ('<row r="-1"/>', "FILE-CELL-PLACE"),
        ('<row r="1e20"/>', "FILE-CELL-PLACE"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "FILE-CELL-PLACE"),
        ('<row r="4294967297"><c r="A4294967297"/></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><c r="B1"/><c r="A1"/><c r="B1"/></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><c r="A1"/></row><row r="1"><c r="B1"/></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><c r="A1"><c r="B1"/></c></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><row r="2"/></row>', "FILE-CELL-PLACE"),
        ('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', "FILE-CELL-VALUE"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "FILE-CELL-VALUE"),
        ('<row r="1"><c r="A1" t="x"><v>1</v></c></row>', "FILE-CELL-VALUE"),
        ('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', "FILE-CELL-VALUE"),
        ('<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>', "admitted"),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            "FILE-FAR-CELL",
        ),
    ],
)
def test_places_and_indexes(sheet_package: Callable[..., bytes], rows: str, code: str) -> None:
    """Each is told by its code; blank formatted cells far away cost nothing and pass."""
    assert code == code_of(sheet_package(rows))


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-inf", "1e309", "1,234", "1_000", "１２", "0x10", "1 2", "1.2.3", "e5", "--1"]
)
def test_what_is_no_finite_ascii_numeral_is_refused(sheet_package: Callable[..., bytes], text: str) -> None:
    """Python's own float() takes some of these; a workbook never stores them."""
    assert code_of(sheet_package(f'<row r="1"><c r="A1"><v>{text}</v></c></row>')) == "FILE-CELL-VALUE"


@pytest.mark.parametrize(
    "text", ["0", "-1", "1.5", "1E+17", "4.9E-324", "0.33333333333333331", "", " 5 ", "+5", "00012"]
)
def test_numerals_that_programs_write_pass(sheet_package: Callable[..., bytes], text: str) -> None:
    """Integers, decimals, powers of ten, and a formula's empty value."""
    assert code_of(sheet_package(f'<row r="1"><c r="A1"><v>{text}</v></c></row>')) == "admitted"


def test_merges_are_counted_and_inside(sheet_package: Callable[..., bytes]) -> None:
    """20,001 merges, or one beyond the grid, are refused."""
    many = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 20_002))

    assert code_of(sheet_package("", f"<mergeCells>{many}</mergeCells>")) == "FILE-MERGES"
    assert code_of(sheet_package("", '<mergeCells><mergeCell ref="A1:XFE2"/></mergeCells>')) == "FILE-CELL-PLACE"


def test_a_million_and_one_cells_are_refused(sheet_package: Callable[..., bytes]) -> None:
    """The bound counts blank formatted cells too."""
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{column}{row}"/>' for column in "ABCDEFGHIJKLMNOPQRST") + "</row>"
        for row in range(1, 50_002)
    )

    assert code_of(sheet_package(rows)) == "FILE-CELLS"


def test_cells_that_are_looked_at_one_by_one_have_a_bound_of_their_own(sheet_package: Callable[..., bytes]) -> None:
    """With attributes in another order, as few programs write them: 50,000 in rows without a number pass."""
    row = "<row>" + '<c s="1"><v>1</v></c>' * 20 + "</row>"

    assert code_of(sheet_package(row * 2_500)) == "admitted"
    assert code_of(sheet_package(row * 15_001)) == "FILE-CELLS"


def test_filled_cells_meet_their_own_bound_first() -> None:
    """A cell with a formula is three elements: whoever has too many cells hears of cells, not of elements."""
    assert Limits().exact_elements > 3 * Limits().exact_cells


def test_twenty_thousand_formatted_blank_rows_pass(sheet_package: Callable[..., bytes]) -> None:
    """An inflated used range is honest."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{row}" ht="14"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(2, 20_002)
    )

    assert code_of(sheet_package(rows)) == "admitted"


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c><v>1</v></c><c t="s"><v>0</v></c></row><row><c><v>2</v></c></row>',
        '<row spans="1:2" r="1"><c s="1" r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>合</t></r><r><t>计</t></r></is></c></row>',
        '<row r="1"><!-- <row r="1"> --><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><f>"&lt;"&amp;B1</f><v><![CDATA[<c r="A1">]]></v></c></row>',
    ],
)
def test_other_ways_to_write_a_sheet_pass(sheet_package: Callable[..., bytes], rows: str) -> None:
    """Without numbers, with other orders of attributes, rich text, comments and CDATA."""
    assert code_of(sheet_package(rows)) == "admitted"


def test_a_prefixed_workbook_passes(make: SimpleNamespace, package: Callable[..., bytes]) -> None:
    """Some programs write every element with a prefix; the bounds hold there too."""
    text = make.parts()["xl/worksheets/sheet1.xml"].replace("</", "\0").replace("<?", "\1").replace("<", "<x:")
    text = text.replace("\0", "</x:").replace("\1", "<?").replace("xmlns=", "xmlns:x=")

    assert code_of(package({"xl/worksheets/sheet1.xml": text})) == "admitted"
    assert code_of(package({"xl/worksheets/sheet1.xml": text.replace('r="B2"', 'r="B3"')})) == "FILE-CELL-PLACE"


def test_rows_hidden_in_a_comment_are_not_cut_out(sheet_package: Callable[..., bytes]) -> None:
    """What looks like a row inside a comment is text: the place of a real cell is judged."""
    rows = '<!-- </row><row r="7"><c r="A7"><v>1</v></c></row> --><row r="7"><c r="A8"/></row>'

    assert code_of(sheet_package(rows)) == "FILE-CELL-PLACE"


CELLS = st.sampled_from(
    [
        '<c r="{c}{r}"><v>{n}</v></c>',
        '<c r="{c}{r}" s="3"/>',
        '<c r="{c}{r}" t="s"><v>{n}</v></c>',
        '<c r="{c}{r}" t="inlineStr"><is><t>文&amp;字</t></is></c>',
        '<c r="{c}{r}"><f>SUM(A1:A2)</f><v>{n}</v></c>',
        '<c r="{c}{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="{c}{r}" t="str"><f>A1&amp;""</f><v></v></c>',
        '<c s="1" r="{c}{r}"><v>1</v></c>',
    ]
)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.lists(st.tuples(CELLS, st.sampled_from(["A", "B", "C", "AA", "XFD", "XFE"]), st.integers(0, 6)), max_size=4),
        st.sampled_from(["", ' spans="1:2"', ' ht="1" ht="2"', ' x:dy="1"', ' y:dy="1"']),
        st.integers(0, 1),
    ),
    max_size=5,
)


def sheet_of(rows: list[tuple[int, list[tuple[str, str, int]], str, int]]) -> bytes:
    text = ""
    for number, cells, more, shift in rows:
        inner = "".join(
            cell.format(c=column, r=number + (shift and value == 6), n=value) for cell, column, value in cells
        )
        text += f'<row r="{number}"{more}>{inner}</row>' if inner or shift else f'<row r="{number}"{more}/>'
    return f'<worksheet {NAMESPACE} xmlns:x="urn:x"><sheetData>{text}</sheetData></worksheet>'.encode()


def verdict(data: bytes, *, streamed: bool) -> bool:
    try:
        if streamed:
            survey = Survey("表", Limits(), 5)
            _stream(data, survey)
            survey.close()
        else:
            (rows,) = take_rows([body_of(data)], 5)
            prove_sheet(data, "表", 5, Limits(), rows)
    except Refused:
        return False
    return True


@given(ROWS)
def test_the_quick_look_and_the_exact_pass_agree(rows: list[tuple[int, list[tuple[str, str, int]], str, int]]) -> None:
    """A sheet is taken with its plain rows cut out exactly when it is taken streamed whole."""
    data = sheet_of(rows)

    assert verdict(data, streamed=True) == verdict(data, streamed=False)


@given(st.integers(0, 2**32))
def test_they_agree_on_damaged_sheets_too(seed: int) -> None:
    """Bytes changed, dropped and doubled at random."""
    chance = random.Random(seed)
    data = bytearray(
        sheet_of(
            [
                (1, [('<c r="{c}{r}" t="s"><v>{n}</v></c>', "A", 1)], "", 0),
                (2, [('<c r="{c}{r}"><f>A1</f><v>{n}</v></c>', "B", 4)], ' s="1"', 0),
            ]
        )
    )
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data))
        piece = bytes(data[at : at + chance.randrange(40)])
        chance.choice(
            [
                lambda at=at: data.__setitem__(at, chance.choice(b'<>/"&=ac1 !-')),
                lambda at=at: data.__delitem__(slice(at, at + chance.randrange(1, 9))),
                lambda at=at, piece=piece: data.__setitem__(slice(at, at), piece),
            ]
        )()

    assert verdict(bytes(data), streamed=True) == verdict(bytes(data), streamed=False)


PLAIN = (
    '<row r="1"><c r="A1" s="1"><f>B1</f><v>1</v></c><c r="B1" t="s"><v>4</v></c><c r="C1" s="2"/></row><row r="3"/>'
)


def taken(rows: str) -> Rows | None:
    data = f'<worksheet {NAMESPACE} xmlns:x="urn:x" xmlns:z="urn:x"><sheetData>{rows}</sheetData></worksheet>'.encode()
    return take_rows([body_of(data)], 5)[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<v>1", " <v>1"),
        (' s="1"', ' s="1" cm="1"'),
        (' s="1"', ' s=1"'),
        (' s="1"', ' s="1"  '),
        ("</v></c><c r", "</v><extLst/></c><c r"),
        ("<c r=", "<c  r="),
        ("</row>", "x</row>"),
        ('<row r="1">', '<row spans="1:1">'),
        ('<row r="1">', '<row r="01">'),
        ('<row r="1">', '<row r="1" x:a="1" x:a="1">'),
        ('<row r="1">', '<row r="1" y:a="1">'),
        ('<row r="1">', '<row r="1" x:a="1" z:a="1">'),
        ('<row r="1">', '<row r="1"' + "".join(f' a{n}="1"' for n in range(70)) + ">"),
        ("<v>4</v>", "<v>00000004</v>"),
        ("<row r", "<rox r"),
        ("</f>", "</v>"),
        ("</f>", "</fx>"),
        ("</c>", "</is>"),
        ("<f>", "<v>"),
        ("<f>", "<f z='1'>"),
        ("<v>", "<vx>"),
        ("<v>4</v>", "<v>5</v>"),
        ("<v>4</v>", "<v></v>"),
        ("<v>4</v>", "<is><t>4</t></is>"),
        ("<v>4</v>", "<v>4</v><v>4</v>"),
        ("B1<", "B&1<"),
        ("B1<", "B&#49;<"),
        ("B1<", "B\n1<"),
        ("B1<", "B\uffff1<"),
        ('r="B1"', 'r="B2"'),
        ('r="B1"', 'r="A1"'),
        ('r="B1"', 'r="b1"'),
        ('r="B1"', 'r="XFE1"'),
        ('r="B1"', 'r="AAAA1"'),
        ('"s"', '"d"'),
        ('<row r="3"/>', '<row r="1"/>'),
        ('<row r="3"/>', '<row r="1048577"/>'),
        ('<row r="3"/>', '<row r="3">'),
        ('<row r="3"/>', "</row>"),
        ('</row><row r="3"/>', '<row r="3"/></row>'),
        ('<row r="3"/>', '<c r="A3"/>'),
        ("<row r", "<!-- --><row r"),
    ],
)
def test_an_answer_of_the_swift_pass_accounts_for_everything(before: str, after: str) -> None:
    """A tag, attribute, place, index or character that is not as programs write it makes it give none."""
    assert taken(PLAIN) is not None
    assert before in PLAIN

    assert taken(PLAIN.replace(before, after)) is None


def test_a_sheet_is_known_again_only_with_strings_enough() -> None:
    """The same rows in a workbook with fewer shared strings name one that it does not have."""
    body = body_of(f"<worksheet {NAMESPACE}><sheetData>{PLAIN}</sheetData></worksheet>".encode())
    first, again, fewer = (take_rows([body], strings)[0] for strings in (5, 5, 4))

    assert first is not None
    assert again is not None
    assert (first.rows.tolist(), first.texts.tolist()) == (again.rows.tolist(), again.texts.tolist())
    assert fewer is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("&amp;L990121 2026Q3", "admitted"),
        ("&amp;L990122 2026Q3", "admitted"),
        ("\x01", "FILE-BROKEN"),
        ("\ufffe", "FILE-BROKEN"),
        ("&L", "FILE-BROKEN"),
        ("&x;", "FILE-BROKEN"),
        ("<oddFooter>", "FILE-BROKEN"),
        ('<mergeCell ref="A1:XFE2"/>', "FILE-CELL-PLACE"),
    ],
)
def test_what_is_printed_below_the_page_is_proven(sheet_package: Callable[..., bytes], text: str, code: str) -> None:
    """It is left out only where it is plain text, and no other workbook's text vouches for it."""
    footer = f"<headerFooter><oddFooter>{text}</oddFooter></headerFooter>"

    assert code_of(sheet_package('<row r="1"/>', footer)) == code


def test_a_prefix_counts_where_the_root_itself_declares_it() -> None:
    """Not on an element that is only called alike, nor behind another element."""
    row = '<sheetData><row r="1" x:a="1"><c r="A1"><v>1</v></c></row></sheetData>'
    for before in (
        f'<m:worksheet xmlns:m="urn:m" {NAMESPACE}><worksheetX xmlns:x="urn:x"/>',
        f'<worksheet {NAMESPACE}><worksheet xmlns:x="urn:x"/>',
    ):
        assert take_rows([body_of(f"{before}{row}</worksheet>".encode())], 5) == (None,)


def test_long_sheets_are_taken_piece_by_piece() -> None:
    """Several mebibytes of rows give what the same rows give in small sheets; rows that do not ascend are streamed."""
    rows = [
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}" t="str"><v>{row}人</v></c></row>'
        for row in range(1, 40_001)
    ]
    whole = taken("".join(rows))

    assert len("".join(rows)) > 2 * TOGETHER
    assert whole is not None
    assert whole.rows.tolist() == [row for row in range(1, 40_001) for _ in "AB"]
    assert whole.own == tuple(f"{row}人" for row in range(1, 40_001))
    assert [whole.own[-2 - text] for text in whole.texts[1::2].tolist()] == list(whole.own)
    assert taken("".join(reversed(rows))) is None


def test_a_sheet_of_the_usual_size_is_admitted_with_its_parts(package: Callable[..., bytes]) -> None:
    """What the reader gets: names in order, the sheet's part, the strings' part, hash and size."""
    content = package()
    admitted = examine(content, "报表.xlsx")

    assert isinstance(admitted, Admitted)
    assert [(one.name, one.part, one.visibility) for one in admitted.sheets] == [
        ("表1", "xl/worksheets/sheet1.xml", "visible")
    ]
    assert ("xl/workbook.xml", "xl/sharedStrings.xml", len(content)) == (
        admitted.workbook,
        admitted.strings,
        admitted.size,
    )
    assert b"<v>12</v>" in admitted.parts["XL/worksheets/Sheet1.xml"]
