"""The one clock of the portal: views ask it, and hand the moment down to whatever they call."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from schemas.periods import SHANGHAI

_standing: list[datetime] = []


def now() -> datetime:
    """This moment in Shanghai."""
    return _standing[-1] if _standing else datetime.now(SHANGHAI)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """The clock stands at a moment, for the whole process: how a day that is past or to come is looked at."""
    _standing.append(moment)
    try:
        yield
    finally:
        _standing.pop()
