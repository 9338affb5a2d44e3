"""What every cell of one table holds: figures given, what was typed instead, and what the worksheet reckons of them."""

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from flows.template.figures import Figures, Typed
from flows.template.plan import SheetPlan
from schemas.model import TOTAL_ROW
from schemas.reckoned import Derived, derived, openings, typed_behind


@dataclass(frozen=True, slots=True)
class Contents:
    """What is put into one table: figures (None: nothing yet), what was typed instead, and figures of the year-end."""

    figures: Figures | None = None
    typed: tuple[Typed, ...] = ()
    year_end: Figures | None = None


class Filled:
    """Values of a planned table by row code and column name, scaled by 10**decimals of the column."""

    def __init__(self, plan: SheetPlan, contents: Contents) -> None:
        self.plan = plan
        self.typed = MappingProxyType({(each.row_code, each.column): each.content for each in contents.typed})
        self.openings = openings(plan.table)
        self.derived = reckonable(plan)
        self._contents = contents
        self._scales: dict[str, int] = {column.name: 10**column.measure.decimals for column in plan.columns}
        self._units = tuple(row.code for row in plan.rows if row.code != TOTAL_ROW)

    def has_formula(self, row_code: str, column: str) -> bool:
        """Whether the template reckons the cell: a derived item, or a sum on the total row."""
        return column in self.derived or (row_code == TOTAL_ROW and bool(self._units))

    def value(self, row_code: str, column: str) -> int | None:
        """What stands in the cell as a number: as given, else the opening from the year-end, else as reckoned."""
        given = self._contents.figures.value(row_code, column) if self._contents.figures else None
        if given is None and self.is_given(row_code, column):
            return self._opening(row_code, column)
        return self.reckoned(row_code, column) if given is None else given

    def is_given(self, row_code: str, column: str) -> bool:
        """Whether the cell is an opening whose figure the year-end gives: filled in beforehand and locked."""
        return self._opening(row_code, column) is not None

    def asked_behind(self, row_code: str, column: str) -> tuple[tuple[str, str], ...]:
        """Cells (row code, column name) that the clerk fills and from which a cell is reckoned; none that is given."""
        rows = self._units if row_code == TOTAL_ROW and self._units else (row_code,)
        names = typed_behind(column, self.derived)
        return tuple((row, name) for name in names for row in rows if not self.is_given(row, name))

    def reckoned(self, row_code: str, column: str) -> int | None:
        """What the cell's formula shows; None where the cell has none or it shows nothing."""
        if column in self.derived:
            return self._derived(row_code, column)
        if row_code == TOTAL_ROW and self._units:
            return sum(self._seen(code, column) or 0 for code in self._units)
        return None

    def _opening(self, row_code: str, column: str) -> int | None:
        earlier = self.openings.get(column)
        year_end = self._contents.year_end
        return year_end.value(row_code, earlier) if earlier is not None and year_end is not None else None

    def _derived(self, row_code: str, column: str) -> int | None:
        behind = self.asked_behind(row_code, column)
        if behind and all(self._seen(row, name) is None for row, name in behind):
            return None

        def value(name: str) -> Fraction | None:
            seen = self._seen(row_code, name)
            return None if seen is None else Fraction(seen, self._scales[name])

        found = self.derived[column].value(value)
        return None if found is None else round(found * self._scales[column])

    def _seen(self, row_code: str, column: str) -> int | None:
        """The cell's value as a formula sees it: a text counts nothing."""
        if (row_code, column) not in self.typed:
            return self.value(row_code, column)
        content = self.typed[row_code, column]
        if content is None or isinstance(content, str):
            return None
        return round(Fraction(content) * self._scales[column])


def reckonable(plan: SheetPlan) -> MappingProxyType[str, Derived]:
    """Derived items of a planned table all of whose parts are asked in the period."""
    found = derived(plan.table)
    asked = plan.column_at.keys()
    return MappingProxyType({name: each for name, each in found.items() if name in asked and each.needs <= asked})
