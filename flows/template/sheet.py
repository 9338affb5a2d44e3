"""One table of a template: headings, codes, cells to fill, totals, checks that speak while one types, print set-up."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from flows.template.filled import Contents, Filled
from flows.template.headings import heights, spans, widths
from flows.template.plan import FIRST_ITEM, NAME_KEY, ROW_KEY, Order, PlannedRow, SheetPlan
from flows.template.questions import asked
from flows.template.styles import GIVEN, INPUT, RECKONED, TOTAL, Styles, number_format
from schemas.messages import say
from schemas.model import TOTAL_ROW, Column, Grain

CODE_WIDTH, NAME_WIDTH, CHECK_WIDTH = 11.0, 17.0, 48.0
_A3, _A4 = 8, 9
_NARROW, _WIDE = 6, 16
"""Fewer items than the one leave room on the page, more than the other are printed on A3."""


class _EmptyText(str):
    """The result of a formula that shows nothing: stored as an empty text, as a spreadsheet does, not as no result."""

    __slots__ = ()


class PlainSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types
    """A worksheet whose formulas use only functions of old: the search for newer ones costs more than all the rest."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002 - XlsxWriter's signature
        del expand_future_functions
        return formula.removeprefix("=")

    def _xml_formula_element(self, formula: str, result: object, attributes: Sequence[tuple[str, object]] = ()) -> None:
        kind = (("t", "str"),) if isinstance(result, _EmptyText) else ()
        super()._xml_formula_element(formula, result, [*attributes, *kind])


class TableSheet:
    """Writes one planned table."""

    def __init__(self, sheet: Worksheet, plan: SheetPlan, order: Order, styles: Styles) -> None:
        self.sheet = sheet
        self.plan = plan
        self.order = order
        self.styles = styles

    def write(self, contents: Contents, checks: Sequence[str]) -> None:
        """The whole sheet; `checks` has the check column's formula for each row, empty where there is none."""
        filled = Filled(self.plan, contents)
        self._cover()
        self._headings()
        for row in self.plan.rows:
            self._row(row, filled)
        self._checks(checks)
        self._validations(filled)
        self._printing()
        # No password: protection guards against a slip of the hand, not against the clerk.
        self.sheet.protect("", {"format_columns": True, "format_rows": True})

    def _cover(self) -> None:
        plan, look = self.plan, self.styles.look
        self.sheet.set_row(plan.title_row, 26)
        self.sheet.write_string(plan.title_row, 0, plan.table.zh, look("title"))
        stamp = say("TEMPLATE-STAMP", "zh", {"template": self.order.template})
        self.sheet.write_string(plan.title_row, plan.check_column, stamp, look("stamp"))
        lines = cover_lines(self.order, plan)
        third = FIRST_ITEM + (2 if len(plan.columns) < _NARROW else 3)
        for column, text in zip((0, FIRST_ITEM, third), lines, strict=True):
            self.sheet.write_string(plan.cover_row, column, text, look("cover"))
        table = say("TEMPLATE-TABLE", "zh", {"code": plan.table.code})
        self.sheet.write_string(plan.cover_row, plan.check_column, table, look("stamp"))
        if plan.table.note:
            note = say("TEMPLATE-NOTE", "zh", {"note": plan.table.note})
            self.sheet.write_string(plan.last_row + 2, 0, note, look("note"))

    def _headings(self) -> None:
        plan, look = self.plan, self.styles.look
        top, bottom = plan.heading_row, plan.heading_row + plan.levels - 1
        stub = plan.table.grain is Grain.STUB
        names = ("TEMPLATE-STUB-CODE", "TEMPLATE-STUB-NAME") if stub else ("TEMPLATE-UNIT-CODE", "TEMPLATE-UNIT-NAME")
        for column, code in zip((0, 1, plan.check_column), (*names, "TEMPLATE-CHECK"), strict=True):
            self._heading(top, column, bottom, column, say(code, "zh"))
        for span in spans(plan):
            self._heading(top + span.level, span.first, top + span.last_level, span.last, span.text)
        for level, height in enumerate(heights(plan)):
            self.sheet.set_row(top + level, height)
        codes = (ROW_KEY, NAME_KEY, *(plan.table.column_code(column.name) for column in plan.columns))
        self.sheet.write_row(plan.code_row, 0, codes, look("machine"))
        self.sheet.set_row(plan.code_row, None, None, {"hidden": True})
        numbers = ("甲", "乙", *(str(int(column.number)) for column in plan.columns))
        for position, text in enumerate(numbers):
            self.sheet.write_string(plan.number_row, position, text, look("number"))
        self.sheet.write_blank(plan.number_row, plan.check_column, None, look("number"))

    def _heading(self, top: int, left: int, bottom: int, right: int, text: str) -> None:
        heading = self.styles.look("heading")
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, heading)
        else:
            self.sheet.merge_range(top, left, bottom, right, text, heading)

    def _row(self, row: PlannedRow, filled: Filled) -> None:
        at = self.plan.row_at[row.code]
        self.sheet.write_string(at, 0, row.code, self.styles.look("code"))
        self.sheet.write_string(at, 1, row.name, self.styles.look("name"))
        for column in self.plan.columns:
            self._cell(at, row, column, filled)

    def _cell(self, at: int, row: PlannedRow, column: Column, filled: Filled) -> None:
        place, form = self.plan.column_at[column.name], self._form(row, column, filled)
        if (row.code, column.name) in filled.typed:
            content = filled.typed[row.code, column.name]
            self._typed(at, place, content, form)
            return
        value = filled.value(row.code, column.name)
        if filled.has_formula(row.code, column.name) and value == filled.reckoned(row.code, column.name):
            shown = _EmptyText() if value is None else printed(value, column.measure.decimals)
            self.sheet.write_formula(at, place, self._formula(row, column, filled), form, shown)
        else:
            self._typed(at, place, None if value is None else printed(value, column.measure.decimals), form)

    def _typed(self, at: int, place: int, content: str | float | None, form: object) -> None:
        if content is None:
            self.sheet.write_blank(at, place, None, form)
        elif isinstance(content, str):
            self.sheet.write_string(at, place, content, form)
        else:
            self.sheet.write_number(at, place, content, form)

    def _form(self, row: PlannedRow, column: Column, filled: Filled) -> object:
        if row.code == TOTAL_ROW and filled.has_formula(row.code, column.name):
            kind = TOTAL
        elif column.name in filled.derived:
            kind = RECKONED
        else:
            kind = GIVEN if filled.is_given(row.code, column.name) else INPUT
        decimals = self.plan.decimals(row, column)
        from_row = row.measure is not None and self.plan.takes_measure_of_row(column)
        return self.styles.look(kind, number_format(decimals, row.measure.zh if from_row and row.measure else ""))

    def _formula(self, row: PlannedRow, column: Column, filled: Filled) -> str:
        at, found = self.plan.row_at[row.code], filled.derived.get(column.name)
        if found is not None:
            return found.formula(
                lambda name: self._number(at, name, filled), self._typed_behind(row.code, column.name, filled)
            )
        letter = xl_col_to_name(self.plan.column_at[column.name])
        return f"=SUM({letter}{at + 2}:{letter}{self.plan.last_row + 1})"

    def _number(self, at: int, name: str, filled: Filled) -> str:
        """A cell as a number in a formula; a derived one may show nothing yet and then counts 0."""
        cell = str(xl_rowcol_to_cell(at, self.plan.column_at[name]))
        return f"N({cell})" if name in filled.derived else cell

    def _typed_behind(self, row_code: str, column: str, filled: Filled) -> str:
        """The cells to fill from which a derived one is reckoned, as ranges within columns."""
        places = [
            (self.plan.column_at[name], self.plan.row_at[row]) for row, name in filled.asked_behind(row_code, column)
        ]
        ranges: list[str] = []
        first = last = (-1, -1)
        for place in [*places, (-1, -1)]:
            if place == (last[0], last[1] + 1):
                last = place
                continue
            if first[0] >= 0:
                ranges.append(xl_range(first[1], first[0], last[1], last[0]))
            first = last = place
        return ",".join(ranges)

    def _checks(self, checks: Sequence[str]) -> None:
        plan = self.plan
        look = self.styles.look("check")
        for row, formula in zip(plan.rows, checks, strict=True):
            if formula:
                self.sheet.write_formula(plan.row_at[row.code], plan.check_column, formula, look, "")
            else:
                self.sheet.write_blank(plan.row_at[row.code], plan.check_column, None, look)
        first = xl_rowcol_to_cell(plan.first_row, plan.check_column, col_abs=True)
        broken = {"type": "formula", "criteria": f"=LEN({first})>0", "format": self.styles.look("broken")}
        self.sheet.conditional_format(plan.first_row, plan.check_column, plan.last_row, plan.check_column, broken)

    def _validations(self, filled: Filled) -> None:
        """One range for neighbours that ask the same: rows of units together, rows of a stub each by itself."""
        plan = self.plan
        rows = [row for row in plan.rows if row.code != TOTAL_ROW] or list(plan.rows)
        stretches = [(row, row) for row in rows] if plan.table.grain is Grain.STUB else [(rows[0], rows[-1])]
        for first, last in stretches:
            open_columns = [
                column
                for column in plan.columns
                if column.name not in filled.derived and not all(filled.is_given(row.code, column.name) for row in rows)
            ]
            for each in asked(plan, first, open_columns):
                top, bottom = plan.row_at[first.code], plan.row_at[last.code]
                self.sheet.data_validation(top, each.first, bottom, each.last, each.question.options())

    def _printing(self) -> None:
        plan, sheet = self.plan, self.sheet
        sheet.freeze_panes(plan.first_row, FIRST_ITEM)
        sheet.set_column(0, 0, CODE_WIDTH)
        sheet.set_column(1, 1, NAME_WIDTH)
        for column, width in zip(plan.columns, widths(plan), strict=True):
            sheet.set_column(plan.column_at[column.name], plan.column_at[column.name], width)
        sheet.set_column(plan.check_column, plan.check_column, CHECK_WIDTH)
        sheet.set_landscape()
        sheet.set_paper(_A3 if len(plan.columns) > _WIDE else _A4)
        # On paper the check says nothing; a narrow table needs its room for the line above the headings.
        last = plan.check_column if len(plan.columns) < _NARROW else plan.last_item
        sheet.print_area(plan.title_row, 0, plan.last_row + 2, last)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(plan.heading_row, plan.number_row)
        sheet.set_footer(f"&L{self.order.template}&C&P / &N&R{self.order.unit.code} {self.order.period}")
        sheet.hide_gridlines(2)
        sheet.set_selection(plan.first_row, FIRST_ITEM, plan.first_row, FIRST_ITEM)


def cover_lines(order: Order, plan: SheetPlan) -> tuple[str, str, str]:
    """Unit, period and measures as they stand above the headings."""
    return (
        say("TEMPLATE-UNIT", "zh", {"name": order.unit.name, "code": order.unit.code}),
        say("TEMPLATE-PERIOD", "zh", {"period": order.period.zh}),
        say("TEMPLATE-MEASURES", "zh", {"measures": "、".join(plan.measures)}),
    )


def printed(value: int, decimals: int) -> int | float:
    """A scaled value as the number that stands in a cell."""
    return value / 10**decimals if decimals else value
