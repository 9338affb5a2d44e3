"""The quality report of an edition: coverage with the missing units named, timeliness, and how findings were settled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from html import escape

import numpy as np

from flows.curate import FLAGS, Facts
from flows.publish.editions import as_json
from flows.publish.page import grid, page
from flows.publish.revisions import both
from schemas.messages import say
from schemas.published import Edition, Flag, Standing
from schemas.returns import Returns

IN_EDITION = say("QUALITY-IN-EDITION", "zh")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a return's owed workbooks are in an edition, and which units are not, with their state."""

    return_code: str
    zh: str
    en: str
    expected: int
    covered: int
    on_time: int
    missing: tuple[Standing, ...]

    @property
    def timely(self) -> str:
        """How many of the owed workbooks came in time: `9/11`."""
        return f"{self.on_time}/{self.expected}"

    @property
    def stated(self) -> str:
        """`9/11`."""
        return f"{self.covered}/{self.expected}"


@dataclass(frozen=True, slots=True)
class TableQuality:
    """How many facts of a table carry each flag."""

    table: str
    zh: str
    en: str
    facts: int
    flags: Mapping[Flag, int]


@dataclass(frozen=True, slots=True)
class Quality:
    """What the report says, before it is written."""

    coverage: tuple[Coverage, ...]
    tables: tuple[TableQuality, ...]
    standings: tuple[Standing, ...]
    """every owed workbook; of those in the edition the state says just that, whether they were in the one before or not"""

    @property
    def expected(self) -> int:
        """Workbooks owed, of all returns."""
        return sum(each.expected for each in self.coverage)

    @property
    def covered(self) -> int:
        """Workbooks in the edition, of all returns."""
        return sum(each.covered for each in self.coverage)


def examine_quality(facts: Facts, standings: Sequence[Standing], returns: Returns) -> Quality:
    """The quality of the facts as they will be published."""
    inside = {(source.workbook.unit, source.workbook.return_code) for source in facts.sources}
    coverage = []
    for declared in returns:
        owed = [each for each in standings if each.return_code == declared.code]
        if owed:
            missing = tuple(each for each in owed if (each.unit, each.return_code) not in inside)
            on_time = sum(each.on_time is True for each in owed)
            coverage.append(
                Coverage(declared.code, declared.zh, declared.en, len(owed), len(owed) - len(missing), on_time, missing)
            )
    tables = []
    for table in facts.tables:
        counts = np.bincount(table.flags.ravel(), minlength=len(FLAGS)).tolist()
        flags = dict(zip(FLAGS, counts, strict=True))
        tables.append(TableQuality(table.table.code, table.table.zh, table.table.en, table.size, flags))
    named = (replace(each, state=IN_EDITION) if (each.unit, each.return_code) in inside else each for each in standings)
    return Quality(tuple(coverage), tuple(tables), tuple(named))


def quality_json(edition: Edition, quality: Quality) -> bytes:
    """quality.json."""
    return as_json(
        {
            "period": edition.period,
            "vintage": edition.vintage,
            "published": edition.published.isoformat(),
            "coverage": [
                {
                    "return": each.return_code,
                    "zh": each.zh,
                    "en": each.en,
                    "expected": each.expected,
                    "covered": each.covered,
                    "stated": each.stated,
                    "on_time": each.on_time,
                    "missing": [{"unit": m.unit, "name": m.unit_name, "state": m.state} for m in each.missing],
                }
                for each in quality.coverage
            ],
            "tables": [
                {"table": each.table, "facts": each.facts, "flags": {f.value: n for f, n in each.flags.items() if n}}
                for each in quality.tables
            ],
            "workbooks": [_standing(each) for each in quality.standings],
        }
    )


def _standing(standing: Standing) -> Mapping[str, object]:
    received = standing.received.isoformat() if standing.received else None
    return asdict(standing) | {"due": standing.due.isoformat(), "received": received}


def quality_html(edition: Edition, quality: Quality) -> bytes:
    """quality.html: the same on one page that needs no network."""
    return page(f"数据质量报告 Quality report · {edition.name}", _body(edition, quality))


def _body(edition: Edition, quality: Quality) -> Iterator[str]:
    yield f"<p>发布 published: {edition.published.isoformat()}</p>"
    if edition.note:
        yield f"<h2>{both('RELEASE-NOTE')}</h2>"
        yield from (f"<p>{escape(line)}</p>" for line in edition.note.splitlines() if line)
    yield from _coverage(quality)
    yield from _by_table(quality)
    yield from _workbooks(quality)


def _coverage(quality: Quality) -> Iterator[str]:
    yield from grid(
        "覆盖情况 Coverage",
        ("报表 return", "覆盖 coverage", "按时 on time", "未包括的单位 units not included"),
        [
            (
                f"{each.zh} {each.en}",
                each.stated,
                each.timely,
                "；".join(f"{m.unit_name}（{m.state}）" for m in each.missing) or "—",
            )
            for each in quality.coverage
        ],
    )


def _by_table(quality: Quality) -> Iterator[str]:
    yield from grid(
        "各表的数 Facts by table",
        ("表 table", "合计 all", *(f"{flag.words('zh')} {flag.words('en')}" for flag in Flag)),
        [(f"{each.table} {each.zh}", each.facts, *(each.flags[flag] for flag in Flag)) for each in quality.tables],
    )


def _workbooks(quality: Quality) -> Iterator[str]:
    yield from grid(
        "各工作簿 Workbooks",
        (
            "单位 unit",
            "报表 return",
            "情况 state",
            "截止 due",
            "收到 received",
            "次数 attempts",
            "已说明 explained",
            "已豁免 waived",
        ),
        [
            (
                each.unit_name,
                each.return_code,
                both("QUALITY-IN-EDITION") if each.state == IN_EDITION else each.state,
                each.due.isoformat(),
                each.received.isoformat() if each.received else "—",
                each.attempts,
                each.explained,
                each.waived,
            )
            for each in quality.standings
        ],
    )
