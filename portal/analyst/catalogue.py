"""The data catalogue: what is published, by return, and the search in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows.data import DataError, Item, TableOnFile, tables
from flows.data.holdings import Coverage, coverage, search
from portal.analyst.grid import number_of
from portal.analyst.published import curated, title
from portal.membership import only
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from schemas.messages import Language, listed
from schemas.published import Edition

LISTED = 100
"""Items that a search shows; more are told as a count."""


@dataclass(frozen=True, slots=True)
class Form:
    """One return with its published tables."""

    code: str
    title: str
    tables: tuple["Entry", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of the catalogue, with its newest edition."""

    code: str
    title: str
    items: int
    periods: str
    newest: Edition
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Found:
    """One item that a search found."""

    table: str
    table_title: str
    code: str
    number: str
    name: str
    definition: str


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All published tables, or those that a search finds."""
    language, asked = language_of(request), request.GET.get("q", "").strip()[:100]
    shown: dict[str, object] = {"asked": asked, "forms": (), "found": ()}
    try:
        on_file = tables(curated())
    except DataError as error:
        return render(request, "analyst/catalogue.html", shown | {"nothing": error.message(language)})
    if asked:
        hits = tuple(search(on_file, asked))
        found = [_found(each, item, language) for each, items in hits for item in items]
        shown |= {"found": found[:LISTED], "more": max(0, len(found) - LISTED)}
        on_file = tuple(each for each, items in hits if not items)
        shown["count"] = len(found) + len(on_file)
    return render(request, "analyst/catalogue.html", shown | {"forms": _forms(on_file, language)})


def _forms(on_file: Sequence[TableOnFile], language: Language) -> tuple[Form, ...]:
    names = {each.code: each.zh if language == "zh" else each.en for each in office().returns}
    codes = dict.fromkeys(each.return_code for each in on_file)
    return tuple(
        Form(
            code,
            names.get(code, code),
            tuple(_entry(each, language) for each in on_file if each.return_code == code),
        )
        for code in codes
    )


def _entry(on_file: TableOnFile, language: Language) -> Entry:
    newest = on_file.editions[-1]
    periods = [each.period for each in on_file.editions]
    return Entry(
        code=on_file.table,
        title=title(on_file, language),
        items=len(on_file.items),
        periods=listed(periods if len(periods) <= 6 else [periods[0], "…", *periods[-4:]], language),
        newest=newest,
        coverage=coverage(curated(), newest, on_file.return_code),
    )


def _found(on_file: TableOnFile, item: Item, language: Language) -> Found:
    name = item.zh if language == "zh" else item.en
    return Found(on_file.table, title(on_file, language), item.code, number_of(item), name, item.definition)
