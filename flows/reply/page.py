"""A report as one page of HTML that needs nothing else: no network, no script; it prints as it reads."""

from collections.abc import Iterator
from html import escape

from flows.reply.headline import headline, left_out_line, progress_line
from schemas.finding import Address, Case, Finding
from schemas.messages import Language, say
from schemas.report import FileReport, Report
from schemas.sentences import path, shown
from schemas.sentences.card import card

_MOST_ROWS = 20
_STYLE = (
    "body{font:16px/1.6 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;max-width:60rem;margin:1.5rem auto;"
    "padding:0 1rem;color:#1b1b1b;background:#fff}h1{font-size:1.4rem}h2{font-size:1.15rem;margin:2rem 0 .3rem}"
    "article{border:1px solid #ccc;border-left:.4rem solid #b42318;padding:.2rem 1rem .6rem;margin:1rem 0;"
    "break-inside:avoid}article.query{border-left-color:#b54708}article.note{border-left-color:#1f4e78}"
    "h3{font-size:1rem;margin:.4rem 0}p{margin:.25rem 0}table{border-collapse:collapse;margin:.4rem 0}"
    "th,td{border:1px solid #bbb;padding:.15rem .6rem;text-align:right}th{background:#f2f2f2;font-weight:600}"
    "td.wrong{background:#f8b4b4;font-weight:700}.small{color:#555;font-size:.9rem}"
    "@media print{body{margin:0;max-width:none}}"
)


def page(report: Report, language: Language) -> str:
    """The page: for each file its headline, a card a case with its sum, and what to do."""
    name = say("REPORT-TITLE", language)
    tag = "zh-CN" if language == "zh" else "en"
    body = "".join(f"<section>{''.join(_file(file, language))}</section>" for file in report.files)
    small = f'<p class="small">shenhe · {escape(report.rule_set[:12])}</p>' if report.rule_set else ""
    return (
        f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(name)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(name)}</h1>"
        f"{body}{small}</main></body></html>\n"
    )


def _file(file: FileReport, language: Language) -> Iterator[str]:
    whose = " · ".join(filter(None, (file.unit_name or file.unit, file.return_title(language), file.period)))
    yield f"<h2>{escape(headline(file, language))}</h2>"
    if file.left_out:
        yield f"<p>{escape(left_out_line(file, language))}</p>"
    yield f'<p class="small">{escape(" — ".join(filter(None, (whose, file.file, file.sha256[:12]))))}</p>'
    if file.progress is not None:
        yield f"<p>{escape(progress_line(file.progress, language))}</p>"
    for case in file.cases:
        yield _article(case, file, language)
    if file.contact:
        yield f'<p class="small">{escape(say("REPORT-CONTACT", language, {"contact": file.contact}))}</p>'


def _article(case: Case, file: FileReport, language: Language) -> str:
    words = card(case, language, file.explained)
    parts = [
        f"<h3>{escape(words.heading)}</h3>",
        _paragraph(words.line),
        _paragraph(words.place),
        _table(case.lead, language),
        *(_paragraph(each) for each in (words.whole, words.advice, words.clue)),
        *(_paragraph(each, "small") for each in (*words.consequences, words.rule)),
    ]
    return f'<article class="{words.level}">{"".join(parts)}</article>'


def _paragraph(text: str, kind: str = "") -> str:
    if not text:
        return ""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _table(finding: Finding, language: Language) -> str:
    """The cells of the finding, one a row, the one in question in red; only where there are several that hold something."""
    cells = [cell for cell in finding.cells if cell.address is not None]
    if not 2 <= len(cells) <= _MOST_ROWS or finding.pattern.cells_are_alike:
        return ""
    rows = "".join(
        f"<tr><th>{escape(_reference(cell.address, finding.place.sheet))}</th>"
        f"<td>{escape(' '.join(filter(None, (cell.row_label, path(cell.column_label)))))}</td>"
        f"<td{' class=wrong' if cell.address == finding.likeliest else ''}>"
        f"{escape(shown(cell, language))}</td></tr>"
        for cell in cells
        if cell.address is not None
    )
    return f"<table>{rows}</table>"


def _reference(address: Address, sheet: str) -> str:
    return address.a1 if address.sheet == sheet else f"{address.sheet}!{address.a1}"
