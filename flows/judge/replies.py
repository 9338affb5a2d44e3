"""What counties are answered, written below replies/: marked workbooks, pages and notices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from flows.chamber import Chamber, Died
from flows.check import Key
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.office.readings import Stored
from flows.receive import sender
from flows.receive.store import storing, sync_file, together
from flows.reply import Form, marked_workbook, render
from flows.reply.letterbox import Letter, answer_name, deliver, put, safe_name
from flows.reply.notice import NotTaken, not_taken
from schemas.messages import Language
from schemas.periods import SHANGHAI
from schemas.reading import Explanation
from schemas.receipt import Kind, Refusal
from schemas.report import FileReport, Report

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class ReplyError(RuntimeError):
    """A kept workbook that could not be marked: our own fault; names the file below raw/."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One workbook to be answered: its report, and the explanations that its new list shows again."""

    stored: Stored
    report: FileReport
    written: tuple[Explanation, ...]
    notice: str
    attempt: int


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


def refuse(office: Office, received_at: datetime, source: str, refusal: Refusal) -> None:
    """The notice that a file of the inbox was not taken, below replies/ in the folder of who sent it.

    `source` is the file's path below the inbox, `*` in place of a name that is itself personal. Raises StoreError.
    """
    folder = sender(source, refusal, office.is_unit)
    unit = office.register.find(folder, received_at.astimezone(SHANGHAI).date())
    name = source.rpartition("/")[2]
    file = "" if name == "*" else safe_name(name, "")
    told = NotTaken(unit.name if unit else "", file, received_at.astimezone(SHANGHAI), refusal, office.contact)
    leave(office, source, folder, "拒收", both(partial(not_taken, told)))


def leave(office: Office, source: str, folder: str, what: str, text: str) -> None:
    """A notice about a file of the inbox that is no submission, in a folder below replies/.

    `source` as of `refuse`; `what` is said in the notice's name. Raises StoreError.
    """
    name = source.rpartition("/")[2]
    told = sha256(source.encode()).hexdigest()[:6]
    title = safe_name("" if name == "*" else Path(name).stem, f"_{what}_{told}.txt")
    written = put(office.home.replies / folder, Letter(title, f"{text}\n".encode()))
    with storing():
        sync_file(written)


def both(said: Callable[[Language], str]) -> str:
    """A notice as it is read: in Chinese, below it in English."""
    return "\n".join(said(language) for language in LANGUAGES)
