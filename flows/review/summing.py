"""The counties' totals of one table beside each other and added up, with who is missing: a preview."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.office.opened import Office
from flows.office.readings import readings_of, stored_of
from flows.template.figures import Figures
from record import register as record
from schemas.in_force import asked
from schemas.messages import Language
from schemas.model import PERCENT, SEE_ROW, TOTAL_ROW, Column, Grain, Measure, Table
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.sentences import number, path
from schemas.states import State
from schemas.submission import BoardRow

COUNTED = frozenset({State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED})
"""States of the workbooks that are added up: handed in and without open findings."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that every county has: the row's code, the item, its labels, and what it is measured in."""

    row: str
    column: Column
    label_zh: str
    label_en: str
    measure: Measure

    def label(self, language: Language) -> str:
        """What is printed at the cell."""
        return path(self.label_zh) if language == "zh" else self.label_en

    def figure(self, value: int | None, language: Language) -> str:
        """A number of the cell as it is printed; a dash where there is none."""
        if value is None:
            return "—"
        finer = self.column.measure.decimals - self.measure.decimals
        if finer > 0 and value % 10**finer == 0:
            return number(value // 10**finer, self.measure.decimals, language)
        return number(value, self.column.measure.decimals, language)


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the form with every county's number, in the order of the counties, and their sum, scaled.

    A number is None where it is not known; the sum is None where it has no meaning (a share) or nothing is known.
    """

    spot: Spot
    city: int | None
    counties: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """One table of a period: `counted` are the rows of the board that are in the sum, `missing` those that are not."""

    table: Table
    counted: tuple[BoardRow, ...]
    missing: tuple[BoardRow, ...]
    lines: tuple[Line, ...]

    @property
    def coverage(self) -> str:
        """`12/13`."""
        return f"{len(self.counted)}/{len(self.counted) + len(self.missing)}"


def tables_of(office: Office, period: Period) -> tuple[Table, ...]:
    """The tables of a period that can be added up: all but keyed lists."""
    return tuple(
        table for table in office.returns.tables if table.grain is not Grain.LIST and period.covers(table.frequency)
    )


def summed(office: Office, period: Period, table: Table, board: Sequence[BoardRow]) -> Summed:
    """The sums of a table over the counties whose workbook is handed in; figures of others are not looked at."""
    form = office.returns.return_of(table.code).code
    owed = [row for row in board if row.return_code == form]
    present = {each.submission: each for each in record.on_file(str(period)) if each.return_code == form}
    counted = tuple(row for row in owed if row.state in COUNTED and row.submission in present)
    stored = [stored_of(present[row.submission]) for row in counted]
    readings = readings_of(office, stored)
    figures = [_figures(readings.get(each.sha256), table) for each in stored]
    lines = tuple(_lines(table, period, figures))
    return Summed(table, counted, tuple(row for row in owed if row not in counted), lines)


def _figures(reading: WorkbookReading | None, table: Table) -> Figures | None:
    found = reading.table(table.code) if reading is not None else None
    return Figures.of(found) if found is not None else None


def _lines(table: Table, period: Period, figures: Sequence[Figures | None]) -> Iterator[Line]:
    for place in places(table, period):
        numbers = tuple(each.value(place.row, place.column.name) if each else None for each in figures)
        known = [number for number in numbers if number is not None]
        city = sum(known) if known and place.measure != PERCENT else None
        yield Line(place, city, numbers)


def places(table: Table, period: Period) -> Iterator[Spot]:
    """The cells of a table that counties can be compared in: of a table of units the total row, else all its rows."""
    columns = [column for column in table.columns if asked(column, period)]
    if table.grain is not Grain.STUB:
        for column in columns:
            yield Spot(TOTAL_ROW, column, column.zh, column.en, column.measure)
        return
    for row in table.rows:
        for column in columns:
            measure = row.measure if column.measure == SEE_ROW else column.measure
            yield Spot(row.code, column, f"{row.zh} · {column.zh}", f"{row.en} · {column.en}", measure)
