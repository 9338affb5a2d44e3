"""Looking for personal data in every text of a package: cells of all sheets, comments, headers, names, properties.

Quick looks at the bytes decide which parts deserve a full look; they are never wrongly silent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from xml.parsers import expat

import numpy as np

from flows.gate.admit import CONTENT, WORKBOOK, stored_cells
from flows.gate.admitted import Admitted, SheetPart
from flows.gate.examine import examine
from flows.gate.grid import CellKind, column_number
from flows.gate.limits import Limits
from flows.gate.remains import holds_identity
from flows.gate.rows import Rows
from flows.gate.sheet import frame_of
from flows.gate.stored import Stored, StoredSheet
from flows.gate.xls import xls_texts
from schemas.personal import PersonalHit, PersonalKind, PlacedText, contains_identity, scan_texts, suspicious, telling
from schemas.receipt import Kind

_LEAST_DIGITS = 11
_LONGEST_KNOWN = 1 << 17
_DIGIT_LIKE = bytes(byte in b"0123456789 '-" for byte in range(256))
"""Digits, and what may stand between those of a number."""
# A power of ten is no number of a person or a card: forms have such bounds of what may be typed.
_LONG = re.compile(rb"(?<![0-9.])(?!10+(?![0-9 '-]))[0-9](?:[ '-]?[0-9]){10}")
_LINE_BREAK = re.compile(rb"&#(?:x0*[AaDd9]|0*(?:9|10|13));")
_POWER = re.compile(rb"\.[0-9]{6,}[Ee]\+?1[0-9]")
# Full-width digits, invisible signs and character references can hide a number from the looks above.
_DISGUISED = re.compile(
    rb"\xef\xbc[\x90-\x99]|\xe2\x80[\x8b-\x8f\x90-\x95\xaa-\xae]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|\xc2\xad"
)
_DISGUISES = (b"\xef\xbc", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb", b"\xc2\xad")
"""How each of these begins: none stands in most texts."""
_ASCII = bytes(range(128))
_SURNAME = "姓".encode()
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_SEPARATOR = "\x1e"
_RUNS = frozenset(
    {"span", "t", "r", "rPr", "b", "i", "u", "sz", "color", "rFont", "family", "charset", "scheme", "vertAlign"}
)
_WITHOUT_RUNS = ("docprops/", "_rels/", "xl/_rels/", "xl/worksheets/_rels/")
"""Parts whose texts are never cut into runs of format, so a look at their bytes sees a number whole."""
_FURNITURE = ("[content_types].xml", "xl/theme/", "xl/calcchain.xml", "xl/printersettings/")


def sweep(admitted: Admitted) -> tuple[PersonalHit, ...]:
    """Where the package holds personal data; place 0, 0 means outside the cells of the named sheet or part."""
    if admitted.kind is not Kind.XLSX:
        return _sweep_stored(admitted)
    strings = _strings(admitted)
    found: list[PersonalHit] = list(scan_texts(PlacedText(one.name, 0, 0, one.name) for one in admitted.sheets))
    everywhere = telling(strings)
    owners = {name.lower(): sheet.name for sheet in admitted.sheets for name in sheet.attached}
    sheets = {sheet.part.lower(): (sheet, rows) for sheet, rows in zip(admitted.sheets, admitted.rows, strict=True)}
    for name, part in admitted.parts.items():
        folded = name.lower()
        if folded in sheets:
            sheet, rows = sheets[folded]
            if everywhere or (_worth(part) if rows is None else _worth_rows(rows) or _worth(frame_of(part))):
                found.extend(_sheet_hits(part, sheet, strings))
        elif folded in (admitted.strings.lower(), admitted.styles.lower()) or folded.startswith(_FURNITURE):
            continue
        elif not folded.startswith(_WITHOUT_RUNS) or _worth(part):
            found.extend(_loose_hits(part, owners.get(folded, name)))
    return tuple(dict.fromkeys(found))


def _sweep_stored(admitted: Admitted) -> tuple[PersonalHit, ...]:
    """The same for .xls, .ods and CSV: every cell with its place, then what stands outside the cells."""
    found = list(scan_texts(PlacedText(one.name, 0, 0, one.name) for one in admitted.sheets))
    found.extend(scan_texts(_placed(stored_cells(admitted))))
    if admitted.kind is Kind.ODS:
        # The cells' own part is looked at as a whole only where its cells, which have places, say nothing.
        loose_parts = (name for name in admitted.parts if not (found and name.lower() == CONTENT))
        found.extend(hit for name in loose_parts for hit in _loose_hits(admitted.parts[name], name))
    elif admitted.kind is Kind.XLS:
        loose = chain(xls_texts(admitted.parts[WORKBOOK]), (admitted.parts[name] for name in admitted.parts))
        if any(contains_identity(text) for raw in loose for text in _as_texts(raw)):
            found.append(PersonalHit("*", 0, 0, PersonalKind.IDENTITY))
    return tuple(dict.fromkeys(found))


def _placed(stored: Stored) -> Iterator[PlacedText]:
    sheet = ""
    for one in stored:
        if isinstance(one, StoredSheet):
            sheet = one.name
        elif one.kind == CellKind.NUMBER:
            text = str(int(one.number)) if one.number.is_integer() else repr(one.number)
            yield PlacedText(sheet, one.row, one.column, text, numeric=True)
        elif one.text:
            yield PlacedText(sheet, one.row, one.column, one.text)


def _as_texts(raw: bytes) -> Iterator[str]:
    """Bytes as one-byte text and as two-byte text from either side."""
    yield raw.decode("latin-1")
    for start in (0, 1):
        yield raw[start:].decode("utf-16-le", "replace")


def sweep_refused(content: bytes, limits: Limits) -> bool:
    """Whether a file that is refused for another reason holds personal data, so that its bytes are not kept either.

    Of a kind that the office does not take but that can be opened, every cell is looked at; else the bytes alone.
    """
    opened = examine(content, "", replace(limits, kinds=frozenset(Kind))) if limits.kinds != frozenset(Kind) else None
    if isinstance(opened, Admitted) and sweep(opened):
        return True
    return holds_identity(content, limits)


def _worth_rows(rows: Rows) -> bool:
    """`_worth` for rows that are proven: only what is long, or may be in words, has to be looked at."""
    texts = rows.long_texts
    return _known_worth(texts) if len(texts) <= _LONGEST_KNOWN else _worth(texts)


@lru_cache(maxsize=32)
def _known_worth(texts: bytes) -> bool:
    # Mostly formulas, which are alike in workbooks of one template.
    return _worth(texts)


def _worth(part: bytes) -> bool:
    """Whether a full look may find something in a part, or in what of it is not known to be harmless."""
    part = part.replace(b"&apos;", b"'")
    if _long_number(part):
        return True
    if b"&#" in part:
        # Prompts are broken into lines so: left out, what stood on both sides is one number if anything is.
        joined = _LINE_BREAK.sub(b"", part)
        if b"&#" in joined or _long_number(joined):
            return True
    if part.isascii():
        return False
    # In sheets as programs write them few bytes are left.
    others = part.translate(None, _ASCII)
    if _SURNAME in others:
        return True
    return any(lead in others for lead in _DISGUISES) and _DISGUISED.search(others) is not None


def _long_number(part: bytes) -> bool:
    """Whether a number of eleven digits stands there; only where so many are together is looked closely."""
    crowds = _crowds(part)
    if crowds and _POWER.search(part):
        return True
    return any(_LONG.search(part, begin, end) for begin, end in crowds)


def _crowds(part: bytes) -> list[tuple[int, int]]:
    """Begin and end of the stretches of eleven and more digits, or of what may stand between those of a number."""
    together = np.frombuffer(part.translate(_DIGIT_LIKE), np.bool_)
    for shift in (1, 2, 4, 3):  # of two, of four, of eight, of eleven
        together = together[:-shift] & together[shift:]
    begins = np.flatnonzero(together)
    if not len(begins):
        return []
    cuts = np.flatnonzero(np.diff(begins) > 1)
    lasts = np.append(begins[cuts], begins[-1]) + _LEAST_DIGITS
    return list(zip([int(begins[0]), *begins[cuts + 1].tolist()], lasts.tolist(), strict=True))


def _strings(admitted: Admitted) -> Sequence[str]:
    """The shared strings by index, each with its runs joined."""
    if admitted.texts is not None or not admitted.strings:
        return admitted.texts or ()
    return tuple(_texts(admitted.parts[admitted.strings], frozenset({"si"})))


def _loose_hits(part: bytes, place: str) -> tuple[PersonalHit, ...]:
    """Hits in a part outside the grid; a number in a comment or property is not checked against a column."""
    texts = [text for text in _texts(part, None) if text]
    if not suspicious(_SEPARATOR.join(texts)):
        return ()
    hits = scan_texts(PlacedText(place, 0, 0, text) for text in texts)
    return tuple(hit for hit in hits if hit.kind is PersonalKind.IDENTITY)


def _texts(part: bytes, units: frozenset[str] | None) -> Iterator[str]:
    """The texts of a part, one an element named in `units`, or an element that is no run of a text when None.

    Attribute values are texts of their own when `units` is None: names, prompts and cached items stand there.
    """
    collected: list[str] = []
    texts: list[str] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        if units is None:
            texts.extend(attributes.values())

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        if (local not in _RUNS) if units is None else (local in units):
            texts.append("".join(collected))
            collected.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = collected.append
    parser.Parse(part, True)
    yield from texts


def _sheet_hits(part: bytes, sheet: SheetPart, strings: Sequence[str]) -> tuple[PersonalHit, ...]:
    grid = _Grid(sheet.name, strings)
    grid.parser.Parse(part, True)
    return scan_texts(grid.placed)


class _Grid:
    """All texts of one sheet with their places, numbers as stored."""

    def __init__(self, sheet: str, strings: Sequence[str]) -> None:
        self.sheet = sheet
        self.strings = strings
        self.placed: list[PlacedText] = []
        self.row = self.column = 0
        self.kind = "n"
        self.inside = False
        self.text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text.append

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.kind, self.inside = attributes.get("t", "n"), True
        elif local == "row":
            number = attributes.get("r", "")
            self.row, self.column = int(number) if number.isdigit() else self.row + 1, 0
        elif not self.inside:
            self.placed.extend(PlacedText(self.sheet, 0, 0, value) for value in attributes.values())
        if local in ("v", "is", "f", "c") or not self.inside:
            self.text.clear()

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        text = "".join(self.text)
        if local == "c":
            self.inside = False
        elif self.inside and local in ("v", "is", "f"):
            self.keep(local, text)
        elif not self.inside and text.strip():
            self.placed.append(PlacedText(self.sheet, 0, 0, text))
        if local in ("v", "is", "f", "c") or not self.inside:
            self.text.clear()

    def keep(self, local: str, text: str) -> None:
        numeric = local == "v" and self.kind == "n"
        if local == "v" and self.kind == "s" and text.strip().isdigit():
            text = self.strings[int(text)]
        self.placed.append(PlacedText(self.sheet, self.row, self.column, text, numeric))
