"""A table as a pandera schema, and readings as the frame that it validates.

A frame has one row a (unit, row), one Int64 column an item: figures in the printed unit times 10**decimals, NA where
none is known. Beside them it may hold what rules look at elsewhere, each column named as a rule writes the item
(`prev_year(closing)`, `CA1.closing`), and the calendar (`year`, `quarter`). What is not there is not judged.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from rules.edit_rule import EditRule
from rules.evaluate import QUARTER
from rules.language import Item, items_of
from rules.wording import printed
from schemas.clean import Changed, Clean
from schemas.frame_checks import ROW, UNIT, YEAR, HierarchyCheck, RuleCheck, unique_rows
from schemas.in_force import quarter_of
from schemas.model import TOTAL_ROW, Column, Grain, Table
from schemas.naming import naming
from schemas.periods import Frequency, Period
from schemas.reading import LARGEST, CellState, TableReading
from schemas.returns import Returns, returns

UNIT_CODE = r"[0-9]{6}(-S[0-9]{2})?"
"""A county, or the bodies of the city level."""
ROW_CODE = rf"{TOTAL_ROW}|[0-9]{{6}}(-[JS][0-9]{{2}})?|[0-9]{{9}}|[0-9]{{12}}"
"""A row of a table of units: the county total, a county's own bodies, a township, a village."""


def schema_of(table: Table, members: Returns | None = None) -> pa.DataFrameSchema:
    """The shape of a table and every rule of it, each a check under its code with its 审核关系 as description.

    `members` (all declared returns unless given) know the tables that rules name, and the rules between returns.
    Raises KeyError for a rule that names a table which they do not know.
    """
    known = members or returns()
    own = table.code in {each.code for each in known.tables} and known.table(table.code) is table
    rules = known.rules(table.code) if own else table.rules
    called = naming(table, known.table)
    checks = [
        pa.Check(
            RuleCheck.of(table, rule, known),
            name=table.rule_code(rule),
            title=rule.zh or None,
            description=printed(rule.relation, called, "zh"),
            ignore_na=False,
        )
        for rule in rules
    ]
    parents = {row.code: row.parent for row in table.rows if row.parent}
    sums = HierarchyCheck(parents) if table.grain is Grain.UNIT or parents else None
    return _schema(table, checks, dict.fromkeys(_beside(rules)), sums)


def frame_of(
    table: Table,
    readings: Mapping[str, TableReading],
    period: Period | None = None,
    beside: Mapping[Item, "pd.Series[int]"] = MappingProxyType({}),
) -> pd.DataFrame:
    """Readings of a table by reporting unit as one frame, in the order given.

    A cell declared as not asked counts as 0, every other cell without a number as NA. `beside` holds what rules look
    at elsewhere, in the same index. Without a period no rule with a condition on the calendar is judged.
    """
    values = np.vstack([_values(table, reading) for reading in readings.values()])
    missing = np.vstack([_missing(table, reading) for reading in readings.values()])
    arrays = {
        column.name: pd.arrays.IntegerArray(values[:, place], missing[:, place])
        for place, column in enumerate(table.columns)
    }
    rows = [(unit, code) for unit, reading in readings.items() for code in reading.row_codes]
    frame = pd.DataFrame(arrays, index=_index(rows))
    for item, series in beside.items():
        frame[item.text] = series.reindex(frame.index).astype("Int64")
    return frame if period is None else _dated(frame, period)


def example_frame(table: Table, changes: Iterable[Changed] = (), members: Returns | None = None) -> pd.DataFrame:
    """The clean example of a table with all that its rules look at, as one county in a fourth quarter.

    `changes` put other values into cells of the table, such as those of `Clean.broken`.
    """
    known = members or returns()
    clean = Clean(known.tables)
    changed = {(change.row, change.column): change.value for change in changes}
    rows = clean.rows(table)
    columns = {
        name: pd.array([changed.get((row, name), clean.cell(table, row, name)) for row in rows], dtype="Int64")
        for name in table.names
    }
    frame = pd.DataFrame(columns, index=_index([("990121", row) for row in rows]))
    for rule in known.rules(table.code):
        for item in _beside([rule]):
            figures = [clean.figure(table, rule, row, item, changed) for row in rows]
            frame[item.text] = pd.array(figures, dtype="Int64")
    return _dated(frame, Period.of(2026, Frequency.QUARTERLY, 4))


def _schema(
    table: Table, rules: list[pa.Check], beside: Iterable[Item], sums: HierarchyCheck | None
) -> pa.DataFrameSchema:
    calendar = {
        YEAR: pa.Column("Int64", pa.Check.in_range(1900, 2999), required=False, nullable=True),
        QUARTER: pa.Column("Int64", pa.Check.in_range(1, 4), required=False, nullable=True),
    }
    elsewhere = {item.text: pa.Column("Int64", required=False, nullable=True) for item in beside}
    return pa.DataFrameSchema(
        {**{column.name: _column(table, column, sums) for column in table.columns}, **calendar, **elsewhere},
        checks=[
            pa.Check(unique_rows, name=f"{table.code}-ROWS", description="单位和行只出现一次", ignore_na=False),
            *rules,
        ],
        index=pa.MultiIndex(
            [pa.Index(str, pa.Check.str_matches(f"^({UNIT_CODE})$"), name=UNIT), pa.Index(str, _rows(table), name=ROW)]
        ),
        strict=True,
        name=table.code,
        title=table.zh,
    )


def _column(table: Table, column: Column, sums: HierarchyCheck | None) -> pa.Column:
    least = -LARGEST + 1 if column.signed else 0
    checks = [pa.Check.in_range(least, LARGEST - 1, name=table.cell_code, description="数的大小合乎计量单位")]
    if sums:
        checks.append(pa.Check(sums, name=table.hierarchy_code, description="合计等于各行之和", ignore_na=False))
    return pa.Column("Int64", checks, nullable=True, title=column.zh, description=column.definition or None)


def _rows(table: Table) -> list[pa.Check]:
    match table.grain:
        case Grain.UNIT:
            return [pa.Check.str_matches(f"^({ROW_CODE})$")]
        case Grain.STUB:
            return [pa.Check.isin([row.code for row in table.rows])]
        case Grain.COUNTY | Grain.LIST:
            return []


def _beside(rules: Iterable[EditRule]) -> Iterator[Item]:
    """Items of rules that are not figures of the row itself, in the order of the rules."""
    items = (item for rule in rules for item in items_of(rule.relation))
    return (item for item in items if item != Item("", item.column) or not item.column)


def _values(table: Table, reading: TableReading) -> NDArray[np.int64]:
    """Rows x declared columns: the figures, 0 where there is none."""
    figures = np.where(reading.states == CellState.FILLED, reading.values, 0)
    return _aligned(table, reading, figures, 0)


def _missing(table: Table, reading: TableReading) -> NDArray[np.bool_]:
    """Rows x declared columns: cells without a number, those declared as not asked apart."""
    states = _aligned(table, reading, reading.states, CellState.ABSENT)
    return ~np.isin(states, (CellState.FILLED, CellState.NOT_APPLICABLE))


def _aligned(
    table: Table, reading: TableReading, block: NDArray[np.int64] | NDArray[np.int8], absent: int
) -> NDArray[np.int64]:
    """The block with one column a declared item, in declared order."""
    wide = np.full((len(reading.row_codes), len(table.columns)), absent, dtype=np.int64)
    for place, column in enumerate(table.columns):
        if column.name in reading.columns:
            wide[:, place] = block[:, reading.columns.index(column.name)]
    return wide


def _index(rows: list[tuple[str, str]]) -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples(rows, names=[UNIT, ROW])


def _dated(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The frame with the calendar that conditions look at."""
    calendar = {YEAR: period.year, QUARTER: quarter_of(period)}
    return frame.assign(**{name: pd.array([value] * len(frame), dtype="Int64") for name, value in calendar.items()})
