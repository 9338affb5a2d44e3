"""Workbooks of one invented county as a clerk sends them, and commands run in this process or in one of their own."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.sample import make_city, story
from flows.sample.story import Story
from flows.template import Figures, Order, Typed, fill
from schemas.model import Return
from schemas.periods import Period
from schemas.reckoned import derived

MADE_ON = date(2027, 1, 5)


Cell = tuple[str, str, str]
"""Table, row code and column."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A clerk's folder: workbooks of the sample's first county, right but for what is asked."""

    folder: Path
    told: Story

    @property
    def unit(self) -> str:
        """Code of the county."""
        return self.told.people.reporters[0].unit.code

    def rows(self, table: str = "CA1", code: str = "CA", period: str = "2025Q4") -> tuple[str, ...]:
        """Codes of a table's rows, the total first."""
        figures = self.told.figures(self.told.people.reporters[0], self._form(code), Period.parse(period))
        return next(each.row_codes for each in figures if each.table == table)

    def workbook(
        self,
        code: str = "CA",
        period: str = "2025Q4",
        *,
        more: Mapping[Cell, int] = MappingProxyType({}),
        typed: Mapping[Cell, str] = MappingProxyType({}),
        name: str = "",
    ) -> Path:
        """A filled workbook in the folder: some cells hold so much more than is right, some hold a text instead."""
        reporter, form, quarter = self.told.people.reporters[0], self._form(code), Period.parse(period)
        order = Order(form, reporter.unit, quarter, self.told.people.register, MADE_ON)
        figures = [_with(each, more) for each in self.told.figures(reporter, form, quarter)]
        left_out = [_without_derived(each, order) for each in figures]
        file = self.folder / (name or order.file_name)
        file.parent.mkdir(parents=True, exist_ok=True)
        texts = [Typed(*cell, text) for cell, text in typed.items()]
        file.write_bytes(fill(order, left_out, texts, earlier=self.told.earlier(reporter, form, quarter)))
        return file

    def _form(self, code: str) -> Return:
        return next(form for form in self.told.forms if form.code == code)


def _with(figures: Figures, more: Mapping[Cell, int]) -> Figures:
    values = figures.values.copy()
    for (table, row, column), amount in more.items():
        if table == figures.table:
            values[figures.row_codes.index(row), figures.columns.index(column)] += amount
    return replace(figures, values=values)


def _without_derived(figures: Figures, order: Order) -> Figures:
    known = np.ones(figures.values.shape, dtype=np.bool_)
    for name in derived(order.form.table(figures.table)):
        known[:, figures.columns.index(name)] = False
    return replace(figures, known=known)


@pytest.fixture(scope="session")
def told() -> Story:
    """The figures of the sample city, one county and the city level."""
    return story(counties=1)


@pytest.fixture(scope="session")
def desk_at() -> type[Desk]:
    """The maker of a clerk's folder, for workbooks that several tests share."""
    return Desk


@pytest.fixture
def desk(tmp_path: Path, told: Story, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty folder of a clerk, where commands are run; nothing says where an office is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENHE_HOME", raising=False)
    monkeypatch.delenv("SHENHE_DEBUG", raising=False)
    return Desk(tmp_path, told)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample city of one county and one quarter, as `shenhe sample` leaves it; not to be changed."""
    folder = tmp_path_factory.mktemp("office") / "city"
    make_city(folder, counties=1, periods=1)
    return folder


@pytest.fixture
def shenhe() -> Callable[..., Result]:
    """A command line run in this process, in Chinese unless `--lang` says otherwise."""
    runner = CliRunner(env={"LC_ALL": "C.UTF-8", "NO_COLOR": "1"})

    def run(*arguments: str | Path) -> Result:
        return runner.invoke(app, [str(each) for each in arguments])

    return run


@pytest.fixture
def shenhe_apart(desk: Desk) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """A command line run in a process of its own whose locale knows no Chinese."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", "from flows.cli import main; main()", *map(str, arguments)],
            capture_output=True,
            check=False,
            cwd=desk.folder,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        )

    return run
