"""The sample city's workbooks as they would be read, without any file in between."""

from dataclasses import replace
from functools import cache

import numpy as np

from flows.sample import story
from flows.sample.people import Reporter
from flows.sample.story import FIRST, Story
from flows.template.figures import Figures
from schemas.model import TOTAL_ROW, Return
from schemas.periods import Period
from schemas.reading import CellState, Identity, TableReading, WorkbookReading

PERIODS = tuple(FIRST.shift(count) for count in range(5))
TOP_ROW = 7
"""Where the first row of figures stands on a sheet."""
LEFT_COLUMN = 4


@cache
def told(counties: int) -> Story:
    """The sample city's figures; told once, since nothing changes them."""
    return story(counties)


@cache
def workbooks(counties: int) -> tuple[WorkbookReading, ...]:
    """All workbooks of all periods, clean and approved by nobody, each with a hash of its own."""
    city = told(counties)
    return tuple(
        workbook_of(city, reporter, form, period)
        for period in PERIODS
        for reporter in city.people.reporters
        for form in city.forms
    )


def changed(reading: WorkbookReading, table: str, row: str, column: str, value: int) -> WorkbookReading:
    """The workbook with another figure in one cell, carried into the total row."""
    return replace(reading, tables=tuple(_changed(each, table, row, column, value) for each in reading.tables))


def _changed(reading: TableReading, table: str, row: str, column: str, value: int) -> TableReading:
    if reading.table != table:
        return reading
    values, at = reading.values.copy(), reading.columns.index(column)
    place = reading.row_codes.index(row)
    if TOTAL_ROW in reading.row_codes and row != TOTAL_ROW:
        values[reading.row_codes.index(TOTAL_ROW), at] += value - values[place, at]
    values[place, at] = value
    return replace(reading, values=values)


def workbook_of(city: Story, reporter: Reporter, form: Return, period: Period) -> WorkbookReading:
    """One county's workbook of a period, as the sample city tells it."""
    tables = tuple(_table(form, figures) for figures in city.figures(reporter, form, period))
    identity = Identity(form.code, reporter.unit.code, str(period), form.version)
    name = f"{identity.unit} {form.code} {period}"
    return WorkbookReading(name, identity, tables, (), (), (), sum(table.values.size for table in tables))


def _table(form: Return, figures: Figures) -> TableReading:
    """A table as it would be read from a filled template: everything filled, one sheet a table."""
    shape = figures.values.shape
    rows, columns = np.indices(shape, dtype=np.int32)
    labels = tuple("合计" if code == TOTAL_ROW else f"单位{code}" for code in figures.row_codes)
    return TableReading(
        figures.table,
        figures.columns,
        figures.row_codes,
        labels,
        figures.values.copy(),
        np.full(shape, CellState.FILLED, dtype=np.int8),
        (f"{figures.table} {form.table(figures.table).zh}",),
        np.zeros(shape, dtype=np.int16),
        rows + TOP_ROW,
        columns + LEFT_COLUMN,
    )
