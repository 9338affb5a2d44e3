"""The check column: the rules of a table as worksheet formulas that speak while the clerk types."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range

from flows.template.figures import Earlier, Figures, figures_of
from flows.template.filled import reckonable
from flows.template.plan import PlannedRow, SheetPlan, WorkbookPlan
from flows.template.sheet import printed
from rules.edit_rule import EditRule
from rules.language import Item, Level, Scope, Severity, Shift, items_of
from rules.worksheet import Sheet, combined
from schemas.in_force import as_judged, judged, quarter_of
from schemas.model import SEE_ROW, TOTAL_ROW
from schemas.naming import naming
from schemas.periods import Frequency
from schemas.reckoned import Derived, typed_behind

_FREQUENCY_OF = MappingProxyType(
    {Shift.PREVIOUS_QUARTER: Frequency.QUARTERLY, Shift.PREVIOUS_HALF: Frequency.HALF_YEARLY}
)
LONGEST_FORMULA = 8000


class LiveChecks:
    """Formulas of the check column of one sheet.

    An item of an earlier period stands in the formula as its figure on file. Rules that need a cell which is not in
    the workbook, and rules that only inform or are on trial, are left to the check of the sent file.

    A check is silent until all cells to fill on which it rests hold numbers: what totals and derived items show of an
    empty table is nothing to answer for.

    Rows differ in nothing but row numbers and earlier figures: a formula is built once with marks in their places and
    filled in for each row.
    """

    def __init__(self, workbook: WorkbookPlan, plan: SheetPlan, earlier: Earlier) -> None:
        self.workbook = workbook
        self.plan = plan
        self.earlier = earlier
        order = workbook.order
        in_force = (as_judged(rule, order.period) for rule in plan.table.rules if judged(rule, order.period))
        rules = [rule for rule in in_force if _asks(rule)]
        # What must be corrected speaks before what must be explained.
        rules.sort(key=lambda rule: rule.severity is Severity.QUERY)
        self._rules = tuple(rules)
        self._naming = naming(plan.table, order.form.table)
        self._marked: dict[_Shape, str] = {}
        self._derived_of: dict[str, Mapping[str, Derived]] = {}

    def formulas(self) -> tuple[str, ...]:
        """One formula a row, empty where no rule can be checked there."""
        return tuple(self._formula(row) for row in self.plan.rows)

    def _formula(self, row: PlannedRow) -> str:
        shape = _Shape(row.code == TOTAL_ROW, self._source(row), tuple(self._earlier_of(row.code)))
        marked = self._marked.get(shape)
        if marked is None:
            marked = self._marked[shape] = self._build(shape)
        return _MARK.sub(lambda found: self._put_in(found, row.code), marked)

    def _build(self, shape: "_Shape") -> str:
        relations = [rule.relation for rule in self._rules if rule.scope is Scope.ROW or shape.on_total]
        quarter = quarter_of(self.workbook.order.period)
        sheet = Sheet(
            lambda item: self._cell(item, shape),
            self._decimals,
            self._naming,
            quarter,
            behind=lambda item: self._behind(item, shape),
        )
        return _fitted(combined(relations, sheet))

    def _cell(self, item: Item, shape: "_Shape") -> str | None:
        """Address of an item, the mark of an earlier figure, or None where the workbook has neither."""
        if item.level is Level.CITY:
            return None
        if not item.column:
            return self._source_address(shape.source) if shape.source else None
        if item.shift is not Shift.NOW:
            return f"{_EARLIER}{self._earlier_items.index(item)}{_END}" if item in shape.earlier else None
        table = item.table or self.plan.table.code
        return self._address(table, TOTAL_ROW if item.level is Level.TOTAL else "", item.column)

    def _behind(self, item: Item, shape: "_Shape") -> tuple[str, ...]:
        """The cells to fill on which an item rests; none where that is its own cell, or a figure on file."""
        if item.shift is not Shift.NOW:
            return ()
        if not item.column:
            table, _, column = shape.source.partition(".")
            return self._typed(table, column, on_total=True)
        table = item.table or self.plan.table.code
        return self._typed(table, item.column, on_total=item.level is Level.TOTAL or shape.on_total)

    def _typed(self, table: str, column: str, *, on_total: bool) -> tuple[str, ...]:
        plan = self.workbook.sheet(table)
        if plan is None:
            return ()
        found = self._derived(table)
        names = [name for name in typed_behind(column, found) if name in plan.column_at]
        units = [at for code, at in plan.row_at.items() if code != TOTAL_ROW]
        if on_total and TOTAL_ROW in plan.row_at and units:
            return tuple(self._range(plan, plan.column_at[name], units[0], units[-1]) for name in names)
        cells = (self._address(table, "", name) for name in names)
        return tuple(cell for cell in cells if cell is not None) if column in found else ()

    def _range(self, plan: SheetPlan, column: int, first: int, last: int) -> str:
        cells = str(xl_range(first, column, last, column))
        return cells if plan is self.plan else f"{quote_sheetname(plan.sheet)}!{cells}"

    def _derived(self, table: str) -> Mapping[str, Derived]:
        plan = self.workbook.sheet(table)
        if table not in self._derived_of and plan is not None:
            self._derived_of[table] = reckonable(plan)
        return self._derived_of[table]

    def _address(self, table: str, row_code: str, column: str) -> str | None:
        """The cell of an item; with no row code, its row is a mark."""
        at = next((index for index, each in enumerate(self.workbook.sheets) if each.table.code == table), None)
        if at is None or column not in self.workbook.sheets[at].column_at:
            return None
        plan = self.workbook.sheets[at]
        if row_code not in plan.row_at if row_code else not self.plan.row_at.keys() <= plan.row_at.keys():
            return None
        row = str(plan.row_at[row_code] + 1) if row_code else str(_FIRST_MARK + at)
        cell = xl_col_to_name(plan.column_at[column]) + row
        return cell if plan is self.plan else f"{quote_sheetname(plan.sheet)}!{cell}"

    def _put_in(self, found: re.Match[str], row_code: str) -> str:
        if found["figure"]:
            item = self._earlier_items[int(found["figure"])]
            value = self._figure(item, row_code)
            return "0" if value is None else value
        return str(self.workbook.sheets[int(found["row"]) - _FIRST_MARK].row_at[row_code] + 1)

    def _source(self, row: PlannedRow) -> str:
        """The total that a stub row repeats (`TA1.closing`), empty where it repeats none of this workbook."""
        source = next((each.source for each in self.plan.table.rows if each.code == row.code), "")
        return source if source and self._source_address(source) else ""

    def _source_address(self, source: str) -> str | None:
        table, _, column = source.partition(".")
        return self._address(table, TOTAL_ROW, column)

    @cached_property
    def _earlier_items(self) -> tuple[Item, ...]:
        """Items of earlier periods that the rules ask for."""
        items = (item for rule in self._rules for item in items_of(rule.relation) if item.shift is not Shift.NOW)
        return tuple(dict.fromkeys(items))

    def _earlier_of(self, row_code: str) -> Iterator[Item]:
        """Those of which a row has a figure on file."""
        return (item for item in self._earlier_items if self._figure(item, row_code) is not None)

    def _figure(self, item: Item, row_code: str) -> str | None:
        table = item.table or self.plan.table.code
        figures = self._figures(item.shift, table)
        plan = self.workbook.sheet(table)
        value = figures.value(TOTAL_ROW if item.level is Level.TOTAL else row_code, item.column) if figures else None
        if value is None or plan is None or item.column not in plan.column_at:
            return None
        return str(printed(value, plan.table.column(item.column).measure.decimals))

    def _figures(self, shift: Shift, table: str) -> Figures | None:
        if shift is Shift.PREVIOUS_YEAR:
            return figures_of(self.earlier.year_end, table)
        plan = self.workbook.sheet(table)
        if plan is None or _FREQUENCY_OF.get(shift, plan.table.frequency) is not plan.table.frequency:
            return None
        return figures_of(self.earlier.previous, table)

    def _decimals(self, item: Item) -> int:
        if not item.column:
            return SEE_ROW.decimals
        table = self.workbook.order.form.table(item.table) if item.table else self.plan.table
        return table.column(item.column).measure.decimals


@dataclass(frozen=True, slots=True)
class _Shape:
    """What rows must have in common to share a formula."""

    on_total: bool
    source: str
    earlier: tuple[Item, ...]


# No sheet has so many rows, and no formula this sign: what is marked cannot be taken for anything else.
_FIRST_MARK = 9_000_000
_EARLIER, _END = "§", "§"
_MARK = re.compile(r"(?<=[A-Z])(?P<row>9[0-9]{6})(?![0-9])|§(?P<figure>[0-9]+)§")


def _asks(rule: EditRule) -> bool:
    return rule.severity is not Severity.NOTE and rule.scope is not Scope.CITY


def _fitted(formulas: Sequence[str]) -> str:
    """The first formulas that together are short enough for one cell, with the equals sign; mostly there is one."""
    text = ""
    for formula in formulas:
        longer = f"{text}&{formula}" if text else formula
        if len(longer) > LONGEST_FORMULA:
            break
        text = longer
    return f"={text}" if text else ""
