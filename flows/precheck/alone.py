"""Checking without an office: whose workbook it is and which units it lists are taken from the workbook itself.

So a clerk's own machine needs nothing but the file. What only the register knows (a unit that should be there and is
not, a unit that was merged) is not judged here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flows.gate import Admitted, Limits
from flows.read import Forms, explain, open_package, read
from flows.read.anchors import find_anchors
from flows.read.identity import identity_of, stated
from flows.read.raw import Damaged, RawWorkbook
from flows.receive.inspect_file import Inspected, inspect_file
from schemas.messages import Language
from schemas.model import TOTAL_ROW, Grain, Return
from schemas.periods import Period
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Fact, Refusal
from schemas.units import CODE_FORMS, Register, RegisterError, Unit, UnitKind, plain

_ALWAYS = date(1900, 1, 1)
_ROW_CODE = re.compile(r"([0-9]{6})(?:[0-9]{3}|-J[0-9]{2})")
"""A township's or an organ's code; its first six digits are those of the unit that reports."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What a child says of one file, and the units that the workbook lists (none where it was refused)."""

    inspected: Inspected
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """A code with the name printed beside it."""

    code: str
    name: str


def inspect_alone(item: bytes, *, returns: Sequence[Return], limits: Limits) -> Alone:
    """The verdict on one labelled file, from the gate to its reading; runs in the chamber's child."""
    listed: list[Unit] = []

    def understand(admitted: Admitted) -> WorkbookReading | Refusal:
        forms = forms_alone(admitted, returns)
        if isinstance(forms, Refusal):
            return forms
        listed.extend(forms.register.units)
        return read(admitted, forms)

    inspected = inspect_file(item, understand=understand, limits=limits)
    return Alone(inspected, tuple(listed) if isinstance(inspected.verdict, WorkbookReading) else ())


def explain_alone(admitted: Admitted, returns: Sequence[Return], language: Language) -> str | Refusal:
    """How a workbook is understood, as a page of HTML, by its own word on whose it is."""
    forms = forms_alone(admitted, returns)
    return forms if isinstance(forms, Refusal) else explain(admitted, forms, language)


def forms_alone(admitted: Admitted, returns: Sequence[Return]) -> Forms | Refusal:
    """What a workbook should hold, with the units that it lists itself as the register; or why it cannot be told."""
    try:
        book = open_package(admitted)
    except Damaged as error:
        return error.refusal
    above = _above(book)
    if isinstance(above, Refusal):
        return above
    forms = Forms(returns, Register(above))
    identity = identity_of(book, forms)
    if isinstance(identity, Refusal):
        return identity
    rows = tuple(_rows(book, identity, forms))
    if not rows and _asks_for_units(identity, forms):
        return Refusal("ALONE-NO-UNITS")
    return Forms(returns, Register((*above, *rows)))


def united(groups: Iterable[Sequence[Unit]]) -> Register:
    """One register of the units of several workbooks: a code stands for one unit, under the name it had last."""
    units: dict[str, Unit] = {}
    for group in groups:
        units.update({unit.code: unit for unit in group})
    ordered = sorted(units.values(), key=lambda unit: _LEVELS[unit.kind])
    try:
        return Register(tuple(ordered))
    except RegisterError:
        # Workbooks that swapped two names between them: codes alone matter from here on.
        return Register(tuple(_bare(unit) for unit in ordered))


_LEVELS = {kind: place for place, kind in enumerate((UnitKind.CITY, UnitKind.CITY_LEVEL, UnitKind.COUNTY, *UnitKind))}


def _bare(unit: Unit) -> Unit:
    return Unit(unit.code, unit.code, unit.kind, unit.parent, unit.valid_from)


def _above(book: RawWorkbook) -> tuple[Unit, ...] | Refusal:
    """The reporting unit and its city."""
    said = stated(book)
    code = plain(said.code) or _code_of_rows(book.strings)
    if not code:
        return Refusal("FILE-NO-UNIT")
    kind = next((kind for kind in (UnitKind.COUNTY, UnitKind.CITY_LEVEL) if CODE_FORMS[kind].fullmatch(code)), None)
    if kind is None:
        return Refusal("FILE-UNIT-UNKNOWN", (Fact("stated", said.name or code),))
    city = f"{code[:4]}00"
    name = said.name or code
    for called in (name, code):
        try:
            above = (
                Unit(city, city, UnitKind.CITY, "", _ALWAYS),
                Unit(code, called, kind, city, _ALWAYS),
            )
            return Register(above).units
        except RegisterError:
            continue  # a name that no register takes: the code stands for it
    return Refusal("FILE-UNIT-UNKNOWN", (Fact("stated", code),))


def _code_of_rows(texts: Iterable[str]) -> str:
    """The unit whose townships and organs a workbook lists; empty where it lists none."""
    begun = Counter(found[1] for text in texts if (found := _ROW_CODE.fullmatch(plain(text))))
    if not begun:
        return ""
    code: str = begun.most_common(1)[0][0]
    return f"{code}-S01" if code.endswith("00") else code


def _asks_for_units(identity: Identity, forms: Forms) -> bool:
    form = forms.form(identity.return_code, Period.parse(identity.period), identity.unit)
    return any(each.table.grain is Grain.UNIT for each in form.tables)


def _rows(book: RawWorkbook, identity: Identity, forms: Forms) -> Iterator[Unit]:
    """The units that stand as rows of its tables, each once: in the order, and under the names, of most tables.

    One table that was sorted or spelt otherwise is the odd one, though it stands first in the workbook.
    """
    tables = list(_labels(book, identity, forms))
    alike = Counter(tuple(each.code for each in table) for table in tables)
    called = Counter(each for table in tables for each in table)
    names_of = {each.code: each.name for each, _ in reversed(called.most_common())}
    seen: set[str] = set()
    names: set[str] = set()
    for code in (code for order, _ in alike.most_common() for code in order):
        kind = _kind(code, identity.unit)
        if kind is None or code in seen:
            continue
        seen.add(code)
        name = names_of[code]
        unit = _registered(code, name if name and plain(name) not in names else code, kind, identity.unit)
        names.add(plain(unit.name))
        yield unit


def _registered(code: str, name: str, kind: UnitKind, parent: str) -> Unit:
    """A unit under its printed name, where a register can take that; else under its code."""
    unusual = not name.isprintable() or len(name) > 100 or name[0] in "=+-@" or set(name) & set(";；、")
    return Unit(code, code if unusual else name, kind, parent, _ALWAYS)


def _labels(book: RawWorkbook, identity: Identity, forms: Forms) -> Iterator[tuple[_Named, ...]]:
    """Codes and names beside the rows of every table whose rows are units, table by table."""
    form = forms.form(identity.return_code, Period.parse(identity.period), identity.unit)
    for each in find_anchors(book, form).anchored:
        block = each.block
        if block.form.table.grain is not Grain.UNIT:
            continue
        codes = block.grid.column_texts(block.code_column, block.first, block.last)
        names = block.grid.column_texts(block.name_column, block.first, block.last)
        yield tuple(
            _Named(plain(code), name.strip())
            for code, name in zip(codes, names, strict=True)
            if code and plain(code) != TOTAL_ROW
        )


def _kind(code: str, unit: str) -> UnitKind | None:
    """What a row of a unit's workbook is by its code; None for a code that is none of its own."""
    if not code.startswith(unit[:6]):
        return None
    if CODE_FORMS[UnitKind.ORGAN].fullmatch(code):
        return UnitKind.ORGAN
    if CODE_FORMS[UnitKind.TOWNSHIP].fullmatch(code):
        return UnitKind.ZONE if CODE_FORMS[UnitKind.CITY_LEVEL].fullmatch(unit) else UnitKind.TOWNSHIP
    return None
