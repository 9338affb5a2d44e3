"""A report for the terminal: what was found, with the few cells that it is about, and an account at the end."""

from collections.abc import Iterable, Iterator, Sequence
from unicodedata import east_asian_width

from flows.reply.headline import headline, left_out_line, progress_line
from schemas.finding import Case, Finding, Level
from schemas.messages import Language, listed, say
from schemas.report import FileReport, Report
from schemas.sentences import advice, clue, level, path, place, plain, reference, said, shown

_MOST_CELLS = 6
_COLORS = {Level.REFUSED: "31;1", Level.ERROR: "31;1", Level.QUERY: "33;1", Level.NOTE: "34"}


def text(report: Report, language: Language, *, colour: bool = False) -> str:
    """All files of a report, one below the other; `colour` for a terminal."""
    blocks = ["\n".join(_file(file, language, colour=colour)) for file in report.files]
    closing = [] if report.seconds is None else [say("REPORT-SECONDS", language, {"seconds": f"{report.seconds:.1f}"})]
    return "\n\n".join(blocks) + "".join(f"\n{line}" for line in closing) + "\n"


def _file(file: FileReport, language: Language, *, colour: bool) -> Iterator[str]:
    yield _whose(file, language)
    if file.refusal is not None:
        yield headline(file, language)
        return
    for case in file.cases:
        yield from _case(case, file, language, colour=colour)
    yield _account(file, language) if file.findings else headline(file, language)
    if file.left_out:
        yield left_out_line(file, language)
    if file.progress is not None:
        yield progress_line(file.progress, language)
    ends = []
    if file.marked:
        ends.append(say("REPORT-MARKED", language, {"name": file.marked}))
    if file.findings:
        ends.append(say("REPORT-EXPLAIN", language, {"code": file.cases[0].lead.code}))
    if ends:
        yield "    ".join(ends)


def _whose(file: FileReport, language: Language) -> str:
    parts = [file.file]
    if file.unit:
        parts = [f"{file.unit_name}({file.unit})" if file.unit_name else file.unit]
        parts += [file.return_title(language), file.period]
    if file.template:
        parts.append(say("REPORT-TEMPLATE", language, {"template": file.template}))
    return "  ".join(filter(None, parts))


def _case(case: Case, file: FileReport, language: Language, *, colour: bool) -> Iterator[str]:
    finding = case.lead
    word = level(finding, language)
    if colour:
        word = f"\x1b[{_COLORS[finding.level]}m{word}\x1b[0m"
    labels = " ".join(filter(None, (plain(finding.place.row_label), path(finding.place.column_label))))
    done = say("REPORT-EXPLAINED", language) if finding.key in file.explained else ""
    yield "  ".join(filter(None, (f"{word} {finding.code}", reference(finding), labels))) + done
    yield from excerpt(finding, language)
    yield f"  {said(finding, language)}"
    if finding.pattern.cells_are_alike:  # no excerpt shows them
        yield f"  {place(finding, language)}"
    if finding.level is not Level.NOTE:
        yield f"  {say('COMMENT-ADVICE', language, {'advice': advice(finding, language)})}"
    hint = clue(finding, language)
    if hint:
        yield f"  {hint}"
    if case.consequences:
        codes = listed(list(dict.fromkeys(one.code for one in case.consequences)), language)
        together = say("COMMENT-CONSEQUENCES", language, {"count": len(case.consequences)})
        yield f"  {together}（{codes}）" if language == "zh" else f"  {together} ({codes})"


def excerpt(finding: Finding, language: Language) -> tuple[str, ...]:
    """The cells of the finding's row as a small table, the likeliest in brackets, else the first; empty for one alone."""
    first = finding.cells[0].address if finding.cells else None
    if first is None:
        return ()
    here = {
        cell.address: cell
        for cell in finding.cells
        if cell.address and cell.address.row == first.row and cell.address.sheet == first.sheet
    }
    if not 2 <= len(here) <= _MOST_CELLS:
        return ()
    marked = finding.likeliest if finding.likeliest in here else first
    heads = [say("REPORT-ROW", language), say("REPORT-LABEL", language)]
    values = [str(first.row), plain(finding.place.row_label)]
    for address in sorted(here, key=lambda one: one.column):
        cell = here[address]
        heads.append(f"{address.a1.rstrip('0123456789')} {path(cell.column_label)}")
        values.append(f"[{shown(cell, language)}]" if address == marked else shown(cell, language))
    widths = [max(_width(head), _width(value)) for head, value in zip(heads, values, strict=True)]
    return tuple(f"  │ {' │ '.join(_padded(cells, widths))} │" for cells in (heads, values))


def _width(cell: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in cell)


def aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of equally many cells as columns of a terminal, two spaces apart; a Chinese character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(_padded(line, widths)).rstrip()


def _padded(cells: Iterable[str], widths: Iterable[int]) -> Iterator[str]:
    for cell, width in zip(cells, widths, strict=True):
        yield cell + " " * (width - _width(cell))


def _account(file: FileReport, language: Language) -> str:
    counts = {
        "errors": file.count(Level.ERROR),
        "queries": file.count(Level.QUERY),
        "notes": file.count(Level.NOTE),
        "held": f"{file.tally.held:,}",
    }
    account = say("REPORT-COUNTS", language, counts)
    if file.tally.cannot_tell:
        account += ("" if language == "zh" else " ") + say(
            "REPORT-UNTOLD", language, {"untold": f"{file.tally.cannot_tell:,}"}
        )
    return account


def concise(report: Report, language: Language) -> str:
    """One line a finding: `file:sheet!C12: 错误 CA1-P01 …`; a refused file is one line, a clean one none."""
    lines = []
    for file in report.files:
        if file.refusal is not None:
            word = say("LEVEL-REFUSED", language)
            lines.append(f"{file.file}: {word} {file.refusal.code} {file.refusal.message(language)}")
        for case in file.cases:
            for one in (case.lead, *case.consequences):
                where = reference(one)
                lines.append(f"{file.file}:{where}: {level(one, language)} {one.code} {said(one, language)}")
    return "".join(f"{line}\n" for line in lines)
