"""A workbook to fill, made from the declaration of a return: last year's closings in place, checks that speak at once.

`build` gives the empty template, `fill` the same workbook as a clerk would have filled it. Equal orders, figures and
dates give equal bytes.
"""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO

from xlsxwriter import Workbook

from flows.template.figures import NOTHING_EARLIER, Attached, Earlier, Figures, Typed, figures_of
from flows.template.filled import Contents
from flows.template.guide import write_guide, write_meta
from flows.template.live import LiveChecks
from flows.template.plan import GUIDE_SHEET, META_SHEET, Order, SheetPlan, WorkbookPlan, plan_of
from flows.template.sheet import PlainSheet, TableSheet
from flows.template.styles import Styles
from schemas.messages import say

__all__ = [
    "NOTHING_EARLIER",
    "Attached",
    "Earlier",
    "Figures",
    "Order",
    "SheetPlan",
    "Typed",
    "WorkbookPlan",
    "build",
    "fill",
    "plan_of",
]


def build(order: Order, earlier: Earlier = NOTHING_EARLIER) -> bytes:
    """The template to fill, as an .xlsx file. Raises ValueError where the return asks for nothing in the period."""
    return fill(order, (), earlier=earlier)


def fill(
    order: Order,
    figures: Sequence[Figures],
    typed: Sequence[Typed] = (),
    *,
    earlier: Earlier = NOTHING_EARLIER,
    lead: int = 0,
    attached: Sequence[Attached] = (),
) -> bytes:
    """The template with figures typed in, formulas carrying their results; `typed` takes the place of single figures.

    A figure of a total or a derived item that is not what the sheet reckons is written as a number over the formula, as
    a clerk would have done. `lead` blank rows are put above every title, `attached` sheets behind the tables. Raises ValueError as `build` does.
    """
    plan = plan_of(order, lead)
    content = BytesIO()
    workbook = _empty(order, content)
    styles = Styles(workbook)
    write_guide(workbook.add_worksheet(GUIDE_SHEET), plan, styles)
    for each in plan.sheets:
        sheet = workbook.add_worksheet(each.sheet, PlainSheet)
        code = each.table.code
        contents = Contents(
            figures_of(figures, code),
            tuple(content for content in typed if content.table == code),
            figures_of(earlier.year_end, code),
        )
        TableSheet(sheet, each, order, styles).write(contents, LiveChecks(plan, each, earlier).formulas())
    for extra in attached:
        _attach(workbook, extra)
    write_meta(workbook, workbook.add_worksheet(META_SHEET), plan)
    # The first table is what the clerk wants to see; the guide stands before it.
    workbook.worksheets()[1].activate()
    workbook.close()
    return content.getvalue()


def _empty(order: Order, content: BytesIO) -> Workbook:
    """A workbook without sheets, with the properties by which it is known, to be written into `content`."""
    workbook = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "title": say("TEMPLATE-GUIDE", "zh", {"name": order.form.zh}),
            "subject": order.stamp,
            "created": datetime.combine(order.made_on, time()),
        }
    )
    return workbook


def _attach(workbook: Workbook, extra: Attached) -> None:
    sheet = workbook.add_worksheet(extra.name)
    for row, line in enumerate(extra.lines):
        sheet.write_row(row, 0, line)
    if extra.hidden:
        sheet.hide()
