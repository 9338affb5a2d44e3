"""A workbook's package with some parts changed: the others keep their compressed bytes."""

import posixpath
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from flows.gate.archive import Member, members, unpack
from flows.gate.limits import Limits
from flows.gate.parts import as_utf8

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_UTF8_NAME = 0x800
_DEFLATED = 8
_FIRST_DAY = 0x21
"""1 January 1980: members carry no time, so that the same reply has the same bytes."""
_QUICK = 3
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_RELATION = re.compile(r"<(?:[\w.-]+:)?Relationship\s[^>]*>")
_PREFIX = re.compile(r"<(?!\?|!)(?:([\w.-]+):)?[\w.-]+")
_STRICT = "http://purl.oclc.org/ooxml/"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part; `kind` is the last word of its type, `target` the name of the part it leads to."""

    identity: str
    kind: str
    target: str


class Package:
    """The parts of a workbook by name. What is set is compressed anew, what is not stays as it came.

    Raises flows.gate.Refused for bytes that are no sound package.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._members: dict[str, Member] = {member.name: member for member in members(content, Limits())}
        self._names = {name.lower(): name for name in self._members}
        self._changed: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def text(self, name: str) -> str:
        """A part as text, with its changes. Raises KeyError."""
        name = self._names[name.lower()]
        if name in self._changed:
            return self._changed[name]
        if name not in self._texts:
            self._texts[name] = as_utf8(unpack(self._content, self._members[name])).decode()
        return self._texts[name]

    def beginning(self, name: str, size: int = 4096) -> str:
        """The first bytes of a part, unpacked no further than needed; undecodable bytes are replaced."""
        name = self._names[name.lower()]
        if name in self._changed:
            return self._changed[name][:size]
        member = self._members[name]
        packed = self._content[member.start : member.start + member.packed]
        if member.method == _DEFLATED:
            packed = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size)
        return packed[:size].decode(errors="replace")

    def put(self, name: str, text: str) -> None:
        """Set a part; one that says what it said before is left as it is."""
        known = self._names.get(name.lower())
        if known is not None and self.text(known) == text:
            return
        self._names[name.lower()] = known or name
        self._changed[known or name] = text

    def drop(self, name: str) -> None:
        """Take a part out, if it is there."""
        known = self._names.pop(name.lower(), None)
        if known is not None:
            self._members.pop(known, None)
            self._changed.pop(known, None)

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern such as `xl/comments{}.xml` that no part has, counted from 1."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def assembled(self) -> bytes:
        """The whole package, members in the order in which they came, new ones last."""
        out = bytearray()
        directory = bytearray()
        count = 0
        for name in self._order():
            packed, crc, size, method = self._stored(name)
            encoded = name.encode()
            flags = 0 if name.isascii() else _UTF8_NAME
            head = (_VERSION, flags, method, 0, _FIRST_DAY, crc, len(packed), size, len(encoded), 0)
            directory += _CENTRAL.pack(b"PK\x01\x02", _VERSION, *head, 0, 0, 0, 0, len(out)) + encoded
            out += _LOCAL.pack(b"PK\x03\x04", *head) + encoded + packed
            count += 1
        return bytes(out + directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), 0))

    def _order(self) -> Iterator[str]:
        yield from self._members
        yield from (name for name in self._changed if name not in self._members)

    def _stored(self, name: str) -> tuple[bytes, int, int, int]:
        changed = self._changed.get(name)
        if changed is None:
            member = self._members[name]
            packed = self._content[member.start : member.start + member.packed]
            return packed, member.crc, member.size, member.method
        plain = changed.encode()
        deflate = zlib.compressobj(_QUICK, zlib.DEFLATED, -zlib.MAX_WBITS)
        return deflate.compress(plain) + deflate.flush(), zlib.crc32(plain), len(plain), _DEFLATED

    # Relationships and content types.

    @property
    def relationships(self) -> str:
        """The namespace of relationships: of ISO strict packages another than of the usual ones."""
        return _RELATIONSHIPS_STRICT if _STRICT in self.text("_rels/.rels") else RELATIONSHIPS

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The internal relationships of a part, in their order; of the package for an empty name."""
        name = _relations_name(part)
        if name not in self:
            return ()
        found = []
        for tag in _RELATION.findall(self.text(name)):
            given = attributes(tag)
            if given.get("TargetMode") != "External":
                target = _resolved(part, given.get("Target", ""))
                found.append(Relation(given.get("Id", ""), given.get("Type", "").rpartition("/")[2], target))
        return tuple(found)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from a part to another; the new identity."""
        name = _relations_name(part)
        text = self.text(name) if name in self else _RELATIONS_EMPTY
        given = set(re.findall(r"""\bId\s*=\s*["']([^"']*)["']""", text))
        number = 1
        while f"rIdS{number}" in given:
            number += 1
        prefix = prefix_of(text)
        tag = f'<{prefix}Relationship Id="rIdS{number}" Type="{self.relationships}/{kind}" Target="/{escape(target)}"/>'
        if text.rstrip().endswith("/>"):
            text = re.sub(r"/>\s*$", f"></{prefix}Relationships>", text)
        at = text.rindex("</")
        self.put(name, text[:at] + tag + text[at:])
        return f"rIdS{number}"

    def unrelate(self, part: str, identity: str) -> None:
        """Take a relationship of a part out."""
        name = _relations_name(part)
        kept = _RELATION.sub(lambda tag: "" if attributes(tag[0]).get("Id") == identity else tag[0], self.text(name))
        self.put(name, kept)

    def declare(self, part: str, content_type: str) -> None:
        """Declare the content type of a part."""
        text = self.text("[Content_Types].xml")
        prefix = prefix_of(text)
        at = text.rindex("</")
        tag = f'<{prefix}Override PartName="/{escape(part)}" ContentType="{content_type}"/>'
        self.put("[Content_Types].xml", text[:at] + tag + text[at:])

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Declare the content type of all parts with an extension, unless one is declared.

        Raises KeyError where the package declares no types at all.
        """
        text = self.text("[Content_Types].xml")
        if re.search(rf"""Extension\s*=\s*["']{extension}["']""", text, re.IGNORECASE):
            return
        first = re.search(r"<(?:[\w.-]+:)?Types\b[^>]*>", text)
        if first is None:
            raise KeyError("Types")
        tag = f'<{prefix_of(text)}Default Extension="{extension}" ContentType="{content_type}"/>'
        self.put("[Content_Types].xml", text[: first.end()] + tag + text[first.end() :])

    def undeclare(self, part: str) -> None:
        """Take the content type of a part out."""
        text = self.text("[Content_Types].xml")
        tag = re.compile(
            r"""<(?:[\w.-]+:)?Override\s[^>]*PartName\s*=\s*["']/?""" + re.escape(part) + r"""["'][^>]*/>"""
        )
        self.put("[Content_Types].xml", tag.sub("", text))


def attributes(tag: str) -> dict[str, str]:
    """The attributes of one start tag, unescaped."""
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def prefix_of(text: str) -> str:
    """The prefix of the root element with its colon, empty for none."""
    found = _PREFIX.search(text)
    return f"{found[1]}:" if found and found[1] else ""


def _relations_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
