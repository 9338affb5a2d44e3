"""An office says in its configuration which kinds of files it takes; who says nothing takes .xlsx alone."""

from pathlib import Path

import pytest
from configured import toml

from flows.office.configuration import ConfigurationError, load
from schemas.receipt import Kind


def kinds(folder: Path, more: str) -> frozenset[Kind]:
    file = folder / "shenhe.toml"
    file.write_text(toml() + more, encoding="utf-8")
    return load(file).kinds


def test_nothing_said_is_xlsx_alone(tmp_path: Path) -> None:
    """The sentence of every other kind then says how to save as .xlsx."""
    assert kinds(tmp_path, "") == {Kind.XLSX}


def test_kinds_are_named_one_by_one(tmp_path: Path) -> None:
    """.xls is also the .et of WPS."""
    assert kinds(tmp_path, '\n[reading]\nkinds = ["xlsx", "xls", "ods", "csv"]\n') == set(Kind)


@pytest.mark.parametrize("value", ['"xlsx"', "[]", '["xls"]', '["xlsx", "et"]', '["xlsx", 1]', "true"])
def test_a_wrong_list_is_named_with_what_it_should_be(tmp_path: Path, value: str) -> None:
    """.xlsx cannot be left out: the templates and replies are of that kind."""
    with pytest.raises(ConfigurationError) as raised:
        kinds(tmp_path, f"\n[reading]\nkinds = {value}\n")

    assert "kinds" in raised.value.message("zh")
    assert "xlsx, xls, ods, csv" in raised.value.message("en")
