"""The live check beside a row says in a spreadsheet what the judge says of the sent file."""

import csv
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from rules.judge import State, Verdict, judge
from rules.language import Item, Shift, items_of, parse
from rules.linear import compile_system
from rules.wording import Language, Naming
from rules.worksheet import DEEPEST, LONGEST, Sheet, combined, formula

COLUMNS = ("a", "b", "c", "d", "money", "cost")
RULES = (
    "a == b + c",
    "a == b + c + d",
    "a == b + d - c",
    "b <= a",
    "a >= b + 1",
    "b < c",
    "b > c",
    "b != c",
    "money == cost",
    "money <= 0.5 * cost + 2 * b",
    "money == cost + 0.1 * b",
    "a == prev(a) + c",
    "a >= 2 * quarter * b",
    "within(b / a, 10%, 60%)",
    "within((b + c) / a, 0, 0.9)",
    "change(a, 20%, 5)",
    "drift([b, c], a, 0.05)",
    "near(money, cost, 20%)",
    "d == round(100 * b / a, 0)",
    "needs_note(d)",
    "if b > 0: c > 0",
    "if b > 2: within(c / a, 10%, 60%)",
)


def decimals(item: Item) -> int:
    return 2 if item.column in {"money", "cost"} else 0


def letter(item: Item) -> str:
    place = COLUMNS.index(item.column) + (len(COLUMNS) if item.shift else 0)
    return chr(ord("A") + place)


def sheet_of(row: int) -> Sheet:
    def cell(item: Item) -> str | None:
        return None if item.table else f"{letter(item)}{row}"

    def name(item: Item, language: Language) -> str:
        return item.column if language == "en" else f"“{item.column}”"

    return Sheet(cell, decimals, Naming(lambda item: ord(letter(item)) - 64, name, lambda code, _: code), 2)


ROW = sheet_of(5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a == b + c",
            'IF(IF(COUNT(A5:C5)=3,A5<>B5+C5,FALSE),"“a”≠“b”＋“c” "&TEXT(A5-(B5+C5),"""多""0;""少""0"),"")',
        ),
        ("needs_note(d)", 'IF(IF(COUNT(D5)=1,D5<>0,FALSE),"““d””不是0，须写说明","")'),
    ],
)
def test_a_check_is_a_formula_that_a_clerk_can_read(text: str, expected: str) -> None:
    """Cells in the order of the rule, the breach in words, how much too high or too low."""
    assert formula(parse(text), ROW) == expected


def test_a_long_sum_is_written_as_a_range() -> None:
    """Neighbouring cells are counted and added as one range; a cell of another sheet row is not a neighbour."""
    text = formula(parse("a == b + c + d + prev(b)"), ROW)

    assert text is not None
    assert "COUNT(A5:D5,H5)=5,A5<>SUM(B5:D5)+H5" in text


def test_a_figure_may_stand_for_a_cell() -> None:
    """An earlier figure is written into the formula; two equal figures are counted as one."""
    base = sheet_of(5)
    sheet = Sheet(
        lambda item: "3480" if item.shift else base.cell(item), decimals, base.naming, quarter=1, language="en"
    )

    assert formula(parse("a == prev(a)"), sheet) == (
        'IF(IF(COUNT(A5,3480)=2,A5<>3480,FALSE),"a ≠ last period\'s “a” "&TEXT(A5-3480,"""+""0;""-""0"),"")'
    )
    assert "COUNT(3480,A5)=2" in (formula(parse("prev(a) + a == prev(b)"), sheet) or "")


@pytest.mark.parametrize("text", ["a == T1.b", "printed(a == b + c)", "printed(a == 100 * b / c)"])
def test_what_the_sheet_cannot_check_is_left_out(text: str) -> None:
    """A cell that is not there, and published figures, which no clerk types."""
    assert formula(parse(text), ROW) is None
    assert combined([parse(text)], ROW) == ()


def test_many_rules_stay_within_what_a_spreadsheet_takes() -> None:
    """No formula is longer or deeper than Excel allows, and none of the rules is lost."""
    relations = [parse(f"a + {number} <= b + c + d + money + cost") for number in range(1, 200)]

    formulas = combined(relations, ROW)

    assert len(formulas) > 1
    assert all(len(text) <= LONGEST and text.count("COUNT(") <= DEEPEST for text in formulas)
    assert sum(text.count("COUNT(") for text in formulas) == len(relations)


def figures(rng: random.Random) -> Iterator[list[int | None]]:
    """Rows of scaled figures, now and before, some of them missing, many of them at a limit."""
    for _ in range(60):
        b, c, d = (rng.choice([0, 1, 5, 20, 33]) for _ in range(3))
        a = rng.choice([b + c, b + c + d, b + d - c, b + c + 1, 100])
        cost = rng.choice([10, 30, 110, 1999])
        row: list[int | None] = [a, b, c, d, rng.choice([cost, cost + 1, cost + 10 * b, 50 * b]), cost]
        before: list[int | None] = [rng.choice([a - c, a]), rng.choice([b, 40]), c, d, 1, 1]
        whole = [*row, *before]
        if rng.random() < 0.3:
            whole[rng.randrange(12)] = None
        yield whole


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_says_what_the_judge_says(tmp_path: Path) -> None:
    """A check speaks where its rule is violated and no cell of it is missing; the column shows the first that does."""
    rows = list(figures(random.Random(7)))
    relations = [parse(text) for text in RULES]
    path = tmp_path / "checks.xlsx"
    write(path, rows)

    shown = computed(path)

    system = compile_system(relations, decimals, 2)
    places = [COLUMNS.index(item.column) + len(COLUMNS) * (item.shift is Shift.PREVIOUS) for item in system.items]
    values = np.array([[row[place] or 0 for row in rows] for place in places], dtype=np.int64)
    states = np.array([[State.UNKNOWN if row[p] is None else State.KNOWN for row in rows] for p in places], np.int8)
    filled = [(states[[system.place[item] for item in items_of(relation)]] == 0).all(axis=0) for relation in relations]
    violated = ((judge(system, values, states).verdicts == Verdict.VIOLATED) & np.array(filled)).T
    checks = [line[12:] for line in shown]
    assert [[bool(text) for text in line[:-1]] for line in checks] == violated.tolist()
    assert [line[-1] for line in checks] == [next(filter(None, line[:-1]), "") for line in checks]
    assert violated.any(axis=0).all()


def write(path: Path, rows: list[list[int | None]]) -> None:
    """The figures in the units of their columns, a check a rule, the combined check last, and no stored results."""
    book = openpyxl.Workbook()
    sheet = book.active
    for at, row in enumerate(rows, start=1):
        money = [place for place in range(len(row)) if COLUMNS[place % len(COLUMNS)] in {"money", "cost"}]
        shown = [value / 100 if value is not None and place in money else value for place, value in enumerate(row)]
        here = sheet_of(at)
        relations = [parse(text) for text in RULES]
        texts = [*(formula(relation, here) for relation in relations), *combined(relations, here)]
        sheet.append([*shown, *(f"={text}" for text in texts)])
    book.save(path)


def computed(path: Path) -> list[list[str]]:
    """What LibreOffice makes of the formulas, a list a row."""
    profile = path.parent / "profile"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to"]
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    subprocess.run([*command, target, "--outdir", path.parent, path], check=True, capture_output=True, timeout=180)
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
