"""豁免与更正: waivers and corrections in force; new ones made, and present ones ended before their day."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from flows import acts
from flows.office.opened import Office
from flows.receive import StoreError
from portal.membership import only
from portal.office.room import Choice, Trouble, leaf, page, periods, said, title_of, today, who
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record import register as record
from record.errors import RecordError
from schemas.decision import Correction, Waiver
from schemas.messages import Language

_FIELDS = {
    "COMMAND-UNIT": "unit",
    "ACT-NOT-REPORTING": "unit",
    "WAIVE-ROW": "row",
    "WAIVE-COLUMN": "column",
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
    here, language = office(), language_of(request)
    until = _day(request)
    if until is None:
        return _page(request, here, "waive", Trouble("waive-until", said(request, "OFFICE-DAY")))
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
    try:
        record.check_day(now())
        done = acts.waive(here, wanted, now())
    except (RecordError, StoreError) as error:
        return _page(
            request, here, "waive", Trouble(f"waive-{_FIELDS.get(error.code, 'code')}", error.message(language))
        )
    messages.success(request, done.text(language))
    return redirect("office-decisions")


@only(Role.OFFICE)
@require_POST
def end_waiver(request: HttpRequest, number: int) -> HttpResponse:
    """A waiver ended before its day."""
    try:
        record.check_day(now())
        done = acts.end_waiver(office(), number, who(request), now())
    except (RecordError, StoreError) as error:
        return _page(request, office(), "", Trouble("waivers", error.message(language_of(request))))
    messages.success(request, done.text(language_of(request)))
    return redirect("office-decisions")


@only(Role.OFFICE)
@require_POST
def permit(request: HttpRequest) -> HttpResponse:
    """A new correction."""
    here, language = office(), language_of(request)
    until = _day(request)
    if until is None:
        return _page(request, here, "permit", Trouble("permit-until", said(request, "OFFICE-DAY")))
    if _text(request, "return") not in {each.code for each in here.returns}:
        return _page(request, here, "permit", Trouble("permit-return", said(request, "OFFICE-CHOICE")))
    if _text(request, "period") not in {str(each) for each in periods(here)}:
        return _page(request, here, "permit", Trouble("permit-period", said(request, "OFFICE-CHOICE")))
    wanted = Correction(
        unit=_text(request, "unit"),
        return_code=_text(request, "return"),
        period=_text(request, "period"),
        reason=_text(request, "reason"),
        by=who(request),
        made_on=today(),
        expires_on=until,
    )
    try:
        record.check_day(now())
        done = acts.permit(here, wanted, now())
    except RecordError as error:
        field = _FIELDS.get(error.code, "unit")
        return _page(request, here, "permit", Trouble(f"permit-{field}", error.message(language)))
    facts = {"unit": done.unit.name, "title": title_of(done.form, language)}
    told = said(request, "OFFICE-PERMITTED", **facts, period=done.correction.period, until=done.correction.expires_on)
    messages.success(request, told)
    return redirect("office-decisions")


@only(Role.OFFICE)
@require_POST
def end_correction(request: HttpRequest, number: int) -> HttpResponse:
    """A correction ended before its day."""
    try:
        record.check_day(now())
        acts.end_correction(number, who(request), now())
    except RecordError as error:
        return _page(request, office(), "", Trouble("corrections", error.message(language_of(request))))
    messages.success(request, said(request, "OFFICE-CORRECTION-ENDED", number=number))
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
        "waivers": [_waiver(request, here, each) for each in waivers.shown],
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


def _waiver(request: HttpRequest, here: Office, waiver: Waiver) -> Line:
    row = waiver.row_code or said(request, "OFFICE-EVERY-ROW")
    column = waiver.column or said(request, "OFFICE-EVERY-COLUMN")
    return Line(
        waiver.number, _name(here, waiver.unit), waiver.code, f"{row} · {column}", waiver.reason, waiver.by,
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
