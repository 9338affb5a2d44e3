"""The reading chamber of this process, one for all that it reads."""

import atexit
from functools import cache
from threading import Lock

from flows.chamber import Chamber

PRELOAD = ("flows.read", "flows.receive.inspect_file", "flows.reply.marks")
"""What the reading children are born with."""
_opening = Lock()


def chamber() -> Chamber:
    """This process's reading chamber, opened at its first use and closed at its end."""
    with _opening:
        return _opened()


@cache
def _opened() -> Chamber:
    opened = Chamber(preload=PRELOAD)
    opened.__enter__()
    atexit.register(opened.__exit__, None, None, None)
    return opened
