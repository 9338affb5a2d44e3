"""A register that moved on, formats that were pasted in, and a workbook of another return: tolerated and told, or refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flows.read import Forms, read
from schemas.finding import Pattern
from schemas.model import Return
from schemas.reading import CellState, WorkbookReading
from schemas.receipt import Refusal
from schemas.units import Register, Unit, UnitKind

LAST_DAY = date(2026, 6, 30)


def moved_on(register: Register, code: str, successors: tuple[Unit, ...]) -> Register:
    """The register after a unit ended on 30 June and others carry its figures on."""
    units = [
        replace(unit, valid_to=LAST_DAY, successors=tuple(each.code for each in successors))
        if unit.code == code
        else unit
        for unit in register.units
    ]
    known = {unit.code for unit in units}
    return Register((*units, *(each for each in successors if each.code not in known)))


def new_unit(code: str, name: str) -> Unit:
    return Unit(code, name, UnitKind.TOWNSHIP, "990121", LAST_DAY + timedelta(days=1))


def test_a_row_of_a_unit_that_was_merged_away_is_named(stamped, admit, forms, register, figures) -> None:
    """Last quarter's form after a merger: the row is no row of the table, and its figures are nowhere summed in."""
    heir = next(unit for unit in register.units if unit.code == "990121101")
    now = Forms(tuple(forms.returns.values()), moved_on(register, "990121100", (heir,)))

    reading = read(admit(stamped.to_bytes()), now)

    assert isinstance(reading, WorkbookReading)
    assert [finding.pattern for finding in reading.findings] == [Pattern.ROW_UNKNOWN]
    assert reading.findings[0].cells[0].shown == "梅溪镇"
    table = reading.tables[0]
    assert "990121100" not in table.row_codes
    assert table.values.tolist() == [row for at, row in enumerate(figures) if at != 2]


def test_a_unit_that_was_split_asks_for_its_new_rows(stamped, admit, forms, register) -> None:
    """Each part is missing once, and the old row is named."""
    parts = (new_unit("990121102", "上梅溪镇"), new_unit("990121103", "下梅溪镇"))
    now = Forms(tuple(forms.returns.values()), moved_on(register, "990121100", parts))

    reading = read(admit(stamped.to_bytes()), now)

    assert isinstance(reading, WorkbookReading)
    found = sorted((finding.pattern, finding.place.row_label) for finding in reading.findings)
    assert [label for pattern, label in found if pattern is Pattern.ROW_MISSING] == ["上梅溪镇", "下梅溪镇"]
    assert len([pattern for pattern, _ in found if pattern is Pattern.ROW_UNKNOWN]) == 1
    absent = [(table := reading.tables[0]).states[table.row_codes.index(each.code)] for each in parts]
    assert {int(state) for row in absent for state in row} == {CellState.ABSENT}


def test_a_unit_under_a_new_name_is_read_by_its_code(stamped, admit, forms, register, figures) -> None:
    """The old name beside the same code is told as a note."""
    renamed = [replace(unit, valid_to=LAST_DAY) if unit.code == "990121100" else unit for unit in register.units]
    now = Forms(tuple(forms.returns.values()), Register((*renamed, new_unit("990121100", "梅溪街道"))))

    reading = read(admit(stamped.to_bytes()), now)

    assert isinstance(reading, WorkbookReading)
    table = reading.tables[0]
    assert table.values[table.row_codes.index("990121100")].tolist() == figures[2]
    assert {finding.level.name for finding in reading.findings} == {"NOTE"}
    assert reading.findings[0].detail.startswith("ROW-NAME-DIFFERS")


@pytest.mark.parametrize("number_format", ["@", "General", "#,##0", "#,##0.00_ ", '0"人"', "0;[Red]-0", "¥#,##0.00"])
def test_formats_that_were_pasted_in_change_no_figure(number_format, stamped, understood, figures) -> None:
    """How a number is shown does not matter as long as it stays the number."""
    places = {f"{letter}{row}": number_format for letter in "CDEFGHIJK" for row in range(7, 12)}

    outcome = understood(replace(stamped, formats=places))

    assert outcome.values() == figures
    assert outcome.findings == ()


def test_figures_that_were_pasted_as_dates_are_findings(stamped, understood) -> None:
    """30 shown as a day is no count that somebody meant."""
    outcome = understood(replace(stamped, formats={"C9": "yyyy-mm-dd"}))

    assert outcome.errors == [(Pattern.NOT_A_NUMBER, "梅溪镇", "opening")]
    assert outcome.hints() == ["CELL-DATE"]


def test_cells_merged_down_in_the_body_count_once(bare, understood) -> None:
    """The figure stands in the first row of the range; the others have none, and nobody is given a copy."""
    merged = bare.with_cell(9, 3, None)
    outcome = understood(replace(merged, merges=(*bare.merges, "C8:C9"), stamp="XA-2026.1|990121|2026Q3"))

    states = outcome.states()
    assert outcome.values()[2][0] == 30
    assert (states[2][0], states[3][0]) == (CellState.FILLED, CellState.BLANK)


def test_the_workbook_of_another_return_is_named(stamped, admit, forms) -> None:
    """Its stamp says one return, its tables are those of another."""
    other = Return("XB", "示例另表", "Another return", forms.returns["XA"].frequency, "2026.1", _renamed(forms))
    both = Forms((forms.returns["XA"], other), forms.register)
    layout = replace(stamped, stamp="XB-2026.1|990121|2026Q3")

    refused = read(admit(layout.to_bytes()), both)

    assert isinstance(refused, Refusal)
    assert refused.message("zh").startswith("这不是本期示例另表模板，看起来是示例人员统计表。")


def _renamed(forms: Forms) -> tuple:
    """One table none of whose headings is in the workbook."""
    table = forms.returns["XA"].tables[2]
    columns = tuple(replace(column, zh="别的数") for column in table.columns)
    return (replace(table, code="XB1", zh="另一张表", frequency=forms.returns["XA"].frequency, columns=columns),)
