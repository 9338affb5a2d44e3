"""The sample city without faults: figures that every rule holds for, and one county known to the last figure."""

import csv
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from flows.check import Library, check, check_city
from flows.gate import examine
from flows.gate.sweep import sweep
from flows.read import Forms, read
from flows.sample import EXACT_COUNTY, make_city, story
from flows.sample.story import FIRST, LAST, Story
from schemas.finding import Level
from schemas.model import TOTAL_ROW, Grain
from schemas.periods import Period
from schemas.reading import CellState, WorkbookReading
from schemas.receipt import Refusal
from schemas.returns import returns
from schemas.units import Register

COUNTIES = 3
QUARTERS = tuple(FIRST.shift(count) for count in range(5))


@pytest.fixture(scope="module")
def told() -> Story:
    return story(COUNTIES)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean city over all five periods; the last one holds the county that is known exactly."""
    return make_city(tmp_path_factory.mktemp("clean") / "city", counties=COUNTIES, periods=5).folder


@pytest.fixture(scope="module")
def register(city: Path) -> Register:
    return Register.from_bytes((city / "register.csv").read_bytes())


@pytest.fixture(scope="module")
def readings(city: Path, register: Register) -> tuple[WorkbookReading, ...]:
    forms = Forms(returns(), register)
    found = []
    for file in sorted(city.glob("raw/inbox/*/*.xlsx")):
        admitted = examine(file.read_bytes(), file.name)
        assert not isinstance(admitted, Refusal)
        assert not sweep(admitted)
        reading = read(admitted, forms)
        assert isinstance(reading, WorkbookReading)
        assert reading.identity.unit == file.parent.name
        found.append(reading)
    return tuple(found)


def test_every_unit_sends_every_return_in_every_period(readings, register):
    """Nothing that is owed is missing, and nothing else is there."""
    owed = {
        (unit.code, form.code, str(period))
        for period in QUARTERS
        for unit in register.reporting(period)
        for form in returns()
        if any(period.covers(table.frequency) and table.grain is not Grain.LIST for table in form.tables)
        and form.code in {"CA", "PM", "TA"}
    }
    sent = [(each.identity.unit, each.identity.return_code, each.identity.period) for each in readings]
    assert sorted(sent) == sorted(owed)


def test_what_is_read_is_what_was_told(readings, told):
    """Numbers typed as text, full-width, with thousands marks or under a moved title come back exactly."""
    reporters = {each.unit.code: each for each in told.people.reporters}
    for reading in readings:
        form = told.returns.get(reading.identity.return_code)
        period = Period.parse(reading.identity.period)
        for figures in told.figures(reporters[reading.identity.unit], form, period):
            table = reading.table(figures.table)
            assert table is not None
            assert (table.columns, table.row_codes) == (figures.columns, figures.row_codes)
            assert (table.states == CellState.FILLED).all()
            assert (table.values == figures.values).all()
    assert sum(len(reading.cleanings) for reading in readings) > len(readings)


def test_no_rule_is_broken(readings, register):
    """No error anywhere; the one query is the known county's changed establishment in the last quarter."""
    library = Library(readings)
    for checked in check(readings, library, returns(), register):
        assert checked.tally.held > 100
        for finding in checked.findings:
            if finding.level is not Level.NOTE:
                assert finding.level is Level.QUERY
                assert (checked.key.unit, checked.key.period, finding.code) == (EXACT_COUNTY, str(LAST), "CA3-T01")
    for period in QUARTERS:
        units = [unit.code for unit in register.reporting(period)]
        assert not check_city(period, units, library, returns(), register)


def test_one_county_is_known_to_the_last_figure(readings):
    """At the end of 2026 county 990121 reports the sample county's figures, row by row, and their sums."""
    text = files("flows.sample").joinpath("county.csv").read_text(encoding="utf-8")
    known = [line for line in csv.reader(text.splitlines()) if line[2] == "now"]
    mine = [each for each in readings if (each.identity.unit, each.identity.period) == (EXACT_COUNTY, str(LAST))]
    compared = 0
    for reading in mine:
        for table in reading.tables:
            scales = [10**column.measure.decimals for column in returns().table(table.table).columns]
            rows = {line[1]: line[3:] for line in known if line[0] == table.table}
            for at, code in enumerate(table.row_codes):
                if code != TOTAL_ROW:
                    figures = [round(float(figure) * scale) for figure, scale in zip(rows[code], scales, strict=True)]
                    assert table.values[at].tolist() == figures
                    compared += len(figures)
            if TOTAL_ROW in table.row_codes:
                assert table.values[0].tolist() == table.values[1:].sum(axis=0).tolist()
    assert compared == 18 * 331 + 24


def test_openings_are_last_years_closings_and_flows_only_grow(told):
    """Each unit's opening repeats its closing of the year-end, and nothing that is counted up ever falls."""
    form = told.returns.get("CA")
    for reporter in told.people.reporters:
        quarters = [told.figures(reporter, form, period)[0] for period in QUARTERS]
        at = {name: index for index, name in enumerate(quarters[0].columns)}
        assert (quarters[1].values[:, at["opening"]] == quarters[0].values[:, at["closing"]]).all()
        for before, after in pairwise(quarters[1:]):
            assert (after.values[:, at["inc_total"]] >= before.values[:, at["inc_total"]]).all()
        assert (quarters[1].values[0, at["inc_total"]] < quarters[4].values[0, at["inc_total"]]).all()


def test_moves_inside_the_city_meet(told):
    """What the counties and the city level count as moved in from each other, they count as moved out too."""
    for period in QUARTERS:
        for code, table, inward, outward in (
            ("CA", "CA1", "inc_move_in_city", "dec_move_out_city"),
            ("PM", "PM1", "move_in_city", "move_out_city"),
        ):
            gap = 0
            for reporter in told.people.reporters:
                figures = told.figures(reporter, told.returns.get(code), period)[0]
                assert figures.table == table
                moved_in, moved_out = (figures.value(TOTAL_ROW, name) for name in (inward, outward))
                assert moved_in is not None
                assert moved_out is not None
                gap += moved_in - moved_out
            assert gap == 0


@pytest.mark.parametrize("seed", [2, 3])
def test_no_figure_is_below_zero_whatever_the_seed(seed):
    """Balancing never takes more than there is."""
    other = story(COUNTIES, seed)
    for period in QUARTERS:
        for reporter in other.people.reporters:
            for form in other.forms:
                assert all((figures.values >= 0).all() for figures in other.figures(reporter, form, period))


def test_the_same_city_comes_again(tmp_path):
    """Equal arguments give equal bytes, another seed another city."""
    cities = [make_city(tmp_path / name, counties=1, periods=1, seed=seed) for name, seed in (("a", 1), ("b", 1))]
    first, second = ({file.relative_to(c.folder): file.read_bytes() for file in every(c.folder)} for c in cities)
    assert first == second
    assert not np.array_equal(*(totals(story(2, seed)) for seed in (1, 2)))


def every(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]


def totals(told: Story) -> np.ndarray:
    return told.figures(told.people.reporters[1], told.forms[0], FIRST)[0].values[0]


def test_a_city_out_of_reach_is_refused(tmp_path):
    """Numbers that the sample cannot make are refused before anything is written, and no folder is written over."""
    for wrong in ({"counties": 0}, {"counties": 80}, {"periods": 0}, {"periods": 6}, {"counties": 2, "faults": True}):
        with pytest.raises(ValueError, match=r"sample city|faults"):
            make_city(tmp_path / "none", **wrong)
    assert not (tmp_path / "none").exists()
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FileExistsError):
        make_city(tmp_path)
