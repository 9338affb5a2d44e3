"""Reading: from an admitted file to tables of exact integers, every number with the cell that it came from.

`Forms` holds what is declared and registered; made once and used for a whole batch. Nothing here knows a clock, a
folder or the record: the same bytes, declarations and register give the same reading.
"""

from dataclasses import replace

from flows.gate import Admitted
from flows.read.explain import page
from flows.read.form import Form, Forms
from flows.read.identity import identify, identity_of, mismatch, not_its_form
from flows.read.others import other_sheets
from flows.read.package import open_package
from flows.read.raw import Damaged, RawWorkbook
from flows.read.replies import explanations_of
from flows.read.understanding import Understanding, understand
from schemas.messages import Language
from schemas.periods import Period
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Refusal

__all__ = [
    "Form",
    "Forms",
    "Understanding",
    "explain",
    "identify",
    "mismatch",
    "open_package",
    "read",
    "understand",
]


def read(admitted: Admitted, forms: Forms) -> WorkbookReading | Refusal:
    """The workbook as understood, or why it is none of ours; a pure function whose result can be pickled."""
    try:
        book = open_package(admitted)
    except Damaged as error:
        return error.refusal
    identity = identity_of(book, forms)
    if isinstance(identity, Refusal):
        return identity
    return read_as(book, identity, forms)


def read_as(book: RawWorkbook, identity: Identity, forms: Forms) -> WorkbookReading | Refusal:
    """The workbook read as the return, unit and period that are known; refused where it holds none of its tables."""
    seen = _understood(book, identity, forms)
    if not seen.tables:
        return not_its_form(book, identity, forms)
    return WorkbookReading(
        book.sha256,
        identity,
        seen.tables,
        seen.findings,
        seen.cleanings,
        explanations_of(book),
        sum(len(sheet.cells) for sheet in book.sheets),
    )


def explain(admitted: Admitted, forms: Forms, language: Language) -> str | Refusal:
    """How a workbook is understood, as a standalone page of HTML that shows each sheet; or why it is none of ours."""
    try:
        book = open_package(admitted)
    except Damaged as error:
        return error.refusal
    identity = identity_of(book, forms)
    if isinstance(identity, Refusal):
        return identity
    form = _form(identity, forms)
    unit = forms.register.at(identity.unit, form.period.last_day)
    name = form.declared.zh if language == "zh" else form.declared.en
    title = " · ".join((unit.name if unit else identity.unit, name, form.period.title(language)))
    return page(book, _understood(book, identity, forms), title, language)


def _understood(book: RawWorkbook, identity: Identity, forms: Forms) -> Understanding:
    """As its return, unit and period say; sheets beyond them are told."""
    form = _form(identity, forms)
    seen = understand(book, form, forms.register, identity.template)
    return replace(seen, findings=(*seen.findings, *other_sheets(seen, form, forms)))


def _form(identity: Identity, forms: Forms) -> Form:
    return forms.form(identity.return_code, Period.parse(identity.period), identity.unit)
