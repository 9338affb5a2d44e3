"""The pages of an edition: ours, whole in one file, with nothing from another host."""

from collections.abc import Iterator, Sequence
from html import escape

from flows.publish.gate import Verdict
from schemas.published import Edition

STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}table{border-collapse:collapse;margin:1rem 0;width:100%}"
    "caption{text-align:left;font-weight:bold;padding:.3rem 0}th,td{border:1px solid #767676;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}th{background:#f2f2f2}"
)


def page(title: str, body: Iterator[str]) -> bytes:
    """A page of ours: its style within it, nothing from elsewhere. `body` is markup, `title` a text."""
    parts = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{parts}\n</main>\n</body>\n</html>\n"
    ).encode()


def grid(caption: str, headings: Sequence[str], lines: Sequence[Sequence[str | int]]) -> Iterator[str]:
    """A table of texts and numbers as markup."""
    yield f"<table><caption>{escape(caption)}</caption>"
    yield "<thead><tr>" + "".join(f'<th scope="col">{escape(text)}</th>' for text in headings) + "</tr></thead><tbody>"
    for line in lines:
        cells = (f'<td class="n">{cell}</td>' if isinstance(cell, int) else f"<td>{escape(cell)}</td>" for cell in line)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def expectations_html(edition: Edition, verdict: Verdict) -> bytes:
    """expectations.html: what was expected of the edition before it was published, and that it was so."""
    return page(f"发布前检查 Checks before publishing · {edition.name}", _checks(verdict))


def _checks(verdict: Verdict) -> Iterator[str]:
    kept = sum(outcome.kept for outcome in verdict.outcomes)
    yield f"<p>共 {len(verdict.outcomes)} 项，符合 {kept} 项。{kept} of {len(verdict.outcomes)} are as expected.</p>"
    yield from grid(
        "检查 Checks",
        ("要求 expected", "结果 result", "检查条数 looked at", "不符 unexpected", "例子 examples"),
        [
            (
                f"{outcome.words('zh')} {outcome.words('en')}",
                "符合 as expected" if outcome.kept else "不符 otherwise",
                outcome.looked_at,
                outcome.unexpected,
                "；".join(outcome.examples) if not outcome.kept else "",
            )
            for outcome in verdict.outcomes
        ],
    )
