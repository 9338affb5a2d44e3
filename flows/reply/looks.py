"""How the cells of the sheet 问题清单 look: levels in colour, consequences paler, cells to fill in yellow."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.reply.styles import Styles
from schemas.finding import Level

_FONT = (
    '<font>{bold}<sz val="{size}"/><color rgb="{color}"/><name val="宋体"/><family val="3"/><charset val="134"/></font>'
)
_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="{color}"/><bgColor indexed="64"/></patternFill></fill>'
_NO_FILL = '<fill><patternFill patternType="none"/></fill>'
_LINE = '<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
_BOX = f"<border>{''.join(_LINE.format(side=side) for side in ('left', 'right', 'top', 'bottom'))}<diagonal/></border>"
_NO_BOX = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_WRAP = '<alignment vertical="top" wrapText="1"/>'
_MIDDLE = '<alignment horizontal="center" vertical="top" wrapText="1"/>'
_OPEN = '<protection locked="0"/>'
LEVEL_COLORS: Mapping[Level, str] = {
    Level.REFUSED: "FFF8B4B4",
    Level.ERROR: "FFF8B4B4",
    Level.QUERY: "FFFFD27F",
    Level.NOTE: "FFBDD7EE",
}
RELATED_COLORS: Mapping[Level, str] = {Level.ERROR: "FFFDE7E4", Level.QUERY: "FFFFF0CF"}
"""Paler: of the other cells of a finding, and of findings that will be right with another."""
_QUIET = "FF595959"


@dataclass(frozen=True, slots=True)
class Looks:
    """Numbers of the cell formats of the list."""

    headline: int
    small: int
    heading: int
    text: int
    quiet: int
    middle: int
    link: int
    entry: int
    levels: Mapping[Level, int]
    following: Mapping[Level, int]


def looks(styles: Styles) -> Looks:
    """The formats of the list, added to the styles of a workbook."""

    def font(color: str = "FF000000", size: int = 10, *, bold: bool = False) -> str:
        return _FONT.format(bold="<b/>" if bold else "", size=size, color=color)

    def fill(color: str) -> str:
        return _FILL.format(color=color)

    return Looks(
        headline=styles.cell_format(font(size=14, bold=True), _NO_FILL, _NO_BOX, '<alignment vertical="center"/>'),
        small=styles.cell_format(font(_QUIET), _NO_FILL, _NO_BOX, _WRAP),
        heading=styles.cell_format(font("FFFFFFFF", bold=True), fill("FF44546A"), _BOX, _MIDDLE),
        text=styles.cell_format(font(), _NO_FILL, _BOX, _WRAP),
        quiet=styles.cell_format(font(_QUIET), _NO_FILL, _BOX, _WRAP),
        middle=styles.cell_format(font(), _NO_FILL, _BOX, _MIDDLE),
        link=styles.cell_format(font("FF0563C1"), _NO_FILL, _BOX, _WRAP),
        entry=styles.cell_format(font(), fill("FFFFF2CC"), _BOX, _WRAP + _OPEN),
        levels={
            grave: styles.cell_format(font(bold=True), fill(color), _BOX, _MIDDLE)
            for grave, color in LEVEL_COLORS.items()
        },
        following={
            grave: styles.cell_format(font(_QUIET), fill(RELATED_COLORS.get(grave, color)), _BOX, _MIDDLE)
            for grave, color in LEVEL_COLORS.items()
        },
    )
