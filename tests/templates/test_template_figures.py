"""What is filled in is what is read: by another library, by our reader, by a spreadsheet that reckons anew."""

import shutil
import subprocess
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.gate import examine
from flows.read import Forms, read
from flows.template import Earlier, Figures, Order, Typed, fill, plan_of
from schemas.model import TOTAL_ROW
from schemas.reading import CellState, WorkbookReading
from schemas.receipt import Refusal

SOFFICE = shutil.which("soffice")


def random_figures(order: Order, table: str, draw: np.random.Generator, largest: int) -> Figures:
    """Figures of one table with units at random, their total added up, and every derived item left to the sheet."""
    plan = plan_of(order).sheet(table)
    assert plan is not None
    values = draw.integers(0, largest, size=(len(plan.rows), len(plan.columns)), dtype=np.int64)
    values[0] = values[1:].sum(axis=0)
    known = np.array([[column.kind != "derived" for column in plan.columns]] * len(plan.rows))
    return Figures(table, tuple(column.name for column in plan.columns), tuple(plan.row_at), values, known)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), largest=st.sampled_from((2, 100, 10**6, 10**12)))
def test_another_library_reads_the_figures_that_were_filled(ordered, seed, largest):
    """Every figure comes back exactly, money to the second decimal, totals as results of formulas."""
    order = ordered("TA", "2026Q3")
    figures = random_figures(order, "TA5", np.random.default_rng(seed), largest)
    plan = plan_of(order).sheet("TA5")
    assert plan is not None
    sheet = openpyxl.load_workbook(BytesIO(fill(order, (figures,))), data_only=True)[plan.sheet]
    for row in plan.rows:
        for column in plan.columns:
            shown = sheet[plan.address(row.code, column.name).a1].value
            scale = 10**column.measure.decimals
            assert round(Fraction(str(shown)) * scale) == figures.value(row.code, column.name)


@pytest.mark.parametrize("code", ["CA", "PM", "TA"])
@pytest.mark.parametrize("lead", [0, 2])
def test_our_reader_reads_the_figures_that_were_filled(ordered, figured, declared, county_register, code, lead):
    """Gate and reader find every table and figure, also where a clerk put lines above the titles."""
    order = ordered(code)
    figures = figured(order)
    admitted = examine(fill(order, figures, lead=lead), order.file_name)
    assert not isinstance(admitted, Refusal)
    seen = read(admitted, Forms(declared, county_register))
    assert isinstance(seen, WorkbookReading)
    assert (seen.identity.return_code, seen.identity.unit, seen.identity.period) == (code, "990131", "2026Q4")
    assert {each.detail.partition("|")[0] for each in seen.findings} == ({"LAYOUT-PLACE"} if lead else set())
    for each in figures:
        table = seen.table(each.table)
        assert table is not None
        assert (table.states == CellState.FILLED).all()
        assert (table.values == each.values)[each.known].all()


def test_what_is_typed_takes_the_place_of_a_figure(ordered, figured):
    """A text, another number or nothing stands in the cell; a total that then differs is a number, not a formula."""
    order = ordered("CA", "2026Q3")
    plan = plan_of(order).sheet("CA4")
    assert plan is not None
    row = plan.rows[1].code
    typed = [
        Typed("CA4", row, "adj_total", "1o2"),
        Typed("CA4", row, "adj_rank", None),
        Typed("CA4", row, "adj_other", -3),
        Typed("CA4", TOTAL_ROW, "of_female", 5),
    ]
    sheet = openpyxl.load_workbook(BytesIO(fill(order, figured(order), typed)))[plan.sheet]
    shown = [sheet[plan.address(each.row_code, each.column).a1].value for each in typed]
    assert shown == ["1o2", None, -3, 5]
    assert isinstance(sheet[plan.address(TOTAL_ROW, "adj_total").a1].value, int)
    assert str(sheet[plan.address(TOTAL_ROW, "adj_promote").a1].value).startswith("=SUM")


def test_a_text_that_looks_like_a_formula_or_an_address_stays_a_text(ordered, figured):
    """Nothing that a clerk types can become a formula or a link of the workbook."""
    order = ordered("CA", "2026Q3")
    plan = plan_of(order).sheet("CA4")
    assert plan is not None
    row = plan.rows[1].code
    texts = {"adj_total": "=1+1", "adj_rank": "http://example.invalid/"}
    typed = [Typed("CA4", row, column, text) for column, text in texts.items()]
    sheet = openpyxl.load_workbook(BytesIO(fill(order, figured(order), typed)))[plan.sheet]
    for column, text in texts.items():
        cell = sheet[plan.address(row, column).a1]
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_a_spreadsheet_reckons_the_same_and_names_what_is_broken(ordered, tmp_path):
    """Opened and reckoned anew, every figure stays; the check column is blank where all holds and speaks where not."""
    order = ordered("CA", "2026Q3")
    names = {plan.table.code: tuple(column.name for column in plan.columns) for plan in plan_of(order).sheets}
    zero = {}
    for plan in plan_of(order).sheets:
        values = np.zeros((len(plan.rows), len(plan.columns)), dtype=np.int64)
        zero[plan.table.code] = Figures.complete(plan.table.code, names[plan.table.code], tuple(plan.row_at), values)
    plan = plan_of(order).sheet("CA1")
    assert plan is not None
    row = plan.rows[1].code
    earlier = Earlier(tuple(zero.values()), tuple(zero.values()))
    typed = [Typed("CA1", row, "inc_recruit", 2), Typed("CA1", plan.rows[2].code, "opening", 7)]
    content = fill(order, tuple(zero.values()), typed, earlier=earlier)
    sheet = reckoned_anew(content, tmp_path)[plan.sheet]
    said = {code: sheet.cell(at + 1, plan.check_column + 1).value for code, at in plan.row_at.items()}
    assert said[row].startswith("本年增加合计≠考试录用")
    assert said[row].endswith("少2")
    assert said[plan.rows[2].code]
    assert not said[plan.rows[3].code]
    assert sheet[plan.address(TOTAL_ROW, "inc_recruit").a1].value == 0
    assert sheet[plan.address(row, "closing_due").a1].value == 0


def sevens(order: Order, table: str) -> Figures:
    """A table with 7 in every row, added up in the total: no opening is larger than another of its row."""
    plan = plan_of(order).sheet(table)
    assert plan is not None
    values = np.full((len(plan.rows), len(plan.columns)), 7, dtype=np.int64)
    values[0] = values[1:].sum(axis=0)
    return Figures.complete(table, tuple(column.name for column in plan.columns), tuple(plan.row_at), values)


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("code", ["CA", "PM", "TA"])
def test_a_template_with_last_years_figures_is_calm_until_it_is_filled(ordered, tmp_path, code):
    """Openings are in place, nothing is typed: no red text, no formula error, no difference of numbers not there yet."""
    order = ordered(code)
    figures = tuple(sevens(order, plan.table.code) for plan in plan_of(order).sheets)
    reckoned = reckoned_anew(fill(order, (), earlier=Earlier(figures, figures)), tmp_path)
    for plan in plan_of(order).sheets:
        sheet = reckoned[plan.sheet]
        for row in plan.rows:
            shown = {column.name: sheet[plan.address(row.code, column.name).a1].value for column in plan.columns}
            assert not sheet.cell(plan.row_at[row.code] + 1, plan.check_column + 1).value
            assert not any(str(value).startswith("#") for value in shown.values())
            assert all(shown[column.name] in {None, ""} for column in plan.columns if column.kind == "derived")


def reckoned_anew(content: bytes, folder: Path) -> openpyxl.Workbook:
    """The workbook as LibreOffice saves it after reckoning every formula."""
    assert SOFFICE is not None
    (folder / "in.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "out"), "in.xlsx"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=120)
    return openpyxl.load_workbook(folder / "out" / "in.xlsx", data_only=True)
