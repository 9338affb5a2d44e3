"""What stands in curated/: its editions, and the catalogue that says which are current."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from schemas.periods import Period, PeriodError
from schemas.published import Edition

CARD = "edition.json"
"""The file of an edition's folder that says what it is."""
CATALOG = "catalog.json"
WAREHOUSE = "shenhe.duckdb"


def editions(curated: Path) -> tuple[Edition, ...]:
    """All finished editions, by period and vintage."""
    found = [read_card(card) for card in curated.glob(f"*/v*/{CARD}") if _is_period(card.parent.parent.name)]
    return tuple(sorted(found, key=lambda edition: (Period.parse(edition.period), edition.vintage)))


def current(all_editions: Iterable[Edition], as_of: date | None = None) -> tuple[Edition, ...]:
    """The last vintage of each period, or the last that was published by the end of a day."""
    latest: dict[str, Edition] = {}
    for edition in all_editions:
        known = as_of is None or edition.published <= as_of
        if known and (edition.period not in latest or latest[edition.period].vintage < edition.vintage):
            latest[edition.period] = edition
    return tuple(latest.values())


def last(curated: Path, period: Period) -> Edition | None:
    """The last vintage of a period, None before the first."""
    return next((each for each in current(editions(curated)) if each.period == str(period)), None)


def next_vintage(curated: Path, period: Period) -> int:
    """The number that the next edition of a period gets if anything has changed."""
    return following(last(curated, period))


def following(before: Edition | None) -> int:
    """The number of the edition that follows one; 1 where there is none before it."""
    return before.vintage + 1 if before else 1


def card(edition: Edition) -> bytes:
    """The content of an edition's card."""
    return as_json(_told(edition))


def _told(edition: Edition) -> dict[str, object]:
    """An edition as its card and the catalogue tell it; a note only where there is one."""
    told = asdict(edition) | {"published": edition.published.isoformat()}
    return {name: value for name, value in told.items() if name != "note" or value}


def read_card(path: Path) -> Edition:
    """The edition of a card."""
    return _edition(json.loads(path.read_bytes()))


def _edition(content: Mapping[str, Any]) -> Edition:
    return Edition(**{**content, "published": date.fromisoformat(content["published"])})


def catalog(all_editions: Iterable[Edition]) -> bytes:
    """The content of catalog.json: every edition, and the current one of each period."""
    listed = tuple(all_editions)
    now = {edition.name for edition in current(listed)}
    entries = [_told(edition) | {"folder": str(edition.folder), "current": edition.name in now} for edition in listed]
    return as_json({"schema": 1, "warehouse": WAREHOUSE, "editions": entries})


def catalogued(curated: Path) -> tuple[Edition, ...]:
    """The editions that the catalogue names: those that readers see. Empty before the first."""
    path = curated / CATALOG
    if not path.is_file():
        return ()
    names = [field.name for field in fields(Edition)]
    listed = json.loads(path.read_bytes())["editions"]
    return tuple(_edition({name: entry[name] for name in names if name in entry}) for entry in listed)


def as_json(content: object) -> bytes:
    """JSON as all files of an edition are written: UTF-8, indented, one line end at the end."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _is_period(name: str) -> bool:
    try:
        Period.parse(name)
    except PeriodError:
        return False
    return True


def submissions_in(curated: Path, edition: Edition) -> tuple[int, ...]:
    """Numbers of the submissions that an edition was made from, as its own sources.csv tells them."""
    with (curated / edition.folder / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(int(line["submission"]) for line in csv.DictReader(file))


def published_files(curated: Path) -> frozenset[str]:
    """SHA-256 of every workbook in the newest edition of its period."""
    found: set[str] = set()
    for edition in current(editions(curated)):
        with (curated / edition.folder / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
            found.update(line["sha256"] for line in csv.DictReader(file))
    return frozenset(found)
