"""Why a cell is read otherwise than another library reads it: every known reason, each with who is right."""

import io
import zipfile

UNEXPLAINED = "unexplained"
OTHER_CASE = "a member's name in another case: parts are found without regard to it (OPC), openpyxl finds nothing"


def reason(content: bytes, kind: str, theirs: object) -> str:
    """The reason why a cell of a file differs; `theirs` is None where the other library sees nothing there."""
    if kind == "xlsx" and theirs is None and _in_capitals(content):
        return OTHER_CASE
    return UNEXPLAINED


def _in_capitals(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(name.isupper() for name in archive.namelist())
