"""What the night is held against: python-calamine alone on the same files, and the obvious script."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import form

from schemas.model import TOTAL_ROW, Table


@dataclass(frozen=True, slots=True)
class Done:
    """One file: what was counted, and seconds of the processor."""

    found: int
    processor: float


Work = Callable[[Path], Done]


def warm_pool(processes: int, work: Work, first: Path) -> ProcessPoolExecutor:
    """Processes that have done the work before, so that imports are not measured."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    for done in [pool.submit(work, first) for _ in range(4 * processes)]:
        done.result()
    return pool


def calamine(file: Path) -> Done:
    """Every sheet as lists of Python values; how many cells they have."""
    from python_calamine import CalamineWorkbook

    begun = time.process_time()
    book = CalamineWorkbook.from_path(str(file))
    sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    return Done(sum(len(row) for rows in sheets for row in rows), time.process_time() - begun)


def script(file: Path) -> Done:
    """As one would write it first: openpyxl's values, a frame a sheet, pandera's schema on it; how many objections.

    The file is opened twice, as openpyxl asks for: the formulas tell which blank is a formula without a result. It
    knows where the tables begin, looks at no personal data, keeps nothing, and leaves out the rules between sheets.
    """
    import openpyxl
    import pandera.errors

    begun = time.process_time()
    book, formulas = (openpyxl.load_workbook(file, data_only=values) for values in (True, False))
    objections = 0
    for table in form.RETURN.tables:
        objections += _without_result(book[table.zh], formulas[table.zh])
        frame = _frame(book[table.zh].values, table)
        try:
            _schema(table.code).validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            objections += len(errors.failure_cases)
        units = frame[frame.index != TOTAL_ROW]
        objections += int((units.sum() != frame.loc[TOTAL_ROW]).sum())
    return Done(objections, time.process_time() - begun)


def _without_result(values: Any, formulas: Any) -> int:
    """How many formulas of a sheet were stored without a result."""
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    return sum(
        shown.value is None and written.data_type == "f"
        for line, source in pairs
        for shown, written in zip(line, source, strict=True)
    )


def _frame(rows: Iterable[Sequence[Any]], table: Table) -> Any:
    import pandas as pd

    names = [column.name for column in table.columns]
    lines = [row for row in rows if row[0] == TOTAL_ROW or str(row[0] or "").isdigit()]
    return pd.DataFrame([row[2 : 2 + len(names)] for row in lines], columns=names, index=[row[0] for row in lines])


@cache
def _schema(code: str) -> Any:
    import pandera.pandas as pa

    table = form.RETURN.table(code)
    own = [rule for rule in table.rules if not rule.code.startswith("X")]
    return pa.DataFrameSchema(
        {column.name: pa.Column("int64", pa.Check.ge(0)) for column in table.columns},
        checks=[pa.Check(_check(rule.text), name=rule.code) for rule in own],
        strict=True,
    )


def _check(text: str) -> Callable[[Any], Any]:
    return lambda frame: frame.eval(text)
