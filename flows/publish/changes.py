"""What changed, as files: CHANGES.md for people, changes.csv for programs, sources.csv for the way back."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, fields

from flows.curate import Facts, Source
from flows.publish.revisions import Changes, Revision, both
from flows.publish.tidy import harmless
from schemas.published import Edition

LISTED = 500
"""Revisions printed in CHANGES.md; changes.csv has all of them."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WAIVED_HEADS = (
    *("CHANGES-HEAD-UNIT", "CHANGES-HEAD-RETURN", "CHANGES-HEAD-PERIOD", "CHANGES-HEAD-RULE"),
    *("CHANGES-HEAD-ROW", "CHANGES-HEAD-COLUMN", "CHANGES-HEAD-WHY"),
)


def sources_csv(facts: Facts) -> bytes:
    """The workbooks that the facts come from: number, unit, return, hashes and days."""
    names = (
        "submission", "unit", "unit_name", "return_code", "sha256", "rule_set", "received", "approved", "correction",
    )  # fmt: skip
    return _csv(names, map(_source, facts.sources))


def _source(source: Source) -> list[str]:
    of = source.workbook
    days = [str(of.received_at.date()), str(of.approved_at.date())]
    return [str(of.submission), of.unit, source.unit_name, of.return_code, of.sha256, of.rule_set, *days, of.correction]


def changes_csv(changes: Changes) -> bytes:
    """All revisions."""
    return _csv([field.name for field in fields(Revision)], (list(astuple(each)) for each in changes.revisions))


def _csv(names: Sequence[str], lines: Iterable[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(text) for text in line] for line in lines)
    return _BYTE_ORDER_MARK + out.getvalue().encode()


def _cell(text: str) -> str:
    """A number below zero stays a number."""
    return text if text.removeprefix("-").replace(".", "", 1).isdecimal() else harmless(text)


def changes_markdown(edition: Edition, changes: Changes, sources: Sequence[Source]) -> bytes:
    """CHANGES.md, in Chinese and English: what differs from the edition before, and what was waived for `sources`."""
    lines = (*_lines(edition, changes), *_waived_lines(edition, sources))
    return "".join(f"{line}\n" for line in lines).encode()


def _lines(edition: Edition, changes: Changes) -> Iterator[str]:
    yield f"# {edition.name}"
    yield ""
    if edition.note:
        yield f"## {both('RELEASE-NOTE')}"
        yield ""
        for line in edition.note.splitlines():
            yield _plain(line)
            yield ""
    if changes.since is None:
        yield both("CHANGES-FIRST")
        return
    counts = {
        "since": f"v{changes.since:03}",
        "revised": len(changes.revisions),
        "entered": len(changes.entered),
        "withdrawn": len(changes.withdrawn),
    }
    yield both("CHANGES-COUNTS", counts)
    for code, listed in (("CHANGES-ENTERED", changes.entered), ("CHANGES-WITHDRAWN", changes.withdrawn)):
        if listed:
            yield ""
            yield f"## {both(code)}"
            yield ""
            yield from (f"- {_plain(each.unit_name)} ({each.unit}) {each.return_code}" for each in listed)
    if changes.revisions:
        yield from _revision_lines(changes.revisions)


def _revision_lines(revisions: Sequence[Revision]) -> Iterator[str]:
    yield ""
    yield f"## {both('CHANGES-REVISED')}"
    yield ""
    yield "| 单位 unit | 表 table | 行 row | 栏 column | 原 before | 现 after | 原因 reason |"
    yield "|---|---|---|---|---:|---:|---|"
    for each in revisions[:LISTED]:
        cells = (each.unit_name, each.table, each.row_label, each.column_label, each.before, each.after, each.reason)
        yield "| " + " | ".join(map(_plain, cells)) + " |"
    if len(revisions) > LISTED:
        yield ""
        yield both("CHANGES-MORE", {"count": len(revisions) - LISTED})


def _waived_lines(edition: Edition, sources: Sequence[Source]) -> Iterator[str]:
    """Every workbook of the edition for which a rule was waived, whichever edition it came in with."""
    waived = [(source, rule) for source in sources for rule in source.waived]
    if not waived:
        return
    yield ""
    yield f"## {both('CHANGES-WAIVED')}"
    yield ""
    yield both("CHANGES-WAIVED-WHAT")
    yield ""
    yield "| " + " | ".join(map(both, _WAIVED_HEADS)) + " |"
    yield "|---" * len(_WAIVED_HEADS) + "|"
    for source, rule in waived:
        unit, form = f"{source.unit_name} ({source.workbook.unit})", source.workbook.return_code
        cells = (unit, form, edition.period, rule.code, rule.row.both, rule.column.both, rule.reason)
        yield "| " + " | ".join(map(_plain, cells)) + " |"


def _plain(text: str) -> str:
    """A text that is no markup."""
    return "".join(f"\\{sign}" if sign in "\\|<>[]`*_#&" else sign for sign in text.replace("\n", " "))
