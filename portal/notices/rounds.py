"""One round of notices: what happened since the last one is put into the outbox, and what waits there is sent."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from flows.office.configuration import Configuration
from flows.office.opened import Office
from portal.models import Bookmark
from portal.notices import outbox
from portal.notices.telling import Told, of_deadlines, of_event, of_the_night
from record import audit
from schemas.messages import say

_log = logging.getLogger("shenhe.notices")
_LONGEST_SECONDS = 60.0
"""A round that takes longer leaves the rest to the next one."""
_NEWS = timedelta(days=7)
"""What is older is no news: a record that was carried here is not told of from its beginning."""
_MORNING = 8
"""Deadlines are told of from this hour on."""

Send = Callable[[str, str], bool]
"""Takes an address and a text; says whether it was delivered."""


def one_round(office: Office, now: datetime, send: Send | None = None) -> int:
    """Tell what is to be told now; how many notices were delivered. Nothing happens where no target is named."""
    configuration = office.configuration
    if not configuration.notices:
        return 0
    with transaction.atomic():
        outbox.put(configuration, _news(office, now), now)
    return _sent(configuration, send or by_apprise, now)


def _news(office: Office, now: datetime) -> Iterator[Told]:
    # The first round begins at the end: what was before it is known.
    mark, _ = Bookmark.objects.select_for_update().get_or_create(pk=1, defaults={"number": audit.last_number()})
    for event in audit.export(after=mark.number):
        told = of_event(office, event) if now - event.at < _NEWS else None
        if told is not None:
            yield told
        mark.number = event.number
    mark.save(update_fields=["number"])
    if now.hour >= _MORNING:
        yield from of_deadlines(office, now)
    night = of_the_night(now)
    if night is not None:
        yield night


def _sent(configuration: Configuration, send: Send, now: datetime) -> int:
    count, begun = 0, time.monotonic()
    for letter in outbox.waiting(configuration, now):
        if send(letter.address, letter.text):
            outbox.delivered(letter, now)
            count += 1
        else:
            outbox.not_delivered(letter, now)
            _log.warning("notice not delivered", extra={"facts": {"notice": letter.number, "tries": letter.tries}})
        if time.monotonic() - begun > _LONGEST_SECONDS:
            break
    return count


def by_apprise(address: str, text: str) -> bool:
    """Whether a target took a notice; an address that apprise does not know takes none."""
    import apprise  # half a second: only who has named a target pays

    asset = apprise.AppriseAsset(storage_mode="memory", app_id="shenhe", app_desc="shenhe", app_url="")
    target = apprise.Apprise.instantiate(address, asset=asset)
    if target is None:
        return False
    return bool(target.notify(body=text, title=say("PORTAL-NAME", "zh")))
