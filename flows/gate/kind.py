"""What a file is, told by its first bytes and, for OLE files, by the names in their directory."""

import re
from enum import StrEnum

from flows.gate.limits import Limits
from flows.gate.ole import OLE_MAGIC, Compound, OleBroken

ZIP_MAGIC = b"PK\x03\x04"
_HEAD = 4096
_MARKUP = 256


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
    try:
        names = Compound(content, limits).names
    except OleBroken:
        return Form.OLE_BROKEN
    if "encryptedpackage" in names or "encryptioninfo" in names:
        return Form.PASSWORD
    if "workbook" in names or "book" in names:
        return Form.XLS
    return Form.OLE_OTHER
