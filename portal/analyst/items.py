"""The page of one item: what it means, how that changed, the rules that speak of it, and its figures over time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows.data import Selection, TableOnFile, read
from flows.data.holdings import descriptions, outline
from flows.rulebook import Entry, RuleBook, UnknownRule
from portal.analyst.grid import KINDS, over_time
from portal.analyst.published import curated, no_such_page, table_called, title
from portal.membership import only
from portal.pages.language import language_of
from portal.pages.office import office
from portal.roles import Role
from schemas.messages import Language, say
from schemas.model import TOTAL_ROW
from schemas.sentences import level_word


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def item(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One item of a table."""
    language = language_of(request)
    on_file = table_called(code)
    with no_such_page():
        history = descriptions(curated(), on_file, number)
    now = history[-1].item
    rows = outline(curated(), on_file.editions[-1], on_file.table).rows
    codes = [row.code for row in rows]
    row = request.GET.get("row", "") or (TOTAL_ROW if TOTAL_ROW in codes or not codes else codes[0])
    if codes and row not in codes:
        raise Http404
    with no_such_page():
        frame = read(curated(), Selection(on_file.table, row=row, column=now.column))
    name = now.zh if language == "zh" else now.en
    shown = {
        "table": on_file,
        "table_title": title(on_file, language),
        "item": now,
        "name": name,
        "kind": say(KINDS[now.kind], language),
        "history": history,
        "rules": _rules(on_file, now.code, language),
        "rows": rows,
        "row": row,
        "caption": " · ".join((name, *(each.name for each in rows if each.code == row))),
        "grid": over_time(frame, now, language),
    }
    return render(request, "analyst/item.html", shown)


def _rules(on_file: TableOnFile, item_code: str, language: Language) -> list[dict[str, str]]:
    """The rules that speak of an item, as the rule book has them; none for a table that is no longer asked."""
    return [
        {
            "code": entry.code,
            "level": entry.level.value,
            "word": level_word(entry.level, language),
            "printed": entry.printed(language),
            "words": entry.words(language),
            "why": entry.why,
        }
        for entry in _entries(on_file.table)
        if item_code in {each.code for each in entry.items}
    ]


def _entries(table: str) -> tuple[Entry, ...]:
    try:
        return RuleBook(office().returns).entries(table)
    except UnknownRule:
        return ()
