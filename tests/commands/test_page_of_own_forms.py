"""The page on a form that is not ours, followed to the letter."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

Run = Callable[..., Result]
PAGE = Path(__file__).parents[2] / "docs" / "office" / "own-forms.md"


def blocks(kind: str) -> list[str]:
    """The fenced blocks of one kind."""
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def printed_sheet() -> list[list[object]]:
    """The rows of the page's table below its letters; whole numbers as such."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return [[int(cell) if cell.isascii() and cell.isdigit() else cell or None for cell in row] for row in rows]


@pytest.fixture
def folder(desk: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The declaration and the workbook of the page, in the folder where the command is typed."""
    folder: Path = desk.folder
    (folder / "forms").mkdir()
    (declaration,) = blocks("python")
    (folder / "forms" / "census.py").write_text(declaration, encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "A1"
    for row in printed_sheet():
        book.active.append(row)
    book.save(folder / "census.xlsx")
    monkeypatch.chdir(folder)
    return folder


def test_the_page_prints_what_the_command_prints(shenhe: Run, folder: Path) -> None:
    """The command as it stands there, and the picture."""
    (command,) = blocks("sh")
    result = shenhe(*command.split()[1:])
    picture = shenhe("read", "census.xlsx", "--schemas", "forms", "--explain", "-o", "page.html")

    assert (result.exit_code, result.stdout) == (0, blocks("text")[0])
    assert picture.exit_code == 0
    assert "人口" in (folder / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("male + female", "male + children", ""),
        ('Column("03"', 'Column("02"', "RK1: two columns share '02'"),
        ("Grain.STUB", "Grain.STUP", "STUP"),
        ("ItemKind.STOCK", "ItemKind(9)", "9 is not a valid ItemKind"),
        ("RETURN = ", "FORM = ", "没有声明报表"),
        ('"2026.1", (A1,))', '"2026.1", (A1,)', "第 "),
    ],
)
def test_a_wrong_declaration_is_one_sentence(shenhe: Run, folder: Path, right: str, wrong: str, said: str) -> None:
    """The file and what is wrong with it; never a fault of ours."""
    file = folder / "forms" / "census.py"
    file.write_text(file.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")

    result = shenhe("read", "census.xlsx", "--schemas", "forms", "--lang", "zh")

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr
    assert said or result.stderr == blocks("text")[1]
