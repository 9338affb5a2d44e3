"""报送质量: how well the units report, with the formula beside it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from flows.chase.reporting_quality import formula, quality_csv, reporting_quality, shown
from flows.office.opened import Office
from portal.membership import only
from portal.office.room import download, page, periods, said
from portal.pages.clock import now
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from schemas.periods import Period
from schemas.unit_quality import UnitQuality

_LAST = 4
"""So many periods count: a year of quarters."""


@dataclass(frozen=True, slots=True)
class Line:
    """One unit with its score as it is printed."""

    unit: UnitQuality
    score: str


@only(Role.OFFICE)
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The table over the last periods."""
    language = language_of(request)
    here = office()
    looked = _looked(here)
    facts = {
        "caption": said(
            request, "OFFICE-QUALITY-CAPTION", first=looked[-1].title(language), last=looked[0].title(language)
        ),
        "lines": [Line(each, shown(each) or "—") for each in reporting_quality(here, looked, now())],
        "formula": formula(language),
    }
    return page(request, "quality", said(request, "OFFICE-QUALITY"), facts)


@only(Role.OFFICE)
@require_safe
def quality_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    here = office()
    text = quality_csv(reporting_quality(here, _looked(here), now()), language_of(request))
    return download(text.encode(), "reporting-quality.csv", "text/csv; charset=utf-8")


def _looked(here: Office) -> tuple[Period, ...]:
    return periods(here)[:_LAST]
