"""What the check may look at: the readings of the workbooks on file, by unit, return and period."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from schemas.reading import TableReading, WorkbookReading


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One workbook that is owed: a unit's return for a period."""

    unit: str
    return_code: str
    period: str


class Library:
    """Readings by key; a later reading of the same key takes the place of an earlier one."""

    def __init__(self, readings: Iterable[WorkbookReading]) -> None:
        self._by_key = MappingProxyType({key_of(reading): reading for reading in readings})

    def with_readings(self, readings: Iterable[WorkbookReading]) -> "Library":
        """This library with further readings, which take the place of those under the same key."""
        return Library((*self._by_key.values(), *readings))

    def reading(self, key: Key) -> WorkbookReading | None:
        """The workbook of a key, None where none is on file."""
        return self._by_key.get(key)

    def table(self, key: Key, table: str) -> TableReading | None:
        """One table of the workbook of a key, None where it is not on file."""
        reading = self._by_key.get(key)
        return reading.table(table) if reading else None


def key_of(reading: WorkbookReading) -> Key:
    """The key under which a reading is found."""
    identity = reading.identity
    return Key(identity.unit, identity.return_code, identity.period)
