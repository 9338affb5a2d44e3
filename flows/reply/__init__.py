"""The reply: one list of findings as the clerk's own workbook with marks, and as text, JSON, CSV, HTML and SARIF."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePath

from flows.reply.headline import headline, progress_line
from flows.reply.listing import csv_text
from flows.reply.machine import json_lines, json_text
from flows.reply.marks import mark
from flows.reply.page import page
from flows.reply.sarif_log import sarif
from flows.reply.text import concise, text
from schemas.messages import Language
from schemas.reading import Explanation
from schemas.report import FileReport, Report

__all__ = ["Form", "headline", "mark", "marked_name", "marked_workbook", "progress_line", "render"]


class Form(StrEnum):
    """The forms in which a report can be written as text; the marked workbook is a file beside it."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    JSON_LINES = "jsonl"
    CSV = "csv"
    SARIF = "sarif"
    HTML = "html"


_WRITERS: Mapping[Form, Callable[[Report, Language], str]] = {
    Form.TEXT: text,
    Form.CONCISE: concise,
    Form.JSON: lambda report, _: json_text(report),
    Form.JSON_LINES: lambda report, _: json_lines(report),
    Form.CSV: csv_text,
    Form.SARIF: sarif,
    Form.HTML: page,
}


def render(report: Report, form: Form, language: Language, *, colour: bool = False) -> str:
    """The report in one form; `colour` only for TEXT on a terminal. JSON carries both languages."""
    return text(report, language, colour=colour) if form is Form.TEXT else _WRITERS[form](report, language)


def marked_workbook(
    original: bytes, report: FileReport, explanations_before: Sequence[Explanation], language: Language
) -> bytes:
    """The clerk's workbook with the report's findings marked in it. Raises ValueError for a refused file."""
    if report.refusal is not None:
        raise ValueError(f"{report.file} was refused and is not marked")
    top = headline(report, language)
    if report.progress is not None:
        top = f"{top}{'　' if language == 'zh' else '. '}{progress_line(report.progress, language)}"
    return mark(original, report.findings, explanations_before, top, language)


def marked_name(file: str) -> str:
    """`…_校核结果.xlsx` beside the file."""
    return f"{PurePath(file).stem}_校核结果.xlsx"
