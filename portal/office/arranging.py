"""设置: periods with their deadlines, the register of units, the configuration and the query lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from flows import acts
from flows.office.configuration import Approval
from flows.office.opened import Office
from flows.receive import StoreError
from flows.rulebook import RuleBook
from portal.membership import only
from portal.office.room import Trouble, download, leaf, page, periods, said, today, who
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record import register as record
from record.errors import RecordError
from rules.language import Severity
from schemas.messages import Language
from schemas.periods import WORKING_DAYS, due, usual_days
from schemas.units import HEADINGS, RegisterError, Unit

_LINES = 200
"""Units on one page: a city has thousands with its townships."""
_MOST_TROUBLES = 50


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One period: its deadline, the tables that it collects, how many workbooks are on file of those owed."""

    title: str
    code: str
    due: str
    tables: str
    sent: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice of the configuration."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One rule that leads to a query, with what it says and its relation as it is printed."""

    code: str
    words: str
    limits: str


@only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Everything that is set, and where each is changed; posted, the query line for unusual figures."""
    troubles: Sequence[Trouble] = ()
    if request.method == "POST":
        troubles = _changed(request, office())
        if not troubles:
            return redirect("office-settings")
    return _settings(request, office(), troubles)


def _changed(request: HttpRequest, here: Office) -> tuple[Trouble, ...]:
    """What stands in the way of the new query line; nothing where it was kept."""
    typed = request.POST.get("share", "").strip()
    percent = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    try:
        record.check_day(now())
        acts.change_false_questions(here, percent, who(request), now())
    except (RecordError, StoreError) as error:
        return (Trouble("share", error.message(language_of(request))),)
    messages.success(request, said(request, "OFFICE-SHARE-CHANGED", percent=percent))
    return ()


def _settings(request: HttpRequest, here: Office, troubles: Sequence[Trouble]) -> HttpResponse:
    language = language_of(request)
    days = {frequency.value: count for frequency, count in WORKING_DAYS.items()}
    facts = {
        "periods": _periods(here, language),
        "due": said(request, "OFFICE-SETTINGS-DUE", **days),
        "choices": _choices(request, here),
        "queries": _queries(here, language),
        "share": request.POST.get("share", f"{100 * here.configuration.false_questions:g}"),
    }
    return page(request, "settings", said(request, "OFFICE-SETTINGS"), facts, troubles)


def _periods(here: Office, language: Language) -> list[PeriodLine]:
    lines = []
    for period in periods(here):
        board = record.board(period, here.register, tuple(here.returns), now())
        tables = [table.code for table in here.returns.tables if period.covers(table.frequency)]
        sent = sum(row.submission > 0 for row in board)
        deadline = due(period, usual_days(period)).text(language)
        lines.append(
            PeriodLine(period.title(language), str(period), deadline, "、".join(tables), f"{sent}/{len(board)}")
        )
    return lines


def _choices(request: HttpRequest, here: Office) -> list[Setting]:
    chosen = here.configuration
    by_itself = chosen.approval is Approval.AUTOMATIC
    values = {
        "CITY": f"{chosen.city} {chosen.city_name}",
        "OFFICE": f"{chosen.office} {chosen.telephone}",
        "FIRST": str(chosen.first_period),
        "APPROVAL": said(request, f"OFFICE-CHOICE-APPROVAL-{'AUTO' if by_itself else 'PERSON'}"),
        "KINDS": " ".join(sorted(chosen.kinds)),
        "QUESTIONS": f"{100 * chosen.false_questions:g}%",
    }
    return [Setting(said(request, f"OFFICE-CHOICE-{name}"), value) for name, value in values.items()]


def _queries(here: Office, language: Language) -> list[QueryLine]:
    book = RuleBook(here.returns)
    entries = (book.entry(each.code) for each in here.returns.all_rules() if each.rule.severity is Severity.QUERY)
    return [QueryLine(each.code, each.words(language), each.printed(language)) for each in entries]


@only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """The register as it is; posted, a new one in its place."""
    here = office()
    troubles: Sequence[Trouble] = ()
    if request.method == "POST":
        troubles = _replaced(request, here)
        if not troubles:
            return redirect("office-units")
    return _units(request, here, troubles)


@only(Role.OFFICE)
@require_safe
def units_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view's signature
    """The register as it lies in the office's folder."""
    return download(office().home.register.read_bytes(), "register.csv", "text/csv")


def _replaced(request: HttpRequest, here: Office) -> tuple[Trouble, ...]:
    """What stands in the way of the new register; nothing where it was put in place."""
    language = language_of(request)
    sent = request.FILES.get("register")
    if not isinstance(sent, UploadedFile):
        return (Trouble("register", said(request, "OFFICE-UNITS-NO-FILE")),)
    try:
        record.check_day(now())
        done = acts.replace_register(here, sent.read(), who(request), now())
    except RegisterError as error:
        told = [each.message(language) for each in error.faults[:_MOST_TROUBLES]]
        return tuple(Trouble("register", text) for text in told)
    except (RecordError, StoreError) as error:
        return (Trouble("register", error.message(language)),)
    if not done.is_new:
        messages.info(request, said(request, "OFFICE-UNITS-SAME"))
        return ()
    facts = {"added": len(done.added), "removed": len(done.removed), "kept": done.kept_as}
    messages.success(request, said(request, "OFFICE-UNITS-DONE", **facts))
    return ()


def _units(request: HttpRequest, here: Office, troubles: Sequence[Trouble]) -> HttpResponse:
    every = request.GET.get("all") == "yes"
    listed = here.register.units if every else _reporting(here)
    here_shown = leaf(request, listed, _LINES)
    facts = {
        "heads": tuple(HEADINGS.values()),
        "units": here_shown.shown,
        "all": every,
        "count": said(request, "OFFICE-UNITS-COUNT", count=len(listed), shown=len(here_shown.shown)),
        "leaf": here_shown,
        "query": "all=yes&" if every else "",
        "today": today(),
    }
    return page(request, "units", said(request, "OFFICE-UNITS"), facts, troubles)


def _reporting(here: Office) -> tuple[Unit, ...]:
    """Every version of every unit that ever reported, in printed order."""
    found = {
        unit for day in {each.valid_from for each in here.register.units} for unit in here.register.reporting_on(day)
    }
    return tuple(unit for unit in here.register.units if unit in found)
