"""Workbooks whose formulas have no stored results, as a script makes them or as they are saved without being computed."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

_RESULT = re.compile(rb"(</f>|<f[^>]*/>)<v>[^<]*</v>")


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """The workbook with every formula's result taken out, and how many formulas there were."""

    content: bytes
    formulas: int


def without_results(content: bytes, sheet: str = "") -> Uncomputed:
    """The same workbook before anything computed it, or one sheet of it, by the number in its part's name."""
    out, formulas = BytesIO(), 0
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            written = before.read(part)
            if part.filename.startswith(f"xl/worksheets/sheet{sheet}"):
                written, found = _RESULT.subn(rb"\1", written)
                formulas += found
            after.writestr(part, written)
    return Uncomputed(out.getvalue(), formulas)
