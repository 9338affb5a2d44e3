"""Red, orange, yellow or blue for each owed workbook, and the reason in words; a pure function of the board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from schemas.messages import Language, say
from schemas.periods import CORRECTING_DAYS, SHANGHAI, Frequency, Period, working_days_between
from schemas.states import State
from schemas.submission import BoardRow


class Alert(StrEnum):
    """How pressing it is, the gravest first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    def words(self, language: Language) -> str:
        """红, 橙, 黄, 蓝: a colour is never shown without its word."""
        return say(f"ALERT-{self.name}", language)


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alert with its reason: a message code and the days that it counts."""

    alert: Alert
    code: str
    days: int = 0

    def text(self, language: Language) -> str:
        """红 · 逾期 2 天."""
        return f"{self.alert.words(language)} · {say(self.code, language, {'days': self.days})}"


@dataclass(frozen=True, slots=True)
class Lines:
    """When a period's alerts begin: working days of silence after a return, days before the deadline."""

    silent: int
    near: int
    reminder: int | None
    """None: as soon as the period has ended"""
    unexplained: bool
    """whether queries without an explanation are an alert"""


_MONTHLY = Lines(CORRECTING_DAYS[Frequency.MONTHLY], near=1, reminder=None, unexplained=False)
_SLOWER = Lines(CORRECTING_DAYS[Frequency.QUARTERLY], near=2, reminder=5, unexplained=True)
LINES: Mapping[Frequency, Lines] = MappingProxyType(
    {each: _MONTHLY if each is Frequency.MONTHLY else _SLOWER for each in Frequency}
)
_DONE = frozenset({State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED})
_BACK = frozenset({State.TO_CORRECT, State.RETURNED})


def alarm(row: BoardRow, period: Period, now: datetime, back_since: datetime | None = None) -> Alarm | None:
    """What is to be said of one owed workbook; None where nothing presses.

    `back_since` is when the workbook went back to its unit, `now` needs a time zone. What awaits review, is approved or
    published is out of the unit's hands. That moves between counties do not agree is an orange alert of the city, not of
    one workbook: see `flows.review.mirrors.open_gaps`.
    """
    if row.state in _DONE:
        return None
    today, lines = now.astimezone(SHANGHAI).date(), LINES[period.frequency]
    left = ((row.again or row.due).date() - today).days
    if row.late and left < 0:
        return Alarm(Alert.RED, "ALERT-LATE", -left)
    since = back_since or row.received_at
    if row.state in _BACK and since is not None:
        silent = working_days_between(since.astimezone(SHANGHAI).date(), today)
        if silent >= lines.silent:
            return Alarm(Alert.ORANGE, "ALERT-SILENT", silent)
    if row.state is State.TO_EXPLAIN and lines.unexplained:
        return Alarm(Alert.YELLOW, "ALERT-UNEXPLAINED")
    if 0 <= left <= lines.near:
        return Alarm(Alert.YELLOW, "ALERT-NEAR" if left else "ALERT-TODAY", left)
    if today > period.last_day and left > 0 and (lines.reminder is None or left <= lines.reminder):
        return Alarm(Alert.BLUE, "ALERT-REMINDER", left)
    return None
