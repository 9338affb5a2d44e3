"""The answer to one upload: what was found, with room to explain; its marked workbook and its list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from flows.acts import sending
from flows.acts.answered import Answered, answered, marked
from flows.acts.seen import SeenOtherwise, seen_of
from flows.acts.sending import EXPLAINABLE, Written
from flows.receive import StoreError
from flows.reply import Form, headline, progress_line
from flows.reply import render as rendered
from flows.reply.letterbox import answer_name
from portal.clerk.cards import Asked, Slate, Typed, cards
from portal.clerk.own import Clerk, moment, titled
from portal.clerk.tasks import XLSX, download, sent_line
from portal.clerk.unstored import tell_not_stored
from portal.membership import only
from portal.pages import clock
from portal.roles import Role
from record import register as record
from record.errors import RecordError
from schemas.decision import Reason, Review
from schemas.finding import Level
from schemas.messages import Language, say
from schemas.report import Outcome, Report
from schemas.states import State
from schemas.submission import OnFile

_A_PAGE = 15
"""Cases on one page: it stays small, and so does what is typed before it is saved."""
_MOST_TYPED = 1_000
_UNPROCESSABLE, _UNAVAILABLE = 422, 503


_TONES = {
    Outcome.REFUSED: "error",
    Outcome.ERRORS: "error",
    Outcome.QUERIES: "warning",
    Outcome.CLEAN: "success",
}
"""How the summary looks; its words say the same."""


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the summary: where it leads and what it says."""

    target: str
    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A reason that may be chosen, with an example of what is written for it."""

    code: str
    words: str
    example: str


_TO_MEND = frozenset({State.CHECKING, State.TO_CORRECT, State.TO_EXPLAIN, State.RETURNED})
"""States in which the clerk has still to correct or to explain."""


@only(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, number: int) -> HttpResponse:
    """What came of an upload; explanations written beside its queries are saved by the same page."""
    now = clock.now()
    clerk = Clerk.of(request, now)
    found = clerk.submission(number)
    slate, status = Slate({}, {}), 200
    if request.method == "POST":
        slate = Slate(_typed(request), {})
        try:
            slate = _explained(clerk, found, slate.typed, request.POST.get("seen", ""))
        except RecordError as error:
            messages.error(request, error.message(clerk.language))
            return redirect("clerk-file", number)
        except SeenOtherwise as error:
            status = _UNPROCESSABLE
            messages.error(request, error.message(clerk.language))
        except StoreError as error:
            status = _UNAVAILABLE
            tell_not_stored(request, clerk, error)
        else:
            if not slate.refused:
                messages.success(request, say("EXPLAIN-SAVED", clerk.language))
                return redirect(f"{request.path}?{urlencode({'page': _number(request)})}")
            status = _UNPROCESSABLE
        found = clerk.submission(number)
    seen = answered(clerk.office, number)
    return render(request, "clerk/file.html", _context(request, clerk, found, seen, slate), status=status)


@only(Role.CLERK)
@require_safe
def marked_workbook(request: HttpRequest, number: int) -> HttpResponse:
    """The workbook as it was sent, with what was found marked in it."""
    clerk = Clerk.of(request, clock.now())
    found = clerk.submission(number)
    seen = answered(clerk.office, number)
    if seen is None or not seen.report.marked:
        raise Http404
    return download(marked(clerk.office, seen, clerk.language), answer_name(found.name, ".xlsx"), XLSX)


@only(Role.CLERK)
@require_safe
def findings_list(request: HttpRequest, number: int) -> HttpResponse:
    """What was found as a list for a spreadsheet."""
    clerk = Clerk.of(request, clock.now())
    found = clerk.submission(number)
    seen = answered(clerk.office, number)
    if seen is None:
        raise Http404
    text = rendered(Report((seen.report,), seen.verdict.rule_set), Form.CSV, clerk.language)
    return download(text.encode(), answer_name(found.name, ".csv"), "text/csv; charset=utf-8")


def _is_explainable(found: OnFile) -> bool:
    return found.taken and not found.replaced_by and found.state in EXPLAINABLE


def _typed(request: HttpRequest) -> dict[str, Typed]:
    """What was typed beside each finding, by the finding's key."""
    typed: dict[str, Typed] = {}
    for name in islice((name for name in request.POST if name.startswith("key-")), _MOST_TYPED):
        at = name.removeprefix("key-")
        text, reason = request.POST.get(f"text-{at}", "").strip(), request.POST.get(f"reason-{at}", "").strip()
        if text or reason:
            typed[request.POST[name]] = Typed(reason, text)
    return typed


def _explained(clerk: Clerk, found: OnFile, typed: Mapping[str, Typed], shown: str) -> Slate:
    """What was typed, put on file as far as it can be taken. Raises SeenOtherwise, RecordError, StoreError; then nothing is."""
    written = [Written(key, each.reason, each.text) for key, each in typed.items()]
    refused = sending.explain(clerk.office, found.submission, written, clerk.name, clock.now(), shown)
    return Slate(typed, {each.finding.key: each for each in refused})


def _number(request: HttpRequest) -> str:
    """The page as it was asked for; the paginator makes a page there is of it."""
    return request.GET.get("page", "1")


def _context(
    request: HttpRequest, clerk: Clerk, found: OnFile, seen: Answered | None, slate: Slate
) -> dict[str, object]:
    """What the page shows of the submission, and of its check once there is a verdict."""
    language = clerk.language
    owed = clerk.owed(found.return_code, found.period)
    checked = {} if seen is None else _checked(request, clerk, found, seen, slate)
    facts = {"number": found.submission, "file": found.name, "moment": moment(found.received_at, language)}
    return {
        "title": titled("SUBMISSION-PAGE-TITLE", owed, language, attempt=found.attempt),
        "facts": say("SUBMISSION-PAGE-FACTS", language, facts),
        "owed": f"{owed.title(language)} · {owed.period.title(language)}",
        "found": found,
        "returned": _returned(found, language),
        "attempts": [sent_line(clerk, each) for each in record.sent(found.unit, found.return_code, found.period)],
        "is_open": found.taken and not found.replaced_by,
        "can_withdraw": found.state is State.AWAITING_REVIEW and found.uploaded and not found.replaced_by,
        "step": 4 if found.state in _TO_MEND else 5,
        **checked,
    }


def _checked(request: HttpRequest, clerk: Clerk, found: OnFile, seen: Answered, slate: Slate) -> dict[str, object]:
    """What the page shows of the check, where there is a verdict."""
    language = clerk.language
    page = Paginator(seen.report.cases, _A_PAGE).get_page(_number(request))
    report = seen.report
    shown = cards(clerk.office, seen, list(page.object_list), slate, language)
    return {
        "page": page,
        "cards": shown,
        "seen": seen_of(seen).text,
        "links": _links(shown),
        "headline": _headline(found, seen, language),
        "tone": _TONES[report.outcome],
        "has_errors": bool(report.count(Level.ERROR)) or bool(slate.refused),
        "progress": progress_line(report.progress, language) if report.progress else "",
        "wrong": [Link(each.error_id, each.wrong) for card in shown for each in card.questions if each.wrong],
        "explainable": _is_explainable(found),
        "asks": any(card.questions for card in shown),
        "reasons": _reasons(language),
        "contact": report.contact,
        "marked": report.marked,
    }


def _headline(found: OnFile, seen: Answered, language: Language) -> str:
    """What came of the check; of what is handed in it does not ask for that once more."""
    if found.confirmed_at is None or seen.report.outcome is not Outcome.CLEAN:
        return headline(seen.report, language)
    return say("SUBMISSION-PAGE-HOLDS", language, {"held": f"{seen.verdict.tally.held:,}"})


def _links(shown: Iterable[Asked]) -> list[Link]:
    """The cases of this page that are to be dealt with."""
    return [Link(each.card.anchor, each.card.heading) for each in shown if each.card.level != Level.NOTE]


def _reasons(language: Language) -> tuple[Choice, ...]:
    return tuple(
        Choice(each.value, each.words(language), say(f"EXPLAIN-EXAMPLE-{each.value}", language)) for each in Reason
    )


@dataclass(frozen=True, slots=True)
class Returned:
    """Why and when the city returned it."""

    text: str
    by: str


def _returned(found: OnFile, language: Language) -> Returned | None:
    """The comment with which a submission came back; None where it did not."""
    if found.state is not State.RETURNED:
        return None
    decisions = [each for each in record.decisions(found.submission) if each.review is Review.RETURN]
    last = decisions[-1]
    return Returned(
        say("SUBMISSION-PAGE-RETURNED", language, {"text": last.text}),
        say("SUBMISSION-PAGE-RETURNED-BY", language, {"moment": moment(last.made_at, language)}),
    )
