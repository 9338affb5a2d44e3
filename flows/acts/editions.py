"""The approved workbooks of a period published at once, without waiting for the night."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flows.judge.desk import Desk
from flows.office.opened import Office, alone
from flows.publish.editions import last, next_vintage, submissions_in
from record import audit
from record import register as record
from record.notes import plain_note
from schemas.messages import Language, say
from schemas.periods import Period
from schemas.published import Edition, NotPublished, Published

_DIGITS = 12
_WRITTEN = re.compile(rf"([0-9]{{1,6}})-([0-9a-f]{{{_DIGITS}}})")


@dataclass(frozen=True, slots=True)
class Note:
    """What a person of the office says beside the next edition; an empty text takes back what was written for it."""

    text: str
    by: str
    shown: str | None = None
    """what the writer had before them (`NoteSeen.carried`); None where a person writes without a page"""


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """The edition that comes next, and what is written for it so far."""

    vintage: int
    text: str

    @classmethod
    def now(cls, office: Office, period: Period) -> "NoteSeen":
        """As it stands."""
        vintage = next_vintage(office.home.curated, period)
        return cls(vintage, record.release_note(str(period), vintage))

    @property
    def carried(self) -> str:
        """As a form carries it: the number, and a short hash of the text."""
        return f"{self.vintage}-{sha256(self.text.encode()).hexdigest()[:_DIGITS]}"


class NoteOtherwise(ValueError):
    """A release note was written for another edition, or in the place of another text; nothing was kept or published."""

    def __init__(self, period: Period, shown: str, now: NoteSeen) -> None:
        super().__init__("the release note that stands is not what was seen")
        self.period = period
        self.shown = shown
        self.now = now

    def message(self, language: Language) -> str:
        """What has changed since, what is written now, and what to do."""
        return say("NOTE-OTHERWISE", language, {"changes": "".join(self._changes(language))})

    def _changes(self, language: Language) -> Iterator[str]:
        edition = self._name(self.now.vintage)
        found = _WRITTEN.fullmatch(self.shown)
        if found is None:
            yield say("NOTE-FOR-UNKNOWN", language, {"after": edition})
        elif int(found[1]) != self.now.vintage:
            yield say("NOTE-FOR-ANOTHER", language, {"before": self._name(int(found[1])), "after": edition})
        if self.now.text:
            yield say("NOTE-NOW", language, {"edition": edition, "text": self.now.text})
        else:
            yield say("NOTE-NONE-NOW", language, {"edition": edition})

    def _name(self, vintage: int) -> str:
        return f"{self.period} v{vintage:03}"


def publish(office: Office, period: Period, now: datetime, note: Note | None = None) -> Published | NotPublished | None:
    """An edition of a period; None where nothing of it is approved.

    The note is on file before the edition is made, so that one made again says the same; where there is nothing new to
    publish it waits for the edition that comes next. Without a note what was written stays. The same form sent twice is
    one edition. Raises NoteOtherwise where the edition that comes next, or what is written for it, is not what the
    writer had before them; StoreError while a night runs, RecordError for a note that cannot be taken, PublishError.
    """
    with alone(office.home):
        if note is not None:
            made = _made(office, period, note)
            if made is not None:
                return Published(made, new=True)
            _put(office, period, note, now)
        return Desk(office, now).publish(period)


def _made(office: Office, period: Period, note: Note) -> Edition | None:
    """The edition that this very form has made: the last of the period, of the number and with the note that it asks for.

    Where something was approved since, it is another person's, and the form is out of date.
    """
    shown, made = _WRITTEN.fullmatch(note.shown or ""), last(office.home.curated, period)
    if shown is None or made is None or made.vintage != int(shown[1]):
        return None
    approved = {each.submission for each in record.approved(str(period))}
    is_whole = approved == set(submissions_in(office.home.curated, made))
    return made if is_whole and made.note == plain_note(note.text) else None


def _put(office: Office, period: Period, note: Note, now: datetime) -> None:
    with audit.turn():
        stands = NoteSeen.now(office, period)
        if note.shown is not None and note.shown != stands.carried:
            raise NoteOtherwise(period, note.shown, stands)
        record.put_release_note(str(period), stands.vintage, note.text, note.by, now)
