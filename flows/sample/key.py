"""What was planted where: the key against which a check of the sample city is held."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Level(StrEnum):
    """What a planted fault should lead to."""

    ERROR = "error"
    QUERY = "query"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    """taken as the submission that is already there"""
    SILENT = "silent"
    """no rule can see it: kept so that nobody promises more than the rules hold"""


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: the file, the cell (none for a whole file), what it was, what it is, and what should be said of it.

    `carried` is the total's cell where the fault went into the total as well, empty where it did not. `rule` is the
    code of one finding that must be among those found, empty where there is none.
    """

    kind: str
    level: Level
    file: str = ""
    unit: str = ""
    return_code: str = ""
    period: str = ""
    sheet: str = ""
    cell: str = ""
    carried: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
    before: str = ""
    after: str = ""
    rule: str = ""
    what: str = ""

    def inside(self, file: str, unit: str, return_code: str, period: str) -> "Planted":
        """The same fault with the file that it is in."""
        return replace(self, file=file, unit=unit, return_code=return_code, period=period)


def key_of(planted: Iterable[Planted]) -> str:
    """The key as CSV, byte order mark first so that Excel and WPS show it right."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = [each.name for each in fields(Planted)]
    writer.writerow(names)
    writer.writerows([getattr(each, name) for name in names] for each in planted)
    return "\ufeff" + text.getvalue()
