"""Text with separators (CSV) as one sheet: its encoding found strictly, its fields split, its plain numerals taken."""

import csv
import io
import re

from flows.gate.admitted import Refused
from flows.gate.archive import broken
from flows.gate.grid import CellKind
from flows.gate.limits import Limits
from flows.gate.stored import Stored, StoredCell, StoredSheet
from schemas.receipt import Fact, Refusal

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_NUMERAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?")
_ERROR = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)")
_EXACT = 15
"""Digits that a binary number surely keeps."""
_SEPARATORS = ",\t;"
_LOOKED_AT = 1 << 16
_QUOTED = re.compile(r'"[^"]*"')
_LONGEST = 32_767
"""Characters of one field, as many as a cell of a workbook holds."""


def decoded(content: bytes) -> str:
    """The text by its byte order mark, else as strict UTF-8, else as strict GB18030. Raises Refused."""
    encodings = [encoding for mark, encoding in _MARKS if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text.rstrip("\x1a")):
            break
        return text.rstrip("\x1a")
    raise Refused(Refusal("FILE-UNKNOWN"))


def csv_cells(text: str, limits: Limits) -> Stored:
    """The one sheet, called CSV whatever the file is called, with its fields as cells.

    Raises Refused for quotes that do not close, and for more separators than the rectangle of a sheet has cells.
    """
    sheet = StoredSheet("CSV")
    yield sheet
    separator = _separator(text)
    if text.count(separator) > limits.box:
        raise Refused(Refusal("FILE-CELLS", (Fact("sheet", sheet.name), Fact("limit", str(limits.cells)))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row, fields in enumerate(reader, 1):
            for column, content in enumerate(fields, 1):
                if content:
                    yield _cell(row, column, content)
    except csv.Error as error:
        raise broken("csv") from error


def _separator(text: str) -> str:
    """The sign that stands most often between the fields of the first lines."""
    head = _QUOTED.sub("", text[:_LOOKED_AT])
    return max(_SEPARATORS, key=head.count)


def _cell(row: int, column: int, content: str) -> StoredCell:
    """A field as a workbook would hold it; what is more than plain digits stays text, for the reader to judge."""
    if len(content) > _LONGEST:
        raise broken("csv-field")
    if _NUMERAL.fullmatch(content) and sum(map(str.isdigit, content)) <= _EXACT:
        return StoredCell(row, column, CellKind.NUMBER, float(content))
    if _ERROR.fullmatch(content):
        return StoredCell(row, column, CellKind.ERROR, text=content)
    if content in ("TRUE", "FALSE"):
        return StoredCell(row, column, CellKind.BOOLEAN, float(content == "TRUE"))
    return StoredCell(row, column, CellKind.TEXT, text=content)
