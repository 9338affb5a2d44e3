"""Formats that a reply adds to the styles part; the ones that are there keep their numbers."""

from flows.reply.markup import Child, Element, find, prefixed
from flows.reply.package import prefix_of

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
PLAIN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{main}">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The styles of a workbook that has none."""


class Styles:
    """The styles part, open for additions; what is there already is used again. Raises KeyError for another part."""

    def __init__(self, text: str) -> None:
        self._prefix = prefix_of(text)
        self._original = text
        self._groups: dict[str, Element] = {}
        self._numbers: dict[str, dict[str, int]] = {}
        self._opened: list[str] = []

    @property
    def text(self) -> str:
        """The part with what was added."""
        text = self._original
        for group, element in self._groups.items():
            if group not in self._opened:
                found = find(text, group, self._prefix, shallow=True)
                if found is not None:
                    text = found.before + element.joined() + found.after
        return self._with_opened(text)

    def differential(self, xml: str) -> int:
        """Number of a format for conditional formatting (`dxf`)."""
        return self._number("dxfs", xml)

    def cell_format(self, font: str, fill: str, border: str, rest: str) -> int:
        """Number of a cell format made of its parts; `rest` are its alignment and protection."""
        fonts, fills, borders = (
            self._number("fonts", font),
            self._number("fills", fill),
            self._number("borders", border),
        )
        return self._number(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{fonts}" fillId="{fills}" borderId="{borders}" xfId="0" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">{rest}</xf>',
        )

    def _number(self, group: str, xml: str) -> int:
        wanted = prefixed(xml, self._prefix)
        if group not in self._groups:
            self._open(group)
        numbers = self._numbers[group]
        if wanted not in numbers:
            numbers[wanted] = len(self._groups[group].inside)
            self._groups[group].inside.append(Child("", wanted))
        return numbers[wanted]

    def _open(self, group: str) -> None:
        element = find(self._original, group, self._prefix)
        if element is None:
            start = prefixed(f'<{group} count="0">', self._prefix)
            element = Element("", start, [], f"</{self._prefix}{group}>", "")
            self._opened.append(group)
        element.before = element.after = ""
        self._groups[group] = element
        self._numbers[group] = {}
        for number, child in enumerate(element.inside):
            self._numbers[group].setdefault(child.text.strip(), number)

    def _with_opened(self, text: str) -> str:
        """Groups that the part lacked, in their place of the order that the schema asks for."""
        if not self._opened:
            return text
        root = find(text, "styleSheet", self._prefix)
        if root is None:
            raise KeyError("styleSheet")
        for group in self._opened:
            rank = _ORDER.index(group)
            at = next((at for at, child in enumerate(root.inside) if _rank(child.name) > rank), len(root.inside))
            root.inside.insert(at, Child(group, self._groups[group].joined()))
        return root.joined()


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)
