"""An identity number is found wherever an .xls, .ods or CSV can hold it, and the answer does not repeat it."""

import struct

import made_ods
import made_xls
import pytest
from made_xls import Formula, Sheet

from flows.gate import Admitted, Limits
from flows.receive.inspect_file import inspect_file, labelled
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Kind, Refusal

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BODY = "53009919800229991"
NUMBER = BODY + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, BODY, strict=True)) % 11]
HALVES = NUMBER[:9], NUMBER[9:]


def _xls(value: object = 1, place: tuple[int, int] = (4, 2), **options: object) -> bytes:
    sheet = {name: options.pop(name) for name in ("state", "hidden_rows", "extra") if name in options}
    return made_xls.xls(Sheet("表1", {(1, 1): "单位", place: value}, **sheet), **options)


def _comment() -> bytes:
    """A comment's text lies in the record that continues a text box."""
    box = made_xls.record(0x1B6, struct.pack("<3H8xHHI", 0x212, 0, 0, len(NUMBER), 16, 0))
    return box + made_xls.record(0x3C, b"\x00" + NUMBER.encode()) + made_xls.record(0x3C, bytes(16))


def _ods(cell: str = "", **options: object) -> bytes:
    return made_ods.ods(made_ods.table("表1", made_ods.row(made_ods.cell("单位")), made_ods.row(cell)), **options)


def _meta(text: str) -> str:
    return f'<o:document-meta xmlns:o="urn:o" xmlns:dc="urn:dc"><dc:title>{text}</dc:title></o:document-meta>'


FILES = {
    "xls: cell": (_xls(NUMBER), "表1!B4"),
    "xls: number": (_xls(float(NUMBER)), "表1!B4"),
    "xls: within a text": (_xls(f"党员{NUMBER}转出"), "表1!B4"),
    "xls: hidden sheet": (_xls(NUMBER, state=2), "表1!B4"),
    "xls: hidden row": (_xls(NUMBER, hidden_rows=[4]), "表1!B4"),
    "xls: result of a formula": (_xls(Formula(NUMBER)), "表1!B4"),
    "xls: text of a formula": (_xls(Formula(1, b"\x17" + bytes([18, 0]) + NUMBER.encode())), "*"),
    "xls: comment": (_xls(extra=_comment()), "*"),
    "xls: header": (_xls(extra=made_xls.record(0x14, made_xls.text(f"&C{NUMBER}"))), "*"),
    "xls: defined name": (_xls(extra=made_xls.record(0x18, bytes(14) + b"\x00" + NUMBER.encode())), "*"),
    "xls: sheet name": (made_xls.xls(Sheet(NUMBER, {(1, 1): 1})), "#1"),
    "xls: properties": (_xls(more={"\x05SummaryInformation": b"\x1e\x00" * 9 + NUMBER.encode() + b"\x00"}), "*"),
    "ods: cell": (_ods(made_ods.cell(NUMBER)), "表1!A2"),
    "ods: number": (_ods(made_ods.cell(int(NUMBER))), "表1!A2"),
    "ods: cut by a format": (
        _ods(f"<table:table-cell><text:p><text:span>{HALVES[0]}</text:span>{HALVES[1]}</text:p></table:table-cell>"),
        "表1!A2",
    ),
    "ods: comment": (
        _ods(f"<table:table-cell><office:annotation><text:p>{NUMBER}</text:p></office:annotation></table:table-cell>"),
        "content.xml",
    ),
    "ods: header": (_ods(parts={"styles.xml": f"<s><p>{NUMBER}</p></s>"}), "styles.xml"),
    "ods: properties": (_ods(parts={"meta.xml": _meta(NUMBER)}), "meta.xml"),
    "ods: sheet name": (made_ods.ods(made_ods.grid(NUMBER, {(1, 1): 1})), "#1"),
    "csv: text": (f"单位,号\r\n河东乡,{NUMBER}\r\n".encode("gb18030"), "CSV!B2"),
    "csv: in UTF-16": (f"单位\t号\r\n河东乡\t{NUMBER}\r\n".encode("utf-16"), "CSV!B2"),
}


def taken(admitted: Admitted) -> WorkbookReading:
    return WorkbookReading(admitted.sha256, Identity("CA", "990121", "2026Q3", ""), (), (), (), (), 0)


def verdict(content: bytes, kinds: frozenset[Kind]) -> WorkbookReading | Refusal:
    return inspect_file(labelled("某表", content), understand=taken, limits=Limits(kinds=kinds)).verdict


@pytest.mark.parametrize("name", FILES)
def test_an_identity_number_is_found(name: str) -> None:
    """The place is named as closely as it is known; the number is nowhere in the answer."""
    content, place = FILES[name]
    refusal = verdict(content, frozenset(Kind))

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts[0].value.split(", ")[0]) == ("FILE-PERSONAL", place)
    assert NUMBER not in repr(refusal)


@pytest.mark.parametrize("name", FILES)
def test_also_where_the_kind_is_not_taken(name: str) -> None:
    """What is refused for its kind would be kept for the office; with an identity number in it, it is not."""
    refusal = verdict(FILES[name][0], frozenset({Kind.XLSX}))

    assert isinstance(refusal, Refusal)
    assert refusal.code == "FILE-PERSONAL"


def test_figures_and_codes_of_units_are_no_false_alarm() -> None:
    """Long codes and totals, in every kind."""
    cells = {(row, 1): f"990121{row:03}001" for row in range(1, 40)}
    cells |= {(row, 2): 10**9 + row for row in range(1, 40)}
    lines = "\r\n".join(f"{cells[row, 1]},{cells[row, 2]}" for row in range(1, 40))
    files = (made_xls.xls(Sheet("表1", cells)), made_ods.ods(made_ods.grid("表1", cells)), lines.encode())

    for content in files:
        assert isinstance(verdict(content, frozenset(Kind)), WorkbookReading)
