"""An office of one county after its first night, for the tests that send it something and look at the next ones."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from night_here import night_here
from one_county import CADRES, CITY, CITY_CADRES, Made, Town

from flows.nightly import quiet
from flows.office.home import Home
from flows.sample import make_city


@pytest.fixture(scope="module")
def nights_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The environment as a night sets it up, and as it was before afterwards."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("PREFECT", "SHENHE_HOME", "DJANGO")):
            del os.environ[name]
    folder = tmp_path_factory.mktemp("ready")
    quiet(folder)
    from record import connect, disconnect

    connect(folder)
    disconnect()
    with pytest.MonkeyPatch.context() as patch:
        night_here(patch)
        yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The workbooks of a sample city of one county, as its clerks send them."""
    folder = tmp_path_factory.mktemp("sample") / "city"
    make_city(folder, 1, 1)
    return {path.name: path.read_bytes() for path in Home(folder).inbox.rglob("*.xlsx")}


@pytest.fixture(scope="module")
def made(sent: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made") / "city"
    make_city(folder, 1, 1)
    shutil.rmtree(Home(folder).inbox)
    return Made(folder, sent)


@pytest.fixture(scope="module")
def after_first(
    nights_here: None,  # noqa: ARG001  # it comes first
    made: Made,
    tmp_path_factory: pytest.TempPathFactory,
) -> Town:
    """After the first night: the county's cadre return is to be corrected, that of the city level is published."""
    folder = tmp_path_factory.mktemp("first") / "city"
    shutil.copytree(made.folder, folder)
    town = Town(folder)
    town.send(CADRES, made.wrong)
    town.send(CITY_CADRES, made.sent[CITY_CADRES], CITY)
    account = town.night()
    assert (len(account.entered.taken), len(account.judged)) == (2, 2)
    return town


@pytest.fixture
def town(after_first: Town, tmp_path: Path) -> Town:
    shutil.copytree(after_first.folder, tmp_path / "city")
    return Town(tmp_path / "city")
