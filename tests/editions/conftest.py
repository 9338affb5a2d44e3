"""A small city with approved workbooks, made from the clean examples of the real forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from approved import approved_of

from flows.curate import Accepted, Facts, curate
from flows.publish import publish
from flows.publish.gate import Verdict
from schemas.model import TOTAL_ROW, Grain, Table
from schemas.periods import Period
from schemas.published import NotPublished, Published, Standing
from schemas.reading import CellState, Identity, TableReading, WorkbookReading
from schemas.returns import Returns, returns
from schemas.units import Register

PERIOD = Period.parse("2026Q3")
TODAY = date(2026, 10, 20)
REGISTER = """\
代码,名称,类别,上级代码,启用日期,停用日期,承接单位,重叠单位,别名
990100,示例市,市,,2000-01-01,,,,
990121,东示例县,县,990100,2000-01-01,,,,
990121-J01,县直机关工委,县直,990121,2000-01-01,,,,
990121101,东岭镇,乡镇,990121,2000-01-01,,,,
990121102,河口镇,乡镇,990121,2000-01-01,,,,
990122,西示例县,县,990100,2000-01-01,,,,
990122101,西关镇,乡镇,990122,2000-01-01,,,,
990122102,南岭乡,乡镇,990122,2000-01-01,,,,
990123,北示例县,县,990100,2000-01-01,,,,
990123101,北坪镇,乡镇,990123,2000-01-01,,,,
"""

Cell = tuple[str, str, str]
"""Table, row code and column."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """What is asked of a made workbook: unit, return, some cells set, some declared not applicable or left blank."""

    unit: str
    return_code: str = "CA"
    cells: Mapping[Cell, int] = field(default_factory=dict)
    states: Mapping[Cell, CellState] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class City:
    """The city's register and the forms, and ways to make and publish its facts."""

    register: Register
    forms: Returns

    def reading(self, asked: Workbook, period: Period = PERIOD) -> WorkbookReading:
        """The reading of a workbook whose unit rows hold the columns' examples, and its total row their sums."""
        tables = [
            self._table(asked, table, period)
            for table in self.forms.get(asked.return_code).tables
            if period.covers(table.frequency)
        ]
        seal = sha256(repr(asked).encode()).hexdigest()
        identity = Identity(asked.return_code, asked.unit, str(period), "2026.1")
        return WorkbookReading(seal, identity, tuple(tables), (), (), (), 0)

    def _table(self, asked: Workbook, table: Table, period: Period) -> TableReading:
        rows = self.rows(table, asked.unit, period)
        names = tuple(column.name for column in table.columns)
        values = np.array([[column.example for column in table.columns]] * len(rows), dtype=np.int64)
        if table.grain is Grain.STUB:
            values = np.array([row.example for row in table.rows], dtype=np.int64)
        states = np.zeros(values.shape, dtype=np.int8)
        for (code, row, column), value in asked.cells.items():
            if code == table.code:
                values[rows.index(row), names.index(column)] = value
        for (code, row, column), state in asked.states.items():
            if code == table.code:
                states[rows.index(row), names.index(column)] = state
        values[states != CellState.FILLED] = 0
        if table.grain is Grain.UNIT and not any(key[:2] == (table.code, TOTAL_ROW) for key in asked.cells):
            values[0] = values[1:].sum(axis=0)
        shape = values.shape
        return TableReading(
            table=table.code,
            columns=names,
            row_codes=rows,
            row_labels=tuple(f"印{code}" for code in rows),
            values=values,
            states=states,
            sheets=(asked.sheet or table.code,),
            sheet_of=np.zeros(shape, dtype=np.int16),
            at_row=np.broadcast_to(np.arange(shape[0])[:, None] + 6, shape).astype(np.int32),
            at_column=np.broadcast_to(np.arange(shape[1])[None, :] + 3, shape).astype(np.int32),
        )

    def rows(self, table: Table, unit: str, period: Period = PERIOD) -> tuple[str, ...]:
        """Row codes of a county's table."""
        if table.grain is Grain.STUB:
            return tuple(row.code for row in table.rows)
        below = self.register.children(unit, period.last_day)
        return (TOTAL_ROW, *(each.code for each in below))

    def accepted(self, asked: Workbook, submission: int = 1, correction: str = "", period: Period = PERIOD) -> Accepted:
        """A made workbook as it was approved."""
        reading = self.reading(asked, period)
        return Accepted(replace(approved_of(reading, submission), correction=correction), reading)

    def facts(self, workbooks: Sequence[Workbook], correction: str = "", period: Period = PERIOD) -> Facts:
        """The facts of some workbooks, numbered in their order."""
        accepted = [self.accepted(asked, number, correction, period) for number, asked in enumerate(workbooks, start=1)]
        return curate(period, accepted, self.register, self.forms)

    def standings(self, codes: Sequence[str] = ("CA",), period: Period = PERIOD) -> tuple[Standing, ...]:
        """Every owed workbook, as if all were approved."""
        return tuple(
            Standing(
                unit.code, unit.name, code, "已审定", date(2026, 10, 15), date(2026, 10, 10), on_time=True, attempts=1
            )
            for code in codes
            for unit in self.register.reporting(period)
        )

    def publish(self, facts: Facts, curated: Path, today: date = TODAY) -> Published | NotPublished:
        """Publish the facts as an edition of the city."""
        codes = tuple(dict.fromkeys(source.workbook.return_code for source in facts.sources))
        return publish(facts, self.standings(codes, facts.period), curated, today, self.forms, "示例市")


@pytest.fixture(scope="module")
def ungated() -> Iterator[None]:
    """Editions that nobody judges, for what is not about the gate: it takes a second each and writes nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.publish.press.judge_edition", lambda *_: Verdict(()))
        yield


@pytest.fixture(scope="session")
def city() -> City:
    """The small city with the real forms."""
    return City(Register.from_csv(REGISTER), returns())


@pytest.fixture(scope="session")
def three_counties(city: City) -> Facts:
    """Approved 干部统计表 of all three counties."""
    return city.facts([Workbook("990121"), Workbook("990122"), Workbook("990123")])


@pytest.fixture(scope="session")
def published_once(city: City, three_counties: Facts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A curated folder with the first edition of 2026Q3; tests only read it."""
    curated = tmp_path_factory.mktemp("office") / "curated"
    outcome = city.publish(three_counties, curated)
    if not isinstance(outcome, Published):
        pytest.fail(str([reason.message("en") for reason in outcome.reasons]))
    return curated


@pytest.fixture(scope="session")
def workbook() -> type[Workbook]:
    """How a workbook is asked for: `workbook(unit, cells=…)`."""
    return Workbook
