"""What an edition holds beside its facts: its files, its coverage, its units and rows, and one fact with its origin."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from flows.data.facts import Item, TableOnFile
from flows.data.selection import DataError, edition_at
from flows.publish.edition import SUMS
from flows.publish.editions import catalogued
from schemas.published import Edition, Flag


@dataclass(frozen=True, slots=True)
class Absent:
    """A unit whose workbook is not in an edition, and where that workbook stood; `state` is the state's Chinese word."""

    unit: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many workbooks of a return an edition has of those that were owed, and which units are not in it."""

    covered: int
    expected: int
    missing: tuple[Absent, ...]

    @property
    def stated(self) -> str:
        """`9/11`."""
        return f"{self.covered}/{self.expected}"


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or a row by its code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The units of a table in one edition, and the rows that stand in the table of each of them."""

    units: tuple[Named, ...]
    rows: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a fact stands in a table: unit, row and column by their codes."""

    unit: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Known:
    """One fact of one edition with where it comes from; `value` is None where the flag says that there is none.

    `sheet` and `cell` are empty where the workbook has no such cell. `received` and `approved` are the workbook's days.
    """

    edition: Edition
    spot: Spot
    unit_name: str
    row_label: str
    column_label: str
    value: float | None
    measure: str
    flag: Flag
    submission: int
    sha256: str
    sheet: str
    cell: str
    rule_set: str
    received: date
    approved: date


@dataclass(frozen=True, slots=True)
class Description:
    """What an item was, from the edition of a period on."""

    since: str
    item: Item


def vintages(curated: Path, period: str) -> tuple[Edition, ...]:
    """The catalogued editions of a period, oldest first."""
    return tuple(sorted((e for e in catalogued(curated) if e.period == period), key=lambda each: each.vintage))


def edition(curated: Path, period: str, vintage: int) -> Edition:
    """A catalogued edition. Raises DataError."""
    return edition_at(catalogued(curated), period, vintage)


def files(curated: Path, of: Edition) -> Mapping[str, str]:
    """SHA-256 of every file of an edition by its name, the list of them itself aside."""
    lines = (curated / of.folder / SUMS).read_text(encoding="utf-8").splitlines()
    return MappingProxyType({name: seal for seal, _, name in (line.partition("  ") for line in lines)})


def file(curated: Path, of: Edition, name: str) -> Path:
    """A file of an edition by its name. Raises DataError for any name that the edition does not list."""
    if name != SUMS and name not in files(curated, of):
        raise DataError("DATA-FILE", {"edition": of.name, "file": name})
    return curated / of.folder / name


def coverage(curated: Path, of: Edition, return_code: str) -> Coverage:
    """The coverage of a return in an edition; nothing of nothing where none of it was owed."""
    told = json.loads((curated / of.folder / "quality.json").read_bytes())
    for each in told["coverage"]:
        if each["return"] == return_code:
            missing = tuple(Absent(unit["unit"], unit["name"], unit["state"]) for unit in each["missing"])
            return Coverage(each["covered"], each["expected"], missing)
    return Coverage(0, 0, ())


def outline(curated: Path, of: Edition, table: str) -> Outline:
    """The units and common rows of a table in the order of the file. Raises DataError where it is not in the edition."""
    import pyarrow.parquet

    names = ["unit", "unit_name", "row", "row_label"]
    lines = pyarrow.parquet.read_table(file(curated, of, f"{table}.parquet"), columns=names).to_pylist()
    units = {line["unit"]: line["unit_name"] for line in lines}
    rows = {line["row"]: line["row_label"] for line in lines}
    inside = {(line["row"], line["unit"]) for line in lines}
    shared = [code for code in rows if all((code, unit) in inside for unit in units)]
    return Outline(
        tuple(Named(code, name) for code, name in units.items()), tuple(Named(code, rows[code]) for code in shared)
    )


def known(curated: Path, of: Edition, table: str, spot: Spot) -> Known | None:
    """One fact of an edition, None where it has no such fact. Raises DataError where it has no such table."""
    import pyarrow.parquet

    path = file(curated, of, f"{table}.parquet")
    wanted = [("unit", "=", spot.unit), ("row", "=", spot.row), ("column", "=", spot.column)]
    lines = pyarrow.parquet.read_table(path, filters=wanted).to_pylist()
    if not lines:
        return None
    line, source = lines[0], _sources(curated, of)[lines[0]["submission"]]
    return Known(
        edition=of,
        spot=spot,
        unit_name=line["unit_name"],
        row_label=line["row_label"],
        column_label=line["column_label"],
        value=line["value"],
        measure=line["measure"],
        flag=Flag(line["flag"]),
        submission=line["submission"],
        sha256=line["sha256"],
        sheet=line["sheet"] or "",
        cell=line["cell"] or "",
        rule_set=line["rule_set"],
        received=date.fromisoformat(source["received"]),
        approved=date.fromisoformat(source["approved"]),
    )


def descriptions(curated: Path, on_file: TableOnFile, number: str) -> tuple[Description, ...]:
    """What an item was, oldest first: one entry for each time that its description changed. Raises DataError."""
    from flows.data.facts import described

    found: list[Description] = []
    for each in on_file.editions:
        item = next((i for i in described(curated, each, on_file.table) if i.code == f"{on_file.table}.{number}"), None)
        if item is not None and (not found or found[-1].item != item):
            found.append(Description(each.period, item))
    if not found:
        raise DataError("DATA-ITEM", {"table": on_file.table, "item": number})
    return tuple(found)


def _sources(curated: Path, of: Edition) -> Mapping[int, Mapping[str, str]]:
    """The lines of sources.csv by submission."""
    with (curated / of.folder / "sources.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {int(line["submission"]): line for line in csv.DictReader(lines)}


def search(on_file: Sequence[TableOnFile], text: str) -> Iterator[tuple[TableOnFile, tuple[Item, ...]]]:
    """Tables whose code, title or items have every word of a text, with the items that have them.

    A table that is meant itself comes with no items. Case does not matter, and Chinese needs no spaces.
    """
    words = text.casefold().split()
    for each in on_file:
        own = _has(words, each.table, each.zh, each.en)
        items = tuple(i for i in each.items if _has(words, i.code, i.column, i.zh, i.en, i.definition))
        if own or items:
            yield each, items if not own else ()


def _has(words: Sequence[str], *texts: str) -> bool:
    folded = "\n".join(texts).casefold()
    return all(word in folded for word in words)
