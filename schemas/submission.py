"""Submissions as they are on file: what is known of each, and what the office sees of them together."""

from dataclasses import dataclass
from datetime import date, datetime

from schemas.decision import Standing, Waiver
from schemas.finding import Finding, Tally
from schemas.receipt import Refusal
from schemas.states import State


@dataclass(frozen=True, slots=True)
class Registered:
    """A kept file's place on file.

    `repeated` is True where the same bytes were registered before. `refusal` says why it is not taken: the workbook is
    approved and no correction is open; it counts for nothing then, until it is registered again under a correction.
    """

    submission: int
    attempt: int
    repeated: bool
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check says of one submission, and what stands of it.

    Bound to the file (`sha256`), the rules (`rule_set`) and whatever else was looked at (`context`: a hash over the
    other workbooks' hashes). `findings` are all that the check found.
    """

    submission: int
    sha256: str
    rule_set: str
    context: str
    findings: tuple[Finding, ...]
    tally: Tally
    standing: Standing


@dataclass(frozen=True, slots=True)
class OnFile:
    """One submission. `rule_set` and `context` are those of its verdict, empty where there is none yet."""

    submission: int
    unit: str
    return_code: str
    period: str
    attempt: int
    sha256: str
    kept_as: str
    name: str
    received_at: datetime
    state: State
    rule_set: str = ""
    context: str = ""
    uploaded: bool = False
    """came through the portal, not by the inbox"""
    taken: bool = True
    replaced_by: int = 0
    """number of the later attempt that counts in its place, 0 where it counts itself"""
    confirmed_at: datetime | None = None
    """when it was handed in; None while it waits for that"""
    confirmed_by: str = ""
    template: str = ""
    """the version that the file is stamped with, empty without a stamp"""
    went_back_at: datetime | None = None
    """when the check first asked its unit for something; None where it asks for nothing"""

    def is_judged(self, rule_set: str, context: str) -> bool:
        """Whether its verdict was made with these rules, beside these workbooks, and after the last decision."""
        made = bool(self.rule_set) and self.state is not State.CHECKING
        return made and (self.rule_set, self.context) == (rule_set, context)


@dataclass(frozen=True, slots=True)
class VerdictOnFile:
    """The newest verdict of a submission: all that was found, and the keys of what was explained and waived then.

    `waivers` are the numbers of the waivers that did the latter.
    """

    findings: tuple[Finding, ...]
    tally: Tally
    explained: frozenset[str]
    waived: frozenset[str]
    waivers: tuple[int, ...]
    rule_set: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Approved:
    """A workbook that may be published, with what was settled about it. `correction` is its reason, else empty.

    `waivers` are those that silenced the `waived` findings.
    """

    submission: int
    unit: str
    return_code: str
    period: str
    sha256: str
    kept_as: str
    received_at: datetime
    approved_at: datetime
    rule_set: str
    explained: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]
    correction: str


@dataclass(frozen=True, slots=True)
class RuleUse:
    """What became of the findings of one rule: how often it fired, and how many were corrected, explained or waived."""

    code: str
    fired: int
    corrected: int
    explained: int
    waived: int

    @property
    def open(self) -> int:
        """Findings that still stand, or that were only told."""
        return self.fired - self.corrected - self.explained - self.waived


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One owed workbook on the board.

    `submission` is 0 and `received_at`, `on_time` None where nothing was sent. `on_time` tells of the first attempt.
    `late`: nothing was sent by the deadline, the first attempt came after it, or the workbook is back with its unit
    and was not sent again in time: by the deadline, or by `again` where it went back after that (else None).
    """

    unit: str
    unit_name: str
    return_code: str
    state: State
    due: datetime
    late: bool
    correcting: bool
    submission: int = 0
    attempt: int = 0
    received_at: datetime | None = None
    on_time: bool | None = None
    errors: int = 0
    queries: int = 0
    notes: int = 0
    explained: int = 0
    waived: int = 0
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the audit trail: who did what to what, and the hash that chains it to all before it."""

    number: int
    at: datetime
    by: str
    action: str
    subject: str
    facts: str
    """canonical JSON"""
    hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Whether the audit trail is whole: how many entries there are, and the first that does not fit, 0 for none."""

    entries: int
    broken_at: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every entry fits the one before it, and none is gone from the end."""
        return not self.broken_at


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many submissions of one period are in one state."""

    period: str
    state: State
    number: int


@dataclass(frozen=True, slots=True)
class Night:
    """One run of the night. `account` is what it told the office; `ended_at` is None while it runs or was cut short."""

    number: int
    holder: str
    started_at: datetime
    ended_at: datetime | None
    rule_set: str
    account: str


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may run the night, and until when."""

    holder: str
    taken_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class EditionOnFile:
    """An edition as the record knows it: which submissions are in it."""

    period: str
    vintage: int
    published_on: date
    fingerprint: str
    submissions: tuple[int, ...]
