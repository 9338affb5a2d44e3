"""The clerk's own workbook with its cells marked: the package is patched, nothing that is in it gets lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.reply import notes
from flows.reply.book import STYLES_TYPE, Book
from flows.reply.looks import LEVEL_COLORS, RELATED_COLORS
from flows.reply.package import Package
from flows.reply.sheet import Answers, Row, rows, sheet_xml
from flows.reply.styles import PLAIN, Styles
from flows.reply.worksheet import Link, Tint, Worksheet
from schemas.finding import Address, Finding, Level
from schemas.issue_list import SHEET, SHEET_BESIDE
from schemas.messages import Language, say
from schemas.reading import Explanation
from schemas.sentences import advice, clue, level, line, title

_MOST_RELATED = 12
"""Cells of one finding beyond which the others are not tinted: a whole column of units would be. Formulas that have no
result are tinted all the same: each of them is meant."""
_MOST_IN_A_NOTE = 3
_FONT_COLORS: Mapping[Level, str] = {Level.ERROR: "FF9C0006", Level.QUERY: "FF7F4F00", Level.NOTE: "FF1F4E78"}
_WRONG = (
    '<dxf><font><b/><color rgb="{font}"/></font><fill><patternFill patternType="solid"><fgColor rgb="{fill}"/>'
    '<bgColor rgb="{fill}"/></patternFill></fill></dxf>'
)
_RELATED = '<dxf><fill><patternFill patternType="solid"><fgColor rgb="{fill}"/><bgColor rgb="{fill}"/></patternFill></fill></dxf>'
_GRAVEST_FIRST = (Level.ERROR, Level.QUERY, Level.NOTE)


@dataclass(frozen=True, slots=True)
class _Marked:
    """What is marked on one sheet: rows of the list by the cell that leads them, and the related cells by level."""

    leading: Mapping[Address, tuple[Row, ...]]
    red: frozenset[Address]
    """of the leading cells the likeliest of each case; all others are tinted as related"""
    related: Mapping[Level, tuple[Address, ...]]
    filled: frozenset[Address]
    """cells that hold something"""

    def level(self, cell: Address) -> Level:
        """The gravest level of a leading cell."""
        levels = {row.finding.level for row in self.leading[cell]}
        return next(grave for grave in _GRAVEST_FIRST if grave in levels)


def mark(
    original: bytes,
    findings: Sequence[Finding],
    explanations_before: Sequence[Explanation],
    headline: str,
    language: Language,
) -> bytes:
    """The workbook with wrong cells coloured and commented, and the sheet 问题清单 in front.

    Marks and list of an earlier reply are taken out first. Colours are conditional formats, comments and links are
    ours by author and target, so that all of them are found again after a save by Excel, WPS or LibreOffice. Cells,
    formats, charts, pictures and every other part stay byte for byte; names of people leave the properties.
    `original` is an .xlsx that passed the gate. Raises flows.gate.Refused for bytes that are no sound package.
    """
    package = Package(original)
    book = Book(package)
    book.without_list()
    listed = rows([finding for finding in findings if finding.level is not Level.REFUSED])
    styles_part = book.named_part("styles") or _new_styles(book)
    styles = Styles(package.text(styles_part))
    name = book.list_name()
    marked = _by_sheet(listed)
    for tab in book.tabs:
        _mark_sheet(book, tab.part, marked.get(tab.name), styles, name, language)
    xml = sheet_xml(listed, Answers.of(explanations_before), headline, styles, book.main, language)
    book.put_first(name, xml)
    package.put(styles_part, styles.text)
    book.anonymous()
    return package.assembled()


def _new_styles(book: Book) -> str:
    part = "xl/styles.xml" if "xl/styles.xml" not in book.package else book.package.free_name("xl/styles{}.xml")
    book.package.put(part, PLAIN.format(main=book.main))
    book.package.declare(part, STYLES_TYPE)
    book.package.relate(book.part, "styles", part)
    return part


def _mark_sheet(book: Book, part: str, marked: _Marked | None, styles: Styles, name: str, language: Language) -> None:
    package = book.package
    notes.without_ours(package, part)
    beginning = package.beginning(part)
    if marked is None and "tabSelected" not in beginning and not _ours(package.text(part)):
        return
    sheet = Worksheet(package.text(part))
    sheet.deselect()
    sheet.without_tints()
    sheet.without_links((SHEET, SHEET_BESIDE))
    if marked is not None:
        sheet.tint(_tints(marked, styles))
        sheet.link(_links(marked, name, language))
        said = {cell: _note(found, language) for cell, found in marked.leading.items()}
        drawing = notes.add(package, part, said, book.main)
        if drawing is not None:
            sheet.show_comments(drawing, package.relationships)
    package.put(part, sheet.joined())


def _ours(text: str) -> bool:
    return SHEET in text or "shenhe:" in text


def _by_sheet(listed: Sequence[Row]) -> Mapping[str, _Marked]:
    leading: dict[str, dict[Address, list[Row]]] = defaultdict(lambda: defaultdict(list))
    likeliest = (row.finding.likeliest for row in listed if not row.follows)
    red = frozenset(cell for cell in likeliest if cell is not None)
    related: dict[str, dict[Level, dict[Address, None]]] = defaultdict(lambda: defaultdict(dict))
    filled: set[Address] = set()
    for row in listed:
        own = _leading(row.finding)
        for cell in own:
            leading[cell.sheet][cell].append(row)
        here = [cell for cell in row.finding.cells if cell.address is not None]
        filled.update(cell.address for cell in here if cell.address and (cell.value is not None or cell.shown))
        others = [cell.address for cell in here if cell.address and cell.address not in own]
        all_alike = row.finding.pattern.cells_are_alike
        if row.finding.level in RELATED_COLORS:
            for cell in (*own, *(others if all_alike or len(others) <= _MOST_RELATED else ())):
                related[cell.sheet][row.finding.level][cell] = None
    return {
        sheet: _Marked(
            {cell: tuple(found) for cell, found in leading[sheet].items()},
            red,
            {grave: tuple(cell for cell in cells if cell not in red) for grave, cells in related[sheet].items()},
            frozenset(filled),
        )
        for sheet in {*leading, *related}
    }


def _leading(finding: Finding) -> tuple[Address, ...]:
    """The cells that have a comment: the first that a finding is about, and the one that is likeliest wrong."""
    first = [cell.address for cell in finding.cells[:1] if cell.address is not None]
    likeliest = [finding.likeliest] if finding.likeliest is not None else []
    return tuple(dict.fromkeys(first + likeliest))


def _tints(marked: _Marked, styles: Styles) -> list[Tint]:
    tints = []
    for grave in _GRAVEST_FIRST:
        cells = tuple(cell for cell in marked.leading if cell in marked.red and marked.level(cell) is grave)
        if cells:
            number = styles.differential(_WRONG.format(font=_FONT_COLORS[grave], fill=LEVEL_COLORS[grave]))
            tints.append(Tint(grave.value, number, cells))
    for grave, color in RELATED_COLORS.items():
        cells = marked.related.get(grave, ())
        if cells:
            tints.append(Tint(f"{grave.value}-related", styles.differential(_RELATED.format(fill=color)), cells))
    return tints


def _links(marked: _Marked, name: str, language: Language) -> list[Link]:
    """Links to the list, except on blank cells: a click there must leave the cell ready to be filled in."""
    return [
        Link(cell, f"'{name}'!E{found[0].at}", say("LIST-ROW", language, {"number": found[0].number}))
        for cell, found in marked.leading.items()
        if cell in marked.filled
    ]


def _note(found: Sequence[Row], language: Language) -> str:
    parts = [_note_of(row, language) for row in found[:_MOST_IN_A_NOTE]]
    if len(found) > _MOST_IN_A_NOTE:
        parts.append(say("COMMENT-MORE", language, {"count": len(found) - _MOST_IN_A_NOTE}))
    return "\n\n".join(parts)


def _note_of(row: Row, language: Language) -> str:
    finding = row.finding
    opening = f"{level(finding, language)} {row.number}"
    opening = f"【{opening}】" if language == "zh" else f"[{opening}] "
    lines = (
        opening + title(finding, language),
        line(finding, language),
        say("COMMENT-ADVICE", language, {"advice": advice(finding, language)}),
        row.follows_words(language) or clue(finding, language),
        say("COMMENT-RULE", language, {"code": finding.code}),
    )
    return "\n".join(filter(None, lines))
