"""An identity number in twelve places of a workbook, through a real night: refused, and nowhere afterwards.

In the places that the other kinds have too, of which the office takes .xls and not .ods and CSV; and in files that are
refused for what they are.
"""

import io
import os
import sqlite3
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import made_ods
import made_xls
import openpyxl
import pyarrow.parquet
import pytest
import xlsxwriter
from made_xlsx import zipped
from night_runs import UNGATED
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from flows.sample import make_city
from schemas.personal import PersonalKind, PlacedText, contains_personal, scan_texts

NIGHT = "2027-01-15"
TAKEN = '\n[reading]\nkinds = ["xlsx", "xls"]\n'
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(turn: int) -> str:
    """An identity number of nobody: its district is not given out, its check digit is right."""
    body = f"530099198002{turn % 18 + 10:02}{turn:03}"
    return body + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


def marker(turn: int) -> str:
    """A text that stands in one file alone."""
    return f"琥珀色的独有文字{turn}"


def hidden_sheet(book: openpyxl.Workbook, text: str) -> None:
    sheet = book.create_sheet("底稿")
    sheet["B5"] = text
    sheet.sheet_state = "veryHidden"


def hidden_row(book: openpyxl.Workbook, text: str) -> None:
    sheet = book.worksheets[1]
    sheet.cell(sheet.max_row + 2, 2, text)
    sheet.row_dimensions[sheet.max_row].hidden = True


def sheet_name(book: openpyxl.Workbook, text: str) -> None:
    book.create_sheet(text)["A1"] = 1


BY_OPENPYXL: dict[str, Callable[[openpyxl.Workbook, str], object]] = {
    "cell": lambda book, text: book.worksheets[1].cell(60, 3, text),
    "sentence": lambda book, text: book.worksheets[1].cell(60, 3, f"说明：张某{text}，6月转出"),
    "hidden sheet": hidden_sheet,
    "hidden row": hidden_row,
    "comment": lambda book, text: setattr(book.worksheets[1]["A1"], "comment", Comment(f"见 {text}", "科")),
    "header": lambda book, text: setattr(book.worksheets[1].oddHeader.center, "text", text),
    "footer": lambda book, text: setattr(book.worksheets[1].evenFooter.left, "text", text),
    "sheet name": sheet_name,
    "defined name": lambda book, text: book.defined_names.add(DefinedName("甲", attr_text=f'"{text}"')),
    "property": lambda book, text: setattr(book.properties, "description", text),
}
BY_XLSXWRITER: dict[str, Callable[[xlsxwriter.worksheet.Worksheet, str], object]] = {
    "text box": lambda sheet, text: sheet.insert_textbox("B2", f"联系人 {text}"),
    "cached formula": lambda sheet, text: sheet.write_formula("C3", "=A1", None, text),
}
PLACES = (*BY_OPENPYXL, *BY_XLSXWRITER)


def xls(turn: int, **options: object) -> bytes:
    """A sheet with a file's own marker and whatever else."""
    cells = {(9, 2): marker(turn), **options.pop("cells", {})}
    return made_xls.xls(made_xls.Sheet(str(options.pop("name", "表1")), cells, **options))


def xls_comment(text: str) -> bytes:
    """Its text lies in the record that continues a text box."""
    box = made_xls.record(0x1B6, struct.pack("<3H8xHHI", 0x212, 0, 0, len(text), 16, 0))
    return box + made_xls.record(0x3C, b"\x00" + text.encode()) + made_xls.record(0x3C, bytes(16))


def xls_name(text: str) -> bytes:
    return made_xls.record(0x18, bytes(14) + b"\x00" + text.encode())


def ods(turn: int, **options: object) -> bytes:
    cells = {(9, 2): marker(turn), **options.pop("cells", {})}
    grid = made_ods.grid(str(options.pop("name", "表1")), cells, hidden=bool(options.pop("hidden", False)))
    return made_ods.ods(grid, **options)


def annotated(turn: int, text: str) -> bytes:
    note = f"<table:table-cell><office:annotation><text:p>{text}</text:p></office:annotation></table:table-cell>"
    row = made_ods.row(made_ods.cell(marker(turn)), note)
    return made_ods.ods(made_ods.table("表1", row))


OTHERS: dict[str, Callable[[int, str], bytes]] = {
    "cell.xls": lambda turn, text: xls(turn, cells={(3, 3): text}),
    "sentence.xls": lambda turn, text: xls(turn, cells={(3, 3): f"张某{text}转出"}),
    "hidden sheet.xls": lambda turn, text: xls(turn, cells={(3, 3): text}, state=2),
    "hidden row.xls": lambda turn, text: xls(turn, cells={(3, 3): text}, hidden_rows=[3]),
    "comment.xls": lambda turn, text: xls(turn, extra=xls_comment(text)),
    "header.xls": lambda turn, text: xls(turn, extra=made_xls.record(0x14, made_xls.text(f"&C{text}"))),
    "footer.xls": lambda turn, text: xls(turn, extra=made_xls.record(0x15, made_xls.text(f"&C{text}"))),
    "sheet name.xls": lambda turn, text: xls(turn, name=text),
    "defined name.xls": lambda turn, text: xls(turn, extra=xls_name(text)),
    "cached formula.xls": lambda turn, text: xls(turn, cells={(3, 3): made_xls.Formula(text)}),
    "cell.ods": lambda turn, text: ods(turn, cells={(3, 3): text}),
    "hidden sheet.ods": lambda turn, text: ods(turn, cells={(3, 3): text}, hidden=True),
    "comment.ods": annotated,
    "header.ods": lambda turn, text: ods(turn, parts={"styles.xml": f"<s><p>{text}</p></s>"}),
    "sheet name.ods": lambda turn, text: ods(turn, name=text),
    "property.ods": lambda turn, text: ods(turn, parts={"meta.xml": f"<m><t>{text}</t></m>"}),
    "cell.csv": lambda turn, text: f"单位,号\r\n{marker(turn)},{text}\r\n".encode("gb18030"),
    "wide.csv": lambda turn, text: f"单位\t号\r\n{marker(turn)}\t{text}\r\n".encode("utf-16"),
    "stopped.xlsx": lambda turn, text: planted(turn, "cached formula", b"", text)[:-200],
    "list.zip": lambda turn, text: zipped({"a.xlsx": planted(turn, "cached formula", b"", text)}),
    "binary.xlsb": lambda turn, text: zipped(
        {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": f"{marker(turn)} {text}".encode("utf-16-le")}
    ),
    "letter.docx": lambda turn, text: zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w><t>{marker(turn)} {text}</t></w>"}
    ),
}
"""By the name of the file."""


def planted(turn: int, place: str, form: bytes, text: str = "") -> bytes:
    """A workbook with a number in one place and its own marker in a cell."""
    buffer = io.BytesIO()
    if place in BY_OPENPYXL:
        book = openpyxl.load_workbook(io.BytesIO(form))
        book.worksheets[1].cell(70, 2, marker(turn))
        BY_OPENPYXL[place](book, number(turn))
        book.save(buffer)
    else:
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as written:
            sheet = written.add_worksheet("表1")
            sheet.write_string("B9", marker(turn))
            BY_XLSXWRITER[place](sheet, text or number(turn))
    return buffer.getvalue()


@dataclass(frozen=True)
class Done:
    """An office's folder after its night, what the night said, and every folder that it could write to."""

    home: Path
    said: str
    folders: tuple[Path, ...]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A county's good workbooks and twelve with a number, through the command line and its flow."""
    folder = tmp_path_factory.mktemp("twelve")
    home, temporary, own = folder / "city", folder / "tmp", folder / "home"
    make_city(home, 1, 1)
    temporary.mkdir()
    own.mkdir()
    inbox = home / "raw" / "inbox" / "990121"
    form = next(inbox.glob("*干部*")).read_bytes()
    for turn, place in enumerate(PLACES):
        (inbox / f"{place}.xlsx").write_bytes(planted(turn, place, form))
    for turn, (name, make) in enumerate(OTHERS.items(), len(PLACES)):
        (inbox / name).write_bytes(make(turn, number(turn)))
    settings = home / "shenhe.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + TAKEN, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHENHE", "PREFECT"))}
    environment |= {"TMPDIR": str(temporary), "HOME": str(own)}
    night = subprocess.run(
        [sys.executable, "-c", UNGATED, "night", "--home", str(home), "--date", NIGHT],
        capture_output=True, text=True, check=False, env=environment, timeout=600,
    )  # fmt: skip
    assert night.returncode == 0, night.stderr
    return Done(home, night.stdout + night.stderr, (home, temporary, own))


def test_each_of_the_twelve_is_refused_and_answered(done: Done) -> None:
    """The sender learns why and where, the office keeps a note without the file."""
    assert len(PLACES) == 12
    assert f"拒收 {len(PLACES) + len(OTHERS)} 份" in done.said
    assert not list((done.home / "raw" / "inbox").rglob("*.*"))
    assert {path.suffix for path in (done.home / "raw" / "refused").iterdir()} == {".json"}
    notices = [notice.read_text(encoding="utf-8") for notice in (done.home / "replies" / "990121").glob("*_拒收_*.txt")]
    assert len(notices) == len(PLACES) + len(OTHERS)
    assert all("个人信息" in told for told in notices)


def test_afterwards_it_is_nowhere(done: Done) -> None:
    """Every file below the office's folder, the temporary folder and the user's own, packed and unpacked."""
    wanted = [(place, trace) for turn, place in enumerate((*PLACES, *OTHERS)) for trace in traces(turn)]
    seen = 0
    for name, content in everything(done):
        seen += 1
        assert not [place for place, trace in wanted if trace in content], name
    assert seen > 100


def test_the_search_finds_what_is_there(done: Done, tmp_path: Path) -> None:
    """In a workbook, in a database, in two-byte text and as a stored number."""
    form = next((done.home / "raw").rglob("*CA*/*.xlsx")).read_bytes()
    (tmp_path / "a.xlsx").write_bytes(planted(0, "cell", form))
    (tmp_path / "b.log").write_bytes(f"… {number(1)}".encode("utf-16"))
    (tmp_path / "c.bin").write_bytes(struct.pack("<d", float(number(2)[:17] + "0")))
    with closing(sqlite3.connect(tmp_path / "d.sqlite3")) as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES (?)", (marker(3),))
        database.commit()

    found = everything(Done(tmp_path, "", (tmp_path,)))

    hits = {turn for _, content in found for turn in range(4) if any(trace in content for trace in traces(turn))}
    assert hits == {0, 1, 2, 3}


def traces(turn: int) -> tuple[bytes, ...]:
    """What would show that a file, or its number, was kept."""
    texts = (number(turn), marker(turn))
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    stored = struct.pack("<d", float(number(turn)[:17] + "0"))
    escaped = marker(turn).encode("unicode-escape")
    return (*{text.encode(encoding) for text in texts for encoding in encodings}, stored, escaped)


def everything(done: Done) -> Iterator[tuple[str, bytes]]:
    """All names and contents, also what is packed inside."""
    yield "what was said", done.said.encode()
    for folder in done.folders:
        for path in folder.rglob("*"):
            yield path.name, os.fsencode(path.relative_to(folder))
            if path.is_file():
                yield from opened(path.name, path.read_bytes())
                yield from of_databases(path)


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, and those of the parts of a package, however deep."""
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                yield from opened(f"{name}/{part}", package.read(part))


def of_databases(path: Path) -> Iterator[tuple[str, bytes]]:
    """The rows of a database and of a Parquet file, which may be packed or cut over pages."""
    if path.suffix == ".parquet":
        yield path.name, str(pyarrow.parquet.read_table(path).to_pylist()).encode()
    if path.read_bytes().startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(path)) as database:
            for line in database.iterdump():
                yield path.name, line.encode()


@pytest.mark.parametrize(
    "text", ["{} 1", "{} 13800000000", "13800000000 {}", "{}-2", "共 2 人：{} {}", "12 {}"], ids=range(6)
)
def test_numbers_side_by_side_are_seen(text: str) -> None:
    """Parted by a blank or a dash, an identity number is found beside another number."""
    shown = text.format(*[number(3)] * text.count("{}"))

    assert contains_personal(shown)
    assert PersonalKind.IDENTITY in {hit.kind for hit in scan_texts([PlacedText("表1", 4, 2, shown)])}
