"""One list of findings: its forms may differ in look, never in what they say."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from io import BytesIO, StringIO

import openpyxl
import pytest

from flows.reply import Form, marked_workbook, render
from schemas.finding import Finding
from schemas.issue_list import SHEET
from schemas.messages import Language
from schemas.report import Report
from schemas.sentences import advice, clue, level, line, reference, said, shown, suspicion


@dataclass(frozen=True, slots=True)
class Told:
    """What a form says of one finding; `clue` with the proof in it, `cell` the first, `sentence` with the values."""

    case: str
    level: str
    code: str
    cell: str
    sentence: str
    advice: str
    clue: str


def wanted(report: Report, language: Language) -> list[Told]:
    """What every form has to say, in the order of the cases."""
    numbered = [(str(case.number), one) for case in report.files[0].cases for one in (case.lead, *case.consequences)]
    return [
        Told(
            number,
            level(one, language),
            one.code,
            reference(one),
            line(one, language),
            advice(one, language),
            clue(one, language),
        )
        for number, one in numbered
    ]


def of_list(report: Report, original: bytes, language: Language) -> list[Told]:
    """The sheet 问题清单; its rules stand in the comments, and a consequence says with which it will be right."""
    book = openpyxl.load_workbook(BytesIO(marked_workbook(original, report.files[0], (), language)))
    rules = dict(zip([one.key for one in report.files[0].findings], report.files[0].findings, strict=True))
    rows = book[SHEET].iter_rows(min_row=5, max_col=7, values_only=True)
    return [
        Told(
            str(number).partition("-")[0],
            grave,
            rules[key].code,
            where,
            what,
            todo,
            (hint or "") if "-" not in str(number) else "",
        )
        for key, number, grave, where, what, todo, hint in rows
    ]


def of_csv(report: Report, _: bytes, language: Language) -> list[Told]:
    """The list for a spreadsheet."""
    rows = list(csv.reader(StringIO(render(report, Form.CSV, language).removeprefix("\ufeff"))))[1:]
    return [
        Told(case, grave, code, f"{sheet}!{cell}", what, todo, hint)
        for _, case, grave, code, _, sheet, cell, what, todo, hint, _ in rows
    ]


def of_sarif(report: Report, _: bytes, language: Language) -> list[Told]:
    """The log; its levels have names of their own."""
    grave = {"error": {"zh": "错误", "en": "Error"}, "warning": {"zh": "核实", "en": "Query"}}
    (run,) = json.loads(render(report, Form.SARIF, language))["runs"]
    return [
        Told(
            str(one["properties"]["case"]),
            grave[one["level"]][language],
            one["ruleId"],
            one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            one["message"]["text"],
            one["properties"]["advice"],
            one["properties"]["clue"],
        )
        for one in run["results"]
    ]


@pytest.mark.parametrize("form", [of_list, of_csv, of_sarif], ids=["list", "csv", "sarif"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_of_findings_says_the_same_in_every_form(
    report: Report, original: bytes, language: Language, form: Callable[[Report, bytes, Language], list[Told]]
) -> None:
    """Case, level, rule, cell, sentence, advice, clue and proof, finding by finding."""
    assert form(report, original, language) == wanted(report, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_json_holds_what_the_sentences_say(report: Report, language: Language) -> None:
    """The sentence in both languages, the case, every cell with its value, and the suspected cell with its reason."""
    told = json.loads(render(report, Form.JSON, language))["files"][0]["findings"]
    expected = [(case.number, one) for case in report.files[0].cases for one in (case.lead, *case.consequences)]

    for (number, one), found in zip(expected, told, strict=True):
        assert (found["root"], found["code"], found["message"][language]) == (number, one.code, line(one, language))
        assert [cell["value"] for cell in found["cells"]] == [cell.value for cell in one.cells]
        assert [cell["cell"] for cell in found["cells"]] == [cell.address and cell.address.a1 for cell in one.cells]
        reasons = [suspect["reason"][language] for suspect in found["suspects"]]
        assert reasons == [suspicion(one, suspect, language) for suspect in one.suspects]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_log_for_tools_gives_the_reasons_in_both_languages(report: Report, language: Language) -> None:
    """Of every suspected cell, whatever the language of the log."""
    results = json.loads(render(report, Form.SARIF, language))["runs"][0]["results"]
    expected = [one for case in report.files[0].cases for one in (case.lead, *case.consequences)]

    told = [[each["reason"] for each in result["properties"]["suspects"]] for result in results]
    assert any(told)
    assert told == [
        [{"zh": suspicion(one, each, "zh"), "en": suspicion(one, each, "en")} for each in one.suspects]
        for one in expected
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_the_terminal_and_the_comments_say_the_same(
    report: Report, original: bytes, language: Language
) -> None:
    """A card a case: number, cells with their values, sentence, advice, clue with its proof; consequences below."""
    book = openpyxl.load_workbook(BytesIO(marked_workbook(original, report.files[0], (), language)))
    page = unescape(render(report, Form.HTML, language))
    cards = re.findall("<article.*?</article>", page)
    terminal = render(report, Form.TEXT, language)

    for case, card in zip(report.files[0].cases, cards, strict=True):
        lead = case.lead
        assert f"<h3>{level(lead, language)} {case.number}" in card
        for text in (line(lead, language), advice(lead, language), clue(lead, language)):
            assert text in card
        assert {said(lead, language), advice(lead, language), clue(lead, language)} <= set(told(terminal, lead))
        here = [cell for cell in lead.cells if cell.address]
        assert len(here) == 1 or all(f">{shown(cell, language)}</td>" in card for cell in here)
        assert all(line(one, language) in card for one in case.consequences)
        for one in (lead, *case.consequences):
            comment = comment_at(book, one)
            assert f"{level(one, language)} {case.number}" in comment
            for text in (line(one, language), advice(one, language), clue(one, language), one.code):
                assert text in comment
            assert f": {level(one, language)} {one.code} {said(one, language)}\n" in render(
                report, Form.CONCISE, language
            )


def told(terminal: str, finding: Finding) -> list[str]:
    """The texts of one finding in the terminal, without what stands before the advice; an empty clue is none."""
    block = terminal.partition(f" {finding.code}  {reference(finding)}")[2].splitlines()[1:]
    lines = [line.strip().removeprefix("怎么改：").removeprefix("What to do: ") for line in block]
    return ["", *lines[:8]]


def comment_at(book: openpyxl.Workbook, finding: Finding) -> str:
    """The comment on the first cell of a finding."""
    sheet, _, cell = reference(finding).rpartition("!")
    return str(book[sheet][cell].comment.text)


def test_counts_are_of_cases_everywhere(report: Report, original: bytes) -> None:
    """A wrong cell that breaks its row and its column is one thing to correct."""
    book = openpyxl.load_workbook(BytesIO(marked_workbook(original, report.files[0], (), "zh")))

    assert book[SHEET]["B1"].value == "干部统计表有 4 处错误，改好后重新上传；另有 1 处请核实；其余 1,206 项检查通过"
    assert "发现 4 处错误、1 处核实、0 处提示" in render(report, Form.TEXT, "zh")
    assert "干部统计表有 4 处错误" in render(report, Form.HTML, "zh")
