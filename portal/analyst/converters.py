"""Parts of an address: a table's code, a period's code, a vintage."""


class TableCode:
    """`CA1`."""

    regex = "[A-Z]{2}[0-9]+"

    def to_python(self, value: str) -> str:
        """As written."""
        return value

    def to_url(self, value: str) -> str:
        """As written."""
        return value


class PeriodCode(TableCode):
    """`2026Q3`."""

    regex = "[0-9]{4}(?:Q[1-4]|H[12]|M[0-9]{2})?"


class Vintage:
    """`v001`."""

    regex = "v[0-9]{3,9}"

    def to_python(self, value: str) -> int:
        """Its number."""
        return int(value.removeprefix("v"))

    def to_url(self, value: int) -> str:
        """Three digits at least."""
        return f"v{value:03}"
