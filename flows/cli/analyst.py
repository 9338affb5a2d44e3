"""What an analyst asks for: the rules, and the published tables."""

import json
import sys
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.settled import HomeFolder, Lang, Out, home_of, period_of
from flows.cli.speech import Complaint, chosen, note, plain_name, told, write
from schemas.messages import Language, listed, say

if TYPE_CHECKING:
    from flows.data import Selection, TableOnFile
    from schemas.periods import Period


class BookFormat(StrEnum):
    """In which form the rule book is printed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class ListFormat(StrEnum):
    """In which form a list of tables is printed."""

    TEXT = "text"
    JSON = "json"


def bulletin(lang: Lang = None) -> None:
    """The published national figures against their rules: every sum and ratio that does not close."""
    language = chosen(lang)
    from flows.bulletin import judge_bulletin
    from schemas.bulletin import BULLETIN, figures
    from schemas.sentences import level, line

    for table in BULLETIN.tables:
        found = judge_bulletin(table, figures())
        write(f"{table.zh if language == 'zh' else table.en}\n")
        for finding in found.findings:
            write(f"  {level(finding, language)} {finding.code}  {line(finding, language)}\n")
        counts = {"held": found.tally.held, "violated": found.tally.violated}
        write(f"{say('BULLETIN-COUNTS', language, counts)}\n")


def rules(
    code: Annotated[str, typer.Argument(metavar="[RETURN|TABLE]", help=told("HELP-RULES-CODE"))] = "",
    form: Annotated[BookFormat, typer.Option("--format", help=told("HELP-FORMAT"))] = BookFormat.TEXT,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """The rule book: every rule as printed, in words, with its severity and why."""
    language = chosen(lang)
    from flows import rulebook
    from schemas.returns import returns

    declared = returns()
    try:
        entries = rulebook.RuleBook(declared).entries(code)
    except rulebook.UnknownRule:
        known = [*(each.code for each in declared), *(table.code for table in declared.tables)]
        raise Complaint("RULES-UNKNOWN", {"code": code, "codes": known}) from None
    match form:
        case BookFormat.TEXT:
            write(rulebook.text(entries, language), out)
        case BookFormat.JSON:
            write(rulebook.as_json(entries, declared.rule_set), out)
        case BookFormat.HTML:
            write(rulebook.page(entries, language), out)


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help=told("HELP-EXPLAIN-CODE"), show_default=False)],
    lang: Lang = None,
) -> None:
    """One rule: as printed, in words, what it leads to, what breaks it, and the definitions of its items."""
    language = chosen(lang)
    from collections import defaultdict

    from flows import rulebook
    from schemas.messages import catalogue
    from schemas.returns import returns

    if code.upper().startswith("FILE-") and code.upper() in catalogue():
        said = say(code.upper(), language, defaultdict(lambda: "…"))
        write(f"{say('LEVEL-REFUSED', language)} {code.upper()}\n  {said}\n")
        return
    try:
        entry = rulebook.RuleBook(returns()).entry(code)
    except rulebook.UnknownRule:
        raise Complaint("EXPLAIN-UNKNOWN", {"code": code}) from None
    write(rulebook.explained(entry, language))


def list_tables(
    home: HomeFolder = None,
    form: Annotated[ListFormat, typer.Option("--format", help=told("HELP-FORMAT"))] = ListFormat.TEXT,
    lang: Lang = None,
) -> None:
    """The published tables, with the periods of each."""
    language = chosen(lang)
    from flows.data import tables

    found = tables(home_of(home).curated)
    if form is ListFormat.JSON:
        write(_as_json([_table_facts(each) for each in found]))
        return
    write("".join(f"{_table_line(each, language)}\n" for each in found))


def show_table(
    name: Annotated[str, typer.Argument(metavar="TABLE", help=told("HELP-DATA-TABLE"), show_default=False)],
    home: HomeFolder = None,
    form: Annotated[ListFormat, typer.Option("--format", help=told("HELP-FORMAT"))] = ListFormat.TEXT,
    lang: Lang = None,
) -> None:
    """One published table: its editions and its items with their definitions."""
    language = chosen(lang)
    from flows.data import table

    found = table(home_of(home).curated, name)
    if form is ListFormat.JSON:
        write(_as_json(_table_facts(found)))
        return
    lines = [_table_line(found, language)]
    for edition in found.editions:
        facts = {
            "period": edition.period,
            "vintage": f"v{edition.vintage:03}",
            "published": edition.published.isoformat(),
            "covered": edition.covered,
            "expected": edition.expected,
        }
        lines.append(f"  {say('DATA-EDITION', language, facts)}")
    for item in found.items:
        title, measure = (item.zh, item.measure) if language == "zh" else (item.en, item.measure_en)
        facts = {"code": item.code, "name": title, "measure": measure}
        lines.append(f"  {say('RULE-ITEM', language, facts)}")
        if item.definition:
            lines.append(f"      {item.definition}")
    write("".join(f"{each}\n" for each in lines))


def get_facts(
    name: Annotated[str, typer.Argument(metavar="TABLE", help=told("HELP-DATA-TABLE"), show_default=False)],
    period: Annotated[str, typer.Option("--period", metavar="P[..P]", help=told("HELP-DATA-PERIOD"))] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help=told("HELP-DATA-UNIT"))] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help=told("HELP-DATA-AS-OF"))] = "",
    vintage: Annotated[
        int | None, typer.Option("--vintage", metavar="N", help=told("HELP-DATA-VINTAGE"), show_default=False)
    ] = None,
    wide: Annotated[bool, typer.Option("--wide", help=told("HELP-DATA-WIDE"))] = False,
    out: Out = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The facts of a table as CSV on stdout, or in a file: .csv, .xlsx or .parquet."""
    language = chosen(lang)
    if as_of and vintage is not None:
        raise Complaint("DATA-AS-OF-OR-VINTAGE")
    from flows.data import PLAIN, read, save
    from schemas.periods import SHANGHAI

    curated = home_of(home).curated
    frame = read(curated, _selection(name, period, unit, as_of, vintage), wide=wide)
    if out is None:
        frame.to_csv(sys.stdout, index=False, lineterminator="\n", float_format=PLAIN)
        return
    save(frame, out, datetime.now(SHANGHAI))
    note("DATA-SAVED", language, {"count": len(frame), "file": plain_name(out)})


def _selection(name: str, period: str, unit: str, as_of: str, vintage: int | None) -> "Selection":
    from flows.data import Selection

    first, last = _span(period)
    return Selection(name, first, last, unit, _day(as_of), vintage)


def _span(text: str) -> "tuple[Period | None, Period | None]":
    """`2026Q3`, `2025Q4..2026Q3`, `2025Q4..`, `..2026Q3`, or empty for all. Raises PeriodError."""
    first, dots, last = text.partition("..")
    begin = period_of(first) if first.strip() else None
    if not dots:
        return begin, begin
    end = period_of(last) if last.strip() else None
    if begin is not None and end is not None and end < begin:
        raise Complaint("DATA-SPAN", {"first": begin, "last": end})
    return begin, end


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Complaint("COMMAND-DATE", {"text": text}) from None


def _table_line(found: "TableOnFile", language: Language) -> str:
    title = found.zh if language == "zh" else found.en
    periods = listed([edition.period for edition in found.editions], language)
    return f"{found.table}  {title}  {periods}"


def _table_facts(found: "TableOnFile") -> dict[str, object]:
    return {
        "table": found.table,
        "return": found.return_code,
        "title": {"zh": found.zh, "en": found.en},
        "editions": [
            {"period": each.period, "vintage": each.vintage, "published": each.published.isoformat()}
            for each in found.editions
        ],
        "items": [
            {
                "code": item.code,
                "column": item.column,
                "zh": item.zh,
                "en": item.en,
                "kind": item.kind,
                "measure": item.measure,
                "measure_en": item.measure_en,
                "decimals": item.decimals,
                "definition": item.definition,
            }
            for item in found.items
        ],
    }


def _as_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
