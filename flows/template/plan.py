"""Where everything stands in a template: sheets, rows and columns, before a byte is written.

A sheet: title line, line of unit, period and measures, heading rows, a hidden row of codes, the 栏号 row, data rows,
notes. Column A holds codes, column B names, then the items, and last the live check. Rows and columns count from 0.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType

from schemas.finding import Address
from schemas.in_force import asked
from schemas.messages import say
from schemas.model import SEE_ROW, TOTAL_ROW, Column, Grain, Measure, Return, Table
from schemas.periods import Period
from schemas.units import Register, Unit, UnitKind

FIRST_ITEM = 2
"""Position of the first item: codes and names stand before it."""
LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
ROW_KEY, NAME_KEY = "row", "name"
META_SHEET, GUIDE_SHEET = "_meta", "填报说明"
STAMP_PROPERTY = "shenhe"


@dataclass(frozen=True, slots=True)
class Order:
    """A template that is wanted: whose return, for which period, with which units as rows.

    `made_on` is written into the file as its date of creation, so that the same order gives the same bytes. `contact`
    is whom its clerk may ask, empty without an office.
    """

    form: Return
    unit: Unit
    period: Period
    register: Register
    made_on: date
    contact: str = ""

    @property
    def template(self) -> str:
        """Return and version of the template: `CA-2026.1`."""
        return f"{self.form.code}-{self.form.version}"

    @property
    def stamp(self) -> str:
        """What the file's property `shenhe` says: `CA-2026.1|990121|2026Q3`."""
        return f"{self.template}|{self.unit.code}|{self.period}"

    @property
    def file_name(self) -> str:
        """`示例县_干部统计表_2026Q3.xlsx`."""
        return f"{self.unit.name}_{self.form.zh}_{self.period}.xlsx"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One data row: its code, its printed name, the measure that a stub row brings, else None."""

    code: str
    name: str
    measure: Measure | None = None


@dataclass(frozen=True)
class SheetPlan:
    """One table on its sheet; `lead` blank rows stand above the title."""

    table: Table
    columns: tuple[Column, ...]
    headings: tuple[tuple[str, ...], ...]
    rows: tuple[PlannedRow, ...]
    lead: int = 0

    @property
    def sheet(self) -> str:
        """The sheet's name: the table's, without the characters that a sheet name may not hold."""
        return self.table.zh.translate(_NOT_IN_SHEET_NAMES)[:LONGEST_SHEET_NAME]

    @property
    def title_row(self) -> int:
        """The table's name."""
        return self.lead

    @property
    def cover_row(self) -> int:
        """Unit, period, measures."""
        return self.lead + 1

    @property
    def heading_row(self) -> int:
        """First of the heading rows."""
        return self.lead + 2

    @cached_property
    def levels(self) -> int:
        """Number of heading rows."""
        return max(len(path) for path in self.headings)

    @property
    def code_row(self) -> int:
        """The hidden row of column codes."""
        return self.heading_row + self.levels

    @property
    def number_row(self) -> int:
        """The printed 栏号 row."""
        return self.code_row + 1

    @property
    def first_row(self) -> int:
        """First data row."""
        return self.number_row + 1

    @property
    def last_row(self) -> int:
        """Last data row."""
        return self.first_row + len(self.rows) - 1

    @property
    def last_item(self) -> int:
        """Column of the last item."""
        return FIRST_ITEM + len(self.columns) - 1

    @property
    def check_column(self) -> int:
        """Column of the live check."""
        return self.last_item + 1

    @cached_property
    def column_at(self) -> MappingProxyType[str, int]:
        """Sheet column of each item by name."""
        return MappingProxyType({column.name: FIRST_ITEM + index for index, column in enumerate(self.columns)})

    @cached_property
    def row_at(self) -> MappingProxyType[str, int]:
        """Sheet row of each data row by code."""
        return MappingProxyType({row.code: self.first_row + index for index, row in enumerate(self.rows)})

    def address(self, row_code: str, column: str) -> Address:
        """The cell of a row and an item, counted from 1. Raises KeyError for a row or item that is not here."""
        return Address(self.sheet, self.row_at[row_code] + 1, self.column_at[column] + 1)

    def decimals(self, row: PlannedRow, column: Column) -> int:
        """Decimals that are printed in a cell: those of the row where the column's measure is the row's."""
        if row.measure is not None and self.takes_measure_of_row(column):
            return row.measure.decimals
        return column.measure.decimals

    @staticmethod
    def takes_measure_of_row(column: Column) -> bool:
        """Whether an item is counted in the measure of its row."""
        return column.measure == SEE_ROW

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Units of measure on the sheet, in order of appearance."""
        of_columns = [column.measure.zh for column in self.columns if column.measure != SEE_ROW]
        of_rows = [row.measure.zh for row in self.rows if row.measure is not None]
        return tuple(dict.fromkeys(of_rows + of_columns))


@dataclass(frozen=True)
class WorkbookPlan:
    """A whole template: its order and one sheet a table that is collected in the period."""

    order: Order
    sheets: tuple[SheetPlan, ...]

    def sheet(self, table: str) -> SheetPlan | None:
        """The sheet of a table, None where the table is not collected in the period."""
        return next((each for each in self.sheets if each.table.code == table), None)

    @property
    def layout(self) -> str:
        """SHA-256 over sheet names, column codes and row codes: equal where the same cells mean the same."""
        lines = [
            "|".join((plan.sheet, *(plan.table.column_code(column.name) for column in plan.columns), *plan.row_at))
            for plan in self.sheets
        ]
        return sha256("\n".join(lines).encode()).hexdigest()


def plan_of(order: Order, lead: int = 0) -> WorkbookPlan:
    """The plan of a template; `lead` blank rows are put above every title. Raises ValueError where nothing is asked."""
    tables = [table for table in order.form.tables if order.period.covers(table.frequency)]
    sheets = tuple(_sheet(order, table, lead) for table in tables)
    if not sheets:
        raise ValueError(f"{order.form.code} asks for nothing in {order.period}")
    return WorkbookPlan(order, sheets)


def _sheet(order: Order, table: Table, lead: int) -> SheetPlan:
    columns, headings = [], []
    for column, path in zip(table.columns, table.headings, strict=True):
        if asked(column, order.period):
            columns.append(column)
            headings.append(path)
    return SheetPlan(table, tuple(columns), tuple(headings), _rows(order, table), lead)


def _rows(order: Order, table: Table) -> tuple[PlannedRow, ...]:
    total = PlannedRow(TOTAL_ROW, say(_TOTAL_NAMES.get(order.unit.kind, "TEMPLATE-TOTAL"), "zh"))
    match table.grain:
        case Grain.UNIT:
            units = order.register.children(order.unit.code, order.period.last_day)
            return (total, *(PlannedRow(unit.code, unit.name) for unit in units))
        case Grain.STUB:
            return tuple(PlannedRow(row.code, row.zh, row.measure) for row in table.rows)
        case Grain.COUNTY:
            return (total,)
        case Grain.LIST:
            return tuple(PlannedRow(str(number), "") for number in range(1, LIST_ROWS + 1))


LIST_ROWS = 50
"""Rows that a template offers for a table of free rows."""
_TOTAL_NAMES = MappingProxyType({UnitKind.COUNTY: "TEMPLATE-TOTAL-COUNTY", UnitKind.CITY_LEVEL: "TEMPLATE-TOTAL-CITY"})
