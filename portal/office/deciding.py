"""豁免与更正: waivers and corrections in force; new ones made, and present ones ended before their day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from flows import acts
from flows.office.opened import Office
from flows.receive import StoreError
from flows.rulebook import narrowed
from portal.membership import only
from portal.office.room import Choice, Trouble, leaf, page, periods, said, title_of, today, who
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record import audit
from record import register as record
from record.errors import RecordError
from schemas.decision import Correction, Waiver
from schemas.messages import Language

_FIELDS = {
    "COMMAND-UNIT": "unit",
    "ACT-NOT-REPORTING": "unit",
    "WAIVE-ROW": "row",
    "WAIVE-COLUMN": "column",
    "WAIVE-COLUMN-WHICH": "column",
    "DECISION-REASON": "reason",
    "DECISION-PERSONAL": "reason",
    "DECISION-EXPIRY": "until",
    "CORRECTION-NOT-SETTLED": "return",
}
"""Which field a refusal is about; all others are about the rule, or the unit of a correction."""
_LINES = 20
"""Waivers, and corrections, on one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A waiver or a correction in force, in words."""

    number: int
    unit: str
    what: str
    where: str
    reason: str
    by: str
    start: date
    end: date


@only(Role.OFFICE)
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Both lists, and a form below each."""
    return _page(request, office())


@only(Role.OFFICE)
@require_POST
def waive(request: HttpRequest) -> HttpResponse:
    """A new waiver."""

    def put(here: Office, until: date) -> str:
        wanted = Waiver(
            unit=_text(request, "unit"),
            code=_text(request, "code"),
            row_code=_text(request, "row"),
            column=_text(request, "column"),
            reason=_text(request, "reason"),
            by=who(request),
            made_on=today(),
            expires_on=until,
        )
        return acts.waive(here, wanted, now()).text(language_of(request))

    return _put(request, "waive", "code", put)


@only(Role.OFFICE)
@require_POST
def permit(request: HttpRequest) -> HttpResponse:
    """A new correction."""
    here = office()
    choices = {"return": {each.code for each in here.returns}, "period": {str(each) for each in periods(here)}}
    for field, known in choices.items():
        if _text(request, field) not in known:
            return _page(request, here, "permit", Trouble(f"permit-{field}", said(request, "OFFICE-CHOICE")))

    def put(here: Office, until: date) -> str:
        wanted = Correction(
            unit=_text(request, "unit"),
            return_code=_text(request, "return"),
            period=_text(request, "period"),
            reason=_text(request, "reason"),
            by=who(request),
            made_on=today(),
            expires_on=until,
        )
        done = acts.permit(here, wanted, now())
        facts = {"unit": done.unit.name, "title": title_of(done.form, language_of(request))}
        kept = done.correction
        return said(request, "OFFICE-PERMITTED", **facts, period=kept.period, until=kept.expires_on)

    return _put(request, "permit", "unit", put)


def _put(request: HttpRequest, form: str, field: str, put: Callable[[Office, date], str]) -> HttpResponse:
    """What a form asks for put on file and told; `field` is what a refusal is about that names no other."""
    here, until = office(), _day(request)
    if until is None:
        return _page(request, here, form, Trouble(f"{form}-until", said(request, "OFFICE-DAY")))
    try:
        record.check_day(now())
        told = put(here, until)
    except (RecordError, StoreError) as error:
        wrong = f"{form}-{_FIELDS.get(error.code, field)}"
        return _page(request, here, form, Trouble(wrong, error.message(language_of(request))))
    messages.success(request, told)
    return redirect("office-decisions")


@only(Role.OFFICE)
@require_POST
def end_waiver(request: HttpRequest, number: int) -> HttpResponse:
    """A waiver ended before its day."""

    def end() -> str:
        return acts.end_waiver(office(), number, who(request), now()).text(language_of(request))

    return _end(request, "waiver", number, end)


@only(Role.OFFICE)
@require_POST
def end_correction(request: HttpRequest, number: int) -> HttpResponse:
    """A correction ended before its day."""

    def end() -> str:
        acts.end_correction(number, who(request), now())
        return said(request, "OFFICE-CORRECTION-ENDED", number=number)

    return _end(request, "correction", number, end)


def _end(request: HttpRequest, what: str, number: int, end: Callable[[], str]) -> HttpResponse:
    """Something ended and told; by the same person twice is once."""
    told = said(request, f"OFFICE-{what.upper()}-ENDED", number=number)
    try:
        record.check_day(now())
        told = end()
    except (RecordError, StoreError) as error:
        last = audit.newest(f"{what} {number}")
        if last is None or (last.action, last.by) != (f"end_{what}", who(request)):
            return _page(request, office(), "", Trouble(f"{what}s", error.message(language_of(request))))
    messages.success(request, told)
    return redirect("office-decisions")


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(_text(request, "until"))
    except ValueError:
        return None


def _page(request: HttpRequest, here: Office, filled: str = "", trouble: Trouble | None = None) -> HttpResponse:
    """The page; `filled` names the form whose fields keep what was typed."""
    language = language_of(request)
    typed = {
        name: _text(request, name) for name in ("unit", "code", "row", "column", "reason", "until", "return", "period")
    }
    waivers = leaf(request, record.waivers(today()), _LINES)
    corrections = leaf(request, record.corrections(today()), _LINES, "corrections")
    asked = {name: request.GET.get(name, "") for name in typed}
    facts = {
        "waivers": [_waiver(here, each, language) for each in waivers.shown],
        "waivers_leaf": waivers,
        "waivers_query": f"{corrections.name}={corrections.number}&",
        "corrections": [_correction(here, each, language) for each in corrections.shown],
        "corrections_leaf": corrections,
        "corrections_query": f"{waivers.name}={waivers.number}&",
        "waive": typed if filled == "waive" else asked,
        "permit": typed if filled == "permit" else asked,
        "units": [Choice(unit.code, unit.name, here=False) for unit in here.register.reporting_on(today())],
        "returns": [Choice(each.code, title_of(each, language), here=False) for each in here.returns],
        "periods": [Choice(str(each), each.title(language), here=False) for each in periods(here)],
    }
    return page(request, "decisions", said(request, "OFFICE-DECISIONS"), facts, (trouble,) if trouble else ())


def _waiver(here: Office, waiver: Waiver, language: Language) -> Line:
    scope = narrowed(waiver, here.returns, here.register)
    where = f"{scope.row(language)} · {scope.column(language)}"
    return Line(
        waiver.number, _name(here, waiver.unit), waiver.code, where, waiver.reason, waiver.by,
        waiver.made_on, waiver.expires_on,
    )  # fmt: skip


def _correction(here: Office, correction: Correction, language: Language) -> Line:
    form = title_of(here.returns.get(correction.return_code), language)
    return Line(
        correction.number, _name(here, correction.unit), form, correction.period, correction.reason, correction.by,
        correction.made_on, correction.expires_on,
    )  # fmt: skip


def _name(here: Office, code: str) -> str:
    unit = here.register.at(code, today())
    return unit.name if unit else code
