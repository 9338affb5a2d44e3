"""How a value was understood, what is odd about a cell, row, column or sheet, and why a workbook is not ours."""

from schemas.messages import Message

_TEMPLATE_ZH = "请用市里发来的本期模板，填好后再报；没有模板请向市里要"
_TEMPLATE_EN = "fill this period's template, which the city hands out, and send that"

MESSAGES: tuple[Message, ...] = (
    # How a value was understood although it was not written as a number.
    Message("CLEANED-TEXT", "以文本存的数", "a number stored as text"),
    Message("CLEANED-SPACES", "去掉了空格或不可见字符", "spaces or invisible characters left out"),
    Message("CLEANED-WIDTH", "全角数字改为半角", "full-width digits"),
    Message("CLEANED-SEPARATOR", "去掉了千分位逗号", "thousands separators left out"),
    Message("CLEANED-DECIMAL", "去掉了小数点后的 0", "zeros behind the decimal point left out"),
    Message("CLEANED-APOSTROPHE", "去掉了前面的撇号", "a leading apostrophe left out"),
    Message("CLEANED-SIGN", "去掉了前面的加号", "a leading plus sign left out"),
    Message("CLEANED-ROUNDED", "去掉了公式计算带来的极小尾数", "a tiny rest of a formula's arithmetic left out"),
    Message("CLEANED-PERCENT", "百分比格式的数按百分数读取", "a percentage read as per cent"),
    # Why a cell holds no number of its unit of measure.
    Message(
        "CELL-LETTER",
        "第 {position} 个字符是字母 {letter}",
        "character {position} is the letter {letter}",
    ),
    Message(
        "CELL-CHARACTER",
        "第 {position} 个字符是“{letter}”",
        'character {position} is "{letter}"',
    ),
    Message("CELL-PLACEHOLDER", "没有请填 0，不要写“{shown}”", 'enter 0 if there is none, not "{shown}"'),
    Message(
        "CELL-WAN",
        "请填完整的数，不带“万”：{suggestion}",
        "enter the whole number without 万: {suggestion}",
    ),
    Message("CELL-ABOUT", "请填确切的数，不带“{word}”", 'enter the exact number without "{word}"'),
    Message("CELL-MEASURE", "不带计量单位：{suggestion}", "leave out the unit of measure: {suggestion}"),
    Message("CELL-PERCENT", "这里要填数量，不填百分比", "enter a count here, not a percentage"),
    Message(
        "CELL-DATE",
        "单元格是日期，请把格式改为“常规”后重填",
        "the cell is a date: set its format to General and enter the number",
    ),
    Message(
        "CELL-FRACTION", "像分数或日期，看不出是多少，请只填一个数", "it may be a fraction or a date: enter one number"
    ),
    Message(
        "CELL-BRACKETS",
        "带括号，看不出是不是负数，请写成普通的数",
        "it may be negative in brackets: write a plain number",
    ),
    Message("CELL-CHINESE", "请用阿拉伯数字填写", "write the number in Arabic digits"),
    Message("CELL-BOOLEAN", "单元格是 {shown}，请填数", "the cell is {shown}: enter a number"),
    Message(
        "CELL-COMMA",
        "逗号的位置不是千分位，看不出是多少",
        "the comma is no thousands separator: the number is not clear",
    ),
    Message("CELL-SCIENTIFIC", "请写成普通的数，不用科学计数法", "write a plain number, not scientific notation"),
    Message("CELL-WORDS", "请只填数", "enter a number only"),
    Message("CELL-LARGE", "数太大，不会是这一项的数", "the number is too large to be a count of this item"),
    Message("CELL-DECIMALS", "这里最多 {decimals} 位小数", "at most {decimals:decimal/decimals} here"),
    Message("CELL-PEOPLE", "请填整数", "enter a whole number"),
    # Rows, columns and sheets.
    Message("ROW-NOT-LISTED", "填报单位名录里没有这一行", "no such row among the units that report here"),
    Message("ROW-PROBABLY", "可能是 {code} {name}", "it is probably {code} {name}"),
    Message(
        "ROW-NAME-DIFFERS",
        "代码 {code} 是“{name}”，这一行写的是“{shown}”",
        'code {code} is "{name}", but this row says "{shown}"',
    ),
    Message(
        "ROW-TOTAL-UNLABELLED",
        "这一行没有名称，数等于各行之和，按合计行读取",
        "this row has no name and equals the sum of the others: read as the total row",
    ),
    Message("ROW-FIRST-AT", "另一处在第 {row} 行", "the other is row {row}"),
    Message("ROW-ALSO-AT", "另一处在工作表“{sheet}”第 {row} 行", 'the other is row {row} of sheet "{sheet}"'),
    Message("ROW-EMPTY", "整行没有填。没有请填 0", "the whole row is blank. Enter 0 if there is none"),
    Message(
        "WORKBOOK-UNFILLED",
        "要填的黄色格有 {asked} 个，填了 {filled} 个：{ranges:list}",
        "{asked:yellow cell/yellow cells} to fill, {filled} filled: {ranges:list}",
    ),
    Message(
        "WORKBOOK-NO-RESULTS",
        "{count} 格公式没有结果（各表格数：{tables:list}）",
        "{count:formula has/formulas have} no result (in each table: {tables:list})",
    ),
    Message("TABLE-EMPTY", "整张表没有填。没有请填 0", "the whole table is blank. Enter 0 if there is none"),
    Message("HEADING-PROBABLY", "可能是“{heading}”", 'it is probably "{heading}"'),
    Message("HEADING-NOT-ASKED", "模板里没有这一栏，没有读取", "the template has no such column; it was not read"),
    Message("HEADING-NONE", "单元格在表格以外，没有读取", "the cell lies outside the table; it was not read"),
    Message("HEADING-CHANGED", "模板这一栏是“{heading}”", 'the template calls this column "{heading}"'),
    Message("SHEET-HIDDEN", "工作表“{sheet}”是隐藏的，没有读取", 'sheet "{sheet}" is hidden and was not read'),
    Message(
        "SHEET-HIDDEN-ROWS",
        "有隐藏的行或列：{places:list}，已照常读取",
        "some rows or columns are hidden: {places:list}; they were read",
    ),
    Message(
        "LAYOUT-BY-HEADINGS", "没有模板的栏代码行，各栏按表头找到", "no row of column codes: found by the headings"
    ),
    Message(
        "LAYOUT-PLACE", "表格从 {cell} 开始，模板从 {wanted} 开始", "begins at {cell}, in the template at {wanted}"
    ),
    Message(
        "LAYOUT-SHEET",
        "工作表叫“{sheet}”，模板叫“{wanted}”",
        'the sheet is called "{sheet}", in the template "{wanted}"',
    ),
    Message("LAYOUT-COLUMNS", "栏的次序变了", "columns in another order"),
    Message("LAYOUT-ROWS", "行的次序变了", "rows in another order"),
    Message("LAYOUT-GAPS", "表中间有空行、空栏或分组标题", "blank rows, blank columns or group titles inside"),
    Message(
        "LAYOUT-BLOCKS",
        "表分成了 {count} 块，已按行代码和行名合并",
        "cut into {count:block/blocks}, joined by the codes and names of the rows",
    ),
    Message(
        "LAYOUT-SPELLING",
        "表头或行名里多了空格、换行，或全半角不同",
        "spaces, line breaks or width in headings or row names",
    ),
    Message("LAYOUT-WORDING", "“{shown}”就是“{heading}”这一栏", '"{shown}" is the column "{heading}"'),
    Message("LAYOUT-ROW-NAMES", "有的行没有代码，按行名对应", "rows without a code, found by their names"),
    Message("LAYOUT-ROW-ALIAS", "“{shown}”就是 {code} {name}", '"{shown}" is {code} {name}'),
    Message("LAYOUT-KIND", "文件是 .{kind}，不是 .xlsx", "the file is .{kind}, not .xlsx"),
    Message(
        "LAYOUT-OLD-TEMPLATE",
        "模板是 {stated} 版，现在用 {wanted} 版；按当期的栏目读取",
        "the template is version {stated}, now {wanted}; read by the columns of its own period",
    ),
    Message(
        "ROW-NO-NAME",
        "这一行有数，没有代码和行名，没有读取",
        "this row has figures but neither code nor name; it was not read",
    ),
    Message("ROW-WITHOUT", "这一行里没有{columns:list}", "it has no {columns:list}"),
    Message(
        "SHEET-EXTRA",
        "如果有要报的数，请填到模板的表里",
        "figures that are to be reported belong into the template's tables",
    ),
    Message(
        "SHEET-OF-OTHER",
        "像{form}的“{table}”，请放到那份报表里报",
        'it looks like "{table}" of {form}: send it with that return',
    ),
    Message("SHEET-ALSO", "工作表“{sheet}”也有这张表", 'sheet "{sheet}" holds this table too'),
    Message(
        "CELL-OTHER-BOOK",
        "公式引用了别的工作簿，按文件里存的结果读取",
        "the formula refers to another workbook; its stored result was read",
    ),
    # Why a workbook is not taken as a return.
    Message(
        "FILE-NOT-OURS",
        "这不是本期统计表模板。" + _TEMPLATE_ZH,
        "This is not a template of this period: " + _TEMPLATE_EN,
    ),
    Message(
        "FILE-OTHER-FORM",
        "这不是本期{wanted}模板，看起来是{found}。" + _TEMPLATE_ZH,
        "This is not this period's template of {wanted}; it looks like {found}: " + _TEMPLATE_EN,
    ),
    Message(
        "FILE-OLD-TEMPLATE",
        "模板是 {stated} 版，本期用 {wanted} 版。请用市里发来的新模板，把已填的数抄过去再报；没有模板请向市里要",
        "The template is version {stated}; this period uses {wanted}. Copy the figures into the new template, which the city hands out, and send that",
    ),
    Message(
        "FILE-WRONG-UNIT",
        "封面填报单位是“{stated}”，应当是“{wanted}”。请核对单位后再报",
        'The cover says unit "{stated}", but it should be "{wanted}". Check the unit and send the right workbook',
    ),
    Message(
        "FILE-UNIT-CLASH",
        "封面填报单位是“{stated}”，模板是“{stamped}”的。请用本单位的模板重填",
        'The cover says unit "{stated}", but the template belongs to "{stamped}". Fill the template of your own unit',
    ),
    Message(
        "FILE-WRONG-PERIOD",
        "报告期是{stated}，现在报的是{wanted}。请用本期模板",
        "The workbook is for {stated}, but {wanted} is due now. Use this period's template",
    ),
    Message(
        "FILE-PERIOD-CLASH",
        "封面报告期是{stated}，模板是{stamped}的。请用本期模板重填",
        "The cover says {stated}, but the template is for {stamped}. Fill this period's template",
    ),
    Message(
        "FILE-NO-UNIT",
        "看不出是哪个单位的报表。" + _TEMPLATE_ZH,
        "The workbook does not say which unit it is from: " + _TEMPLATE_EN,
    ),
    Message(
        "FILE-NO-PERIOD",
        "看不出是哪个报告期的报表。" + _TEMPLATE_ZH,
        "The workbook does not say which period it is for: " + _TEMPLATE_EN,
    ),
    Message(
        "FILE-UNIT-UNKNOWN",
        "填报单位“{stated}”不在本期名录里。请核对单位，或请市级把它登记到名录",
        'Unit "{stated}" is not among the units of this period. Check it, or ask the city to register it',
    ),
    # How a workbook was understood (shenhe read --explain).
    Message("EXPLAIN-VALUE", "读取的数", "value read"),
    Message("EXPLAIN-HEADING", "表头", "heading"),
    Message("EXPLAIN-LABEL", "行代码、行名", "row code or name"),
    Message("EXPLAIN-FURNITURE", "标题、栏号、说明", "title, numbers or notes"),
    Message("EXPLAIN-UNCLAIMED", "没有读取", "not read"),
    Message("EXPLAIN-TOLD", "有问题或提示（指着看，或见表下）", "a finding: point at it, or see below the table"),
    Message(
        "EXPLAIN-NOT-A-TABLE", "这张工作表不是统计表，没有读取", "this sheet is no table of the return and was not read"
    ),
)
