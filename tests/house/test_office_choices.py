"""The settings of an office: each stands in one place, and a wrong one is told in the language of its reader."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from configured import LEAST, toml

from flows.office.configuration import _PLACES, Configuration, ConfigurationError, load


def written(folder: Path, section: str = "", line: str = "") -> Path:
    """A configuration with what must be there, a line put into a section in the place of the one of its name."""
    lines = {each: list(told) for each, told in LEAST.items()}
    if section:
        name = line.partition(" ")[0]
        kept = [each for each in lines.get(section, []) if not each.startswith(f"{name} ")]
        lines[section] = [*kept, line]
    file = folder / "shenhe.toml"
    file.write_text(toml(lines), encoding="utf-8")
    return file


def test_every_field_has_its_place() -> None:
    """And no place fills a field that is not there."""
    assert {each.field for each in _PLACES} == {each.name for each in fields(Configuration)}


@pytest.mark.parametrize("place", _PLACES, ids=lambda place: f"{place.section}.{place.name}")
def test_the_example_of_a_place_can_be_used(tmp_path: Path, place) -> None:
    """As a message shows it to who left it out; where it may be left out, the default stands."""
    given = load(written(tmp_path, place.section, place.example))
    left = load(written(tmp_path))

    assert place.required is (place.section in LEAST and place.field != "approval")
    assert {each.name for each in fields(Configuration) if getattr(given, each.name) != getattr(left, each.name)} <= {
        place.field
    }


@pytest.mark.parametrize(
    ("section", "line", "zh", "en"),
    [
        ("night", "workers = 0", "“0”，应当是正整数。", "“0”; it should be a whole number above 0."),
        ("night", 'digest = "monday"', "其中之一：mon / tue", "one of mon / tue"),
        ("night", "dask_address = 1", "带引号的文字", "a text in quotes"),
        ("checks", "false_questions = 1", "大于 0、小于 1 的小数", "a number between 0 and 1"),
        ("collection", 'first_period = "2025Q5"', "报告期，如 2025Q4", "a period such as 2025Q4"),
        ("reading", 'kinds = ["xls"]', '至少含 "xlsx" 的一组', 'a list with "xlsx" in it'),
        ("notices", 'returned = ["secret"]', "“…”，应当是一组地址", "“…”; it should be a list of addresses"),
    ],
)
def test_a_wrong_value_is_told_in_one_language(tmp_path: Path, section: str, line: str, zh: str, en: str) -> None:
    """Its place and what it should be; an address, which may hold a password, is not repeated."""
    with pytest.raises(ConfigurationError) as refused:
        load(written(tmp_path, section, line))
    chinese, english = refused.value.message("zh"), refused.value.message("en")

    assert f"[{section}] 的 {line.partition(' ')[0]} 是" in chinese
    assert zh in chinese
    assert en in english
    assert not re.search("[\u4e00-\u9fff]", english)
    assert "secret" not in chinese + english
