"""Why a cell is read otherwise than another library reads it: every known reason, each with who is right."""

import io
import zipfile

UNEXPLAINED = "unexplained"
OTHER_CASE = "a member's name in another case: parts are found without regard to it (OPC), openpyxl finds nothing"


def reason(content: bytes, kind: str, place: tuple[object, ...], ours: object, theirs: object) -> str:
    """The reason; empty where the two say the same in other words."""
    if kind == "xlsx" and theirs is None and _in_capitals(content):
        return OTHER_CASE
    return UNEXPLAINED


def _in_capitals(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(name.isupper() for name in archive.namelist())
