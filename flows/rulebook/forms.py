"""The rule book as text, JSON and a page of HTML."""

import json
from collections.abc import Sequence
from html import escape

from flows.rulebook.entries import Entry
from schemas.messages import Language, say
from schemas.sentences import level_word

_STYLE = (
    "body{font:15px/1.6 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;max-width:72rem;margin:1.5rem auto;"
    "padding:0 1rem;color:#1b1b1b;background:#fff}table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;"
    "padding:.25rem .6rem;text-align:left;vertical-align:top}th{background:#f2f2f2}td:first-child{white-space:nowrap}"
    ".error{color:#9c0006}.query{color:#7f4f00}.note{color:#1f4e78}.small{color:#555;font-size:.9rem}"
    "@media print{body{margin:0;max-width:none}}"
)


def text(entries: Sequence[Entry], language: Language) -> str:
    """The rules for a terminal, grouped by table."""
    lines: list[str] = []
    table = ""
    for entry in entries:
        if entry.table != table:
            table = entry.table
            lines += ["", f"{entry.table}  {entry.table_name(language)}"]
        lines.append(f"  {level_word(entry.level, language)} {entry.code}  {entry.printed(language)}")
        lines.append(f"      {entry.words(language)}")
        if entry.why:
            lines.append(f"      {say('RULE-WHY', language, {'why': entry.why})}")
    return "\n".join(lines[1:]) + "\n"


def explained(entry: Entry, language: Language) -> str:
    """All that is known of one rule, for a terminal."""
    lines = [f"{level_word(entry.level, language)} {entry.code}  {entry.table}  {entry.table_name(language)}"]
    lines += [f"  {entry.printed(language)}", f"  {entry.words(language)}"]
    lines.append(f"  {say(f'RULE-LEADS-{entry.level.name}', language)}")
    if entry.text:
        lines.append(f"  {say('RULE-TEXT', language, {'text': entry.text})}")
    if entry.when:
        lines.append(f"  {say('RULE-WHEN', language, {'when': entry.when})}")
    if entry.since or entry.until:
        lines.append(f"  {say('RULE-SPAN', language, {'since': entry.since or '…', 'until': entry.until or '…'})}")
    if entry.trial_until:
        lines.append(f"  {say('RULE-TRIAL', language, {'until': entry.trial_until})}")
    if entry.why:
        lines.append(f"  {say('RULE-WHY', language, {'why': entry.why})}")
    if entry.example(language):
        lines.append(f"  {say('RULE-BREAKS', language, {'example': entry.example(language)})}")
    for each in entry.items:
        facts = {"code": each.code, "name": each.name(language), "measure": each.measure(language)}
        lines.append(f"  {say('RULE-ITEM', language, facts)}")
        if each.meaning:
            lines.append(f"      {each.meaning}")
    return "\n".join(lines) + "\n"


def as_json(entries: Sequence[Entry], rule_set: str) -> str:
    """The rules for programs: one object, both languages."""
    return (
        json.dumps(
            {"schema": 1, "rule_set": rule_set, "rules": [_facts(entry) for entry in entries]},
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def page(entries: Sequence[Entry], language: Language) -> str:
    """The rules as one page of HTML that needs nothing else; it prints as it reads."""
    title = say("RULES-TITLE", language)
    parts: list[str] = []
    table = ""
    for entry in entries:
        if entry.table != table:
            parts.append("</table>" if table else "")
            table = entry.table
            parts.append(f"<h2>{escape(entry.table)} {escape(entry.table_name(language))}</h2><table>")
            heads = (say(f"RULES-HEAD-{name}", language) for name in ("CODE", "LEVEL", "RELATION", "EXAMPLE"))
            parts.append("<tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr>")
        parts.append(_row_of_page(entry, language))
    tag = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{''.join(parts)}"
        f"{'</table>' if table else ''}</main></body></html>\n"
    )


def _row_of_page(entry: Entry, language: Language) -> str:
    small = [entry.words(language)]
    if entry.why:
        small.append(say("RULE-WHY", language, {"why": entry.why}))
    below = "".join(f'<br><span class="small">{escape(each)}</span>' for each in small)
    word = escape(level_word(entry.level, language))
    return (
        f'<tr id="{escape(entry.code)}"><td>{escape(entry.code)}</td><td class="{entry.level.value}">{word}</td>'
        f"<td>{escape(entry.printed(language))}{below}</td><td>{escape(entry.example(language))}</td></tr>"
    )


def _facts(entry: Entry) -> dict[str, object]:
    return {
        "code": entry.code,
        "table": entry.table,
        "severity": entry.level.value,
        "text": entry.text or None,
        "printed": {"zh": entry.printed.zh, "en": entry.printed.en},
        "words": {"zh": entry.words.zh, "en": entry.words.en},
        "why": entry.why or None,
        "when": entry.when or None,
        "since": entry.since or None,
        "until": entry.until or None,
        "trial_until": entry.trial_until or None,
        "example": {"zh": entry.example.zh, "en": entry.example.en} if entry.example.zh else None,
        "items": [each.code for each in entry.items],
    }
