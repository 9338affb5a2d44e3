"""How an edition is cited, and code to copy that reads it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.analyst.published import edition_of, table_called, title
from portal.analyst.snippets import snippets
from portal.membership import only
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from schemas.messages import say
from schemas.periods import Period


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def use(request: HttpRequest, code: str, period: str, vintage: int) -> HttpResponse:
    """The page of one edition of a table."""
    language = language_of(request)
    on_file = table_called(code)
    edition = edition_of(on_file, period, vintage)
    address = request.build_absolute_uri(reverse("analyst-table", args=(code, period, vintage)))
    cited = {
        "office": office().configuration.office,
        "title": title(on_file, language),
        "table": on_file.table,
        "period": Period.parse(period).title(language),
        "vintage": edition.vintage,
        "published": edition.published.isoformat(),
        "fingerprint": edition.fingerprint[:12],
        "address": address,
    }
    shown = {
        "table": on_file,
        "title": title(on_file, language),
        "edition": edition,
        "period": Period.parse(period).title(language),
        "citation": say("USE-CITATION", language, cited),
        "snippets": snippets(request.build_absolute_uri("/api/v1/"), on_file.table, period, vintage),
    }
    return render(request, "analyst/use.html", shown)
