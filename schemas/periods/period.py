"""One reporting period: how it is written, where it begins and ends, and which came before."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from schemas.messages import Language, say


class Frequency(StrEnum):
    """How often a table is collected."""

    MONTHLY = "M"
    QUARTERLY = "Q"
    HALF_YEARLY = "H"
    ANNUAL = "A"

    @property
    def months(self) -> int:
        """Length of one period, in months."""
        return _MONTHS[self]


_MONTHS: Mapping[Frequency, int] = MappingProxyType(
    {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.ANNUAL: 12}
)
_FREQUENCIES: Mapping[int, Frequency] = MappingProxyType({months: frequency for frequency, months in _MONTHS.items()})

_YEAR = "(?P<year>[0-9]{4})"
_WRITTEN: tuple[tuple[re.Pattern[str], Frequency], ...] = (
    (re.compile(rf"{_YEAR}年?-?Q(?P<number>[1-4])"), Frequency.QUARTERLY),
    (re.compile(rf"Q(?P<number>[1-4])/?{_YEAR}"), Frequency.QUARTERLY),
    (re.compile(rf"{_YEAR}年?第?(?P<number>[1-4])季度?"), Frequency.QUARTERLY),
    (re.compile(rf"{_YEAR}年?-?H(?P<number>[12])"), Frequency.HALF_YEARLY),
    (re.compile(rf"{_YEAR}年?(?P<number>[上下])半年度?"), Frequency.HALF_YEARLY),
    (re.compile(rf"{_YEAR}-?M(?P<number>[0-9]{{1,2}})"), Frequency.MONTHLY),
    (re.compile(rf"{_YEAR}-(?P<number>[0-9]{{2}})"), Frequency.MONTHLY),
    (re.compile(rf"{_YEAR}年(?P<number>[0-9]{{1,2}})月份?"), Frequency.MONTHLY),
    (re.compile(rf"{_YEAR}(?:年|年?年度|年?全年)?"), Frequency.ANNUAL),
)
_HALVES: Mapping[str, int] = MappingProxyType({"上": 1, "下": 2})
_CHINESE_NUMERALS = (
    ("十一", "11"),
    ("十二", "12"),
    ("十", "10"),
    *zip("〇零○一二三四五六七八九", "000123456789", strict=True),
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class PeriodError(ValueError):
    """A text that names no period; `text` is what was found."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def message(self, language: Language) -> str:
        """What was found and how a period is written."""
        return say("PERIOD-UNREADABLE", language, {"text": self.text})


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter, half-year or year: `2026M09`, `2026Q3`, `2026H1`, `2026`.

    Sorted by the day it ends; of periods that end together the shorter comes first.
    Raises ValueError for months that form no such period.
    """

    year: int
    end_month: int
    months: int

    def __post_init__(self) -> None:
        """Refuse a year of other than four digits and months that form no period."""
        fits = self.months in _FREQUENCIES and 1 <= self.end_month <= 12 and self.end_month % self.months == 0
        if not (fits and 1900 <= self.year <= 2999):
            raise ValueError(f"no period of {self.months} months ends in {self.year}-{self.end_month}")

    @classmethod
    def of(cls, year: int, frequency: Frequency, number: int = 1) -> Self:
        """The `number`th period of a frequency in a year, counted from 1."""
        return cls(year, number * frequency.months, frequency.months)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The period of a text exactly as `str` writes it. Raises PeriodError for anything else."""
        period = cls.read(text)
        if str(period) != text:
            raise PeriodError(text)
        return period

    @classmethod
    def read(cls, text: str) -> Self:
        """The period of a text as people write it: 2026年第三季度, 2026年上半年, 2026年度, 2026年6月, 2026q3.

        White space and full-width forms do not matter. Raises PeriodError where the text names no one period.
        """
        plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
        for chinese, digits in _CHINESE_NUMERALS:
            plain = plain.replace(chinese, digits)
        for pattern, frequency in _WRITTEN:
            found = pattern.fullmatch(plain)
            if found is not None:
                return cls._built(text, int(found["year"]), frequency, found.groupdict().get("number", "1"))
        raise PeriodError(text)

    @classmethod
    def last_ended(cls, day: date, frequency: Frequency) -> Self:
        """The latest period of a frequency that had ended before `day` began."""
        return cls(day.year, -(-day.month // frequency.months) * frequency.months, frequency.months).previous()

    @classmethod
    def _built(cls, text: str, year: int, frequency: Frequency, number: str) -> Self:
        try:
            return cls.of(year, frequency, _HALVES[number] if number in _HALVES else int(number))
        except ValueError as error:
            raise PeriodError(text) from error

    def __str__(self) -> str:
        """The code: `2026M09`, `2026Q3`, `2026H1`, `2026`."""
        match self.frequency:
            case Frequency.ANNUAL:
                return str(self.year)
            case Frequency.MONTHLY:
                return f"{self.year}M{self.number:02}"
            case _:
                return f"{self.year}{self.frequency}{self.number}"

    @property
    def frequency(self) -> Frequency:
        """How often periods of this length come."""
        return _FREQUENCIES[self.months]

    @property
    def number(self) -> int:
        """Which one of its year, counted from 1."""
        return self.end_month // self.months

    @property
    def month(self) -> int | None:
        """1 to 12 of a month, else None."""
        return self.number if self.frequency is Frequency.MONTHLY else None

    @property
    def quarter(self) -> int | None:
        """1 to 4 of a quarter, else None."""
        return self.number if self.frequency is Frequency.QUARTERLY else None

    @property
    def half(self) -> int | None:
        """1 or 2 of a half-year, else None."""
        return self.number if self.frequency is Frequency.HALF_YEARLY else None

    @property
    def first_day(self) -> date:
        """The day it begins."""
        return date(self.year, self.end_month - self.months + 1, 1)

    @property
    def last_day(self) -> date:
        """The day it ends: the day for which stocks are counted."""
        return date(self.year, self.end_month, monthrange(self.year, self.end_month)[1])

    def has_ended(self, day: date) -> bool:
        """Whether it had ended before `day` began: only then can it be reported."""
        return self.last_day < day

    @property
    def zh(self) -> str:
        """2026年第三季度, 2026年上半年, 2026年度, 2026年9月."""
        match self.frequency:
            case Frequency.ANNUAL:
                return f"{self.year}年度"
            case Frequency.HALF_YEARLY:
                return f"{self.year}年{'上下'[self.number - 1]}半年"
            case Frequency.QUARTERLY:
                return f"{self.year}年第{'一二三四'[self.number - 1]}季度"
            case Frequency.MONTHLY:
                return f"{self.year}年{self.number}月"

    @property
    def en(self) -> str:
        """Q3 2026, H1 2026, 2026, September 2026."""
        match self.frequency:
            case Frequency.ANNUAL:
                return str(self.year)
            case Frequency.MONTHLY:
                return f"{ENGLISH_MONTHS[self.number - 1]} {self.year}"
            case _:
                return f"{self.frequency}{self.number} {self.year}"

    def title(self, language: Language) -> str:
        """`zh` or `en`."""
        return self.zh if language == "zh" else self.en

    def shift(self, count: int) -> Self:
        """The period of the same frequency `count` periods later, or earlier where negative."""
        years, months = divmod(self.end_month - 1 + count * self.months, 12)
        return type(self)(self.year + years, months + 1, self.months)

    def next(self) -> Self:
        """The following period of the same frequency."""
        return self.shift(1)

    def previous(self) -> Self:
        """The period of the same frequency before this one, over the turn of the year too."""
        return self.shift(-1)

    def previous_quarter(self) -> Self | None:
        """The quarter before the one in which this period ends, in the same year; None in the first quarter."""
        quarter = -(-self.end_month // 3)
        return self.of(self.year, Frequency.QUARTERLY, quarter - 1) if quarter > 1 else None

    def previous_year_end(self) -> Self:
        """The period of the same frequency that ended on 31 December of the year before."""
        return type(self)(self.year - 1, 12, self.months)

    def ending_with(self, frequency: Frequency) -> Self | None:
        """The period of another frequency that ends the same day: 2026H1 for 2026Q2; None where none does."""
        if self.end_month % frequency.months:
            return None
        return type(self)(self.year, self.end_month, frequency.months)

    def collects(self) -> tuple[Frequency, ...]:
        """Frequencies of the tables that a workbook of this period carries, the most frequent first.

        A workbook carries the tables of its own frequency and of each slower one whose period ends the same day:
        2026Q1 Q · 2026Q2 Q, H · 2026Q4 Q, H, A. Monthly workbooks carry monthly tables only.
        """
        return tuple(each for each in Frequency if self.covers(each))

    def covers(self, frequency: Frequency) -> bool:
        """Whether a workbook of this period carries tables of that frequency."""
        if self.frequency is Frequency.MONTHLY:
            return frequency is Frequency.MONTHLY
        return frequency.months >= self.months and self.end_month % frequency.months == 0
