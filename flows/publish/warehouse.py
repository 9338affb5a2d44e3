"""curated/shenhe.duckdb: the current vintage of every period, a table for each table of the forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.publish.disk import PublishError
from schemas.published import FACT, Edition, FieldType

_TYPES = {FieldType.TEXT: "VARCHAR", FieldType.INTEGER: "BIGINT", FieldType.NUMBER: "DOUBLE"}


@dataclass(frozen=True, slots=True)
class Shelved:
    """An edition and the folder in which it stands just now."""

    edition: Edition
    folder: Path


def build(path: Path, shelved: Sequence[Shelved]) -> None:
    """A new database at `path` from the Parquet files of these editions. Raises PublishError.

    It holds one table a form table (`CA1`), a view `facts` of them all, and `editions`.
    """
    try:
        with duckdb.connect(":memory:", config={"threads": 1}) as database:
            database.execute(f"ATTACH {_text(str(path))} AS curated (STORAGE_VERSION 'v1.0.0')")
            database.execute("USE curated")
            _fill(database, shelved)
            database.execute("CHECKPOINT curated")
            database.execute("USE memory")
            database.execute("DETACH curated")
    except duckdb.Error as error:
        raise PublishError("PUBLISH-WAREHOUSE", {"detail": str(error)}) from error


def _fill(database: duckdb.DuckDBPyConnection, shelved: Sequence[Shelved]) -> None:
    database.execute(
        "CREATE TABLE editions (period VARCHAR, vintage BIGINT, published DATE, expected BIGINT, covered BIGINT,"
        " facts BIGINT, revised BIGINT, fingerprint VARCHAR)"
    )
    for each in shelved:
        edition = each.edition
        values = (
            edition.period, edition.vintage, edition.published, edition.expected,
            edition.covered, edition.facts, edition.revised, edition.fingerprint,
        )  # fmt: skip
        database.execute("INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    files: dict[str, list[str]] = {}
    for each in shelved:
        for file in sorted(each.folder.glob("*.parquet")):
            files.setdefault(file.stem, []).append(str(file))
    fields = ", ".join(f'"{field.name}" {_TYPES[field.type]}' for field in FACT)
    for code, found in sorted(files.items()):
        database.execute(f'CREATE TABLE "{code}" ({fields})')
        for source in found:
            database.execute(f'INSERT INTO "{code}" SELECT * FROM read_parquet({_text(source)})')  # noqa: S608 - a table's code and our own path
    parts = " UNION ALL ".join(f'SELECT * FROM "{code}"' for code in sorted(files))  # noqa: S608
    if parts:
        database.execute(f"CREATE VIEW facts AS {parts}")


def _text(text: str) -> str:
    """A text as it is written in SQL."""
    return "'" + text.replace("'", "''") + "'"
