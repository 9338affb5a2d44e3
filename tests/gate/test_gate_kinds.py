"""What is no .xlsx is refused with its own sentence, whatever its name says."""

import struct
from collections.abc import Callable

import made_ods
import made_xls
import pytest

from flows.gate import Admitted, Limits, Note, examine
from schemas.receipt import Kind, Refusal


def ole(*names: str, loop: bool = False) -> bytes:
    """An OLE file of one directory sector; `loop` makes its chain never end."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 1 if loop else 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for name in ("Root Entry", *names):
        raw = name.encode("utf-16-le")
        directory += (raw.ljust(64, b"\x00") + struct.pack("<H", len(raw) + 2)).ljust(128, b"\x00")
    return bytes(header) + fat + directory.ljust(512, b"\x00")


FILES = {
    "nothing": (b"", "FILE-EMPTY"),
    "pdf": (b"%PDF-1.7 ...", "FILE-PDF"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(50), "FILE-IMAGE"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(50), "FILE-IMAGE"),
    "bmp": (b"BM" + bytes(60), "FILE-IMAGE"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(20), "FILE-ARCHIVE"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(20), "FILE-ARCHIVE"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "FILE-ARCHIVE"),
    "program": (b"MZ\x90\x00" + bytes(60), "FILE-PROGRAM"),
    "rtf": (b"{\\rtf1 text}", "FILE-DOCUMENT"),
    "html": (b"\r\n<html><body><table>", "FILE-HTML"),
    "html in utf-16": ("<html><table>".encode("utf-16"), "FILE-HTML"),
    "web archive": (b"MIME-Version: 1.0\r\n", "FILE-HTML"),
    "xml 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "FILE-XML-2003",
    ),
    "xml": (b'<?xml version="1.0"?><data/>', "FILE-XML"),
    "csv utf-8": ("单位,合计\r\n河东乡,3\r\n".encode(), "FILE-CSV"),
    "csv with mark": ("单位,合计\r\n".encode("utf-8-sig"), "FILE-CSV"),
    "csv gb18030": ("单位,合计\r\n河东乡,3\r\n".encode("gb18030"), "FILE-CSV"),
    "csv utf-16": ("单位,合计\r\n".encode("utf-16"), "FILE-CSV"),
    "text that begins like a picture": (b"BMI,1\r\n", "FILE-CSV"),
    "bytes": (bytes(range(256)) * 4, "FILE-UNKNOWN"),
    "xls": (ole("Workbook"), "FILE-XLS"),
    "xls of 1995": (ole("Book"), "FILE-XLS"),
    "xls without wrapping": (b"\x09\x08\x08\x00" + bytes(60), "FILE-XLS"),
    "password": (ole("EncryptionInfo", "EncryptedPackage"), "FILE-PASSWORD"),
    "password in odd case": (ole("ENCRYPTEDPACKAGE"), "FILE-PASSWORD"),
    "doc": (ole("WordDocument"), "FILE-OLE"),
    "looped ole": (ole("Workbook", loop=True), "FILE-OLE"),
    "cut ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30), "FILE-OLE"),
}


@pytest.mark.parametrize("name", FILES)
def test_each_other_kind_is_refused_by_its_own_code(name: str) -> None:
    """The code follows the content although the name says .xlsx."""
    content, code = FILES[name]

    assert code == _code(examine(content, "报表.xlsx"))


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("xl/workbook.bin", "FILE-XLSB"),
        ("word/document.xml", "FILE-DOCUMENT"),
        ("ppt/presentation.xml", "FILE-DOCUMENT"),
    ],
)
def test_other_office_packages_are_told_apart(package: Callable[..., bytes], member: str, code: str) -> None:
    """A package is known by its members."""
    from_scratch = dict.fromkeys(("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"))
    content = package({**from_scratch, "xl/worksheets/sheet1.xml": None, member: "<x/>"})

    assert code == _code(examine(content, "报表.xlsx"))


def test_an_et_of_wps_is_told_how_to_save_itself() -> None:
    """The sentence for .et names the way in WPS."""
    refusal = examine(ole("Workbook"), "报表.et")

    assert isinstance(refusal, Refusal)
    assert "另存为→Microsoft Excel 文件(*.xlsx)" in refusal.message("zh")


def test_a_file_too_large_is_refused_before_it_is_looked_at() -> None:
    """20 MiB and one byte is one byte too many."""
    assert _code(examine(b"PK\x03\x04" + bytes(20 << 20), "a.xlsx")) == "FILE-LARGE"


def test_the_office_may_allow_other_kinds() -> None:
    """With the limits changed, each passes with its sheets; what is not named stays refused."""
    files = {
        Kind.XLS: made_xls.xls(made_xls.Sheet("表1", {(1, 1): "单位"})),
        Kind.ODS: made_ods.ods(made_ods.grid("表1", {(1, 1): "单位"})),
        Kind.CSV: b"a,b\r\n1,2\r\n",
    }
    for kind, content in files.items():
        admitted = examine(content, "表1.csv", Limits(kinds=frozenset({Kind.XLSX, kind})))
        assert isinstance(admitted, Admitted)
        assert (kind, 1) == (admitted.kind, len(admitted.sheets))
        others = Limits(kinds=frozenset(Kind) - {kind})
        assert _code(examine(content, "x", others)) == f"FILE-{kind.name}"


def test_a_wrong_extension_is_noted_only(package: Callable[..., bytes]) -> None:
    """A workbook named .xls is a workbook."""
    admitted = examine(package(), "报表.xls")

    assert isinstance(admitted, Admitted)
    assert {Note.NAME_DIFFERS} == admitted.notes


def _code(result: Admitted | Refusal) -> str:
    return result.code if isinstance(result, Refusal) else "admitted"
