"""The city as a whole before it is published: sums over the counties, and moves between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from flows.review.mirrors import Mirror, mirrors
from flows.review.summing import Summed, summed, tables_of
from portal.membership import member, only
from portal.office.room import Choice, leaf, page, period_choices, period_of, said
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record import register as record
from schemas.messages import Language
from schemas.sentences import number, path
from schemas.units import Unit

_UNITS = 40
"""Units whose moves are on one page."""
_COLUMNS = 20
"""Units whose figures are beside the city's sum on one page."""


@dataclass(frozen=True, slots=True)
class SumLine:
    """One item as it is printed: the city's sum, then the number of each county on the page."""

    label: str
    measure: str
    city: str
    counties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MirrorSide:
    """One unit, or the city, with both numbers as they are printed."""

    name: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class MirrorTable:
    """One pair of moves: its rule, headings, lines, and whether it closes; `open` where it does not."""

    code: str
    caption: str
    left: str
    right: str
    sides: tuple[MirrorSide, ...]
    city: MirrorSide
    told: str
    open: bool


@only(Role.OFFICE)
@require_safe
def sums(request: HttpRequest) -> HttpResponse:
    """One table added up over the counties that have submitted it, so many of them on a page; who is missing is named."""
    here, language = office(), language_of(request)
    period = period_of(request, here)
    tables = tables_of(here, period)
    wanted = request.GET.get("table", tables[0].code if tables else "")
    table = next((each for each in tables if each.code == wanted), None)
    if table is None:
        raise Http404
    board = record.board(period, here.register, tuple(here.returns), now())
    found = summed(here, period, table, board)
    names = [f"{each.code} {each.zh if language == 'zh' else each.en}" for each in tables]
    beside = leaf(request, range(len(found.counted)), _COLUMNS)
    facts = {
        "period": period,
        "periods": period_choices(here, period, language),
        "tables": [Choice(each.code, name, each == table) for each, name in zip(tables, names, strict=True)],
        "caption": f"{table.code} {table.zh if language == 'zh' else table.en}",
        "coverage": said(request, "OFFICE-SUMS-COVERAGE", coverage=found.coverage),
        "missing": _missing(request, found, language),
        "counties": [found.counted[at].unit_name for at in beside.shown],
        "lines": _sum_lines(found, beside.shown, language),
        "leaf": beside,
        "query": f"period={period}&table={table.code}&",
    }
    return page(request, "sums", said(request, "OFFICE-SUMS", period=period.title(language)), facts)


def _missing(request: HttpRequest, found: Summed, language: Language) -> str:
    names = [
        said(request, "OFFICE-NAME-STATE", name=row.unit_name, state=row.state.words(language)) for row in found.missing
    ]
    return said(request, "OFFICE-SUMS-MISSING", names=names) if names else ""


def _sum_lines(found: Summed, shown: Sequence[int], language: Language) -> list[SumLine]:
    """Every item with the city's sum and the numbers of the counties that are on the page, by their places."""
    return [
        SumLine(
            label=each.spot.label(language),
            measure=each.spot.measure.zh if language == "zh" else each.spot.measure.en,
            city=each.spot.figure(each.city, language),
            counties=tuple(each.spot.figure(each.counties[at], language) for at in shown),
        )
        for each in found.lines
    ]


@only(Role.OFFICE)
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """Every pair of moves with all units' numbers, so many units on a page; the city's sums are of all."""
    here, language = office(), language_of(request)
    period = period_of(request, here)
    units = leaf(request, here.register.reporting(period), _UNITS)
    facts = {
        "period": period,
        "periods": period_choices(here, period, language),
        "mirrors": [_table(request, each, units.shown, language) for each in mirrors(here, period)],
        "leaf": units,
        "query": f"period={period}&",
    }
    return page(request, "transfers", said(request, "OFFICE-TRANSFERS", period=period.title(language)), facts)


@only(Role.CLERK)
@require_safe
def own_transfers(request: HttpRequest) -> HttpResponse:
    """What a clerk sees of it: the unit's own numbers, and whether the city closes; no other unit's figures."""
    here, language = office(), language_of(request)
    period = period_of(request, here)
    unit = here.register.at(member(request).unit, period.last_day)
    if unit is None:
        raise Http404
    facts = {
        "period": period,
        "periods": period_choices(here, period, language),
        "mirrors": [_own(request, each, unit, language) for each in mirrors(here, period)],
    }
    return page(request, "own_transfers", said(request, "CLERK-TRANSFERS", period=period.title(language)), facts)


def _table(request: HttpRequest, mirror: Mirror, units: Sequence[Unit], language: Language) -> MirrorTable:
    city = MirrorSide(
        said(request, "OFFICE-CITY"),
        number(mirror.sum_left, mirror.left.measure.decimals, language),
        number(mirror.sum_right, mirror.right.measure.decimals, language),
    )
    sides = tuple(_side(mirror, each.code, each.name, language) for each in units)
    return _closing(request, mirror, sides, city, language)


def _own(request: HttpRequest, mirror: Mirror, unit: Unit, language: Language) -> MirrorTable:
    own = _side(mirror, unit.code, said(request, "CLERK-TRANSFERS-OWN"), language)
    return _closing(request, mirror, (own,), own, language)


def _closing(
    request: HttpRequest, mirror: Mirror, sides: tuple[MirrorSide, ...], city: MirrorSide, language: Language
) -> MirrorTable:
    """The lines of a pair of moves under their headings, and whether it closes."""
    return MirrorTable(
        code=mirror.code,
        caption=_caption(request, mirror, language),
        left=_heading(mirror, language, left=True),
        right=_heading(mirror, language, left=False),
        sides=sides,
        city=city,
        told=_told(request, mirror, language),
        open=mirror.holds is False,
    )


def _side(mirror: Mirror, unit: str, name: str, language: Language) -> MirrorSide:
    found = mirror.of(unit)
    left, right = (found.left, found.right) if found else (None, None)
    return MirrorSide(
        name,
        "—" if left is None else number(left, mirror.left.measure.decimals, language),
        "—" if right is None else number(right, mirror.right.measure.decimals, language),
    )


def _caption(request: HttpRequest, mirror: Mirror, language: Language) -> str:
    title = f"{mirror.code} {mirror.table.zh if language == 'zh' else mirror.table.en}"
    if not mirror.tolerance:
        return title
    near = said(request, "OFFICE-TRANSFERS-NEAR", share=round(100 * mirror.tolerance))
    return f"{title}（{near}）" if language == "zh" else f"{title} ({near})"


def _heading(mirror: Mirror, language: Language, *, left: bool) -> str:
    column = mirror.left if left else mirror.right
    return path(column.zh) if language == "zh" else column.en


def _told(request: HttpRequest, mirror: Mirror, language: Language) -> str:
    if mirror.holds is None:
        return said(request, "OFFICE-TRANSFERS-UNKNOWN", count=len(mirror.missing))
    if mirror.holds:
        return said(request, "OFFICE-TRANSFERS-HOLDS")
    gap = number(abs(mirror.gap), mirror.left.measure.decimals, language)
    return said(request, "OFFICE-TRANSFERS-GAP", gap=gap)
