"""The unit register as CSV: Chinese headings, one unit a line, lists separated by ；."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from schemas.units.faults import HEADINGS, RegisterError, RegisterFault, fault
from schemas.units.unit import Unit, UnitKind

BYTE_ORDER_MARK = "\ufeff"
_LIST_MARK = "；"
_LIST_MARKS = re.compile("[;；、]")
_DATE = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_NEEDED = ("code", "name", "kind", "valid_from")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Units as read from a CSV text, and the line of each."""

    units: tuple[Unit, ...]
    lines: tuple[int, ...]


def decode(content: bytes) -> str:
    """The text of a CSV file: UTF-8, or GB18030 as Excel writes it. Raises RegisterError for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RegisterError([fault("UNIT-ENCODING", 1)])


def parse(text: str) -> Ledger:
    """The units of a CSV text, in its order; empty lines are passed over.

    Columns go by heading, in any order. Raises RegisterError with every cell that cannot be read.
    """
    reader = csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True)
    faults: list[RegisterFault] = []
    units: list[Unit] = []
    lines: list[int] = []
    try:
        fields = _fields(next(reader, []))
        for row in reader:
            if any(cell.strip() for cell in row):
                read = _unit(row, fields, reader.line_num)
                if isinstance(read, Unit):
                    units.append(read)
                    lines.append(reader.line_num)
                else:
                    faults.extend(read)
    except csv.Error as error:
        raise RegisterError([fault("UNIT-CSV", reader.line_num)]) from error
    if faults:
        raise RegisterError(faults)
    return Ledger(tuple(units), tuple(lines))


def write(units: Iterable[Unit]) -> str:
    """The CSV text with its byte order mark and CR LF, as Excel and WPS open it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS.values())
    writer.writerows(_cells(unit) for unit in units)
    return BYTE_ORDER_MARK + out.getvalue()


def _cells(unit: Unit) -> Iterator[str]:
    yield from (unit.code, unit.name, unit.kind, unit.parent, unit.valid_from.isoformat())
    yield "" if unit.valid_to is None else unit.valid_to.isoformat()
    yield from (_LIST_MARK.join(unit.successors), unit.overlaps, _LIST_MARK.join(unit.aliases))


def _fields(headings: Sequence[str]) -> tuple[str, ...]:
    """Field of each column. Raises RegisterError for a heading that is missing, unknown or there twice."""
    found = [heading.strip() for heading in headings]
    missing = [heading for heading in HEADINGS.values() if heading not in found]
    if missing:
        raise RegisterError([fault("UNIT-HEADING-MISSING", 1, headings="|".join(missing))])
    if len(found) != len(HEADINGS):
        raise RegisterError([fault("UNIT-HEADING-MORE", 1, headings="|".join(HEADINGS.values()))])
    fields = {heading: field for field, heading in HEADINGS.items()}
    return tuple(fields[heading] for heading in found)


def _unit(row: Sequence[str], fields: Sequence[str], line: int) -> Unit | list[RegisterFault]:
    if len(row) != len(fields):
        return [fault("UNIT-CELLS", line, found=len(row), wanted=len(fields))]
    cells = {field: cell.strip() for field, cell in zip(fields, row, strict=True)}
    faults = [fault("UNIT-BLANK", line, field) for field in _NEEDED if not cells[field]]
    kind = _kind(cells["kind"])
    if kind is None and cells["kind"]:
        faults.append(fault("UNIT-KIND", line, "kind", value=cells["kind"], kinds="|".join(UnitKind)))
    first, last = _day(cells["valid_from"]), _day(cells["valid_to"])
    for field, day in (("valid_from", first), ("valid_to", last)):
        if day is None and cells[field]:
            faults.append(fault("UNIT-DATE", line, field, value=cells[field]))
    if faults or kind is None or first is None:
        return faults
    return _built(cells, kind, first, last)


def _built(cells: Mapping[str, str], kind: UnitKind, first: date, last: date | None) -> Unit:
    return Unit(
        code=cells["code"],
        name=cells["name"],
        kind=kind,
        parent=cells["parent"],
        valid_from=first,
        valid_to=last,
        successors=_listed(cells["successors"]),
        overlaps=cells["overlaps"],
        aliases=_listed(cells["aliases"]),
    )


@lru_cache(maxsize=1024)
def _kind(cell: str) -> UnitKind | None:
    return UnitKind(cell) if cell in set(UnitKind) else None


@lru_cache(maxsize=1024)
def _day(cell: str) -> date | None:
    """A day written 2026-01-31, or 2026/1/31 as Excel writes it back; None for anything else."""
    found = _DATE.fullmatch(cell)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _LIST_MARKS.split(cell) if part.strip())
