"""审核: one submission with its figures beside the last period's, its findings, and the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from flows import acts
from flows.acts.answered import Answered, answered
from flows.acts.seen import SeenOtherwise, seen_of
from flows.office.opened import Office
from flows.office.readings import readings_of, stored_of
from flows.receive import StoreError
from flows.review.compared import Beside, beside, tables_in
from portal.membership import only
from portal.office.findings import standing, waived
from portal.office.room import Choice, Trouble, download, leaf, page, said, title_of, who
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from record import register as record
from record.errors import RecordError
from schemas.decision import Decision, Review
from schemas.finding import Level
from schemas.messages import Language
from schemas.model import Table
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.report import cases
from schemas.states import State, StateError
from schemas.submission import OnFile


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One item with its three columns as they are printed."""

    label: str
    measure: str
    now: str
    before: str
    change: str
    percent: str


@only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a submission; posted, the decision."""
    here, submission = office(), _submission(number)
    troubles: Sequence[Trouble] = ()
    if request.method == "POST":
        troubles = _decided(request, here, number)
        if not troubles:
            return redirect("office-queue")
        submission = _submission(number)
    return _page(request, here, submission, troubles)


@only(Role.OFFICE)
@require_safe
def kept_file(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001  # a view's signature
    """The file as it was kept, byte for byte."""
    submission = _submission(number)
    file = office().home.raw / submission.kept_as
    if not file.is_file():
        raise Http404
    return download(file.read_bytes(), submission.name, "application/octet-stream")


def _submission(number: int) -> OnFile:
    try:
        return record.submission(number)
    except RecordError as error:
        raise Http404 from error


def _decided(request: HttpRequest, here: Office, number: int) -> tuple[Trouble, ...]:
    """What stands in the way of the decision; nothing where it was taken."""
    language = language_of(request)
    wanted = request.POST.get("review", "")
    if wanted not in {each.value for each in Review}:
        return (Trouble("judge", said(request, "OFFICE-CHOICE")),)
    moment = now()
    choice = Review(wanted)
    text = request.POST.get("text", "").strip()
    try:
        record.check_day(moment)
        done = acts.review(here, Decision(number, choice, who(request), text, moment), request.POST.get("seen", ""))
    except RecordError as error:
        return (Trouble("text" if error.code in _ABOUT_THE_TEXT else "judge", error.message(language)),)
    except (SeenOtherwise, StateError, StoreError) as error:
        return (Trouble("judge", error.message(language)),)
    facts = {"number": number, "review": choice.words(language), "state": done.state.words(language)}
    messages.success(request, said(request, "OFFICE-REVIEWED", **facts))
    return ()


_CASES = 15
"""Cases on one page."""
_ABOUT_THE_TEXT = frozenset({"DECISION-REASON", "DECISION-PERSONAL"})


def _page(request: HttpRequest, here: Office, submission: OnFile, troubles: Sequence[Trouble]) -> HttpResponse:
    language = language_of(request)
    seen = answered(here, submission.submission)
    form = here.returns.get(submission.return_code)
    unit = here.register.at(submission.unit, Period.parse(submission.period).last_day)
    named = {
        "unit": unit.name if unit else submission.unit,
        "title": title_of(form, language),
        "period": submission.period,
    }
    facts = {
        "submission": submission,
        "seal": submission.sha256[:12],
        "may_approve": submission.state is State.AWAITING_REVIEW and not submission.replaced_by,
        "may_return": submission.state in {State.AWAITING_REVIEW, State.APPROVED} and not submission.replaced_by,
        "text": request.POST.get("text", ""),
        "judged": seen is not None,
        "seen": seen_of(seen).text if seen else "",
        **(_findings(request, here, seen) if seen else {}),
        "former": _former(request, submission.submission),
        **_figures(request, here, submission, seen),
    }
    return page(request, "review", said(request, "OFFICE-REVIEW", **named), facts, troubles)


def _findings(request: HttpRequest, here: Office, seen: Answered) -> dict[str, object]:
    """What was found, the gravest first, then what a waiver silences: so many cases on a page."""
    language = language_of(request)
    stands, silenced = seen.report.cases, cases(seen.standing.waived)
    shown = leaf(request, range(len(stands) + len(silenced)), _CASES)
    told = standing(here, seen, [stands[at] for at in shown.shown if at < len(stands)], language)
    noted = sum(case.lead.level is Level.NOTE for case in stands)
    return {
        "leaf": shown,
        "query": f"table={quote(request.GET['table'])}&" if "table" in request.GET else "",
        "doubted": len(stands) - noted,
        "cards": [each for each in told if each.card.level != Level.NOTE],
        "noted": noted,
        "notes": [each for each in told if each.card.level == Level.NOTE],
        "waived": waived([silenced[at - len(stands)] for at in shown.shown if at >= len(stands)], language),
    }


def _former(request: HttpRequest, number: int) -> list[str]:
    language = language_of(request)
    return [
        said(
            request,
            "OFFICE-FORMER-LINE",
            at=f"{each.made_at:%Y-%m-%d %H:%M}",
            by=each.by,
            review=each.review.words(language),
            text=f"：{each.text}" if each.text and language == "zh" else f" ({each.text})" if each.text else "",
        )
        for each in record.decisions(number)
    ]


def _figures(request: HttpRequest, here: Office, submission: OnFile, seen: Answered | None) -> dict[str, object]:
    """The table that is looked at; the first without a wish."""
    language = language_of(request)
    tables = tables_in(here, submission)
    wanted = request.GET.get("table", tables[0].code if tables else "")
    table = next((each for each in tables if each.code == wanted), None)
    if table is None:
        if wanted:
            raise Http404
        return {"tables": ()}
    reading = _reading(here, submission, seen)
    choices = [Choice(each.code, _name(each, language), each == table) for each in tables]
    if reading is None:
        return {"tables": choices, "lost": True}
    found = beside(here, submission, reading, table)
    past = said(request, "OFFICE-FIGURES-NO-PAST")
    if found.on_file and found.earlier is not None:
        past = said(request, "OFFICE-FIGURES-PAST", period=found.earlier.title(language))
    return {
        "tables": choices,
        "caption": said(request, "OFFICE-FIGURES", table=_name(table, language)),
        "past": past,
        "figures": _lines(found, language),
    }


def _reading(here: Office, submission: OnFile, seen: Answered | None) -> WorkbookReading | None:
    if seen is not None and seen.reading is not None:
        return seen.reading
    return readings_of(here, [stored_of(submission)]).get(submission.sha256)


def _name(table: Table, language: Language) -> str:
    return f"{table.code} {table.zh if language == 'zh' else table.en}"


def _lines(found: Beside, language: Language) -> list[FigureLine]:
    lines = []
    for pair in found.pairs:
        spot = pair.spot
        change = spot.figure(pair.change, language)
        lines.append(
            FigureLine(
                label=spot.label(language),
                measure=spot.measure.zh if language == "zh" else spot.measure.en,
                now=spot.figure(pair.now, language),
                before=spot.figure(pair.before, language),
                change=f"+{change}" if (pair.change or 0) > 0 else change,
                percent=pair.percent,
            )
        )
    return lines
