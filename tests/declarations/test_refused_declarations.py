"""A declaration that contradicts itself is refused when it is imported, with the table, the rule and the reason."""

from dataclasses import replace

import pytest

from rules.edit_rule import EditRule
from rules.language import Scope, Severity
from schemas.across import AcrossRule
from schemas.built_in import BuiltIn
from schemas.model import MONEY_WAN, PEOPLE, POSTS, Column, DeclarationError, Grain, ItemKind, Return, Row, Table
from schemas.periods import Frequency
from schemas.returns import Returns

PARTS = EditRule("P01", "total == male + female", breaks="total += 1")


def column(number: int, name: str, example: int, zh: str = "", **more: object) -> Column:
    made = Column(f"{number:02}", name, zh or name, name, ItemKind.STOCK, PEOPLE, example)
    return replace(made, **more)


COLUMNS = (column(1, "total", 100), column(2, "male", 60), column(3, "female", 40), column(4, "minority", 5))


def table(*rules: EditRule, columns: tuple[Column, ...] = COLUMNS, code: str = "XX1", **more: object) -> Table:
    return Table(
        code=code,
        zh="表",
        en="Table",
        frequency=Frequency.QUARTERLY,
        grain=more.pop("grain", Grain.UNIT),
        columns=columns,
        rules=rules,
        **more,
    )


def made(*tables: Table, code: str = "XX") -> Return:
    return Return(code, "表", "Tables", Frequency.QUARTERLY, "2026.1", tables)


def test_a_sound_table_is_taken() -> None:
    """The table that the other tests spoil, each in one way."""
    assert table(PARTS).rule_code(PARTS) == "XX1-P01"


REFUSED_RULES = [
    pytest.param((PARTS, PARTS), "share 'P01'", id="a code declared twice"),
    *(
        pytest.param((replace(PARTS, code=each.value),), f"XX1-{each.value}: this code", id=f"the code of every {each.name}")
        for each in BuiltIn
    ),
    pytest.param((replace(PARTS, text="total = male"),), "XX1-P01: .*not a rule", id="a text outside the language"),
    pytest.param((replace(PARTS, text="total == men + female"),), "XX1-P01: .*no column 'men'", id="an unknown column"),
    pytest.param((replace(PARTS, text="total == prev_year(end)"),), "no column 'prev_year\\(end\\)'", id="earlier too"),
    pytest.param((replace(PARTS, breaks="men += 1"),), "XX1-P01: breaks names no column", id="breaks elsewhere"),
    pytest.param((replace(PARTS, breaks="total + 1"),), "XX1-P01: .*not a change", id="breaks that changes nothing"),
    pytest.param((replace(PARTS, breaks=""),), "XX1-P01: breaks changes nothing", id="no breaks at all"),
    pytest.param((replace(PARTS, breaks="minority += 1"),), "XX1-P01: breaks .* does not break", id="breaks without effect"),
    pytest.param((replace(PARTS, breaks="total += 1; male += 1"),), "does not break", id="breaks that balances"),
    pytest.param((replace(PARTS, text="total == male"),), "XX1-P01: the clean example", id="an example that is not clean"),
    pytest.param((replace(PARTS, when="month == 2"),), "XX1-P01: ", id="a condition that is not on the calendar"),
    pytest.param((replace(PARTS, since="2027", until="2026"),), "2027, which is after 2026", id="ended before it began"),
    pytest.param((replace(PARTS, since="soon"),), "'soon' is no period", id="a span that is no period"),
    pytest.param((replace(PARTS, zh="男女之和"),), "XX1-P01: .*one language", id="words in one language"),
    pytest.param(
        (
            EditRule("P01", "total == male + female + minority - minority", breaks="total += 1"),
            EditRule("L01", "minority <= female", breaks="minority = 41"),
        ),
        "XX1-P01: the sum counts minority twice: it lies within female",
        id="an item counted within another",
    ),
    pytest.param(
        (
            EditRule("D01", "drift([male, female, minority], total, 0.02)", breaks="male += 30"),
            EditRule("L01", "male + female >= minority", breaks="minority = 101"),
        ),
        "XX1-D01: the sum counts minority twice: it lies within female \\+ male",
        id="shares that hold an item of others",
    ),
    pytest.param(
        (
            EditRule(
                "B01", "within(female / total, 0.15, 0.55)", breaks="female += 40", scope=Scope.TOTAL,
                zh="女性应占15%以上", en="women",
            ),
        ),
        "XX1-B01: its words repeat the threshold 15%",
        id="a threshold written twice",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "reason"), REFUSED_RULES)
def test_a_rule_that_contradicts_its_table_is_refused(rules: tuple[EditRule, ...], reason: str) -> None:
    """The error names the rule by its whole code and says why."""
    with pytest.raises(DeclarationError, match=reason):
        table(*rules)


REFUSED_COLUMNS = [
    pytest.param((column(1, "total", 1), column(1, "male", 1)), "share '01'", id="a number used twice"),
    pytest.param((column(1, "total", 1), column(2, "total", 1, "b")), "share 'total'", id="a name used twice"),
    pytest.param(
        (column(1, "total", 1, "合计"), column(2, "male", 1, "合计")), "share '合计'", id="a heading used twice"
    ),
    pytest.param(
        (column(1, "a", 1, "年龄：青年"), column(2, "b", 1, "女"), column(3, "c", 1, "年龄：老年")),
        "do not stand together",
        id="a group torn apart",
    ),
    pytest.param((column(1, "quarter", 1),), "'quarter' cannot be a column", id="a word of the language"),
    pytest.param((column(1, "total", -1),), "XX1.01: -1 cannot stand", id="an example below zero"),
    pytest.param((column(1, "total", 10**15),), "cannot stand", id="an example that is no count"),
    pytest.param((column(1, "total", 1, since="2027", until="2026"),), "after 2026", id="ended before it began"),
]


@pytest.mark.parametrize(("columns", "reason"), REFUSED_COLUMNS)
def test_columns_that_cannot_be_told_apart_are_refused(columns: tuple[Column, ...], reason: str) -> None:
    """Numbers, names and headings are unique; groups stand together; examples are figures of their column."""
    with pytest.raises(DeclarationError, match=reason):
        table(columns=columns)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": "total == posts"}, "one sum joins units of measure: 人、名"),
        ({"text": "total <= male + posts"}, "one sum joins units of measure: 人、名"),
        ({"text": "near(total, money, 20%)"}, "one sum joins units of measure: 万元、人"),
    ],
)
def test_units_of_measure_are_not_mixed(change: dict[str, str], reason: str) -> None:
    """People and places may be compared, never added or equated."""
    columns = (*COLUMNS, column(5, "posts", 100, measure=POSTS), column(6, "money", 10_000, measure=MONEY_WAN))
    quota = EditRule("Q01", "total <= posts", breaks="total = 101", severity=Severity.QUERY)

    assert table(quota, columns=columns).rules == (quota,)
    with pytest.raises(DeclarationError, match=reason):
        table(replace(PARTS, breaks="total += 1", **change), columns=columns)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((), "rows are declared for a stub"),
        ((Row("R1", "a", "a", example=(3,)), Row("R1", "b", "b", example=(2,))), "share 'R1'"),
        ((Row("TOTAL", "a", "a", example=(3,)),), "cannot be"),
        ((Row("R1", "a", "a", parent="R9", example=(3,)),), "cannot be"),
        ((Row("R1", "a", "a", example=(3, 4)),), "the example has 2 figures"),
        ((Row("R1", "a", "a", example=(3,)), Row("R2", "b", "b", parent="R1", example=(2,))), "total is no sum"),
    ],
)
def test_a_stub_holds_rows_that_fit(rows: tuple[Row, ...], reason: str) -> None:
    """Codes are unique, parents exist and are the sums of their children, examples have a figure for every column."""
    with pytest.raises(DeclarationError, match=reason):
        table(columns=(column(1, "total", 3),), rows=rows, grain=Grain.STUB)


def test_a_rule_between_tables_is_held_against_both() -> None:
    """What one table cannot know is checked when the return is made."""
    first = table(PARTS)
    good = EditRule("X01", "total == XX1.total", breaks="total += 1")
    second = table(good, code="XX2")

    assert made(first, second).table("XX2").rules == (good,)
    for change, reason in (
        ({"text": "total == XX1.all"}, "XX2-X01: there is no column 'XX1.all'"),
        ({"text": "total == XX9.total"}, "XX2-X01: there is no table 'XX9'"),
        ({"text": "total == XX1.male"}, "XX2-X01: the clean example"),
        ({"breaks": "male += 1"}, "XX2-X01: breaks .* does not break"),
    ):
        spoilt = table(replace(good, **change), code="XX2")
        with pytest.raises(DeclarationError, match=reason):
            made(first, spoilt)


def test_codes_are_unique_over_all_returns() -> None:
    """A code names one thing, wherever it was declared."""
    first = made(table(PARTS), code="XX")
    with pytest.raises(DeclarationError, match="share 'XX1'"):
        made(table(PARTS), table(PARTS))
    with pytest.raises(DeclarationError, match="share 'XX'"):
        Returns((first, made(table(PARTS, code="XX2"), code="XX")))
    with pytest.raises(DeclarationError, match="share 'XX1'"):
        Returns((first, made(table(PARTS), code="YY")))


def test_a_rule_between_returns_belongs_to_a_table_that_exists() -> None:
    """It is refused as it would be within a table, and its code is free there."""
    members = (made(table(PARTS)), made(table(PARTS, code="YY1"), code="YY"))
    good = EditRule("X01", "total == XX1.total", breaks="total += 1")

    assert Returns(members, (AcrossRule("YY1", good),)).rule("YY1-X01").rule == good
    for across, reason in (
        (AcrossRule("ZZ1", good), "ZZ1-X01: there is no table 'ZZ1'"),
        (AcrossRule("YY1", replace(good, code="P01")), "YY1: two rules share 'P01'"),
        (AcrossRule("YY1", replace(good, text="total == XX1.male")), "YY1-X01: the clean example"),
        (AcrossRule("YY1", replace(good, text="total == XX1.all")), "YY1-X01: there is no column 'XX1.all'"),
    ):
        with pytest.raises(DeclarationError, match=reason):
            Returns(members, (across,))


def test_the_source_of_a_stub_row_is_a_column() -> None:
    """A row that repeats another table's total names a cell that exists; its example is that cell's."""
    source = table(PARTS)
    repeat = EditRule("X01", "done == source()", breaks="done += 1")
    rows = (Row("R1", "a", "a", source="XX1.total", example=(100,)), Row("R2", "b", "b", example=(7,)))

    def stub(*rows: Row) -> Table:
        return table(repeat, code="XX2", columns=(column(1, "done", 100),), rows=rows, grain=Grain.STUB)

    assert made(source, stub(*rows)).table("XX2").rows == rows
    with pytest.raises(DeclarationError, match=r"XX2-X01: there is no column 'XX1\.all'"):
        made(source, stub(replace(rows[0], source="XX1.all")))
    with pytest.raises(DeclarationError, match="XX2-X01: no row of the table names a source"):
        stub(rows[1])
