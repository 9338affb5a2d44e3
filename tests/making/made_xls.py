"""Workbooks of .xls as Excel 97 to 2003 wrote them (BIFF8 in an OLE file), made by hand so that each part can be bent."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
DATE_STYLE, PERCENT_STYLE = 1, 2
SECTOR, SMALL, CUTOFF = 512, 64, 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LONGEST = 8224


@dataclass(frozen=True)
class Formula:
    """A formula with its stored result: number, text, bool, error code, or None for an empty text."""

    result: object
    tokens: bytes = b"\x1e\x01\x00"


@dataclass(frozen=True)
class Styled:
    """A number with a style: DATE_STYLE or PERCENT_STYLE."""

    number: float
    style: int


@dataclass(frozen=True)
class Sheet:
    """One sheet; cells by row and column from 1. `kind` 0 worksheet, 1 macro sheet, 2 chart; `state` 1 hidden."""

    name: str
    cells: Mapping[tuple[int, int], object] = field(default_factory=dict)
    state: int = 0
    kind: int = 0
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    extra: bytes = b""
    """Records put before the end of the sheet."""


def record(number: int, data: bytes) -> bytes:
    return struct.pack("<2H", number, len(data)) + data


def text(content: str, length_bytes: int = 2) -> bytes:
    """A Unicode string with its length, one byte a character where that is enough."""
    wide = any(character > "\xff" for character in content)
    raw = content.encode("utf-16-le" if wide else "latin-1")
    length = len(raw) // 2 if wide else len(raw)
    return length.to_bytes(length_bytes, "little") + bytes([wide]) + raw


def shared_strings(strings: Sequence[str]) -> bytes:
    """The table of strings, cut into records of the longest size wherever a string happens to stand."""
    pieces = [struct.pack("<2I", len(strings), len(strings))]
    for one in strings:
        wide = any(character > "\xff" for character in one)
        raw = one.encode("utf-16-le" if wide else "latin-1")
        width = 2 if wide else 1
        head = struct.pack("<HB", len(raw) // width, wide)
        if len(pieces[-1]) + len(head) + width > _LONGEST:
            pieces.append(b"")
        pieces[-1] += head
        while True:
            room = (_LONGEST - len(pieces[-1])) // width * width
            pieces[-1] += raw[:room]
            raw = raw[room:]
            if not raw:
                break
            pieces.append(bytes([wide]))
    return b"".join(record(0x3C if at else 0xFC, piece) for at, piece in enumerate(pieces))


def stream(sheets: Sequence[Sheet], *, date_1904: bool = False, extra: bytes = b"") -> bytes:
    """The workbook's stream; `extra` are records among the first ones."""
    strings = sorted({one for sheet in sheets for one in sheet.cells.values() if isinstance(one, str)})
    index = {one: at for at, one in enumerate(strings)}
    head = record(0x809, struct.pack("<4H2I", 0x600, 5, 0, 1997, 0, 6)) + extra
    head += record(0x22, struct.pack("<H", date_1904))
    head += record(0x41E, struct.pack("<H", 164) + text("yyyy-mm-dd"))
    head += b"".join(record(0xE0, struct.pack("<2H", 0, number) + bytes(16)) for number in (0, 164, 9))
    tail = shared_strings(strings) + record(0x0A, b"")
    bodies = [_body(sheet, index) for sheet in sheets]
    bound = sum(4 + 6 + len(text(sheet.name, 1)) for sheet in sheets)
    start = len(head) + bound + len(tail)
    for sheet, body in zip(sheets, bodies, strict=True):
        head += record(0x85, struct.pack("<I2B", start, sheet.state, sheet.kind) + text(sheet.name, 1))
        start += len(body)
    return head + tail + b"".join(bodies)


def _body(sheet: Sheet, index: Mapping[str, int]) -> bytes:
    parts = [record(0x809, struct.pack("<4H2I", 0x600, {1: 0x40, 2: 0x20}.get(sheet.kind, 0x10), 0, 1997, 0, 6))]
    parts += (record(0x7D, struct.pack("<6H", one - 1, one - 1, 2048, 0, 1, 0)) for one in sheet.hidden_columns)
    parts += (record(0x208, struct.pack("<6HI", one - 1, 0, 0, 255, 0, 0, 0x120)) for one in sheet.hidden_rows)
    parts += (cell(*place, content, index) for place, content in sorted(sheet.cells.items()))
    parts.append(sheet.extra)
    if sheet.merges:
        ranges = b"".join(
            struct.pack("<4H", top - 1, low - 1, left - 1, right - 1) for top, left, low, right in sheet.merges
        )
        parts.append(record(0xE5, struct.pack("<H", len(sheet.merges)) + ranges))
    return b"".join((*parts, record(0x0A, b"")))


def cell(row: int, column: int, content: object, index: Mapping[str, int] | None = None) -> bytes:
    """The record of one cell."""
    style = content.style if isinstance(content, Styled) else 0
    content = content.number if isinstance(content, Styled) else content
    place = struct.pack("<3H", row - 1, column - 1, style)
    if isinstance(content, Formula):
        return _formula(place, content)
    if isinstance(content, bool):
        return record(0x205, place + bytes([content, 0]))
    if isinstance(content, str) and content in ERRORS:
        return record(0x205, place + bytes([ERRORS[content], 1]))
    if isinstance(content, str):
        known = index is not None and content in index
        return (
            record(0xFD, place + struct.pack("<I", index[content])) if known else record(0x204, place + text(content))
        )
    if isinstance(content, int) and abs(content) < 1 << 29:
        return record(0x27E, place + struct.pack("<i", content << 2 | 2))
    return record(0x203, place + struct.pack("<d", content))


def _formula(place: bytes, formula: Formula) -> bytes:
    result, behind = formula.result, b""
    if result is None:
        stored = b"\x03\0\0\0\0\0\xff\xff"
    elif isinstance(result, bool):
        stored = bytes([1, 0, result, 0, 0, 0, 0xFF, 0xFF])
    elif isinstance(result, str) and result in ERRORS:
        stored = bytes([2, 0, ERRORS[result], 0, 0, 0, 0xFF, 0xFF])
    elif isinstance(result, str):
        stored, behind = b"\0\0\0\0\0\0\xff\xff", record(0x207, text(result))
    else:
        stored = struct.pack("<d", result)
    tokens = struct.pack("<H", len(formula.tokens)) + formula.tokens
    return record(0x06, place + stored + struct.pack("<HI", 0, 0) + tokens) + behind


def compound(streams: Mapping[str, bytes], storages: Sequence[str] = ()) -> bytes:
    """An OLE file: sectors of 512 bytes, short streams in the small stream, storages empty."""
    table: list[int] = []
    sectors: list[bytes] = []

    def laid(data: bytes) -> int:
        first = len(sectors)
        count = max(-(-len(data) // SECTOR), 1)
        sectors.extend(data[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\0") for at in range(count))
        table.extend([*range(first + 1, first + count), _END])
        return first

    small, small_table, found = b"", [], []
    for name, data in streams.items():
        if len(data) >= CUTOFF:
            found.append((name, 2, laid(data), len(data)))
            continue
        first, count = len(small_table), -(-len(data) // SMALL)
        small_table += [*range(first + 1, first + count), _END] if count else []
        found.append((name, 2, first if count else _END, len(data)))
        small += data.ljust(count * SMALL, b"\0")
    found += ((name, 1, 0, 0) for name in storages)
    entries = [_entry(*one, right=at + 2 if at + 1 < len(found) else _FREE) for at, one in enumerate(found)]
    root = _entry("Root Entry", 5, laid(small) if small else _END, len(small), child=1)
    words = struct.pack(f"<{len(small_table)}I", *small_table)
    small_start = laid(words.ljust(-(-len(words) // SECTOR) * SECTOR, b"\xff")) if small else _END
    listed = b"".join([root, *entries])
    directory = laid(listed.ljust(-(-len(listed) // SECTOR) * SECTOR, b"\0"))
    return _with_tables(sectors, table, directory, _Small(small_start, -(-len(words) // SECTOR)))


@dataclass(frozen=True)
class _Small:
    """Where the table of the small stream begins, and its sectors."""

    start: int
    sectors: int


def _with_tables(sectors: list[bytes], table: list[int], directory: int, small: "_Small") -> bytes:
    each = SECTOR // 4
    tables, more = 1, 0
    while (more := max(-(-(tables - 109) // (each - 1)), 0)) + tables + len(table) > tables * each:
        tables += 1
    first = len(table)
    table = [*table, *[_TABLE] * tables, *[0xFFFFFFFC] * more]
    table += [_FREE] * (tables * each - len(table))
    sectors = [*sectors, *(struct.pack(f"<{each}I", *table[at * each : (at + 1) * each]) for at in range(tables))]
    numbers = [*range(first, first + tables)]
    rest = numbers[109:]
    for at in range(more):
        listed = rest[at * (each - 1) : (at + 1) * (each - 1)]
        following = first + tables + at + 1 if at + 1 < more else _END
        sectors.append(struct.pack(f"<{each}I", *listed, *[_FREE] * (each - 1 - len(listed)), following))
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 44, tables)
    extra = first + tables if more else _END
    struct.pack_into("<I4x5I", header, 48, directory, CUTOFF, small.start, small.sectors, extra, more)
    struct.pack_into("<109I", header, 76, *numbers[:109], *[_FREE] * max(109 - tables, 0))
    return bytes(header) + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, right: int = _FREE, child: int = _FREE) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw) + 2, kind, 1, _FREE, right, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def xls(
    *sheets: Sheet, storages: Sequence[str] = (), more: Mapping[str, bytes] | None = None, **options: object
) -> bytes:
    """A whole .xls with these sheets."""
    return compound({"Workbook": stream(sheets, **options), **(more or {})}, storages)
