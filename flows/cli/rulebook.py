"""What whoever keeps the rules asks for: their defects and what they do not see."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.settled import HomeFolder, Lang, Out, home_of, period_of, return_of
from flows.cli.speech import Complaint, chosen, note, told, write
from schemas.messages import Language, say

if TYPE_CHECKING:
    from flows.office.opened import Office
    from schemas.reading import WorkbookReading
    from schemas.returns import Returns

Schemas = Annotated[
    Path | None, typer.Option("--schemas", metavar="DIR", help=told("HELP-SCHEMAS"), show_default=False)
]


class LintFormat(StrEnum):
    """The defects, or the coverage map as a table or a page."""

    TEXT = "text"
    CSV = "csv"
    HTML = "html"


def lint(
    form: Annotated[LintFormat, typer.Option("--format", help=told("HELP-LINT-FORMAT"))] = LintFormat.TEXT,
    schemas: Schemas = None,
    history: Annotated[bool, typer.Option("--history", help=told("HELP-LINT-HISTORY"))] = False,
    out: Out = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The defects of the rule set; exit code 1 where there are any. Or its coverage map, or how useful each rule was."""
    language = chosen(lang)
    declared = _declared(schemas)
    if history:
        write(_uses(home, declared, language), out)
        return
    if form is not LintFormat.TEXT:
        from flows.rulebook.coverage import coverage
        from flows.rulebook.picture import as_csv, as_page

        made = as_csv if form is LintFormat.CSV else as_page
        write(made(coverage(declared), language), out)
        return
    from flows.rulebook.defects import as_text
    from flows.rulebook.examined import lint as examine

    defects = examine(declared)
    write(as_text(defects, declared, language), out)
    if defects:
        raise typer.Exit(1)


def impact(
    schemas: Annotated[Path, typer.Option("--schemas", metavar="DIR", help=told("HELP-SCHEMAS"), show_default=False)],
    out: Out = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """What the rules of a folder would newly find in the kept workbooks, and no longer find."""
    language = chosen(lang)
    changed = _declared(schemas)
    from flows.rulebook.impact import as_text, changed_returns
    from flows.rulebook.impact import impact as compare
    from schemas.model import DeclarationError

    office, readings = _kept(home, language)
    try:
        after = changed_returns(office.returns, changed)
    except DeclarationError as error:
        raise Complaint("DECLARED-WRONG", {"file": schemas.name, "detail": str(error)}) from error
    write(as_text(compare(readings, office.returns, after, office.register), language), out)


def propose(
    code: Annotated[
        str | None, typer.Argument(metavar="RETURN", help=told("HELP-PROPOSE-RETURN"), show_default=False)
    ] = None,
    out: Out = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Relations that all approved workbooks kept and no rule states, as text to paste into a schema."""
    language = chosen(lang)
    office = _office(home)
    from flows.office.readings import readings_of, stored_of
    from flows.proposals import as_text
    from flows.proposals import propose as search
    from record import register as record

    forms = tuple(office.returns) if code is None else (return_of(code, office.returns),)
    approved = [each for period in record.periods() for each in record.approved(period)]
    if not approved:
        raise Complaint("PROPOSE-NONE")
    told_of = []
    for form in forms:
        files = [stored_of(each) for each in approved if each.return_code == form.code]
        readings = tuple(readings_of(office, files).values())
        if readings:
            told_of.append(as_text(search(form, readings, office.returns), form, len(readings), language))
    write("\n".join(told_of), out)


def signs(
    period: Annotated[str | None, typer.Option("--period", metavar="P", help=told("HELP-PERIOD"))] = None,
    budget: Annotated[float | None, typer.Option("--budget", metavar="SHARE", help=told("HELP-BUDGET"))] = None,
    out: Out = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Unprotected figures far from what is usual (核实), and signs of figures written and not counted (提示)."""
    language = chosen(lang)
    if budget is not None and not 0 < budget < 1:
        raise Complaint("SIGN-BUDGET")
    office = _office(home)
    from flows.judge.history import suspected
    from flows.office.readings import readings_of, stored_of
    from flows.review.suspicion import as_text
    from record import register as record

    on_file = record.periods()
    if not on_file:
        raise Complaint("IMPACT-NONE-KEPT")
    asked = period_of(period) if period else max(period_of(code) for code in on_file)
    present = [stored_of(each) for each in record.on_file(str(asked))]
    now = tuple(readings_of(office, present).values())
    write(as_text(suspected(office, asked, now, budget), language), out)


def _kept(home: Path | None, language: Language) -> "tuple[Office, Sequence[WorkbookReading]]":
    """The office, and the newest workbook on file of every unit, return and period. Raises Complaint."""
    from flows.office.readings import readings_of, stored_of

    office = _office(home)
    from record import register as record

    stored = [stored_of(each) for period in record.periods() for each in record.on_file(period)]
    if not stored:
        raise Complaint("IMPACT-NONE-KEPT")
    readings = tuple(readings_of(office, stored).values())
    if len(readings) < len({each.sha256 for each in stored}):
        note("IMPACT-NOT-READ", language, {"count": len({each.sha256 for each in stored}) - len(readings)})
    return office, readings


def _office(home: Path | None) -> "Office":
    """The office of a folder, its record opened. Raises Complaint, ConfigurationError, RegisterError."""
    from flows.office.opened import Office
    from record import connect

    folder = home_of(home).path.resolve()
    office = Office.at(folder)
    connect(folder)
    return office


def _uses(home: Path | None, declared: "Returns", language: Language) -> str:
    """A line a rule that ever fired, then the rules that never did."""
    _office(home)
    from record import register as record

    uses = record.rule_uses()
    lines = [say("USES-HEAD", language)]
    lines += [f"{u.code} {u.fired} {u.corrected} {u.explained} {u.waived} {u.open}" for u in uses]
    fired = {use.code for use in uses}
    silent = [each.code for each in declared.all_rules() if each.code not in fired]
    facts: dict[str, object] = {"count": len(silent), "codes": silent}
    lines.append(say("USES-NEVER", language, facts))
    return "".join(f"{each}\n" for each in lines)


def _declared(folder: Path | None) -> "Returns":
    """The returns of a folder, else those of the project. Raises Complaint."""
    if folder is not None:
        from flows.cli.declared import returns_in

        return returns_in(folder)
    from schemas.returns import returns

    return returns()
