"""What a template says to the clerk who fills it."""

from schemas.messages import Message

MESSAGES: tuple[Message, ...] = (
    Message("TEMPLATE-STAMP", "模板 {template}", "Template {template}"),
    Message("TEMPLATE-UNIT", "填报单位：{name}（{code}）", "Reporting unit: {name} ({code})"),
    Message("TEMPLATE-PERIOD", "报告期：{period}", "Period: {period}"),
    Message("TEMPLATE-MEASURES", "计量单位：{measures}", "Units of measure: {measures}"),
    Message("TEMPLATE-TABLE", "表号：{code}", "Table {code}"),
    Message("TEMPLATE-NOTE", "注：{note}", "Note: {note}"),
    Message("TEMPLATE-UNIT-CODE", "单位代码", "Unit code"),
    Message("TEMPLATE-UNIT-NAME", "单位名称", "Unit"),
    Message("TEMPLATE-STUB-CODE", "行号", "Row"),
    Message("TEMPLATE-STUB-NAME", "项目", "Item"),
    Message("TEMPLATE-CHECK", "校验", "Check"),
    Message("TEMPLATE-TOTAL", "合计", "Total"),
    Message("TEMPLATE-TOTAL-COUNTY", "县合计", "County total"),
    Message("TEMPLATE-TOTAL-CITY", "市直合计", "City-level total"),
    Message("TEMPLATE-PROMPT", "怎么填", "What to enter"),
    Message("TEMPLATE-NOT-TAKEN", "这个数填不进去", "This cannot be entered"),
    Message(
        "TEMPLATE-WHOLE",
        "请填整数，单位：{measure}。没有请填 0，不要留空，不要带单位或“余”“约”等字。",
        "Enter a whole number ({measure}), 0 if there is none; no blank, no unit, no words.",
    ),
    Message(
        "TEMPLATE-WHOLE-SIGNED",
        "请填整数，可以是负数，单位：{measure}。没有请填 0，不要留空。",
        "Enter a whole number ({measure}), below zero where it is so, 0 if there is none.",
    ),
    Message(
        "TEMPLATE-DECIMAL",
        "请填数字，单位：{measure}，最多 {decimals} 位小数。没有请填 0，不要留空，不要带单位。",
        "Enter a number ({measure}) with at most {decimals:decimal/decimals}, 0 if there is none.",
    ),
    Message(
        "TEMPLATE-DECIMAL-SIGNED",
        "请填数字，可以是负数，单位：{measure}，最多 {decimals} 位小数。没有请填 0，不要留空。",
        "Enter a number ({measure}) with at most {decimals:decimal/decimals}, below zero where it is so.",
    ),
    Message("TEMPLATE-GUIDE", "{name} 填报说明", "{name}: how to fill it"),
    Message(
        "TEMPLATE-HOW-YELLOW",
        "只填黄色单元格，其他单元格已锁定。",
        "Fill the yellow cells only; all others are locked.",
    ),
    Message(
        "TEMPLATE-HOW-GREY",
        "灰色单元格是上年末数、合计和推算数，由表格带出或自动计算，不用填。上年末数有误的，请先申请“更正上期”。",
        "Grey cells are last year's closing figures, totals and derived items: given or reckoned by the sheet."
        " If last year's are wrong, ask for a correction first.",
    ),
    Message(
        "TEMPLATE-HOW-ZERO",
        "没有请填 0，不要留空，也不要写“无”“/”。",
        "Enter 0 if there is none; leave nothing blank.",
    ),
    Message(
        "TEMPLATE-HOW-WHOLE",
        "人数、个数填整数，金额按万元填、最多两位小数，不带单位，不写“余”“约”“多”。",
        "Counts are whole numbers, money is in 10,000 yuan with at most two decimals; no units, no approximations.",
    ),
    Message(
        "TEMPLATE-HOW-CHECK",
        "“校验”一栏随填随算：一行填完后，空白是没有发现问题，红字是不平的关系和相差多少。合计行要等各行填完。",
        "The column 校验 is reckoned while you type: once a row is filled, blank means nothing found, red text names"
        " what does not add up and by how much. The total row waits for all its rows.",
    ),
    Message(
        "TEMPLATE-HOW-ROWS",
        "不要增删行、列，不要改单位代码、名称和表头。单位有变动的，请联系 {contact}。",
        "Do not insert or delete rows or columns, nor change codes, names and headings. Where units changed, ask {contact}.",
    ),
    Message("TEMPLATE-CITY", "市级汇总单位", "the city's data office"),
    Message(
        "TEMPLATE-HOW-COUNTS",
        "只填汇总数，不附名单，不填任何个人信息；发现个人信息的文件不接收。",
        "Counts only: no lists of people. A file with personal data is refused.",
    ),
    Message(
        "TEMPLATE-HOW-SAVE",
        "用 Excel 或 WPS 填好后保存为 .xlsx，再上传校核。校核不等于报送。",
        "Save as .xlsx in Excel or WPS, then upload it to be checked. Checking is not yet submitting.",
    ),
    Message("TEMPLATE-GUIDE-NUMBER", "栏号", "No."),
    Message("TEMPLATE-GUIDE-ITEM", "栏名", "Item"),
    Message("TEMPLATE-GUIDE-MEASURE", "计量单位", "Measure"),
    Message("TEMPLATE-GUIDE-MEANING", "口径说明", "Definition"),
    Message("TEMPLATE-GUIDE-ENGLISH", "英文名", "In English"),
    Message("TEMPLATE-GUIDE-RELATIONS", "审核关系：", "Relations that are checked:"),
    Message("TEMPLATE-GUIDE-TOTAL", "合计行：", "Total row: "),
    Message("TEMPLATE-GUIDE-CITY", "全市汇总：", "Whole city: "),
)
