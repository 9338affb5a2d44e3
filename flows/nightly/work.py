"""What one task of the night does with one batch: files to receive, units to check, workbooks to answer.

Plain functions of their arguments and the office's folder, so that they run in this process, on a thread, or on a Dask
worker alike; nothing here knows Prefect or the record.
"""

import atexit
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from threading import Lock

from flows.chamber import Chamber, Died, Done
from flows.check import Checked, Key, Library, check
from flows.gate import Admitted, Limits, examine
from flows.nightly.letterbox import Letter, answer_name, deliver, put, safe_name
from flows.office.opened import Office
from flows.plausibility import questions
from flows.plausibility.kept import file_of, recall
from flows.read import Forms, mismatch, open_package, read, read_as
from flows.receive import Intake, receive
from flows.receive.store import storing, sync_file, together
from flows.reply import Form, marked_workbook, render
from schemas.decision import Standing
from schemas.messages import Language
from schemas.periods import Period
from schemas.reading import Explanation, Identity, WorkbookReading
from schemas.receipt import Kind, Refusal
from schemas.report import FileReport, Report
from schemas.submission import Approved, OnFile

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


def stored_of(submission: OnFile | Approved) -> Stored:
    """Where a submission's file lies."""
    key = Key(submission.unit, submission.return_code, submission.period)
    name = submission.name if isinstance(submission, OnFile) else submission.kept_as
    return Stored(submission.submission, key, submission.sha256, submission.kept_as, name)


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
    unconfirmed: frozenset[int] = frozenset()
    """Those of the judged that their clerks have not handed in yet."""


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
class Settled:
    """One submission after the check and all decisions on file; `first` where it was never judged before."""

    stored: Stored
    examined: Examined
    standing: Standing
    context: str
    first: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One workbook to be answered: its report, and the explanations that its new list shows again."""

    stored: Stored
    report: FileReport
    written: tuple[Explanation, ...]
    notice: str
    attempt: int


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


def understand_wanted(admitted: Admitted, forms: Forms, wanted: Key) -> WorkbookReading | Refusal:
    """The same for a file that is to be one unit's return for one period, and nothing else; runs in the child too."""
    reading = read(admitted, forms)
    if isinstance(reading, Refusal):
        return reading
    other = mismatch(reading.identity, forms, wanted.unit, Period.parse(wanted.period), wanted.return_code)
    return other or reading


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
        is_unit=office.is_unit,
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
    past = {stored.submission: work.past for work in works for stored in work.judged}
    checked = check([reading for _, reading in readable], Library(beside), office.returns, office.register)
    examined = tuple(
        Examined(stored.submission, _asked(office, done, reading, past[stored.submission]), reading.explanations)
        for (stored, reading), done in zip(readable, checked, strict=True)
    )
    lost = (stored for stored in judged if stored.sha256 not in found)
    return examined, tuple(Unread(stored.submission, stored.kept_as) for stored in lost)


def _asked(office: Office, checked: Checked, reading: WorkbookReading, past: str) -> Checked:
    """What the check says, and after it the figures that are far from what is usual."""
    if not past:
        return checked
    usual = recall(file_of(office.home.usual, past, office.rule_set, office.reader))
    found = questions(reading, usual, office.returns, office.register).asked
    last = max((finding.root for finding in checked.findings), default=0)
    numbered = (replace(finding, root=root) for root, finding in enumerate(found, last + 1))
    return replace(checked, findings=(*checked.findings, *numbered))


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
    beside it. Raises ReplyError where a workbook cannot be marked, StoreError where the disk takes nothing.
    """
    found = [each for each in answers if each.report.findings]
    told = [each for each in found if is_marked(each.stored)]
    task = partial(_mark, answers=tuple(told), language=language)
    items = [f"{at}\0".encode() + (office.home.raw / each.stored.kept_as).read_bytes() for at, each in enumerate(told)]
    lists: dict[int, Letter] = {}
    for each, outcome in zip(told, chamber().run(task, items), strict=True):
        if isinstance(outcome, Died):
            raise ReplyError(f"{each.stored.kept_as}: {outcome.reason} {outcome.detail}")
        lists[each.stored.submission] = Letter(answer_name(each.stored.name, ".xlsx"), outcome.value)
    for each in found:
        if not is_marked(each.stored):
            page = render(Report((each.report,), office.rule_set), Form.HTML, language)
            lists[each.stored.submission] = Letter(answer_name(each.stored.name, ".html"), page.encode())
    written: list[Path] = []
    for each in answers:
        own = lists.get(each.stored.submission)
        letters = (_note(each.stored, each.notice),) if own is None else (own, _note(each.stored, each.notice))
        written += deliver(_folder(office, each.stored), each.attempt, letters)
    with storing():
        together(sync_file, written)
    return tuple(each.stored.submission for each in answers)


def tell(office: Office, stored: Stored, notice: str) -> Path:
    """The notice about one submission, in the place of the one that the night wrote. Raises StoreError."""
    written = put(_folder(office, stored), _note(stored, notice))
    with storing():
        sync_file(written)
    return written


def is_marked(stored: Stored) -> bool:
    """Whether the findings of a file can be marked in it: only in an .xlsx."""
    return Path(stored.kept_as).suffix == f".{Kind.XLSX}"


def _folder(office: Office, stored: Stored) -> Path:
    """Below replies/<unit>/<period>/<return>/: files of one name for several returns keep apart."""
    return office.home.replies / folder_of(stored.key)


def folder_of(key: Key) -> str:
    """Where a unit finds the answers about one of its returns, below replies/."""
    return f"{key.unit}/{key.period}/{key.return_code}"


def _note(stored: Stored, notice: str) -> Letter:
    return Letter(answer_name(stored.name, ".txt"), f"{notice}\n".encode())


LANGUAGES: tuple[Language, ...] = ("zh", "en")


class ReplyError(RuntimeError):
    """A kept workbook that could not be marked: our own fault; names the file below raw/."""


def _mark(item: bytes, *, answers: tuple[Answer, ...], language: Language) -> bytes:
    position, _, original = item.partition(b"\0")
    answer = answers[int(position)]
    return marked_workbook(original, answer.report, answer.written, language)


def mark_one(
    marking: Chamber, original: bytes, report: FileReport, written: tuple[Explanation, ...], language: Language
) -> bytes:
    """One workbook with its report marked in it. Raises ReplyError."""
    task = partial(_mark_alone, report=report, written=written, language=language)
    (outcome,) = marking.run(task, [original])
    if isinstance(outcome, Died):
        raise ReplyError(f"{report.file}: {outcome.reason} {outcome.detail}")
    return outcome.value


def _mark_alone(original: bytes, *, report: FileReport, written: tuple[Explanation, ...], language: Language) -> bytes:
    return marked_workbook(original, report, written, language)


def refuse(office: Office, source: str, refusal: Refusal) -> None:
    """The notice that a file of the inbox was not taken, below replies/ in the folder of who sent it.

    `source` is the file's path below the inbox, `*` where its name is itself personal.
    """
    leave(office, source, "拒收", both(refusal.message))


def leave(office: Office, source: str, what: str, text: str) -> None:
    """A notice about a file of the inbox that is no submission, below replies/ in the folder of who sent it.

    `source` as of `refuse`; `what` is said in the notice's name. Raises StoreError.
    """
    folder, _, name = source.rpartition("/")
    told = sha256(source.encode()).hexdigest()[:6]
    title = safe_name("" if name == "*" else Path(name).stem, f"_{what}_{told}.txt")
    sender = office.home.replies / (folder.partition("/")[0] or "_")
    written = put(sender, Letter(title, f"{text}\n".encode()))
    with storing():
        sync_file(written)


def both(said: Callable[[Language], str]) -> str:
    """A notice as it is read: in Chinese, below it in English."""
    return "\n".join(said(language) for language in LANGUAGES)
