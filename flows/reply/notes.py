"""Comments on cells: ours are put beside those of people and can be told apart and taken out again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from math import ceil

from flows.reply.markup import content, prefixed
from flows.reply.package import Package, attributes, prefix_of
from schemas.finding import Address

AUTHOR = "审核"
BELOW = "―― 审核 ――"
"""Stands between a person's comment and what we add to it."""
_OPENING = re.compile(r"\s*(?:【(?:错误|核实|提示) [0-9-]+】|\[(?:Error|Query|Note) [0-9-]+\] )")
"""How our comments begin; LibreOffice saves comments without their author."""
_TEXT = re.compile(r"<(?:[\w.-]+:)?t\b[^>]*>(.*?)</(?:[\w.-]+:)?t>", re.DOTALL)
_RUN = re.compile(r"<(?:[\w.-]+:)?r>.*?</(?:[\w.-]+:)?r>|<(?:[\w.-]+:)?r\s[^>]*>.*?</(?:[\w.-]+:)?r>", re.DOTALL)
_SHAPE = re.compile(r"<v:shape\s.*?</v:shape>", re.DOTALL)
_SHAPE_NUMBER = re.compile(r"_x0000_s(\d+)")
_CORNER = re.compile(r"([A-Z]{1,3})([0-9]+)")
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575
_ACROSS, _SIGNS_A_LINE, _MOST_ROWS = 4, 24, 24
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    f"</o:shapelayout>{_SHAPE_TYPE}</xml>"
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;'
    'width:240pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


@dataclass(frozen=True, slots=True)
class Attached:
    """The parts of a sheet that hold its comments and their boxes; empty names where there are none."""

    comments: str
    drawing: str


def attached(package: Package, sheet: str) -> Attached:
    """The comment parts of a sheet part."""
    named = {relation.kind: relation.target for relation in package.relations(sheet) if relation.target in package}
    return Attached(named.get("comments", ""), named.get("vmlDrawing", ""))


def without_ours(package: Package, sheet: str) -> None:
    """Take our comments, and what we added to those of people, out of a sheet."""
    parts = attached(package, sheet)
    if not parts.comments:
        return
    text = package.text(parts.comments)
    gone: list[str] = []
    people = _authors(text)

    def kept(comment: re.Match[str]) -> str:
        given = attributes(comment[0][: comment[0].index(">") + 1])
        said = _said(comment[0])
        if _author(given, people).strip() in {AUTHOR, ""} and _OPENING.match(said):
            gone.append(given.get("ref", ""))
            return ""
        return _cut(comment[0]) if BELOW in said else comment[0]

    package.put(parts.comments, _comment_pattern(text).sub(kept, text))
    if gone and parts.drawing:
        package.put(parts.drawing, _without_boxes(package.text(parts.drawing), gone))


def add(package: Package, sheet: str, notes: Mapping[Address, str], main: str) -> str | None:
    """Comment cells of a sheet; `main` is the namespace of the workbook.

    Returns the identity of the drawing where the sheet must now name one, None where it names one already.
    """
    parts = attached(package, sheet)
    comments = parts.comments or _new_comments(package, sheet, main)
    text = package.text(comments)
    prefix = prefix_of(text)
    text, author = _with_author(text, prefix)
    standing = {_reference(found[0]): found for found in _comment_pattern(text).finditer(text)}
    new = {cell: note for cell, note in notes.items() if cell.a1 not in standing}
    for cell, note in notes.items():
        found = standing.get(cell.a1)
        if found is not None and not _author(attributes(found[0]), _authors(text)).startswith("tc="):
            text = text.replace(found[0], _appended(found[0], note, prefix), 1)
    added = "".join(_comment(cell, note, author) for cell, note in new.items())
    at = text.rindex(f"</{prefix}commentList>")
    package.put(comments, text[:at] + prefixed(added, prefix) + text[at:])
    return _boxes(package, sheet, parts.drawing, new)


def _new_comments(package: Package, sheet: str, main: str) -> str:
    name = package.free_name("xl/comments{}.xml")
    package.put(
        name,
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{main}"><authors></authors>'
        "<commentList></commentList></comments>",
    )
    package.relate(sheet, "comments", name)
    package.declare(name, _COMMENTS_TYPE)
    return name


def _comment_pattern(text: str) -> re.Pattern[str]:
    prefix = prefix_of(text)
    return re.compile(rf"<{prefix}comment\s.*?</{prefix}comment>", re.DOTALL)


def _reference(comment: str) -> str:
    return attributes(comment[: comment.index(">") + 1]).get("ref", "")


def _authors(text: str) -> list[str]:
    prefix = prefix_of(text)
    found = re.findall(rf"<{prefix}author(?:\s[^>]*)?(?:/>|>(.*?)</{prefix}author>)", text, re.DOTALL)
    return [unescape(name) for name in found]


def _author(given: Mapping[str, str], people: list[str]) -> str:
    number = given.get("authorId", "")
    return people[int(number)] if number.isdigit() and int(number) < len(people) else ""


def _with_author(text: str, prefix: str) -> tuple[str, int]:
    """The part with us among its authors and both containers opened; our number among them."""
    for name in ("authors", "commentList"):
        text = re.sub(rf"<{prefix}{name}\s*/>", f"<{prefix}{name}></{prefix}{name}>", text)
    people = _authors(text)
    if AUTHOR in people:
        return text, people.index(AUTHOR)
    at = text.index(f"</{prefix}authors>")
    return text[:at] + f"<{prefix}author>{AUTHOR}</{prefix}author>" + text[at:], len(people)


def _said(comment: str) -> str:
    return "".join(unescape(part) for part in _TEXT.findall(comment))


def _comment(cell: Address, note: str, author: int) -> str:
    return (
        f'<comment ref="{cell.a1}" authorId="{author}" shapeId="0"><text><r><rPr><sz val="9"/></rPr>'
        f'<t xml:space="preserve">{content(note)}</t></r></text></comment>'
    )


def _appended(comment: str, note: str, prefix: str) -> str:
    """A person's comment with ours below it, as a run of its own."""
    plain = re.compile(rf"(<{prefix}text>)\s*(<{prefix}t\b[^>]*>.*?</{prefix}t>)", re.DOTALL)
    comment = plain.sub(rf"\1<{prefix}r>\2</{prefix}r>", comment, count=1)
    run = f'<r><t xml:space="preserve">{content(chr(10) + BELOW + chr(10) + note)}</t></r>'
    at = comment.rindex(f"</{prefix}text>")
    return comment[:at] + prefixed(run, prefix) + comment[at:]


def _cut(comment: str) -> str:
    """A person's comment without what we added; the programs may have joined our run with theirs."""
    runs = _RUN.findall(comment)
    first = next((at for at, run in enumerate(runs) if BELOW in run), None)
    if first is None:
        return comment
    for at, run in enumerate(runs[first:]):
        kept = "" if at else _shortened(run)
        comment = comment.replace(run, kept, 1)
    return comment


def _shortened(run: str) -> str:
    found = _TEXT.search(run)
    if found is None:
        return run
    theirs = re.sub(r"(?:&#10;|\n|_x000a_)*$", "", found[1].partition(BELOW)[0])
    return run[: found.start(1)] + theirs + run[found.end(1) :] if theirs else ""


def _boxes(package: Package, sheet: str, drawing: str, notes: Mapping[Address, str]) -> str | None:
    identity = None
    if not drawing:
        drawing = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.put(drawing, _DRAWING)
        identity = package.relate(sheet, "vmlDrawing", drawing)
        package.declare_extension("vml", _DRAWING_TYPE)
    text = package.text(drawing)
    if 'id="_x0000_t202"' not in text:
        at = text.rindex("</xml>")
        text = text[:at] + _SHAPE_TYPE + text[at:]
    number = max((int(found) for found in _SHAPE_NUMBER.findall(text)), default=1024) + 1
    boxes = "".join(_box(cell, note, number + at) for at, (cell, note) in enumerate(notes.items()))
    at = text.rindex("</xml>")
    package.put(drawing, text[:at] + boxes + text[at:])
    return identity


def _box(cell: Address, note: str, number: int) -> str:
    lines = sum(max(1, ceil(len(part) / _SIGNS_A_LINE)) for part in note.split("\n"))
    rows = min(lines + 1, _MOST_ROWS)
    left, top = min(cell.column, _LAST_COLUMN - _ACROSS), min(max(cell.row - 2, 0), _LAST_ROW - rows)
    anchor = f"{left}, 15, {top}, 4, {left + _ACROSS}, 30, {top + rows}, 4"
    return _BOX.format(
        number=number, height=rows * 14, order=number % 1024, anchor=anchor, row=cell.row - 1, column=cell.column - 1
    )


def _without_boxes(text: str, references: list[str]) -> str:
    places = set()
    for reference in references:
        corner = _CORNER.fullmatch(reference)
        if corner is not None:
            column = 0
            for letter in corner[1]:
                column = column * 26 + ord(letter) - 64
            places.add((int(corner[2]) - 1, column - 1))

    def kept(shape: re.Match[str]) -> str:
        row, column = re.search(r"<x:Row>(\d+)<", shape[0]), re.search(r"<x:Column>(\d+)<", shape[0])
        return "" if row and column and (int(row[1]), int(column[1])) in places else shape[0]

    return _SHAPE.sub(kept, text)
