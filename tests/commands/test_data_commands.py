"""`shenhe data`: what analysts read at the terminal."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from approved import approved_of
from typer.testing import Result

from flows.chamber import Chamber
from flows.curate import Accepted, curate
from flows.office.opened import Office
from flows.precheck import PRELOAD, Ground, Offered, understood
from flows.publish import publish
from schemas.periods import Period
from schemas.published import Published, Standing
from schemas.reading import WorkbookReading

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("desk")
PERIOD = Period.parse("2025Q4")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, city: Path) -> Path:
    """An office that has published one county's workbook."""
    home = tmp_path_factory.mktemp("published")
    for name in ("register.csv", "shenhe.toml"):
        (home / name).write_bytes((city / name).read_bytes())
    office = Office.at(home)
    file = next((city / "raw" / "inbox" / "990121").glob("*干部*"))
    with Chamber(preload=PRELOAD) as chamber:
        reading = understood(Offered(file, file.name), Ground(office.returns, office), chamber)
    assert isinstance(reading, WorkbookReading)
    day = date(2026, 1, 20)
    accepted = Accepted(approved_of(reading, rule_set=office.rule_set), reading)
    facts = curate(PERIOD, [accepted], office.register, office.returns)
    owed = Standing("990121", "示例一县", "CA", "审定", day, day, on_time=True, attempts=1)
    assert isinstance(publish(facts, [owed], home / "curated", day, office.returns, "示例市"), Published)
    return home


def test_the_tables_are_listed(shenhe: Run, published: Path) -> None:
    """Code, title, periods; as JSON with every item."""
    listed = shenhe("data", "ls", "--home", published)
    described = json.loads(shenhe("data", "ls", "--home", published, "--format", "json").stdout)

    assert "CA1  公务员（含参公）数量变化情况  2025Q4" in listed.stdout
    assert {table["table"] for table in described} >= {"CA1", "CA2"}
    assert described[0]["items"][0]["code"] == "CA1.01"


def test_one_table_is_shown(shenhe: Run, published: Path) -> None:
    """Its editions and its items, by code or by title."""
    said = shenhe("data", "show", "ca1", "--home", published).stdout

    assert "2025Q4 v001  2026-01-20 发布  含 1/1 份报表" in said
    assert "CA1.02 本年增加合计（人）" in said
    assert shenhe("data", "show", "公务员（含参公）数量变化情况", "--home", published).stdout == said


def test_facts_are_csv_on_stdout(shenhe: Run, published: Path) -> None:
    """One line a fact, with the cell that it came from."""
    result = shenhe("data", "get", "CA1", "--period", "2025Q4", "--unit", "990121", "--home", published)

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert {row["period"] for row in rows} == {"2025Q4"}
    assert {row["sheet"] for row in rows if row["cell"]} == {"公务员（含参公）数量变化情况"}


@pytest.mark.parametrize("name", ["数据.csv", "数据.xlsx", "数据.parquet"])
def test_facts_are_saved(shenhe: Run, published: Path, name: str) -> None:
    """In the form that the suffix names; how many lines is told on stderr."""
    result = shenhe("data", "get", "CA1", "--wide", "-o", name, "--home", published)

    assert (result.exit_code, result.stdout) == (0, "")
    assert name in result.stderr
    assert Path(name).stat().st_size > 0
    if name.endswith("xlsx"):
        assert openpyxl.load_workbook(name).active.max_row > 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("get", "ZZ9"), "没有名为“ZZ9”的表"),
        (("get", "CA1", "--period", "2030Q1"), "2030Q1 没有发布过数据。已发布的报告期：2025Q4"),
        (("get", "CA1", "--vintage", "9"), "CA1 没有第 9 版。已有的版次：2025Q4 v001"),
        (("get", "CA1", "--period", "2025Q4", "--vintage", "9"), "2025Q4 没有第 9 版"),
        (("get", "CA1", "--as-of", "2020-01-01"), "到 2020-01-01 为止 CA1 还没有发布过；最早发布于"),
        (("get", "CA1", "--period", "2026第九"), "2026第九"),
        (("get", "CA1", "--as-of", "昨天"), "不是日期"),
        (("get", "CA1", "--as-of", "2026-02-01", "--vintage", "1"), "只能用一个"),
        (("get", "CA1", "-o", "数据.doc"), "扩展名"),
        (("show", "ZZ9"), "没有名为"),
    ],
)
def test_what_is_not_there_is_told(shenhe: Run, published: Path, arguments: tuple[str, ...], said: str) -> None:
    """One sentence, exit code 2, nothing on stdout."""
    result = shenhe("data", *arguments, "--home", published)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_nothing_published_yet_is_told(shenhe: Run, city: Path) -> None:
    """An office before its first edition."""
    result = shenhe("data", "ls", "--home", city)

    assert result.exit_code == 2
    assert "还没有发布过数据" in result.stderr


def test_an_unknown_unit_is_not_told_as_unpublished(shenhe: Run, published: Path) -> None:
    """By a name that nobody has; a known one of an unpublished period is told by that period, as it was typed."""
    unknown = shenhe("data", "get", "CA1", "--unit", "没有县", "--period", "2025Q4", "--home", published)
    unpublished = shenhe("data", "get", "CA1", "--unit", "示例一县", "--period", "2024Q3", "--home", published)

    assert (unknown.exit_code, unpublished.exit_code) == (2, 2)
    assert "没有叫“没有县”的单位或行" in unknown.stderr
    assert "2024Q3 没有发布过数据" in unpublished.stderr


def test_an_english_page_measures_in_english(shenhe: Run, published: Path) -> None:
    """As the edition's dictionary has it."""
    said = shenhe("data", "show", "CA1", "--home", published, "--lang", "en").stdout

    assert "(people)" in said
    assert "(人)" not in said
