"""Making an edition: prepare, judge, write under a temporary name, and let it appear."""

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
from flows.publish.disk import (
    TEMPORARY,
    appear,
    clear_unfinished,
    replace_file,
    swap,
    told_in_words,
)
from flows.publish.edition import Contents, write_edition
from flows.publish.editions import CATALOG, WAREHOUSE, catalog, current, editions, following, last
from flows.publish.frames import frames
from flows.publish.gate import judge_edition
from flows.publish.quality import examine_quality
from flows.publish.revisions import compare, corrected, earlier, withheld_before
from flows.publish.suppress import Protected, protect
from flows.publish.warehouse import Shelved
from schemas.published import Edition, NotPublished, Objection, Published, Standing
from schemas.receipt import Fact
from schemas.returns import Returns


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What is to be published, and where; see `flows.publish.publish`."""

    approved: Facts
    standings: Sequence[Standing]
    curated: Path
    today: date
    returns: Returns
    city: str
    note: str


def make(order: Order) -> Published | NotPublished:
    """Make the edition. Raises PublishError, GateFault."""
    period = order.approved.period
    if not order.approved.sources:
        return NotPublished(str(period), (Objection("PUBLISH-NOTHING", (Fact("period", period.zh),)),))
    with told_in_words():
        order.curated.mkdir(parents=True, exist_ok=True)
        clear_unfinished(order.curated)
        previous = last(order.curated, period)
        protected = _prepared(order, previous)
        if protected.objections:
            return NotPublished(str(period), protected.objections)
        seal = _fingerprint(protected.facts, order.standings)
        if previous is not None and previous.fingerprint == seal:
            _show(order.curated)
            return Published(previous, new=False)
        return _made(order, protected.facts, seal, previous)


def _prepared(order: Order, previous: Edition | None) -> Protected:
    """The facts with corrections flagged and small counts withheld."""
    marked, withheld = _marked(order, previous)
    return protect(marked, order.returns, withheld)


def _marked(order: Order, previous: Edition | None) -> tuple[Facts, Mapping[str, NDArray[np.bool_]]]:
    if previous is None:
        return order.approved, MappingProxyType({})
    tables, withheld = [], {}
    for table in order.approved.tables:
        before = earlier(order.curated / previous.folder, table)
        tables.append(table if before is None else corrected(table, before))
        if before is not None:
            withheld[table.table.code] = withheld_before(before)
    return replace(order.approved, tables=tuple(tables)), MappingProxyType(withheld)


def _fingerprint(facts: Facts, standings: Sequence[Standing]) -> str:
    owed = sorted((each.return_code, each.unit) for each in standings)
    return sha256(f"{facts.fingerprint()}{owed}".encode()).hexdigest()


def _made(order: Order, facts: Facts, seal: str, previous: Edition | None) -> Published | NotPublished:
    period = str(facts.period)
    vintage = following(previous)
    units = sorted({each.unit for each in order.standings})
    verdict = judge_edition(frames(facts, order.approved, vintage), units)
    if objections := verdict.objections():
        return NotPublished(period, objections)
    quality = examine_quality(facts, order.standings, order.returns)
    changes = compare(facts, previous, order.curated)
    edition = Edition(
        period=period,
        vintage=vintage,
        published=order.today,
        fingerprint=seal,
        expected=quality.expected,
        covered=quality.covered,
        facts=facts.size,
        revised=len(changes.revisions),
        note=order.note,
    )
    folder = order.curated / edition.folder
    unfinished = folder.with_name(f"{TEMPORARY}{folder.name}")
    contents = Contents(edition, facts, quality, changes, verdict, order.returns, order.city)
    write_edition(contents, unfinished)
    database = _built(order.curated, Shelved(edition, unfinished))
    appear(unfinished, folder)
    swap(database, order.curated / WAREHOUSE)
    replace_file(order.curated / CATALOG, catalog(editions(order.curated)))
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
