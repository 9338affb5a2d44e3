"""What a file is, told by its first bytes and, for OLE files, by the names in their directory."""

import re
import struct
from enum import StrEnum

from flows.gate.limits import Limits

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
_HEAD = 4096
_MARKUP = 256
_OLE_HEADER = 512
_DIRECTORY_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA


class Form(StrEnum):
    """The form of a file before it is opened; each but ZIP, XLS, CSV has its own refusal."""

    ZIP = "zip"
    XLS = "xls"
    CSV = "csv"
    PASSWORD = "password"
    OLE_OTHER = "ole-other"
    OLE_BROKEN = "ole-broken"
    HTML = "html"
    XML_2003 = "xml-2003"
    XML = "xml"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    PROGRAM = "program"
    DOCUMENT = "document"
    UNKNOWN = "unknown"


_MAGICS: tuple[tuple[bytes, Form], ...] = (
    (ZIP_MAGIC, Form.ZIP),
    (b"PK\x05\x06", Form.ARCHIVE),
    (b"%PDF", Form.PDF),
    (b"\x89PNG", Form.IMAGE),
    (b"\xff\xd8\xff", Form.IMAGE),
    (b"GIF8", Form.IMAGE),
    (b"BM", Form.IMAGE),
    (b"II*\x00", Form.IMAGE),
    (b"MM\x00*", Form.IMAGE),
    (b"Rar!", Form.ARCHIVE),
    (b"7z\xbc\xaf", Form.ARCHIVE),
    (b"\x1f\x8b", Form.ARCHIVE),
    (b"\xfd7zXZ", Form.ARCHIVE),
    (b"BZh", Form.ARCHIVE),
    (b"MZ", Form.PROGRAM),
    (b"\x7fELF", Form.PROGRAM),
    (b"{\\rtf", Form.DOCUMENT),
    # Workbooks of Excel 2 to 5 without the OLE wrapping begin with a BOF record.
    (b"\x09\x08", Form.XLS),
    (b"\x09\x04\x06\x00", Form.XLS),
    (b"\x09\x02\x06\x00", Form.XLS),
    (b"\x09\x00\x04\x00", Form.XLS),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_TEXT_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")


def form_of(content: bytes, limits: Limits) -> Form:
    """The form of a non-empty file, in bounded time."""
    if content.startswith(OLE_MAGIC):
        return _ole_form(content, limits)
    for magic, form in _MAGICS:
        # Two letters alone also begin honest text, so text is looked at first.
        if content.startswith(magic) and not (len(magic) == 2 and magic.isalpha() and _is_text(content[:_HEAD])):
            return form
    return _text_form(content)


def _text_form(content: bytes) -> Form:
    head = content[:_HEAD]
    squeezed = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if squeezed[:13].lower() == b"mime-version:" or _HTML.match(squeezed[:_MARKUP]):
        return Form.HTML
    if squeezed.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in squeezed:
            return Form.XML_2003
        return Form.HTML if _HTML.search(squeezed) else Form.XML
    return Form.CSV if _is_text(head) else Form.UNKNOWN


def _is_text(head: bytes) -> bool:
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not utf16:
        return False
    for encoding in ("utf-16",) if utf16 else _TEXT_ENCODINGS[:2]:
        # The head may end inside a character of up to four bytes.
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return not any(mark < " " and mark not in "\t\r\n\f\x1a" for mark in text)
    return False


def _ole_form(content: bytes, limits: Limits) -> Form:
    """By the streams of the OLE directory; a looped, cut or endless directory is OLE_BROKEN."""
    names = _ole_names(content, limits)
    if names is None:
        return Form.OLE_BROKEN
    if "encryptedpackage" in names or "encryptioninfo" in names:
        return Form.PASSWORD
    if "workbook" in names or "book" in names:
        return Form.XLS
    return Form.OLE_OTHER


def _ole_names(content: bytes, limits: Limits) -> frozenset[str] | None:
    if len(content) < _OLE_HEADER:
        return None
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        return None
    size = 1 << shift
    tables = _fat_sectors(content)
    (sector,) = struct.unpack_from("<I", content, 48)
    names: set[str] = set()
    seen: set[int] = set()
    while sector < _LAST_SECTOR:
        start = (sector + 1) * size
        if sector in seen or start + size > len(content) + size - 1 or len(seen) * size > limits.streams * 128:
            return None
        seen.add(sector)
        for at in range(start, min(start + size, len(content) - _DIRECTORY_ENTRY + 1), _DIRECTORY_ENTRY):
            names.add(_entry_name(content[at : at + _DIRECTORY_ENTRY]))
        following = _next_sector(content, tables, sector, size)
        if following is None:
            return None
        sector = following
    return frozenset(names)


def _fat_sectors(content: bytes) -> tuple[int, ...]:
    """The first 109 sectors of the allocation table: they reach 6.8 MB of directory chain, more than any we take."""
    return struct.unpack_from("<109I", content, 76)


def _entry_name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    if not 2 <= length <= 64:
        return ""
    return entry[: length - 2].decode("utf-16-le", "replace").lower()


def _next_sector(content: bytes, tables: tuple[int, ...], sector: int, size: int) -> int | None:
    per_table = size // 4
    index = sector // per_table
    if index >= len(tables) or tables[index] >= _LAST_SECTOR:
        return None
    at = (tables[index] + 1) * size + sector % per_table * 4
    if at + 4 > len(content):
        return None
    found: int = struct.unpack_from("<I", content, at)[0]
    return found
