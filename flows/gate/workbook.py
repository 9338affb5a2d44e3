"""A package's plan: which member is the workbook, its sheets and strings, and what must not be in it."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from flows.gate.admitted import Note, Refused, SheetPart, Visibility
from flows.gate.archive import broken
from flows.gate.limits import Limits
from flows.gate.parts import elements
from schemas.receipt import Fact, Refusal

_RELATIONSHIP = frozenset({"Relationship"})
_WORKBOOK = frozenset({"sheet", "workbookPr"})
_TYPES = frozenset({"Default", "Override"})
_ON = frozenset({"1", "true", "on"})
_MACRO_TYPES = ("vbaproject", "macroenabled", "macrosheet", "dialogsheet")
_OBJECT_TYPES = ("activex", "oleobject", "ms-office.control")
_MACRO_LINKS = ("/vbaProject", "/xlMacrosheet", "/xlIntlMacrosheet", "/dialogsheet")
_OBJECT_LINKS = ("/oleObject", "/package", "/control", "/activeXControlBinary")
_MACRO_PLACES = ("xl/macrosheets/", "xl/dialogsheets/", "xl/vbaproject")
_OBJECT_PLACES = ("xl/activex/", "xl/embeddings/")


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship: `kind` is the last word of its type, `target` a member's name, empty when outside the file."""

    key: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything is."""

    workbook: str
    sheets: tuple[SheetPart, ...]
    strings: str
    styles: str
    notes: frozenset[Note]
    proven: frozenset[str]
    """Parts already streamed within bounds on the way, lower case."""


def package_form(names: frozenset[str]) -> str:
    """What a zip is by the names of its members, lower case: xlsx, xlsb, ods, numbers, docx, pptx or zip."""
    if "[content_types].xml" in names:
        if "xl/workbook.bin" in names:
            return "xlsb"
        for folder, form in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return form
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "index/document.iwa" in names or "index.zip" in names:
        return "numbers"
    return "zip"


def refuse_active(names: frozenset[str]) -> None:
    """Raise Refused for macros, macro sheets, ActiveX and embedded objects, by member names."""
    for name in names:
        if name.startswith(_MACRO_PLACES) or name.endswith("vbaproject.bin"):
            raise Refused(Refusal("FILE-MACRO"))
        if name.startswith(_OBJECT_PLACES):
            raise Refused(Refusal("FILE-OBJECT"))


def plan(parts: Mapping[str, bytes], limits: Limits) -> Plan:
    """Follow the relationships from the root to the sheets.

    Raises Refused for active content under other names, missing parts, too many sheets and names given twice.
    """
    _refuse_active_types(parts, limits)
    workbook = _workbook(parts, limits)
    links = _links(parts, workbook, limits)
    found = elements(_part(parts, workbook), _WORKBOOK, limits)
    notes = _notes(links)
    if any(one.name == "workbookPr" and one.attributes.get("date1904") in _ON for one in found):
        notes |= {Note.DATE_1904}
    listed = [one.attributes for one in found if one.name == "sheet"]
    if not 1 <= len(listed) <= limits.sheets:
        facts = (Fact("count", str(len(listed))), Fact("limit", str(limits.sheets)))
        raise Refused(Refusal("FILE-SHEETS", facts))
    by_key = {link.key: link for link in links}
    sheets = tuple(sheet for entry in listed if (sheet := _sheet(entry, by_key, parts, limits)) is not None)
    _refuse_twins([entry.get("name", "") for entry in listed], sheets)
    proven = {"[content_types].xml", workbook.lower(), *map(_links_part, ("", workbook, *(one.part for one in sheets)))}
    strings, styles = _only(links, "sharedStrings", parts), _only(links, "styles", parts)
    return Plan(workbook, sheets, strings, styles, notes, frozenset(proven))


def _refuse_active_types(parts: Mapping[str, bytes], limits: Limits) -> None:
    names = tuple(parts)
    for entry in elements(_part(parts, "[content_types].xml"), _TYPES, limits):
        kind = entry.attributes.get("ContentType", "").lower()
        extension = entry.attributes.get("Extension", "").lower()
        if entry.name == "Default" and not any(name.endswith(f".{extension}") for name in names):
            continue
        if any(word in kind for word in _MACRO_TYPES):
            raise Refused(Refusal("FILE-MACRO"))
        if entry.name == "Override" and any(word in kind for word in _OBJECT_TYPES):
            raise Refused(Refusal("FILE-OBJECT"))


def _workbook(parts: Mapping[str, bytes], limits: Limits) -> str:
    for link in _links(parts, "", limits):
        if link.kind == "officeDocument" and link.target:
            return link.target
    raise broken("workbook")


def _links(parts: Mapping[str, bytes], source: str, limits: Limits) -> tuple[Link, ...]:
    name = _links_part(source)
    if name not in parts:
        return ()
    folder = posixpath.dirname(source)
    found: list[Link] = []
    for one in elements(parts[name], _RELATIONSHIP, limits):
        kind = one.attributes.get("Type", "")
        if kind.endswith(_MACRO_LINKS):
            raise Refused(Refusal("FILE-MACRO"))
        if kind.endswith(_OBJECT_LINKS):
            raise Refused(Refusal("FILE-OBJECT"))
        outside = one.attributes.get("TargetMode") == "External"
        target = "" if outside else _target(folder, one.attributes.get("Target", ""))
        found.append(Link(one.attributes.get("Id", ""), kind.rpartition("/")[2], target))
    if len({link.key for link in found}) != len(found):
        raise broken("relationships")
    return tuple(found)


def _links_part(source: str) -> str:
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels").lower()


def _target(folder: str, target: str) -> str:
    path = posixpath.normpath(posixpath.join("/", folder, unquote(target.replace("\\", "/"))))
    return path.lstrip("/")


def _part(parts: Mapping[str, bytes], name: str) -> bytes:
    part = parts.get(name.lower())
    if part is None:
        raise broken("part")
    return part


def _only(links: tuple[Link, ...], kind: str, parts: Mapping[str, bytes]) -> str:
    targets = [link.target for link in links if link.kind == kind]
    if len(targets) > 1:
        raise broken(kind)
    if not targets:
        return ""
    # Some programs name a part of strings that they did not write, because there are none.
    return targets[0] if targets[0].lower() in parts else ""


def _sheet(
    entry: Mapping[str, str], by_key: Mapping[str, Link], parts: Mapping[str, bytes], limits: Limits
) -> SheetPart | None:
    """The worksheet of one entry; None for a chart sheet."""
    link = by_key.get(entry.get("r:id", ""))
    if link is None or not link.target:
        raise broken("sheet")
    if link.kind != "worksheet":
        return None
    _part(parts, link.target)
    attached = tuple(one.target for one in _links(parts, link.target, limits) if one.target.lower() in parts)
    state = entry.get("state", "visible")
    visibility = Visibility(state) if state in tuple(Visibility) else Visibility.HIDDEN
    return SheetPart(entry.get("name", ""), link.target, visibility, attached)


def _refuse_twins(names: list[str], sheets: tuple[SheetPart, ...]) -> None:
    if len({name.lower() for name in names}) != len(names) or "" in names:
        raise broken("sheet-names")
    if len({sheet.part.lower() for sheet in sheets}) != len(sheets) or not sheets:
        raise broken("sheet-parts")


def _notes(links: tuple[Link, ...]) -> frozenset[Note]:
    kinds = {link.kind for link in links}
    notes = set()
    if "externalLink" in kinds:
        notes.add(Note.EXTERNAL_LINKS)
    if "connections" in kinds:
        notes.add(Note.CONNECTIONS)
    return frozenset(notes)
