"""Reading: from an admitted file to tables of exact integers, every number with the cell that it came from.

`Forms` holds what is declared and registered; made once and used for a whole batch. Nothing here knows a clock, a
folder or the record: the same bytes, declarations and register give the same reading.
"""

from flows.gate import Admitted
from flows.read.form import Form, Forms
from flows.read.identity import identify, identity_of, mismatch
from flows.read.package import open_package
from flows.read.raw import RawWorkbook
from flows.read.replies import explanations_of
from flows.read.understanding import Understanding, understand
from schemas.periods import Period
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Refusal

__all__ = ["Form", "Forms", "Understanding", "identify", "mismatch", "open_package", "read", "understand"]


def read(admitted: Admitted, forms: Forms) -> WorkbookReading | Refusal:
    """The workbook as understood, or why it is none of ours; a pure function whose result can be pickled."""
    book = open_package(admitted)
    identity = identity_of(book, forms)
    if isinstance(identity, Refusal):
        return identity
    return read_as(book, identity, forms)


def read_as(book: RawWorkbook, identity: Identity, forms: Forms) -> WorkbookReading | Refusal:
    """The workbook read as the return, unit and period that are known; refused where it holds none of its tables."""
    period = Period.parse(identity.period)
    form = forms.form(identity.return_code, period, identity.unit)
    seen = understand(book, form, forms.register)
    if not seen.tables:
        return Refusal("FILE-NOT-OURS")
    return WorkbookReading(
        book.sha256,
        identity,
        seen.tables,
        seen.findings,
        seen.cleanings,
        explanations_of(book),
        sum(len(sheet.cells) for sheet in book.sheets),
    )
