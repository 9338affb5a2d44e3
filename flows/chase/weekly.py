"""When the digest of a week is owed, and where the one before it ended."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flows.office.configuration import Weekday
from schemas.periods import SHANGHAI

_DAYS = 7
_WEEK = timedelta(days=_DAYS)


def digest_day(weekday: Weekday, today: date, last_night: date | None) -> date | None:
    """The day whose digest the night of today owes: the first of that weekday after the last night, until today.

    None where there is none yet. Before the first night of all nothing is owed.
    """
    after = today if last_night is None else last_night + timedelta(days=1)
    owed = after + timedelta(days=(weekday.number - after.isoweekday()) % _DAYS)
    return owed if owed <= today else None


def digest_begins(owed: date, runs: Sequence[datetime]) -> datetime:
    """The moment after which the digest owed for a day tells what came: where the digest before it ended.

    `runs` are the nights before the one that owes it, in the order in which they ran. The first of them a week before
    that day or later wrote the digest before, until its own moment; of several that day the last one wrote it anew.
    Where there was none, or no night before to owe it, it begins with that day.
    """
    first = owed - _WEEK
    since = [run for run in runs if run.astimezone(SHANGHAI).date() >= first]
    if since:
        day = min(run.astimezone(SHANGHAI).date() for run in since)
        if day == first or len(since) < len(runs):
            return next(run for run in reversed(since) if run.astimezone(SHANGHAI).date() == day)
    return datetime.combine(first, time(), SHANGHAI)
