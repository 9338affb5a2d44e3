"""A spreadsheet of OpenDocument as sheets and cells: content.xml streamed, repeated rows and cells laid out late.

After OASIS OpenDocument 1.3, part 3, chapters 9 (tables) and 19 (attributes).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from flows.gate.admitted import Refused, Visibility
from flows.gate.archive import broken
from flows.gate.grid import MAX_COLUMN, MAX_ROW, CellKind, letters_of
from flows.gate.limits import Limits
from flows.gate.parts import elements
from flows.gate.stored import Look, Merge, Span, Stored, StoredCell, StoredSheet
from schemas.receipt import Fact, Refusal

_CHUNK = 1 << 16
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_SPACE}{name}:1.0 " for name in ("office", "table", "text", "style"))
_KINDS = (f"{_OFFICE}value-type", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type")
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_COUNT = re.compile(r"[0-9]{1,9}")
_BLANKS = re.compile(r"[ \t\r\n]+")
_ERROR = re.compile(r"#[A-Z/0?!]+|Err:[0-9]{3}")
_OTHER_BOOK = re.compile(r"'[^']*'#")
_CHART = "application/vnd.oasis.opendocument.chart"
_MACRO_PLACES = ("basic/", "scripts/")
_HIDDEN = frozenset({"collapse", "filter"})
_DATED = frozenset({"date", "time"})


def refuse_active(names: frozenset[str], manifest: bytes, limits: Limits) -> None:
    """Raise Refused for an encrypted document, macros and embedded objects that are no chart; `names` in lower case."""
    if any(name.startswith(_MACRO_PLACES) for name in names):
        raise Refused(Refusal("FILE-MACRO"))
    found = elements(manifest, frozenset({"file-entry", "encryption-data"}), limits)
    if "encrypted-package" in names or any(one.name == "encryption-data" for one in found):
        raise Refused(Refusal("FILE-PASSWORD"))
    for one in found:
        path, kind = one.attributes.get("full-path", ""), one.attributes.get("media-type", "")
        if path.lower().startswith("object ") and path.count("/") == path.endswith("/") and kind != _CHART:
            raise Refused(Refusal("FILE-OBJECT"))


def ods_cells(content: bytes, limits: Limits) -> Stored:
    """Every sheet of content.xml with its cells. Raises Refused for a number or a count that is none."""
    walk = _Walk(limits.merges)
    for at in range(0, len(content), _CHUNK):
        yield from _fed(walk, content[at : at + _CHUNK], last=False)
    yield from _fed(walk, b"", last=True)


def _fed(walk: "_Walk", data: bytes, *, last: bool) -> Stored:
    try:
        walk.parser.Parse(data, last)
    except expat.ExpatError as error:
        raise broken("xml") from error
    for ready in walk.ready:
        if isinstance(ready, StoredSheet):
            yield ready
        else:
            yield from ready.cells()
    walk.ready.clear()


@dataclass(frozen=True, slots=True)
class _Repeated:
    """A cell as written once and shown in `times` columns."""

    cell: StoredCell
    times: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as written once and shown `times` times."""

    sheet: StoredSheet
    first: int
    times: int
    hidden: bool
    repeated: tuple[_Repeated, ...]

    def cells(self) -> Iterator[StoredCell]:
        """All cells, laid out one by one so that a row repeated a million times costs nothing until it is looked at."""
        for row in range(self.first, self.first + self.times):
            if self.hidden:
                self.sheet.hidden_rows.add(row)
            for one in self.repeated:
                for column in range(one.cell.column, one.cell.column + one.times):
                    yield one.cell._replace(row=row, column=column)


@dataclass(slots=True)
class _Open:
    """The cell that is being read, and how deep it lies."""

    depth: int
    attributes: Mapping[str, str]
    paragraphs: list[str] = field(default_factory=list)


class _Walk:
    """The parser's handlers and where they stand."""

    def __init__(self, merges: int) -> None:
        self.merges = merges
        self.ready: list[StoredSheet | _Row] = []
        self.hidden_styles: set[str] = set()
        self.path: list[str] = []
        self.style = ""
        self.sheet: StoredSheet | None = None
        self.row = self.column = self.times = 0
        self.row_hidden = False
        self.cells: list[_Repeated] = []
        self.open: _Open | None = None
        self.parts: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self.path[-1] if self.path else ""
        self.path.append(name)
        if self.open is not None:
            self._inside(name, parent, attributes)
        elif name in _CELLS and self.sheet is not None:
            self.open = _Open(len(self.path), attributes)
        elif name == f"{_TABLE}table-row":
            self.times = self._count(attributes, "number-rows-repeated")
            self.row_hidden = attributes.get(f"{_TABLE}visibility") in _HIDDEN
            self.column = 1
        elif name == f"{_TABLE}table-column" and self.sheet is not None:
            self._column(attributes)
        elif name == f"{_TABLE}table" and parent == f"{_OFFICE}spreadsheet":
            self._table(attributes)
        else:
            self._styled(name, attributes)

    def _styled(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{_STYLE}style":
            self.style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self.hidden_styles.add(self.style)

    def _table(self, attributes: Mapping[str, str]) -> None:
        hidden = attributes.get(f"{_TABLE}style-name", "") in self.hidden_styles
        visibility = Visibility.HIDDEN if hidden else Visibility.VISIBLE
        self.sheet = StoredSheet(attributes.get(f"{_TABLE}name", ""), visibility)
        self.ready.append(self.sheet)
        self.row = self.column = 1

    def _column(self, attributes: Mapping[str, str]) -> None:
        times = self._count(attributes, "number-columns-repeated")
        if attributes.get(f"{_TABLE}visibility") in _HIDDEN and self.sheet is not None:
            self.sheet.hidden_columns.append(Span(self.column, self.column + times - 1))
        self.column += times

    def _inside(self, name: str, parent: str, attributes: Mapping[str, str]) -> None:
        """Within a cell: its own paragraphs, not those of a comment or a drawing."""
        if name == f"{_TEXT}p" and parent in _CELLS:
            self.parts = []
        elif self.parts is not None and name == f"{_TEXT}s":
            self.parts.append(" " * min(self._count(attributes, "c", _TEXT), 1000))
        elif self.parts is not None and name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            self.parts.append("\t" if name.endswith("tab") else "\n")

    def characters(self, data: str) -> None:
        if self.parts is not None:
            self.parts.append(_BLANKS.sub(" ", data))

    def end(self, name: str) -> None:
        depth = len(self.path)
        self.path.pop()
        if name == f"{_TEXT}p" and self.parts is not None and self.open is not None and self.path[-1] in _CELLS:
            self.open.paragraphs.append("".join(self.parts))
            self.parts = None
        elif self.open is not None and self.open.depth == depth:
            self._close_cell(self.open)
            self.open = None
        elif name == f"{_TABLE}table-row" and self.open is None and self.sheet is not None:
            if self.cells:
                self.ready.append(_Row(self.sheet, self.row, self.times, self.row_hidden, tuple(self.cells)))
            self.row += self.times
            self.cells = []
        elif name == f"{_TABLE}table" and self.path[-1:] == [f"{_OFFICE}spreadsheet"]:
            self.sheet = None

    def _close_cell(self, found: _Open) -> None:
        times = self._count(found.attributes, "number-columns-repeated")
        cell = self._cell(found)
        if cell is not None:
            self.cells.append(_Repeated(cell, times))
        self._merge(found.attributes)
        self.column += times

    def _merge(self, attributes: Mapping[str, str]) -> None:
        wide, high = (self._count(attributes, f"number-{each}-spanned") for each in ("columns", "rows"))
        # One more than allowed is enough to be refused.
        if (wide > 1 or high > 1) and self.sheet is not None and len(self.sheet.merges) <= self.merges:
            bottom, right = min(self.row + high - 1, MAX_ROW), min(self.column + wide - 1, MAX_COLUMN)
            self.sheet.merges.append(Merge(self.row, self.column, bottom, right))

    def _cell(self, found: _Open) -> StoredCell | None:
        """What the cell holds; None where it is empty."""
        attributes = found.attributes
        kinds = {attributes[name] for name in _KINDS if name in attributes}
        formula = attributes.get(f"{_TABLE}formula")
        text = attributes.get(f"{_OFFICE}string-value") or "\n".join(found.paragraphs)
        linked = formula is not None and _OTHER_BOOK.search(formula) is not None
        base = StoredCell(self.row, self.column, CellKind.TEXT, text=text, formula=formula is not None, linked=linked)
        if "error" in kinds or (formula is not None and _ERROR.fullmatch(text)):
            return base._replace(kind=CellKind.ERROR, text="\n".join(found.paragraphs) or text)
        kind = attributes.get(f"{_OFFICE}value-type", "")
        if kind in ("float", "percentage", "currency"):
            look = Look.PERCENT if kind == "percentage" else Look.PLAIN
            return base._replace(kind=CellKind.NUMBER, number=self._value(attributes), text="", look=look)
        if kind == "boolean":
            truth = attributes.get(f"{_OFFICE}boolean-value") == "true"
            return base._replace(kind=CellKind.BOOLEAN, number=float(truth), text="")
        if kind in _DATED:
            stated = attributes.get(f"{_OFFICE}{kind}-value", text)
            return base._replace(kind=CellKind.ISO_DATE, text=stated)
        if formula is not None and not kind and not text:
            return base._replace(kind=CellKind.NO_CACHE, text="")
        return base if text or kind == "string" else None

    def _value(self, attributes: Mapping[str, str]) -> float:
        text = attributes.get(f"{_OFFICE}value", "").strip()
        if not _NUMBER.fullmatch(text):
            raise self._refused("FILE-CELL-VALUE")
        return float(text)

    def _count(self, attributes: Mapping[str, str], name: str, space: str = _TABLE) -> int:
        text = attributes.get(space + name, "1")
        if not _COUNT.fullmatch(text) or not int(text):
            raise self._refused("FILE-CELL-PLACE")
        return int(text)

    def _refused(self, code: str) -> Refused:
        sheet = self.sheet.name if self.sheet is not None else ""
        place = f"{letters_of(min(max(self.column, 1), MAX_COLUMN))}{self.row}"
        return Refused(Refusal(code, (Fact("sheet", sheet), Fact("cell", place))))
