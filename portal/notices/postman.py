"""The postman of a running portal: a thread that makes a round of notices every minute, and blocks nobody."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

from django.db import DatabaseError, connections

from flows.configuration import ConfigurationError
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
            with suppress(ConfigurationError, RegisterError):  # the pages tell of it
                try:
                    one_round(office(), clock.now())
                except DatabaseError as error:
                    _log.warning("no round of notices", exc_info=error)
                finally:
                    connections.close_all()
