"""The check alone: milliseconds a workbook by the number of counties that are checked together, every tenth wrong.

The readings are made without files. The last line is one JSON object.
"""

import json
import time
from dataclasses import dataclass
from statistics import median

import corpus
import form
import numpy as np

from flows.check import Library, check
from flows.template import Figures
from schemas.reading import CellState, Identity, TableReading, WorkbookReading
from schemas.units import Register, Unit

_TOGETHER = (1, 10, 100, 1000)
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Spent:
    """So many workbooks checked together: milliseconds a workbook, and findings of all."""

    workbooks: int
    milliseconds: float
    findings: int


def measure(units: Register, readings: list[WorkbookReading]) -> Spent:
    """The median of some rounds."""
    seconds, findings = [], 0
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        checked = check(readings, Library(()), form.RETURNS, units)
        seconds.append(time.perf_counter() - begun)
        findings = sum(len(each.findings) for each in checked)
    return Spent(len(readings), round(1000 * median(seconds) / len(readings), 3), findings)


def reading(units: Register, county: Unit, index: int) -> WorkbookReading:
    """A county's workbook as it would have been read."""
    figures = form.figures(units, county, np.random.default_rng([1, index]), wrong=corpus.is_wrong(index))
    tables = tuple(_table(each) for each in figures)
    identity = Identity(form.RETURN.code, county.code, str(form.PERIOD), form.RETURN.version)
    cells = sum(table.values.size for table in tables)
    return WorkbookReading(f"{index:064x}", identity, tables, (), (), (), cells)


def _table(figures: Figures) -> TableReading:
    shape = figures.values.shape
    places = np.indices(shape).astype(np.int32)
    return TableReading(
        table=figures.table,
        columns=figures.columns,
        row_codes=figures.row_codes,
        row_labels=figures.row_codes,
        values=figures.values.astype(np.int64),
        states=np.full(shape, CellState.FILLED, np.int8),
        sheets=(form.RETURN.table(figures.table).zh,),
        sheet_of=np.zeros(shape, np.int16),
        at_row=places[0] + 6,
        at_column=places[1] + 3,
    )


def main() -> None:
    """Measure, print, and end with the JSON object."""
    units = form.register(max(_TOGETHER))
    readings = [reading(units, county, index) for index, county in enumerate(form.counties_of(units))]
    check(readings[:1], Library(()), form.RETURNS, units)  # what is made once a run is not measured
    spent = []
    for together in _TOGETHER:
        spent.append(measure(units, readings[:together]))
        print(f"{together:5} workbooks together: {spent[-1].milliseconds:8.3f} ms each, {spent[-1].findings} findings")
    each = {str(one.workbooks): one.milliseconds for one in spent}
    print(json.dumps({"benchmark": "check", "ms_a_workbook": each, "findings": spent[-1].findings}))


if __name__ == "__main__":
    main()
