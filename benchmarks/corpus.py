"""The workbooks that the benchmarks read, filled from our own template, and offices with them in the inbox."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import form
import numpy as np

from flows.office.home import Home
from flows.template import Order, fill
from schemas.periods import SHANGHAI
from schemas.units import Register, Unit

NOW = datetime(2026, 10, 16, 1, tzinfo=SHANGHAI)
_WRONG_EVERY, _WRONG_AT = 10, 7
_CONFIGURATION = """\
[city]
code = "990000"
name = "示例1市"

[office]
name = "测速"
telephone = "0000-0000000"

[collection]
first_period = "2026Q3"

[night]
workers = {workers}
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Workbooks in one folder, a file a county."""

    folder: Path
    files: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.stat().st_size for file in self.files)


@cache
def _register(counties: int) -> Register:
    return form.register(counties)


@cache
def _counties(counties: int) -> tuple[Unit, ...]:
    return form.counties_of(_register(counties))


def make(folder: Path, files: int, processes: int, seed: int = 1) -> Corpus:
    """So many workbooks, every tenth with one wrong figure; the same arguments give the same bytes."""
    folder.mkdir(parents=True)
    write = partial(_write, folder=folder, files=files, seed=seed)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return Corpus(folder, tuple(pool.map(write, range(files), chunksize=25)))


def _write(index: int, *, folder: Path, files: int, seed: int) -> Path:
    units = _register(files)
    county = _counties(files)[index]
    figures = form.figures(units, county, np.random.default_rng([seed, index]), wrong=is_wrong(index))
    order = Order(form.RETURN, county, form.PERIOD, units, form.MADE_ON)
    file = folder / f"{county.code}.xlsx"
    file.write_bytes(fill(order, figures))
    return file


def is_wrong(index: int) -> bool:
    """Whether the workbook of that number holds a wrong figure."""
    return index % _WRONG_EVERY == _WRONG_AT


def wrong(files: int) -> int:
    """How many of so many workbooks hold a wrong figure."""
    return sum(map(is_wrong, range(files)))


def open_office(folder: Path, corpus: Corpus, workers: int) -> Home:
    """An office's folder with its register and the whole corpus in the inbox."""
    home = Home(folder)
    home.inbox.mkdir(parents=True)
    home.register.write_text(_register(len(corpus.files)).to_csv(), encoding="utf-8", newline="")
    home.configuration.write_text(_CONFIGURATION.format(workers=workers), encoding="utf-8")
    for file in corpus.files:
        unit = home.inbox / file.stem
        unit.mkdir()
        (unit / file.name).write_bytes(file.read_bytes())
    os.sync()
    return home


@contextmanager
def only_our_return() -> Iterator[None]:
    """While it lasts, offices collect the benchmark's return alone."""
    with patch("flows.office.opened.returns", lambda: form.RETURNS):
        yield
