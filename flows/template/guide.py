"""The sheet 填报说明 (how to fill, what each item means, which sums are checked) and the hidden sheet `_meta`."""

from dataclasses import dataclass
from types import MappingProxyType

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from flows.template.headings import LINE_HEIGHT, lines_of
from flows.template.plan import STAMP_PROPERTY, Order, SheetPlan, WorkbookPlan
from flows.template.styles import Styles
from rules.language import Scope
from rules.wording import printed
from schemas.in_force import judged
from schemas.messages import Language, say
from schemas.model import SEE_ROW, Table
from schemas.naming import naming

_A4 = 9
_HOW = ("YELLOW", "GREY", "ZERO", "WHOLE", "CHECK", "ROWS", "COUNTS", "SAVE")
_HEADINGS = ("NUMBER", "ITEM", "MEASURE", "MEANING", "ENGLISH")
_WIDTHS = (10.0, 40.0, 10.0, 56.0, 46.0)
_LAST = len(_WIDTHS) - 1
_PLACES = MappingProxyType({Scope.TOTAL: "TEMPLATE-GUIDE-TOTAL", Scope.CITY: "TEMPLATE-GUIDE-CITY"})


@dataclass(slots=True)
class _Page:
    """The guide as it is written line by line."""

    sheet: Worksheet
    styles: Styles
    line: int = 0

    def put(self, texts: tuple[str, ...], look: str, lines: int = 1) -> None:
        """One line, its texts from the first column on; an empty text leaves the cell out.

        A row with wrapped texts is given its height: not every program finds it by itself.
        """
        form = self.styles.look(look)
        if lines > 1:
            self.sheet.set_row(self.line, lines * LINE_HEIGHT + 3)
        for column, text in enumerate(texts):
            if text:
                self.sheet.write_string(self.line, column, text, form)
        self.line += 1


def write_guide(sheet: Worksheet, plan: WorkbookPlan, styles: Styles) -> None:
    """The whole sheet 填报说明."""
    order = plan.order
    page = _Page(sheet, styles)
    stamp = say("TEMPLATE-STAMP", "zh", {"template": order.template})
    sheet.write_string(0, _LAST, stamp, styles.look("stamp"))
    sheet.set_row(0, 26)
    page.put((say("TEMPLATE-GUIDE", "zh", {"name": order.form.zh}),), "title")
    page.put((say("TEMPLATE-UNIT", "zh", {"name": order.unit.name, "code": order.unit.code}),), "cover")
    page.put((say("TEMPLATE-PERIOD", "zh", {"period": order.period.zh}),), "cover")
    page.line += 1
    for number, name in enumerate(_HOW, 1):
        page.put((f"{number}．{_how(name, order, 'zh')}",), "cover")
        page.put((f"    {_how(name, order, 'en')}",), "note")
    for each in plan.sheets:
        page.line += 1
        _table(page, plan, each)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _how(name: str, order: Order, language: Language) -> str:
    """One line of how to fill, with whom to ask where it says so."""
    return say(f"TEMPLATE-HOW-{name}", language, {"contact": order.contact or say("TEMPLATE-CITY", language)})


def _table(page: _Page, workbook: WorkbookPlan, plan: SheetPlan) -> None:
    table = plan.table
    page.put((table.code, table.zh, "", "", table.en), "subtitle")
    page.put(tuple(say(f"TEMPLATE-GUIDE-{name}", "zh") for name in _HEADINGS), "heading")
    for column in plan.columns:
        measure = say("RULE-MEASURE-ROW", "zh") if column.measure == SEE_ROW else column.measure.zh
        texts = (str(int(column.number)), column.zh, measure, column.definition or " ", column.en)
        page.put(texts, "cell", lines_of(texts, _WIDTHS))
    if table.note:
        page.put((say("TEMPLATE-NOTE", "zh", {"note": table.note}),), "note")
    _relations(page, workbook, table)


def _relations(page: _Page, workbook: WorkbookPlan, table: Table) -> None:
    """Code and printed form of each rule that is judged in the period; those on the total row say so."""
    calls = naming(table, workbook.order.form.table)
    rules = [rule for rule in table.rules if judged(rule, workbook.order.period)]
    if rules:
        page.put((say("TEMPLATE-GUIDE-RELATIONS", "zh"),), "cover")
    for rule in rules:
        place = _PLACES.get(rule.scope)
        before = say(place, "zh") if place else ""
        page.put((table.rule_code(rule), before + printed(rule.relation, calls, "zh")), "note")


def write_meta(workbook: Workbook, sheet: Worksheet, plan: WorkbookPlan) -> None:
    """The hidden sheet `_meta`, key and value a line, and the file's property: whose template it is."""
    order = plan.order
    entries = {
        "template": order.template,
        "return": order.form.code,
        "unit": order.unit.code,
        "unit_name": order.unit.name,
        "period": str(order.period),
        "layout": plan.layout,
    }
    for line, (key, value) in enumerate(entries.items()):
        sheet.write_string(line, 0, key)
        sheet.write_string(line, 1, value)
    sheet.hide()
    sheet.protect()
    workbook.set_custom_property(STAMP_PROPERTY, order.stamp, "text")
