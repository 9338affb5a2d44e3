"""A workbook of .xls (or .et) as sheets and cells: one bounded pass over the records of its stream.

BIFF8, the form of Excel 97 to 2003, after MS-XLS; older forms are refused.
"""

import struct
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from flows.gate.admitted import Note, Refused
from flows.gate.archive import broken
from flows.gate.biff import Pieces, Record, Type, records, sheets_referred_to
from flows.gate.grid import CellKind
from flows.gate.limits import Limits
from flows.gate.stored import Look, Merge, Span, Stored, StoredCell, StoredSheet, look_of
from flows.gate.xls_globals import Globals, read_globals
from schemas.receipt import Fact, Refusal

_WIDEST = 256
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_ERRORS: Mapping[int, str] = MappingProxyType(
    {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
)
_FORMULAS = (Type.FORMULA, Type.FORMULA_3, Type.FORMULA_4)
_CELLS = frozenset(
    {
        Type.NUMBER,
        Type.RK,
        Type.MULRK,
        Type.LABELSST,
        Type.LABEL,
        Type.RSTRING,
        Type.BOOLERR,
        *_FORMULAS,
    }
)
_WITHOUT_TEXT = frozenset(
    {Type.NUMBER, Type.RK, Type.MULRK, Type.LABELSST, Type.BOOLERR, Type.ROW, Type.BLANK, Type.MULBLANK, Type.SST}
)


def xls_notes(stream: bytes, limits: Limits) -> frozenset[Note]:
    """What is to be told of the workbook besides its cells. Raises Refused as `xls_cells` does."""
    known = read_globals(records(stream), limits)
    notes = {Note.DATE_1904} if known.date_1904 else set[Note]()
    return frozenset(notes | ({Note.EXTERNAL_LINKS} if any(known.outside) else set()))


def xls_cells(stream: bytes, limits: Limits) -> Stored:
    """Every sheet with its cells, in the order in which they lie in the stream.

    Raises Refused: an older form, a password, macro sheets, too many sheets or strings, a damaged record.
    """
    walk = records(stream)
    known = read_globals(walk, limits)
    try:
        yield from _sheets(walk, known, limits)
    except (struct.error, IndexError) as error:
        raise broken("biff-record") from error


def _sheets(walk: Iterator[Record], known: Globals, limits: Limits) -> Stored:
    met: set[int] = set()
    for record in walk:
        if record.number != Type.BOF:
            # A sheet that ends too early would lose what follows.
            if record.number in _CELLS:
                raise broken("biff-record")
            continue
        entry = known.sheets.get(record.start)
        body = _body(walk)
        if entry is None or not entry.holds_cells:
            for _ in body:
                pass
        else:
            yield entry.sheet
            yield from _Sheet(entry.sheet, known, limits).cells(body)
        met.add(record.start)
    if not known.sheets.keys() <= met:
        raise broken("sheet")


def _body(walk: Iterator[Record]) -> Iterator[Record]:
    """The records of a sheet up to its end, without those of charts laid into it."""
    depth = 0
    for record in walk:
        if record.number == Type.BOF:
            depth += 1
        elif record.number == Type.EOF:
            if not depth:
                return
            depth -= 1
        elif not depth:
            yield record
    raise broken("biff-end")


class _Sheet:
    """The cells of one sheet."""

    def __init__(self, sheet: StoredSheet, known: Globals, limits: Limits) -> None:
        self.sheet = sheet
        self.known = known
        self.limits = limits
        self.looks = [look_of(number, known.patterns.get(number)) for number in known.formats]
        self.outside = frozenset(
            at for at, book in enumerate(known.names) if book < len(known.outside) and known.outside[book]
        )

    def cells(self, body: Iterator[Record]) -> Iterator[StoredCell]:
        """All cells that are not empty."""
        for record in body:
            match record.number:
                case Type.FORMULA | Type.FORMULA_3 | Type.FORMULA_4:
                    yield from self._formula(record.data, body)
                case Type.MULRK:
                    yield from self._multiple(record.data)
                case Type.RK | Type.NUMBER:
                    yield self._number(record)
                case Type.LABELSST | Type.LABEL | Type.RSTRING | Type.BOOLERR:
                    yield self._other(record)
                case Type.ROW | Type.COLINFO | Type.MERGED:
                    self._margin(record)

    def _place(self, data: bytes) -> tuple[int, int, Look]:
        row, column, style = struct.unpack_from("<3H", data)
        if column >= _WIDEST:
            facts = (Fact("sheet", self.sheet.name), Fact("cell", str(column + 1)))
            raise Refused(Refusal("FILE-CELL-PLACE", facts))
        return row + 1, column + 1, self.looks[style] if style < len(self.looks) else Look.PLAIN

    def _number(self, record: Record) -> StoredCell:
        row, column, look = self._place(record.data)
        number = (
            struct.unpack_from("<d", record.data, 6)[0]
            if record.number == Type.NUMBER
            else _rk(*struct.unpack_from("<i", record.data, 6))
        )
        return StoredCell(row, column, CellKind.NUMBER, number, look=look)

    def _multiple(self, data: bytes) -> Iterator[StoredCell]:
        row, first, style = struct.unpack_from("<3H", data)
        last = int.from_bytes(data[-2:], "little")
        numbers = data[4:-2]
        if len(numbers) != (last - first + 1) * 6:
            raise broken("biff-record")
        self._place(struct.pack("<3H", row, last, style))
        for column, (style, raw) in enumerate(struct.iter_unpack("<Hi", numbers), first + 1):
            look = self.looks[style] if style < len(self.looks) else Look.PLAIN
            yield StoredCell(row + 1, column, CellKind.NUMBER, _rk(raw), look=look)

    def _other(self, record: Record) -> StoredCell:
        data = record.data
        row, column, _ = self._place(data)
        if record.number == Type.BOOLERR:
            value, is_error = struct.unpack_from("<2B", data, 6)
            return _boolean_or_error(row, column, value, is_error=bool(is_error))
        if record.number == Type.LABELSST:
            text = self.known.strings[struct.unpack_from("<I", data, 6)[0]]
        else:
            text = Pieces([data[6:], *record.pieces[1:]]).text(2)
        return StoredCell(row, column, CellKind.TEXT, text=text)

    def _formula(self, data: bytes, body: Iterator[Record]) -> Iterator[StoredCell]:
        row, column, look = self._place(data)
        result = data[6:14]
        (length,) = struct.unpack_from("<H", data, 20)
        linked = bool(self.outside and self.outside & sheets_referred_to(data[22 : 22 + length]))
        if result[6:8] != b"\xff\xff":
            cell = StoredCell(row, column, CellKind.NUMBER, struct.unpack("<d", result)[0], look=look)
        elif result[0] == 0:
            cell = StoredCell(row, column, CellKind.TEXT, text=self._result(body))
        elif result[0] in (1, 2):
            cell = _boolean_or_error(row, column, result[2], is_error=result[0] == 2)
        else:
            cell = StoredCell(row, column, CellKind.TEXT)
        yield cell._replace(formula=True, linked=linked)

    @staticmethod
    def _result(body: Iterator[Record]) -> str:
        """The text of a formula stands behind it, after what several formulas share."""
        for record in body:
            if record.number == Type.STRING:
                return Pieces(record.pieces).text(2)
            if record.number not in (Type.SHARED, Type.ARRAY, Type.TABLE):
                break
        raise broken("biff-formula")

    def _margin(self, record: Record) -> None:
        data = record.data
        if record.number == Type.ROW:
            row, flags = struct.unpack_from("<H10xH", data)
            if flags & _HIDDEN_ROW:
                self.sheet.hidden_rows.add(row + 1)
        elif record.number == Type.COLINFO:
            first, last, _, _, flags = struct.unpack_from("<5H", data)
            if flags & _HIDDEN_COLUMN:
                self.sheet.hidden_columns.append(Span(first + 1, last + 1))
        elif len(self.sheet.merges) <= self.limits.merges:
            count = struct.unpack_from("<H", data)[0]
            found = struct.iter_unpack("<4H", data[2 : 2 + min(count, (len(data) - 2) // 8) * 8])
            self.sheet.merges += (Merge(top + 1, left + 1, low + 1, right + 1) for top, low, left, right in found)


def _boolean_or_error(row: int, column: int, value: int, *, is_error: bool) -> StoredCell:
    if is_error:
        return StoredCell(row, column, CellKind.ERROR, text=_ERRORS.get(value, "#VALUE!"))
    return StoredCell(row, column, CellKind.BOOLEAN, float(bool(value)))


def _rk(raw: int) -> float:
    """A number of four bytes: a whole one, or the upper half of a binary one, perhaps to be divided by 100."""
    number = float(raw >> 2) if raw & 2 else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", raw & ~3))[0]
    return number / 100 if raw & 1 else number


def xls_texts(stream: bytes) -> Iterator[bytes]:
    """What stands outside the cells, as stored: names, comments, headers, text boxes, and the texts of formulas."""
    for record in records(stream):
        if record.number not in _WITHOUT_TEXT:
            yield b"".join(record.pieces)
