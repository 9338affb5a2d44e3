"""What the published tables mean: the dictionary of items and fields, and the Frictionless Data Package."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from flows.curate import Facts, TableFacts
from flows.publish.editions import as_json
from flows.publish.tidy import harmless
from schemas.messages import say
from schemas.published import FACT, KEY, Edition, Field, Flag
from schemas.returns import Returns

_MEDIA = {".parquet": "application/vnd.apache.parquet", ".csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One item of a table as the dictionary describes it; `item` is its code, `CA1.02`."""

    return_code: str
    table: str
    table_zh: str
    table_en: str
    item: str
    column: str
    zh: str
    en: str
    kind: str
    measure: str
    measure_en: str
    decimals: int
    frequency: str
    since: str
    until: str
    definition: str


def items(facts: Facts, returns: Returns) -> tuple[ItemEntry, ...]:
    """Every item of the facts, in printed order."""
    return tuple(entry for table in facts.tables for entry in _items(table, returns))


def _items(facts: TableFacts, returns: Returns) -> Iterator[ItemEntry]:
    table = facts.table
    for column in facts.columns:
        yield ItemEntry(
            return_code=returns.return_of(table.code).code,
            table=table.code,
            table_zh=table.zh,
            table_en=table.en,
            item=table.column_code(column.name),
            column=column.name,
            zh=column.zh,
            en=column.en,
            kind=str(column.kind),
            measure=column.measure.zh,
            measure_en=column.measure.en,
            decimals=column.measure.decimals,
            frequency=str(table.frequency),
            since=column.since,
            until=column.until,
            definition=column.definition,
        )


def dictionary_csv(entries: Sequence[ItemEntry]) -> bytes:
    """dictionary.csv: one line an item."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in fields(ItemEntry)]
    writer.writerow(names)
    writer.writerows([harmless(str(getattr(entry, name))) for name in names] for entry in entries)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def dictionary_json(entries: Sequence[ItemEntry]) -> bytes:
    """dictionary.json: the fields of a fact, the flags, and every item."""
    return as_json(
        {
            "fields": [_field(field) for field in FACT],
            "flags": [_flag(flag) for flag in Flag],
            "items": [asdict(entry) for entry in entries],
        }
    )


def flag_meaning(flag: Flag) -> tuple[str, str]:
    """What a flag means, in Chinese and in English."""
    code = f"FLAG-MEANING-{flag.value.upper().replace('_', '-')}"
    return say(code, "zh"), say(code, "en")


def _flag(flag: Flag) -> Mapping[str, str]:
    meaning_zh, meaning_en = flag_meaning(flag)
    return {
        "flag": flag.value,
        "zh": flag.words("zh"),
        "en": flag.words("en"),
        "meaning_zh": meaning_zh,
        "meaning_en": meaning_en,
    }


def _field(field: Field) -> Mapping[str, str]:
    return {
        "name": field.name,
        "type": field.type.value,
        "zh": field.zh,
        "en": field.en,
        "meaning_zh": field.meaning_zh,
        "meaning_en": field.meaning_en,
    }


def datapackage(edition: Edition, facts: Facts, returns: Returns, files: Mapping[str, str], city: str) -> bytes:
    """datapackage.json: a Data Package whose resources are the tidy tables, with their schema and file hashes.

    `files` are the SHA-256 of the edition's files by name; a table is described in each form that it has.
    """
    titles = {
        "zh": f"{city} {facts.period.zh} 统计数据 第{edition.vintage}版",
        "en": f"{facts.period.en}, edition {edition.vintage}",
    }
    return as_json(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": f"shenhe-{edition.period.lower()}-v{edition.vintage:03}",
            "version": f"{edition.vintage}.0.0",
            "created": f"{edition.published.isoformat()}T00:00:00+08:00",
            "title": f"{titles['zh']} {titles['en']}",
            "titles": titles,
            "shenhe": {
                "period": edition.period,
                "vintage": edition.vintage,
                "expected": edition.expected,
                "covered": edition.covered,
                "fingerprint": edition.fingerprint,
            },
            "sources": [
                {
                    "title": f"{source.workbook.unit} {source.workbook.return_code} {source.workbook.submission}",
                    "path": f"sha256:{source.workbook.sha256}",
                }
                for source in facts.sources
            ],
            "resources": [
                _resource(table, name, seal, returns)
                for table in facts.tables
                for name, seal in files.items()
                if name in {f"{table.table.code}{suffix}" for suffix in _MEDIA}
            ],
        }
    )


def _resource(facts: TableFacts, name: str, seal: str, returns: Returns) -> Mapping[str, object]:
    table = facts.table
    suffix = name[name.rindex(".") :]
    csv_only = {"dialect": {"delimiter": ",", "header": True}, "encoding": "utf-8"} if suffix == ".csv" else {}
    return {
        "name": name.lower().replace(".", "-"),
        "path": name,
        "title": f"{table.zh} {table.en}",
        "titles": {"zh": table.zh, "en": table.en},
        "description": table.note,
        "return": returns.return_of(table.code).code,
        "format": suffix.removeprefix("."),
        "mediatype": _MEDIA[suffix],
        "hash": f"sha256:{seal}",
        **csv_only,
        "schema": {
            "fields": [_schema_field(field) for field in FACT],
            "primaryKey": list(KEY),
            "missingValues": [""],
        },
    }


def _schema_field(field: Field) -> Mapping[str, object]:
    constraints: dict[str, object] = {} if field.nullable else {"required": True}
    if field.allowed:
        constraints["enum"] = list(field.allowed)
    if field.pattern:
        constraints["pattern"] = f"^(?:{field.pattern})$"
    return {
        "name": field.name,
        "type": field.type.value,
        "title": f"{field.zh} {field.en}",
        "description": f"{field.meaning_zh} {field.meaning_en}",
        "constraints": constraints,
    }
