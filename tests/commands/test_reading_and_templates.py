"""`shenhe read` and `shenhe template`."""

import contextlib
import os
import pty
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("desk")


def test_read_says_what_each_table_holds(shenhe: Run, desk: Any) -> None:
    """Whose it is, and for each table its sheet, its size and how many cells could be read."""
    row = desk.rows()[3]
    result = shenhe("read", desk.workbook(typed={("CA1", row, "dec_retire"): "１２", ("CA1", row, "dec_death"): "约3"}))

    assert result.exit_code == 0
    assert "990121  干部统计表（CA）  2025Q4" in result.stdout
    assert "CA1 公务员（含参公）数量变化情况" in result.stdout
    assert "“１２”读作 12" in result.stdout
    assert "CA1-D00" in result.stdout


def test_read_explain_is_a_page(shenhe: Run, desk: Any) -> None:
    """Every sheet with its cells, on stdout or in a file."""
    file = desk.workbook()
    printed = shenhe("read", file, "--explain")
    written = shenhe("read", file, "--explain", "-o", desk.folder / "page.html")

    assert (printed.exit_code, written.exit_code, written.stdout) == (0, 0, "")
    assert "<h2>公务员（含参公）数量变化情况</h2>" in printed.stdout
    assert (desk.folder / "page.html").read_text(encoding="utf-8") == printed.stdout


def test_read_explain_pours_no_page_on_a_terminal(desk: Any) -> None:
    """There it becomes a file whose name is told; what is piped or asked for with -o stays as it is."""
    file = desk.workbook("TA", name="表.xlsx")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from flows.cli import main; main()", "read", "--explain", file]
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False, env=environment)
    os.close(theirs)
    with contextlib.suppress(OSError):
        assert os.read(ours, 1) == b""
    os.close(ours)

    assert done.returncode == 0
    assert "逐格的说明写到了 表_读取.html" in done.stderr.decode()
    assert Path("表_读取.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_read_refuses_what_check_refuses(shenhe: Run, desk: Any) -> None:
    """With the same reason and exit code 3."""
    file = desk.folder / "扫描件.xlsx"
    file.write_bytes(b"%PDF-1.7\n")

    for more in ((), ("--explain",)):
        result = shenhe("read", file, *more)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "PDF" in result.stderr


DECLARATION = """
from schemas.model import PEOPLE, Column, Grain, ItemKind, Return, Table
from schemas.periods import Frequency
from rules.edit_rule import EditRule

TABLE = Table(
    "XC1", "自己的表", "Own table", Frequency.QUARTERLY, Grain.COUNTY,
    (
        Column("01", "total", "合计人数", "Total", ItemKind.STOCK, PEOPLE, 3),
        Column("02", "male", "男性人数", "Men", ItemKind.STOCK, PEOPLE, 1),
        Column("03", "female", "女性人数", "Women", ItemKind.STOCK, PEOPLE, 2),
    ),
    (EditRule("P01", "{rule}", breaks="total += 1"),),
)
RETURN = Return("XC", "自己的报表", "Own return", Frequency.QUARTERLY, "2026.1", (TABLE,))
"""


@pytest.fixture
def own_form(desk: Any) -> Path:
    """A workbook of a return that only its folder declares."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自己的表"
    for line in (
        ["自己的表"],
        ["填报单位：示例县（990121）", None, None, "报告期：2026Q3"],
        ["代码", "名称", "合计人数", "男性人数", "女性人数"],
        ["TOTAL", "合计", 3, 1, 2],
    ):
        sheet.append(line)
    file: Path = desk.folder / "自己的.xlsx"
    book.save(file)
    return file


def test_a_return_of_ones_own_is_read_from_its_folder(shenhe: Run, desk: Any, own_form: Path) -> None:
    """A newcomer sees how a workbook is understood before the declaration becomes part of the project."""
    (desk.folder / "forms").mkdir()
    (desk.folder / "forms" / "own.py").write_text(DECLARATION.replace("{rule}", "total == male + female"))

    result = shenhe("read", own_form, "--schemas", desk.folder / "forms")

    assert result.exit_code == 0
    assert "XC1 自己的表  工作表 自己的表：1 行 × 3 栏，有数 3" in result.stdout


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (DECLARATION.replace("{rule}", "total == male +"), "XC1-P01"),
        (DECLARATION.replace("{rule}", "total == male + children"), "children"),
        ("RETURN = (\n", "own.py 第 1 行不是正确的 Python：'(' was never closed。请改好这一行"),
        ("", "没有声明报表"),
    ],
)
def test_a_rule_file_that_does_not_parse_is_one_sentence(
    shenhe: Run, desk: Any, own_form: Path, written: str, said: str
) -> None:
    """The file, the rule, and what is wrong with it; exit code 2."""
    (desk.folder / "forms").mkdir()
    (desk.folder / "forms" / "own.py").write_text(textwrap.dedent(written))

    result = shenhe("read", own_form, "--schemas", desk.folder / "forms")

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_template_is_written_and_checks_as_one(shenhe: Run, city: Path) -> None:
    """By code or by name of the unit; blank, it is a workbook of that unit and period with blanks told."""
    result = shenhe("template", "ca", "--unit", "示例一县", "--period", "2026年第四季度", "-o", "模板", "--home", city)

    (made,) = Path("模板").iterdir()
    blank = shenhe("check", made, "--format", "concise")
    assert result.exit_code == 0
    assert made.name == "示例一县_干部统计表_2026Q4.xlsx"
    assert str(made) in result.stdout
    assert blank.exit_code == 1
    assert "CA1-D00" in blank.stdout


def test_all_writes_one_for_every_unit(shenhe: Run, city: Path) -> None:
    """Counties and the city level."""
    shenhe("template", "TA", "--all", "--period", "2026Q1", "-o", "模板", "--home", city)

    assert sorted(path.name.partition("_")[0] for path in Path("模板").iterdir()) == ["示例一县", "示例市直"]


def test_a_filled_template_is_never_overwritten(shenhe: Run, city: Path) -> None:
    """Asked a second time, the command says so and writes nothing, not even the others."""
    asked = ("template", "TA", "--period", "2026Q1", "-o", "模板", "--home", city)
    shenhe(*asked, "--unit", "990121")
    before = {path.name: path.read_bytes() for path in Path("模板").iterdir()}

    result = shenhe(*asked, "--all")

    assert result.exit_code == 2
    assert "没有覆盖" in result.stderr
    assert {path.name: path.read_bytes() for path in Path("模板").iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("XX", "--unit", "990121", "--period", "2026Q1"), "没有报表“XX”"),
        (("CA", "--unit", "990199", "--period", "2026Q1"), "名册里没有“990199”"),
        (("CA", "--unit", "990121100", "--period", "2026Q1"), "不是填报单位"),
        (("CA", "--unit", "990121", "--period", "第五季度"), "第五季度"),
        (("CA", "--unit", "990121", "--period", "2026M03"), "没有要填的表"),
        (("CA", "--period", "2026Q1"), "--all"),
        (("CA", "--unit", "990121", "--all", "--period", "2026Q1"), "--all"),
    ],
)
def test_a_template_that_cannot_be_is_told(shenhe: Run, city: Path, arguments: tuple[str, ...], said: str) -> None:
    """One sentence, exit code 2, nothing written."""
    result = shenhe("template", *arguments, "-o", "模板", "--home", city)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not Path("模板").exists()


def test_all_that_is_wrong_with_a_template_is_told_at_once(shenhe: Run, city: Path) -> None:
    """A line each: return, unit, period, the folder that is missing, and that both a unit and all were asked for."""
    result = shenhe("template", "XX", "--unit", "990199", "--all", "--period", "2026Q9", "--home", city)

    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 5
    for said in ("缺少 --out", "2026Q9", "没有报表“XX”", "名册里没有“990199”", "--all"):
        assert sum(said in line for line in lines) == 1, said


def test_a_template_of_a_period_to_come_is_made_with_a_warning(shenhe: Run, city: Path) -> None:
    """It is written; what is not yet known in it is said. None for a period that has begun."""
    ahead = shenhe("template", "CA", "--unit", "990121", "--period", "2936Q3", "-o", "远", "--home", city)
    present = shenhe("template", "CA", "--unit", "990121", "--period", "2026Q1", "-o", "近", "--home", city)

    assert (ahead.exit_code, present.exit_code) == (0, 0)
    assert "2936Q3 到 2936-07-01 才开始" in ahead.stderr
    assert len(list(Path("远").iterdir())) == 1
    assert "才开始" not in present.stderr


def test_a_template_is_that_of_the_day_that_is_asked_for(shenhe: Run, city: Path) -> None:
    """The same day gives the same bytes whenever it is asked; the workbook says that it was made on that day."""
    asked = ("template", "CA", "--unit", "990121", "--period", "2026Q1", "--home", city)
    for day, folder in (("2026-03-20", "一"), ("2026-03-20", "二"), ("2026-02-01", "三"), ("2025-12-31", "四")):
        told = shenhe(*asked, "--date", day, "-o", folder)
        assert ("才开始" in told.stderr) is (folder == "四"), told.output
    files = [next(Path(folder).iterdir()) for folder in ("一", "二", "三")]
    one, again, earlier = (file.read_bytes() for file in files)

    assert one == again
    assert [openpyxl.load_workbook(file).properties.created.date().isoformat() for file in files[1:]] == [
        "2026-03-20",
        "2026-02-01",
    ]
    assert earlier != one


def test_an_office_that_is_not_complete_is_told(shenhe: Run, desk: Any, city: Path) -> None:
    """No folder, no configuration, a value missing in it, no register: each is named."""
    asked = ("template", "CA", "--unit", "990121", "--period", "2026Q1", "-o", "模板")
    home = desk.folder / "office"

    assert "--home" in shenhe(*asked).stderr
    assert "没有数据目录" in shenhe(*asked, "--home", home).stderr
    home.mkdir()
    assert "shenhe.toml" in shenhe(*asked, "--home", home).stderr
    text = (city / "shenhe.toml").read_text(encoding="utf-8")
    (home / "shenhe.toml").write_text(text.replace("first_period", "# first_period"), encoding="utf-8")
    assert "first_period" in shenhe(*asked, "--home", home).stderr
    (home / "shenhe.toml").write_text(text, encoding="utf-8")
    assert "register.csv" in shenhe(*asked, "--home", home).stderr
    (home / "register.csv").write_text("代码,名称\n1,甲\n", encoding="utf-8")
    broken = shenhe(*asked, "--home", home)
    assert broken.exit_code == 2
    assert "Traceback" not in broken.stderr
