"""The coverage map as a table and as a page with a picture, which needs nothing else."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from flows.rulebook.coverage import Covered, Step
from rules.coverage import Noticed
from rules.language import Severity
from schemas.messages import Language, say

_HEADS = ("CODE", "TABLE", "ITEM", "ERRORS", "QUERIES", "NOTES", "PROTECTED")
_COLOURS = {0: "#2f6f4f", 1: "#e0b13c", 2: "#d9822b", 3: "#b3261e"}
"""By how many of the three changes go unnoticed."""
_SQUARE = 18
_LABEL = 70


def as_csv(items: Sequence[Covered], language: Language) -> str:
    """The map as a table, one line an item."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    steps = [f"{step} {say(f'COVERAGE-HEAD-{way}', language)}" for step in Step for way in ("ALONE", "CARRIED")]
    writer.writerow([*(say(f"COVERAGE-HEAD-{head}", language) for head in _HEADS), *steps])
    for item in items:
        writer.writerow([*_described(item, language), *_seen(item, language)])
    return out.getvalue()


def as_page(items: Sequence[Covered], language: Language) -> str:
    """The map as a page: a picture with one square an item, then the items of which a change goes unnoticed."""
    title = say("COVERAGE-TITLE", language)
    opened = [item for item in items if item.is_open]
    heads = "".join(f"<th>{escape(say(f'COVERAGE-HEAD-{head}', language))}</th>" for head in _HEADS)
    heads += "".join(f"<th>{step}</th>" for step in Step)
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{escape(text)}</td>" for text in _described(item, language))
        + "".join(f"<td>{escape(_word(item.sights[step].carried, language))}</td>" for step in Step)
        + "</tr>"
        for item in opened
    )
    summary = say("COVERAGE-SUMMARY", language, counts(items))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>body{{font:15px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
        "max-width:76rem;margin:1.5rem auto;padding:0 1rem}table{border-collapse:collapse}th,td{border:1px solid #bbb;"
        "padding:.2rem .5rem;text-align:left}svg{max-width:100%;height:auto}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(summary)}</p>{_picture(items, language)}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></main></body></html>\n"
    )


def counts(items: Sequence[Covered]) -> Mapping[str, int]:
    """Facts of the summary: all items, those that an equality holds, limits alone, nothing; and the open ones."""
    limited = [item for item in items if item.rules and not item.is_protected]
    held = sum(item.is_protected for item in items)
    facts = {"count": len(items), "held": held, "limited": len(limited), "free": len(items) - held - len(limited)}
    return {**facts, "open": sum(item.is_open for item in items)}


def _picture(items: Sequence[Covered], language: Language) -> str:
    tables = {item.table.code: [each for each in items if each.table is item.table] for item in items}
    width = _LABEL + _SQUARE * max((len(each) for each in tables.values()), default=0)
    parts = []
    colon, apart = ("：", "；") if language == "zh" else (": ", "; ")
    for at, (code, columns) in enumerate(tables.items()):
        top = at * (_SQUARE + 4)
        parts.append(f'<text x="0" y="{top + 14}" font-size="13">{escape(code)}</text>')
        for place, item in enumerate(columns):
            missed = sum(sight.carried is Noticed.NOTHING for sight in item.sights.values())
            name = item.column.zh if language == "zh" else item.column.en
            seen = apart.join(f"{step} {_word(item.sights[step].carried, language)}" for step in Step)
            parts.append(
                f'<rect x="{_LABEL + place * _SQUARE}" y="{top}" width="{_SQUARE - 2}" height="{_SQUARE - 2}" '
                f'fill="{_COLOURS[missed]}"><title>{escape(f"{item.code} {name}{colon}{seen}")}</title></rect>'
                f'<text x="{_LABEL + place * _SQUARE + 4}" y="{top + 13}" font-size="11" fill="#fff">'
                f"{missed or ''}</text>"
            )
    height = len(tables) * (_SQUARE + 4)
    label = escape(say("COVERAGE-PICTURE", language))
    return (
        f'<p>{label}</p><svg role="img" aria-label="{label}" viewBox="0 0 {width} {height}" width="{width}">'
        f"{''.join(parts)}</svg>"
    )


def _described(item: Covered, language: Language) -> tuple[str, ...]:
    title = item.table.zh if language == "zh" else item.table.en
    name = item.column.zh if language == "zh" else item.column.en
    numbers = (str(item.rules.get(severity, 0)) for severity in (Severity.ERROR, Severity.QUERY, Severity.NOTE))
    return (item.code, title, name, *numbers, say(f"COVERAGE-{'HELD' if item.is_protected else 'FREE'}", language))


def _seen(item: Covered, language: Language) -> Iterator[str]:
    for step in Step:
        yield _word(item.sights[step].alone, language)
        yield _word(item.sights[step].carried, language)


def _word(noticed: Noticed, language: Language) -> str:
    return say(f"COVERAGE-SEEN-{noticed.name}", language)
