"""All checks in order, cheap to dear."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePath

from flows.gate.admit import admit_csv, admit_ods, admit_xls, named, refuse_active_ods, refuse_other_documents
from flows.gate.admitted import Admitted, Note, Parts, Refused
from flows.gate.archive import Member, members, too_big, unpack
from flows.gate.crowds import refuse_cells, refuse_elements
from flows.gate.kind import Form, form_of
from flows.gate.limits import MIB, Limits
from flows.gate.parts import as_utf8, drawing, prove, prove_furniture
from flows.gate.rows import Rows
from flows.gate.sheet import body_of, prove_sheet
from flows.gate.strings import Strings, prove_strings
from flows.gate.swift import take_rows
from flows.gate.workbook import Plan, package_form, plan, refuse_active
from schemas.receipt import Fact, Kind, Refusal

_OLD_DRAWING = ".vml"
_XML = (".xml", ".rels", _OLD_DRAWING)
_PICTURES = ("xl/media/", "docprops/thumbnail")
_FORMS = {
    Form.PASSWORD: "FILE-PASSWORD",
    Form.OLE_OTHER: "FILE-OLE",
    Form.OLE_BROKEN: "FILE-OLE",
    Form.HTML: "FILE-HTML",
    Form.XML_2003: "FILE-XML-2003",
    Form.XML: "FILE-XML",
    Form.PDF: "FILE-PDF",
    Form.IMAGE: "FILE-IMAGE",
    Form.ARCHIVE: "FILE-ARCHIVE",
    Form.PROGRAM: "FILE-PROGRAM",
    Form.DOCUMENT: "FILE-DOCUMENT",
    Form.UNKNOWN: "FILE-UNKNOWN",
    Form.XLS: "FILE-XLS",
    Form.CSV: "FILE-CSV",
}
_PACKAGES = {
    "xlsb": "FILE-XLSB",
    "ods": "FILE-ODS",
    "numbers": "FILE-NUMBERS",
    "docx": "FILE-DOCUMENT",
    "pptx": "FILE-DOCUMENT",
    "zip": "FILE-ARCHIVE",
}


def examine(content: bytes, name: str, limits: Limits = Limits()) -> Admitted | Refusal:
    """The file as the reader may have it, or the first reason to refuse it.

    `name` is only quoted and compared with the kind found; the content alone decides.
    """
    try:
        return _examined(content, name, limits)
    except Refused as refused:
        return refused.refusal


def _examined(content: bytes, name: str, limits: Limits) -> Admitted:
    if not content:
        raise Refused(Refusal("FILE-EMPTY"))
    if len(content) > limits.file_bytes:
        raise Refused(Refusal("FILE-LARGE", (Fact("limit", str(limits.file_bytes // MIB)),)))
    form = form_of(content, limits)
    if form is Form.ZIP:
        return _package(content, name, limits)
    kind = {Form.XLS: Kind.XLS, Form.CSV: Kind.CSV}.get(form)
    if kind is not None and kind in limits.kinds:
        return admit_xls(content, name, limits) if kind is Kind.XLS else admit_csv(content, name, limits)
    if form is Form.XLS and PurePath(name).suffix.lower() == ".et":
        raise Refused(Refusal("FILE-ET"))
    raise Refused(Refusal(_FORMS[form]))


def _package(content: bytes, name: str, limits: Limits) -> Admitted:
    listed = members(content, limits)
    names = frozenset(member.name.lower() for member in listed)
    form = package_form(names)
    if form == "ods":
        refuse_other_documents(content, listed)
        if Kind.ODS in limits.kinds:
            refuse_active_ods(content, listed, limits)
            return admit_ods(content, name, _unpacked(content, listed, limits), limits)
    if form != "xlsx":
        raise Refused(Refusal(_PACKAGES[form]))
    refuse_active(names)
    unpacked = _unpacked(content, listed, limits)
    folded = {key.lower(): part for key, part in unpacked.items()}
    found = plan(folded, limits)
    strings = prove_strings(folded[found.strings.lower()], limits) if found.strings else Strings()
    rows = _prove_parts(folded, found, strings.count, limits)
    notes = found.notes | named(name, Kind.XLSX) | _pictures(names)
    return Admitted(
        kind=Kind.XLSX,
        name=name,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        parts=Parts(unpacked),
        sheets=found.sheets,
        workbook=found.workbook,
        strings=found.strings,
        styles=found.styles,
        notes=notes,
        rows=rows,
        texts=strings.texts,
    )


def _unpacked(content: bytes, listed: tuple[Member, ...], limits: Limits) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = limits.declared_bytes
    for member in listed:
        if not member.name.lower().endswith(_XML):
            continue
        part = as_utf8(unpack(content, member))
        if member.name.lower().endswith(_OLD_DRAWING):
            part = drawing(part, limits)
        left -= len(part)
        if left < 0:
            raise too_big("total")
        parts[member.name] = part
    return parts


def _prove_parts(parts: Mapping[str, bytes], found: Plan, count: int, limits: Limits) -> tuple[Rows | None, ...]:
    """Every part proven but the shared strings, of which there are `count`; the rows of the sheets, which are taken together because each is small."""
    strings, styles = found.strings.lower(), found.styles.lower()
    for sheet in found.sheets:
        refuse_cells(parts[sheet.part.lower()], sheet.name, limits.cells)
    of_sheets = {sheet.part.lower() for sheet in found.sheets}
    refuse_elements([part for name, part in parts.items() if name not in of_sheets], limits.elements)
    taken = take_rows([body_of(parts[sheet.part.lower()]) for sheet in found.sheets], count)
    sheets = {sheet.part.lower(): (sheet.name, rows) for sheet, rows in zip(found.sheets, taken, strict=True)}
    for name, part in parts.items():
        if name in sheets:
            prove_sheet(part, sheets[name][0], count, limits, sheets[name][1])
        elif name == strings or name in found.proven or name.endswith(_OLD_DRAWING):
            continue
        elif name.startswith("xl/theme/") or name == styles:
            prove_furniture(part, limits)
        else:
            prove(part, limits)
    return taken


def _pictures(names: frozenset[str]) -> frozenset[Note]:
    return frozenset({Note.PICTURES}) if any(name.startswith(_PICTURES) for name in names) else frozenset()
