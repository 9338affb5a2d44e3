"""Workbooks of one invented county, commands run here or in a process of their own, and an office driven by them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
import shared
from one_office import (
    DAY,
    FIRST_NIGHT,
    LAST_NIGHT,
    ORGAN,
    PERMITTED_ON,
    REASON,
    RETURNS,
    SECOND_NIGHT,
    UNIT,
    WAIVED_UNTIL,
    Later,
    in_one_process,
)
from typer.testing import CliRunner, Result

from flows.cli.commands import app
from flows.sample import make_city, story
from flows.sample.story import Story
from flows.template import Figures, Order, Typed, fill
from record import disconnect
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


@pytest.fixture(scope="session")
def workbooks(told, tmp_path_factory: pytest.TempPathFactory, desk_at) -> tuple[Path, Path]:
    """The county's CA workbook with one item above its whole, and its PM workbook with one figure more than before."""
    clerk = desk_at(tmp_path_factory.mktemp("clerk"), told)
    wrong = {("CA5", ORGAN, "female"): 39, ("CA5", "TOTAL", "female"): 39}
    newer = {("PM4", ORGAN, "train_act"): 1, ("PM4", "TOTAL", "train_act"): 1}
    return clerk.workbook("CA", more=wrong), clerk.workbook("PM", more=newer)


@pytest.fixture(scope="session")
def office(workbooks: tuple[Path, Path]) -> Path:
    """The office after its first night, whose clean workbooks wait for a person; not to be changed."""
    wrong, _ = workbooks
    return shared.once("office-of-commands", lambda home: _after_first_night(home, wrong))


def _after_first_night(home: Path, wrong: Path) -> None:
    make_city(home, counties=1, periods=1)
    choices = home / "shenhe.toml"
    text = choices.read_text(encoding="utf-8")
    choices.write_text(text.replace('approve_clean = "auto"', 'approve_clean = "person"'), encoding="utf-8")
    inbox = home / "raw" / "inbox"
    shutil.copy(wrong, inbox / UNIT / wrong.name)
    files = sorted(
        inbox.rglob("*.xlsx"), key=lambda file: (file.parent.name != UNIT, RETURNS.index(file.stem.split("_")[1]))
    )
    for second, file in enumerate(files):
        os.utime(file, (second, second))  # numbered from 1 in this order
    [night] = in_one_process(home, [["night", "--date", FIRST_NIGHT]])
    assert night.exit_code == 0, night.output


@pytest.fixture
def home(office: Path, tmp_path: Path) -> Iterator[Path]:
    """An office of one's own after the first night."""
    own = tmp_path / "city"
    shutil.copytree(office, own)
    yield own
    disconnect()


@pytest.fixture(scope="session")
def later(office: Path, workbooks: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Later:
    """A waiver and a correction over three more nights, with two editions."""
    home = tmp_path_factory.mktemp("later") / "city"
    shutil.copytree(office, home)
    _, newer = workbooks
    signed = ("--by", "示例科", "-m", REASON)
    steps = {
        "the first night again": ("night", "--date", FIRST_NIGHT),
        "send": ("copy", str(newer), str(home / "raw" / "inbox" / UNIT / newer.name)),
        "approve": ("review", "approve", "2", "--date", DAY),
        "publish": ("publish", "2025Q4", "--date", DAY),
        "approve another": ("review", "approve", "3", "--date", DAY),
        "waive": ("waive", UNIT, "CA5-L01", "--row", ORGAN, "--until", WAIVED_UNTIL, *signed, "--date", DAY),
        "permit": (
            *("permit", "PM", "--unit", UNIT, "--period", "2025Q4"),
            *("--until", "2026-02-10", *signed, "--date", PERMITTED_ON),
        ),
        "the night after": ("night", "--date", SECOND_NIGHT),
        "board": ("status", "--format", "json", "--date", SECOND_NIGHT),
        "approve the corrected": ("review", "approve", "7", "--date", SECOND_NIGHT),
        "publish the corrected": ("publish", "2025Q4", "--date", SECOND_NIGHT),
        "publish once more": ("publish", "2025Q4", "--date", SECOND_NIGHT),
        "diff": ("diff", "2025Q4", "2", "3"),
        "the last night": ("night", "--date", LAST_NIGHT),
        "board of the last night": ("status", "--format", "json", "--date", LAST_NIGHT),
    }
    return Later(home, dict(zip(steps, in_one_process(home, list(steps.values())), strict=True)))
