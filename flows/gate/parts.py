"""XML parts streamed within bounds: real encoding, no DTD, depth, attributes and tag size."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from xml.parsers import expat

from flows.gate.admitted import Refused
from flows.gate.archive import broken
from flows.gate.crowds import refuse_elements
from flows.gate.limits import Limits
from schemas.receipt import Fact, Refusal

_CHUNK = 1 << 16
_KEPT_PART = 1 << 13
_DECLARATION = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
TEXT = rb"[^\x00-\x08\x0b\x0c\x0e-\x1f<>&]*+(?:&(?:amp|lt|gt|quot|apos);[^\x00-\x08\x0b\x0c\x0e-\x1f<>&]*+)*+"
"""Characters of an element as a pattern: none that XML forbids, `NONCHARACTER` apart."""
NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_TAG = re.compile(r"<[^<>]*>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not have."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_RELATIONSHIPS = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
)
_UTF8_NAMES = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


@dataclass(frozen=True, slots=True)
class Element:
    """One start tag: local name and attributes by local name (`id` of relationships as `r:id`)."""

    name: str
    attributes: Mapping[str, str]


def too_deep(what: str) -> Refused:
    """XML that is legal but made to exhaust a reader."""
    return Refused(Refusal("FILE-XML-BOUNDS", (Fact("what", what),)))


def as_utf8(data: bytes) -> bytes:
    """The part in UTF-8 without byte order mark, which is what packages are to be written in (or UTF-16).

    Raises Refused for another encoding, or bytes that are not what the part declares.
    """
    if data[:2] in _UTF16_MARKS:
        text = _decoded(data, "utf-16" if data[:2] in _UTF16_MARKS[:2] else _order(data))
        return re.sub(r"^\ufeff?<\?xml[^>]*\?>", "", text, count=1).lstrip("\ufeff").encode()
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    declared = _DECLARATION.match(data, 0, 200)
    if declared and declared[1].lower() not in _UTF8_NAMES:
        raise broken("xml-encoding")
    if not data.isascii():
        _decoded(data, "utf-8")
    return data


def _order(data: bytes) -> str:
    return "utf-16-le" if data[:1] == b"<" else "utf-16-be"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise broken("xml-encoding") from error


def _refuse_dtd(*_: object) -> None:
    raise Refused(Refusal("FILE-DTD"))


def feed(parser: expat.XMLParserType, data: bytes, limits: Limits) -> None:
    """Parse the whole part with the handlers set; too many elements, a tag too long, a DTD or broken XML raise Refused."""
    refuse_elements([data], limits.elements)
    parser.StartDoctypeDeclHandler = _refuse_dtd
    try:
        if len(data) <= limits.token_bytes:
            parser.Parse(data, True)
            return
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
            if at + _CHUNK - max(parser.CurrentByteIndex, 0) > limits.token_bytes + _CHUNK:
                raise too_deep("tag")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise broken("xml") from error


def prove(data: bytes, limits: Limits) -> None:
    """Raise Refused unless the part is well-formed, without DTD and within the bounds."""
    count_of(data, "", limits)


def drawing(data: bytes, limits: Limits) -> bytes:
    """A drawing of the old kind (VML), which programs do not always write as XML; then its texts alone, as XML.

    Raises Refused as `prove` does, but for what is no XML.
    """
    try:
        prove(data, limits)
    except Refused as refused:
        if refused.refusal.code != "FILE-BROKEN" or len(data) > limits.token_bytes:
            raise
        text = data.decode()
        # With the tags, for what their attributes say, and without them, for what they cut.
        both = (escape(_FORBIDDEN.sub(" ", unescape(each))) for each in (text, _TAG.sub("", text)))
        return f"<drawing><text>{'</text><text>'.join(both)}</text></drawing>".encode()
    return data


def count_of(data: bytes, local: str, limits: Limits) -> int:
    """`prove`, and how many elements have the local name."""
    depth = count = 0
    deepest, widest = limits.depth, limits.attributes * 2
    ending = f" {local}"

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth, count
        depth += 1
        if depth > deepest:
            raise too_deep("depth")
        if len(attributes) > widest:
            raise too_deep("attributes")
        if name == local or name.endswith(ending):
            count += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, data, limits)
    return count


@lru_cache(maxsize=32)
def prove_furniture(data: bytes, limits: Limits) -> None:
    """`prove` for themes and styles, which are alike in workbooks of one template and hold nothing of the clerk's."""
    prove(data, limits)


def elements(data: bytes, wanted: frozenset[str], limits: Limits) -> tuple[Element, ...]:
    """`prove`, and the start tags with a wanted local name in document order; for the small parts of a package."""
    return _kept_elements(data, wanted, limits) if len(data) <= _KEPT_PART else _elements(data, wanted, limits)


@lru_cache(maxsize=256)
def _kept_elements(data: bytes, wanted: frozenset[str], limits: Limits) -> tuple[Element, ...]:
    # The parts that say where everything is are alike in workbooks of one template.
    return _elements(data, wanted, limits)


def _elements(data: bytes, wanted: frozenset[str], limits: Limits) -> tuple[Element, ...]:
    found: list[Element] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.depth:
            raise too_deep("depth")
        if len(attributes) > limits.attributes:
            raise too_deep("attributes")
        local = name.rpartition(" ")[2]
        if local in wanted:
            found.append(Element(local, {_short(key): value for key, value in attributes.items()}))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, data, limits)
    return tuple(found)


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"r:{local}" if space in _RELATIONSHIPS else local
