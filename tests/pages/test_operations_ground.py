"""The ground of every page: the office as its files are now, and one clock."""

from datetime import timedelta
from pathlib import Path

import pytest

from flows.office.configuration import ConfigurationError
from portal.pages import clock
from portal.pages.office import office


def test_the_office_is_opened_once_and_again_when_its_files_change(empty_folder: Path) -> None:
    """A page costs nothing for it; a new telephone number or register is there with the next page."""
    first = office()
    assert office() is first
    assert first.home.path == empty_folder.resolve()

    choices = empty_folder / "shenhe.toml"
    choices.write_text(choices.read_text(encoding="utf-8").replace("0000-0000000", "0000-1111111"), encoding="utf-8")
    second = office()
    assert second.configuration.telephone == "0000-1111111"
    register = empty_folder / "register.csv"
    register.write_bytes(register.read_bytes())
    assert office() is not second


def test_a_configuration_that_cannot_be_used_is_told_and_not_forgotten(empty_folder: Path) -> None:
    """The page before it does not go on with yesterday's choices."""
    office()
    (empty_folder / "shenhe.toml").unlink()
    for _ in range(2):
        with pytest.raises(ConfigurationError):
            office()


def test_a_page_says_that_the_settings_cannot_be_used(empty_folder: Path, client_of) -> None:
    """503, and who can do something about it."""
    client = client_of("administrator")
    client.raise_request_exception = False
    (empty_folder / "shenhe.toml").write_text("[city", encoding="utf-8")
    answer = client.get("/accounts/add/")

    assert answer.status_code == 503
    assert "shenhe doctor" in answer.content.decode()


def test_the_clock_stands_where_it_is_put_and_runs_on_after(empty_folder: Path) -> None:
    """The fixture puts it to the morning of the sample city's newest period."""
    assert empty_folder.is_dir()
    morning = clock.now()
    assert f"{morning:%Y-%m-%d %H:%M}" == "2026-07-14 09:00"
    with clock.standing_at(morning + timedelta(days=3)):
        assert clock.now() == morning + timedelta(days=3)
    assert clock.now() == morning
