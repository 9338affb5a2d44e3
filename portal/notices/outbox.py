"""The outbox: notices put there once, tried again later and later, and given up at last."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import F

from flows.office.configuration import Configuration
from portal.models import Letter
from portal.notices.telling import Told

MOST_TRIES = 12
"""The last one some three days after the first."""
_CLAIM = timedelta(minutes=10)
"""For so long a notice belongs to the process that is sending it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that this process may send now, and where it goes."""

    number: int
    address: str
    text: str
    tries: int


def digest(address: str) -> str:
    """How the outbox names a target."""
    return sha256(address.encode()).hexdigest()


def put(configuration: Configuration, told: Iterable[Told], now: datetime) -> None:
    """Notices for every target of their occasion; what is there already stays as it is."""
    addresses = {each.occasion: each.addresses for each in configuration.notices}
    letters = [
        Letter(
            occasion=each.occasion.value,
            key=each.key,
            target=digest(address),
            text=each.text,
            made_at=now,
            next_try_at=now,
        )
        for each in told
        for address in addresses.get(each.occasion, ())
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)


def waiting(configuration: Configuration, now: datetime) -> Iterator[Waiting]:
    """Notices whose time has come, oldest first; each belongs to one process alone while it is sent."""
    addresses = _addresses(configuration)
    due = Letter.objects.filter(sent_at=None, given_up=False, next_try_at__lte=now)
    for letter in due.order_by("pk"):
        address = addresses.get(letter.target)
        if address is None:  # the office named it no longer
            Letter.objects.filter(pk=letter.pk).update(given_up=True)
            continue
        mine = due.filter(pk=letter.pk, next_try_at=letter.next_try_at)
        if mine.update(next_try_at=now + _CLAIM, tries=F("tries") + 1):
            yield Waiting(letter.pk, address, letter.text, letter.tries + 1)


def delivered(letter: Waiting, now: datetime) -> None:
    """The target has taken it."""
    Letter.objects.filter(pk=letter.number).update(sent_at=now)


def not_delivered(letter: Waiting, now: datetime) -> None:
    """It is tried again, twice as long after as the last time; or given up."""
    later = now + timedelta(minutes=2**letter.tries)
    Letter.objects.filter(pk=letter.number).update(next_try_at=later, given_up=letter.tries >= MOST_TRIES)


def _addresses(configuration: Configuration) -> Mapping[str, str]:
    return {digest(address): address for each in configuration.notices for address in each.addresses}
