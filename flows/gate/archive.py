"""The directory of a zip package, read without unpacking, and the bounded unpacking of one member."""

import re
import struct
from dataclasses import dataclass

from zlib_ng import zlib_ng

from flows.gate.admitted import Refused
from flows.gate.limits import Limits
from schemas.receipt import Fact, Refusal

_END = struct.Struct("<4s4H2IH")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 0x1 | 0x40
_UTF8_NAME = 0x800
_STORED, _DEFLATED = 0, 8
_EMPTY = 2
"""Bytes of nothing when it is packed."""
_ZIP64 = 0xFFFFFFFF
_UNIX, _LINK = 3, 0o12
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the directory; `name` has forward slashes, `start` is where its bytes begin."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    header: int
    start: int


def broken(what: str) -> Refused:
    """A package that is damaged or made to mislead; `what` is a short technical word for the office."""
    return Refused(Refusal("FILE-BROKEN", (Fact("what", what),)))


def too_big(what: str) -> Refused:
    """A package that unpacks beyond the limits."""
    return Refused(Refusal("FILE-BOMB", (Fact("what", what),)))


def members(content: bytes, limits: Limits) -> tuple[Member, ...]:
    """All files of the package in the order of the directory.

    Raises Refused: encrypted, damaged, duplicate or escaping names, links, overlaps, too many or too big.
    """
    count, offset = _end_record(content)
    if count > limits.members:
        raise too_big("members")
    listed = _listed(content, count, offset)
    _refuse_sizes(listed, limits)
    _refuse_names(listed)
    _refuse_overlaps(listed, offset)
    return tuple(member for member in listed if not member.name.endswith("/"))


def _end_record(content: bytes) -> tuple[int, int]:
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _END.size - _LONGEST_COMMENT))
    if at < 0 or at + _END.size > len(content):
        raise broken("zip-end")
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(content, at)
    if disk or first_disk or here != count or offset + size > at or at + _END.size + comment != len(content):
        raise broken("zip-end")
    if count == 0:
        raise broken("zip-empty")
    return count, offset


def _listed(content: bytes, count: int, offset: int) -> list[Member]:
    found: list[Member] = []
    for _ in range(count):
        if offset + _CENTRAL.size > len(content):
            raise broken("zip-directory")
        (mark, made, _, flags, method, _, _, crc, packed, size, name_length, extra, comment, disk, _, outer, header) = (
            _CENTRAL.unpack_from(content, offset)
        )
        if mark != b"PK\x01\x02" or disk not in (0, 0xFFFF):
            raise broken("zip-directory")
        if flags & _ENCRYPTED:
            raise Refused(Refusal("FILE-PASSWORD"))
        if made >> 8 == _UNIX and outer >> 28 == _LINK:
            raise broken("zip-link")
        at = offset + _CENTRAL.size
        name = content[at : at + name_length]
        if _ZIP64 in (packed, size, header):
            more = content[at + name_length : at + name_length + extra]
            size, packed, header = _wide(more, size, packed, header)
        start = _data_start(content, header, name, packed)
        found.append(Member(_decoded(name, flags), method, crc, packed, size, header, start))
        offset = at + name_length + extra + comment
    return found


def _wide(extra: bytes, size: int, packed: int, header: int) -> tuple[int, int, int]:
    """The 64-bit numbers of an entry, which some writers give although the file is small."""
    at = 0
    while at + 4 <= len(extra):
        field, length = struct.unpack_from("<2H", extra, at)
        if field == 1:
            wide = [number for (number,) in struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length // 8 * 8])]
            numbers = [wide.pop(0) if number == _ZIP64 and wide else number for number in (size, packed, header)]
            return numbers[0], numbers[1], numbers[2]
        at += 4 + length
    return size, packed, header


def _data_start(content: bytes, header: int, name: bytes, packed: int) -> int:
    """Where the bytes begin; the local header must say the same name as the directory."""
    if header + _LOCAL.size > len(content):
        raise broken("zip-member")
    mark, _, flags, _, _, _, _, _, _, name_length, extra = _LOCAL.unpack_from(content, header)
    at = header + _LOCAL.size
    if mark != b"PK\x03\x04" or content[at : at + name_length] != name or flags & _ENCRYPTED:
        raise broken("zip-member")
    start = at + name_length + extra
    if start + packed > len(content):
        raise broken("zip-member")
    return int(start)


def _decoded(name: bytes, flags: int) -> str:
    try:
        text = name.decode("utf-8" if flags & _UTF8_NAME else "cp437")
    except UnicodeDecodeError as error:
        raise broken("zip-name") from error
    return text.replace("\\", "/")


def _refuse_sizes(listed: list[Member], limits: Limits) -> None:
    if sum(member.size for member in listed) > limits.declared_bytes:
        raise too_big("total")
    for member in listed:
        if member.size > limits.part_bytes:
            raise too_big("part")
        if member.size > limits.ratio_above and member.size > limits.ratio * max(member.packed, 1):
            raise too_big("ratio")
        if member.method not in (_STORED, _DEFLATED):
            raise broken("zip-method")


def _refuse_names(listed: list[Member]) -> None:
    folded = {member.name.lower().rstrip("/") for member in listed}
    if len(folded) != len(listed):
        raise broken("zip-duplicate")
    for member in listed:
        name = member.name
        if not name or "\x00" in name or name[0] == "/" or _DRIVE.match(name) or ".." in name.split("/"):
            raise broken("zip-name")
        if name[-1] == "/" and (member.size or member.packed > _EMPTY):
            raise broken("zip-folder")


def _refuse_overlaps(listed: list[Member], directory: int) -> None:
    end = 0
    for member in sorted(listed, key=lambda one: one.header):
        if member.header < end:
            raise broken("zip-overlap")
        end = member.start + member.packed
    if end > directory:
        raise broken("zip-overlap")


def unpack(content: bytes, member: Member) -> bytes:
    """The bytes of one member, never more than it declares. Raises Refused when sizes, stream or checksum differ."""
    packed = content[member.start : member.start + member.packed]
    if member.method == _STORED:
        plain = packed
    else:
        stream = zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)
        try:
            # One byte more than declared shows a lie without unpacking it.
            plain = stream.decompress(packed, member.size + 1)
        except zlib_ng.error as error:  # type: ignore[misc]  # its stub takes the class for an instance
            raise broken("zip-stream") from error
        if not stream.eof and len(plain) <= member.size:
            raise broken("zip-stream")
    if len(plain) > member.size:
        raise too_big("declared")
    if len(plain) != member.size or zlib_ng.crc32(plain) != member.crc:
        raise broken("zip-checksum")
    return plain
