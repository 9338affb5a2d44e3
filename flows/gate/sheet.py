"""A sheet's XML proven: references inside the grid and their row, no cell twice, finite numerals, bounded rectangle.

Rows as programs write them are proven by the swift pass and cut out; what remains is streamed element by element. Both
ways accept and refuse the same, which a test holds: the first is ten times cheaper.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from xml.parsers import expat

from flows.gate.admitted import Refused
from flows.gate.archive import broken
from flows.gate.crowds import refuse_exact
from flows.gate.grid import MAX_COLUMN, MAX_ROW, column_number, letters_of
from flows.gate.limits import Limits
from flows.gate.parts import NONCHARACTER, TEXT, feed, too_deep
from flows.gate.rows import Body, Rows
from schemas.receipt import Fact, Refusal

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_KEPT_FRAME = 1 << 15
_LONGEST_ROOT = 1 << 13
_ROOT = re.compile(rb"(?:<\?xml[^<>]*\?>)?\s*+<worksheet(?=[\s>])[^<>]*>")
_PREFIX = re.compile(rb' xmlns:([A-Za-z][A-Za-z0-9]*)="')
_FOOTER = re.compile(rb"(<(?:odd|even|first)(?:Header|Footer)>)" + TEXT + rb"(?=</)")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_RANGE = re.compile(r"([A-Z]{1,3}[1-9][0-9]{0,6})(?::([A-Z]{1,3}[1-9][0-9]{0,6}))?")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_STRING_INDEX = re.compile(r"[0-9]{1,7}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_SPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_PLACES = {"sheetData": "worksheet", "row": "sheetData", "c": "row", "v": "c", "is": "c", "f": "c"}
"""The elements that make up the grid, each with the only element that holds it."""
_ANCHOR = "row of an anchor"
"""Where a button or list is laid on the sheet: it holds a number and no element."""
_TYPES = frozenset({"n", "s", "str", "e", "b", "inlineStr", "d"})


@dataclass(slots=True)
class Survey:
    """What was met so far on one sheet; its refusals name the sheet."""

    sheet: str
    limits: Limits
    strings: int
    cells: int = 0
    rows: set[int] = field(default_factory=set)
    top: int = MAX_ROW
    bottom: int = 0
    left: int = MAX_COLUMN
    right: int = 0

    def refused(self, code: str, cell: str) -> Refused:
        """A refusal that names the sheet and a cell."""
        return Refused(Refusal(code, (Fact("sheet", self.sheet), Fact("cell", cell[:20]))))

    def add_row(self, row: int) -> None:
        """Take a row; refused outside the grid and when it was there before."""
        if not 1 <= row <= MAX_ROW or row in self.rows:
            raise self.refused("FILE-CELL-PLACE", str(row))
        self.rows.add(row)

    def add_cells(self, count: int) -> None:
        """Count cells, blank formatted ones included."""
        self.cells += count
        if self.cells > self.limits.cells:
            raise Refused(Refusal("FILE-CELLS", (Fact("sheet", self.sheet), Fact("limit", str(self.limits.cells)))))

    def add_box(self, row: int, left: int, right: int) -> None:
        """Widen the rectangle around the values."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, left), max(self.right, right)

    def close(self) -> None:
        """Judge the rectangle when all has been met."""
        if self.bottom and (self.bottom - self.top + 1) * (self.right - self.left + 1) > self.limits.box:
            place = f"{letters_of(self.right)}{self.bottom}"
            raise self.refused("FILE-FAR-CELL", place)


def body_of(data: bytes) -> Body | None:
    """What the swift pass may look at of a sheet's XML (UTF-8); None where the cut around its rows is not plain.

    Cutting is sound where `<` begins a tag: in a frame without comment, CDATA and processing instruction. The swift pass
    takes no rows that hold one, so that what looks like the end of the rows is that.
    """
    begin, end = data.find(_OPEN), data.rfind(_CLOSE)
    if not 0 <= begin < end:
        return None
    odd = data.find(b"<!", 0, begin) >= 0 or data.find(b"<?", 2, begin) >= 0
    if odd or data.find(b"<!", end) >= 0 or data.find(b"<?", end) >= 0:
        return None
    root = data[: data.find(b">", max(data.find(b"<worksheet", 0, begin), 0), begin) + 1]
    return Body(data, begin + len(_OPEN), end, _prefixes(root) if len(root) <= _LONGEST_ROOT else frozenset())


@lru_cache(maxsize=128)
def _prefixes(root: bytes) -> frozenset[bytes]:
    """The prefixes that the root declares in the usual way; what begins the part otherwise declares none."""
    if b"'" in root or not _ROOT.fullmatch(root):
        return frozenset()
    return frozenset(_PREFIX.findall(root))


def frame_of(data: bytes) -> bytes:
    """A sheet's XML without what the swift pass took."""
    return data[: data.find(_OPEN) + len(_OPEN)] + data[data.rfind(_CLOSE) :]


def prove_sheet(data: bytes, sheet: str, strings: int, limits: Limits, rows: Rows | None) -> None:
    """Raise Refused unless the sheet's XML (UTF-8) is within the bounds.

    `strings` is how many shared ones there are; `rows` what the swift pass has proven, None to stream them too.
    """
    survey = Survey(sheet, limits, strings)
    if rows is None:
        _stream(data, survey)
    else:
        survey.add_cells(rows.count)
        if len(rows.rows):
            survey.add_box(int(rows.rows.min()), int(rows.columns.min()), int(rows.columns.max()))
            survey.add_box(int(rows.rows.max()), int(rows.columns.min()), int(rows.columns.max()))
        _prove_frame(frame_of(data), sheet, limits)
    survey.close()


def _prove_frame(frame: bytes, sheet: str, limits: Limits) -> None:
    if not NONCHARACTER.search(frame):
        # What is printed above and below the page names the unit; it is plain text, and all else is as in the template.
        frame = _FOOTER.sub(rb"\1", frame)
    if len(frame) <= _KEPT_FRAME:
        _prove_kept(frame, sheet, limits)
    else:
        _stream(frame, Survey(sheet, limits, 0))


@lru_cache(maxsize=128)
def _prove_kept(frame: bytes, sheet: str, limits: Limits) -> None:
    # Workbooks from one template are alike around their rows: most of a night's frames are found here.
    _stream(frame, Survey(sheet, limits, 0))


class _Stream:
    """The exact pass: each element, with its parent."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.path: list[str] = []
        self.row = 0
        self.column = 0
        self.columns: set[int] = set()
        self.kind = "n"
        self.texts: list[str] = []
        self.inside: set[str] = set()
        self.space = ""
        self.merges = 0
        self.bodies = 0
        self.last = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        parent = self.path[-1] if self.path else ""
        self.path.append(_ANCHOR if local == "row" and space != self.space and parent else local)
        if len(self.path) > self.survey.limits.depth:
            raise too_deep("depth")
        if len(attributes) > self.survey.limits.attributes:
            raise too_deep("attributes")
        if not parent:
            self.root(space)
        elif space != self.space and _PLACES.get(local, "") == parent:
            raise self.survey.refused("FILE-CELL-PLACE", local)
        if parent == _ANCHOR:
            raise self.survey.refused("FILE-CELL-PLACE", local)
        if local == "c" and parent == "row":
            self.cell(attributes)
        elif parent == "c":
            self.content(local)
        elif self.path[-1] == "row":
            self.open_row(parent, attributes)
        else:
            self.other(local, parent, attributes)

    def root(self, space: str) -> None:
        if space not in _SPACES:
            raise broken("namespace")
        self.space = space

    def content(self, local: str) -> None:
        """What stands in a cell, each thing once: of two values, two readers would take different ones."""
        if local in self.inside or (local in ("v", "is") and self.inside & {"v", "is"}):
            raise self.survey.refused("FILE-CELL-VALUE", self.place())
        self.inside.add(local)
        if local == "v":
            self.texts = []
            self.parser.CharacterDataHandler = self.texts.append
        elif local == "is":
            if self.kind != "inlineStr":
                raise self.survey.refused("FILE-CELL-VALUE", self.place())
            self.filled()
        elif local == "c":
            raise self.survey.refused("FILE-CELL-PLACE", local)

    def other(self, local: str, parent: str, attributes: dict[str, str]) -> None:
        if local == "mergeCell":
            self.merge(attributes.get("ref", ""))
        elif local == "sheetData":
            self.bodies += 1
            if self.bodies > 1 or parent != "worksheet":
                raise self.survey.refused("FILE-CELL-PLACE", local)
        elif local in ("c", "v") and parent in ("row", "c", "sheetData"):
            raise self.survey.refused("FILE-CELL-PLACE", local)

    def end(self, _: str) -> None:
        local = self.path.pop()
        if local == "v" and self.path[-1] == "c":
            self.parser.CharacterDataHandler = None
            self.value("".join(self.texts).strip(" \t\r\n"))

    def open_row(self, parent: str, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        if parent != "sheetData" or (given is not None and not _ROW_NUMBER.fullmatch(given)):
            raise self.survey.refused("FILE-CELL-PLACE", given or "row")
        self.row = int(given) if given else self.last + 1
        self.survey.add_row(self.row)
        self.last = max(self.last, self.row)
        self.column = 0
        self.columns = set()

    def cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        if given is None:
            self.column += 1
        else:
            place = _REFERENCE.fullmatch(given)
            if place is None or int(place[2]) != self.row:
                raise self.survey.refused("FILE-CELL-PLACE", given)
            self.column = column_number(place[1])
        if self.column > MAX_COLUMN or self.column in self.columns:
            raise self.survey.refused("FILE-CELL-PLACE", given or str(self.column))
        self.columns.add(self.column)
        self.inside.clear()
        self.kind = attributes.get("t", "n")
        if self.kind not in _TYPES:
            raise self.survey.refused("FILE-CELL-VALUE", self.place())
        self.survey.add_cells(1)

    def value(self, text: str) -> None:
        if text == "":
            return
        self.filled()
        if self.kind == "n":
            good = bool(_NUMBER.fullmatch(text)) and isfinite(float(text))
        elif self.kind == "s":
            good = bool(_STRING_INDEX.fullmatch(text)) and int(text) < self.survey.strings
        else:
            # A text of the cell's own stands in <is>.
            good = self.kind != "inlineStr" and (self.kind != "b" or text in ("0", "1", "true", "false"))
        if not good:
            raise self.survey.refused("FILE-CELL-VALUE", self.place())

    def filled(self) -> None:
        self.survey.add_box(self.row, self.column, self.column)

    def place(self) -> str:
        return f"{letters_of(self.column)}{self.row}"

    def merge(self, reference: str) -> None:
        self.merges += 1
        limit = self.survey.limits.merges
        if self.merges > limit:
            facts = (Fact("sheet", self.survey.sheet), Fact("limit", str(limit)))
            raise Refused(Refusal("FILE-MERGES", facts))
        ends = _RANGE.fullmatch(reference)
        if ends is None or not all(_inside(corner) for corner in ends.groups() if corner):
            raise self.survey.refused("FILE-CELL-PLACE", reference)


def _inside(corner: str) -> bool:
    place = _REFERENCE.fullmatch(corner)
    return place is not None and column_number(place[1]) <= MAX_COLUMN and int(place[2]) <= MAX_ROW


def _stream(data: bytes, survey: Survey) -> None:
    refuse_exact(data, survey.sheet, survey.limits)
    stream = _Stream(survey)
    feed(stream.parser, data, survey.limits)
    if stream.bodies != 1:
        raise survey.refused("FILE-CELL-PLACE", "sheetData")
