"""curated/shenhe.duckdb: the current vintage of every period, a table for each table of the forms.

Its bytes depend on the facts alone: compressed blocks carry bytes left over in memory, so nothing is compressed, and
texts are numbers of an enumerated type instead, which keeps the file small.
"""

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
            database.execute("SET force_compression = 'uncompressed'")
            database.execute(f"ATTACH {_text(str(path))} AS curated (STORAGE_VERSION 'v1.0.0')")
            database.execute("USE curated")
            _write_editions(database, shelved)
            _write_facts(database, [file for each in shelved for file in sorted(each.folder.glob("*.parquet"))])
            database.execute("CHECKPOINT curated")
            database.execute("USE memory")
            database.execute("DETACH curated")
    except duckdb.Error as error:
        raise PublishError("PUBLISH-WAREHOUSE", {"detail": str(error)}) from error


def _write_editions(database: duckdb.DuckDBPyConnection, shelved: Sequence[Shelved]) -> None:
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


def _write_facts(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    if not files:
        return
    _write_types(database, files)
    fields = ", ".join(f'"{field.name}" {_type(database, field.name, field.type)}' for field in FACT)
    codes = sorted({file.stem for file in files})
    for code in codes:
        own = _list([file for file in files if file.stem == code])
        database.execute(f'CREATE TABLE "{code}" ({fields})')
        database.execute(f'INSERT INTO "{code}" SELECT * FROM read_parquet({own})')  # noqa: S608 - our own names
    parts = " UNION ALL ".join(f'SELECT * FROM "{code}"' for code in codes)  # noqa: S608 - our own names
    database.execute(f"CREATE VIEW facts AS {parts}")


def _write_types(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """An enumerated type for every text field that has a value."""
    for field in FACT:
        if field.type is FieldType.TEXT:
            values = (
                f'SELECT DISTINCT "{field.name}" FROM read_parquet({_list(files)})'  # noqa: S608 - our own names
                f' WHERE "{field.name}" IS NOT NULL'
            )
            if database.execute(f"{values} LIMIT 1").fetchone():
                database.execute(f'CREATE TYPE "{field.name}_text" AS ENUM ({values} ORDER BY 1)')


def _type(database: duckdb.DuckDBPyConnection, name: str, kind: FieldType) -> str:
    made = "SELECT type_name FROM duckdb_types() WHERE database_name = 'curated' AND type_name = ?"
    enumerated = f"{name}_text"
    return f'"{enumerated}"' if database.execute(made, (enumerated,)).fetchone() else _TYPES[kind]


def _list(files: Sequence[Path]) -> str:
    return f"[{', '.join(_text(str(file)) for file in files)}]"


def _text(text: str) -> str:
    """A text as it is written in SQL."""
    return "'" + text.replace("'", "''") + "'"
