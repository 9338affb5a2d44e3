"""One worksheet's XML around its cells: conditional formats, links, comments; the cells themselves stay untouched."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.reply.markup import Child, children, prefixed, quoted
from flows.reply.package import attributes, prefix_of
from schemas.finding import Address

_ORDER = (
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture",
    "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""Children of a worksheet after its cells, in the order that the schema asks for."""
RULE_MARK = "shenhe:"
"""Stands in the formula of our conditional formats; the formula is always true."""
_RULE = re.compile(
    r"<(?P<p>[\w.-]+:)?cfRule\b[^>]*?(?:/>|>(?:(?!</(?:[\w.-]+:)?cfRule>).)*</(?:[\w.-]+:)?cfRule>)", re.DOTALL
)
_PRIORITY = re.compile(r'\bpriority="(\d+)"')
_LINK = re.compile(r"<(?:[\w.-]+:)?hyperlink\s[^>]*?(?:/>|>\s*</(?:[\w.-]+:)?hyperlink>)")
_CORNER = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
_SELECTED = re.compile(r"""\s+tabSelected\s*=\s*["'](?:1|true)["']""")


@dataclass(frozen=True, slots=True)
class Tint:
    """Cells of a sheet under one differential format; `name` tells our formats apart."""

    name: str
    differential: int
    cells: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a cell to a place of the same workbook."""

    cell: Address
    location: str
    tip: str


class Worksheet:
    """The XML of a sheet cut at the end of its cells. Raises KeyError where it has no `sheetData`."""

    def __init__(self, text: str) -> None:
        self.prefix = prefix_of(text)
        cut = text.rfind(f"</{self.prefix}sheetData>")
        if cut >= 0:
            cut += len(f"</{self.prefix}sheetData>")
        else:
            empty = re.search(rf"<{self.prefix}sheetData\s*/>", text)
            if empty is None:
                raise KeyError("sheetData")
            cut = empty.end()
        foot = text.rindex(f"</{self.prefix}worksheet")
        self.head = text[:cut]
        self.tail = children(text[cut:foot])
        self._between = text[cut:foot] if not self.tail else ""
        self.foot = text[foot:]

    def joined(self) -> str:
        """The XML again."""
        return self.head + self._between + "".join(child.text for child in self.tail) + self.foot

    def deselect(self) -> None:
        """Take its tab out of the selection: two selected tabs would be edited together."""
        data = self.head.find(f"<{self.prefix}sheetData")
        self.head = _SELECTED.sub("", self.head[:data]) + self.head[data:]

    def _insert(self, name: str, xml: str) -> None:
        """Put an element in its place, before others of its name: LibreOffice takes the first conditional format."""
        rank = _ORDER.index(name)
        at = next((at for at, child in enumerate(self.tail) if _rank(child.name) >= rank), len(self.tail))
        self.tail.insert(at, Child(name, prefixed(xml, self.prefix)))

    # Tints.

    def without_tints(self) -> None:
        """Take our conditional formats out, and give the others their old rank."""
        for child in self.tail:
            if child.name == "conditionalFormatting" and RULE_MARK in child.text:
                child.text = _RULE.sub(lambda rule: "" if RULE_MARK in rule[0] else rule[0], child.text)
        self.tail = [
            child
            for child in self.tail
            if child.name != "conditionalFormatting" or _RULE.search(child.text) is not None
        ]

    def tint(self, tints: Sequence[Tint]) -> None:
        """Colour cells before any other conditional format has a say."""
        self._make_room(len(tints))
        for priority, tint in reversed(list(enumerate(tints, 1))):
            cells = " ".join(cell.a1 for cell in tint.cells)
            self._insert(
                "conditionalFormatting",
                f'<conditionalFormatting sqref="{cells}"><cfRule type="expression" dxfId="{tint.differential}" '
                f'priority="{priority}"><formula>N("{RULE_MARK}{tint.name}")=0</formula></cfRule>'
                "</conditionalFormatting>",
            )

    def _make_room(self, count: int) -> None:
        """Move the priorities of the sheet's own rules behind ours, no further than needed."""
        own = [child for child in self.tail if child.name == "conditionalFormatting"]
        taken = [int(priority) for child in own for priority in _PRIORITY.findall(child.text)]
        shift = count + 1 - min(taken, default=count + 1)
        if shift <= 0:
            return
        for child in own:
            child.text = _PRIORITY.sub(lambda found: f'priority="{int(found[1]) + shift}"', child.text)

    # Links.

    def without_links(self, sheets: Iterable[str]) -> None:
        """Take out the links that lead to one of these sheets."""
        starts = tuple(start for sheet in sheets for start in (f"'{sheet}'!", f"{sheet}!"))

        def kept(link: re.Match[str]) -> str:
            location = attributes(link[0]).get("location", "").lstrip("#")
            return "" if location.startswith(starts) else link[0]

        for child in self.tail:
            if child.name == "hyperlinks":
                child.text = _LINK.sub(kept, child.text)
        self.tail = [child for child in self.tail if child.name != "hyperlinks" or _LINK.search(child.text) is not None]

    def link(self, links: Sequence[Link]) -> None:
        """Add links on cells that have none."""
        group = next((child for child in self.tail if child.name == "hyperlinks"), None)
        taken = [attributes(tag).get("ref", "") for tag in _LINK.findall(group.text)] if group else []
        added = "".join(
            f'<hyperlink ref="{link.cell.a1}" location="{quoted(link.location)}" tooltip="{quoted(link.tip)}"/>'
            for link in links
            if not any(_within(link.cell, reference) for reference in taken)
        )
        if not added:
            return
        if group is None:
            self._insert("hyperlinks", f"<hyperlinks>{added}</hyperlinks>")
            return
        end = group.text.rindex("</")
        group.text = group.text[:end] + prefixed(added, self.prefix) + group.text[end:]

    # Comments.

    def show_comments(self, identity: str, relationships: str) -> None:
        """Name the drawing that holds the boxes of the comments, unless one is named."""
        if any(child.name == "legacyDrawing" for child in self.tail):
            return
        self._insert("legacyDrawing", f'<legacyDrawing xmlns:r="{relationships}" r:id="{identity}"/>')


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _within(cell: Address, reference: str) -> bool:
    corners = _CORNER.findall(reference)
    if not corners:
        return False
    columns = [_number(letters) for letters, _ in corners]
    rows = [int(row) for _, row in corners]
    return min(rows) <= cell.row <= max(rows) and min(columns) <= cell.column <= max(columns)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
