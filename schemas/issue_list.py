"""The sheet 问题清单 of a marked workbook: its name and headings, shared by who writes and who reads it."""

from enum import StrEnum

SHEET = "问题清单"
SHEET_BESIDE = "问题清单（审核）"
"""Its name where the clerk has a sheet of their own called 问题清单."""
MARKER = "shenhe_list"
"""Hidden defined name that stands on our own sheet only and survives a save by Excel, WPS and LibreOffice."""


class Field(StrEnum):
    """The columns in their order; the value is the first line of the heading, in every language."""

    KEY = "标识"
    """hidden: the finding's key"""
    NUMBER = "序号"
    LEVEL = "级别"
    PLACE = "位置"
    WHAT = "问题"
    ADVICE = "怎么改"
    CLUE = "线索"
    REASON = "原因代码"
    NOTE = "填报说明"
    NUMBERS = "核对数"
    """hidden: the numbers that an explanation is written for"""


def field_of(heading: str) -> Field | None:
    """The column that a heading cell names, whatever a translation below it says; None for any other text."""
    first = heading.strip().partition("\n")[0].strip()
    return next((field for field in Field if field.value == first), None)
