"""Acts on many figures as suspects: a row one column off, ten times too large, two rows exchanged."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flows.check.restrictions import WorkbookRestrictions
from rules.locate import Acted, Change, Pattern
from schemas.finding import Suspect

Namer = Callable[[Sequence[Change], str, int], tuple[Suspect, ...]]
"""Changes, reason and proof as suspects."""


def suspected_acts(acts: Sequence[Acted], workbook: WorkbookRestrictions, named: Namer) -> tuple[Suspect, ...]:
    """The first cell of each act, with the value that it should hold where one act of its kind would do and tells it."""
    kinds: defaultdict[Pattern, list[Acted]] = defaultdict(list)
    for act in acts:
        kinds[act.pattern].append(act)
    return tuple(suspect for own in kinds.values() for suspect in _of_kind(own, workbook, named))


def _of_kind(acts: Sequence[Acted], workbook: WorkbookRestrictions, named: Namer) -> tuple[Suspect, ...]:
    code = f"CLUE-{acts[0].pattern.name.replace('_', '-')}"
    firsts = [act.answer.changes[0] for act in acts]
    if len(acts) == 1 and acts[0].answer.told:
        return named(firsts, code, len(acts[0].rules))
    if acts[0].pattern is Pattern.ROWS_SWAPPED:
        firsts = _rows(acts, workbook)
    places = {each.cells: each for each in firsts}
    told = named(tuple(places.values()), f"{code}-{'OPEN' if len(places) == 1 else 'ONE-OF'}", 0)
    return tuple(replace(each, suggestion=None) for each in told)


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
