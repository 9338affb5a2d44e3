"""Two editions of a table beside each other: every number that differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows.data import Item, TableOnFile, differences
from flows.data.holdings import vintages
from portal.analyst.grid import printed
from portal.analyst.published import curated, no_such_page, table_called, title
from portal.membership import only
from portal.pages.language import language_of
from portal.roles import Role
from schemas.messages import Language
from schemas.periods import Period
from schemas.published import Edition, Flag

if TYPE_CHECKING:
    import pandas as pd

LISTED = 200
"""Differences on the page; all of them are in the edition's changes.csv."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One number that differs, as printed; empty where an edition has no such number."""

    unit: str
    row: str
    column: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions of one period."""

    before: Edition
    after: Edition

    @property
    def value(self) -> str:
        """As a form names it."""
        return f"{self.before.period} {self.before.vintage} {self.after.vintage}"


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What differs between two editions of a period."""
    language = language_of(request)
    on_file = table_called(code)
    pairs = _pairs(on_file)
    shown: dict[str, object] = {"table": on_file, "title": title(on_file, language), "pairs": pairs}
    if pairs:
        chosen = _chosen(request.GET.get("pair", ""), pairs)
        with no_such_page():
            found = _differences(on_file, chosen, language)
        shown |= {"chosen": chosen, "found": found[:LISTED], "count": len(found), "listed": LISTED}
    return render(request, "analyst/vintages.html", shown)


def _chosen(value: str, pairs: Sequence[Pair]) -> Pair:
    """The pair of that value, the first where none is named. Raises Http404."""
    found = [pair for pair in pairs if value in {"", pair.value}]
    if not found:
        raise Http404
    return found[0]


def _pairs(on_file: TableOnFile) -> tuple[Pair, ...]:
    """Each edition with each before it, the newest period and the nearest pair first."""
    found = []
    for current in reversed(on_file.editions):
        known = vintages(curated(), current.period)[::-1]
        found += [Pair(before, after) for at, after in enumerate(known) for before in known[at + 1 :]]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Side:
    """What one edition says: None for no such number, or a flag without one."""

    value: float | None
    flag: Flag | None

    def told(self, item: Item, language: Language) -> str:
        """As printed; a flag that has no value in words."""
        if self.flag is None:
            return ""
        return printed(self.value, self.flag, item) if self.flag.has_value else self.flag.words(language)


def _differences(on_file: TableOnFile, pair: Pair, language: Language) -> list[Difference]:
    period = Period.parse(pair.before.period)
    frame = differences(curated(), period, pair.before.vintage, pair.after.vintage, on_file.table)
    items = {item.column: item for item in on_file.items}
    befores, afters = _sides(frame, "before"), _sides(frame, "after")
    return [
        Difference(
            unit=unit,
            row=row,
            column=label,
            before=before.told(items.get(column, on_file.items[0]), language),
            after=after.told(items.get(column, on_file.items[0]), language),
            change=_change(before, after, items.get(column, on_file.items[0])),
        )
        for unit, row, column, label, before, after in zip(
            frame["unit_name"], frame["row_label"], frame["column"], frame["column_label"], befores, afters, strict=True
        )
    ]


def _sides(frame: "pd.DataFrame", name: str) -> list[_Side]:
    values, flags = frame[f"value_{name}"].tolist(), frame[f"flag_{name}"].tolist()
    return [
        _Side(None if value != value else value, Flag(flag) if isinstance(flag, str) else None)  # noqa: PLR0124 - NaN
        for value, flag in zip(values, flags, strict=True)
    ]


def _change(before: _Side, after: _Side, item: Item) -> str:
    """`+12`; empty where one of the two is no number."""
    if before.value is None or after.value is None:
        return ""
    change = after.value - before.value
    return ("+" if change > 0 else "") + printed(change, Flag.REPORTED, item)
