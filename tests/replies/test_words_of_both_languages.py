"""Sentences read as people write in each language: English with English marks, and one error is not `1 errors`."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from string import Formatter

import openpyxl
import pytest

from flows.reply import Form, marked_workbook, render
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role, Suspect, Tally
from schemas.issue_list import SHEET, Field
from schemas.messages import Language, Message, catalogue, listed, say
from schemas.report import FileReport, Outcome, Report
from schemas.sentences import advice, arithmetic, clue, line, place, title

CHINESE_MARK = re.compile("[\u3000-\u303f\uff00-\uffef～]")
QUOTED = re.compile('"[^"]*"|“[^”]*”')
WIDE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]")
SAID = tuple(catalogue().values())


def forms(message: Message) -> list[tuple[str, str]]:
    """The words for one and for many of a message's counts."""
    specs = [spec for _, _, spec, _ in Formatter().parse(message.en) if spec and "/" in spec]
    return [(one, many) for one, _, many in (spec.partition("/") for spec in specs)]


NOUNS = {
    noun
    for message in SAID
    for one, many in forms(message)
    for noun in set(many.split()) - set(one.split())
    if noun.endswith("s")
}
"""Words for many that the catalogue knows: errors, queries, cells …"""


def test_english_has_english_marks() -> None:
    """、；： belong to Chinese; what is quoted is quoted as it is printed."""
    assert not [message.code for message in SAID if CHINESE_MARK.search(QUOTED.sub("", message.en))]


def test_one_of_a_kind_is_not_told_as_many() -> None:
    """Whatever is counted may be one: `1 error`, never `1 errors`."""
    told = [say(message.code, "en", dict.fromkeys(message.fields("en"), 1) | texts_of(message)) for message in SAID]

    assert {"errors", "queries", "cells", "days"} <= NOUNS
    assert not [text for text in told if any(words[-1] in NOUNS for words in counted(text))]


def counted(text: str) -> list[list[str]]:
    """What stands behind each 1: one word, and an adjective with its noun."""
    found = [re.findall(pattern, text) for pattern in (r"\b1 (\w+)", r"\b1 ((?!with|of|in|by|all)\w+ \w+)")]
    return [each.split() for group in found for each in group]


def texts_of(message: Message) -> dict[str, object]:
    """What is no count: lists, and what a sentence is about."""
    lists = {str(name): ("x",) for _, name, spec, _ in Formatter().parse(message.en) if spec == "list"}
    return {"what": "x", **lists}


def test_counts_and_lists_are_written_as_the_language_does() -> None:
    """The number with its word, and things one after the other."""
    counts = {"errors": 1, "queries": 2, "notes": 0, "held": "1,206"}

    assert say("REPORT-COUNTS", "en", counts) == "Found: 1 error, 2 queries, 0 notes; 1,206 other checks hold."
    assert say("REPORT-COUNTS", "zh", counts) == "发现 1 处错误、2 处核实、0 处提示；其余 1,206 项通过。"
    assert (
        say("COMMAND-RETURN", "en", {"code": "X", "codes": ["CA", "PM"]}) == 'There is no return "X". There are: CA, PM'
    )
    assert say("COMMAND-RETURN", "zh", {"code": "X", "codes": ["CA", "PM"]}) == "没有报表“X”。可用的：CA、PM"
    assert say("EXPLAIN-OTHER-NUMBERS", "en", {"before": "95|60", "after": "96|60"}).startswith(
        "The explanation was written for 95, 60; the numbers now are 96, 60."
    )
    assert listed(["a", "b"], "zh") == "a、b"


def latin(pattern: Pattern, level: Level, count: int) -> Finding:
    """A finding whose labels are Latin letters, so that every Chinese sign in its words is the sentence's own."""
    roles = (Role.TOTAL, Role.PART, Role.PART, Role.MINUS, Role.OTHER, Role.EARLIER)[:count]
    cells = tuple(
        Cell(role, "T1", "R1", "Hedong", f"c{at}", f"Item {at}", Address("Sheet", 12, 3 + at), 90 + at)
        for at, role in enumerate(roles)
    )
    where = Place("T1", "Sheet", "R1", "Hedong", "c0", "Item 0")
    suspects = (Suspect(Address("Sheet", 12, 4), 59, 0, "CLUE-DIGITS-SWAPPED", 2),) if count > 1 else ()
    return Finding(
        "T1-P01", level, pattern, where, cells, 96, -1, "1%", "2%", "＋38.3%" if pattern is Pattern.CHANGE else "", suspects, root=count
    )  # fmt: skip


def told(finding: Finding) -> list[str]:
    return [words(finding, "en") for words in (line, title, place, arithmetic, advice, clue)]


@pytest.mark.parametrize("pattern", Pattern)
@pytest.mark.parametrize("level", [Level.ERROR, Level.QUERY, Level.NOTE])
def test_an_english_finding_has_no_chinese_sign_of_its_own(pattern: Pattern, level: Level) -> None:
    """Only names and labels of the form stay as they are printed."""
    for count in range(7):
        for text in told(latin(pattern, level, count)):
            assert not WIDE.search(text), text
            assert not CHINESE_MARK.search(text), text


@pytest.fixture
def english() -> Report:
    """A file with one error of each kind and one query, all with Latin labels."""
    findings = (latin(Pattern.SUM, Level.ERROR, 3), replace(latin(Pattern.CHANGE, Level.QUERY, 2), root=9))
    whose = {"return_code": "T", "return_zh": "表", "return_en": "Cadres", "unit": "1", "unit_name": "Hedong"}
    file = FileReport("a.xlsx", "ab" * 32, Outcome.ERRORS, findings=findings, tally=Tally(1, 2, 1), **whose)
    return Report((file,), "cd" * 32, 0.8)


@pytest.mark.parametrize("form", [Form.TEXT, Form.CONCISE, Form.CSV, Form.HTML, Form.SARIF])
def test_an_english_report_has_no_chinese_sign_of_its_own(english: Report, form: Form) -> None:
    """Headline, account and what stands around the findings, too; one is told as one. A log gives reasons in both."""
    shown = re.sub("<style>.*?</style>", "", unescape(render(english, form, "en")))
    shown = re.sub('"zh": ".*?"', "", shown) if form is Form.SARIF else shown

    assert not WIDE.search(shown)
    assert not CHINESE_MARK.search(shown)
    assert not re.search(r"\b1 (errors|queries|notes|checks|other checks)\b", shown)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_findings_is_wide_and_high_enough(report: Report, original: bytes, language: Language) -> None:
    """No text of the list is cut: each fits into the lines that its row and column leave."""
    sheet = openpyxl.load_workbook(BytesIO(marked_workbook(original, report.files[0], (), language)))[SHEET]
    wide = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items() if not dimension.hidden}
    shown = [field for field in Field if field not in {Field.KEY, Field.NUMBERS}]

    for row in sheet.iter_rows(min_row=4):
        room = sheet.row_dimensions[row[0].row].height
        for cell in row:
            if cell.column_letter in wide and isinstance(cell.value, str):
                assert lines_of(cell.value, wide[cell.column_letter]) * 13 <= room, cell.coordinate
    across = sum(wide[chr(65 + list(Field).index(field))] for field in shown)
    for row in sheet.iter_rows(min_row=1, max_row=3):
        assert lines_of(str(row[1].value), across) * 13 <= sheet.row_dimensions[row[0].row].height


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes at least: no word is broken, a Chinese sign takes two places."""
    count = 0
    for part in text.split("\n"):
        used = 0.0
        count += 1
        for word in re.findall(r"[!-\u2000]+ ?|.", part):
            size = sum(1 + (sign > "\u2e7f") for sign in word)
            if used and used + len(word.rstrip()) + (size - len(word)) > width:
                count, used = count + 1, 0.0
            used += size
    return count
