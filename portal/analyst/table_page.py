"""The page of one published table: coverage, edition, flags, a chart, and the numbers."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.data import Selection, TableOnFile, described, read
from flows.data.holdings import Outline, coverage, files, outline
from portal.analyst.grid import of_edition
from portal.analyst.published import curated, edition_of, editions_of, no_such_page, table_called, title
from portal.membership import only
from portal.pages.language import language_of
from portal.roles import Role
from schemas.messages import Language
from schemas.model import TOTAL_ROW
from schemas.periods import Period
from schemas.published import Edition
from schemas.states import State

_TABLE_FILES = (".xlsx", ".csv", ".parquet")
_EDITION_FILES = ("dictionary.csv", "sources.csv", "quality.json", "datapackage.json", "CHANGES.md", "changes.csv")


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a table: one row of every unit's, or the whole of one unit's; the other is empty."""

    row: str
    unit: str

    @property
    def value(self) -> str:
        """As a form names it."""
        return f"unit:{self.unit}" if self.unit else f"row:{self.row}"

    @property
    def query(self) -> str:
        """As an address names it."""
        return f"?unit={self.unit}" if self.unit else f"?row={self.row}"


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """To the edition and view chosen, else to the newest."""
    on_file = table_called(code)
    known = {each.name: each for each in editions_of(on_file)}
    chosen = known.get(request.GET.get("edition", ""), on_file.editions[-1])
    address = reverse("analyst-table", args=(on_file.table, chosen.period, chosen.vintage))
    there = outline(curated(), chosen, on_file.table)
    kind, _, name = request.GET.get("view", "").partition(":")
    view = View("", name) if kind == "unit" else View(name, "")
    return redirect(address + (view.query if _is_there(view, there) else ""))


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def table_page(request: HttpRequest, code: str, period: str, vintage: int) -> HttpResponse:
    """One edition of a table: a row of all units beside each other, or all rows of one unit."""
    language = language_of(request)
    on_file = table_called(code)
    edition = edition_of(on_file, period, vintage)
    there = outline(curated(), edition, on_file.table)
    view = _view(request, there)
    asked = Selection(
        on_file.table, Period.parse(period), Period.parse(period), view.unit, vintage=vintage, row=view.row
    )
    with no_such_page():
        frame = read(curated(), asked)
    frame = frame[frame["unit"] == view.unit] if view.unit else frame
    items = described(curated(), edition, on_file.table)
    page = request.GET.get("page", "1")[:6]
    grid = of_edition(frame, items, language, units=not view.unit).turned_to(int(page) if page.isdecimal() else 1)
    shown = {
        "table": on_file,
        "title": title(on_file, language),
        "edition": edition,
        "period": Period.parse(period).title(language),
        "editions": editions_of(on_file),
        "is_current": edition in on_file.editions,
        "coverage": _coverage(on_file, edition, language),
        "outline": there,
        "view": view,
        "caption": _caption(on_file, edition, view, there, language),
        "grid": grid,
        "pages": range(1, grid.pages + 1),
        "files": _files(on_file, edition),
        "others": [name for name in _EDITION_FILES if name in files(curated(), edition)],
    }
    return render(request, "analyst/table.html", shown)


def _view(request: HttpRequest, there: Outline) -> View:
    """What is asked for, else the total row of all units, else the first row. Raises Http404 for what is not there."""
    unit, row = request.GET.get("unit", ""), request.GET.get("row", "")
    view = View("" if unit else row, unit)
    if not unit and not row:
        rows = [each.code for each in there.rows]
        view = View(TOTAL_ROW if TOTAL_ROW in rows else rows[0], "") if rows else View("", there.units[0].code)
    if not _is_there(view, there):
        raise Http404
    return view


def _caption(on_file: TableOnFile, edition: Edition, view: View, there: Outline, language: Language) -> str:
    """What the grid shows: table, period, and the row or the unit."""
    named = [each.name for each in there.units if each.code == view.unit]
    named += [each.name for each in there.rows if each.code == view.row]
    return " · ".join((title(on_file, language), Period.parse(edition.period).title(language), *named))


def _is_there(view: View, there: Outline) -> bool:
    return view.unit in {each.code for each in there.units} or view.row in {each.code for each in there.rows}


def _files(on_file: TableOnFile, edition: Edition) -> list[str]:
    """The files of a table, the workbook first."""
    known = files(curated(), edition)
    return [name for suffix in _TABLE_FILES if (name := f"{on_file.table}{suffix}") in known]


@dataclass(frozen=True, slots=True)
class _Covered:
    """The coverage as the page tells it; each missing unit with its state."""

    stated: str
    is_whole: bool
    missing: tuple[str, ...]


def _coverage(on_file: TableOnFile, edition: Edition, language: Language) -> _Covered:
    found = coverage(curated(), edition, on_file.return_code)
    words = {state.words("zh"): state.words(language) for state in State}
    missing = tuple(f"{unit.name} ({words.get(unit.state, unit.state)})" for unit in found.missing)
    return _Covered(found.stated, not missing, missing)
