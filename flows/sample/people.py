"""Who lives in the sample city: its units with invented names, and the rows of the sample county that each is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from schemas.units import Register, Unit, UnitKind

FOUNDED = date(2020, 1, 1)
EXACT_COUNTY = "990121"
"""Its figures at the end of the year are those of the sample county, row by row."""
MOST_COUNTIES = 79
_CITY = "990100"
_FIRST_COUNTY = 21
_ORGAN, _ZONE = 0, 1
"""Positions of the county organs and of the development zone among the sample county's rows; townships follow."""
_DIGITS = "零一二三四五六七八九"
_NAMES = (
    "梅溪柳桥石门东岭清河白塔云台双桥枫林古渡龙潭桃源茶岭竹山松坪槐树"
    "平湖南塘北坡西坪红岩青石长滩高寨金坪马渡大田小河新集老街"
)
_PLACES = tuple(_NAMES[at : at + 2] for at in range(0, len(_NAMES), 2))
_TOWNS_IN_BASE = 9
_CITY_ORGANS = ("市直机关工委", "市教育系统", "市卫生健康系统", "市国资系统", "市属院校")
_LARGE_ORGANS = 2


@dataclass(frozen=True, slots=True)
class Atom:
    """One row of the sample county inside a unit; its year's events all fall into one quarter (1 to 4)."""

    row: int
    quarter: int


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a county's workbook and what it is made of."""

    unit: Unit
    atoms: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Reporter:
    """A county or the city level: a unit that owes returns, with the rows of its workbooks."""

    unit: Unit
    members: tuple[Member, ...]

    @property
    def is_exact(self) -> bool:
        """Whether it is the sample county itself."""
        return self.unit.code == EXACT_COUNTY


@dataclass(frozen=True, slots=True)
class People:
    """All reporters of the city and the register that holds them."""

    city: Unit
    reporters: tuple[Reporter, ...]
    register: Register


def settle(counties: int, codes: tuple[str, ...], seed: int) -> People:
    """A city of so many counties and its city level; `codes` are the sample county's row codes.

    Raises ValueError for a number of counties that six-digit codes of one city cannot hold.
    """
    if not 1 <= counties <= MOST_COUNTIES:
        raise ValueError(f"a sample city has 1 to {MOST_COUNTIES} counties, not {counties}")
    city = Unit(_CITY, "示例市", UnitKind.CITY, "", FOUNDED)
    reporters = [_county(number, codes, seed) for number in range(1, counties + 1)]
    reporters.append(_city_level(seed))
    units = [city]
    for each in reporters:
        units += [each.unit, *(member.unit for member in each.members)]
    return People(city, tuple(reporters), Register(tuple(units)))


def _county(number: int, codes: tuple[str, ...], seed: int) -> Reporter:
    code = f"{_CITY[:4]}{_FIRST_COUNTY + number - 1}"
    unit = Unit(code, f"示例{_numeral(number)}县", UnitKind.COUNTY, _CITY, FOUNDED)
    chance = Random(f"{seed} {code}")  # noqa: S311  # invented figures, no secrets
    members = _exact(code, codes, chance) if code == EXACT_COUNTY else _drawn(code, len(codes), chance)
    return Reporter(unit, tuple(members))


def _exact(county: str, codes: tuple[str, ...], chance: Random) -> Iterator[Member]:
    """The sample county's own units, one row each."""
    for base, code in enumerate(codes):
        place = _PLACES[base - 2] if base > _ZONE else ""
        yield Member(_row(county, code.removeprefix(county), place), _atoms((base,), chance))


def _drawn(county: str, size: int, chance: Random) -> Iterator[Member]:
    """Organs, perhaps a zone, and townships made of one or two rows of the sample county."""
    yield Member(_row(county, "-J01", ""), _atoms((_ORGAN,), chance))
    if chance.random() < 0.6:
        yield Member(_row(county, "400", ""), _atoms((_ZONE,), chance))
    places = chance.sample(_PLACES, chance.randint(9, 16))
    towns = len(places) * _TOWNS_IN_BASE // 16
    for index, place in enumerate(places):
        suffix = str(100 + index if index < towns else 200 + index)
        rows = chance.sample(range(_ZONE + 1, size), chance.choice((1, 1, 2)))
        yield Member(_row(county, suffix, place), _atoms(tuple(rows), chance))


def _row(county: str, suffix: str, place: str) -> Unit:
    """One unit of a county, its kind and name told by the end of its code."""
    code = county + suffix
    if suffix.startswith("-J"):
        return Unit(code, "县直机关工委", UnitKind.ORGAN, county, FOUNDED)
    if suffix >= "400":
        return Unit(code, "经济开发区", UnitKind.ZONE, county, FOUNDED)
    return Unit(code, place + ("镇" if suffix < "200" else "乡"), UnitKind.TOWNSHIP, county, FOUNDED)


def _city_level(seed: int) -> Reporter:
    code = f"{_CITY}-S01"
    chance = Random(f"{seed} {code}")  # noqa: S311  # invented figures, no secrets
    members = tuple(
        Member(
            Unit(f"{_CITY}-J{number:02}", name, UnitKind.ORGAN, code, FOUNDED),
            _atoms((_ORGAN,) if number <= _LARGE_ORGANS else (_ZONE,), chance),
        )
        for number, name in enumerate(_CITY_ORGANS, 1)
    )
    return Reporter(Unit(code, "示例市直", UnitKind.CITY_LEVEL, _CITY, FOUNDED), members)


def _atoms(rows: tuple[int, ...], chance: Random) -> tuple[Atom, ...]:
    """Rows with a quarter each; the large organs move early, so that no county is without events in spring."""
    return tuple(Atom(row, 1 if row == _ORGAN else chance.randint(1, 4)) for row in rows)


def _numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 三十."""
    tens, ones = divmod(number, 10)
    ahead = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return ahead + (_DIGITS[ones] if ones else "")
