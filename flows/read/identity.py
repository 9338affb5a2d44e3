"""Whose workbook it is: from the stamp, the sheet `_meta` and the cover lines; where they disagree it is refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flows.gate import Admitted
from flows.read.anchors import META_SHEET
from flows.read.form import Forms, Items
from flows.read.grid import Grid
from flows.read.headings import likeness
from flows.read.labels import label
from flows.read.package import open_package, stamp_and_strings
from flows.read.raw import NO_TEXT, Damaged, RawWorkbook
from schemas.model import Return
from schemas.periods import Period, PeriodError
from schemas.reading import Identity
from schemas.receipt import Fact, Refusal

_COVER = "填报单位"
_UNIT = re.compile(r"填报单位:(.+?)(?:\(([0-9A-Za-z-]{6,12})\))?")
_PERIOD = re.compile(r"报告期:(.+)")
_YEAR = re.compile(r"([0-9]{4})\.")
"""Versions are counted by the year from which on they are used: 2026.1."""
_LIKE = 0.5
"""Share of a table's headings from which on an unstamped sheet is taken to be that table."""


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What a template says of itself; empty where it says nothing."""

    template: str = ""
    unit: str = ""
    period: str = ""


def identify(admitted: Admitted, forms: Forms) -> Identity | Refusal:
    """Whose workbook an admitted file is; its cells are read only where stamp or cover line are not found without."""
    stamp, strings = stamp_and_strings(admitted)
    if stamp and any(_COVER in text for text in strings):
        return _identity(_parsed(stamp), strings, forms)
    try:
        return identity_of(open_package(admitted), forms)
    except Damaged as error:
        return error.refusal


def identity_of(book: RawWorkbook, forms: Forms) -> Identity | Refusal:
    """Whose workbook it is: stamp, else `_meta`, else cover lines and headings."""
    stamp = _parsed(book.stamp) if book.stamp else _meta(book)
    if stamp.template:
        return _identity(stamp, book.strings, forms)
    declared = _recognised(book, forms)
    if declared is None:
        return Refusal("FILE-NOT-OURS")
    return _identity(stamp, book.strings, forms, declared)


@dataclass(frozen=True, slots=True)
class Stated:
    """The unit that a workbook names, by its own word alone; code or name is empty where it does not say."""

    code: str
    name: str


def stated(book: RawWorkbook) -> Stated:
    """Code and name of the unit as stamp, `_meta` or cover line have them; no register is asked."""
    stamp = _parsed(book.stamp) if book.stamp else _meta(book)
    said = _cover(book.strings).units
    code = stamp.unit or next((named.code for named in said if named.code), "")
    name = next((named.name for named in said if named.code == code), "") or (said[0].name if said else "")
    return Stated(code, name)


def mismatch(
    identity: Identity, forms: Forms, unit: str = "", period: Period | None = None, return_code: str = ""
) -> Refusal | None:
    """Why a workbook is not the return that is due, from the unit or for the period; None where it is."""
    stated = Period.parse(identity.period)
    if return_code and identity.return_code != return_code:
        return _other_form(forms.returns[return_code], forms.returns[identity.return_code])
    if unit and identity.unit != unit:
        names = [_unit_name(forms, code, stated) for code in (identity.unit, unit)]
        return _refusal("FILE-WRONG-UNIT", stated=names[0], wanted=names[1])
    if period is not None and stated != period:
        return _refusal("FILE-WRONG-PERIOD", stated=stated.zh, wanted=period.zh)
    return None


def not_its_form(book: RawWorkbook, identity: Identity, forms: Forms) -> Refusal:
    """What to say of a workbook that holds none of the tables of the return that it claims to be."""
    found = _recognised(book, forms)
    if found is None or found.code == identity.return_code:
        return Refusal("FILE-NOT-OURS")
    return _other_form(forms.returns[identity.return_code], found)


def _other_form(wanted: Return, found: Return) -> Refusal:
    return _refusal("FILE-OTHER-FORM", wanted=wanted.zh, found=found.zh)


def _identity(
    stamp: _Stamp, strings: Iterable[str], forms: Forms, declared: Return | None = None
) -> Identity | Refusal:
    code, _, version = stamp.template.partition("-")
    declared = declared or forms.returns.get(code)
    if declared is None:
        return Refusal("FILE-NOT-OURS")
    cover = _cover(strings)
    period = _period(stamp, cover.periods)
    if version and version != declared.version and not _of_its_time(version, declared.version, period):
        return _refusal("FILE-OLD-TEMPLATE", stated=version, wanted=declared.version)
    if isinstance(period, Refusal):
        return period
    unit = _unit(stamp, cover.units, forms, period)
    if isinstance(unit, Refusal):
        return unit
    return Identity(declared.code, unit, str(period), version)


def _of_its_time(version: str, current: str, period: Period | Refusal) -> bool:
    """Whether an earlier template was the one to use in a period: of a year before the present one's."""
    years = [_YEAR.match(each) for each in (version, current)]
    if isinstance(period, Refusal) or None in years:
        return False
    first, last = (int(found[1]) for found in years if found)
    return first <= period.year < last


@dataclass(frozen=True, slots=True)
class _Named:
    """A unit as a cover line names it: name, and code where one stands in brackets."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class _Cover:
    units: tuple[_Named, ...]
    periods: tuple[Period, ...]


def _cover(strings: Iterable[str]) -> _Cover:
    """The cover lines among a workbook's texts, each thing once."""
    units: dict[_Named, None] = {}
    periods: dict[Period, None] = {}
    for text in strings:
        if _COVER in text and (found := _UNIT.fullmatch(label(text))):
            units[_Named(found[1], found[2] or "")] = None
        if "报告期" in text and (found := _PERIOD.fullmatch(label(text))):
            try:
                periods[Period.read(found[1])] = None
            except PeriodError:
                continue  # an instruction that begins like a cover line
    return _Cover(tuple(units), tuple(periods))


def _period(stamp: _Stamp, said: tuple[Period, ...]) -> Period | Refusal:
    if not stamp.period:
        return said[0] if len(said) == 1 else Refusal("FILE-NO-PERIOD")
    try:
        period = Period.parse(stamp.period)
    except PeriodError:
        return Refusal("FILE-NO-PERIOD")
    other = next((each for each in said if each != period), None)
    if other is not None:
        return _refusal("FILE-PERIOD-CLASH", stated=other.zh, stamped=period.zh)
    return period


def _unit(stamp: _Stamp, said: tuple[_Named, ...], forms: Forms, period: Period) -> str | Refusal:
    codes = {_code(named, forms, period): named for named in said}
    unit = stamp.unit or (next(iter(codes)) if len(codes) == 1 else "")
    if not unit:
        return _refusal("FILE-UNIT-UNKNOWN", stated=said[0].name) if len(said) == 1 else Refusal("FILE-NO-UNIT")
    clash = next((named for code, named in codes.items() if code != unit), None)
    if clash is not None:
        return _refusal("FILE-UNIT-CLASH", stated=clash.name, stamped=_unit_name(forms, unit, period))
    return unit if forms.owes(unit, period) else _refusal("FILE-UNIT-UNKNOWN", stated=_unit_name(forms, unit, period))


def _code(named: _Named, forms: Forms, period: Period) -> str:
    """The code of a unit that a cover line names: the code given there, else that of the name; empty where unknown."""
    if named.code:
        return named.code
    found = forms.register.find(named.name, period.last_day)
    return found.code if found else ""


def _unit_name(forms: Forms, code: str, period: Period) -> str:
    unit = forms.register.at(code, period.last_day)
    return unit.name if unit else code


def _refusal(code: str, **facts: str) -> Refusal:
    return Refusal(code, tuple(Fact(name, value) for name, value in facts.items()))


def _parsed(stamp: str) -> _Stamp:
    parts = stamp.strip().split("|")
    return _Stamp(*parts) if len(parts) == 3 else _Stamp()


def _meta(book: RawWorkbook) -> _Stamp:
    """The stamp of the sheet `_meta`: keys in column A, values in column B."""
    number = next((at for at, sheet in enumerate(book.sheets) if sheet.name == META_SHEET), None)
    if number is None or not len(book.sheets[number].cells):
        return _Stamp()
    grid = Grid(book, number)
    entries = {grid.shown(row, 1): grid.shown(row, 2) for row in range(1, min(grid.height, 100) + 1)}
    return _Stamp(entries.get("template", ""), entries.get("unit", ""), entries.get("period", ""))


def _recognised(book: RawWorkbook, forms: Forms) -> Return | None:
    """The return that an unstamped workbook's headings fit best; None where none fits."""
    grids = [Grid(book, at) for at, sheet in enumerate(book.sheets) if len(sheet.cells)]
    titles = {label(sheet.name) for sheet in book.sheets}
    titles |= {label(text) for grid in grids for text in _texts(grid)}
    scored = [(_fit(declared, grids, titles), declared.code) for declared in forms.returns.values()]
    score, code = max(scored, default=(0.0, ""))
    return forms.returns[code] if score > 0 else None


def _fit(declared: Return, grids: list[Grid], titles: set[str]) -> float:
    """How well a return fits: the sum over its tables of the share of headings found, where that is enough."""
    total = 0.0
    for table in declared.tables:
        share = likeness(grids, Items.whole(table))
        if share >= _LIKE:
            total += share + (label(table.zh) in titles)
    return total


def _texts(grid: Grid) -> Iterable[str]:
    top = grid.cells.texts[(grid.cells.rows <= 5) & (grid.cells.texts != NO_TEXT)]
    return (grid.book.strings[text] for text in top.tolist())
