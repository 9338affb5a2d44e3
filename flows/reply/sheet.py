"""The sheet 问题清单 of a marked workbook: one row a finding, links to its cell, and room for the explanation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from flows.reply.looks import Looks, looks
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
_WIDTHS: Mapping[Language, Mapping[Field, int]] = {
    "zh": {
        Field.KEY: 10,
        Field.NUMBER: 6,
        Field.LEVEL: 7,
        Field.PLACE: 16,
        Field.WHAT: 46,
        Field.ADVICE: 32,
        Field.CLUE: 36,
        Field.REASON: 10,
        Field.NOTE: 32,
        Field.NUMBERS: 10,
    },
    "en": {
        Field.KEY: 10,
        Field.NUMBER: 7,
        Field.LEVEL: 9,
        Field.PLACE: 16,
        Field.WHAT: 56,
        Field.ADVICE: 46,
        Field.CLUE: 50,
        Field.REASON: 13,
        Field.NOTE: 36,
        Field.NUMBERS: 10,
    },
}
_WIDEST_PLACE = 40
"""LibreOffice does not break a link over lines: its column is as wide as the longest, up to this."""
_HIDDEN = frozenset({Field.KEY, Field.NUMBERS})
_COLUMNS: Mapping[Field, str] = {field: chr(65 + at) for at, field in enumerate(Field)}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list: its number on the sheet, what is printed as 序号, and the finding."""

    at: int
    number: str
    finding: Finding

    @property
    def follows(self) -> str:
        """Number of the finding with which this one will be right; empty for one that leads its case."""
        lead, dash, _ = self.number.partition("-")
        return lead if dash else ""

    def follows_words(self, language: Language) -> str:
        """That it will be right with another; empty for one that leads its case."""
        return say("COMMENT-FOLLOWS", language, {"number": self.follows}) if self.follows else ""


def rows(findings: Sequence[Finding]) -> tuple[Row, ...]:
    """The rows of the list: each case, then its consequences as 1-1 and 1-2."""
    numbered = [one for case in cases(findings) for one in _numbered(case)]
    return tuple(Row(at, number, finding) for at, (number, finding) in enumerate(numbered, _FIRST_ROW))


def _numbered(case: Case) -> Iterator[tuple[str, Finding]]:
    yield str(case.number), case.lead
    for at, finding in enumerate(case.consequences, 1):
        yield f"{case.number}-{at}", finding


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
    formats = looks(styles)
    widths = _widths(listed, language)
    body = "".join(_row(row, answers, formats, widths, language) for row in listed)
    if not listed:
        body = _row_xml(_FIRST_ROW, [_text("B", _FIRST_ROW, formats.small, say("LIST-NONE", language))])
    merges = "".join(f'<mergeCell ref="B{row}:I{row}"/>' for row in (1, 2, 3))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="{_FIRST_ROW - 1}" '
        f'topLeftCell="A{_FIRST_ROW}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" '
        f'activeCell="D{_FIRST_ROW}" sqref="D{_FIRST_ROW}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{_columns(widths)}</cols>'
        f"<sheetData>{_top(headline, formats, widths, language)}{body}</sheetData>"
        f'<mergeCells count="3">{merges}</mergeCells>{_choices(listed, language)}{_links(listed)}'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
    )


def _widths(listed: Sequence[Row], language: Language) -> Mapping[Field, int]:
    longest = max((_size(reference(row.finding)) for row in listed), default=0) + 2
    place = min(max(longest, _WIDTHS[language][Field.PLACE]), _WIDEST_PLACE)
    return {**_WIDTHS[language], Field.PLACE: place}


def _columns(widths: Mapping[Field, int]) -> str:
    hidden = dict.fromkeys(_HIDDEN, ' hidden="1"')
    return "".join(
        f'<col min="{at}" max="{at}" width="{widths[field]}" customWidth="1"{hidden.get(field, "")}/>'
        for at, field in enumerate(Field, 1)
    )


def _top(headline: str, formats: Looks, widths: Mapping[Field, int], language: Language) -> str:
    reasons = " · ".join(f"{reason} {reason.words(language)}" for reason in Reason)
    headings = [_text(_COLUMNS[field], 4, formats.heading, _heading(field, language)) for field in Field]
    across = sum(width for field, width in widths.items() if field not in _HIDDEN)
    small = (say("LIST-HOWTO", language), say("LIST-REASONS", language, {"reasons": reasons}))
    # The headline is printed half as large again as the rest.
    told = _row_xml(1, [_text("B", 1, formats.headline, headline)], height=26 * _lines(headline, across * 2 // 3))
    for at, text in enumerate(small, 2):
        told += _row_xml(at, [_text("B", at, formats.small, text)], height=_height(_lines(text, across)))
    return told + _row_xml(4, headings, height=_height(1 if language == "zh" else 2))


def _heading(field: Field, language: Language) -> str:
    """The heading: in Chinese always, because it is found by that when it comes back."""
    return field.value if language == "zh" else f"{field.value}\n{say(f'LIST-{field.name}', language)}"


def _row(row: Row, answers: Answers, formats: Looks, widths: Mapping[Field, int], language: Language) -> str:
    finding, at = row.finding, row.at
    standing = answers.standing(finding)
    outdated = answers.outdated(finding)
    hint = row.follows_words(language) or clue(finding, language)
    if outdated:
        hint = "\n".join(filter(None, (hint, say("LIST-EARLIER-NOTE", language, {"text": outdated}))))
    asks = finding.level is Level.QUERY
    plain = formats.quiet if row.follows else formats.text
    levels = formats.following if row.follows else formats.levels
    entry = formats.entry if asks else plain
    said = {
        Field.KEY: (plain, finding.key),
        Field.NUMBER: (formats.middle, row.number),
        Field.LEVEL: (levels[finding.level], level(finding, language)),
        Field.PLACE: (formats.link if _target(finding) else plain, reference(finding)),
        Field.WHAT: (plain, line(finding, language)),
        Field.ADVICE: (plain, advice(finding, language)),
        Field.CLUE: (plain, hint),
        Field.REASON: (entry, standing.reason if standing and asks else ""),
        Field.NOTE: (entry, standing.text if standing and asks else ""),
        Field.NUMBERS: (plain, numbers(finding)),
    }
    tall = max(_lines(text, widths[field]) for field, (_, text) in said.items() if field not in _HIDDEN)
    cells = [_text(_COLUMNS[field], at, number, text) for field, (number, text) in said.items()]
    return _row_xml(at, cells, height=_height(tall))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; programs do not all find the height of a row by themselves."""
    return sum(max(1, ceil(_size(part) / (width - 1))) for part in text.split("\n"))


def _size(text: str) -> int:
    """Width in characters: a Chinese one takes two places."""
    return sum(1 + (sign > "\u2e7f") for sign in text)


def _height(lines: int) -> int:
    return min(lines * _LINE_HEIGHT + 4, _TALLEST)


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
