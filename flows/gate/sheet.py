"""A sheet's XML proven: references inside the grid and their row, no cell twice, finite numerals, bounded rectangle.

Rows as programs write them are proven by one regular expression and cut out; what remains is streamed element by
element. Both ways accept and refuse the same, which a test holds: the first is ten times cheaper.
"""

import re
from dataclasses import dataclass, field
from math import isfinite
from xml.parsers import expat

from flows.gate.admitted import Refused
from flows.gate.archive import broken
from flows.gate.limits import Limits
from flows.gate.parts import NONCHARACTER, TEXT, feed, too_deep
from schemas.receipt import Fact, Refusal

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_ROW_TAG = rb'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z][A-Za-z0-9]*+(?::[A-Za-z][A-Za-z0-9]*+)?="[A-Za-z0-9.: -]*+")*+)'
_NUMERAL = rb"-?[0-9]{1,30}+(?:\.[0-9]{1,30}+)?(?:E[-+]?[0-9]{1,2})?"
_FORMULA = (
    rb'(?:<f(?: t="(?:shared|array)")?(?: aca="(?:[01]|true|false)")?(?: ref="[A-Z0-9:]{1,30}")?'
    rb'(?: ca="[01]")?(?: si="[0-9]{1,9}")?(?:/>|>' + TEXT + rb"</f>))?"
)
# The commonest cells stand first: a whole number, then a blank one.
_CELL = (
    rb'<c r="[A-Z]{1,3}+\1"(?: s="[0-9]{1,6}+")?(?:(?: t="n")?><v>[0-9]{1,15}+</v></c>|/>'
    rb'|(?: t="n")?>' + _FORMULA + rb"(?:<v>(?:" + _NUMERAL + rb")?</v>|<v ?/>)?</c>"
    rb'| t="s"><v>[0-9]{1,7}+</v></c>'
    rb'| t="(?:str|e)">' + _FORMULA + rb"(?:<v>" + TEXT + rb"</v>|<v ?/>)?</c>"
    rb'| t="b">' + _FORMULA + rb"(?:<v>[01]</v>)?</c>"
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>' + TEXT + rb"</t></is></c>)"
)
_ROW = re.compile(_ROW_TAG + rb"(?:/>|>((?:" + _CELL + rb")*+)</row>)")
_COLUMNS = re.compile(rb'<c r="([A-Z]+)')
_FILLED = re.compile(rb'<c r="([A-Z]+)[^>]*[^>/]>(?!</c>|<v></v></c>|<v ?/></c>)')
_UNNUMBERED = re.compile(rb"<row(?! r=)[\s/>]")
_PREFIX = re.compile(rb' xmlns:([A-Za-z][A-Za-z0-9]*)="')
_ATTRIBUTE = re.compile(rb" ([A-Za-z0-9:]+)=")
_INDEX = re.compile(rb't="s"><v>([0-9]{1,8})')
"""An index into the shared strings, or the beginning of one that is too long for a plain row."""
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
_TYPES = frozenset({"n", "s", "str", "e", "b", "inlineStr", "d"})


def column_number(letters: str) -> int:
    """1 for A, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> bytes:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text.encode()


def letters_of(column: int) -> str:
    """A for 1, XFD for 16384."""
    return _letters(column).decode()


_LETTERS = tuple(_letters(number) for number in range(1, MAX_COLUMN + 1))
_NUMBERS = {letters: number for number, letters in enumerate(_LETTERS, 1)}
_FIRST = list(_LETTERS[:256])


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

    def begin(self) -> None:
        """Forget what was met, to stream the whole part instead."""
        self.cells = self.bottom = self.right = 0
        self.top, self.left = MAX_ROW, MAX_COLUMN
        self.rows.clear()

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
            place = f"{_LETTERS[self.right - 1].decode()}{self.bottom}"
            raise self.refused("FILE-FAR-CELL", place)


def prove_sheet(data: bytes, sheet: str, strings: int, limits: Limits) -> None:
    """Raise Refused unless the sheet's XML (UTF-8) is within the bounds; `strings` is how many shared ones there are."""
    survey = Survey(sheet, limits, strings)
    _stream(_without_plain_rows(data, survey), survey)
    survey.close()


def _without_plain_rows(data: bytes, survey: Survey) -> bytes:
    """The XML without the rows that the regular expression proves.

    Cutting is sound where `<` begins a tag: in parts without comment, CDATA and processing instruction (a plain row
    holds none, so the rest shows them), behind a `<sheetData>` or `</row>` that is met as a tag in the rest.
    """
    begin = data.find(b"<sheetData>")
    if begin < 0 or (not data.isascii() and NONCHARACTER.search(data)):
        return data
    if max(map(int, _INDEX.findall(data, begin)), default=-1) >= survey.strings:
        return data
    begin += len(b"<sheetData>")
    kept = [data[:begin]]
    prefixes = _prefixes(data)
    at = begin
    seen: set[bytes] = set()
    while True:
        while (row := _ROW.match(data, at)) and _plain(row, survey, seen, prefixes):
            at = row.end()
        following = data.find(b"</row>", at)
        if following < 0:
            break
        kept.append(data[at : following + len(b"</row>")])
        at = following + len(b"</row>")
    kept.append(data[at:])
    rest = b"".join(kept)
    if b"<!" in rest or rest.find(b"<?", 2) >= 0 or _UNNUMBERED.search(rest):
        survey.begin()
        return data
    return rest


def _prefixes(data: bytes) -> frozenset[bytes]:
    """The prefixes that the root declares in the usual way."""
    at = data.find(b"<worksheet")
    root = data[at : data.find(b">", at)]
    return frozenset() if b"'" in root else frozenset(_PREFIX.findall(root))


def _plain(row: re.Match[bytes], survey: Survey, seen: set[bytes], prefixes: frozenset[bytes]) -> bool:
    """Take one matched row into the survey; False when the streaming pass is to judge it."""
    number, attributes, body = int(row[1]), row[2], row[3]
    if attributes not in seen:
        if not _own_attributes(attributes, prefixes):
            return False
        seen.add(attributes)
    columns = _COLUMNS.findall(body) if body else []
    if columns != _FIRST[: len(columns)] and not (
        len(set(columns)) == len(columns) and _NUMBERS.keys() >= set(columns)
    ):
        return False
    survey.add_row(number)
    survey.add_cells(len(columns))
    if body and b"</c>" in body:
        _box(body, columns, number, survey)
    return True


def _own_attributes(attributes: bytes, prefixes: frozenset[bytes]) -> bool:
    names = _ATTRIBUTE.findall(attributes)
    if len(set(names)) != len(names) or b"r" in names or any(name.startswith(b"xmlns") for name in names):
        return False
    return all(name.partition(b":")[0] in prefixes for name in names if b":" in name)


def _box(body: bytes, columns: list[bytes], row: int, survey: Survey) -> None:
    """Widen the rectangle; all cells of a narrow row stand for its values, a wide one is looked at closely."""
    last = _NUMBERS[columns[-1]]
    if len(columns) == last <= len(_FIRST):
        survey.add_box(row, 1, last)
        return
    filled = [_NUMBERS[letters] for letters in _FILLED.findall(body)]
    if filled:
        survey.add_box(row, min(filled), max(filled))


class _Stream:
    """The exact pass: each element of the rest, with its parent."""

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
        self.path.append(local)
        if len(self.path) > self.survey.limits.depth:
            raise too_deep("depth")
        if len(attributes) > self.survey.limits.attributes:
            raise too_deep("attributes")
        if not parent:
            self.root(space)
        elif space != self.space and _PLACES.get(local, "") == parent:
            raise self.survey.refused("FILE-CELL-PLACE", local)
        if local == "c" and parent == "row":
            self.cell(attributes)
        elif parent == "c":
            self.content(local)
        elif local == "row":
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
        self.row = int(given) if given else max(self.survey.rows, default=0) + 1
        self.survey.add_row(self.row)
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
        if text == "" and self.kind != "s":
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
        return f"{_LETTERS[self.column - 1].decode()}{self.row}"

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


def _stream(rest: bytes, survey: Survey) -> None:
    stream = _Stream(survey)
    feed(stream.parser, rest, survey.limits)
    if stream.bodies != 1:
        raise survey.refused("FILE-CELL-PLACE", "sheetData")
