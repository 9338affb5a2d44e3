"""Who exists on a day, who owes returns, and whom a text means."""

from datetime import date

import pytest

from schemas.periods import Period
from schemas.units import Register, UnitKind

DAY = date(2026, 9, 30)
BEFORE = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("period", "codes"),
    [
        ("2025Q4", ["990100-S01", "990121", "990122", "990171"]),
        ("2026Q1", ["990100-S01", "990121", "990171"]),
        ("2005Q1", ["990100-S01", "990121", "990122"]),
        ("1999Q4", []),
    ],
)
def test_counties_city_level_and_city_zones_owe_returns(city: Register, period: str, codes: list[str]) -> None:
    """Those that exist on the last day of the period, in printed order; a county's own zone does not."""
    assert [unit.code for unit in city.reporting(Period.parse(period))] == codes


def test_rows_of_a_workbook_are_the_units_of_the_day(city: Register) -> None:
    """Organs, zones and townships in printed order, as they were named then."""
    assert [unit.name for unit in city.children("990121", BEFORE)] == [
        "县直机关工委", "示例经开区", "新东岭镇", "河口镇", "南溪乡", "北坪镇",
    ]  # fmt: skip
    assert [unit.name for unit in city.children("990121", DAY)] == [
        "县直机关工委", "示例经开区", "新东岭镇", "河口镇", "北坪镇", "北坡乡", "西关镇",
    ]  # fmt: skip
    assert city.children("990199", DAY) == ()


def test_a_code_has_the_name_of_the_day(city: Register) -> None:
    """A renamed unit keeps its code; before it existed there is none."""
    old, new = city.at("990121101", date(2024, 12, 31)), city.at("990121101", date(2025, 1, 1))
    assert old is not None
    assert new is not None
    assert (old.name, new.name) == ("东岭镇", "新东岭镇")
    assert city.at("990121101", date(1999, 1, 1)) is None
    assert all(unit.valid_on(DAY) for unit in city.current(DAY))


@pytest.mark.parametrize(
    ("text", "parent", "code"),
    [
        ("990121", None, "990121"),
        ("东示例县", None, "990121"),
        (" 东 示例县 ", None, "990121"),
        ("东县", None, "990121"),
        ("东岭镇", "990121", "990121101"),
        ("县直", "990121", "990121-J01"),
        ("990121-J01", "990121", "990121-J01"),
        ("西示例县", None, None),
        ("990121101", "990171", None),
        ("东岭", None, None),
        ("", None, None),
    ],
)
def test_a_unit_is_found_by_code_name_or_alias(city: Register, text: str, parent: str | None, code: str | None) -> None:
    """Exactly or not at all: no part of a name matches, and only units of the day and of the parent."""
    found = city.find(text, DAY, parent)
    assert (None if found is None else found.code) == code


def test_a_name_of_two_units_is_not_decided(city: Register) -> None:
    """县直机关工委 exists in each county: the text alone names none, with its county it does."""
    assert len(city.matches("县直机关工委", BEFORE)) == 2
    assert city.find("县直机关工委", BEFORE) is None
    found = city.find("县直机关工委", BEFORE, "990122")
    assert found is not None
    assert found.code == "990122-J01"


def test_a_name_goes_before_an_alias() -> None:
    """Where one unit's alias is another's name, the name is meant."""
    register = Register.from_csv(
        "代码,名称,类别,上级代码,启用日期,停用日期,承接单位,重叠单位,别名\n"
        "990100,示例市,市,,2020-01-01,,,,\n"
        "990121,甲县,县,990100,2020-01-01,,,,\n"
        "990200,示例二市,市,,2020-01-01,,,,\n"
        "990221,乙县,县,990200,2020-01-01,,,,甲县\n"
    )
    found = register.find("甲县", DAY)
    assert found is not None
    assert found.code == "990121"


@pytest.mark.parametrize(
    ("text", "parent", "code"),
    [
        ("9.90121E+11", None, "990121"),
        ("9.90121e11", None, "990121"),
        ("9.90121102E+8", None, "990121102"),
        ("９９０１２１１０２", "990121", "990121102"),
        ("990121.0", None, "990121"),
        ("'990121", None, "990121"),
        ("990121 102", None, "990121102"),
        ("990121000000", None, "990121"),
        ("990121102000", None, "990121102"),
        ("990121－J1", "990121", "990121-J01"),
        ("990121_j01", None, "990121-J01"),
        ("9.9012E+11", None, None),
        ("9.90121E+11", "990121", None),
        ("9.90121E+99", None, None),
        ("990122", None, None),
        ("约3万", None, None),
        ("", None, None),
    ],
)
def test_a_spoilt_code_leads_to_its_probable_unit(
    city: Register, text: str, parent: str | None, code: str | None
) -> None:
    """What a spreadsheet does to a code is undone where one unit of the day fits; else nothing is guessed."""
    found = city.probable(text, DAY, parent)
    assert (None if found is None else found.code) == code


@pytest.mark.parametrize("text", ["10121", "10121000", "10121000000", "1.0121E+10"])
def test_lost_leading_zeros_are_put_back(text: str) -> None:
    """A code of a province that begins with 0 loses it in a number cell."""
    register = Register.from_csv(
        "代码,名称,类别,上级代码,启用日期,停用日期,承接单位,重叠单位,别名\n"
        "010100,示例市,市,,2020-01-01,,,,\n"
        "010121,甲县,县,010100,2020-01-01,,,,\n"
    )
    found = register.probable(text, DAY)
    assert found is not None
    assert found.code == "010121"
    assert found.kind is UnitKind.COUNTY
