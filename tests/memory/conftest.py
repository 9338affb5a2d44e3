"""A record for each test: an empty database, copied, with makers of what comes in from outside."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import databases
import pytest

import record
from schemas.periods import SHANGHAI

_EMPTY = tempfile.TemporaryDirectory()
databases.place(Path(_EMPTY.name))
record.connect(Path(_EMPTY.name))

from django.db import connections

from record import register as on_file
from schemas.decision import Correction, Decision, Explained, Reason, Review, Standing
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role, Tally
from schemas.receipt import Kind, Receipt
from schemas.states import State
from schemas.submission import Registered, Verdict

START = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
RULES = "1" * 64
ALONE = "2" * 64


@pytest.fixture(scope="session", autouse=True)
def _no_folder_left() -> Iterator[None]:
    """The database that was copied goes when the tests end."""
    yield
    connections.close_all()
    databases.drop(Path(_EMPTY.name))
    _EMPTY.cleanup()


def open_empty(home: Path) -> Path:
    """An empty record in a folder, without running the migrations again."""
    connections.close_all()
    databases.copy(Path(_EMPTY.name), home)
    record.connect(home)
    return home


@dataclass
class Office:
    """A record in use, with a clock of its own: each thing done is a minute later."""

    home: Path
    now: datetime = START
    sent: dict[int, Receipt] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def receipt(self, content: str, unit: str = "990121", return_code: str = "CA", period: str = "2026Q3") -> Receipt:
        digest = sha256(content.encode()).hexdigest()
        moment = self.tick()
        return Receipt(
            sha256=digest,
            size=len(content),
            kind=Kind.XLSX,
            name="东示例县_干部统计表.xlsx",
            received_at=moment,
            source=f"{unit}/东示例县.xlsx",
            return_code=return_code,
            unit=unit,
            period=period,
            template="2026.1",
            kept_as=f"{period}/{unit}/{return_code}/{moment:%Y%m%dT%H%M%S}-{digest[:8]}.xlsx",
        )

    def send(self, content: str, unit: str = "990121", return_code: str = "CA") -> Registered:
        """A file kept and put on file."""
        receipt = self.receipt(content, unit, return_code)
        registered = on_file.register(receipt, self.tick())
        self.sent[registered.submission] = receipt
        return registered

    def judge(self, number: int, *findings: Finding, rules: str = RULES, standing: Standing | None = None) -> State:
        """A verdict put on file; without a standing, what follows from unexplained findings."""
        verdict = Verdict(
            submission=number,
            sha256=self.sent[number].sha256,
            rule_set=rules,
            context=ALONE,
            findings=findings,
            tally=Tally(100, len(findings), 1),
            standing=standing or stands(findings),
        )
        return on_file.keep_verdict(verdict, self.tick())

    def review(self, number: int, review: Review, text: str = "") -> State:
        return on_file.review(Decision(number, review, "office", text, self.tick()))

    def permit(self, unit: str = "990121", days: int = 10) -> Correction:
        today = self.today
        correction = Correction(
            unit, "CA", "2026Q3", "上报时漏计一个乡镇", "office", today, today + timedelta(days=days)
        )
        return on_file.permit_correction(correction, self.tick())

    def state(self, number: int) -> State:
        return on_file.submission(number).state


def stands(findings: tuple[Finding, ...]) -> Standing:
    """What follows where nothing was explained or waived."""
    levels = {finding.level for finding in findings}
    notes = tuple(finding for finding in findings if finding.level is Level.NOTE)
    left = tuple(finding for finding in findings if finding.level is not Level.NOTE)
    if Level.ERROR in levels:
        return Standing(State.TO_CORRECT, left, notes=notes)
    return Standing(State.TO_EXPLAIN if left else State.APPROVED, left, notes=notes)


def made(level: Level, code: str = "CA1-P01", row: str = "990121101") -> Finding:
    """A finding that one total is one too low."""
    cell = Cell(Role.TOTAL, "CA1", row, "新东岭镇", "total", "合计", Address("干部", 12, 3), 95)
    place = Place("CA1", "干部", row, "新东岭镇", "total", "合计")
    return Finding(code, level, Pattern.SUM, place, (cell,), expected=96, difference=-1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with an empty record."""
    home = open_empty(tmp_path / "home")
    yield Office(home)
    connections.close_all()
    databases.drop(home)


@pytest.fixture
def error() -> Finding:
    return made(Level.ERROR)


@pytest.fixture
def query() -> Finding:
    return made(Level.QUERY, "CA1-C01")


@pytest.fixture
def note() -> Finding:
    return made(Level.NOTE, "CA1-N01")


@pytest.fixture
def reviewed(query: Finding) -> Standing:
    """What follows where the one query is explained."""
    explained = Explained(query, Reason.PEAK, "三季度集中录用公务员28人，均已到岗", "95", "3" * 64)
    return Standing(State.AWAITING_REVIEW, explained=(explained,))


@pytest.fixture(scope="session")
def open_empty_record() -> object:
    """`open_empty`, for tests that need more than one record."""
    return open_empty


@pytest.fixture(scope="session")
def office_at() -> type[Office]:
    return Office
