"""Admitting .xls, .et, .ods and CSV where the office takes them: their own checks, then the bounds that all share."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePath
from types import MappingProxyType

from flows.gate.admitted import Admitted, Note, Parts, Refused, SheetPart
from flows.gate.archive import Member, broken, unpack
from flows.gate.delimited import csv_cells, decoded
from flows.gate.limits import Limits
from flows.gate.ods import ods_cells, refuse_active
from flows.gate.ole import OLE_MAGIC, Compound, OleBroken
from flows.gate.parts import as_utf8, elements, prove
from flows.gate.stored import Stored, bounded, refuse_count
from flows.gate.xls import xls_cells, xls_notes
from schemas.receipt import Kind, Refusal

WORKBOOK, TEXT, CONTENT = "workbook", "text", "content.xml"
"""Names of the parts that hold the cells of .xls, CSV and .ods."""
_PROPERTIES = ("\x05summaryinformation", "\x05documentsummaryinformation")
_SUFFIXES: Mapping[Kind, tuple[str, ...]] = MappingProxyType({Kind.XLS: (".xls", ".et"), Kind.CSV: (".csv", ".txt")})
_SPREADSHEETS = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_LONGEST_TYPE = 200
_MANIFEST = "meta-inf/manifest.xml"


def named(name: str, kind: Kind) -> frozenset[Note]:
    """Whether the file's name says another kind than its content."""
    fitting = _SUFFIXES.get(kind, (f".{kind}",))
    return frozenset() if PurePath(name).suffix.lower() in fitting else frozenset({Note.NAME_DIFFERS})


def stored_cells(admitted: Admitted, limits: Limits = Limits()) -> Stored:
    """The sheets and cells of an admitted file that is no .xlsx; the same stream that the gate has proven."""
    if admitted.kind is Kind.XLS:
        return xls_cells(admitted.parts[WORKBOOK], limits)
    if admitted.kind is Kind.ODS:
        return ods_cells(admitted.parts[CONTENT], limits)
    return csv_cells(admitted.parts[TEXT].decode(), limits)


def admit_xls(content: bytes, name: str, limits: Limits) -> Admitted:
    """A workbook of Excel 97 to 2003 or of WPS. Raises Refused."""
    if not content.startswith(OLE_MAGIC):
        # Excel 2 to 5 wrote their records without wrapping.
        raise Refused(Refusal("FILE-XLS-OLD"))
    try:
        compound = Compound(content, limits)
        _refuse_active_xls(compound.names)
        # The older forms call it `book`, and so do some programs that write the form of today.
        stream = compound.stream(WORKBOOK if WORKBOOK in compound.names else "book")
        properties = {one: part for one in _PROPERTIES if (part := compound.stream(one)) is not None}
    except OleBroken as error:
        raise broken("ole") from error
    if stream is None:
        raise broken("ole")
    notes = xls_notes(stream, limits)
    sheets = bounded(xls_cells(stream, limits), limits)
    return _admitted(Kind.XLS, content, name, Parts({WORKBOOK: stream, **properties}), sheets, notes)


def _refuse_active_xls(names: frozenset[str]) -> None:
    if any(name.startswith("_vba_project") or name == "vba" for name in names):
        raise Refused(Refusal("FILE-MACRO"))
    if any(name.startswith(("mbd", "lnk")) or name in ("ctls", "\x01ole10native") for name in names):
        raise Refused(Refusal("FILE-OBJECT"))


def refuse_active_ods(content: bytes, listed: tuple[Member, ...], limits: Limits) -> None:
    """Raise Refused for a password, macros and embedded objects; before any other part, which a password disguises."""
    manifest = next((one for one in listed if one.name.lower() == _MANIFEST), None)
    told = as_utf8(unpack(content, manifest)) if manifest else b"<none/>"
    refuse_active(frozenset(one.name.lower() for one in listed), told, limits)


def admit_ods(content: bytes, name: str, parts: Mapping[str, bytes], limits: Limits) -> Admitted:
    """A spreadsheet of OpenDocument with its XML parts. Raises Refused."""
    # The list of an office's own keys is written without a byte.
    parts = {key: part for key, part in parts.items() if part}
    folded = {key.lower(): part for key, part in parts.items()}
    if CONTENT not in folded:
        raise broken("part")
    for key, part in folded.items():
        if key != CONTENT:
            prove(part, limits)
    refuse_count(len(elements(folded[CONTENT], frozenset({"table"}), limits)), limits)
    sheets = bounded(ods_cells(folded[CONTENT], limits), limits)
    return _admitted(Kind.ODS, content, name, Parts(parts), sheets)


def refuse_other_documents(content: bytes, listed: tuple[Member, ...]) -> None:
    """Raise Refused for an OpenDocument package that is no spreadsheet, such as a letter."""
    member = next((one for one in listed if one.name.lower() == "mimetype"), None)
    if member is None or member.size > _LONGEST_TYPE or unpack(content, member).strip() not in _SPREADSHEETS:
        raise Refused(Refusal("FILE-DOCUMENT"))


def admit_csv(content: bytes, name: str, limits: Limits) -> Admitted:
    """Text with separators, kept in UTF-8. Raises Refused."""
    text = decoded(content)
    sheets = bounded(csv_cells(text, limits), limits)
    return _admitted(Kind.CSV, content, name, Parts({TEXT: text.encode()}), sheets)


def _admitted(
    kind: Kind,
    content: bytes,
    name: str,
    parts: Parts,
    sheets: tuple[SheetPart, ...],
    notes: frozenset[Note] = frozenset(),
) -> Admitted:
    digest = sha256(content).hexdigest()
    return Admitted(kind, name, digest, len(content), parts, sheets, notes=notes | named(name, kind))
