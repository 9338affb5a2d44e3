"""The postman of a running portal: a thread that makes a round of notices every minute, and blocks nobody."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

from django.db import connections

from flows.faults import fault_number
from flows.office.configuration import ConfigurationError
from portal.notices.rounds import one_round
from portal.pages import clock
from portal.pages.office import office
from schemas.units import RegisterError

_EVERY_SECONDS = 60.0
_log = logging.getLogger("shenhe.notices")


@dataclass(slots=True)
class Postman:
    """Rounds from `start` until `stop`."""

    ended: Event = field(default_factory=Event)
    thread: Thread | None = None

    def start(self) -> None:
        """Begin; ends with the process at the latest."""
        self.thread = Thread(target=self._go, name="notices", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """No further round."""
        self.ended.set()

    def _go(self) -> None:
        while not self.ended.wait(_EVERY_SECONDS):
            try:
                _round()
            except Exception as error:  # noqa: BLE001  # nobody starts this thread again: it outlives every fault
                _log.error("fault %s: no round of notices", fault_number(error), exc_info=error)


def _round() -> None:
    try:
        with suppress(ConfigurationError, RegisterError):  # the pages tell of it
            one_round(office(), clock.now())
    finally:
        connections.close_all()
