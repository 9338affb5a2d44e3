"""Which published facts are asked for, which editions have them, and why there are none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.publish.editions import current
from schemas.messages import Told
from schemas.periods import Period
from schemas.published import Edition


class DataError(Told, LookupError):
    """What was asked for is not there; `code` is a message code of the group `publishing`."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which facts of a table: periods from `first` to `last`, a unit or row by code or name, and which vintage.

    `as_of` takes the numbers as they were known at the end of that day; `vintage` a numbered edition of each period;
    neither takes the current ones. `table` is a code or a title. `row` is the code of a row of every unit's table,
    `column` the name of an item.
    """

    table: str
    first: Period | None = None
    last: Period | None = None
    unit: str = ""
    as_of: date | None = None
    vintage: int | None = None
    row: str = ""
    column: str = ""

    @property
    def span(self) -> str:
        """The periods asked for, as typed; empty for all."""
        if self.first and self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}..{self.last or ''}" if self.first or self.last else ""

    def text(self) -> str:
        """What is asked for, as typed."""
        parts = (
            self.span,
            self.unit,
            self.row,
            self.column,
            f"as_of {self.as_of}" if self.as_of else "",
            f"v{self.vintage:03}" if self.vintage is not None else "",
        )
        return " ".join(part for part in parts if part) or "—"


def editions_of(editions: Sequence[Edition], selection: Selection) -> Iterator[Edition]:
    """The edition of each period that a selection takes its facts from."""
    if selection.vintage is not None:
        editions = [each for each in editions if each.vintage == selection.vintage]
    for edition in current(editions, selection.as_of):
        period = Period.parse(edition.period)
        after = selection.first is None or selection.first <= period
        if after and (selection.last is None or period <= selection.last):
            yield edition


def edition_at(editions: Sequence[Edition], period: str, vintage: int) -> Edition:
    """An edition by its period and number. Raises DataError, naming those that there are."""
    own = [each for each in editions if each.period == period]
    found = next((each for each in own if each.vintage == vintage), None)
    if found is not None:
        return found
    if not own:
        raise DataError("DATA-PERIOD", {"wanted": period, "periods": _periods(editions)})
    facts = {"period": period, "vintage": vintage, "vintages": [str(each.vintage) for each in own]}
    raise DataError("DATA-VINTAGE", facts)


def why_no_edition(
    editions: Sequence[Edition], table: str, of_table: Sequence[Edition], selection: Selection
) -> DataError | None:
    """Why no edition can have facts of a selection: no such period, table, vintage or day; None where one can.

    `of_table` are the current editions that have the table.
    """
    there = [each.period for each in editions_of(editions, replace(selection, as_of=None, vintage=None))]
    within = [each for each in editions if each.period in there]
    if not within:
        return DataError("DATA-PERIOD", {"wanted": selection.span, "periods": _periods(editions)})
    having = [each.period for each in of_table]
    if not set(there) & set(having):
        return DataError("DATA-TABLE-PERIOD", {"table": table, "wanted": selection.span, "periods": having})
    if any(editions_of(within, selection)):
        return None
    facts = {
        "wanted": selection.span or table,
        "vintage": selection.vintage,
        "day": selection.as_of,
        "editions": [f"{each.period} v{each.vintage:03}" for each in within],
        "first": min(each.published for each in within),
    }
    return DataError("DATA-VINTAGES" if selection.vintage is not None else "DATA-AS-OF", facts)


def _periods(editions: Sequence[Edition]) -> list[str]:
    return list(dict.fromkeys(each.period for each in editions))
