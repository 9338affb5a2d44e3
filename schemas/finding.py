"""A finding: what was found, in which cells, with which numbers; text is made late from it."""

from dataclasses import dataclass
from enum import StrEnum

from rules.language import Severity


class Level(StrEnum):
    """How grave a finding is: a rule's severity, or a refusal of the whole file."""

    REFUSED = "refused"
    ERROR = "error"
    QUERY = "query"
    NOTE = "note"

    @classmethod
    def of(cls, severity: Severity) -> "Level":
        """The level of a rule's severity."""
        return cls(severity.value)


class Pattern(StrEnum):
    """The shape of the sentence that tells a finding; each is a message of the group `findings`."""

    SUM = "sum"
    """a total against its signed parts"""
    EQUAL = "equal"
    """one value against one other (another table, the total row)"""
    OPENING = "opening"
    """an opening against the approved closing of an earlier period"""
    AT_MOST = "at_most"
    """an 其中 or a quota above its whole; `at_least` is written the other way round"""
    FALLING = "falling"
    """a cumulative flow below the previous quarter's"""
    BAND = "band"
    CHANGE = "change"
    MOVED = "moved"
    """a value that differs from the earlier period's and should not without a reason (an approved quota)"""
    DRIFT = "drift"
    NOTE_NEEDED = "note_needed"
    NEAR = "near"
    RATIO = "ratio"
    ROWS = "rows"
    """the total row against the sum of the unit rows in one column"""
    CITY = "city"
    CONDITION = "condition"
    UNSETTLED = "unsettled"
    """relations that no value of a blank or unreadable cell makes hold together"""
    BLANK = "blank"
    UNFILLED = "unfilled"
    """a workbook as it was handed out"""
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NEGATIVE = "negative"
    NO_CACHE = "no_cache"
    """a formula without a stored result"""
    NO_RESULTS = "no_results"
    """many of them: a workbook that was saved without being computed"""
    ERROR_VALUE = "error_value"
    HEADING_MISSING = "heading_missing"
    HEADING_UNKNOWN = "heading_unknown"
    ROW_MISSING = "row_missing"
    ROW_UNKNOWN = "row_unknown"
    ROW_TWICE = "row_twice"
    TABLE_MISSING = "table_missing"
    TABLE_TWICE = "table_twice"
    CLEANED = "cleaned"
    HIDDEN = "hidden"
    LAYOUT = "layout"
    """a table or file that looks otherwise than the template and was read all the same"""
    PRINTED = "printed"
    """published figures whose rounded sum or ratio does not close"""
    UNUSUAL = "unusual"
    """a figure far from the unit's own earlier ones"""
    UNLIKE = "unlike"
    """a figure far from those of units of like size"""
    STRUCTURE = "structure"
    """a part of a structure far from its share in the unit's earlier ones"""
    EXPLANATION = "explanation"
    """an explanation that cannot be taken"""

    @property
    def cells_are_alike(self) -> bool:
        """Whether it is about many cells all alike: they are told by their stretches, and none is shown for itself."""
        return self is Pattern.NO_RESULTS

    @property
    def leaves_unjudged(self) -> bool:
        """Whether most of the workbook could not be judged for it."""
        return self in {Pattern.NO_RESULTS, Pattern.UNFILLED}

    @property
    def is_of_blanks(self) -> bool:
        """Whether it is found where nothing is filled in: blanks, and what formulas reckon from them or would reckon."""
        return self in {Pattern.BLANK, Pattern.NEGATIVE, Pattern.NO_CACHE, Pattern.NO_RESULTS}


class Role(StrEnum):
    """What a cell is in a finding."""

    TOTAL = "total"
    PART = "part"
    MINUS = "minus"
    OTHER = "other"
    EARLIER = "earlier"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Address:
    """A cell of a file: sheet name, row and column from 1."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """`C12`."""
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return f"{letters}{self.row}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that a finding speaks of.

    `address` is None for a value that is not in this file (an earlier period, another county, a blank prediction).
    `value` is an integer scaled by 10**`decimals`; None where the cell holds no number, `shown` then is what it holds.
    `row_code` and `column` place it in the table; `row_label` and `column_label` are what is printed there.
    `period` is the period's code where it is not the submission's own, else empty.
    """

    role: Role
    table: str
    row_code: str
    row_label: str
    column: str
    column_label: str
    address: Address | None
    value: int | None
    decimals: int = 0
    shown: str = ""
    period: str = ""
    unit: str = ""
    """code of the county whose value it is, where it is not the submission's own"""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that may be the wrong one, with the value that would make the rules hold: a clue, never applied."""

    address: Address
    suggestion: int | None
    decimals: int
    reason: str
    """message code of the group `clues`"""
    holds: int = 0
    """so many broken rules hold with the suggestion; 0 where the reason says so itself"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands: table and sheet, the row and the column with their printed labels (empty: the whole)."""

    table: str
    sheet: str
    row_code: str = ""
    row_label: str = ""
    column: str = ""
    column_label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, doubtful or worth telling, with all the evidence that its sentence needs.

    `code` is the rule (`CA1-P01`) or the kind of cell finding (`CA1-D00`). `expected` and `difference` are scaled like
    the first cell (difference = what the cell says less what is expected). `low`, `high` are the limits of a band as
    printed text. `root` numbers the case that the finding belongs to, from 1.
    """

    code: str
    level: Level
    pattern: Pattern
    place: Place
    cells: tuple[Cell, ...]
    expected: int | None = None
    difference: int | None = None
    low: str = ""
    high: str = ""
    detail: str = ""
    suspects: tuple[Suspect, ...] = ()
    root: int = 0

    @property
    def key(self) -> str:
        """What makes it the same finding on another day: code, table, row and column, not the numbers."""
        return "|".join((self.code, self.place.table, self.place.row_code, self.place.column))

    @property
    def likeliest(self) -> Address | None:
        """The cell to look at first, red wherever it is shown: the first suspect, else the first cell that it is about."""
        if self.suspects:
            return self.suspects[0].address
        return next((cell.address for cell in self.cells if cell.address is not None), None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many judgements held, were violated, and could not be told."""

    held: int = 0
    violated: int = 0
    cannot_tell: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.held + other.held, self.violated + other.violated, self.cannot_tell + other.cannot_tell)


@dataclass(frozen=True, slots=True)
class Case:
    """Findings with one root: the first is what to correct, the rest are its consequences."""

    number: int
    lead: Finding
    consequences: tuple[Finding, ...]
