"""The declared returns: nothing of the forms is lost, every word is there, and the registry finds them by itself."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import schemas
from rules.language import Severity
from schemas.across import RULES
from schemas.in_force import asked, in_span, judged, quarter_of
from schemas.model import SEE_ROW, Column, Table
from schemas.periods import Frequency, Period
from schemas.reference import page
from schemas.returns import Returns, returns, rule, rule_set_hash, table

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Expected:
    """How many items a table has, and the codes of its rules: `?` marks a query, `~` a note, the others are errors."""

    columns: int
    rules: str


# The forms as they were agreed: 335 items and 211 rules, beside the two that every table has.
FORMS = {
    "CA1": Expected(26, "F01 F02 P01 P02 P03 P04 P05 M01 M02 T01 T02 T03 N01? N02? N03? B01? B02?"),
    "CA2": Expected(22, "X01 P01 P02 P03 L01 L02 L03 L04 B01? B02? B03?"),
    "CA3": Expected(16, "X01 P01 L01 L02 L03 L04 Q01? Q02? Q03? L05 T01?"),
    "CA4": Expected(20, "P01 L01 L02 L03 L04 L05 L06 P02 L07 T01 B01?"),
    "CA5": Expected(14, "F01 P01 P02 L01 L02 L03 T01"),
    "CA6": Expected(13, "P01 L01 L02 P02 L03 L04 Q01?"),
    "PM1": Expected(
        25, "F01 F02 P01 P02 P03 P04 L01 L02 L03 L04 M01 M02 T01 T02 T03 N01? N02? N03? N04? N05? B01? B02?"
    ),
    "PM2": Expected(31, "X01 P01 P02 P03 P04 L01 L02 L03 L04 L05 L06 T01? B01? B02? B03? B04? N01? B05?"),
    "PM3": Expected(28, "X01 P01 P02 P03 P04 L01 L02 L03 L04 L05 L06? Q01? Q02~ B01? B02? B03? N01? T01"),
    "PM4": Expected(
        37,
        "F01 F02 F03 F04 L01 L02 L03 L04 X01 X02 X03 X04 X05 P01 P02 P03 X06 X07 L05? L06 L07 L08 "
        "T01 T02 T03 T04 T05? T06? B01? B02?",
    ),
    "PM5": Expected(11, "P01 P02 L01 L02 M01?"),
    "TA1": Expected(19, "F01 L01 L02 L03 L04 L05 L06 L07 L08 L09 P01 P02 B01? B02? B03? B04?"),
    "TA2": Expected(19, "F01 P01 P02 P03 P04 M01 M02 T01 L01 X01 B01?"),
    "TA3": Expected(20, "P01 P02 P03 P04 L01 L02 T01 M01? X01 B01?"),
    "TA4": Expected(13, "P01 F01 T01 T02 N01?"),
    "TA5": Expected(17, "L01 L02 F01 F02 P01 Q01? T01 T02 T03"),
    "TA6": Expected(4, "X01 F01 L01 Q01~ T01?"),
}
MARKS = {"?": Severity.QUERY, "~": Severity.NOTE}
of_every_table = pytest.mark.parametrize("declared", returns().tables, ids=[each.code for each in returns().tables])


@pytest.mark.parametrize("code", FORMS)
def test_nothing_of_a_form_is_lost(code: str) -> None:
    """Each table has its items, numbered from 1, and its rules with the severity that was agreed; more may come."""
    wanted = {text.rstrip("?~"): MARKS.get(text[-1], Severity.ERROR) for text in FORMS[code].rules.split()}
    numbers = [column.number for column in table(code).columns]

    assert wanted.items() <= {each.code: each.severity for each in returns().rules(code)}.items()
    assert len(numbers) >= FORMS[code].columns
    assert numbers == [f"{n:02}" for n in range(1, len(numbers) + 1)]


def test_the_registry_holds_the_three_core_returns() -> None:
    """With what is asked when: quarterly workbooks, some tables with every second or fourth of them."""
    core = {code: returns().get(code) for code in ("CA", "PM", "TA")}
    tables = [each for member in core.values() for each in member.tables]
    slower = {each.code: each.frequency for each in tables if each.frequency is not Frequency.QUARTERLY}

    assert [member.zh for member in core.values()] == ["干部统计表", "党员统计表", "人才统计表"]
    assert all(member.frequency is Frequency.QUARTERLY for member in core.values())
    assert [each.code for each in tables] == list(FORMS)
    assert slower == {
        **dict.fromkeys(("CA2", "CA3", "CA6", "PM2", "PM5", "TA2"), Frequency.HALF_YEARLY),
        "TA1": Frequency.ANNUAL,
    }
    assert returns().return_of("PM4").code == "PM"


def test_rules_between_returns_belong_to_their_table() -> None:
    """They are judged with the table's own rules, and are found under its code."""
    assert {f"{each.table}-{each.rule.code}" for each in RULES} == {"TA1-B02", "TA1-B03", "TA2-X01", "TA3-X01"}
    assert rule("TA1-B02").table is table("TA1")
    assert rule("TA1-B02").rule in returns().rules("TA1")
    assert rule("TA1-B02").rule not in table("TA1").rules
    with pytest.raises(KeyError):
        rule("TA1-U00")


@of_every_table
def test_print_has_words_for_everything(declared: Table) -> None:
    """Both languages, no remainder of a level above, and a name that fits a sheet tab."""
    assert len(declared.zh) <= 31
    for column in declared.columns:
        assert column.zh.strip()
        assert column.en[0].isupper() or column.en[0].isdigit()
        assert "…" not in column.en
        assert column.zh.count("：") <= 1


@of_every_table
def test_the_first_row_of_a_stub_is_the_example_of_its_columns(declared: Table) -> None:
    """One example, not two that could drift apart; money and rates are scaled by their decimals."""
    for row in declared.rows[:1]:
        assert row.example == tuple(column.example for column in declared.columns)
    assert all(column.measure.decimals for column in declared.columns if column.measure == SEE_ROW)


def test_a_new_module_is_found_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To add a return is to add one file: no list names it."""
    (tmp_path / "training_register.py").write_text(
        "from schemas.model import *\n"
        "from schemas.periods import Frequency\n"
        "TABLE = Table('XX1', '表', 'Table', Frequency.QUARTERLY, Grain.UNIT,\n"
        "    (Column('01', 'total', '合计', 'Total', ItemKind.STOCK, PEOPLE, 3),), ())\n"
        "RETURN = Return('XX', '表', 'Tables', Frequency.QUARTERLY, '2026.1', (TABLE,))\n"
    )
    (tmp_path / "not_a_return.py").write_text("raise RuntimeError('imported')\nOTHER = 1\n")
    monkeypatch.setattr(schemas, "__path__", [*schemas.__path__, str(tmp_path)])
    found = returns.__wrapped__()

    assert {each.code for each in found} == {each.code for each in returns()} | {"XX"}
    assert found.table("XX1").zh == "表"


def test_the_rule_set_hash_follows_what_a_verdict_depends_on() -> None:
    """Another text or severity makes another rule set; other words for the same rule do not."""
    member = returns().get("CA")
    first, *others = member.tables

    def hashed(changed: Table) -> str:
        return rule_set_hash(Returns((replace(member, tables=(changed, *others)),)))

    def with_first_rule(**change: str) -> Table:
        return replace(first, rules=(replace(first.rules[0], **change), *first.rules[1:]))

    same, other = hashed(first), with_first_rule(text="closing_due == inc_total + opening - dec_total")

    assert len(same) == 64
    assert hashed(with_first_rule(zh="期末应有数", en="closing due", why="第一表")) == same
    assert hashed(other) != same
    assert hashed(replace(first, columns=(replace(first.columns[0], signed=True), *first.columns[1:]))) != same
    assert returns().rule_set == rule_set_hash(returns())


@pytest.mark.parametrize(
    ("when", "periods"),
    [
        ("", "2026Q1 2026Q2 2026Q3 2026Q4"),
        ("quarter == 4", "2026Q4"),
        ("quarter >= 2", "2026Q2 2026Q3 2026Q4"),
        ("quarter > 1 and half < 2", "2026Q2"),
        ("quarter != 3 and year >= 2026", "2026Q1 2026Q2 2026Q4"),
        ("year <= 2025", ""),
    ],
)
def test_a_rule_is_judged_when_its_calendar_says_so(when: str, periods: str) -> None:
    """All conditions must hold."""
    limited = replace(rule("CA1-P01").rule, when=when)
    year = [Period.of(2026, Frequency.QUARTERLY, number) for number in range(1, 5)]

    assert [str(period) for period in year if judged(limited, period)] == periods.split()
    assert [quarter_of(period) for period in year] == [1, 2, 3, 4]


def test_an_item_is_asked_from_its_first_to_its_last_period() -> None:
    """A span may be written in years for a quarterly form; open ends have no limit."""
    item: Column = replace(table("CA1").columns[0], since="2026", until="2027Q2")
    periods = ("2025Q4", "2026Q1", "2027Q2", "2027Q3")

    assert [asked(item, Period.parse(text)) for text in periods] == [False, True, True, False]
    assert in_span("", "", Period.parse("2025Q4"))


def test_the_page_of_the_forms_is_what_is_declared() -> None:
    """docs/reference/returns.md is written by `schemas.reference.page` and kept current."""
    written = (PROJECT / "docs" / "reference" / "returns.md").read_text(encoding="utf-8")
    wanted = page(returns())

    assert hashlib.sha256(written.encode()).hexdigest() == hashlib.sha256(wanted.encode()).hexdigest(), (
        "write it anew: python -c 'from schemas.reference import page; from schemas.returns import returns; "
        'open("docs/reference/returns.md", "w").write(page(returns()))\''
    )


def test_to_know_the_forms_no_frame_is_loaded() -> None:
    """Declarations, their checks and the registry cost neither pandas nor pandera."""
    told = "import sys, schemas.returns as r; r.returns(); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=PROJECT)

    assert {"pandas", "pandera", "scipy", "openpyxl"}.isdisjoint(ran.stdout.split())
