"""The sheet 问题清单 of a marked workbook: one row a finding, links to its cell, and room for the explanation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from flows.reply.markup import content, quoted
from flows.reply.styles import Styles
from schemas.decision import Reason
from schemas.finding import Case, Finding, Level
from schemas.issue_list import Field
from schemas.messages import Language, say
from schemas.reading import Explanation
from schemas.report import cases
from schemas.sentences import advice, clue, level, line, numbers, reference

_FIRST_ROW = 5
_LINE_HEIGHT, _TALLEST = 14, 400
_WIDTHS: Mapping[Field, int] = {
    Field.KEY: 10,
    Field.NUMBER: 6,
    Field.LEVEL: 7,
    Field.PLACE: 24,
    Field.WHAT: 50,
    Field.ADVICE: 34,
    Field.CLUE: 34,
    Field.REASON: 10,
    Field.NOTE: 36,
    Field.NUMBERS: 10,
}
_HIDDEN = frozenset({Field.KEY, Field.NUMBERS})
_COLUMNS: Mapping[Field, str] = {field: chr(65 + at) for at, field in enumerate(Field)}
_FONT = (
    '<font>{bold}<sz val="{size}"/><color rgb="{color}"/><name val="宋体"/><family val="3"/><charset val="134"/></font>'
)
_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="{color}"/><bgColor indexed="64"/></patternFill></fill>'
_NO_FILL = '<fill><patternFill patternType="none"/></fill>'
_LINE = '<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
_BOX = f"<border>{''.join(_LINE.format(side=side) for side in ('left', 'right', 'top', 'bottom'))}<diagonal/></border>"
_NO_BOX = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_WRAP = '<alignment vertical="top" wrapText="1"/>'
_MIDDLE = '<alignment horizontal="center" vertical="top" wrapText="1"/>'
_OPEN = '<protection locked="0"/>'
LEVEL_COLORS: Mapping[Level, str] = {
    Level.REFUSED: "FFF8B4B4",
    Level.ERROR: "FFF8B4B4",
    Level.QUERY: "FFFFD27F",
    Level.NOTE: "FFBDD7EE",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list: its number on the sheet, what is printed as 序号, and the finding."""

    at: int
    number: str
    finding: Finding


def rows(findings: Sequence[Finding]) -> tuple[Row, ...]:
    """The rows of the list: each case, then its consequences as 1-1 and 1-2."""
    numbered = [one for case in cases(findings) for one in _numbered(case)]
    return tuple(Row(at, number, finding) for at, (number, finding) in enumerate(numbered, _FIRST_ROW))


def _numbered(case: Case) -> Iterator[tuple[str, Finding]]:
    yield str(case.number), case.lead
    for at, finding in enumerate(case.consequences, 1):
        yield f"{case.number}-{at}", finding


@dataclass(frozen=True, slots=True)
class _Formats:
    """Numbers of the cell formats of the list."""

    headline: int
    small: int
    heading: int
    text: int
    middle: int
    link: int
    entry: int
    levels: Mapping[Level, int]


def _formats(styles: Styles) -> _Formats:
    def font(color: str = "FF000000", size: int = 10, *, bold: bool = False) -> str:
        return _FONT.format(bold="<b/>" if bold else "", size=size, color=color)

    def fill(color: str) -> str:
        return _FILL.format(color=color)

    return _Formats(
        headline=styles.cell_format(font(size=14, bold=True), _NO_FILL, _NO_BOX, '<alignment vertical="center"/>'),
        small=styles.cell_format(font("FF595959"), _NO_FILL, _NO_BOX, _WRAP),
        heading=styles.cell_format(font("FFFFFFFF", bold=True), fill("FF44546A"), _BOX, _MIDDLE),
        text=styles.cell_format(font(), _NO_FILL, _BOX, _WRAP),
        middle=styles.cell_format(font(), _NO_FILL, _BOX, _MIDDLE),
        link=styles.cell_format(font("FF0563C1"), _NO_FILL, _BOX, _WRAP),
        entry=styles.cell_format(font(), fill("FFFFF2CC"), _BOX, _WRAP + _OPEN),
        levels={
            grave: styles.cell_format(font(bold=True), fill(color), _BOX, _MIDDLE)
            for grave, color in LEVEL_COLORS.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What clerks explained before, by the key of the finding."""

    by_key: Mapping[str, Explanation]

    @classmethod
    def of(cls, explanations: Sequence[Explanation]) -> "Answers":
        """The last one of each key counts."""
        return cls({explanation.key: explanation for explanation in explanations})

    def standing(self, finding: Finding) -> Explanation | None:
        """The explanation that was written for these very numbers."""
        found = self.by_key.get(finding.key)
        return found if found is not None and found.numbers == numbers(finding) else None

    def outdated(self, finding: Finding) -> str:
        """The text of one that was written for other numbers; empty where there is none."""
        found = self.by_key.get(finding.key)
        return found.text if found is not None and found.numbers != numbers(finding) else ""


def sheet_xml(
    listed: Sequence[Row], answers: Answers, headline: str, styles: Styles, main: str, language: Language
) -> str:
    """The XML of the sheet; adds its formats to `styles`."""
    formats = _formats(styles)
    body = "".join(_row(row, answers, formats, language) for row in listed)
    if not listed:
        body = _row_xml(_FIRST_ROW, [_text("B", _FIRST_ROW, formats.small, say("LIST-NONE", language))])
    merges = "".join(f'<mergeCell ref="B{row}:I{row}"/>' for row in (1, 2, 3))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="{_FIRST_ROW - 1}" '
        f'topLeftCell="A{_FIRST_ROW}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" '
        f'activeCell="D{_FIRST_ROW}" sqref="D{_FIRST_ROW}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{_columns()}</cols>'
        f"<sheetData>{_top(headline, formats, language)}{body}</sheetData>"
        f'<mergeCells count="3">{merges}</mergeCells>{_choices(listed, language)}{_links(listed)}'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
    )


def _columns() -> str:
    return "".join(
        f'<col min="{at}" max="{at}" width="{_WIDTHS[field]}" customWidth="1"{" hidden=" + chr(34) + "1" + chr(34) if field in _HIDDEN else ""}/>'
        for at, field in enumerate(Field, 1)
    )


def _top(headline: str, formats: _Formats, language: Language) -> str:
    reasons = " · ".join(f"{reason} {reason.words(language)}" for reason in Reason)
    headings = [_text(_COLUMNS[field], 4, formats.heading, _heading(field, language)) for field in Field]
    return (
        _row_xml(1, [_text("B", 1, formats.headline, headline)], height=26)
        + _row_xml(2, [_text("B", 2, formats.small, say("LIST-HOWTO", language))], height=28)
        + _row_xml(3, [_text("B", 3, formats.small, say("LIST-REASONS", language, {"reasons": reasons}))], height=28)
        + _row_xml(4, headings)
    )


def _heading(field: Field, language: Language) -> str:
    """The heading: in Chinese always, because it is found by that when it comes back."""
    return field.value if language == "zh" else f"{field.value}\n{say(f'LIST-{field.name}', language)}"


def _row(row: Row, answers: Answers, formats: _Formats, language: Language) -> str:
    finding, at = row.finding, row.at
    standing = answers.standing(finding)
    outdated = answers.outdated(finding)
    hint = clue(finding, language)
    if outdated:
        hint = "\n".join(filter(None, (hint, say("LIST-EARLIER-NOTE", language, {"text": outdated}))))
    asks = finding.level is Level.QUERY
    entry = formats.entry if asks else formats.text
    said = {
        Field.KEY: (formats.text, finding.key),
        Field.NUMBER: (formats.middle, row.number),
        Field.LEVEL: (formats.levels[finding.level], level(finding, language)),
        Field.PLACE: (formats.link if _target(finding) else formats.text, reference(finding)),
        Field.WHAT: (formats.text, line(finding, language)),
        Field.ADVICE: (formats.text, advice(finding, language)),
        Field.CLUE: (formats.text, hint),
        Field.REASON: (entry, standing.reason if standing and asks else ""),
        Field.NOTE: (entry, standing.text if standing and asks else ""),
        Field.NUMBERS: (formats.text, numbers(finding)),
    }
    tall = max(_lines(text, _WIDTHS[field]) for field, (_, text) in said.items() if field not in _HIDDEN)
    cells = [_text(_COLUMNS[field], at, number, text) for field, (number, text) in said.items()]
    return _row_xml(at, cells, height=min(tall * _LINE_HEIGHT + 4, _TALLEST))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; programs do not all find the height of a row by themselves."""
    return sum(max(1, ceil(sum(1 + (sign > "\u2e7f") for sign in part) / (width - 1))) for part in text.split("\n"))


def _target(finding: Finding) -> str:
    """Where the link of a finding leads: its first cell of the file, else its sheet."""
    address = next((cell.address for cell in finding.cells if cell.address is not None), None)
    sheet = address.sheet if address else finding.place.sheet
    if not sheet:
        return ""
    escaped = sheet.replace("'", "''")
    return f"'{escaped}'!{address.a1 if address else 'A1'}"


def _links(listed: Sequence[Row]) -> str:
    column = _COLUMNS[Field.PLACE]
    links = "".join(
        f'<hyperlink ref="{column}{row.at}" location="{quoted(_target(row.finding))}"/>'
        for row in listed
        if _target(row.finding)
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _choices(listed: Sequence[Row], language: Language) -> str:
    queries = " ".join(f"{_COLUMNS[Field.REASON]}{row.at}" for row in listed if row.finding.level is Level.QUERY)
    if not queries:
        return ""
    return (
        '<dataValidations count="1"><dataValidation type="list" allowBlank="1" showInputMessage="1" '
        f'showErrorMessage="1" error="{quoted(say("LIST-REASON-ERROR", language))}" '
        f'prompt="{quoted(say("LIST-REASON-PROMPT", language))}" sqref="{queries}">'
        f'<formula1>"{",".join(Reason)}"</formula1></dataValidation></dataValidations>'
    )


def _row_xml(at: int, cells: Sequence[str], height: int = 0) -> str:
    tall = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{at}"{tall}>{"".join(cells)}</row>'


def _text(column: str, row: int, number: int, text: str) -> str:
    if not text:
        return f'<c r="{column}{row}" s="{number}"/>'
    if column == _COLUMNS[Field.NUMBER] and text.isdecimal():
        return f'<c r="{column}{row}" s="{number}"><v>{text}</v></c>'
    return f'<c r="{column}{row}" s="{number}" t="inlineStr"><is><t xml:space="preserve">{content(text)}</t></is></c>'
