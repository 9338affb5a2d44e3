"""Visible sheets that hold none of the return's tables: told, and named where they are a table of another return."""

from collections.abc import Sequence

from flows.read.form import Form, Forms, Items
from flows.read.grid import Grid
from flows.read.headings import ENOUGH, likeness
from flows.read.told import of_file
from flows.read.understanding import Understanding
from schemas.finding import Finding, Pattern, Place
from schemas.hint import Hint


def other_sheets(seen: Understanding, form: Form, forms: Forms) -> list[Finding]:
    """One remark a sheet: its cells are in no table, and nobody looks at them again."""
    taken = {each.block.grid.number for each in seen.anchors.anchored}
    left = [grid for number, grid in seen.anchors.grids.items() if number not in taken]
    places = [Place("", grid.name, column=f"@{grid.number + 1}") for grid in left]
    return [
        of_file(form.declared.code, Pattern.LAYOUT, place, _like(grid, form, forms))
        for grid, place in zip(left, places, strict=True)
    ]


def _like(grid: Grid, form: Form, forms: Forms) -> Hint:
    """Which other return a sheet belongs to, where its headings say so."""
    others = [declared for declared in forms.returns.values() if declared.code != form.declared.code]
    tables = [(declared, table) for declared in others for table in declared.tables]
    scores: Sequence[float] = [likeness([grid], Items.whole(table)) for _, table in tables]
    best = max(scores, default=0.0)
    if best < ENOUGH:
        return Hint("SHEET-EXTRA")
    declared, table = tables[scores.index(best)]
    return Hint.of("SHEET-OF-OTHER", form=declared.zh, table=table.zh)
