"""Mutants of honest files: bytes, members of the package, records of the stream, and the XML itself are changed."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

import made_xls

from flows.gate.biff import records
from flows.gate.limits import Limits
from flows.gate.ole import Compound, OleBroken

Change = Callable[[bytes, random.Random], bytes]

_CHARACTERS = b'0123456789ABCZ<>/" =tsvcrn&;-.\x00\xff'
_ELEMENT = re.compile(
    rb"<c [^>]*>.*?</c>|<c [^>]*/>|<row [^>]*>|<si>.*?</si>|<xf [^>]*>|<mergeCell [^>]*>|<v>[^<]*</v>"
    rb"|<table:table-cell[^>]*>.*?</table:table-cell>|<table:table-row[^>]*>|<text:p>.*?</text:p>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb' [A-Za-z:-]+="[^"]*"')
_VALUE = re.compile(rb'<v>[^<]*</v>|office:value="[^"]*"')
_VALUES = (
    b"1e5", b"-1", b"", b"99999999999999999999", b" 5 ", b"1.5", b"NaN", b"1e309", b"0x1F", b"+7", b".5", b"5.", b"1E-3",
    "１２".encode(), b"1,234", b"-0", b"0.1000000000000000055", b"true",
)  # fmt: skip
_INSIDE = (
    b"<v/>", b"<f>[1]S!A1</f><v>3</v>", b"<f/><v>3</v>", b"<is><t>x</t></is>", b"<f>A1+1</f>", b"<v>1</v><v>2</v>",
    b"<!-- <v>9</v> --><v>8</v>", b"<v><![CDATA[7]]></v>", b"<v>&#49;2</v>", b"<x:v xmlns:x='urn:x'>4</x:v>",
)  # fmt: skip
_TYPES = (b"n", b"s", b"str", b"e", b"b", b"d", b"inlineStr", b"x")


def mutant(content: bytes, name: str, chance: random.Random) -> bytes:
    """The content changed once to five times at a level that its kind has."""
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        content = chance.choice(_levels(content, name))(content, chance)
    return content


def _levels(content: bytes, name: str) -> list[Change]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        return [_bytes, _members, *[_xml] * 6]
    if name.endswith(".xls"):
        return [_bytes, *[_records] * 9]
    return [_bytes, _text, _text, _text]


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Bytes set, cut out, doubled, moved, or the end lost."""
    data = bytearray(content or b" ")
    at = chance.randrange(len(data))
    length = chance.choice((1, 2, 4, 16, 512))
    match chance.randrange(6):
        case 0:
            for _ in range(length):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 1:
            del data[at : at + length]
        case 2:
            data[at:at] = data[at : at + length]
        case 3:
            data[at : at + length] = bytes(length)
        case 4:
            other = chance.randrange(len(data))
            data[at : at + length] = data[other : other + length]
        case _:
            del data[at:]
    return bytes(data)


def _unzipped(content: bytes) -> dict[str, bytes] | None:
    """The members, or None where an earlier change spoilt the package."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zipfile.zlib.error, EOFError):
        return None


def _zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _members(content: bytes, chance: random.Random) -> bytes:
    """A member lost, renamed, exchanged for another, or one number of the directory changed."""
    parts = _unzipped(content)
    if not parts:
        return _bytes(content, chance)
    name, other = chance.choice(list(parts)), chance.choice(list(parts))
    match chance.randrange(5):
        case 0:
            del parts[name]
        case 1:
            parts[chance.choice((name.upper(), f"../{name}", name + "x", other))] = parts.pop(name)
        case 2:
            parts[name], parts[other] = parts[other], parts[name]
        case 3:
            return _zipped(parts, zipfile.ZIP_STORED)
        case _:
            data = bytearray(content)
            places = [found.start() for found in re.finditer(b"PK\x01\x02|PK\x03\x04|PK\x05\x06", content)]
            struct.pack_into(
                "<H",
                data,
                min(chance.choice(places) + chance.randrange(4, 44), len(data) - 2),
                chance.choice((0, 1, 0xFFFF, 8, 20)),
            )
            return bytes(data)
    return _zipped(parts)


def _xml(content: bytes, chance: random.Random) -> bytes:
    """One part changed as text: a character, an element, an attribute, a value."""
    parts = _unzipped(content)
    names = [name for name in parts or () if name.endswith((".xml", ".rels")) and "theme" not in name]
    if not parts or not names:
        return _bytes(content, chance)
    telling = [
        name for name in names if "sheet" in name.lower() or "content" in name or "tring" in name or "styles" in name
    ]
    name = chance.choice(telling or names) if chance.random() < 0.85 else chance.choice(names)
    parts[name] = _changed_xml(parts[name], chance)
    return _zipped(parts)


def _changed_xml(part: bytes, chance: random.Random) -> bytes:
    level = chance.random()
    if level < 0.2 and part:
        at = chance.randrange(len(part))
        return part[:at] + bytes([chance.choice(_CHARACTERS)]) + part[at + chance.randrange(2) :]
    if level < 0.4:
        return _exchanged(part, _ELEMENT, chance)
    if level < 0.6:
        return _exchanged(part, _ATTRIBUTE, chance)
    if level < 0.7:
        return re.sub(
            rb' t="[a-zA-Z]+"',
            lambda found: b' t="%s"' % chance.choice(_TYPES) if chance.random() < 0.05 else found[0],
            part,
        )
    found = list(_VALUE.finditer(part))
    if not found:
        return _exchanged(part, _ATTRIBUTE, chance)
    one = chance.choice(found)
    if one[0].startswith(b"<v>"):
        new = chance.choice(_INSIDE) if chance.random() < 0.4 else b"<v>" + chance.choice(_VALUES) + b"</v>"
    else:
        new = b'office:value="' + chance.choice(_VALUES) + b'"'
    return part[: one.start()] + new + part[one.end() :]


def _exchanged(part: bytes, pattern: re.Pattern[bytes], chance: random.Random) -> bytes:
    """One match left out, doubled, or replaced by another."""
    found = list(pattern.finditer(part))
    if not found:
        return part
    one, other = chance.choice(found), chance.choice(found)
    new = chance.choice((b"", other[0], one[0] * 2))
    return part[: one.start()] + new + part[one.end() :]


def _records(content: bytes, chance: random.Random) -> bytes:
    """Records of the workbook's stream lost, doubled, exchanged, renamed, cut, or changed inside."""
    stream = _stream_of(content)
    if stream is None:
        return _bytes(content, chance)
    known = [(one.start, one.start + 4 + len(one.data)) for one in records(stream)]
    if not known:
        return _bytes(content, chance)
    start, end = chance.choice(known)
    other = chance.choice(known)
    data = bytearray(stream)
    match chance.randrange(9):
        case 0:
            del data[start:end]
        case 1:
            data[end:end] = data[start:end]
        case 2:
            data[start:end] = data[other[0] : other[1]]
        case 3:
            struct.pack_into(
                "<H", data, start, chance.choice((0x06, 0x0A, 0x85, 0xBD, 0xFD, 0x203, 0x27E, 0x3C, 0xFC, 0x809))
            )
        case 4:
            struct.pack_into("<H", data, start + 2, chance.choice((0, 1, end - start, 8224, 0xFFFF)))
        case _:
            for _ in range(chance.choice((1, 1, 4))):
                data[chance.randrange(start + 4, max(end, start + 5)) % len(data)] = chance.choice(
                    (0, 1, 0x7F, 0xFF, chance.randrange(256))
                )
    return made_xls.compound({"Workbook": bytes(data)})


def _stream_of(content: bytes) -> bytes | None:
    try:
        stream = Compound(content, Limits()).stream("workbook")
    except OleBroken:
        return None
    if stream is None:
        return None
    return stream if _whole(stream) else None


def _whole(stream: bytes) -> bool:
    """Whether its records can be walked."""
    at = 0
    while at + 4 <= len(stream):
        (length,) = struct.unpack_from("<H", stream, at + 2)
        if length > 8224:
            return False
        at += 4 + length
    return at == len(stream)


def _text(content: bytes, chance: random.Random) -> bytes:
    """Separators, quotes, line ends and numerals of a text changed, or its encoding."""
    pairs = (
        (b",", b"\t"),
        (b",", b";"),
        (b"\r\n", b"\n"),
        (b"\r\n", b"\r"),
        (b"\r\n", b'"\r\n'),
        (b"1", "１".encode()),
        (b",", b',"'),
        (b"0", b"00"),
    )
    old, new = chance.choice(pairs)
    if chance.random() < 0.3:
        for encoding in ("utf-8", "gb18030"):
            try:
                return content.decode(encoding).encode(chance.choice(("utf-16", "utf-8-sig", "gb18030", "utf-16-le")))
            except UnicodeError:
                continue
    return content.replace(old, new, chance.choice((1, 3, -1)))
