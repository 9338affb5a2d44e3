"""The template and the reader agree: whatever is handed out is found again, sheet by sheet, cell by cell."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from flows.read import Forms, anchors, mismatch, read
from flows.template import Figures, Order, Typed, build, fill, plan
from schemas.finding import Level, Pattern
from schemas.model import Return
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.receipt import Refusal
from schemas.returns import returns
from schemas.sentences import line
from schemas.units import Register

PERIODS = ("2026Q3", "2026Q4")
COUNTY_RETURNS = ("CA", "PM", "TA")


def _order(declared: Return, register: Register, period: str) -> Order:
    asked = Period.parse(period)
    unit = register.at("990121", asked.last_day)
    assert unit is not None
    return Order(declared, unit, asked, register, date(2026, 10, 1))


def _figures(forms: Forms, code: str, period: str) -> list[Figures]:
    form = forms.form(code, Period.parse(period), "990121")
    return [
        Figures.complete(
            table.table.code,
            table.items.names,
            table.rows.codes,
            np.arange(len(table.rows.codes) * len(table.items.columns)).reshape(len(table.rows.codes), -1) * 100,
        )
        for table in form.tables
    ]


@pytest.fixture(scope="module")
def declared(register: Register) -> Forms:
    """The returns of the project."""
    return Forms(returns(), register)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("code", COUNTY_RETURNS)
def test_figures_filled_into_a_template_are_read_back(admit, register, declared, code, period) -> None:
    """Every table of the period, every figure, with no remark of structure."""
    figures = _figures(declared, code, period)
    content = fill(_order(declared.returns[code], register, period), figures)

    reading = read(admit(content), declared)

    assert isinstance(reading, WorkbookReading)
    assert (reading.identity.return_code, reading.identity.unit, reading.identity.period) == (code, "990121", period)
    assert [table.table for table in reading.tables] == [each.table for each in figures]
    assert reading.findings == ()
    for table, each in zip(reading.tables, figures, strict=True):
        assert np.array_equal(table.values, each.values), table.table


@pytest.mark.parametrize("code", COUNTY_RETURNS)
def test_headings_alone_would_find_every_table(admit, register, declared, code) -> None:
    """Were all stamps and rows of codes lost, headings give the same figures."""
    figures = _figures(declared, code, "2026Q4")
    content = fill(_order(declared.returns[code], register, "2026Q4"), figures)
    admitted = admit(content)
    strings = admitted.parts[admitted.strings].replace(b"<t>row</t>", b"<t>was</t>")
    stripped = {name: admitted.parts[name] for name in admitted.parts if not name.endswith("custom.xml")}
    changed = replace(admitted, parts=type(admitted.parts)({**stripped, admitted.strings: strings}))

    reading = read(changed, declared)

    assert isinstance(reading, WorkbookReading)
    assert [finding for finding in reading.findings if finding.level is Level.ERROR] == []
    for table, each in zip(reading.tables, figures, strict=True):
        assert np.array_equal(table.values, each.values), table.table


@pytest.mark.parametrize("code", COUNTY_RETURNS)
def test_an_empty_template_is_one_finding(admit, register, declared, code) -> None:
    """No structure is missing where nobody has filled anything; told is once which cells are to be filled."""
    reading = read(admit(build(_order(declared.returns[code], register, "2026Q4"))), declared)

    assert isinstance(reading, WorkbookReading)
    (finding,) = reading.findings
    assert (finding.pattern, finding.level) == (Pattern.UNFILLED, Level.ERROR)
    assert {cell.table for cell in finding.cells} == {table.table for table in reading.tables}
    assert all(f"{cell.address.sheet} {cell.address.a1}:" in line(finding, "zh") for cell in finding.cells)


@pytest.mark.parametrize(("every", "pattern"), [(21, Pattern.UNFILLED), (19, Pattern.BLANK)])
def test_a_workbook_with_next_to_nothing_in_it_is_not_filled(admit, register, declared, every, pattern) -> None:
    """From one cell in twenty on it is somebody's work, and each row says what it lacks."""
    order = _order(declared.returns["CA"], register, "2026Q3")
    empty = read(admit(build(order)), declared)
    assert isinstance(empty, WorkbookReading)
    form = declared.form("CA", Period.parse("2026Q3"), empty.identity.unit)
    spots = [
        (each.table.code, each.rows.codes[row], each.items.names[column])
        for each in form.tables
        for row, column in np.argwhere(each.to_fill).tolist()
    ]
    typed = [Typed(*spot, 7) for spot in spots[::every]]

    reading = read(admit(fill(order, (), typed)), declared)

    assert isinstance(reading, WorkbookReading)
    told = [each.pattern for each in reading.findings]
    assert pattern in told
    assert (len(told) == 1) is (pattern is Pattern.UNFILLED)


def test_both_know_the_same_keys() -> None:
    """What one writes the other looks for."""
    assert (anchors.ROW_KEY, anchors.NAME_KEY) == (plan.ROW_KEY, plan.NAME_KEY)
    assert {anchors.META_SHEET, anchors.GUIDE_SHEET} <= anchors.OWN_SHEETS
    assert (anchors.META_SHEET, anchors.GUIDE_SHEET) == (plan.META_SHEET, plan.GUIDE_SHEET)


def test_a_workbook_of_another_return_is_one_refusal_that_names_both(admit, register, declared) -> None:
    """Stamped as one return, holding the sheets of another; or simply the wrong one sent."""
    order = _order(declared.returns["PM"], register, "2026Q3")
    admitted = admit(build(order))
    stamps = {name: admitted.parts[name].replace(b"PM-2026.1|", b"CA-2026.1|") for name in admitted.parts}

    clash = read(replace(admitted, parts=type(admitted.parts)(stamps)), declared)
    wrong = read(admitted, declared)

    assert isinstance(clash, Refusal)
    assert clash.message("zh").startswith("这不是本期干部统计表模板，看起来是党员统计表。")
    assert isinstance(wrong, WorkbookReading)
    assert mismatch(wrong.identity, declared, return_code="CA") == clash
