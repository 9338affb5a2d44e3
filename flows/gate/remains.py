"""Identity numbers in the bytes of a file that is refused: what cannot be opened is looked through as it lies there."""

import re
import struct
import zlib
from collections.abc import Iterator

from flows.gate.limits import Limits
from schemas.personal import contains_identity

_WINDOW, _OVERLAP = 1 << 20, 1 << 8
"""Bytes looked at in one go, and how many of them again with the next: a number lies whole in one of both."""
_FEED = 1 << 16
_DEPTH = 2
"""A package within a package is opened too, as a workbook within an archive is."""
_LOCAL = struct.Struct("<4s5H3I2H")
_MARK, _DEFLATED = b"PK\x03\x04", 8
_SHAPE = bytes(48 if 48 <= byte <= 57 else byte and 32 for byte in range(256))
"""Digits alike, NUL itself, all else a blank."""
_DIGITS, _WIDE_DIGITS = b"0" * 17, b"0" + b"\x000" * 16
_PLAIN = re.compile(rb"[0-9]{17,}+[Xx]?")
_WIDE = re.compile(rb"[0-9](?:\x00[0-9]){16,}+(?:\x00[Xx])?")
"""In two-byte text, whichever of the two comes first."""
_UNSEEN = rb"(?:\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|\xc2\xad)"
_DISGUISED = re.compile(
    rb"(?:(?:[0-9]|\xef\xbc[\x90-\x99])" + _UNSEEN + rb"*+){17,}+(?:[Xx]|\xef\xbc\xb8|\xef\xbd\x98)?"
)
_DISGUISES = (b"\xef\xbc", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb", b"\xc2\xad")
# Between two runs of format in one text.
_CUT = re.compile(
    rb"</(?:\w+:)?t>\s*+</(?:\w+:)?r>\s*+<(?:\w+:)?r>\s*+(?:<(?:\w+:)?rPr>(?:<(?!/?(?:\w+:)?rPr>)[^<>]*+>)*+</(?:\w+:)?rPr>\s*+)?<(?:\w+:)?t(?: [^<>]*+)?>"
)


def holds_identity(content: bytes, limits: Limits) -> bool:
    """Whether an identity number with its check digit stands in the bytes, or in what is packed in them.

    Members of a package are found by their own headings, so that one which is cut or whose directory lies is seen too.
    """
    content = content[: limits.file_bytes]
    return any(map(_in_window, _windows(content))) or any(map(_in_window, _packed(content, limits, _DEPTH)))


def _windows(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), _WINDOW - _OVERLAP):
        yield content[at : at + _WINDOW]


def _packed(content: bytes, limits: Limits, depth: int) -> Iterator[bytes]:
    """What the members of a package unpack to, no further than the limits."""
    left, at = limits.declared_bytes, content.find(_MARK)
    for _ in range(limits.members):
        if at < 0 or at + _LOCAL.size > len(content) or left <= 0:
            return
        _, _, _, method, _, _, _, _, _, name, extra = _LOCAL.unpack_from(content, at)
        if method == _DEFLATED:
            start = b""
            for window in _inflated(content, at + _LOCAL.size + name + extra, min(left, limits.part_bytes)):
                start = start or window
                left -= len(window)
                yield window
            if start.startswith(_MARK) and depth:
                inner = b"".join(_inflated(content, at + _LOCAL.size + name + extra, limits.file_bytes, overlap=0))
                yield from _packed(inner, limits, depth - 1)
        at = content.find(_MARK, at + len(_MARK))


def _inflated(content: bytes, start: int, most: int, overlap: int = _OVERLAP) -> Iterator[bytes]:
    """Up to `most` bytes of a packed stream in windows; as much as there is of a broken one."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    tail = b""
    while most > 0 and not stream.eof:
        packed = stream.unconsumed_tail or content[start : start + _FEED]
        start += 0 if stream.unconsumed_tail else _FEED
        try:
            window = tail + stream.decompress(packed, min(_WINDOW, most))
        except zlib.error:
            return
        if len(window) > len(tail):
            most -= len(window) - len(tail)
            yield window
        elif not packed:
            return
        tail = window[-overlap:] if overlap else b""


def _in_window(window: bytes) -> bool:
    if window.isascii() and window.translate(_SHAPE).count(b"0") < len(_DIGITS):
        return False
    if b"r>" in window:
        window = _CUT.sub(b"", window)
    shape = window.translate(_SHAPE)
    if _DIGITS in shape and any(contains_identity(run[0].decode()) for run in _PLAIN.finditer(window)):
        return True
    if _WIDE_DIGITS in shape and any(_in_wide(run[0]) for run in _WIDE.finditer(window)):
        return True
    if window.isascii() or not any(each in window for each in _DISGUISES):
        return False
    return any(contains_identity(run[0].decode("utf-8", "replace")) for run in _DISGUISED.finditer(window))


def _in_wide(run: bytes) -> bool:
    return contains_identity(run.replace(b"\x00", b"").decode())
