"""The words of the rule book: one rule on a page, the columns of the list, and the rules that every table has."""

from schemas.messages import Message

MESSAGES: tuple[Message, ...] = (
    Message("RULES-TITLE", "校核规则", "Rule book"),
    Message("RULES-HEAD-CODE", "规则", "Rule"),
    Message("RULES-HEAD-LEVEL", "级别", "Level"),
    Message("RULES-HEAD-RELATION", "审核关系", "Relation"),
    Message("RULES-HEAD-EXAMPLE", "这样就不符", "Broken by"),
    Message(
        "RULES-UNKNOWN",
        "没有报表或表“{code}”。可用的：{codes:list}",
        'There is no return or table "{code}". There are: {codes:list}',
    ),
    Message(
        "EXPLAIN-UNKNOWN",
        "没有规则“{code}”。规则代码见 shenhe rules",
        'There is no rule "{code}". See shenhe rules for the codes',
    ),
    Message("RULE-ON-ROW", "{rule}", "{rule}"),
    Message("RULE-ON-TOTAL", "合计行：{rule}", "Total row: {rule}"),
    Message("RULE-ON-CITY", "全市汇总：{rule}", "Whole city: {rule}"),
    Message("RULE-LEADS-ERROR", "错误：改好之前退回", "Error: returned until corrected"),
    Message("RULE-LEADS-QUERY", "核实：改数，或写明原因", "Query: correct it or give the reason"),
    Message("RULE-LEADS-NOTE", "提示：供参考，不用处理", "Note: for information"),
    Message("RULE-LEADS-REFUSED", "拒收：整个文件不接收", "Refused: the whole file is not taken"),
    Message("RULE-TEXT", "规则文本：{text}", "Rule text: {text}"),
    Message("RULE-WHEN", "只在：{when}", "Only when: {when}"),
    Message("RULE-SPAN", "适用报告期：{since} 至 {until}", "Periods: {since} to {until}"),
    Message("RULE-WHY", "依据：{why}", "Source: {why}"),
    Message("RULE-BREAKS", "这样就不符：{example}", "Broken by: {example}"),
    Message("RULE-CHANGE", "{row}“{column}”由 {before} 改为 {after}", '{row}, "{column}" from {before} to {after}'),
    Message("RULE-CHANGE-CITY", "{row}“{column}”改为 {after}", '{row}, "{column}" to {after}'),
    Message("RULE-ROW-TOTAL", "合计行", "total row"),
    Message("RULE-ROW-UNIT", "单位行", "a unit's row"),
    Message("RULE-ROW-CITY", "全市", "whole city"),
    Message("RULE-ITEM", "{code} {name}（{measure}）", "{code} {name} ({measure})"),
    Message("RULE-MEASURE-ROW", "见各行", "as each row says"),
    Message("RULE-U00", "合计行＝各行之和（每一栏）", "Total row = sum of its rows, in every column"),
    Message("RULE-U00-WORDS", "上级的一行等于它下面各行之和", "A row that stands above others is their sum"),
    Message("RULE-D00", "每一格填一个数，单位和小数位数按表", "Every cell holds a number in its unit of measure"),
    Message(
        "RULE-D00-WORDS",
        "没有请填 0，不留空，不写文字；人数、个数是整数",
        "0 if there is none, no blank, no words; counts are whole numbers",
    ),
    Message("RULE-S01", "缺一栏", "A column is missing"),
    Message(
        "RULE-S01-WORDS",
        "表头里找不到模板的这一栏，请用本期模板",
        "A heading of the template was not found; use this period's template",
    ),
    Message("RULE-S02", "多出一栏", "A column too many"),
    Message(
        "RULE-S02-WORDS", "模板没有这一栏，或表头改动过", "The template has no such column, or a heading was changed"
    ),
    Message("RULE-S03", "缺一行", "A row is missing"),
    Message("RULE-S03-WORDS", "名册里的单位在表里没有一行", "A unit of the register has no row"),
    Message("RULE-S04", "多出一行", "A row too many"),
    Message(
        "RULE-S04-WORDS",
        "这一行的代码、名称不在名册里，或两者不一致",
        "Code or name of the row is not in the register, or they disagree",
    ),
    Message("RULE-S05", "同一行出现两次", "A row appears twice"),
    Message(
        "RULE-S05-WORDS", "同一个单位有两行，不知道以哪一行为准", "A unit has two rows; which one holds is not known"
    ),
    Message("RULE-S06", "缺一张表", "A table is missing"),
    Message("RULE-S06-WORDS", "工作簿里没有找到这张表", "The workbook does not hold the table"),
    Message("RULE-S07", "同一张表出现两次", "A table appears twice"),
    Message(
        "RULE-S07-WORDS",
        "两张工作表都像这张表，不知道以哪一张为准",
        "Two sheets hold the table; which one holds is not known",
    ),
    Message("RULE-S08", "有隐藏的工作表、行或列", "Hidden sheets, rows or columns"),
    Message(
        "RULE-S08-WORDS",
        "隐藏的工作表不读取，隐藏的行和列照常读取",
        "Hidden sheets are not read, hidden rows and columns are",
    ),
    Message("RULE-S09", "写法已换成数字", "Read as a number"),
    Message("RULE-S09-WORDS", "不是标准写法，但读得出是多少", "Not written plainly, but the number is clear"),
    Message("RULE-S10", "与模板的样子不同", "Unlike the template in its layout"),
    Message(
        "RULE-S10-WORDS",
        "表格挪了位置、次序或写法，仍认得出每个数属于哪一行哪一栏",
        "Moved, reordered or written otherwise; which row and column each figure belongs to is still clear",
    ),
    Message("RULE-E00", "说明需要补充", "The explanation needs more"),
    Message("RULE-E00-WORDS", "写的说明没有采用，原因见该处", "The explanation was not taken; the place says why"),
)
