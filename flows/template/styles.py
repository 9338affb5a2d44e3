"""How the cells of a template look: yellow and open to fill, grey and locked for what is given or reckoned."""

from types import MappingProxyType
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

FONT: Final = "宋体"
INPUT, GIVEN, RECKONED, TOTAL = "input", "given", "reckoned", "total"
_YELLOW, _GREY, _HEAD, _LINE, _FAINT, _RED = "#FFF8D6", "#F0F0F0", "#DCE6F1", "#A6A6A6", "#6B6B6B", "#9C0006"

_BOX = MappingProxyType({"font_name": FONT, "font_size": 10, "border": 1, "border_color": _LINE, "valign": "vcenter"})
_PLAIN = MappingProxyType({"font_name": FONT, "font_size": 10, "valign": "vcenter"})

_LOOKS = MappingProxyType(
    {
        INPUT: {**_BOX, "bg_color": _YELLOW, "locked": False},
        GIVEN: {**_BOX, "bg_color": _GREY, "font_color": _FAINT},
        RECKONED: {**_BOX, "bg_color": _GREY},
        TOTAL: {**_BOX, "bg_color": _GREY, "bold": True},
        "code": {**_BOX, "bg_color": _GREY, "num_format": "@", "font_color": _FAINT},
        "name": {**_BOX, "bg_color": _GREY},
        "heading": {**_BOX, "bg_color": _HEAD, "bold": True, "align": "center", "text_wrap": True},
        "number": {**_BOX, "bg_color": _HEAD, "align": "center", "font_color": _FAINT, "font_size": 9},
        "check": {**_BOX, "font_size": 9},
        "title": {**_PLAIN, "font_size": 15, "bold": True},
        "stamp": {**_PLAIN, "font_size": 9, "font_color": _FAINT, "align": "right"},
        "cover": dict(_PLAIN),
        "note": {**_PLAIN, "font_size": 9, "font_color": _FAINT},
        "machine": {**_PLAIN, "font_size": 8, "font_color": _FAINT},
        "subtitle": {**_PLAIN, "font_size": 12, "bold": True},
        "cell": {**_BOX, "text_wrap": True},
        "broken": {"font_color": _RED, "bg_color": "#FFC7CE", "bold": True},
    }
)


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def look(self, name: str, number_format: str = "") -> Format:
        """The format of a name, with a number format where one is given. Raises KeyError for an unknown name."""
        key = name + number_format
        found = self._made.get(key)
        if found is None:
            properties = dict(_LOOKS[name])
            if number_format:
                properties["num_format"] = number_format
            found = self._made[key] = self._workbook.add_format(properties)
        return found


def number_format(decimals: int, measure: str = "") -> str:
    """Thousands grouped, as many decimals as are asked; the measure behind it where a row brings its own."""
    digits = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f'{digits}" {measure}"' if measure else digits
