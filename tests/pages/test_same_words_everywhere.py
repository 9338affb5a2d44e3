"""A finding of a real workbook: page, marked workbook, terminal, JSON and review page say the same of it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from flows.cli.commands import app
from record import connect
from record import register as record
from schemas.issue_list import SHEET
from schemas.report import cases
from schemas.sentences import level, place, reference, said

pytestmark = pytest.mark.files

FAULTY, PERIOD = "990122", "2026Q2"
LEVELS = {"error": "错误", "query": "核实", "note": "提示"}


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """What every form says of a finding: level with the number of its case, rule, and the sentence."""

    level: str
    case: str
    rule: str
    sentence: str


def of_json(report: str) -> list[Told]:
    (file,) = json.loads(report)["files"]
    return [
        Told(LEVELS[one["severity"]], str(one["root"]), one["code"], one["message"]["zh"]) for one in file["findings"]
    ]


def leads(found: list[Told]) -> list[Told]:
    """The first of each case, which the others follow from."""
    return [next(one for one in found if one.case == case) for case in dict.fromkeys(one.case for one in found)]


def of_page(html: str) -> Iterator[Told]:
    """The cards of a page, each by its heading, first sentence and rule."""
    for card in re.findall(r"<article class=\"case.*?</article>", html, re.DOTALL):
        heading = re.search(r"<h3>(\S+) (\d+)", card)
        rule = re.search(r"规则 ([A-Z0-9-]+)", card)
        sentence = re.search(r"</h3>\s*<p>(.*?)</p>", card, re.DOTALL)
        assert heading is not None
        assert rule is not None
        assert sentence is not None
        yield Told(heading[1], heading[2], rule[1], unescape(sentence[1]))


def of_workbook(content: bytes, found: list[Told]) -> Iterator[Told]:
    """The lines of 问题清单, which lie in the order of the cases; their rules stand in the comment of the cell."""
    book = openpyxl.load_workbook(BytesIO(content))
    rules = {(one.case, one.sentence): one.rule for one in found}
    for _, number, grave, where, sentence, *_ in book[SHEET].iter_rows(min_row=5, max_col=7, values_only=True):
        case = str(number).partition("-")[0]
        rule = rules[case, str(sentence)]
        sheet, _, cell = str(where).rpartition("!")
        if sheet and book[sheet][cell].comment is not None:
            comment = str(book[sheet][cell].comment.text)
            assert rule in comment
            assert str(sentence) in comment
        yield Told(str(grave), case, rule, str(sentence))


def printed(folder: Path, file: Path, form: str) -> str:
    """What `shenhe check` prints of the file as it was kept."""
    words = ["check", str(file), "--home", str(folder), "--format", form, "--lang", "zh"]
    done = CliRunner().invoke(app, words)
    connect(folder)
    assert done.exit_code in {0, 1}, done.output
    return done.stdout


@pytest.mark.parametrize("code", ["CA", "PM", "TA"])
def test_a_finding_reads_the_same_wherever_it_is_read(
    folder: Path, client_of: Callable[..., Client], code: str
) -> None:
    """Level, number of the case, rule and sentence, finding by finding, and no form has one more or less."""
    found = record.current(FAULTY, code, PERIOD)
    assert found is not None
    clerk, office = client_of("clerk", unit=FAULTY), client_of("office")
    own = reverse("clerk-file", args=[found.submission])
    page = clerk.get(own).content.decode()
    marked = clerk.get(reverse("clerk-marked", args=[found.submission])).content
    review = office.get(reverse("office-review", args=[found.submission])).content.decode()
    kept = folder / "raw" / found.kept_as
    told = of_json(printed(folder, kept, "json"))
    terminal = printed(folder, kept, "text")

    assert told
    assert list(of_page(page)) == leads(told)
    assert sorted(of_page(review)) == sorted(leads(told))
    assert sorted(of_workbook(marked, told)) == sorted(told)
    text = " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())
    for case in cases(record.findings(found.submission)):
        assert f"{level(case.lead, 'zh')} {case.lead.code}  {reference(case.lead)}" in terminal
        assert said(case.lead, "zh") in terminal
        assert " ".join(said(case.lead, "zh").split()) in text
        assert " ".join(place(case.lead, "zh").split()) in text
