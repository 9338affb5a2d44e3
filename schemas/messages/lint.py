"""What lint, the coverage map, impact and proposed rules say, and the help of their commands."""

from schemas.messages import Message

_DEFECTS = (
    Message(
        "LINT-CONTRADICTION",
        "这几条规则不能同时成立：{because}",
        "These rules cannot all be kept: {because}",
    ),
    Message(
        "LINT-ALWAYS-ZERO",
        "{what} 只能是 0，因为：{because}",
        "{what} can only be 0, because of: {because}",
    ),
    Message(
        "LINT-NEVER-KEPT",
        "{what} 一经校核就不成立，只要这几条成立：{because}",
        "{what} is broken wherever it is judged, as long as these are kept: {because}",
    ),
    Message(
        "LINT-IMPLIED",
        "{what} 由这几条规则推出，可以删去：{because}",
        "{what} follows from these rules and can be left out: {because}",
    ),
    Message(
        "LINT-NEVER-BROKEN",
        "{what} 永远不会触发{because}",
        "{what} can never fire{because}",
    ),
    Message(
        "LINT-NEVER-JUDGED",
        "{what} 的条件在这张表的任何报告期都不满足",
        "{what}: no period of its table meets its conditions",
    ),
    Message("LINT-MIXED", "{what} 把不同的计量单位加在一起：{items}", "{what} joins units of measure: {items}"),
    Message(
        "LINT-COUNTED-TWICE",
        "{what} 重复计算了“{items}”：它是其他各项的其中数，见 {because}",
        '{what} counts "{items}" twice: it lies within the other items, see {because}',
    ),
    Message(
        "LINT-LEFT-OUT",
        "{what} 与同组各项并列，却不在它们的合计里：{because}",
        "{what} stands in the same group and is missing from its sum: {because}",
    ),
    Message(
        "LINT-NO-PARENT",
        "{what} 这一行不属于任何合计行",
        "The row {what} is part of no total row",
    ),
    Message("LINT-BECAUSE", "，只要这几条成立：{rules}", " as long as these are kept: {rules}"),
    Message("LINT-RULE", "    {code}  {printed}  {text}", "    {code}  {printed}  {text}"),
    Message("LINT-CLEAN", "规则 {count} 条，没有发现问题", "{count} rules, nothing wrong was found"),
    Message("LINT-COUNT", "规则 {count} 条，发现 {found} 处问题", "{count} rules, {found} defects"),
)

_COVERAGE = (
    Message("COVERAGE-TITLE", "规则覆盖图", "Coverage of the rules"),
    Message(
        "COVERAGE-SUMMARY",
        "{count} 个指标：{held} 个有等式约束，{limited} 个只有上下限或核实线，{free} 个没有规则涉及；{open} 个指标有查不出的单格改动",
        "{count} items: {held} held by an equality, {limited} by limits only, {free} by no rule; a change of a single "
        "cell can go unnoticed in {open} of them",
    ),
    Message(
        "COVERAGE-PICTURE",
        "一格一个指标；数字是三种改动（＋1、－1、×10，连同合计一起改）中查不出的个数，没有数字是都能查出",
        "One square an item; the number says how many of three changes (+1, −1, ×10, carried into the total) go "
        "unnoticed, none where all are noticed",
    ),
    Message("COVERAGE-HEAD-CODE", "代码", "Code"),
    Message("COVERAGE-HEAD-TABLE", "表", "Table"),
    Message("COVERAGE-HEAD-ITEM", "指标", "Item"),
    Message("COVERAGE-HEAD-ERRORS", "错误规则", "Error rules"),
    Message("COVERAGE-HEAD-QUERIES", "核实规则", "Query rules"),
    Message("COVERAGE-HEAD-NOTES", "提示规则", "Note rules"),
    Message("COVERAGE-HEAD-PROTECTED", "等式约束", "Equality"),
    Message("COVERAGE-HEAD-ALONE", "只改一格", "one cell"),
    Message("COVERAGE-HEAD-CARRIED", "连同合计", "with total"),
    Message("COVERAGE-HELD", "有", "yes"),
    Message("COVERAGE-FREE", "没有", "no"),
    Message("COVERAGE-SEEN-IMPOSSIBLE", "—", "–"),
    Message("COVERAGE-SEEN-NOTHING", "查不出", "unnoticed"),
    Message("COVERAGE-SEEN-NOTE", "提示", "note"),
    Message("COVERAGE-SEEN-QUERY", "核实", "query"),
    Message("COVERAGE-SEEN-ERROR", "错误", "error"),
)

_HELP = (
    Message("HELP-LINT", "检查规则本身：矛盾、多余、查不出的改动", "Check the rules themselves."),
    Message("HELP-LINT-FORMAT", "text 问题；csv、html 覆盖图", "text: the defects; csv, html: the coverage map."),
)

MESSAGES: tuple[Message, ...] = (*_DEFECTS, *_COVERAGE, *_HELP)
