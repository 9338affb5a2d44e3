"""One workbook as a clerk is filling it: its figures, what was typed instead, and the faults put into it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from flows.sample.key import Level, Planted
from flows.template import Earlier, Figures, Order, Typed, WorkbookPlan, fill, plan_of
from flows.template.figures import figures_of
from flows.template.reckoned import derived, openings
from schemas.finding import Address
from schemas.model import TOTAL_ROW, Table

Content = str | int | float | None


class NoPlaceError(Exception):
    """A county whose figures leave no room for a fault."""


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

    def value(self, table: str, row: str, column: str) -> int:
        """The figure of a cell. Raises KeyError where there is none."""
        found = self._figures(table).value(row, column)
        if found is None:
            raise KeyError(f"{table} {row} {column}")
        return found

    def was(self, table: str, row: str, column: str) -> int | None:
        """The figure of the table's previous period, None where none is on file."""
        before = figures_of(self.earlier.previous, table)
        return before.value(row, column) if before is not None else None

    def change(self, table: str, row: str, column: str, by: int, *, carry: bool = True) -> None:
        """Add to a cell, and to the total row as well where it is carried."""
        figures = self._figures(table)
        at = figures.columns.index(column)
        for code in {row, TOTAL_ROW} if carry and TOTAL_ROW in figures.row_codes else {row}:
            figures.values[figures.row_codes.index(code), at] += by

    def type(self, table: str, row: str, column: str, content: Content) -> None:
        """Put a content into a cell instead of its figure."""
        self.typed.append(Typed(table, row, column, content))

    def address(self, table: str, row: str, column: str) -> Address:
        """The cell of a figure. Raises KeyError for a table that the workbook does not have."""
        sheet = self.plan.sheet(table)
        if sheet is None:
            raise KeyError(table)
        return sheet.address(row, column)

    def to_fill(self, table: str) -> tuple[str, ...]:
        """Items that a clerk types: neither reckoned nor given beforehand."""
        declared = self.table(table)
        given = openings(declared) if figures_of(self.earlier.year_end, table) is not None else {}
        taken = derived(declared).keys() | given
        return tuple(name for name in self._figures(table).columns if name not in taken)

    def shown(self, table: str, row: str, column: str) -> str:
        """A figure as it is printed, without thousands marks."""
        decimals = self.table(table).column(column).measure.decimals
        value = self.value(table, row, column)
        return f"{value / 10**decimals:.{decimals}f}" if decimals else str(value)

    def largest(self, table: str, column: str) -> str:
        """The unit with the largest figure in a column, the first of several."""
        return max(self.units(table), key=lambda code: self.value(table, code, column))

    def some(self, table: str, column: str, least: int = 1) -> str:
        """A unit drawn from those with at least so much in a column. Raises NoPlaceError where there is none."""
        found = [code for code in self.units(table) if self.value(table, code, column) >= least]
        if not found:
            raise NoPlaceError(f"no unit has {least} in {table}.{column}")
        return self.chance.choice(found)

    def plant(
        self, kind: str, level: Level, place: tuple[str, str, str], before: Content, rule: str, what: str
    ) -> None:
        """Note a fault at table, row and column; what the cell holds now is read from the draft."""
        table, row, column = place
        address = self.address(table, row, column)
        content = next(
            (each.content for each in reversed(self.typed) if (each.table, each.row_code, each.column) == place),
            self.shown(table, row, column),
        )
        after = "" if content is None else str(content)
        self.planted.append(
            Planted(
                kind=kind,
                level=level,
                sheet=address.sheet,
                cell=address.a1,
                table=table,
                row=row,
                column=self.table(table).column_code(column),
                before="" if before is None else str(before),
                after=after,
                rule=rule,
                what=what,
            )
        )

    def written(self) -> bytes:
        """The workbook as an .xlsx file."""
        return fill(self.order, self.figures, self.typed, earlier=self.earlier, lead=self.lead)

    def _figures(self, table: str) -> Figures:
        found = figures_of(self.figures, table)
        if found is None:
            raise KeyError(table)
        return found


def places(draft: Draft, tables: Sequence[str]) -> list[tuple[str, str, str]]:
    """Table, row and column of every cell that a clerk fills for a unit."""
    return [(table, row, column) for table in tables for row in draft.units(table) for column in draft.to_fill(table)]
