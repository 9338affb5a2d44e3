"""When the workbooks of a period are due: working days by the Chinese holiday calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar.constants import holidays as published_holidays

from schemas.messages import Language, say
from schemas.periods.period import ENGLISH_MONTHS, Frequency, Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOSING_TIME = time(17, 30)
_NIGHT_ENDS = time(6)
"""What a night takes from the inbox before this time was laid there the day before."""

WORKING_DAYS: Mapping[Frequency, int] = MappingProxyType(
    {Frequency.MONTHLY: 3, Frequency.QUARTERLY: 8, Frequency.HALF_YEARLY: 12, Frequency.ANNUAL: 20}
)
"""Working days after the end of a period within which a table of that frequency is due."""

CORRECTING_DAYS: Mapping[Frequency, int] = MappingProxyType(
    {each: 2 if each is Frequency.MONTHLY else 3 for each in Frequency}
)
"""Working days within which a workbook that went back to its unit is to be sent again; silent for longer it is orange."""

# Holidays by law on a day of the solar year; the lunar ones and the exchanged weekends wait for the yearly notice.
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a workbook is due, in Asia/Shanghai.

    `calendar_known` is False where the holidays of a day counted were not published yet: the time is then an estimate
    from weekdays and the fixed public holidays, and the office should confirm it.
    """

    at: datetime
    calendar_known: bool

    def is_past(self, now: datetime) -> bool:
        """Whether the time has passed. Raises ValueError for a `now` without a time zone."""
        return _local(now) > self.at

    def days_left(self, now: datetime) -> int:
        """Calendar days from today in Shanghai to the day it is due; negative once that day is over."""
        return (self.at.date() - _local(now).date()).days

    def text(self, language: Language) -> str:
        """10月15日（周四）17:30, with a remark where the day is an estimate."""
        weekday = self.at.weekday()
        facts = {
            "month": self.at.month if language == "zh" else ENGLISH_MONTHS[self.at.month - 1],
            "day": self.at.day,
            "weekday": "一二三四五六日"[weekday] if language == "zh" else _ENGLISH_DAYS[weekday],
            "time": f"{self.at:%H:%M}",
        }
        return say("DEADLINE" if self.calendar_known else "DEADLINE-ESTIMATED", language, facts)


def usual_days(period: Period) -> int:
    """Working days allowed for a workbook of a period: those of the slowest table that it carries."""
    return max(WORKING_DAYS[frequency] for frequency in period.collects())


def due(period: Period, working_days: int) -> Deadline:
    """17:30 in Shanghai on the given working day after the end of a period.

    Weekends that are worked in exchange for a holiday (调休) count. Raises ValueError for less than one working day.
    """
    if working_days < 1:
        raise ValueError(f"{working_days} working days after a period is no deadline")
    day, counted, known = period.last_day, 0, True
    while counted < working_days:
        day += timedelta(days=1)
        known = known and calendar_known(day.year)
        counted += is_working_day(day)
    return Deadline(datetime.combine(day, CLOSING_TIME, SHANGHAI), known)


def came_at(received: datetime, *, uploaded: bool) -> datetime:
    """When a file counts as handed in: an upload when it was received, a file of the inbox on the day it was laid there.

    A night takes what was laid into the inbox the day before: that counts at the closing time of that day.
    """
    local = _local(received)
    if uploaded or local.time() >= _NIGHT_ENDS:
        return local
    return datetime.combine(local.date() - timedelta(days=1), CLOSING_TIME, SHANGHAI)


def due_again(period: Period, back: datetime) -> Deadline:
    """Until when a workbook that came in time and went back to its unit is to be sent again.

    The period's deadline where it went back before that, else 17:30 on the last of `CORRECTING_DAYS` after the day on
    which it did. Raises ValueError for a time without a time zone.
    """
    deadline = due(period, usual_days(period))
    if not deadline.is_past(back):
        return deadline
    day = working_day_after(_local(back).date(), CORRECTING_DAYS[period.frequency])
    return Deadline(datetime.combine(day, CLOSING_TIME, SHANGHAI), calendar_known(day.year))


def working_day_after(day: date, count: int) -> date:
    """The working day that is so many after a day."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; 0 where `last` is not later."""
    return sum(is_working_day(first + timedelta(days=step)) for step in range(1, (last - first).days + 1))


def is_working_day(day: date) -> bool:
    """Whether offices in China work on a day: by the published calendar, else by weekday and fixed holidays."""
    if calendar_known(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


@cache
def calendar_known(year: int) -> bool:
    """Whether the installed calendar holds the State Council's holiday notice for a year."""
    first: date = min(published_holidays)
    last: date = max(published_holidays)
    return first.year <= year <= last.year


def _local(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("the time now needs a time zone")
    return now.astimezone(SHANGHAI)
