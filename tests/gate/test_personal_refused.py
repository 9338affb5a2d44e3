"""Of a file that is refused for another reason, personal data is looked for too: in its bytes and in what they pack."""

import io
import zipfile
from collections.abc import Callable

import made_xls
import pytest
from made_xlsx import MAIN, package, sheet_xml, zipped

from flows.gate import Limits
from flows.gate.remains import holds_identity

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BODY = "53009919800229992"
NUMBER = BODY + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, BODY, strict=True)) % 11]
WRONG = BODY + ("1" if NUMBER[-1] != "1" else "2")


def wide(number: str) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in number)


def workbook(number: str) -> bytes:
    """Behind the sheet comes enough for the end to be lost."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{number}</t></is></c></row>'
    theme = "".join(f"<a{count * count}/>" for count in range(900))
    return package({"xl/worksheets/sheet1.xml": sheet_xml(cell), "xl/theme/theme1.xml": f"<a>{theme}</a>"})


def spoilt(number: str) -> bytes:
    """The member before the sheet is damaged."""
    content = bytearray(workbook(number))
    at = content.index(b"xl/sharedStrings.xml") + 20
    content[at : at + 20] = bytes(20)
    return bytes(content)


def cut(number: str, between: str) -> bytes:
    text = f"<sst {MAIN}><si><r><t>{number[:7]}</t></r>{between}{number[7:]}</t></r></si></sst>"
    return zipped({"xl/sharedStrings.xml": text})


def streamed(number: str) -> bytes:
    """Written without going back: sizes stand behind each member."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("名单.txt", f"{number}\n" * 3)
    return pipe.data


REMAINS: dict[str, Callable[[str], bytes]] = {
    "a copy that stopped": lambda number: workbook(number)[:-700],
    "a damaged member before": spoilt,
    "a binary workbook": lambda number: zipped({"xl/workbook.bin": b"\x07" + number.encode("utf-16-le")}),
    "a workbook in an archive": lambda number: zipped({"2026/表.xlsx": workbook(number)}),
    "an archive in an archive": lambda number: zipped({"a.zip": zipped({"b.xlsx": workbook(number)})}),
    "an archive written as a stream": streamed,
    "a text document": lambda number: zipped({"word/document.xml": f"<w:t>{number}</w:t>"}),
    "cut by a format": lambda number: cut(number, "<r><rPr><b/><sz val='9'/></rPr><t xml:space='preserve'>"),
    "cut without a format": lambda number: cut(number, "\n<r><t>"),
    "full-width": lambda number: zipped({"xl/sharedStrings.xml": f"<t>{wide(number)}</t>"}),
    "parted by invisible signs": lambda number: zipped({"a.xml": "\u200b".join(number)}),
    "two-byte text, small end first": lambda number: b"\x01" + number.encode("utf-16-le"),
    "two-byte text, big end first": lambda number: number.encode("utf-16-be"),
    "an old .xls": lambda number: made_xls.compound({"Book": b"\x09\x08" + bytes(5000) + number.encode()}),
    "where two windows meet": lambda number: b"%PDF" + b" " * ((1 << 20) - 10) + number.encode(),
    "where two unpacked windows meet": lambda number: zipped({"a.xml": b" " * ((1 << 20) - 6) + number.encode()}),
}


@pytest.mark.parametrize("name", REMAINS)
def test_a_number_is_found(name: str) -> None:
    """Whatever is wrong with the file."""
    assert holds_identity(REMAINS[name](NUMBER), Limits())


@pytest.mark.parametrize("name", REMAINS)
def test_another_number_is_none(name: str) -> None:
    """With a wrong check digit it is a number like others."""
    assert not holds_identity(REMAINS[name](WRONG), Limits())


def test_figures_side_by_side_are_no_number() -> None:
    """Digits of neighbouring cells are not read as one."""
    cells = f"<c><v>{NUMBER[:6]}</v></c><c><v>{NUMBER[6:14]}</v></c><c><v>{NUMBER[14:]}</v></c>"

    assert not holds_identity(zipped({"xl/worksheets/sheet1.xml": cells}), Limits())
    assert not holds_identity(b"%PDF " + f"{NUMBER}5 7{NUMBER}".encode(), Limits())
