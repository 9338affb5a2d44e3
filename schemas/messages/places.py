"""Sentences about periods, deadlines and the unit register."""

from schemas.messages import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        "PERIOD-UNREADABLE",
        "“{text}”看不出是哪个报告期。请写成 2026Q3、2026年第三季度、2026年上半年、2026年度 或 2026年9月",
        '"{text}" names no period. Write 2026Q3, 2026H1, 2026 or 2026M09',
    ),
    Message(
        "DEADLINE",
        "{month}月{day}日（周{weekday}）{time}",
        "{weekday} {day} {month}, {time}",
    ),
    Message(
        "DEADLINE-ESTIMATED",
        "{month}月{day}日（周{weekday}）{time}（当年放假安排尚未公布，暂按周一至周五推算）",
        "{weekday} {day} {month}, {time} (estimated from weekdays: the year's holidays are not published yet)",
    ),
    Message(
        "UNIT-AT",
        "第{line}行“{column}”：{what}",
        "Line {line}, {column}: {what}",
    ),
    Message(
        "UNIT-AT-LINE",
        "第{line}行：{what}",
        "Line {line}: {what}",
    ),
    Message(
        "UNIT-IN-FILE",
        "填报单位名册 {file} {what}。",
        "Unit register {file}: {what}.",
    ),
    Message(
        "UNIT-ENCODING",
        "看不懂这个文件的文字编码。请另存为“CSV UTF-8（逗号分隔）”",
        "The text encoding is not known. Save the file as CSV UTF-8",
    ),
    Message(
        "UNIT-CSV",
        "引号没有成对，看不出单元格从哪里开始、到哪里结束。请用 Excel 或 WPS 打开后另存",
        "The quotation marks do not pair up. Open the file in Excel or WPS and save it again",
    ),
    Message(
        "UNIT-HEADING-MISSING",
        "表头缺少：{headings:list}。请补上",
        "The heading line lacks: {headings:list}. Add what is missing",
    ),
    Message(
        "UNIT-HEADING-MORE",
        "表头应当只有：{headings:list}",
        "The headings must be exactly: {headings:list}",
    ),
    Message(
        "UNIT-CELLS",
        "有 {found} 格，应有 {wanted} 格。请按表头逐格填写，没有内容的格也要留着，用逗号隔开",
        "There should be {wanted:cell/cells}, but there are {found}. Give a cell for every heading, also an empty one, with commas between",
    ),
    Message(
        "UNIT-BLANK",
        "没有填。请填好",
        "Nothing is entered. Fill it in",
    ),
    Message(
        "UNIT-KIND",
        "“{value}”不是单位类别。请填其中之一：{kinds:list}",
        '"{value}" is no kind of unit. Enter one of: {kinds:list}',
    ),
    Message(
        "UNIT-DATE",
        "“{value}”不是日期。请写成 2026-01-31",
        '"{value}" is no date. Write it as 2026-01-31',
    ),
    Message(
        "UNIT-CODE",
        "“{value}”不像{kind}的代码。市、县 6 位数字，乡镇 9 位，开发区 6 位或 9 位，市直 990100-S01，县直 990121-J01",
        '"{value}" is not the code of a unit of kind {kind}. City and county 6 digits, township 9, zone 6 or 9, city level 990100-S01, organ 990121-J01',
    ),
    Message(
        "UNIT-NAME",
        "“{value}”不能作名称：100 字以内，不用分号、顿号，不以 = + - @ 开头",
        '"{value}" cannot be a name: at most 100 characters, no semicolon or Chinese enumeration comma, not beginning with = + - @',
    ),
    Message(
        "UNIT-PARENT-NEEDED",
        "{kind}要填上级代码",
        "A unit of kind {kind} needs the code of its parent",
    ),
    Message(
        "UNIT-PARENT-NONE",
        "{kind}没有上级，请留空",
        "A unit of kind {kind} has no parent: leave it blank",
    ),
    Message(
        "UNIT-PARENT-KIND",
        "{kind}的上级不能是{parent_kind}",
        "A unit of kind {parent_kind} cannot be the parent of a unit of kind {kind}",
    ),
    Message(
        "UNIT-PARENT-GONE",
        "上级 {parent} 在 {day} 没有登记。请补上级，或改启用、停用日期",
        "The parent {parent} is not registered on {day}. Add it, or change the dates",
    ),
    Message(
        "UNIT-DATES",
        "停用日期 {last} 早于启用日期 {first}",
        "The last day {last} is before the first day {first}",
    ),
    Message(
        "UNIT-TWICE",
        "代码 {code} 与第{other}行的日期重叠。同一代码同一天只能有一行",
        "The dates of {code} overlap those on line {other}. A code has one line on any day",
    ),
    Message(
        "UNIT-SAME-NAME",
        "“{name}”与第{other}行的名称或别名相同，上级、日期也相同，分不清是哪一个",
        '"{name}" has a name or alias in common with line {other}, under the same parent on the same days',
    ),
    Message(
        "UNIT-SUCCESSOR-EARLY",
        "还没有停用日期，不能填承接单位",
        "There is no last day yet, so there can be no successors",
    ),
    Message(
        "UNIT-SUCCESSOR-TWICE",
        "同一个承接单位填了两次",
        "A successor is listed twice",
    ),
    Message(
        "UNIT-SUCCESSOR-GONE",
        "承接单位 {successor} 在 {day} 没有登记",
        "The successor {successor} is not registered on {day}",
    ),
    Message(
        "UNIT-OVERLAPS",
        "重叠单位 {value} 没有登记，或就是它自己",
        "The overlapping unit {value} is not registered, or is this unit itself",
    ),
)
