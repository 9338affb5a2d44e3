"""`shenhe lint`: what it prints, in which form, and with which exit code."""

import pytest
from typer.testing import CliRunner

from flows.cli.commands import app

RETURN = """
from rules.edit_rule import EditRule
from schemas.model import COUNT, PEOPLE, Column, Grain, ItemKind, Return, Row, Table
from schemas.periods import Frequency

RETURN = Return("ZZ", "示例表册", "Example return", Frequency.QUARTERLY, "2026.1", (
    Table("ZZ1", "示例表", "Example table", Frequency.QUARTERLY, Grain.UNIT, (
        Column("01", "total", "总数", "Total", ItemKind.STOCK, PEOPLE, 10),
        Column("02", "female", "女", "Women", ItemKind.STOCK, PEOPLE, 4),
        Column("03", "young", "年龄：35岁及以下", "Age: to 35", ItemKind.STOCK, PEOPLE, 6),
        Column("04", "old", "年龄：36岁及以上", "Age: from 36", ItemKind.STOCK, PEOPLE, 4),
        Column("05", "unknown", "年龄：不详", "Age: not known", ItemKind.STOCK, PEOPLE, 0),
    ), (
        EditRule("P01", "total == young + old", breaks="total += 1"),
        %s
    )),
))
"""
CLEAN = 'EditRule("L01", "female <= total", breaks="female = 11"), EditRule("L02", "unknown <= total", breaks="unknown = 11"),'
CROOKED = (
    CLEAN + 'EditRule("L03", "female <= young + old", breaks="female = 11"),'
    'EditRule("N01", "female >= 0", breaks="female = -1"),'
    'EditRule("T01", "total >= prev_quarter(total)", breaks="total -= 1", when="quarter >= 5"),'
)


@pytest.fixture
def declared(tmp_path):
    """A folder with one small return, with the rules that are given."""

    def written(rules: str):
        (tmp_path / "zz.py").write_text(RETURN % rules, encoding="utf-8")
        return tmp_path

    return written


def run(*arguments: str):
    return CliRunner().invoke(app, ["lint", *arguments])


def test_a_clean_rule_set_exits_with_0(declared) -> None:
    """One line says how many rules there are."""
    done = run("--schemas", str(declared(CLEAN)), "--lang", "zh")

    assert (done.exit_code, done.stdout) == (0, "规则 3 条，没有发现问题\n")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_defect_is_told_with_its_rules(declared, language) -> None:
    """Exit code 1; each defect with the rules that make it, as printed and as written."""
    done = run("--schemas", str(declared(CROOKED)), "--lang", language)

    assert done.exit_code == 1
    for code in ("ZZ1-L01", "ZZ1-L03", "ZZ1-N01", "ZZ1-T01", "ZZ1-P01", "female <= young + old"):
        assert code in done.stdout


def test_an_item_left_out_of_its_group_is_told_by_its_name(declared) -> None:
    """The age that nobody counts is named by code and heading."""
    rules = 'EditRule("L01", "female <= total", breaks="female = 11"),'
    done = run("--schemas", str(declared(rules)), "--lang", "zh")

    assert done.exit_code == 1
    assert "ZZ1.05 年龄：不详" in done.stdout


def test_what_a_declaration_refuses_is_told_by_lint_too(declared) -> None:
    """Units of measure mixed and an 其中 in a partition do not get past the declaration: exit code 2, with the rule."""
    mixed = RETURN.replace('"女", "Women", ItemKind.STOCK, PEOPLE', '"女", "Women", ItemKind.STOCK, COUNT')
    folder = declared('EditRule("P02", "total == female + young", breaks="total += 1"),')
    (folder / "zz.py").write_text(
        mixed % 'EditRule("P02", "total == female + young", breaks="total += 1"),', encoding="utf-8"
    )
    done = run("--schemas", str(folder))
    assert (done.exit_code, "ZZ1-P02" in done.stderr) == (2, True)

    within = 'EditRule("L01", "female <= total", breaks="female = 11"), EditRule("L02", "unknown <= young", breaks="unknown = 7"), '
    within += 'EditRule("P03", "total == young + old + unknown", breaks="total += 1"),'
    done = run("--schemas", str(declared(within)))
    assert (done.exit_code, "ZZ1-P03" in done.stderr) == (2, True)


def test_the_map_is_written_into_a_file(declared, tmp_path) -> None:
    """As CSV and as a page; nothing is printed then."""
    folder = str(declared(CLEAN))
    for form, start in (("csv", "代码,表,指标"), ("html", "<!doctype html>")):
        file = tmp_path / f"map.{form}"
        done = run("--schemas", folder, "--format", form, "-o", str(file), "--lang", "zh")
        assert (done.exit_code, done.stdout) == (0, "")
        assert file.read_text(encoding="utf-8").startswith(start)
