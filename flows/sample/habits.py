"""How people type numbers that are right all the same: as text, with thousands marks, full-width, with blanks behind."""

from types import MappingProxyType

from flows.sample.draft import Draft, spots
from schemas.model import Grain
from schemas.reckoned import derived

MOST_ODD_CELLS = 5
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_WAYS = ("text", "thousands", "full_width", "blank_behind", "point_zero")


def type_oddly(draft: Draft) -> None:
    """Write a few figures in one of those ways; the meaning stays. Every fourth workbook or so stays plain."""
    tables = [sheet.table.code for sheet in draft.plan.sheets if sheet.table.grain is Grain.UNIT]
    known = [spot for spot in spots(draft, tables) if spot.column not in _reckoned_from(draft, spot.table)]
    for spot in draft.chance.sample(known, min(draft.chance.randint(0, MOST_ODD_CELLS), len(known))):
        draft.type(spot, _written(draft.shown(spot), draft.chance.choice(_WAYS)))


def _reckoned_from(draft: Draft, table: str) -> frozenset[str]:
    """Items that a formula of the sheet needs: a text there would change its result."""
    return frozenset[str]().union(*(each.needs for each in derived(draft.table(table)).values()))


def _written(shown: str, way: str) -> str:
    if way == "thousands":
        whole, point, rest = shown.partition(".")
        return f"{int(whole):,}{point}{rest}"
    if way == "point_zero":
        return shown if "." in shown else f"{shown}.0"
    return MappingProxyType({"text": shown, "full_width": shown.translate(_FULL_WIDTH), "blank_behind": f"{shown} "})[
        way
    ]
