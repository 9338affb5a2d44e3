"""What a template shows and holds back: sheets, stamps, locks, prompts, totals."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from flows.template import Earlier, Figures, Order, SheetPlan, build, fill, plan_of
from schemas.model import TOTAL_ROW, Return
from schemas.reckoned import openings

CODES = ("CA", "PM", "TA")


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def planned(order: Order, table: str) -> SheetPlan:
    plan = plan_of(order).sheet(table)
    assert plan is not None
    return plan


def sheet_of(order: Order, table: str, earlier: Earlier | None = None) -> Worksheet:
    content = build(order, earlier) if earlier else build(order)
    return opened(content)[planned(order, table).sheet]


@pytest.mark.parametrize("code", CODES)
def test_one_sheet_a_table_that_the_period_collects(ordered, code):
    """A first-quarter workbook asks for quarterly tables only, a fourth-quarter one for all."""
    for period in ("2026Q1", "2026Q2", "2026Q4"):
        order = ordered(code, period)
        wanted = [table.zh for table in order.form.tables if order.period.covers(table.frequency)]
        assert opened(build(order)).sheetnames == ["填报说明", *wanted, "_meta"]


def test_a_template_says_whose_it_is_in_sight_and_out_of_sight(ordered):
    """Return, version, unit and period stand in `_meta`, in the file's property and in visible cells."""
    order = ordered("CA")
    book = opened(build(order))
    meta = {row[0].value: row[1].value for row in book["_meta"].iter_rows()}
    assert book["_meta"].sheet_state == "hidden"
    assert (meta["template"], meta["return"], meta["unit"], meta["period"]) == ("CA-2026.1", "CA", "990131", "2026Q4")
    assert meta["layout"] == plan_of(order).layout
    assert book.custom_doc_props["shenhe"].value == "CA-2026.1|990131|2026Q4"
    first = book.worksheets[0]
    assert first.cell(1, first.max_column).value == "模板 CA-2026.1"
    texts = {cell.value for row in book.worksheets[1].iter_rows(max_row=2) for cell in row}
    assert {"填报单位：示例县（990131）", "报告期：2026年第四季度", "计量单位：人", "模板 CA-2026.1"} <= texts


@pytest.mark.parametrize("code", CODES)
def test_the_codes_stand_in_a_hidden_row_under_the_headings(ordered, code):
    """Columns and rows carry their codes where the reader looks for them."""
    order = ordered(code)
    book = opened(build(order))
    for plan in plan_of(order).sheets:
        sheet = book[plan.sheet]
        codes = [cell.value for cell in sheet[plan.code_row + 1]][: plan.check_column]
        assert codes == ["row", "name", *(plan.table.column_code(column.name) for column in plan.columns)]
        assert sheet.row_dimensions[plan.code_row + 1].hidden
        assert [sheet.cell(row + 1, 1).value for row in plan.row_at.values()] == list(plan.row_at)


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_merged_where_figures_stand(ordered, code):
    """Merged cells stop at the headings."""
    order = ordered(code)
    book = opened(build(order))
    for plan in plan_of(order).sheets:
        assert all(merge.max_row <= plan.code_row for merge in book[plan.sheet].merged_cells.ranges)


@pytest.mark.parametrize("code", CODES)
def test_every_heading_is_printed_in_full_over_its_columns(ordered, code):
    """The path of headings above a column is the declared one."""
    order = ordered(code)
    book = opened(build(order))
    for plan in plan_of(order).sheets:
        sheet = book[plan.sheet]
        shown = {
            (row, column): sheet.cell(merge.min_row, merge.min_col).value
            for merge in sheet.merged_cells.ranges
            for row in range(merge.min_row, merge.max_row + 1)
            for column in range(merge.min_col, merge.max_col + 1)
        }
        for column, path in zip(plan.columns, plan.headings, strict=True):
            at = plan.column_at[column.name] + 1
            rows = range(plan.heading_row + 1, plan.heading_row + plan.levels + 1)
            above = [shown.get((row, at), sheet.cell(row, at).value) for row in rows]
            assert tuple(dict.fromkeys(above)) == tuple(dict.fromkeys(path))


def test_only_cells_to_fill_are_open(ordered):
    """Codes, names, headings, totals and derived items are locked, without a password; the rest is open."""
    plan, sheet = planned(ordered("CA"), "CA1"), sheet_of(ordered("CA"), "CA1")
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    derived = {"closing_due", "closing_diff"}
    assert open_cells == {
        plan.address(row.code, column.name).a1
        for row in plan.rows
        for column in plan.columns
        if row.code != TOTAL_ROW and column.name not in derived
    }


def year_end_of(order: Order, known: int, table: str = "PM4") -> Earlier:
    """Closings of the first so many rows of a table at the last year-end."""
    plan = planned(order, table)
    names = tuple(column.name for column in plan.columns)
    values = np.arange(len(plan.rows) * len(names), dtype=np.int64).reshape(len(plan.rows), len(names))
    flags = np.zeros(values.shape, dtype=np.bool_)
    flags[:known] = True
    return Earlier((Figures(table, names, tuple(plan.row_at), values, flags),))


def test_openings_are_last_years_closings_and_locked(ordered):
    """An opening that is on file is given; one that is not (a new unit) is asked for."""
    order = ordered("PM")
    earlier = year_end_of(order, known=3)
    plan, sheet = planned(order, "PM4"), sheet_of(order, "PM4", earlier)
    for column, closing in openings(plan.table).items():
        for index, row in enumerate(plan.rows):
            cell = sheet[plan.address(row.code, column).a1]
            if index in (1, 2):
                assert cell.value == earlier.year_end[0].value(row.code, closing)
                assert cell.protection.locked
            elif index == 3:
                assert cell.value is None
                assert not cell.protection.locked


def test_totals_and_derived_items_are_formulas_with_results(ordered, figured):
    """The total row is a SUM over the units, a derived item follows its rule, and both carry what they give."""
    order = ordered("CA")
    content = fill(order, figured(order))
    plan = planned(order, "CA1")
    formulas = opened(content)[plan.sheet]
    results = openpyxl.load_workbook(BytesIO(content), data_only=True)[plan.sheet]
    total = plan.address(TOTAL_ROW, "inc_total").a1
    assert formulas[total].value == f"=SUM(D{plan.first_row + 2}:D{plan.last_row + 1})"
    for row in plan.rows:
        at = {column.name: plan.address(row.code, column.name).a1 for column in plan.columns}
        opening, more, less = (results[at[name]].value for name in ("opening", "inc_total", "dec_total"))
        assert results[at["closing_due"]].value == opening + more - less
        assert str(formulas[at["closing_due"]].value).startswith("=")
        if row.code == TOTAL_ROW:
            assert more == sum(results[plan.address(code.code, "inc_total").a1].value for code in plan.rows[1:])


def test_cells_ask_for_whole_numbers_or_money(ordered):
    """People are whole numbers from 0, money has decimals, each with a prompt and a word of refusal in Chinese."""
    order = ordered("TA")
    plan, sheet = planned(order, "TA5"), sheet_of(order, "TA5")
    kinds = {}
    for rule in sheet.data_validations.dataValidation:
        for row, column in ((plan.last_row + 1, plan.column_at[name] + 1) for name in ("apt_rooms", "fund_spent")):
            if sheet.cell(row, column).coordinate in rule.sqref:
                kinds[column] = rule
    people, money = kinds[plan.column_at["apt_rooms"] + 1], kinds[plan.column_at["fund_spent"] + 1]
    assert (people.type, people.formula1, money.type) == ("whole", "0", "decimal")
    assert "整数" in people.error
    assert "万元" in money.prompt
    assert len(money.prompt) <= 255


@pytest.mark.parametrize("code", CODES)
def test_a_table_stays_readable_on_screen_and_paper(ordered, code):
    """Headings and names stay in sight, a page is as wide as the table, headings come again on each page."""
    order = ordered(code)
    book = opened(build(order))
    for plan in plan_of(order).sheets:
        sheet = book[plan.sheet]
        assert sheet.freeze_panes == f"C{plan.first_row + 1}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${plan.heading_row + 1}:${plan.number_row + 1}"
        assert len(sheet.conditional_formatting) == 1


def test_the_guide_explains_every_item_and_prints_every_relation(ordered):
    """填报说明 names each item with its measure and definition, and each rule judged in the period."""
    order = ordered("CA", "2026Q1")
    texts = {str(cell.value) for row in opened(build(order))["填报说明"].iter_rows() for cell in row}
    for plan in plan_of(order).sheets:
        assert {column.zh for column in plan.columns} <= texts
        assert {column.definition for column in plan.columns if column.definition} <= texts
    assert "CA1-P01" in texts
    assert "CA1-T02" not in texts, "a rule of the later quarters is not judged in the first"


def test_the_guide_names_the_office_to_ask(ordered):
    """With its telephone, in both languages; without an office nobody in particular."""

    def guide(order):
        return "\n".join(str(row[0].value) for row in opened(build(order))["填报说明"].iter_rows())

    own = guide(replace(ordered("CA"), contact="示例科 0000-0000000"))
    assert "单位有变动的，请联系 示例科 0000-0000000。" in own
    assert "Where units changed, ask 示例科 0000-0000000." in own
    assert "请联系 市级汇总单位。" in guide(ordered("CA"))


def test_equal_orders_give_equal_bytes(ordered, figured):
    """The same order and figures give the same file; another day of making another one."""
    order = ordered("TA")
    assert fill(order, figured(order)) == fill(order, figured(order))
    assert build(order) != build(ordered("TA", made_on=order.period.last_day))


def test_no_name_of_a_person_and_no_formula_from_a_text(ordered):
    """The file's properties name no author, and nothing in it refers elsewhere."""
    with ZipFile(BytesIO(build(ordered("PM")))) as package:
        core = package.read("docProps/core.xml").decode()
        assert "<dc:creator></dc:creator>" in core
        assert not [name for name in package.namelist() if "externalLink" in name]


def test_a_return_that_asks_for_nothing_is_refused(ordered):
    """A period that collects none of the tables makes no template."""
    order = ordered("CA")
    monthly = type(order.period).parse("2026M05")
    with pytest.raises(ValueError, match="2026M05"):
        build(Order(order.form, order.unit, monthly, order.register, order.made_on))


def test_nothing_cries_before_a_row_is_filled(ordered):
    """Checks and derived items wait for the cells that the clerk types, of a total for those of all its rows."""
    order = ordered("CA", "2026Q3")
    plan, sheet = planned(order, "CA1"), sheet_of(order, "CA1", year_end_of(order, 4, "CA1"))
    unit, first, last = plan.rows[1].code, plan.first_row + 2, plan.last_row + 1
    at = {column.name: sheet.cell(1, plan.column_at[column.name] + 1).column_letter for column in plan.columns}
    row = plan.row_at[unit] + 1

    due = sheet[plan.address(unit, "closing_due").a1].value
    assert due.startswith(f'=IF(COUNT({at["dec_total"]}{row},{at["inc_total"]}{row})=0,"",')
    difference = sheet[plan.address(unit, "closing_diff").a1].value
    assert difference.endswith(f"{at['closing']}{row}-N({at['closing_due']}{row}))")
    check = sheet.cell(plan.first_row + 1, plan.check_column + 1).value
    assert f"{at['closing']}{first}:{at['closing']}{last}" in check, "the total row waits for every unit"


def test_a_rule_on_trial_does_not_speak_in_the_template(ordered):
    """The check of the sent file only tells what it finds, so the sheet says nothing."""
    order = ordered("CA", "2026Q3")
    table = order.form.table("CA1")
    tried = tuple(replace(rule, trial_until="2026Q4") if rule.code == "P01" else rule for rule in table.rules)
    form = replace(order.form, tables=(replace(table, rules=tried), *order.form.tables[1:]))

    def spoken(form: Return) -> bool:
        sheet = sheet_of(replace(order, form=form), "CA1")
        return "本年增加合计≠考试录用" in sheet.cell(plan.first_row + 2, plan.check_column + 1).value

    plan = planned(order, "CA1")
    assert spoken(order.form)
    assert not spoken(form)
