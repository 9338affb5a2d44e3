"""One workbook as a clerk is filling it: its figures, what was typed instead, and the faults put into it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from flows.sample.key import Planted
from flows.template import Earlier, Figures, Order, Typed, WorkbookPlan, fill, plan_of
from flows.template.figures import figures_of
from schemas.finding import Address
from schemas.model import TOTAL_ROW, Table
from schemas.reckoned import derived, openings

Content = str | int | float | None


class NoPlaceError(Exception):
    """A county whose figures leave no room for a fault."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell by table code, row code and column name."""

    table: str
    row: str
    column: str


@dataclass(slots=True)
class Draft:
    """A workbook before it is written; changing a unit's figure carries it into the total unless told otherwise."""

    order: Order
    earlier: Earlier
    figures: tuple[Figures, ...]
    chance: Random
    lead: int = 0
    typed: list[Typed] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    carried: set[Spot] = field(default_factory=set)
    plan: WorkbookPlan = field(init=False)

    def __post_init__(self) -> None:
        """Take figures of one's own, derived items left to the sheet's formulas."""
        self.plan = plan_of(self.order, self.lead)
        self.figures = tuple(self._own(each) for each in self.figures)

    def _own(self, figures: Figures) -> Figures:
        known = figures.known.copy()
        for name in derived(self.order.form.table(figures.table)):
            known[:, figures.columns.index(name)] = False
        return Figures(figures.table, figures.columns, figures.row_codes, figures.values.copy(), known)

    def table(self, code: str) -> Table:
        """A declared table of the workbook."""
        return self.order.form.table(code)

    def units(self, table: str) -> tuple[str, ...]:
        """Row codes of a table without the total."""
        return tuple(code for code in self._figures(table).row_codes if code != TOTAL_ROW)

    def value(self, spot: Spot) -> int:
        """The figure of a cell. Raises KeyError where there is none."""
        found = self._figures(spot.table).value(spot.row, spot.column)
        if found is None:
            raise KeyError(spot)
        return found

    def was(self, spot: Spot) -> int | None:
        """The figure of the table's previous period, None where none is on file."""
        before = figures_of(self.earlier.previous, spot.table)
        return before.value(spot.row, spot.column) if before is not None else None

    def change(self, spot: Spot, by: int, *, carry: bool = True) -> None:
        """Add to a cell, and to the total row as well where it is carried."""
        figures = self._figures(spot.table)
        at = figures.columns.index(spot.column)
        with_total = carry and spot.row != TOTAL_ROW and TOTAL_ROW in figures.row_codes
        if with_total:
            self.carried.add(spot)
        for code in (spot.row, TOTAL_ROW) if with_total else (spot.row,):
            figures.values[figures.row_codes.index(code), at] += by

    def type(self, spot: Spot, content: Content) -> None:
        """Put a content into a cell instead of its figure."""
        self.typed.append(Typed(spot.table, spot.row, spot.column, content))

    def address(self, spot: Spot) -> Address:
        """The cell of a figure. Raises KeyError for a table that the workbook does not have."""
        sheet = self.plan.sheet(spot.table)
        if sheet is None:
            raise KeyError(spot.table)
        return sheet.address(spot.row, spot.column)

    def to_fill(self, table: str) -> tuple[str, ...]:
        """Items that a clerk types: neither reckoned nor given beforehand."""
        declared = self.table(table)
        given = openings(declared) if figures_of(self.earlier.year_end, table) is not None else {}
        taken = derived(declared).keys() | given
        return tuple(name for name in self._figures(table).columns if name not in taken)

    def shown(self, spot: Spot) -> str:
        """A figure as it is printed, without thousands marks."""
        decimals = self.table(spot.table).column(spot.column).measure.decimals
        value = self.value(spot)
        return f"{value / 10**decimals:.{decimals}f}" if decimals else str(value)

    def largest(self, table: str, column: str) -> str:
        """The unit with the largest figure in a column, the first of several."""
        return max(self.units(table), key=lambda code: self.value(Spot(table, code, column)))

    def some(self, table: str, column: str, least: int = 1) -> str:
        """A unit drawn from those with at least so much in a column. Raises NoPlaceError where there is none."""
        found = [code for code in self.units(table) if self.value(Spot(table, code, column)) >= least]
        if not found:
            raise NoPlaceError(f"no unit has {least} in {table}.{column}")
        return self.chance.choice(found)

    def plant(self, fault: Planted, spot: Spot, before: str) -> None:
        """Note a fault in a cell with what was there before; what is there now is read from the draft."""
        address = self.address(spot)
        self.planted.append(
            replace(
                fault,
                sheet=address.sheet,
                cell=address.a1,
                carried=self.address(replace(spot, row=TOTAL_ROW)).a1 if spot in self.carried else "",
                table=spot.table,
                row=spot.row,
                column=self.table(spot.table).column_code(spot.column),
                before=before,
                after=self._now(spot),
            )
        )

    def _now(self, spot: Spot) -> str:
        here = Typed(spot.table, spot.row, spot.column, None)
        for each in reversed(self.typed):
            if replace(each, content=None) == here:
                return "" if each.content is None else str(each.content)
        return self.shown(spot)

    def written(self) -> bytes:
        """The workbook as an .xlsx file."""
        return fill(self.order, self.figures, self.typed, earlier=self.earlier, lead=self.lead)

    def _figures(self, table: str) -> Figures:
        found = figures_of(self.figures, table)
        if found is None:
            raise KeyError(table)
        return found


def spots(draft: Draft, tables: Sequence[str]) -> list[Spot]:
    """Every cell that a clerk fills for a unit."""
    return [
        Spot(table, row, column) for table in tables for row in draft.units(table) for column in draft.to_fill(table)
    ]
