"""Acts on many figures as suspects: a row one column off, ten times too large, two rows exchanged."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flows.check.restrictions import WorkbookRestrictions
from rules.locate import Acted, Change, Pattern
from schemas.finding import Suspect

_EXCHANGES = frozenset({Pattern.ROWS_SWAPPED, Pattern.COLUMNS_SWAPPED})
Namer = Callable[[Sequence[Change], str, int], tuple[Suspect, ...]]
"""Changes, reason and proof as suspects."""


def suspected_acts(acts: Sequence[Acted], workbook: WorkbookRestrictions, named: Namer) -> tuple[Suspect, ...]:
    """The first cell of each act, with the value that it should hold where one act of its kind would do and tells it.

    Of two rows or columns that were exchanged the first cell of both.
    """
    kinds: defaultdict[Pattern, list[Acted]] = defaultdict(list)
    for act in acts:
        kinds[act.pattern].append(act)
    return tuple(suspect for own in kinds.values() for suspect in _of_kind(own, workbook, named))


def _of_kind(acts: Sequence[Acted], workbook: WorkbookRestrictions, named: Namer) -> tuple[Suspect, ...]:
    code = f"CLUE-{acts[0].pattern.name.replace('_', '-')}"
    changed = [change for change in acts[0].answer.changes if change.amount]
    if len(acts) == 1 and acts[0].answer.told and changed:
        told = 2 if acts[0].pattern in _EXCHANGES else 1
        return named(changed[:told], code, len(acts[0].rules))
    firsts = [act.answer.changes[0] for act in acts]
    if acts[0].pattern is Pattern.ROWS_SWAPPED:
        firsts = _rows(acts, workbook)
    places = {each.cells: each for each in firsts}
    suspects = named(tuple(places.values()), f"{code}-{'OPEN' if len(places) == 1 else 'ONE-OF'}", 0)
    return tuple(replace(each, suggestion=None) for each in suspects)


def _rows(acts: Sequence[Acted], workbook: WorkbookRestrictions) -> list[Change]:
    """A figure of each row that may have been exchanged; of one alone where that is in every exchange."""
    found = [_by_row(act, workbook) for act in acts]
    in_all = set.intersection(*(set(each) for each in found))
    firsts: dict[int, Change] = {}
    for each in found:
        for row, change in each.items():
            if not in_all or row in in_all:
                firsts.setdefault(row, change)
    return list(firsts.values())


def _by_row(act: Acted, workbook: WorkbookRestrictions) -> Mapping[int, Change]:
    rows: dict[int, Change] = {}
    for change in act.answer.changes:
        rows.setdefault(workbook.row_of(change.cells[0]), change)
    return rows
