"""The approved workbooks of a period published at once, without waiting for the night."""

from dataclasses import dataclass
from datetime import datetime

from flows.nightly.desk import Desk
from flows.office.opened import Office, alone
from flows.publish.editions import next_vintage
from record import register as record
from schemas.periods import Period
from schemas.published import NotPublished, Published


@dataclass(frozen=True, slots=True)
class Note:
    """What a person of the office says beside the next edition; an empty text takes back what was written for it."""

    text: str
    by: str


def publish(office: Office, period: Period, now: datetime, note: Note | None = None) -> Published | NotPublished | None:
    """An edition of a period; None where nothing of it is approved.

    The note is on file before the edition is made, so that one made again says the same; where there is nothing new to
    publish it waits for the edition that comes next. Raises StoreError while a night runs, RecordError for a note that
    cannot be taken, PublishError.
    """
    with alone(office.home):
        if note is not None:
            vintage = next_vintage(office.home.curated, period)
            record.put_release_note(str(period), vintage, note.text, note.by, now)
        return Desk(office, now).publish(period)
