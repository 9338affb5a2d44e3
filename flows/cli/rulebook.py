"""What whoever keeps the rules asks for: their defects and what they do not see."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.settled import Lang, Out
from flows.cli.speech import chosen, told, write

if TYPE_CHECKING:
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
    out: Out = None,
    lang: Lang = None,
) -> None:
    """The defects of the rule set; exit code 1 where there are any. Or its coverage map."""
    language = chosen(lang)
    declared = _declared(schemas)
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


def _declared(folder: Path | None) -> "Returns":
    """The returns of a folder, else those of the project. Raises Complaint."""
    if folder is not None:
        from flows.cli.declared import returns_in

        return returns_in(folder)
    from schemas.returns import returns

    return returns()
