"""When the digest of a week is owed."""

from datetime import date, timedelta

from flows.office.configuration import Weekday

_DAYS = 7


def digest_day(weekday: Weekday, today: date, last_night: date | None) -> date | None:
    """The day whose digest the night of today owes: the first of that weekday after the last night, until today.

    None where there is none yet. Before the first night of all nothing is owed.
    """
    after = today if last_night is None else last_night + timedelta(days=1)
    owed = after + timedelta(days=(weekday.number - after.isoweekday()) % _DAYS)
    return owed if owed <= today else None
