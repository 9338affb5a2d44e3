"""`shenhe rules`, `shenhe explain`, `shenhe sample`, and command lines that cannot be understood."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from schemas.returns import returns

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("desk")


def test_the_rule_book_holds_every_rule(shenhe: Run) -> None:
    """As JSON: every declared rule, and those that each table has; both languages, severity, what breaks it."""
    book = json.loads(shenhe("rules", "--format", "json").stdout)

    codes = [rule["code"] for rule in book["rules"]]
    declared = [each.code for each in returns().all_rules()]
    assert len(codes) == len(set(codes))
    assert set(declared) <= set(codes)
    assert book["rule_set"] == returns().rule_set
    for rule in book["rules"]:
        assert rule["printed"]["zh"]
        assert rule["printed"]["en"]
        assert rule["severity"] in {"error", "query", "note"}
        assert bool(rule["text"]) == bool(rule["example"]) == (rule["code"] in declared)


@pytest.mark.parametrize("code", [each.code for each in returns().all_rules()])
def test_every_rule_can_be_explained(code: str, book: Any) -> None:
    """In both languages, with the change that breaks it."""
    from flows.rulebook import explained

    entry = book.entry(code)

    for language in ("zh", "en"):
        text = explained(entry, language)
        assert code in text
        assert entry.example(language) in text
        assert entry.example(language)


@pytest.fixture(scope="module")
def book() -> Any:
    """The rule book of the project's returns."""
    from flows.rulebook import RuleBook

    return RuleBook(returns())


def test_rules_of_one_return_or_table(shenhe: Run) -> None:
    """By code in any case; the text is grouped by table, the page is whole."""
    table = shenhe("rules", "ca1").stdout
    assert "2栏=3栏+6栏+7栏+11栏+12栏" in table
    assert "CA2" not in table
    assert "PM5-" in shenhe("rules", "PM").stdout
    assert shenhe("rules", "TA", "--format", "html").stdout.rstrip().endswith("</html>")
    unknown = shenhe("rules", "ZZ")
    assert unknown.exit_code == 2
    assert "没有报表或表“ZZ”" in unknown.stderr


def test_a_rule_is_explained(shenhe: Run) -> None:
    """Printed, in words, what it leads to, what breaks it, and the definitions of its items."""
    said = shenhe("explain", "ca1-p01").stdout

    assert "2栏=3栏+6栏+7栏+11栏+12栏" in said
    assert "改好之前退回" in said
    assert "由 133 改为 134" in said
    assert "CA1.02 本年增加合计（人）" in said
    assert "Increase, total" in shenhe("explain", "CA1-P01", "--lang", "en").stdout


@pytest.mark.parametrize("code", ["CA1-U00", "CA1-D00", "CA1-S03", "CA-S08", "PM1-E00", "FILE-PERSONAL"])
def test_codes_that_every_table_has_are_explained_too(shenhe: Run, code: str) -> None:
    """Whatever code stands in a report leads to an answer."""
    result = shenhe("explain", code)

    assert result.exit_code == 0
    assert code in result.stdout


@pytest.mark.parametrize("code", ["CA1-Z99", "XX1-D00", "nonsense", ""])
def test_an_unknown_rule_is_told(shenhe: Run, code: str) -> None:
    """With where the codes are; exit code 2."""
    result = shenhe("explain", code)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "没有规则" in result.stderr


def test_a_sample_city_is_made_and_its_key_told(shenhe: Run) -> None:
    """Register, configuration, files below the inbox, and the key where faults were planted."""
    result = shenhe("sample", "city", "--counties", "3", "--periods", "3", "--faults")

    assert result.exit_code == 0
    assert "faults.csv" in result.stdout
    assert Path("city/faults.csv").is_file()
    assert Path("city/shenhe.toml").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--periods", "9"), "报告期数从 1 到 5"),
        (("--counties", "0"), "县数从 1 到"),
        (("--counties", "2", "--faults"), "至少 3 个县"),
        (("--counties", "many"), "--counties 要写整数"),
    ],
)
def test_a_sample_that_cannot_be_is_told(shenhe: Run, arguments: tuple[str, ...], said: str) -> None:
    """One sentence, exit code 2, nothing made."""
    result = shenhe("sample", "city", *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("city").exists()


def test_a_folder_with_something_in_it_is_left_alone(shenhe: Run) -> None:
    """A sample city is only put into an empty folder."""
    Path("city").mkdir()
    Path("city/mine.txt").touch()

    result = shenhe("sample", "city")

    assert result.exit_code == 2
    assert "没有改动" in result.stderr
    assert [path.name for path in Path("city").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek",), "没有“chek”这个命令"),
        (("check",), "缺少 FILE"),
        (("check", "a.xlsx", "--formt", "json"), "没有 --formt 这个选项"),
        (("check", "a.xlsx", "--format", "pdf"), "--format 只能是 text、concise、json"),
        (("check", "a.xlsx", "--format"), "--format 后面要写一个值"),
        (("explain", "CA1-P01", "CA1-P02"), "多写了参数"),
        (("data", "lst"), "没有“lst”这个命令"),
        (("review",), "缺少 approve|return"),
        (("review", "reject", "3"), "approve|return 只能是 approve、return 之一"),
        (("review", "approve", "three"), "N 要写整数"),
        (("serve", "--port", "99999"), "--port 要写 1 到 65535 的整数"),
        (("data", "get", "CA1", "--period", "2026Q3..2025Q1", "--home", "."), "起止颠倒了：2026Q3 在 2025Q1 之后"),
        (("rules", "-o", "没有/规则.txt"), "规则.txt 写不了：没有目录 没有"),
        (("rules", "-o", "/dev/full"), "写不下去（磁盘已满）"),
        (("rules", "-o", "."), "是目录，不是文件"),
        (("status", "--date", "2026-13-15"), "--date 要写日期，如 2026-10-20"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(shenhe: Run, arguments: tuple[str, ...], said: str) -> None:
    """In Chinese, with where the right one is written; exit code 2."""
    result = shenhe(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_wrong_usage_in_english(shenhe: Run) -> None:
    """As the command line asks, also when it is wrong."""
    assert "There is no option --formt" in shenhe("check", "a.xlsx", "--formt", "--lang", "en").stderr


def test_a_device_is_written_into_and_not_replaced(shenhe: Run) -> None:
    """A file is put in its place whole; /dev/null or a pipe has no place of its own."""
    os.mkfifo("管道")
    reader = os.open("管道", os.O_RDONLY | os.O_NONBLOCK)

    assert shenhe("rules", "CA1", "-o", "管道").exit_code == 0
    assert Path("管道").is_fifo()
    assert os.read(reader, 3).decode() == "CA1"
    os.close(reader)


@pytest.mark.parametrize(
    "arguments",
    [("--lang", "en", "data", "ls"), ("data", "--lang", "en", "ls"), ("data", "ls", "--lang", "en")],
)
def test_the_language_may_stand_anywhere(shenhe: Run, arguments: tuple[str, ...]) -> None:
    """Before the command, before the command of a group, or behind it."""
    assert "The office's folder is not known" in shenhe(*arguments).stderr


def test_help_and_version(shenhe: Run) -> None:
    """Every command is listed with a sentence; the version is the package's."""
    listed = shenhe("--help").stdout
    for command in ("check", "read", "template", "rules", "explain", "data", "sample"):
        assert f"\n  {command} " in listed
    assert shenhe("--version").stdout.startswith("shenhe 0.")
    assert "--reply DIR" in shenhe("check", "--help").stdout


@pytest.mark.parametrize(("locale", "word"), [("C.UTF-8", "用法"), ("zh_CN.UTF-8", "用法"), ("en_US.UTF-8", "Usage")])
def test_help_speaks_the_locale_and_chinese_else(locale: str, word: str, tmp_path: Path) -> None:
    """Help is made when the process starts, from its locale or --lang."""
    command = [sys.executable, "-c", "from flows.cli import main; main()"]
    environment = {"LC_ALL": locale, "PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"}

    ran = subprocess.run([*command, "check", "--help"], capture_output=True, check=True, cwd=tmp_path, env=environment)

    assert ran.stdout.decode().startswith(word)
