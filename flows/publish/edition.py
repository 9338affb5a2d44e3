"""One edition written to a folder: every file of it, then the sums of them all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from flows.curate import Facts, TableFacts
from flows.publish.changes import changes_csv, changes_markdown, sources_csv
from flows.publish.dictionary import ItemEntry, datapackage, dictionary_csv, dictionary_json, items
from flows.publish.disk import put
from flows.publish.editions import CARD, card
from flows.publish.gate import Verdict, expectations_json
from flows.publish.page import expectations_html
from flows.publish.quality import Quality, quality_html, quality_json
from flows.publish.revisions import SOURCES, Changes
from flows.publish.tidy import CSV_FACTS, csv, parquet
from flows.publish.workbook import WORKBOOK_FACTS, workbook
from schemas.published import Edition
from schemas.returns import Returns

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """All that an edition says, before it is written."""

    edition: Edition
    facts: Facts
    quality: Quality
    changes: Changes
    verdict: Verdict
    returns: Returns
    city: str


def write_edition(contents: Contents, folder: Path) -> None:
    """Write every file of an edition into a new folder, each brought to the disk itself. Raises OSError."""
    folder.mkdir(parents=True)
    sums: dict[str, str] = {}
    entries = items(contents.facts, contents.returns)
    for facts in contents.facts.tables:
        for name, parts in _table_files(contents.edition, facts, entries, folder):
            sums[name] = put(folder / name, parts)
    for name, content in _report_files(contents, entries, dict(sums)):
        sums[name] = put(folder / name, [content])
    lines = "".join(f"{seal}  {name}\n" for name, seal in sorted(sums.items()))
    put(folder / SUMS, [lines.encode()])


def _table_files(
    edition: Edition, facts: TableFacts, entries: tuple[ItemEntry, ...], folder: Path
) -> Iterator[tuple[str, Iterable[bytes]]]:
    code = facts.table.code
    yield f"{code}.parquet", [parquet(edition.period, facts, edition.vintage)]
    if facts.size <= CSV_FACTS:
        yield f"{code}.csv", csv(edition.period, facts, edition.vintage)
    if facts.size <= WORKBOOK_FACTS:
        own = tuple(entry for entry in entries if entry.table == code)
        yield f"{code}.xlsx", [workbook(edition, facts, own, folder)]


def _report_files(
    contents: Contents, entries: tuple[ItemEntry, ...], sums: dict[str, str]
) -> Iterator[tuple[str, bytes]]:
    edition, facts = contents.edition, contents.facts
    yield "datapackage.json", datapackage(edition, facts, contents.returns, sums, contents.city)
    yield "dictionary.csv", dictionary_csv(entries)
    yield "dictionary.json", dictionary_json(entries)
    yield SOURCES, sources_csv(facts)
    yield "quality.json", quality_json(edition, contents.quality)
    yield "quality.html", quality_html(edition, contents.quality)
    yield "CHANGES.md", changes_markdown(edition, contents.changes, facts.sources)
    yield "changes.csv", changes_csv(contents.changes)
    yield "expectations.json", expectations_json(contents.verdict, version("great-expectations"))
    yield "expectations.html", expectations_html(edition, contents.verdict)
    yield CARD, card(edition)
