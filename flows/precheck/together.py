"""Files read and judged together without being handed in: nothing is kept, nothing is put on file."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from flows.chamber import Chamber, Died, Done
from flows.check import Checked, Key, Library, check, key_of
from flows.decide import OnHand, rule_text_of, stand
from flows.gate import Admitted, Limits, examine
from flows.office.opened import Office
from flows.plausibility import Questions, Usual, asked_too, questions
from flows.precheck.alone import Alone, explain_alone, inspect_alone, united
from flows.precheck.kept import Kept
from flows.read import explain, read
from flows.receive.early import not_ended
from flows.receive.inspect_file import Inspected, inspect_file, labelled
from flows.reply import marked_workbook
from flows.reply.report_of import report_of
from schemas.messages import Language
from schemas.periods import Period
from schemas.personal import contains_personal
from schemas.reading import Explanation, WorkbookReading
from schemas.receipt import Refusal
from schemas.report import FileReport, Outcome
from schemas.returns import Returns
from schemas.units import Register, Unit

PRELOAD = ("flows.precheck.alone", "flows.reply.marks")
"""What the chamber's server imports once, before the first file."""
_BATCH_FILES, _BATCH_BYTES = 50, 64 << 20
_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that is to be checked: where it lies, and how it is called in the report."""

    path: Path
    called: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A file with its report, and the explanations that its clerk wrote in it."""

    offered: Offered
    report: FileReport
    written: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Inspected:
    offered: Offered
    sha256: str
    verdict: WorkbookReading | Refusal
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Recalled:
    """What an office's record adds to a check: what its past makes usual in a period, and what was decided.

    `decided` gives, for an owed workbook, the explanations on file and the waivers in force on a day.
    """

    usual: Callable[[Period], Usual | None]
    decided: Callable[[Key, date], OnHand]


@dataclass(frozen=True, eq=False)
class Ground:
    """What a check stands on: the declared returns, and the office's folder where there is one.

    `recalled` is None where no record is at hand.
    """

    returns: Returns
    office: Office | None = None
    recalled: Recalled | None = None

    def task(self) -> Callable[[bytes], Alone | Inspected]:
        """What the child does with one file."""
        if self.office is None:
            return partial(inspect_alone, returns=tuple(self.returns), limits=_LIMITS)
        return partial(inspect_file, understand=partial(read, forms=self.office.forms), limits=self.limits)

    @property
    def limits(self) -> Limits:
        """What the gate admits: by the office's choice where there is one."""
        return _LIMITS if self.office is None else self.office.limits

    def register(self, units: Sequence[Sequence[Unit]]) -> Register:
        """The office's register, else the units that the workbooks list."""
        return self.office.register if self.office is not None else united(units)

    def library(self, units: Sequence[str]) -> Library:
        """What is kept of some units in the office's folder."""
        return Library(()) if self.office is None else Kept.of(self.office).library(units)

    def on_hand(self, key: Key, today: date) -> OnHand:
        """What is on file about an owed workbook; nothing without a record."""
        return OnHand(key.unit, today) if self.recalled is None else self.recalled.decided(key, today)

    @cached_property
    def contact(self) -> str:
        """Whom to ask; empty without an office."""
        return "" if self.office is None else self.office.contact


def check_files(
    offered: Sequence[Offered], ground: Ground, chamber: Chamber, today: date, done: Callable[[int], None]
) -> tuple[Answered, ...]:
    """Every file's report, in the order given; files of one unit are judged beside each other.

    `done` hears how many files have been read. Raises OSError for a file that cannot be read, ChamberError.
    """
    inspected = tuple(_in_time(each, ground, today) for each in _inspect(offered, ground, chamber, done))
    readings = [each.verdict for each in inspected if isinstance(each.verdict, WorkbookReading)]
    register = ground.register([each.units for each in inspected])
    library = ground.library([reading.identity.unit for reading in readings]).with_readings(readings)
    checked = _asked(_judge(readings, library, ground.returns, register), readings, ground, register)
    text = rule_text_of(ground.returns)
    answers = []
    for each in inspected:
        if isinstance(each.verdict, Refusal):
            answers.append(Answered(each.offered, _refused(each, each.verdict, ground)))
            continue
        found = next(checked)
        on_hand = ground.on_hand(found.key, today)
        standing = stand(found.findings, each.verdict.explanations, on_hand, text)
        form = ground.returns.get(found.key.return_code)
        unit = register.at(found.key.unit, Period.parse(found.key.period).last_day)
        report = replace(
            report_of(each.offered.called, found, standing, form, unit, each.verdict.identity.template),
            tried=True,
            contact=ground.contact,
            left_out=found.unheard if ground.office is None else 0,
        )
        answers.append(Answered(each.offered, report, each.verdict.explanations))
    return tuple(answers)


def marked(answered: Answered, chamber: Chamber, language: Language) -> bytes | Died | None:
    """The file with its findings marked in it; None where it has changed since it was checked.

    Raises OSError, and ValueError for a refused file.
    """
    content = answered.offered.path.read_bytes()
    if hashlib.sha256(content).hexdigest() != answered.report.sha256:
        return None
    task = partial(_mark, report=answered.report, written=answered.written, language=language)
    (outcome,) = chamber.run(task, [content])
    return outcome.value if isinstance(outcome, Done) else outcome


def explained(offered: Offered, ground: Ground, chamber: Chamber, language: Language) -> str | Refusal:
    """How a file is understood, as a page of HTML; or why it is not taken. Raises OSError, ChamberError."""
    (inspected,) = _inspect([offered], ground, chamber, lambda _: None)
    if isinstance(inspected.verdict, Refusal):
        return inspected.verdict
    if ground.office is None:
        read_as = partial(explain_alone, returns=tuple(ground.returns), language=language)
        task = partial(_explain, understand=read_as, limits=ground.limits)
    else:
        forms = ground.office.forms
        task = partial(_explain, understand=partial(explain, forms=forms, language=language), limits=ground.limits)
    (outcome,) = chamber.run(task, [labelled(offered.path.name, offered.path.read_bytes())])
    return Refusal("FILE-UNREADABLE") if isinstance(outcome, Died) else outcome.value


def understood(offered: Offered, ground: Ground, chamber: Chamber) -> WorkbookReading | Refusal:
    """One file as it was read, not judged; or why it is not taken. Raises OSError, ChamberError."""
    (inspected,) = _inspect([offered], ground, chamber, lambda _: None)
    return inspected.verdict


def _mark(original: bytes, *, report: FileReport, written: tuple[Explanation, ...], language: Language) -> bytes:
    return marked_workbook(original, report, written, language)


def _explain(item: bytes, *, understand: Callable[[Admitted], str | Refusal], limits: Limits) -> str | Refusal:
    name, _, content = item.partition(b"\x00")
    admitted = examine(content, name.decode("utf-8", "replace"), limits)
    return admitted if isinstance(admitted, Refusal) else understand(admitted)


def _inspect(
    offered: Sequence[Offered], ground: Ground, chamber: Chamber, done: Callable[[int], None]
) -> Iterator[_Inspected]:
    """Every file through the chamber, a child a batch."""
    task = ground.task()
    count = 0
    for batch in _batches(offered):
        outcomes = chamber.run(task, [each.item for each in batch])
        for each, outcome in zip(batch, outcomes, strict=True):
            yield _of(each, outcome)
        count += len(batch)
        done(count)


@dataclass(frozen=True, slots=True)
class _Loaded:
    offered: Offered
    item: bytes
    sha256: str


def _batches(offered: Sequence[Offered]) -> Iterator[list[_Loaded]]:
    batch: list[_Loaded] = []
    for each in offered:
        batch.append(_loaded(each))
        if len(batch) >= _BATCH_FILES or sum(len(one.item) for one in batch) >= _BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _loaded(offered: Offered) -> _Loaded:
    """A file read up to one byte above what the gate takes; its hash is that of the whole file."""
    with offered.path.open("rb") as file:
        content = file.read(_LIMITS.file_bytes + 1)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _Loaded(offered, labelled(offered.path.name, content), digest)


def _of(loaded: _Loaded, outcome: Done[Alone | Inspected] | Died) -> _Inspected:
    if isinstance(outcome, Died):
        return _Inspected(loaded.offered, loaded.sha256, Refusal("FILE-UNREADABLE"))
    match outcome.value:
        case Alone(inspected, units):
            return _Inspected(loaded.offered, loaded.sha256, inspected.verdict, units)
        case Inspected() as inspected:
            return _Inspected(loaded.offered, loaded.sha256, inspected.verdict)


def _in_time(inspected: _Inspected, ground: Ground, today: date) -> _Inspected:
    """As the office's inbox would take it: not before its period has ended. Without an office it may be tried early."""
    if ground.office is None or isinstance(inspected.verdict, Refusal):
        return inspected
    early = not_ended(Period.parse(inspected.verdict.identity.period), today)
    return inspected if early is None else replace(inspected, verdict=early)


def _judge(
    readings: Sequence[WorkbookReading], library: Library, returns: Returns, register: Register
) -> Iterator[Checked]:
    """The findings of each reading, in order; two files of one unit, return and period are judged one after the other."""
    rounds: dict[int, list[int]] = defaultdict(list)
    seen: dict[object, int] = defaultdict(int)
    for place, reading in enumerate(readings):
        rounds[seen[key_of(reading)]].append(place)
        seen[key_of(reading)] += 1
    found: dict[int, Checked] = {}
    for places in rounds.values():
        checked = check([readings[place] for place in places], library, returns, register)
        found.update(zip(places, checked, strict=True))
    return iter([found[place] for place in range(len(readings))])


def _asked(
    checked: Iterator[Checked], readings: Sequence[WorkbookReading], ground: Ground, register: Register
) -> Iterator[Checked]:
    """The findings with the questions about figures far from what is usual, whether the night's budget has room or not."""
    periods = {reading.identity.period for reading in readings}
    usual = {each: ground.recalled.usual(Period.parse(each)) for each in periods} if ground.recalled else {}
    for reading, found in zip(readings, checked, strict=True):
        known = usual.get(reading.identity.period)
        asks = Questions() if known is None else questions(reading, known, ground.returns, register)
        yield asked_too(found, asks)


def _refused(inspected: _Inspected, refusal: Refusal, ground: Ground) -> FileReport:
    called = "*" if contains_personal(inspected.offered.called) else inspected.offered.called
    return FileReport(called, inspected.sha256, Outcome.REFUSED, refusal=refusal, contact=ground.contact)
