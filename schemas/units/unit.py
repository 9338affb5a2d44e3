"""One reporting unit as it stood between two days."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class UnitKind(StrEnum):
    """What a unit is; the value is the word of the register's 类别 column."""

    CITY = "市"
    CITY_LEVEL = "市直"
    COUNTY = "县"
    ORGAN = "县直"
    TOWNSHIP = "乡镇"
    ZONE = "开发区"


CODE_FORMS: Mapping[UnitKind, re.Pattern[str]] = MappingProxyType(
    {
        UnitKind.CITY: re.compile(r"[0-9]{4}00"),
        UnitKind.CITY_LEVEL: re.compile(r"[0-9]{4}00-S[0-9]{2}"),
        UnitKind.COUNTY: re.compile(r"[0-9]{4}(?!00)[0-9]{2}"),
        UnitKind.ORGAN: re.compile(r"[0-9]{6}-J[0-9]{2}"),
        UnitKind.TOWNSHIP: re.compile(r"[0-9]{9}"),
        UnitKind.ZONE: re.compile(r"[0-9]{4}(?!00)[0-9]{2}|[0-9]{9}"),
    }
)
"""Form of a code by kind: GB/T 2260 six digits, GB/T 10114 nine, and local codes -Snn 市直 and -Jnn organs."""

PARENT_KINDS: Mapping[UnitKind, frozenset[UnitKind]] = MappingProxyType(
    {
        UnitKind.CITY: frozenset(),
        UnitKind.CITY_LEVEL: frozenset({UnitKind.CITY}),
        UnitKind.COUNTY: frozenset({UnitKind.CITY}),
        UnitKind.ORGAN: frozenset({UnitKind.COUNTY, UnitKind.CITY_LEVEL, UnitKind.ZONE}),
        UnitKind.TOWNSHIP: frozenset({UnitKind.COUNTY, UnitKind.ZONE}),
        UnitKind.ZONE: frozenset({UnitKind.CITY, UnitKind.CITY_LEVEL, UnitKind.COUNTY}),
    }
)
"""Kinds that may stand above each kind; a city has none above it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit under one name and one parent, from `valid_from` to `valid_to`, both days included.

    A new name or parent is a new Unit of the same code. `successors` are the codes that carry its figures on from the
    day after `valid_to`; where it is empty, the same code does if it goes on, else nobody. `overlaps` is the code of a
    unit whose ground it shares (开发区), or empty. Codes are text, never numbers.
    """

    code: str
    name: str
    kind: UnitKind
    parent: str
    valid_from: date
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    overlaps: str = ""
    aliases: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether it existed as described on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then the aliases."""
        return (self.name, *self.aliases)


def plain(text: str) -> str:
    """A name or code as it is compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())
