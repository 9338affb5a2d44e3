"""A workbook that was saved without being computed: one finding for all its formulas, in place of one for each."""

from collections import Counter
from collections.abc import Sequence

from flows.read.form import TableForm
from schemas.finding import Finding, Level, Pattern
from schemas.hint import Hint


def without_results(forms: Sequence[TableForm], findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those of formulas without a stored result as one where there are several.

    It names every cell and how many there are in each table; its place is the first of the tables.
    """
    lost = [each for each in findings if each.pattern is Pattern.NO_CACHE]
    if len(lost) <= 1:
        return list(findings)
    cells = tuple(cell for each in lost for cell in each.cells)
    counts = Counter(cell.table for cell in cells)
    first = next(form for form in forms if form.table.code in counts)
    hint = Hint.of(
        "WORKBOOK-NO-RESULTS",
        count=len(cells),
        tables="|".join(f"{form.table.code} {counts[form.table.code]}" for form in forms if counts[form.table.code]),
    )
    place = first.place(next(each.place.sheet for each in lost if each.place.table == first.table.code))
    whole = Finding(first.table.cell_code, Level.ERROR, Pattern.NO_RESULTS, place, cells, detail=str(hint))
    return [whole, *(each for each in findings if each.pattern is not Pattern.NO_CACHE)]
