"""One list of findings: its forms may differ in look, never in what they say."""

import json
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from flows.reply import Form, marked_workbook, render
from schemas.issue_list import SHEET
from schemas.messages import Language
from schemas.report import Report
from schemas.sentences import line, said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_reads_the_same_in_every_form(report: Report, original: bytes, language: Language) -> None:
    """Comment, list sheet, terminal, CSV, JSON, HTML and SARIF carry one sentence."""
    book = openpyxl.load_workbook(BytesIO(marked_workbook(original, report.files[0], (), language)))
    listed = {row[4] for row in book[SHEET].iter_rows(min_row=5, values_only=True)}
    comments = [
        one.comment.text for sheet in book.worksheets for row in sheet.iter_rows() for one in row if one.comment
    ]
    messages = [
        one["message"][language] for one in json.loads(render(report, Form.JSON, language))["files"][0]["findings"]
    ]
    results = [one["message"]["text"] for one in json.loads(render(report, Form.SARIF, language))["runs"][0]["results"]]
    listing = render(report, Form.CSV, language).replace('""', '"')
    page = unescape(render(report, Form.HTML, language))
    concise = render(report, Form.CONCISE, language)
    terminal = render(report, Form.TEXT, language)

    for case in report.files[0].cases:
        for one in (case.lead, *case.consequences):
            sentence = line(one, language)
            assert sentence in listed
            assert any(sentence in comment for comment in comments)
            assert sentence in messages
            assert sentence in results
            assert sentence in listing
            assert sentence in page
            assert said(one, language) in concise
        assert said(case.lead, language) in terminal


def test_counts_are_of_cases_everywhere(report: Report, original: bytes) -> None:
    """A wrong cell that breaks its row and its column is one thing to correct."""
    book = openpyxl.load_workbook(BytesIO(marked_workbook(original, report.files[0], (), "zh")))

    assert book[SHEET]["B1"].value == "干部统计表有 4 处错误，改好后重新上传；另有 1 处请核实；其余 1,206 项检查通过"
    assert "发现 4 处错误、1 处核实、0 处提示" in render(report, Form.TEXT, "zh")
    assert "干部统计表有 4 处错误" in render(report, Form.HTML, "zh")
