"""Every kind of file that is made to harm or is simply wrong, with what is to be said of it.

`HOSTILE` are refused within bounds, `WRONG` are what offices send by mistake, `ODD` look dangerous and are taken.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import made_ods as o
import made_xls as x
from made_xlsx import LINKS, MAIN, package, relations, sheet_xml, zipped

SHEET, STRINGS, BOOK, STYLES = (
    f"xl/{name}.xml" for name in ("worksheets/sheet1", "sharedStrings", "workbook", "styles")
)
PARTS = (SHEET, STRINGS, BOOK, "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "docProps/core.xml")


@dataclass(frozen=True)
class Case:
    """A file made when it is asked for, its name, and the code of its refusal (empty: it is taken)."""

    make: Callable[[], bytes]
    code: str = ""
    name: str = "报表.xlsx"


def sheet(rows: str, tail: str = "") -> bytes:
    return package({SHEET: sheet_xml(rows, tail)})


def value(text: str, kind: str = "n") -> bytes:
    return sheet(f'<row r="1"><c r="A1" t="{kind}"><v>{text}</v></c></row>')


def part_of(name: str, inner: str) -> bytes:
    """The part `name` as a bare element with what a hostile writer puts before it."""
    return package({name: inner})


def declared(name: str, declaration: str, body: str = "") -> bytes:
    return part_of(name, f'<?xml version="1.0"?>{declaration}<a xmlns="urn:x">{body}</a>')


def _numbered(pattern: str, count: int) -> str:
    """A text for each number, so that it packs no better than honest parts do."""
    return "".join(pattern.format(number) for number in range(1, count + 1))


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def with_member(name: str, content: bytes, attributes: int = 0) -> bytes:
    buffer = io.BytesIO(package())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, attributes
        archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def lying() -> bytes:
    """A sheet of 50 MB that the directory calls 2,000 bytes."""
    content = bytearray(package({SHEET: b" " * (50 << 20)}))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    header = struct.unpack_from("<I", content, at + 42)[0]
    for place in (at + 24, header + 22):
        struct.pack_into("<I", content, place, 2000)
    return bytes(content)


def overlapping() -> bytes:
    """Two members that own the same bytes."""
    content = bytearray(package({"xl/worksheets/sheet2.xml": "<x/>"}))
    first = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    second = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet2.xml"))
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def quine() -> bytes:
    """A package whose member begins where the package itself begins."""
    content = bytearray(with_member("a.zip", package()))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"a.zip"))
    struct.pack_into("<I", content, at + 42, 0)
    return bytes(content)


def twins() -> bytes:
    content = bytearray(package({"xl/worksheets/sheet9.xml": "<x/>"}))
    return bytes(content.replace(b"sheet9.xml", b"SHEET1.XML"))


def sheets(count: int) -> bytes:
    entries = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(count))
    return package({BOOK: f'<workbook {MAIN} xmlns:r="{LINKS}"><sheets>{entries}</sheets></workbook>'})


@cache
def million_rows() -> bytes:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(1, 1_048_577))
    return sheet(rows)


def far(*places: str) -> bytes:
    rows = "".join(
        f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row>' for place in places
    )
    return sheet(rows)


def strings(count: int, text: str = "", claimed: str = "") -> bytes:
    inner = f"<si><t>{text}</t></si>" * count
    claim = f' uniqueCount="{claimed}"' if claimed else ""
    return package({STRINGS: f"<sst {MAIN}{claim}>{inner}</sst>"})


def string_used_often() -> bytes:
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{chr(65 + at)}{row}" t="s"><v>0</v></c>' for at in range(10)) + "</row>"
        for row in range(1, 10_001)
    )
    return package({SHEET: sheet_xml(cells), STRINGS: f"<sst {MAIN}><si><t>{'长' * 32_767}</t></si></sst>"})


def anchored(row: str) -> str:
    """A button or list on a sheet, the row of whose place holds `row`."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    return (
        f'<controls xmlns:d="{drawing}"><control><from><d:col>0</d:col><d:row>{row}</d:row></from></control></controls>'
    )


def with_packed_folder() -> bytes:
    """The folder of a member, its nothing packed into two bytes."""
    content = bytearray(with_member("xl/folder_", b""))
    return bytes(content.replace(b"folder_", b"folder/"))


def formula(text: str) -> bytes:
    return sheet(f'<row r="1"><c r="A1"><f>{text}</f><v>1</v></c></row>')


def with_state(state: str) -> bytes:
    book = (
        f'<workbook {MAIN} xmlns:r="{LINKS}"><sheets><sheet name="表1" sheetId="1" state="{state}" r:id="rId1"/>'
        "</sheets></workbook>"
    )
    return package({BOOK: book})


def date_system() -> bytes:
    book = (
        f'<workbook {MAIN} xmlns:r="{LINKS}"><workbookPr date1904="1"/><sheets><sheet name="表1" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>'
    )
    return package({BOOK: book, SHEET: sheet_xml('<row r="1"><c r="A1"><v>-5</v></c><c r="B1"><v>59.5</v></c></row>')})


def encoded(encoding: str, declaration: str = "") -> bytes:
    text = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>单位</t></is></c></row>')
    return package({SHEET: text.replace("UTF-8", declaration or encoding).encode(encoding)})


# --- .xls -------------------------------------------------------------------------------------------------------------

ORDINARY = x.Sheet("表1", {(1, 1): "单位", (1, 2): "合计", (2, 1): "河东乡", (2, 2): 12})


def xls(*sheets: x.Sheet, **options: object) -> bytes:
    return x.xls(*(sheets or (ORDINARY,)), **options)


def patched_xls(old: bytes, new: bytes) -> bytes:
    """The ordinary workbook with bytes of its stream changed."""
    stream = x.stream([ORDINARY])
    assert old in stream
    return x.compound({"Workbook": stream.replace(old, new, 1)})


def looped_chain() -> bytes:
    """The workbook's chain of sectors leads back to its own beginning."""
    content = bytearray(xls(x.Sheet("表1", {(row, 1): row for row in range(1, 3000)})))
    (table,) = struct.unpack_from("<I", content, 76)
    struct.pack_into("<I", content, (table + 1) * 512 + 4 * 5, 2)
    return bytes(content)


def looped_tables() -> bytes:
    content = bytearray(xls())
    struct.pack_into("<2I", content, 68, 0, 1)
    struct.pack_into("<I", content, 512 + 508, 0)
    return bytes(content)


def looped_directory() -> bytes:
    content = bytearray(xls())
    (table,) = struct.unpack_from("<I", content, 76)
    (directory,) = struct.unpack_from("<I", content, 48)
    struct.pack_into("<I", content, (table + 1) * 512 + 4 * directory, directory)
    return bytes(content)


def older() -> bytes:
    """A workbook of Excel 95: the stream `Book`, BIFF5."""
    stream = x.record(0x809, struct.pack("<4H", 0x500, 5, 0, 1995)) + x.record(0x0A, b"")
    return x.compound({"Book": stream.ljust(5000, b"\0")})


def filepass() -> bytes:
    return xls(extra=x.record(0x2F, struct.pack("<3H", 1, 1, 1) + bytes(48)))


def with_formula(number: int) -> bytes:
    """A formula whose record has the number that an older form gave it."""
    return in_sheet(x.cell(2, 1, x.Formula(3)).replace(b"\x06\x00", struct.pack("<H", number), 1))


def in_sheet(extra: bytes) -> bytes:
    return xls(x.Sheet("表1", {(1, 1): 1}, extra=extra))


def many_strings(claimed: int, named: int = 0) -> bytes:
    """A table that claims so many strings and has one; the cell names the string of that number."""
    stream = x.stream([x.Sheet("表1", {(1, 1): "单位"})])
    head = x.record(0xFC, struct.pack("<2I", 1, 1))[:4]
    at = stream.index(b"\xfc\x00") if head[:2] in stream else -1
    places = [x.record(0xFD, struct.pack("<3HI", 0, 0, 0, index)) for index in (0, named)]
    tail = stream[at + 12 :].replace(*places)
    return x.compound({"Workbook": stream[: at + 4] + struct.pack("<2I", claimed, claimed) + tail})


def many_cells() -> bytes:
    """1.2 million cells: rows of 250 small numbers, none with more than 12 bytes of the file."""
    row = struct.pack("<HI", 0, 1 << 2 | 2) * 250
    records = (
        x.record(0xBD, struct.pack("<2H", number, 0) + row + struct.pack("<H", 249)) for number in range(1, 4801)
    )
    return in_sheet(b"".join(records))


def many_merges() -> bytes:
    block = x.record(0xE5, struct.pack("<H", 1000) + struct.pack("<4H", 0, 0, 0, 1) * 1000)
    return in_sheet(block * 1000)


# --- .ods -------------------------------------------------------------------------------------------------------------


def ods(*tables: str, **options: object) -> bytes:
    return o.ods(*(tables or (o.grid("表1", {(1, 1): "单位", (2, 2): 12}),)), **options)


def repeated(rows: int, columns: int, content: object = 1) -> bytes:
    cell = o.cell(content, f'table:number-columns-repeated="{columns}"')
    return ods(o.table("表1", o.row(cell, attributes=f'table:number-rows-repeated="{rows}"')))


def ods_value(text: str) -> bytes:
    cell = f'<table:table-cell office:value-type="float" office:value="{text}"/>'
    return ods(o.table("表1", o.row(cell)))


def locked_ods() -> bytes:
    inside = '<manifest:encryption-data manifest:checksum=""/>'
    return ods(parts={"content.xml": b"\xf5\x80\xbc\xf1" * 500, "META-INF/manifest.xml": o.manifest(inside=inside)})


def ods_with_object(kind: str) -> bytes:
    listed = o.manifest(("Object 1/", kind), ("Object 1/content.xml", "text/xml"))
    return ods(parts={"META-INF/manifest.xml": listed, "Object 1/content.xml": "<x/>"})


def ods_merges(count: int) -> bytes:
    cell = o.cell(None, 'table:number-columns-spanned="2"')
    return ods(o.table("表1", *(o.row(cell * 100) for _ in range(count // 100))))


# --- CSV --------------------------------------------------------------------------------------------------------------

LINES = "单位,合计\r\n河东乡,12\r\n"
BOTH = "報表,合計\r\n河東鄉,12\r\n"


def _document(folder: str, main: str) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", f"{folder}/{main}": "<x/>"})


HOSTILE: dict[str, Case] = {
    "a sheet of blanks, 70 MB": Case(lambda: package({SHEET: b" " * (70 << 20)}), "FILE-BOMB"),
    "shared strings of blanks, 70 MB": Case(lambda: package({STRINGS: b" " * (70 << 20)}), "FILE-BOMB"),
    "a bomb among the members": Case(lambda: with_member("xl/media/a.xml", bytes(80 << 20)), "FILE-BOMB"),
    "2,000 members": Case(lambda: package({f"xl/x{at}.xml": "<x/>" for at in range(2000)}), "FILE-BOMB"),
    "sizes that lie": Case(lying, "FILE-BOMB"),
    "members that overlap": Case(overlapping, "FILE-BROKEN"),
    "a package within itself": Case(quine, "FILE-BROKEN"),
    "a member twice": Case(twins, "FILE-BROKEN"),
    "a name that leads outside": Case(lambda: with_member("../evil.xml", b"x"), "FILE-BROKEN"),
    "a link": Case(lambda: with_member("xl/link.xml", b"/etc/hostname", 0o120777 << 16), "FILE-BROKEN"),
    "a sheet of tags that never end": Case(lambda: package({SHEET: b"<" * (8 << 20)}), "FILE-BROKEN"),
    "a cell where a button is laid": Case(lambda: sheet("", anchored('<c r="A1"><v>1</v></c>')), "FILE-CELL-PLACE"),
    "10,000 sheets": Case(lambda: sheets(10_000), "FILE-SHEETS"),
    "1,000,000 merges": Case(
        lambda: sheet("", "<mergeCells>" + _numbered('<mergeCell ref="A{0}:B{0}"/>', 1_000_000) + "</mergeCells>"),
        "FILE-MERGES",
    ),
    "two far cells": Case(lambda: far("A1", "XFD1048576"), "FILE-FAR-CELL"),
    "rows to the last one": Case(million_rows, "FILE-CELLS"),
    "row 1e20": Case(lambda: sheet('<row r="100000000000000000000"/>'), "FILE-CELL-PLACE"),
    "row 1e20 in a cell": Case(lambda: sheet('<row r="1"><c r="A100000000000000000000"/></row>'), "FILE-CELL-PLACE"),
    "column ZZZZZZ": Case(lambda: sheet('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'), "FILE-CELL-PLACE"),
    "column XFE": Case(lambda: sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "FILE-CELL-PLACE"),
    "a cell in another row": Case(lambda: sheet('<row r="1"><c r="A2"><v>1</v></c></row>'), "FILE-CELL-PLACE"),
    "a cell twice": Case(
        lambda: sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "FILE-CELL-PLACE"
    ),
    "a row twice": Case(lambda: sheet('<row r="1"/><row r="1"/>'), "FILE-CELL-PLACE"),
    "2,000,000,000 strings claimed": Case(lambda: strings(1, "x", "2000000000"), "FILE-STRINGS"),
    "1,000,000 strings": Case(
        lambda: package({STRINGS: f"<sst {MAIN}>{_numbered('<si><t>{0}</t></si>', 1_000_000)}</sst>"}), "FILE-STRINGS"
    ),
    "string -1": Case(lambda: value("-1", "s"), "FILE-CELL-VALUE"),
    "string 7 of 2": Case(lambda: value("7", "s"), "FILE-CELL-VALUE"),
    **{
        f"number {text}": Case(lambda text=text: value(text), "FILE-CELL-VALUE")
        for text in ("NaN", "Infinity", "-inf", "1e309", "1,234", "1_000", "１２", "0x1F", "1 2", "٣")
    },
    **{
        f"billion laughs in {name}": Case(lambda name=name: declared(name, LAUGHS, "&a9;"), "FILE-DTD")
        for name in PARTS
    },
    **{
        f"outside entity in {name}": Case(lambda name=name: declared(name, OUTSIDE, "&x;"), "FILE-DTD")
        for name in PARTS
    },
    "nested 100,000 deep": Case(
        lambda: part_of("docProps/core.xml", "<a>" * 100_000 + "</a>" * 100_000), "FILE-XML-BOUNDS"
    ),
    "an attribute of 12 MB": Case(
        lambda: part_of("docProps/core.xml", f'<a b="{_numbered("{0}", 1_900_000)}"/>'), "FILE-XML-BOUNDS"
    ),
    "5,000 attributes": Case(
        lambda: part_of("docProps/core.xml", "<a " + " ".join(f'b{at}="1"' for at in range(5000)) + "/>"),
        "FILE-XML-BOUNDS",
    ),
    "XML in GB 18030": Case(lambda: encoded("gb18030"), "FILE-BROKEN"),
    "XML that is not in its encoding": Case(lambda: encoded("gb18030", "UTF-8"), "FILE-BROKEN"),
    "macros": Case(lambda: package({"xl/vbaProject.bin": b"x"}), "FILE-MACRO"),
    "a macro sheet": Case(lambda: package({"xl/macrosheets/sheet1.xml": "<x/>"}), "FILE-MACRO"),
    "macros under another name": Case(
        lambda: package(
            {"xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "vbaProject", "../a.dat")), "xl/a.dat": b"x"}
        ),
        "FILE-MACRO",
    ),
    "an ActiveX control": Case(lambda: package({"xl/activeX/activeX1.xml": "<x/>"}), "FILE-OBJECT"),
    "an embedded file": Case(lambda: package({"xl/embeddings/oleObject1.bin": b"x"}), "FILE-OBJECT"),
    "xls: looped directory": Case(looped_directory, "FILE-OLE", "报表.xls"),
    "xls: looped chain": Case(looped_chain, "FILE-BROKEN", "报表.xls"),
    "xls: looped tables": Case(looped_tables, "FILE-OLE", "报表.xls"),
    "xls: of Excel 95": Case(older, "FILE-XLS-OLD", "报表.xls"),
    "xls: without wrapping": Case(lambda: b"\x09\x08\x08\x00" + bytes(60), "FILE-XLS-OLD", "报表.xls"),
    "xls: password": Case(filepass, "FILE-PASSWORD", "报表.xls"),
    "xls: macros": Case(lambda: xls(storages=("_VBA_PROJECT_CUR", "VBA")), "FILE-MACRO", "报表.xls"),
    "xls: macro sheet": Case(lambda: xls(ORDINARY, x.Sheet("宏", kind=1)), "FILE-MACRO", "报表.xls"),
    "xls: embedded file": Case(lambda: xls(storages=("MBD0001A2B3",)), "FILE-OBJECT", "报表.xls"),
    "xls: 300 sheets": Case(lambda: xls(*(x.Sheet(f"s{at}") for at in range(300))), "FILE-SHEETS", "报表.xls"),
    "xls: 2,000,000,000 strings claimed": Case(lambda: many_strings(2_000_000_000), "FILE-STRINGS", "报表.xls"),
    "xls: a string beyond those that there are": Case(
        lambda: many_strings(400_000, named=7), "FILE-BROKEN", "报表.xls"
    ),
    "xls: string -1": Case(
        lambda: in_sheet(x.record(0xFD, struct.pack("<3Hi", 2, 0, 0, -1))), "FILE-BROKEN", "报表.xls"
    ),
    "xls: 1.2 million cells": Case(many_cells, "FILE-CELLS", "报表.xls"),
    "xls: 1,000,000 merges": Case(many_merges, "FILE-MERGES", "报表.xls"),
    "xls: a cell twice": Case(lambda: in_sheet(x.cell(1, 1, 2)), "FILE-CELL-PLACE", "报表.xls"),
    "xls: column 300": Case(lambda: in_sheet(x.cell(1, 300, 2)), "FILE-CELL-PLACE", "报表.xls"),
    "xls: a number that is none": Case(lambda: in_sheet(x.cell(2, 1, float("nan"))), "FILE-CELL-VALUE", "报表.xls"),
    "xls: cells behind the end of a sheet": Case(
        lambda: in_sheet(x.record(0x0A, b"") + x.cell(2, 1, 2)), "FILE-BROKEN", "报表.xls"
    ),
    "xls: a record that is cut": Case(lambda: in_sheet(x.record(0x203, b"\0\0")), "FILE-BROKEN", "报表.xls"),
    "xls: a record of 60,000 bytes": Case(lambda: in_sheet(x.record(0x1234, bytes(60_000))), "FILE-BROKEN", "报表.xls"),
    "xls: a formula's text is gone": Case(
        lambda: in_sheet(x.cell(2, 1, x.Formula("x")).replace(b"\x07\x02", b"\x07\x03")), "FILE-BROKEN", "报表.xls"
    ),
    "xls: a sheet that is nowhere": Case(lambda: patched_xls(b"\x85\x00", b"\x86\x00"), "FILE-SHEETS", "报表.xls"),
    "ods: rows and columns without end": Case(lambda: repeated(1_048_576, 16_384), "FILE-CELLS", "报表.ods"),
    "ods: a row of 999,999,999 columns": Case(lambda: repeated(1, 999_999_999), "FILE-CELL-PLACE", "报表.ods"),
    "ods: a count that is none": Case(lambda: repeated(-1, 1), "FILE-CELL-PLACE", "报表.ods"),
    "ods: a far cell": Case(
        lambda: ods(o.grid("表1", {(1, 1): 1, (1_048_576, 16_384): 1})), "FILE-FAR-CELL", "报表.ods"
    ),
    "ods: password": Case(locked_ods, "FILE-PASSWORD", "报表.ods"),
    "ods: macros": Case(lambda: ods(parts={"Basic/Standard/script-lb.xml": "<x/>"}), "FILE-MACRO", "报表.ods"),
    "ods: embedded file": Case(
        lambda: ods_with_object("application/vnd.oasis.opendocument.text"), "FILE-OBJECT", "报表.ods"
    ),
    "ods: billion laughs": Case(
        lambda: ods(parts={"content.xml": f'<?xml version="1.0"?>{LAUGHS}<a>&a9;</a>'}), "FILE-DTD", "报表.ods"
    ),
    "ods: 10,000 sheets": Case(lambda: ods(*(o.table(f"s{at}") for at in range(10_000))), "FILE-SHEETS", "报表.ods"),
    "ods: 30,000 merges": Case(lambda: ods_merges(30_000), "FILE-MERGES", "报表.ods"),
    **{
        f"ods: number {text}": Case(lambda text=text: ods_value(text), "FILE-CELL-VALUE", "报表.ods")
        for text in ("NaN", "1e309", "1,234", "１２", "")
    },
    "csv: bytes of nothing": Case(lambda: LINES.encode() + b"\x00" * 20, "FILE-UNKNOWN", "报表.csv"),
    "csv: a quote that does not close": Case(('单位,"合计\r\n' * 9).encode, "FILE-BROKEN", "报表.csv"),
    "csv: 20 MB of commas": Case(lambda: b"," * (20 << 20), "FILE-CELLS", "报表.csv"),
    "csv: 20 MB of cells": Case(lambda: b"1,1\r\n" * (4 << 20), "FILE-CELLS", "报表.csv"),
    "csv: one field of 20 MB": Case(lambda: b"x" * (20 << 20), "FILE-BROKEN", "报表.csv"),
    "csv: UTF-16 without its mark": Case(lambda: LINES.encode("utf-16-le"), "FILE-UNKNOWN", "报表.csv"),
}

WRONG: dict[str, Case] = {
    "nothing": Case(lambda: b"", "FILE-EMPTY"),
    "a PDF": Case(lambda: b"%PDF-1.7\n" + bytes(200_000), "FILE-PDF"),
    "a picture": Case(lambda: b"\x89PNG\r\n\x1a\n" + bytes(200_000), "FILE-IMAGE"),
    "an archive": Case(lambda: b"Rar!\x1a\x07\x00" + bytes(200_000), "FILE-ARCHIVE"),
    "a zip of other files": Case(lambda: zipped({"a.txt": "x", "b.txt": "y"}), "FILE-ARCHIVE"),
    "a program": Case(lambda: b"MZ\x90\x00" + bytes(200_000), "FILE-PROGRAM"),
    "a web page named .xls": Case(lambda: b"<html><body><table>" + b"<tr><td>1" * 20_000, "FILE-HTML", "报表.xls"),
    "an XML spreadsheet of 2003": Case(
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "FILE-XML-2003",
    ),
    "an XML file": Case(lambda: b'<?xml version="1.0"?><data/>', "FILE-XML"),
    "a text document": Case(lambda: _document("word", "document.xml"), "FILE-DOCUMENT"),
    "a presentation": Case(lambda: _document("ppt", "presentation.xml"), "FILE-DOCUMENT"),
    "a letter of OpenDocument": Case(
        lambda: ods(kind="application/vnd.oasis.opendocument.text"), "FILE-DOCUMENT", "信.odt"
    ),
    "a binary workbook": Case(
        lambda: zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}), "FILE-XLSB"
    ),
    "Numbers": Case(lambda: zipped({"Index/Document.iwa": b"x", "Index.zip": b"x"}), "FILE-NUMBERS"),
    "an .xls where only .xlsx is taken": Case(xls, "FILE-XLS", "报表.xls"),
    "an .xls named .xlsx": Case(xls, "FILE-XLS"),
    "an .et where only .xlsx is taken": Case(xls, "FILE-ET", "报表.et"),
    "an .ods where only .xlsx is taken": Case(ods, "FILE-ODS", "报表.ods"),
    "a CSV where only .xlsx is taken": Case(lambda: LINES.encode("gb18030"), "FILE-CSV", "报表.csv"),
    "a workbook with a password": Case(
        lambda: x.compound({"EncryptionInfo": bytes(200), "EncryptedPackage": bytes(100_000)}), "FILE-PASSWORD"
    ),
    "a letter of Word 97": Case(lambda: x.compound({"WordDocument": bytes(50_000)}), "FILE-OLE"),
    "a copy that stopped": Case(lambda: package()[:-40], "FILE-BROKEN"),
    "other bytes": Case(lambda: bytes(range(256)) * 800, "FILE-UNKNOWN"),
    "too large": Case(lambda: b"PK\x03\x04" + bytes(20 << 20), "FILE-LARGE"),
}

ODD: dict[str, Case] = {
    "one text of 32,767 characters used 100,000 times": Case(string_used_often),
    "one far cell": Case(lambda: far("XFD1048576")),
    "XML in UTF-16": Case(lambda: encoded("utf-16")),
    "dates before 1904": Case(date_system),
    "buttons and lists": Case(lambda: sheet("", anchored("0"))),
    "a text without its index": Case(lambda: sheet('<row r="1"><c r="A1" t="s"><v/></c></row>')),
    "a drawing that is no XML": Case(lambda: package({"xl/drawings/vmlDrawing1.vml": "<xml>a<br>b</xml>"})),
    "a folder packed": Case(with_packed_folder),
    "a formula of DDE": Case(lambda: formula("cmd|' /C calc'!A0")),
    "a formula that asks the web": Case(lambda: formula('WEBSERVICE("http://example.invalid/")')),
    "a formula with a link": Case(lambda: formula('HYPERLINK("http://example.invalid/","x")')),
    "a hidden sheet": Case(lambda: with_state("hidden")),
    "a very hidden sheet": Case(lambda: with_state("veryHidden")),
    "a bomb as a picture": Case(lambda: with_member("xl/media/a.png", bytes(8 << 20))),
    "a workbook named .xls": Case(package, name="报表.xls"),
    "xls": Case(xls, name="报表.xls"),
    "xls of WPS": Case(xls, name="报表.et"),
    "xls named .xlsx": Case(xls),
    "xls with more strings claimed than there are": Case(lambda: many_strings(400_000), name="报表.xls"),
    "xls with a formula numbered as in Excel 3": Case(lambda: with_formula(0x206), name="报表.xls"),
    "xls with a formula numbered as in Excel 4": Case(lambda: with_formula(0x406), name="报表.xls"),
    "xls whose stream is called Book": Case(lambda: x.compound({"BOOK": x.stream([ORDINARY])}), name="报表.xls"),
    "xls with a pattern cut short": Case(
        lambda: patched_xls(b"\x0a\x00\x00yyyy-mm-dd", b"\x0b\x00\x00yyyy-mm-dd"), name="报表.xls"
    ),
    "xls with a far cell": Case(lambda: xls(x.Sheet("表1", {(65_536, 256): 1})), name="报表.xls"),
    "ods": Case(ods, name="报表.ods"),
    "ods with an empty list of keys": Case(
        lambda: ods(parts={"Configurations2/accelerator/current.xml": b""}), name="报表.ods"
    ),
    "ods with a chart": Case(lambda: ods_with_object("application/vnd.oasis.opendocument.chart"), name="报表.ods"),
    "ods with a million empty rows": Case(lambda: repeated(1_048_576, 16_384, None), name="报表.ods"),
    **{
        f"csv in {encoding}": Case(lambda encoding=encoding: LINES.encode(encoding), name="报表.csv")
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312")
    },
    "csv in Big5": Case(lambda: BOTH.encode("big5"), name="报表.csv"),
    "csv of UTF-8 taken for Latin-1": Case(lambda: LINES.encode().decode("latin-1").encode(), name="报表.csv"),
}
