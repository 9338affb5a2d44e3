"""A unit's workbooks judged at once, as the night does it: after an upload, an explanation, a waiver."""

import logging
import os
from datetime import datetime
from threading import BoundedSemaphore

from flows.chamber import ChamberError
from flows.check import Key
from flows.faults import fault_number
from flows.judge.desk import Desk
from flows.judge.docket import Docket
from flows.judge.replies import ReplyError, answer_batch
from flows.judge.work import examine_batch
from flows.office.opened import Office
from flows.receive import StoreError
from schemas.periods import Period

PLACES = BoundedSemaphore(2 * (os.cpu_count() or 1))
"""So many units are read and judged at once; the others wait their turn, so that memory is bounded."""
_FAULTS = (ChamberError, StoreError, OSError, LookupError, ValueError, ArithmeticError)
"""What judging a kept file can end in: the chamber, the disk, the record (RecordError), a declaration that is not there
or does not fit (RuleError, DeclarationError, PeriodError), a figure out of range."""
_log = logging.getLogger("shenhe.judging")


def judge(office: Office, key: Key, now: datetime) -> str:
    """The unit's workbooks of the period judged and answered as the night does; the number of a fault, else empty.

    Told is a fault that met the wanted return; one that met another of the unit is in the log, for the night meets it
    too. A verdict is on file after its answer is on the disk: what was cut short in between is done again. Whoever asks
    holds the unit (`turn`) and one of the PLACES.
    """
    desk, fault = Desk(office, now), ""
    try:
        works = Docket(office, desk.today).of(Period.parse(key.period), (key.unit,))
        examined, unread = examine_batch(office, works)
        settled = desk.decide(works, desk.within_budget(works, examined))
        own = {each.submission for work in works for each in work.judged if each.key == key}
        for each in unread:
            number = _logged(LookupError(each.detail))
            fault = number if each.submission in own else fault
        untold = set()
        for answer in desk.answers(settled):
            try:
                answer_batch(office, (answer,), "zh")
            except (ReplyError, FileNotFoundError) as error:
                untold.add(answer.stored.submission)
                number = _logged(error)
                fault = number if answer.stored.key == key else fault
        desk.settle([each for each in settled if each.stored.submission not in untold])
    except _FAULTS as error:
        return _logged(error)
    return fault


def _logged(error: BaseException) -> str:
    number = fault_number(error)
    _log.error("fault %s", number, exc_info=error)
    return number
