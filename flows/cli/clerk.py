"""What a county's clerk asks for: check a workbook, see how it was read, get a template."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.on_record import Day, moment
from flows.cli.settled import HomeFolder, Lang, Out, existing, office_if_any
from flows.cli.speech import Complaint, chosen, coloured, note, plain_name, told, write, write_whole
from schemas.messages import Language, say

if TYPE_CHECKING:
    from flows.chamber import Chamber
    from flows.precheck import Answered, Ground
    from schemas.report import Report

ERRORS, REFUSED = 1, 3
"""Exit codes of `check`; 0 for none (queries alone too, unless `--strict`), 2 for wrong usage and our own faults."""


class Format(StrEnum):
    """In which form the findings are printed."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    SARIF = "sarif"
    HTML = "html"
    XLSX = "xlsx"


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=told("HELP-CHECK-FILES"), show_default=False)],
    home: HomeFolder = None,
    form: Annotated[Format, typer.Option("--format", help=told("HELP-FORMAT"))] = Format.TEXT,
    reply: Annotated[
        Path | None, typer.Option("--reply", metavar="DIR", help=told("HELP-REPLY"), show_default=False)
    ] = None,
    out: Out = None,
    strict: Annotated[bool, typer.Option("--strict", help=told("HELP-STRICT"))] = False,
    day: Day = None,
    lang: Lang = None,
) -> None:
    """Read and judge workbooks together; nothing is kept. Exit 0 no errors, 1 errors, 3 a file refused."""
    started = time.perf_counter()
    language = chosen(lang)
    _examine(files, form, out)
    from flows.chamber import Chamber
    from flows.precheck import PRELOAD

    with Chamber(preload=PRELOAD) as chamber:
        ground = _ground(home, language)
        answered = _answered(files, ground, chamber, moment(day).date(), language)
        if reply is not None:
            answered = _reply(answered, reply, chamber, language)
        seconds = time.perf_counter() - started
        if form is Format.XLSX:
            _write_marked(answered[0], out, chamber, language)
        else:
            _print(_report(answered, ground, seconds), form, out, language)
    _say_what_is_capped(answered, language)
    raise typer.Exit(_status(answered, strict=strict))


def _say_what_is_capped(answered: "Sequence[Answered]", language: Language) -> None:
    """The night asks about unusual figures only as far as the office's budget has room: who sees more here is told."""
    from schemas.built_in import BuiltIn

    if any(BuiltIn.USUAL.is_in(finding.code) for each in answered for finding in each.report.findings):
        sys.stderr.write(f"{say('CHECK-CAPPED', language)}\n")


def _examine(files: Sequence[Path], form: Format, out: Path | None) -> None:
    """Refuses what cannot be meant before anything is read."""
    for file in files:
        existing(file)
    if form is Format.XLSX and (len(files) != 1 or out is None):
        raise Complaint("CHECK-XLSX")
    if out is not None and any(_same(out, file) for file in files):
        raise Complaint("CHECK-OVER-INPUT", {"file": plain_name(out)})


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _ground(home: Path | None, language: Language) -> "Ground":
    """The project's declarations, or the office with what its record knows."""
    from dataclasses import replace

    from flows.cli.recalled import recalled

    ground = _ground_of(home, None)
    return ground if ground.office is None else replace(ground, recalled=recalled(ground.office, language))


def _answered(
    files: Sequence[Path], ground: "Ground", chamber: "Chamber", today: date, language: Language
) -> "tuple[Answered, ...]":
    from flows.precheck import Offered, check_files

    offered = [Offered(file, plain_name(file)) for file in files]
    return check_files(offered, ground, chamber, today, _counter(len(files), language))


def _counter(total: int, language: Language) -> Callable[[int], None]:
    """Tells on a terminal how many files have been read."""

    def count(done: int) -> None:
        if total > 1 and sys.stderr.isatty():
            sys.stderr.write(f"\r{say('CHECK-PROGRESS', language, {'done': done, 'total': total})}")
            sys.stderr.write("\n" if done == total else "")
            sys.stderr.flush()

    return count


def _report(answered: "Sequence[Answered]", ground: "Ground", seconds: float) -> "Report":
    from schemas.report import Report

    return Report(tuple(each.report for each in answered), ground.returns.rule_set, seconds)


def _print(report: "Report", form: Format, out: Path | None, language: Language) -> None:
    from flows.reply import Form, render

    colour = out is None and coloured(sys.stdout)
    write(render(report, Form(form.value), language, colour=colour), out)


def _reply(
    answered: "Sequence[Answered]", folder: Path, chamber: "Chamber", language: Language
) -> "tuple[Answered, ...]":
    """The marked workbooks of all files with findings, and the answers that now name them."""
    from dataclasses import replace

    from flows.reply import marked_name

    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    done = []
    for each in answered:
        done.append(each)
        if each.report.refusal is None and each.report.findings:
            name = _free(marked_name(each.offered.path.name), taken)
            write_whole(_marked(each, chamber, language), folder / name)
            done[-1] = replace(each, report=replace(each.report, marked=plain_name(folder / name)))
    return tuple(done)


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another file of this run has it."""
    path, number, free = Path(name), 1, name
    while free in taken:
        number += 1
        free = f"{path.stem}({number}){path.suffix}"
    taken.add(free)
    return free


def _marked(answered: "Answered", chamber: "Chamber", language: Language) -> bytes:
    from flows.precheck import marked

    content = marked(answered, chamber, language)
    if isinstance(content, bytes):
        return content
    code = "CHECK-CHANGED" if content is None else "CHECK-NOT-MARKED"
    raise Complaint(code, {"file": answered.report.file})


def _write_marked(answered: "Answered", out: Path | None, chamber: "Chamber", language: Language) -> None:
    """The one file's marked workbook; a refused file has none, and is told on stderr."""
    if answered.report.refusal is not None:
        facts = {"file": answered.report.file, "reason": answered.report.refusal.message(language)}
        note("CHECK-REFUSED", language, facts)
    elif out is not None:
        write_whole(_marked(answered, chamber, language), out)


def _status(answered: "Sequence[Answered]", *, strict: bool) -> int:
    from schemas.report import Outcome

    outcomes = {each.report.outcome for each in answered}
    if Outcome.REFUSED in outcomes:
        return REFUSED
    if Outcome.ERRORS in outcomes or (strict and Outcome.QUERIES in outcomes):
        return ERRORS
    return 0


_PAGE = "_读取.html"
"""How the page of `read --explain` is called where nobody says, and it would be poured on a terminal."""


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=told("HELP-READ-FILE"), show_default=False)],
    explain: Annotated[bool, typer.Option("--explain", help=told("HELP-READ-EXPLAIN"))] = False,
    home: HomeFolder = None,
    schemas: Annotated[
        Path | None, typer.Option("--schemas", metavar="DIR", help=told("HELP-SCHEMAS"), show_default=False)
    ] = None,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """How a workbook is understood: a short list, or with --explain a page that shows every cell."""
    language = chosen(lang)
    existing(file)
    if out is not None and _same(out, file):
        raise Complaint("CHECK-OVER-INPUT", {"file": plain_name(out)})
    from flows.chamber import Chamber
    from flows.cli.summary import summary
    from flows.precheck import PRELOAD, Offered, explained, understood
    from schemas.reading import WorkbookReading
    from schemas.receipt import Refusal

    offered = Offered(file, plain_name(file))
    with Chamber(preload=PRELOAD) as chamber:
        ground = _ground_of(home, schemas)
        if explain:
            seen: str | WorkbookReading | Refusal = explained(offered, ground, chamber, language)
        else:
            seen = understood(offered, ground, chamber)
    if isinstance(seen, Refusal):
        note("CHECK-REFUSED", language, {"file": offered.called, "reason": seen.message(language)})
        raise typer.Exit(REFUSED)
    if isinstance(seen, str) and out is None and sys.stdout.isatty():
        out = Path(f"{file.stem[:60]}{_PAGE}")
        write(seen, out)
        note("READ-PAGE", language, {"file": plain_name(out)})
        return
    write(seen if isinstance(seen, str) else summary(seen, ground.returns, language), out)


def _ground_of(home: Path | None, schemas: Path | None) -> "Ground":
    """The project's declarations or the office's, or those of a folder, which are then looked for alone; no record."""
    from dataclasses import replace

    from flows.precheck import Ground
    from schemas.returns import returns

    office = office_if_any(home)
    if schemas is None:
        return Ground(returns()) if office is None else Ground(office.returns, office)
    from flows.cli.declared import returns_in

    declared = returns_in(schemas)
    return Ground(declared, replace(office, returns=declared) if office is not None else None)


def template(
    code: Annotated[str, typer.Argument(metavar="RETURN", help=told("HELP-TEMPLATE-RETURN"), show_default=False)],
    period: Annotated[str, typer.Option("--period", metavar="P", help=told("HELP-TEMPLATE-PERIOD"))] = "",
    folder: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help=told("HELP-TEMPLATE-OUT"), show_default=False)
    ] = None,
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help=told("HELP-UNIT"), show_default=False)] = "",
    every: Annotated[bool, typer.Option("--all", help=told("HELP-TEMPLATE-ALL"))] = False,
    day: Day = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Workbooks to fill, with last period's figures and live checks."""
    language = chosen(lang)
    from flows.cli.templates import Wish, hand_out, wanted
    from flows.precheck.kept import Kept

    today = moment(day).date()
    found = wanted(Wish(code, period, folder, unit, home, every=every), today)
    if today < found.period.first_day:
        note("TEMPLATE-FUTURE", language, {"period": str(found.period), "day": found.period.first_day})
    for path in hand_out(found.orders, found.folder, Kept.of(found.office).earlier):
        write(f"{plain_name(path)}{os.linesep}")
    note("TEMPLATE-WRITTEN", language, {"count": len(found.orders)})
