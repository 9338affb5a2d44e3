"""What was turned away, as the office reads of it: whose it is, and why, without any text that is only a file's own."""

import re
from datetime import datetime

from flows.office.opened import Office
from flows.receive import sender
from schemas.periods import Period, PeriodError
from schemas.receipt import PORTAL, Fact, Refusal
from schemas.units import Unit

_VERSION = re.compile(r"[0-9]{4}(?:\.[0-9]{1,2})?")


def unit_of(office: Office, source: str, refusal: Refusal, now: datetime) -> Unit | None:
    """The unit that sent a file, by the source in its note; None where nobody knows."""
    return office.register.find(sender(source.removeprefix(f"{PORTAL}/"), refusal, office.is_unit), now.date())


def reason(office: Office, refusal: Refusal, now: datetime) -> Refusal:
    """Why, without what a cell may say."""
    facts = (
        each if each.name != "stated" or _is_known(office, each.value, now) else Fact("stated", "…")
        for each in refusal.facts
    )
    return Refusal(refusal.code, tuple(facts))


def _is_known(office: Office, stated: str, now: datetime) -> bool:
    """Whether what a workbook says of itself is a unit, a period or a version: not just any text."""
    if office.register.find(stated, now.date()) is not None or _VERSION.fullmatch(stated):
        return True
    try:
        Period.read(stated)
    except PeriodError:
        return False
    return True
