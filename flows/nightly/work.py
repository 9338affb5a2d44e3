"""What one task of the night does with one batch: files to receive, units to check, workbooks to answer.

Plain functions of their arguments and the office's folder, so that they run in this process, on a thread, or on a Dask
worker alike; nothing here knows Prefect or the record.
"""

import atexit
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from threading import Lock

from flows.chamber import Chamber, Died, Done
from flows.check import Checked, Key, Library, check
from flows.gate import Admitted, Limits, examine
from flows.office import Office
from flows.read import Forms, open_package, read, read_as
from flows.receive import Intake, receive
from flows.receive.store import storing, sync_file, together
from flows.reply import Form, marked_name, marked_workbook, render
from schemas.messages import Language
from schemas.reading import Explanation, Identity, WorkbookReading
from schemas.receipt import Kind, Refusal
from schemas.report import FileReport, Report

_WHATEVER_WAS_TAKEN = Limits(kinds=frozenset(Kind))
"""A kept file stays readable when the office no longer takes its kind."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept file that is on file: its submission's number, whose it is, and where it lies below raw/."""

    submission: int
    key: Key
    sha256: str
    kept_as: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitWork:
    """One unit's workbooks of one period that are to be judged, and what stands beside them."""

    judged: tuple[Stored, ...]
    beside: tuple[Stored, ...]
    context: str
    """Hash over all that the verdicts will depend on beside the files themselves."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the check says of one submission, and what its clerk wrote on the sheet 问题清单."""

    submission: int
    checked: Checked
    written: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A kept file that could not be read again: our own fault, told to the office."""

    submission: int
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One workbook to be answered: its report, and the explanations that its new list shows again."""

    stored: Stored
    report: FileReport
    written: tuple[Explanation, ...]
    notice: str


@lru_cache(maxsize=2)
def office_of(folder: Path, opened: str) -> Office:
    """The office of a folder, opened once a run; `opened` names the run."""
    if not opened:
        raise ValueError("a run has a name")
    return Office.at(folder)


PRELOAD = ("flows.read", "flows.receive.inspect_file", "flows.reply.marks")
"""What the reading children are born with."""
_opening = Lock()


def chamber() -> Chamber:
    """This process's reading chamber, opened at its first use and closed at its end."""
    with _opening:
        return _chamber()


@cache
def _chamber() -> Chamber:
    opened = Chamber(preload=PRELOAD)
    opened.__enter__()
    atexit.register(opened.__exit__, None, None, None)
    return opened


def understand(admitted: Admitted, forms: Forms) -> WorkbookReading | Refusal:
    """An admitted file read by the office's forms; runs in the chamber's child."""
    return read(admitted, forms)


def receive_batch(office: Office, names: Sequence[str], now: datetime) -> Intake:
    """Files of the inbox received, the refused ones answered, the readings of those kept put on the shelf.

    Raises StoreError.
    """
    home = office.home
    intake = receive(
        home.inbox,
        home.raw,
        names,
        now=now,
        understand=partial(understand, forms=office.forms),
        chamber=chamber(),
        limits=office.limits,
        known=office.kept,
        tell=partial(refuse, office),
    )
    with storing():
        for kept in intake.kept:
            office.shelf.put(kept.reading)
    return intake


def examine_batch(office: Office, works: Sequence[UnitWork]) -> tuple[tuple[Examined, ...], tuple[Unread, ...]]:
    """The workbooks of some units checked together."""
    wanted = {stored.sha256: stored for work in works for stored in (*work.judged, *work.beside)}
    found = readings_of(office, tuple(wanted.values()))
    judged = [stored for work in works for stored in work.judged]
    readable = [(stored, found[stored.sha256]) for stored in judged if stored.sha256 in found]
    beside = [found[stored.sha256] for work in works for stored in work.beside if stored.sha256 in found]
    checked = check([reading for _, reading in readable], Library(beside), office.returns, office.register)
    examined = tuple(
        Examined(stored.submission, done, reading.explanations)
        for (stored, reading), done in zip(readable, checked, strict=True)
    )
    lost = (stored for stored in judged if stored.sha256 not in found)
    return examined, tuple(Unread(stored.submission, stored.kept_as) for stored in lost)


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


_READ_TOGETHER = 50


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


def answer_batch(office: Office, answers: Sequence[Answer], language: Language) -> tuple[int, ...]:
    """The marked workbooks and notices of some submissions written below replies/; the numbers of those submissions.

    A workbook without findings gets its notice only; a file of another kind than .xlsx, which cannot be marked, a page
    beside it. Raises ReplyError where a workbook cannot be marked, StoreError where the disk takes
    nothing.
    """
    found = [each for each in answers if each.report.findings]
    told = [each for each in found if Path(each.stored.kept_as).suffix == f".{Kind.XLSX}"]
    task = partial(_mark, answers=tuple(told), language=language)
    items = [f"{at}\0".encode() + (office.home.raw / each.stored.kept_as).read_bytes() for at, each in enumerate(told)]
    written: list[Path] = []
    for each, outcome in zip(told, chamber().run(task, items), strict=True):
        if isinstance(outcome, Died):
            raise ReplyError(f"{each.stored.kept_as}: {outcome.reason} {outcome.detail}")
        written.append(_put(office, each, ".xlsx", outcome.value))
    for each in found:
        if each not in told:
            page = render(Report((each.report,), office.rule_set), Form.HTML, language)
            written.append(_put(office, each, ".html", page.encode()))
    written += [_put(office, each, ".txt", f"{each.notice}\n".encode()) for each in answers]
    with storing():
        together(sync_file, written)
    return tuple(each.stored.submission for each in answers)


LANGUAGES: tuple[Language, ...] = ("zh", "en")


class ReplyError(RuntimeError):
    """A kept workbook that could not be marked: our own fault; names the file below raw/."""


def _mark(item: bytes, *, answers: tuple[Answer, ...], language: Language) -> bytes:
    position, _, original = item.partition(b"\0")
    answer = answers[int(position)]
    return marked_workbook(original, answer.report, answer.written, language)


def refuse(office: Office, source: str, refusal: Refusal) -> None:
    """The notice that a file of the inbox was not taken, below replies/ in the folder of who sent it.

    `source` is the file's path below the inbox, `*` where its name is itself personal.
    """
    folder, _, name = source.rpartition("/")
    text = "".join(f"{refusal.message(language)}\n" for language in LANGUAGES)
    told = sha256(source.encode()).hexdigest()[:6]
    title = reply_name("" if name == "*" else Path(name).stem, f"_拒收_{told}.txt")
    sync_file(_written(office.home.replies / (folder.partition("/")[0] or "_"), title, text.encode()))


def reply_name(stem: str, ending: str) -> str:
    """A file name that every system takes: no character that Windows refuses, at most 200 bytes."""
    plain = _REFUSED_IN_NAMES.sub("_", stem).encode()[: 200 - len(ending.encode())].decode(errors="ignore")
    return f"{plain}{ending}"


_REFUSED_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\ufffd]')


def _put(office: Office, answer: Answer, ending: str, content: bytes) -> Path:
    """Below replies/<unit>/<period>/<return>/: files of one name for several returns keep apart."""
    key = answer.stored.key
    folder = office.home.replies / key.unit / key.period / key.return_code
    return _written(folder, reply_name(Path(marked_name(answer.stored.name)).stem, ending), content)


def _written(folder: Path, name: str, content: bytes) -> Path:
    """Write a reply whole; an earlier one of the same name gives way to it. Raises StoreError."""
    file = folder / name
    unfinished = folder / f".{sha256(name.encode()).hexdigest()[:16]}.part"
    with storing():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(file)
    return file
