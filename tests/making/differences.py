"""Why a cell is read otherwise than another library reads it: every known reason, each with who is right."""

import io
import zipfile

UNEXPLAINED = "unexplained"
OTHER_CASE = "a member's name in another case: parts are found without regard to it (OPC), openpyxl finds nothing"
NO_DATE = "a number shown as a date that no calendar has: the number is stored, openpyxl says #VALUE!"
EMPTY_RESULT = "a formula whose stored result is an empty text: openpyxl does not tell it from none"
_LAST_DAY = 2_958_465


def reason(content: bytes, kind: str, ours: object, theirs: object) -> str:
    """The reason why a cell of a file differs; None stands for nothing seen there."""
    if kind == "xlsx" and theirs == "#VALUE!" and isinstance(ours, float) and not 0 <= ours <= _LAST_DAY:
        return NO_DATE
    if kind == "xlsx" and theirs is None and ours == "":
        return EMPTY_RESULT
    if kind == "xlsx" and theirs is None and _in_capitals(content):
        return OTHER_CASE
    return UNEXPLAINED


def _in_capitals(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(name.isupper() for name in archive.namelist())
