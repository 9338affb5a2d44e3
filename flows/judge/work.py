"""What one task of the night does with one batch: files to receive, units to check; `replies` answers workbooks.

Plain functions of their arguments and the office's folder, so that they run in this process, on a thread, or on a Dask
worker alike; nothing here knows Prefect or the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from flows.check import Checked, Key, Library, check
from flows.gate import Admitted
from flows.judge.replies import refuse
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.office.readings import Stored, readings_of
from flows.plausibility import Questions, asked_too, questions
from flows.plausibility.kept import file_of, recall
from flows.read import Forms, mismatch, read
from flows.receive import Intake, receive
from schemas.decision import Standing
from schemas.periods import Period
from schemas.reading import Explanation, WorkbookReading
from schemas.receipt import Refusal


@dataclass(frozen=True, slots=True)
class UnitWork:
    """One unit's workbooks of one period that are to be judged, and what stands beside them."""

    judged: tuple[Stored, ...]
    beside: tuple[Stored, ...]
    context: str
    """Hash over all that the verdicts will depend on beside the files themselves."""
    first: frozenset[int] = frozenset()
    """Those of the judged that have never been judged before, by their numbers."""
    past: str = ""
    """Seal of the past that their figures are held against, empty without one."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the check says of one submission, and what its clerk wrote on the sheet 问题清单."""

    submission: int
    checked: Checked
    written: tuple[Explanation, ...]
    strangeness: float = 0.0
    """how strange the figures are that it asks about beyond the rules; 0 where it asks about none"""


@dataclass(frozen=True, slots=True)
class Unread:
    """A kept file that could not be read again: our own fault, told to the office."""

    submission: int
    detail: str


@dataclass(frozen=True, slots=True)
class Settled:
    """One submission after the check and all decisions on file; `first` where it was never judged before."""

    stored: Stored
    examined: Examined
    standing: Standing
    context: str
    first: bool


@lru_cache(maxsize=2)
def office_of(folder: Path, opened: str) -> Office:
    """The office of a folder, opened once a run; `opened` names the run. Raises ConfigurationError, RegisterError."""
    if not opened:
        raise ValueError("a run has a name")
    return Office.at(folder)


def understand_wanted(admitted: Admitted, forms: Forms, wanted: Key) -> WorkbookReading | Refusal:
    """An admitted file that is to be one unit's return for one period, and nothing else; runs in the chamber's child."""
    reading = read(admitted, forms)
    if isinstance(reading, Refusal):
        return reading
    other = mismatch(reading.identity, forms, wanted.unit, Period.parse(wanted.period), wanted.return_code)
    return other or reading


def receive_batch(office: Office, names: Sequence[str], now: datetime) -> Intake:
    """Files of the inbox received, the refused ones answered, the readings of those kept put on the shelf and let go.

    Raises StoreError.
    """
    home = office.home
    return receive(
        home.inbox,
        home.raw,
        names,
        now=now,
        understand=partial(read, forms=office.forms),
        chamber=chamber(),
        limits=office.limits,
        known=office.kept,
        tell=partial(refuse, office, now),
        is_unit=office.is_unit,
        shelve=office.shelf.put,
    )


def examine_batch(office: Office, works: Sequence[UnitWork]) -> tuple[tuple[Examined, ...], tuple[Unread, ...]]:
    """The workbooks of some units checked together."""
    wanted = {stored.sha256: stored for work in works for stored in (*work.judged, *work.beside)}
    found = readings_of(office, tuple(wanted.values()))
    judged = [stored for work in works for stored in work.judged]
    readable = [(stored, found[stored.sha256]) for stored in judged if stored.sha256 in found]
    beside = [found[stored.sha256] for work in works for stored in work.beside if stored.sha256 in found]
    past = {stored.submission: work.past for work in works for stored in work.judged}
    checked = check([reading for _, reading in readable], Library(beside), office.returns, office.register)
    examined = []
    for (stored, reading), done in zip(readable, checked, strict=True):
        asks = _questions(office, reading, past[stored.submission])
        examined.append(Examined(stored.submission, asked_too(done, asks), reading.explanations, asks.strangeness))
    lost = (stored for stored in judged if stored.sha256 not in found)
    return tuple(examined), tuple(Unread(stored.submission, stored.kept_as) for stored in lost)


def _questions(office: Office, reading: WorkbookReading, past: str) -> Questions:
    """The figures that are far from what is usual; none without a past."""
    if not past:
        return Questions()
    usual = recall(file_of(office.home.usual, past, office.rule_set, office.reader))
    return questions(reading, usual, office.returns, office.register)
