"""Waivers that ran out since the night before, or will within a week: what they silenced is asked again from then on."""

from collections.abc import Iterable
from datetime import date, timedelta

from flows.nightly.account import Expiring, UnitWaiver
from flows.office.opened import Office
from flows.rulebook import narrowed
from record import register as record
from schemas.decision import Waiver

NEAR = timedelta(days=7)
"""So many days ahead the office is told."""


def expiring(office: Office, today: date) -> Expiring:
    """What the night of a day tells of waivers; nothing ran out before the first night.

    One that another carries on is left out.
    """
    last = record.last_night(today)
    past = () if last is None else record.expired(last, today)
    near = tuple(each for each in record.waivers(today) if each.expires_on <= today + NEAR)
    later = tuple(each for each in record.waivers(today) if each.expires_on > today + NEAR)
    return Expiring(_named(office, past, (*near, *later)), _named(office, near, later))


def _named(office: Office, waivers: Iterable[Waiver], others: Iterable[Waiver]) -> tuple[UnitWaiver, ...]:
    """Those that none of the others carries on, each with its unit's name on its last day."""
    beside = tuple(others)
    left = (each for each in waivers if not any(other.is_as_wide_as(each) for other in beside))
    found = []
    for each in left:
        unit = office.register.at(each.unit, each.expires_on)
        scope = narrowed(each, office.returns, office.register)
        found.append(UnitWaiver(each, unit.name if unit else each.unit, scope))
    return tuple(found)
