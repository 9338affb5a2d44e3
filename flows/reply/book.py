"""The workbook around its sheets: their names and order, defined names, and whose name its properties carry."""

import re
from dataclasses import dataclass

from flows.reply.markup import prefixed, quoted
from flows.reply.package import Package, attributes, prefix_of
from schemas.issue_list import MARKER, SHEET, SHEET_BESIDE

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\s[^>]*?(?:/>|>\s*</(?:[\w.-]+:)?sheet>)")
_NAME = re.compile(r"<(?:[\w.-]+:)?definedName\s[^>]*>[^<]*</(?:[\w.-]+:)?definedName>")
_LOCAL = re.compile(r"""\blocalSheetId\s*=\s*["'](\d+)["']""")
_VIEW = re.compile(r"<(?:[\w.-]+:)?workbookView\b[^>]*>")
_PLACED = re.compile(r"""\s+(?:activeTab|firstSheet)\s*=\s*["']\d*["']""")
_NAMESPACE = re.compile(r"""\sxmlns(?::[\w.-]+)?\s*=\s*["'](http[^"']*spreadsheetml/(?:2006/)?main)["']""")
_PEOPLE = re.compile(r"(<(?P<tag>(?:[\w.-]+:)?(?:creator|lastModifiedBy|Manager))(?:\s[^>]*)?>)[^<]*(</(?P=tag)>)")


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet of the workbook: its name and the name of its part."""

    name: str
    part: str


class Book:
    """The workbook part of a package. Raises KeyError where the package has none."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = next(relation.target for relation in package.relations("") if relation.kind == "officeDocument")
        found = _NAMESPACE.search(self._text[:4096])
        self.main = found[1] if found else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    @property
    def _text(self) -> str:
        return self.package.text(self.part)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The worksheets in the order of their tabs."""
        parts = {one.identity: one.target for one in self.package.relations(self.part) if one.kind == "worksheet"}
        found = [attributes(tag) for tag in _SHEET.findall(self._text)]
        return tuple(Tab(given["name"], parts[_identity(given)]) for given in found if _identity(given) in parts)

    def named_part(self, kind: str) -> str:
        """The part of a kind (`styles`) that the workbook names; empty where there is none."""
        return next((one.target for one in self.package.relations(self.part) if one.kind == kind), "")

    def without_list(self) -> None:
        """Take the list of an earlier reply out: the sheet on which our hidden name stands."""
        names = [name for name in _NAME.findall(self._text) if attributes(name).get("name") == MARKER]
        if not names:
            return
        local = _LOCAL.search(names[0])
        tags = _SHEET.findall(self._text)
        at = int(local[1]) if local else 0
        tag = tags[at] if at < len(tags) else ""
        if attributes(tag).get("name") not in {SHEET, SHEET_BESIDE}:
            self.package.put(self.part, self._text.replace(names[0], ""))
            return
        identity = _identity(attributes(tag))
        for relation in self.package.relations(self.part):
            if relation.identity == identity:
                self._drop(relation.target)
        self.package.unrelate(self.part, identity)
        text = self._text.replace(tag, "", 1)
        self.package.put(self.part, _NAME.sub(lambda name: _moved(name[0], at, -1), text))

    def _drop(self, part: str) -> None:
        for relation in self.package.relations(part):
            if relation.kind in {"comments", "vmlDrawing", "printerSettings"}:
                self.package.drop(relation.target)
                self.package.undeclare(relation.target)
        folder, _, name = part.rpartition("/")
        self.package.drop(f"{folder}/_rels/{name}.rels")
        self.package.drop(part)
        self.package.undeclare(part)

    def list_name(self) -> str:
        """The name that the list may have in this workbook."""
        return SHEET_BESIDE if any(tab.name == SHEET for tab in self.tabs) else SHEET

    def put_first(self, name: str, xml: str) -> None:
        """Add a sheet before all others, open the workbook on it, and mark it with our hidden name."""
        part = self.package.free_name("xl/worksheets/sheet{}.xml")
        self.package.put(part, xml)
        self.package.declare(part, SHEET_TYPE)
        identity = self.package.relate(self.part, "worksheet", part)
        text, prefix = self._text, prefix_of(self._text)
        taken = [attributes(tag).get("sheetId", "0") for tag in _SHEET.findall(text)]
        number = max((int(given) for given in taken if given.isdigit()), default=0) + 1
        tag = f'<sheet xmlns:r="{self.package.relationships}" name="{quoted(name)}" sheetId="{number}" r:id="{identity}"/>'
        text = _NAME.sub(lambda found: _moved(found[0], -1, 1), text)
        opened = re.search(rf"<{prefix}sheets\b[^>]*>", text)
        if opened is None:
            raise KeyError("sheets")
        text = text[: opened.end()] + prefixed(tag, prefix) + text[opened.end() :]
        self.package.put(self.part, _with_marker(_opened_first(text, prefix), prefix, name))

    def anonymous(self) -> None:
        """Take the names of people out of the properties of the file."""
        for part in ("docProps/core.xml", "docProps/app.xml"):
            if part in self.package:
                self.package.put(part, _PEOPLE.sub(r"\1\3", self.package.text(part)))


def _identity(given: dict[str, str]) -> str:
    return next((value for name, value in given.items() if name.endswith(":id")), "")


def _moved(name: str, gone: int, by: int) -> str:
    """A defined name after a sheet was taken out (`gone`) or put first (-1); empty where its sheet is gone."""
    local = _LOCAL.search(name)
    if local is None:
        return name
    at = int(local[1])
    if at == gone:
        return ""
    return _LOCAL.sub(f'localSheetId="{at + by}"', name) if at > gone else name


def _opened_first(text: str, prefix: str) -> str:
    if _VIEW.search(text) is None:
        at = text.index(f"<{prefix}sheets")
        return text[:at] + prefixed("<bookViews><workbookView/></bookViews>", prefix) + text[at:]
    return _VIEW.sub(lambda view: _PLACED.sub("", view[0]), text)


def _with_marker(text: str, prefix: str, name: str) -> str:
    marker = f'<definedName name="{MARKER}" localSheetId="0" hidden="1">\'{quoted(name)}\'!$A$1</definedName>'
    opened = re.search(rf"<{prefix}definedNames\s*>", text)
    if opened is not None:
        return text[: opened.end()] + prefixed(marker, prefix) + text[opened.end() :]
    text = re.sub(rf"<{prefix}definedNames\s*/>", "", text)
    for closing in ("externalReferences", "functionGroups", "sheets"):
        at = text.find(f"</{prefix}{closing}>")
        if at >= 0:
            at += len(f"</{prefix}{closing}>")
            return text[:at] + prefixed(f"<definedNames>{marker}</definedNames>", prefix) + text[at:]
    raise KeyError("sheets")
