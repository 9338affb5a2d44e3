"""data: the analyst's reading of curated/: tables and facts as known on a day, and what an edition holds beside them."""

from flows.data.facts import (
    PLAIN,
    Item,
    TableOnFile,
    as_csv,
    described,
    differences,
    read,
    save,
    table,
    tables,
)
from flows.data.selection import DataError, Selection

__all__ = [
    "PLAIN",
    "DataError",
    "Item",
    "Selection",
    "TableOnFile",
    "as_csv",
    "described",
    "differences",
    "read",
    "save",
    "table",
    "tables",
]
