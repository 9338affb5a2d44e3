"""报送进度: units down, returns across; a state in words, an alert in words, attempt and time in each place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from flows.chase import board_csv
from flows.chase.alerts import LINES, Alert
from flows.chase.supervision import Standing, standings
from flows.judge.history import spent
from flows.office.opened import Office
from flows.review.mirrors import mirrors, open_gaps
from portal.membership import only
from portal.office.room import Choice, download, leaf, page, period_choices, period_of, said, title_of
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from schemas.messages import Language
from schemas.periods import Period, due, usual_days
from schemas.states import State
from schemas.submission import BoardRow

_UNITS = 40
"""Units on one page: so many stay small and can be overlooked; counts and alerts above are of all."""
_SETTLED = frozenset({State.APPROVED, State.PUBLISHED})
_BACK = frozenset({State.TO_CORRECT, State.RETURNED})
_WITH_UNIT = _BACK | {State.MISSING, State.TO_EXPLAIN, State.READY}


def alarmed(alert: Alert, each: Standing) -> bool:
    """Whether a workbook has this alert."""
    return each.alarm is not None and each.alarm.alert is alert


_FILTERS: dict[str, Callable[[Standing], bool]] = {
    "all": lambda _: True,
    "pressing": lambda each: each.alarm is not None,
    **{each.value: partial(alarmed, each) for each in Alert},
    "late": lambda each: each.row.late,
    "waiting": lambda each: each.row.state is State.AWAITING_REVIEW,
    "with-unit": lambda each: each.row.state in _WITH_UNIT,
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the matrix; `alert` is the colour's name, `told` its words; `faded` where the filter passes it by."""

    row: BoardRow
    alert: str
    told: str
    faded: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One unit with its places in the order of the returns, None where it does not owe a return."""

    code: str
    name: str
    places: tuple[Place | None, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One count above the matrix."""

    words: str
    number: str


@dataclass(frozen=True, slots=True)
class AlertCount:
    """How many workbooks of the whole city have an alert; `query` lists their units."""

    alert: str
    words: str
    count: int
    query: str


@only(Role.OFFICE)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The matrix of a period with its counts and alerts; `show` chooses which units are listed, so many on a page."""
    here, language = office(), language_of(request)
    period = period_of(request, here)
    found = standings(here, period, now())
    shown = request.GET.get("show", "")
    wanted = shown if shown in _FILTERS else "all"
    codes = list(dict.fromkeys(each.row.return_code for each in found))
    gaps = open_gaps(mirrors(here, period))
    listed = leaf(request, _lines(found, codes, _FILTERS[wanted], language), _UNITS)
    facts = {
        "period": period,
        "periods": period_choices(here, period, language),
        "filters": _filters(request, wanted),
        "due": _due(request, period),
        "cards": [*_cards(request, [each.row for each in found]), _questions(request, here, period)],
        "forms": [title_of(here.returns.get(code), language) for code in codes],
        "alerts": _alerts(found, period, language),
        "lines": listed.shown,
        "leaf": listed,
        "query": f"period={period}&show={wanted}&",
        "gaps": [each.code for each in gaps],
        "key": _key(request, period),
    }
    title = said(request, "OFFICE-BOARD", period=period.title(language))
    return page(request, "board", title, facts)


@only(Role.OFFICE)
@require_safe
def board_file(request: HttpRequest) -> HttpResponse:
    """The whole board as CSV."""
    here, language = office(), language_of(request)
    period = period_of(request, here)
    rows = [each.row for each in standings(here, period, now())]
    return download(board_csv(rows, language).encode(), f"board-{period}.csv", "text/csv; charset=utf-8")


def _filters(request: HttpRequest, wanted: str) -> list[Choice]:
    return [Choice(name, said(request, f"OFFICE-FILTER-{name.upper()}"), name == wanted) for name in _FILTERS]


def _due(request: HttpRequest, period: Period) -> str:
    deadline = due(period, usual_days(period))
    left = deadline.days_left(now())
    code = "LEFT" if left > 0 else "PAST" if left < 0 else "TODAY"
    beside = said(request, f"OFFICE-DUE-{code}", days=abs(left))
    return said(request, "OFFICE-DUE", due=deadline.text(language_of(request))) + beside


def _cards(request: HttpRequest, rows: Sequence[BoardRow]) -> list[Card]:
    sent = [row for row in rows if row.state is not State.MISSING]
    timely = sum(row.on_time is True for row in sent)
    counted = {
        "OWED": str(len(rows)),
        "SENT": str(len(sent)),
        "TIMELY": f"{100 * timely // len(rows)}%" if rows else "—",
        "APPROVED": str(sum(row.state in _SETTLED for row in rows)),
        "BACK": str(sum(row.state in _BACK for row in rows)),
        "MISSING": str(len(rows) - len(sent)),
    }
    return [Card(said(request, f"OFFICE-CARD-{name}"), number) for name, number in counted.items()]


def _questions(request: HttpRequest, here: Office, period: Period) -> Card:
    """Workbooks asked about figures that are only unusual, of those that the budget allows, and how many are left."""
    budget = spent(here, period)
    words = said(request, "OFFICE-CARD-QUESTIONS", allowed=budget.allowed, left=budget.left)
    return Card(words, str(budget.used))


def _alerts(found: Sequence[Standing], period: Period, language: Language) -> list[AlertCount]:
    return [
        AlertCount(
            each.value,
            each.words(language),
            sum(alarmed(each, one) for one in found),
            f"?period={period}&show={each.value}",
        )
        for each in Alert
    ]


def _lines(
    found: Sequence[Standing], codes: Sequence[str], passes: Callable[[Standing], bool], language: Language
) -> list[Line]:
    units: dict[str, dict[str, Standing]] = {}
    for each in found:
        units.setdefault(each.row.unit, {})[each.row.return_code] = each
    lines = []
    for unit, owed in units.items():
        if any(passes(each) for each in owed.values()):
            places = tuple(_place(owed[code], passes, language) if code in owed else None for code in codes)
            name = next(iter(owed.values())).row.unit_name
            lines.append(Line(unit, name, places))
    return lines


def _place(each: Standing, passes: Callable[[Standing], bool], language: Language) -> Place:
    alert = each.alarm.alert.value if each.alarm else ""
    told = each.alarm.text(language) if each.alarm else ""
    return Place(each.row, alert, told, faded=not passes(each))


def _key(request: HttpRequest, period: Period) -> str:
    """What the colours mean in this period."""
    lines = LINES[period.frequency]
    opened = lines.reminder is None
    blue = said(request, "ALERT-KEY-OPENED") if opened else said(request, "ALERT-KEY-DAYS", days=lines.reminder)
    code = "ALERT-KEY" if lines.unexplained else "ALERT-KEY-MONTHLY"
    return said(request, code, silent=lines.silent, near=lines.near, reminder=blue)
