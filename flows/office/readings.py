"""A kept file that is on file, and what was read in it: from the shelf, or read anew in the chamber."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from flows.chamber import Done
from flows.check import Key
from flows.gate import Limits, examine
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.read import Forms, open_package, read_as
from flows.receive.store import storing
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Kind, Refusal
from schemas.submission import Approved, OnFile

_WHATEVER_WAS_TAKEN = Limits(kinds=frozenset(Kind))
"""A kept file stays readable when the office no longer takes its kind."""
_READ_TOGETHER = 50
"""Files a batch."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept file that is on file: its submission's number, whose it is, and where it lies below raw/."""

    submission: int
    key: Key
    sha256: str
    kept_as: str
    name: str


def stored_of(submission: OnFile | Approved) -> Stored:
    """Where a submission's file lies."""
    key = Key(submission.unit, submission.return_code, submission.period)
    name = submission.name if isinstance(submission, OnFile) else submission.kept_as
    return Stored(submission.submission, key, submission.sha256, submission.kept_as, name)


def readings_of(office: Office, stored: Sequence[Stored]) -> dict[str, WorkbookReading]:
    """Readings of kept files by hash, from the shelf or read anew; files that cannot be read are left out."""
    found: dict[str, WorkbookReading] = {}
    missing: list[Stored] = []
    for each in stored:
        reading = office.shelf.take(each.sha256)
        if reading is not None:
            found[each.sha256] = reading
        elif (office.home.raw / each.kept_as).is_file():
            missing.append(each)
    for start in range(0, len(missing), _READ_TOGETHER):
        for reading in _read_anew(office, missing[start : start + _READ_TOGETHER]):
            with storing():
                office.shelf.put(reading)
            found[reading.sha256] = reading
    return found


def _read_anew(office: Office, missing: Sequence[Stored]) -> Iterator[WorkbookReading]:
    """Kept files read as what they were taken for, whatever version their template had then."""
    identities = tuple(Identity(each.key.return_code, each.key.unit, each.key.period, "") for each in missing)
    task = partial(_read_kept, forms=office.forms, identities=identities)
    items = [f"{at}\0".encode() + (office.home.raw / each.kept_as).read_bytes() for at, each in enumerate(missing)]
    for each, outcome in zip(missing, chamber().run(task, items), strict=True):
        if isinstance(outcome, Done) and outcome.value is not None and outcome.value.sha256 == each.sha256:
            yield outcome.value


def _read_kept(item: bytes, *, forms: Forms, identities: tuple[Identity, ...]) -> WorkbookReading | None:
    position, _, content = item.partition(b"\0")
    admitted = examine(content, "", _WHATEVER_WAS_TAKEN)
    if isinstance(admitted, Refusal):
        return None
    reading = read_as(open_package(admitted), identities[int(position)], forms)
    return reading if isinstance(reading, WorkbookReading) else None
