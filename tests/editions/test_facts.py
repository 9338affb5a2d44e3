"""Curating: every cell of every approved workbook is one fact, with its number, flag and place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.curate import FLAGS, CurateError, Facts, TableFacts, columns_in_force, curate
from flows.publish.tidy import arrow
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role
from schemas.periods import Period
from schemas.published import Flag
from schemas.reading import LARGEST, CellState


def flag_of(facts: Facts, table: str, row: str, column: str) -> Flag:
    """The flag of a cell of the first workbook."""
    found = facts.table(table)
    assert found is not None
    names = [each.name for each in found.columns]
    line = next(n for n, code in enumerate(found.row_of) if found.row_codes[code] == row)
    return FLAGS[found.flags[line, names.index(column)]]


def query(row: str, column: str, *, period: str = "", unit: str = "") -> Finding:
    """A finding about one cell of CA1."""
    address = Address("CA1", 7, 3)
    cell = Cell(Role.SUBJECT, "CA1", row, "", column, "", address, 1, period=period, unit=unit)
    return Finding("CA1-B01", Level.QUERY, Pattern.BAND, Place("CA1", "CA1"), (cell,))


def test_every_cell_of_every_table_of_the_period_is_a_fact(city, three_counties: Facts) -> None:
    """Tables of the half-year are not collected in the third quarter; all cells of the others are there."""
    tables = [table for table in city.forms.get("CA").tables if PERIOD_Q3.covers(table.frequency)]

    assert [facts.table.code for facts in three_counties.tables] == [table.code for table in tables]
    rows = sum(len(city.rows(tables[0], unit)) for unit in ("990121", "990122", "990123"))
    assert three_counties.size == sum(rows * len(table.columns) for table in tables)


PERIOD_Q3 = Period.parse("2026Q3")


def test_the_order_in_which_workbooks_come_does_not_matter(city, workbook) -> None:
    """Facts follow the register, so that the bytes of an edition do."""
    accepted = [city.accepted(workbook(unit), number) for number, unit in enumerate(("990121", "990122", "990123"))]

    forward = curate(PERIOD_Q3, accepted, city.register, city.forms)
    backward = curate(PERIOD_Q3, reversed(accepted), city.register, city.forms)

    assert forward.fingerprint() == backward.fingerprint()


def test_two_workbooks_of_one_unit_and_return_are_refused(city, workbook) -> None:
    """Only one can be the approved one."""
    accepted = [city.accepted(workbook("990121"), 1), city.accepted(workbook("990121"), 2)]

    with pytest.raises(CurateError, match="1 and 2"):
        curate(PERIOD_Q3, accepted, city.register, city.forms)


def test_a_workbook_of_another_period_is_refused(city, workbook) -> None:
    """It cannot slip into this one's edition."""
    with pytest.raises(CurateError, match="2026Q3"):
        curate(
            PERIOD_Q3,
            [city.accepted(workbook("990121"), period=Period.parse("2026Q2"))],
            city.register,
            city.forms,
        )


def test_a_cell_without_a_number_says_why(city, workbook) -> None:
    """Blank, unreadable, absent and not computed cells are missing; `-` is not applicable; neither becomes a zero."""
    row, states = "990121101", {}
    names = ("opening", "inc_total", "inc_recruit", "inc_appoint", "inc_move_in")
    for name, state in zip(names, list(CellState)[1:], strict=True):
        states["CA1", row, name] = state

    facts = city.facts([workbook("990121", states=states)])

    flags = [flag_of(facts, "CA1", row, name) for name in names]
    assert flags == [Flag.MISSING, Flag.MISSING, Flag.NOT_APPLICABLE, Flag.MISSING, Flag.MISSING]
    table = facts.table("CA1")
    assert table is not None
    assert np.isnan(table.numbers).sum() == 5


def test_settled_findings_flag_their_own_cells_alone(city, workbook) -> None:
    """A number of an earlier period or of another county in the evidence is not this workbook's."""
    accepted = city.accepted(workbook("990121"))
    settled = replace(
        accepted.workbook,
        explained=(
            query("990121101", "opening"),
            query("990121101", "closing", period="2025Q4"),
            query("990121101", "inc_total", unit="990122"),
        ),
        waived=(query("990121102", "opening"),),
    )

    facts = curate(PERIOD_Q3, [replace(accepted, workbook=settled)], city.register, city.forms)

    assert flag_of(facts, "CA1", "990121101", "opening") is Flag.EXPLAINED
    assert flag_of(facts, "CA1", "990121102", "opening") is Flag.WAIVED
    assert flag_of(facts, "CA1", "990121101", "closing") is Flag.REPORTED
    assert flag_of(facts, "CA1", "990121101", "inc_total") is Flag.REPORTED


def test_rows_have_the_names_of_the_register(three_counties: Facts) -> None:
    """What a county prints in a row is its own affair; readers get one name for one unit."""
    table = three_counties.table("CA1")

    assert table is not None
    assert table.row_labels == ("合计", "县直机关工委", "东岭镇", "河口镇", "西关镇", "南岭乡", "北坪镇")


@given(st.lists(st.integers(1 - LARGEST, LARGEST - 1), min_size=26, max_size=26), st.integers(0, 2))
def test_a_published_number_gives_the_reported_integer_back(three_counties, values, decimals) -> None:
    """A double is exact enough for every number that can be reported."""
    table = three_counties.tables[0]
    measure = replace(table.columns[0].measure, decimals=decimals)
    columns = tuple(replace(column, measure=measure) for column in table.columns)
    line = replace(
        one_line(table),
        columns=columns,
        values=np.array([values], dtype=np.int64),
        flags=np.zeros((1, 26), dtype=np.int8),
    )

    numbers = arrow("2026Q3", line, 1).column("value").to_pylist()

    assert [round(number * 10**decimals) for number in numbers] == values


def one_line(table: TableFacts) -> TableFacts:
    """The first line of a table."""
    grids = {name: getattr(table, name)[:1] for name in ("values", "flags", "sheet_of", "at_row", "at_column")}
    lines = {name: getattr(table, name)[:1] for name in ("source_of", "row_of", "label_of")}
    return replace(table, **grids, **lines)


def test_a_column_stands_only_in_the_periods_that_ask_it(city) -> None:
    """A year's change of form is a since or an until."""
    table = city.forms.table("CA1")
    columns = (
        replace(table.columns[0], since="2027Q1"),
        replace(table.columns[1], until="2026Q2"),
        replace(table.columns[2], since="2026Q3", until="2026Q3"),
    )

    class Form:
        def __init__(self) -> None:
            self.columns = columns

    assert columns_in_force(Form(), PERIOD_Q3) == (columns[2],)


def test_the_fingerprint_sees_every_cell_and_its_source(city, workbook) -> None:
    """A changed value, flag, file or rule set makes other facts."""
    plain = city.facts([workbook("990121")]).fingerprint()
    cell = ("CA1", "990121101", "opening")
    accepted = city.accepted(workbook("990121"))
    other_rules = replace(accepted, workbook=replace(accepted.workbook, rule_set="cd" * 32))
    others = [
        city.facts([workbook("990121", cells={cell: 2051})]),
        city.facts([workbook("990121", states={cell: CellState.BLANK})]),
        city.facts([workbook("990121", sheet="其他")]),
        curate(PERIOD_Q3, [other_rules], city.register, city.forms),
    ]

    assert len({plain, *(each.fingerprint() for each in others)}) == 5
