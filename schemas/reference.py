"""The declared forms as a page: every table with its items and rules, in Markdown."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from rules.edit_rule import EditRule
from rules.language import Scope, Severity
from rules.wording import named, printed
from schemas.model import Column, ItemKind, Return, Row, Table
from schemas.naming import naming
from schemas.periods import Frequency
from schemas.returns import Returns

_FREQUENCY = MappingProxyType(
    {Frequency.MONTHLY: "月报", Frequency.QUARTERLY: "季报", Frequency.HALF_YEARLY: "半年报", Frequency.ANNUAL: "年报"}
)
_KIND = MappingProxyType(
    {
        ItemKind.STOCK: "期末数 stock",
        ItemKind.FLOW: "累计数 flow",
        ItemKind.QUOTA: "职数限额 quota",
        ItemKind.DERIVED: "算出数 derived",
        ItemKind.MONEY: "金额 money",
    }
)
_SEVERITY = MappingProxyType({Severity.ERROR: "错误 Error", Severity.QUERY: "核实 Query", Severity.NOTE: "提示 Note"})
_SCOPE = MappingProxyType({Scope.ROW: "各行", Scope.TOTAL: "合计行", Scope.CITY: "全市"})


def page(members: Returns) -> str:
    """All returns of `members` as one Markdown page that ends with a line feed."""
    head = [
        "# Returns",
        "",
        "Written from the declarations in `schemas/` by `schemas.reference.page`; a test holds the two together.",
        "In every table the rule `U00` (the total row is the sum of its rows, column by column) and the rule `D00`",
        "(a cell holds a number of its unit of measure) come first. `breaks` is the smallest change of the examples",
        "that must trip the rule. How rules are written: [rule-language.md](rule-language.md).",
    ]
    return "\n".join([*head, *(line for member in members for line in _return(member, members))]) + "\n"


def _return(member: Return, members: Returns) -> Iterator[str]:
    yield from ("", f"## {member.code} {member.zh} {member.en}", "")
    yield f"{_FREQUENCY[member.frequency]}, template {member.version}, {len(member.tables)} tables."
    for table in member.tables:
        yield from _table(table, members)


def _table(table: Table, members: Returns) -> Iterator[str]:
    yield from ("", f"### {table.code} {table.zh} {table.en}", "")
    yield f"{_FREQUENCY[table.frequency]}, rows: {table.grain.value}."
    yield from (f"{text}。" for text in (table.paper, table.note.rstrip("。")) if text)
    yield ""
    yield from _grid(("栏", "指标", "栏目", "Item", "单位", "类型", "例", "口径"), map(_column, table.columns))
    if table.rows:
        yield ""
        yield from _grid(("行", "行名", "Row", "单位", "来源"), map(_row, table.rows))
    yield ""
    heads = ("规则", "级别", "范围", "审核关系", "规则文本", "说明", "breaks")
    yield from _grid(heads, (_rule(table, rule, members) for rule in members.rules(table.code)))


def _column(column: Column) -> tuple[str, ...]:
    example = f"{column.example / 10**column.measure.decimals:.{column.measure.decimals}f}"
    kind = _KIND[column.kind]
    number = str(int(column.number))
    return (number, f"`{column.name}`", column.zh, column.en, column.measure.zh, kind, example, column.definition)


def _row(row: Row) -> tuple[str, ...]:
    return (row.code, row.zh, row.en, row.measure.zh, f"`{row.source}`" if row.source else "")


def _rule(table: Table, rule: EditRule, members: Returns) -> tuple[str, ...]:
    called = naming(table, members.table)
    relation = f"{printed(rule.relation, called, 'zh')}<br>{named(rule.relation, called, 'en')}"
    text = f"`{rule.text}`" + (f" when `{rule.when}`" if rule.when else "")
    words = "<br>".join(part for part in (rule.zh, rule.en, rule.why) if part)
    severity, scope = _SEVERITY[rule.severity], _SCOPE[rule.scope]
    return (table.rule_code(rule), severity, scope, relation, text, words, f"`{rule.breaks}`")


def _grid(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(("---",) * len(heads))
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
