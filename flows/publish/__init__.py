"""Publishing: the facts of a period become an edition that is there whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from flows.curate import Facts
from flows.publish import warehouse
from flows.publish.changes import compare, corrected, earlier, withheld_before
from flows.publish.disk import (
    TEMPORARY,
    PublishError,
    appear,
    clear_unfinished,
    replace_file,
    swap,
    told_in_words,
)
from flows.publish.edition import Contents, write_edition
from flows.publish.editions import CATALOG, WAREHOUSE, catalog, current, editions, last
from flows.publish.frames import frames
from flows.publish.gate import GateFault, judge_edition
from flows.publish.quality import examine_quality
from flows.publish.suppress import Protected, protect
from flows.publish.warehouse import Shelved
from schemas.published import Edition, NotPublished, Objection, Published, Standing
from schemas.receipt import Fact
from schemas.returns import Returns

__all__ = ["GateFault", "PublishError", "publish"]


@dataclass(frozen=True, slots=True, eq=False)
class _Publisher:
    """What one call of `publish` works with."""

    approved: Facts
    standings: Sequence[Standing]
    curated: Path
    today: date
    returns: Returns
    city: str


def publish(
    facts: Facts, standings: Sequence[Standing], curated: Path, today: date, returns: Returns, city: str
) -> Published | NotPublished:
    """Make the next edition of the facts' period below `curated`, unless it would say what the last one says.

    `standings` lists every workbook that is owed for the period, `city` is the city's name for titles. There may be
    one publisher at a time: what an ended one left half-made is removed first. Raises PublishError where the disk does
    not take it, GateFault where an expectation cannot be judged; the edition before then stands.
    """
    period = str(facts.period)
    if not facts.sources:
        return NotPublished(period, (Objection("PUBLISH-NOTHING", (Fact("period", facts.period.zh),)),))
    publisher = _Publisher(facts, standings, curated, today, returns, city)
    with told_in_words():
        curated.mkdir(parents=True, exist_ok=True)
        clear_unfinished(curated)
        previous = last(curated, facts.period)
        protected = _prepared(publisher, previous)
        if protected.objections:
            return NotPublished(period, protected.objections)
        seal = _fingerprint(protected.facts, standings)
        if previous is not None and previous.fingerprint == seal:
            _show(curated)
            return Published(previous, new=False)
        return _made(publisher, protected.facts, seal, previous)


def _prepared(publisher: _Publisher, previous: Edition | None) -> Protected:
    """The facts with corrections flagged and small counts withheld."""
    marked, withheld = _marked(publisher, previous)
    return protect(marked, publisher.returns, withheld)


def _marked(publisher: _Publisher, previous: Edition | None) -> tuple[Facts, Mapping[str, NDArray[np.bool_]]]:
    if previous is None:
        return publisher.approved, MappingProxyType({})
    tables, withheld = [], {}
    for table in publisher.approved.tables:
        before = earlier(publisher.curated / previous.folder, table)
        tables.append(table if before is None else corrected(table, before))
        if before is not None:
            withheld[table.table.code] = withheld_before(before)
    return replace(publisher.approved, tables=tuple(tables)), MappingProxyType(withheld)


def _fingerprint(facts: Facts, standings: Sequence[Standing]) -> str:
    owed = sorted((each.return_code, each.unit) for each in standings)
    return sha256(f"{facts.fingerprint()}{owed}".encode()).hexdigest()


def _made(publisher: _Publisher, facts: Facts, seal: str, previous: Edition | None) -> Published | NotPublished:
    period = str(facts.period)
    vintage = previous.vintage + 1 if previous else 1
    units = sorted({each.unit for each in publisher.standings})
    verdict = judge_edition(frames(facts, publisher.approved, vintage), units)
    if objections := verdict.objections():
        return NotPublished(period, objections)
    quality = examine_quality(facts, publisher.standings, publisher.returns)
    changes = compare(facts, previous, publisher.curated)
    edition = Edition(
        period=period,
        vintage=vintage,
        published=publisher.today,
        fingerprint=seal,
        expected=quality.expected,
        covered=quality.covered,
        facts=facts.size,
        revised=len(changes.revisions),
    )
    folder = publisher.curated / edition.folder
    unfinished = folder.with_name(f"{TEMPORARY}{folder.name}")
    contents = Contents(edition, facts, quality, changes, verdict, publisher.returns, publisher.city)
    write_edition(contents, unfinished)
    database = _built(publisher.curated, Shelved(edition, unfinished))
    appear(unfinished, folder)
    swap(database, publisher.curated / WAREHOUSE)
    replace_file(publisher.curated / CATALOG, catalog(editions(publisher.curated)))
    return Published(edition, new=True)


def _built(curated: Path, fresh: Shelved | None = None) -> Path:
    """The database anew, under a temporary name; `fresh` is an edition that has no name yet."""
    path = curated / f"{TEMPORARY}{WAREHOUSE}"
    shelved = {each.period: Shelved(each, curated / each.folder) for each in current(editions(curated))}
    if fresh is not None:
        shelved[fresh.edition.period] = fresh
    warehouse.build(path, [shelved[period] for period in sorted(shelved)])
    return path


def _show(curated: Path) -> None:
    """Finish what an ended publisher had not come to: the catalogue is replaced last, so it tells."""
    content = catalog(editions(curated))
    path = curated / CATALOG
    if path.is_file() and path.read_bytes() == content and (curated / WAREHOUSE).is_file():
        return
    swap(_built(curated), curated / WAREHOUSE)
    replace_file(path, content)
