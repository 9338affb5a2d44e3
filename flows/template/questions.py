"""What a cell to fill asks for, as the spreadsheet's own validation: kind of number, prompt, and word of refusal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from flows.template.plan import PlannedRow, SheetPlan
from schemas.messages import say
from schemas.model import Column
from schemas.reading import LARGEST

_LONGEST_PROMPT = 255
_PROMPTS = MappingProxyType(
    {
        (True, False): "TEMPLATE-WHOLE",
        (True, True): "TEMPLATE-WHOLE-SIGNED",
        (False, False): "TEMPLATE-DECIMAL",
        (False, True): "TEMPLATE-DECIMAL-SIGNED",
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """What neighbouring cells ask for alike."""

    measure: str
    decimals: int
    signed: bool
    definition: str

    def options(self) -> dict[str, object]:
        """As XlsxWriter takes it. A text prompt stands beside the cell; a wrong entry is told what is wanted."""
        wanted = say(
            _PROMPTS[self.decimals == 0, self.signed], "zh", {"measure": self.measure, "decimals": self.decimals}
        )
        prompt = f"{wanted}\n{self.definition}" if self.definition else wanted
        return {
            "validate": "decimal" if self.decimals else "integer",
            "criteria": "between",
            "minimum": -LARGEST if self.signed else 0,
            "maximum": LARGEST,
            "ignore_blank": True,
            "input_title": say("TEMPLATE-PROMPT", "zh"),
            "input_message": prompt[:_LONGEST_PROMPT],
            "error_title": say("TEMPLATE-NOT-TAKEN", "zh"),
            "error_message": wanted,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the sheet columns, ends included, that ask it."""

    question: Question
    first: int
    last: int


def asked(plan: SheetPlan, row: PlannedRow, columns: Sequence[Column]) -> Iterator[Asked]:
    """Questions of one row, neighbours that ask the same in one range."""
    for question, run in groupby(columns, key=lambda column: _question(plan, row, column)):
        for first, last in _runs(plan.column_at[column.name] for column in run):
            yield Asked(question, first, last)


def _question(plan: SheetPlan, row: PlannedRow, column: Column) -> Question:
    measure = row.measure if row.measure is not None and plan.takes_measure_of_row(column) else column.measure
    return Question(measure.zh, plan.decimals(row, column), column.signed, column.definition)


def _runs(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of neighbouring positions."""
    first = last = -1
    for position in positions:
        if position != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = position
        last = position
    if first >= 0:
        yield first, last
