"""The rules that every table has beside those that it declares: their codes, and what follows from them."""

from enum import StrEnum

from schemas.finding import Level


class BuiltIn(StrEnum):
    """What such a rule is, by what follows the table in its code; no form may give a rule of its own such a code."""

    SUMS = "U00"
    """a row that stands above others is their sum"""
    CELLS = "D00"
    """what a cell may hold"""
    USUAL = "H00"
    """what is usual there"""
    HEADING_MISSING = "S01"
    HEADING_UNKNOWN = "S02"
    ROW_MISSING = "S03"
    ROW_UNKNOWN = "S04"
    ROW_TWICE = "S05"
    TABLE_MISSING = "S06"
    TABLE_TWICE = "S07"
    HIDDEN = "S08"
    CLEANED = "S09"
    LAYOUT = "S10"
    EXPLANATION = "E00"
    """why an explanation was not taken"""

    def of(self, table: str) -> str:
        """Its whole code in a table, `CA1-U00`."""
        return f"{table}-{self.value}"

    def is_in(self, code: str) -> bool:
        """Whether a whole code is that of this rule, in whichever table."""
        return code.endswith(f"-{self.value}")

    @property
    def level(self) -> Level:
        """How grave it is where it does not hold."""
        if self is BuiltIn.USUAL:
            return Level.QUERY
        told = {BuiltIn.HIDDEN, BuiltIn.CLEANED, BuiltIn.LAYOUT, BuiltIn.EXPLANATION}
        return Level.NOTE if self in told else Level.ERROR

    @property
    def is_of_returns(self) -> bool:
        """Whether it is told of a whole workbook too, under the code of its return."""
        return self in {BuiltIn.HIDDEN, BuiltIn.LAYOUT}
