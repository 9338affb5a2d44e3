"""Where a published number comes from: county, submission, sheet and cell."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows.data import Item, TableOnFile
from flows.data.holdings import Known, Spot, known, vintages
from portal.analyst.downloads import sent
from portal.analyst.grid import meaning, number_of, printed
from portal.analyst.published import curated, edition_of, no_such_page, table_called, title
from portal.membership import member, only
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record.explanations import explanations
from record.submissions import findings, submission
from schemas.decision import ExplanationOnFile
from schemas.messages import Language
from schemas.periods import Period
from schemas.published import Edition


@dataclass(frozen=True, slots=True)
class _Place:
    """What an address names, found in curated/."""

    on_file: TableOnFile
    item: Item
    fact: Known


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def origin(  # the parts of the address
    request: HttpRequest, code: str, period: str, vintage: int, unit: str, row: str, number: str
) -> HttpResponse:
    """One number with its county, submission, sheet and cell; the data office also gets the file and explanations."""
    language = language_of(request)
    place = _place(code, edition_of(table_called(code), period, vintage), unit, row, number)
    fact, item = place.fact, place.item
    is_office = member(request).role == Role.OFFICE.value
    shown = {
        "table": place.on_file,
        "title": title(place.on_file, language),
        "period": Period.parse(period).title(language),
        "edition": fact.edition,
        "fact": fact,
        "item": item,
        "number": number,
        "name": item.zh if language == "zh" else item.en,
        "value": printed(fact.value, fact.flag, item),
        "flag_meaning": meaning(fact.flag, language),
        "known": _known(place, language),
        "is_office": is_office,
        "explanations": _explanations(place, period) if is_office else (),
    }
    return render(request, "analyst/origin.html", shown)


@only(Role.OFFICE)
@require_safe
def kept_file(  # the parts of the address
    request: HttpRequest,
    code: str,
    period: str,
    vintage: int,
    unit: str,
    row: str,
    number: str,
) -> HttpResponse:
    """The workbook as it was kept, byte for byte."""
    place = _place(code, edition_of(table_called(code), period, vintage), unit, row, number)
    found = submission(place.fact.submission)
    if found.sha256 != place.fact.sha256:
        raise Http404
    return sent(request, office().home.raw / found.kept_as, found.name)


def _place(code: str, edition: Edition, unit: str, row: str, number: str) -> _Place:
    """The fact of an address. Raises Http404."""
    from flows.data import described

    on_file = table_called(code)
    item = next((i for i in described(curated(), edition, code) if number_of(i) == number), None)
    if item is None:
        raise Http404
    with no_such_page():
        fact = known(curated(), edition, code, Spot(unit, row, item.column))
    if fact is None:
        raise Http404
    return _Place(on_file, item, fact)


@dataclass(frozen=True, slots=True)
class _Then:
    """What another edition of the period says of the same number."""

    edition: Edition
    value: str
    flag: str


def _known(place: _Place, language: Language) -> list[_Then]:
    """The same number in every edition of its period, oldest first."""
    found = []
    for edition in vintages(curated(), place.fact.edition.period):
        with no_such_page():
            fact = known(curated(), edition, place.on_file.table, place.fact.spot)
        if fact is not None:
            found.append(_Then(edition, printed(fact.value, fact.flag, place.item), fact.flag.words(language)))
    return found


def _explanations(place: _Place, period: str) -> tuple[ExplanationOnFile, ...]:
    """What the county explained of findings that speak of the number."""
    spot = place.fact.spot
    keys = {
        finding.key
        for finding in findings(place.fact.submission)
        if any(
            (cell.table, cell.row_code, cell.column) == (place.on_file.table, spot.row, spot.column)
            for cell in finding.cells
            if not cell.unit and not cell.period
        )
    }
    written = explanations(spot.unit, place.on_file.return_code, period)
    return tuple(each for each in written if each.key in keys)
