"""The package as cells: from the parts that the gate unpacked to a RawWorkbook, every cell seen once."""

import re
from functools import lru_cache
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from flows.gate import Admitted, Note, SheetPart
from flows.gate.rows import Rows, unescaped
from flows.gate.sheet import frame_of
from flows.gate.stored import look_of
from flows.read.kinds import open_stored
from flows.read.raw import Cells, Merge, RawSheet, RawWorkbook, Span, whole
from flows.read.stream import Stream, looks_of, merge_of
from schemas.receipt import Kind

_MERGE = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)" ?/>')
_PROPERTY = re.compile(rb'<property [^<>]*name="shenhe"[^<>]*>\s*<vt:lpwstr>([^<]*)</vt:lpwstr>\s*</property>')
_KEPT_STYLES = 1 << 18
_ESCAPED = b"_x005F_"


def open_package(admitted: Admitted) -> RawWorkbook:
    """Every cell of an admitted file with its value, formula flag and look; all sheets, hidden ones too.

    Raises Damaged for attributes that no program writes.
    """
    if admitted.kind is not Kind.XLSX:
        return open_stored(admitted)
    strings = _shared_strings(admitted)
    looks = _looks(admitted.parts[admitted.styles]) if admitted.styles else np.zeros(0, np.uint8)
    sheets = tuple(
        _sheet(sheet, admitted.parts[sheet.part], rows, strings, looks)
        for sheet, rows in zip(admitted.sheets, admitted.rows, strict=True)
    )
    return RawWorkbook(
        admitted.sha256,
        sheets,
        tuple(strings),
        _stamp(admitted),
        Note.DATE_1904 in admitted.notes,
    )


def stamp_and_strings(admitted: Admitted) -> tuple[str, tuple[str, ...]]:
    """The stamp (empty: none) and the shared strings, without the cells."""
    strings = _shared_strings(admitted)
    return _stamp(admitted), tuple(strings)


def _stamp(admitted: Admitted) -> str:
    found = _PROPERTY.search(admitted.parts.get("docProps/custom.xml", b""))
    return unescaped(found[1].decode()) if found else ""


def _sheet(sheet: SheetPart, xml: bytes, rows: Rows | None, strings: list[str], looks: NDArray[np.uint8]) -> RawSheet:
    if rows is None or rows.foreign:
        stream = Stream(strings, looks)
        stream.feed(xml)
        return _streamed(sheet, stream, stream.cells(), frozenset(stream.hidden_rows))
    cells = _cells(rows, strings, looks)
    frame = frame_of(xml)
    merges = _plain_merges(frame)
    if merges is not None:
        return RawSheet(sheet.name, sheet.visibility, cells, merges, rows.hidden_rows)
    stream = Stream(strings, looks)
    stream.feed(frame)
    return _streamed(sheet, stream, cells, rows.hidden_rows)


def _cells(rows: Rows, strings: list[str], looks: NDArray[np.uint8]) -> Cells:
    """What the gate took, its own texts put behind those of the workbook."""
    texts = rows.linked_shared(len(strings))
    strings.extend(rows.own)
    return Cells(rows.rows, rows.columns, rows.kinds, rows.numbers, texts, looks_of(rows.styles, looks), rows.formulas)


def _streamed(sheet: SheetPart, stream: Stream, cells: Cells, hidden_rows: frozenset[int]) -> RawSheet:
    columns: tuple[Span, ...] = tuple(stream.hidden_columns)
    return RawSheet(
        sheet.name, sheet.visibility, cells, tuple(stream.merges), hidden_rows, columns, tuple(stream.linked)
    )


def _plain_merges(frame: bytes) -> tuple[Merge, ...] | None:
    """Merged ranges of what stands around the rows; None where more than merges has to be looked at."""
    if b"hidden=" in frame:
        return None
    found = _MERGE.findall(frame)
    return tuple(merge_of(ref.decode()) for ref in found) if len(found) == frame.count(b"mergeCell ") else None


def _shared_strings(admitted: Admitted) -> list[str]:
    """Every shared string by its index, runs of rich text joined, phonetic hints left out."""
    if not admitted.strings:
        return []
    xml = admitted.parts[admitted.strings]
    if admitted.texts is None:
        return _streamed_strings(xml)
    return [_without_escape(text) for text in admitted.texts] if _ESCAPED in xml else list(admitted.texts)


def _streamed_strings(xml: bytes) -> list[str]:
    texts: list[str] = []
    path: list[str] = []
    parts: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        path.append(name.rpartition(" ")[2])
        if path[-1] == "si":
            parts.clear()

    def end(_: str) -> None:
        if path.pop() == "si":
            texts.append(_without_escape("".join(parts)))

    def text(characters: str) -> None:
        if path[-1] == "t" and "rPh" not in path:
            parts.append(characters)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return texts


def _without_escape(text: str) -> str:
    """An underscore that was escaped because what follows looks like an escape itself (ECMA-376, ST_Xstring)."""
    return text.replace(_ESCAPED.decode(), "_")


def _looks(xml: bytes) -> NDArray[np.uint8]:
    """The Look of each cell style, by its number."""
    return _known_looks(xml) if len(xml) <= _KEPT_STYLES else _read_looks(xml)


@lru_cache(maxsize=32)
def _known_looks(xml: bytes) -> NDArray[np.uint8]:
    # Workbooks from one template share their styles part: most of a night's files are found here.
    return _read_looks(xml)


def _read_looks(xml: bytes) -> NDArray[np.uint8]:
    patterns: dict[int, str] = {}
    formats: list[int] = []
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(" ")[2])
        match path[-2:]:
            case ["numFmts", "numFmt"]:
                patterns[whole(attributes, "numFmtId", "styles")] = attributes.get("formatCode", "")
            case ["cellXfs", "xf"]:
                formats.append(whole(attributes, "numFmtId", "styles", "0"))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.Parse(xml, True)
    looks = np.array([look_of(number, patterns.get(number)) for number in formats], np.uint8)
    looks.setflags(write=False)
    return looks
