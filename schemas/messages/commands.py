"""What the commands say: help texts, wrong usage, rule book, and what stands around their results."""

from schemas.messages import Message

_HELP = (
    Message("HELP-WORD-USAGE", "用法：", "Usage:"),
    Message("HELP-WORD-OPTIONS", "选项：", "Options:"),
    Message("HELP-WORD-ARGUMENTS", "参数：", "Arguments:"),
    Message("HELP-WORD-COMMANDS", "命令：", "Commands:"),
    Message("HELP-WORD-SHOW", "显示这页帮助", "Show this message and exit."),
    Message("HELP-WORD-INSTALL", "在当前 shell 里装上补全", "Install completion for the current shell."),
    Message(
        "HELP-WORD-COPY",
        "显示补全脚本，可自行安装",
        "Show completion for the current shell, to copy it or customize the installation.",
    ),
    Message("HELP-WORD-REQUIRED", "[必填]", "[required]"),
    Message("HELP-WORD-DEFAULT", "默认", "default:"),
    Message(
        "HELP-SHENHE",
        "审核：统计报表的接收、校核、答复和发布。",
        "Statistical workbooks: received, checked, answered, published.",
    ),
    Message("HELP-VERSION", "显示版本", "Show the version."),
    Message("HELP-LANG", "中文或英文", "Chinese or English."),
    Message("HELP-HOME", "数据目录（含 shenhe.toml 和名册）", "The office's folder, with shenhe.toml and register."),
    Message("HELP-OUT", "写到这个文件", "Write to this file."),
    Message("HELP-FORMAT", "输出形式", "Form of the output."),
    Message("HELP-CHECK", "校核工作簿，指出哪一格不对、为什么", "Check workbooks: which cell is wrong, and why."),
    Message("HELP-CHECK-FILES", "要校核的 .xlsx，可以多个，一起核对", "The .xlsx files; several are checked together."),
    Message("HELP-REPLY", "把标注好的工作簿写到这个目录", "Write the marked workbooks into this folder."),
    Message("HELP-STRICT", "有核实也按有错误退出", "Queries count as errors for the exit code."),
    Message("HELP-READ", "看工作簿是怎样读取的", "Show how a workbook is understood."),
    Message("HELP-READ-FILE", "要看的 .xlsx", "The .xlsx file."),
    Message("HELP-READ-EXPLAIN", "逐格显示，输出一页 HTML", "Show every cell, as a page of HTML."),
    Message(
        "HELP-SCHEMAS",
        "用这个目录里的报表声明（会运行其中的 .py）",
        "Use the returns declared in this folder (runs its .py).",
    ),
    Message("HELP-TEMPLATE", "生成待填报的模板", "Make workbooks to fill."),
    Message("HELP-TEMPLATE-RETURN", "报表代码，如 CA", "Code of the return, such as CA."),
    Message("HELP-TEMPLATE-OUT", "写到这个目录", "The folder to write into."),
    Message("HELP-TEMPLATE-ALL", "所有填报单位，每个单位一份", "One for every reporting unit."),
    Message("HELP-PERIOD", "报告期，如 2026Q3", "The period, such as 2026Q3."),
    Message("HELP-UNIT", "填报单位的代码或名称", "Code or name of the reporting unit."),
    Message("HELP-RULES", "校核规则一览", "The rule book."),
    Message("HELP-RULES-CODE", "报表或表的代码；不写是全部", "Code of a return or a table; all without."),
    Message("HELP-EXPLAIN", "说明一条规则", "Explain one rule."),
    Message("HELP-EXPLAIN-CODE", "规则代码，如 CA1-P01", "Code of the rule, such as CA1-P01."),
    Message(
        "HELP-BULLETIN",
        "公布的全国党内统计数是否相加相符",
        "Whether the published national party statistics add up.",
    ),
    Message("BULLETIN-COUNTS", "{held} 项相符，{violated} 项不符", "{held} agree, {violated} do not"),
    Message(
        "HELP-PUBLISH-NOTE",
        "发布说明，随这一版保存；写空的是撤回",
        "The release note, kept with the edition; an empty one is taken back.",
    ),
    Message("HELP-DATA", "已发布的数据", "The published tables."),
    Message("HELP-DATA-LS", "有哪些表", "List the tables."),
    Message("HELP-DATA-SHOW", "一张表的指标和版次", "Items and editions of one table."),
    Message("HELP-DATA-GET", "取数", "Get the figures."),
    Message("HELP-DATA-TABLE", "表的代码或名称", "Code or title of the table."),
    Message("HELP-DATA-PERIOD", "报告期，如 2026Q3 或 2025Q4..2026Q3", "A period or a span, such as 2025Q4..2026Q3."),
    Message("HELP-DATA-UNIT", "单位或行的代码、名称", "Code or name of a unit or row."),
    Message("HELP-DATA-AS-OF", "按这一天已知的数，如 2026-10-20", "The figures as known on that day."),
    Message("HELP-DATA-VINTAGE", "第几版", "Number of the edition."),
    Message("HELP-DATA-WIDE", "一行一个单位，一栏一个指标", "One line a row, one column an item."),
    Message("HELP-SAMPLE", "生成示例市，供试用", "Make a sample city to try everything on."),
    Message("HELP-SAMPLE-DIR", "写到这个空目录", "An empty folder to write into."),
    Message("HELP-SAMPLE-COUNTIES", "县的个数", "Number of counties."),
    Message("HELP-SAMPLE-PERIODS", "报告期的个数", "Number of periods."),
    Message("HELP-SAMPLE-FAULTS", "最后一期埋入差错，并附答案", "Plant faults in the last period, with their key."),
    Message("HELP-SAMPLE-SEED", "同一个数生成同样的文件", "Equal numbers give equal files."),
)

_USAGE = (
    Message("USAGE-HINT", "{what}。写法见 {command} --help", "{what}. See {command} --help"),
    Message("USAGE-NO-OPTION", "没有 {option} 这个选项", "There is no option {option}"),
    Message("USAGE-MISSING", "缺少 {name}", "{name} is missing"),
    Message("USAGE-NO-VALUE", "{option} 后面要写一个值", "{option} needs a value"),
    Message("USAGE-CHOICE", "{name} 只能是 {choices:list} 之一", "{name} must be one of {choices:list}"),
    Message("USAGE-NUMBER", "{name} 要写整数", "{name} must be a whole number"),
    Message(
        "USAGE-RANGE",
        "{name} 要写 {low} 到 {high} 的整数",
        "{name} must be a whole number from {low} to {high}",
    ),
    Message("USAGE-DATE", "{name} 要写日期，如 2026-10-20", "{name} must be a date, such as 2026-10-20"),
    Message("USAGE-VALUE", "{name} 的值用不了", "The value of {name} cannot be used"),
    Message(
        "USAGE-NO-COMMAND",
        "没有“{given}”这个命令，可用的命令：{commands:list}",
        'There is no command "{given}"; there are: {commands:list}',
    ),
    Message("USAGE-SURPLUS", "多写了参数", "There are more arguments than the command takes"),
)

_COMMANDS = (
    Message("COMMAND-STOPPED", "已停止", "Stopped"),
    Message(
        "COMMAND-FAULT",
        "系统出错（编号 {number}），不是您的文件问题。请把编号告诉管理员；设 SHENHE_DEBUG=1 再运行可看详情",
        "A fault of ours (number {number}), not of your file. Tell whoever maintains the system; SHENHE_DEBUG=1 shows the details",
    ),
    Message(
        "COMMAND-DISK",
        "{file} 读写不了（{detail}）。请检查磁盘和权限后再运行",
        "{file} cannot be read or written ({detail}). Look at the disk and its permissions, then run again",
    ),
    Message("DISK-FULL", "磁盘已满", "the disk is full"),
    Message("DISK-LIMIT", "超过了允许的文件大小", "larger than a file may be here"),
    Message("DISK-READ-ONLY", "磁盘只读", "the disk is read-only"),
    Message("DISK-DENIED", "没有权限", "permission denied"),
    Message(
        "COMMAND-WRITING",
        "写不下去（{detail}），这一次没有做完。请检查磁盘和权限后再运行",
        "Nothing more could be written ({detail}), and this was not done to its end. Look at the disk and its permissions, then run again",
    ),
    Message(
        "COMMAND-NO-TEMPORARY",
        "没有地方写临时文件：磁盘已满、没有权限，或允许的文件大小（ulimit -f）太小。请检查后再运行，或用 TMPDIR 指定别的目录",
        "There is no place to write temporary files: the disk is full, permission is denied, or a file may only be very small here (ulimit -f). Look at these and run again, or name another folder with TMPDIR",
    ),
    Message(
        "COMMAND-IS-FOLDER",
        "{folder} 是目录，不是文件。请写文件名",
        "{folder} is a folder, not a file. Name a file",
    ),
    Message(
        "COMMAND-NO-FOLDER",
        "{file} 写不了：没有目录 {folder}。请先建这个目录，或换一个地方",
        "{file} cannot be written: there is no folder {folder}. Make it first, or name another place",
    ),
    Message(
        "COMMAND-NOT-FOLDER",
        "{folder} 是文件，不是目录。请换一个目录名",
        "{folder} is a file, not a folder. Name another folder",
    ),
    Message(
        "COMMAND-NO-FILE", "找不到文件 {file}。请核对文件名和目录", "There is no file {file}. Check its name and folder"
    ),
    Message(
        "COMMAND-FOLDER",
        "{file} 是文件夹。请写出要校核的文件，例如 {file}/*.xlsx",
        "{file} is a folder. Name the files in it, such as {file}/*.xlsx",
    ),
    Message("COMMAND-DEVICE", "{file} 不是普通文件", "{file} is no plain file"),
    Message(
        "COMMAND-UNREADABLE",
        "文件 {file} 打不开（{detail}）。请检查权限，或在 Excel、WPS 里关闭后再运行",
        "The file {file} cannot be opened ({detail}). Check its permissions, or close it in Excel or WPS, and run again",
    ),
    Message("COMMAND-HOME", "没有数据目录 {folder}", "There is no folder {folder}"),
    Message(
        "COMMAND-NO-HOME",
        "不知道数据目录在哪里。请到含 shenhe.toml 的目录里运行，或加 --home 目录",
        "The office's folder is not known. Run where shenhe.toml lies, or add --home DIR",
    ),
    Message(
        "COMMAND-RETURN",
        "没有报表“{code}”。可用的：{codes:list}",
        'There is no return "{code}". There are: {codes:list}',
    ),
    Message(
        "COMMAND-UNIT",
        "{period} 的名册里没有“{unit}”，或者有几个同名单位。请写单位代码",
        'The register of {period} has no unit "{unit}", or several of that name. Give its code',
    ),
    Message(
        "COMMAND-UNIT-SILENT",
        "{unit} 不是填报单位，它的数由上级单位填报",
        "{unit} does not report itself; the unit above it does",
    ),
    Message("COMMAND-DATE", "“{text}”不是日期。请写成 2026-10-20", '"{text}" is no date. Write it as 2026-10-20'),
)

_CLERK = (
    Message("CHECK-PROGRESS", "已读取 {done}/{total}", "Read {done} of {total}"),
    Message(
        "CHECK-XLSX",
        "--format xlsx 只能一个文件，并且要写 -o 文件名；多个文件请用 --reply 目录",
        "--format xlsx takes one file and needs -o FILE; for several files use --reply DIR",
    ),
    Message(
        "CHECK-OVER-INPUT",
        "-o 写的是正在校核的文件 {file}，没有覆盖。请换一个名字",
        "-o names {file}, which is being checked; it was not overwritten. Choose another name",
    ),
    Message(
        "CHECK-CHANGED",
        "校核时 {file} 又被改动，没有标注。请保存并关闭后再运行",
        "{file} changed while it was checked and was not marked. Save and close it, then run again",
    ),
    Message(
        "CHECK-NOT-MARKED",
        "{file} 的标注工作簿没有做成，是系统的问题。问题清单不受影响，请去掉 --reply 再运行",
        "The marked workbook of {file} could not be made; that is a fault of ours. The findings hold: run without --reply",
    ),
    Message("CHECK-REFUSED", "{file}：没有接收。{reason}", "{file}: not taken. {reason}"),
    Message(
        "ALONE-NO-UNITS",
        "表里没有单位代码，单独校核不了。请用带代码的模板填报，或加 --home 用名册校核",
        "The tables have no codes of units, so the workbook cannot be checked by itself. Fill the template with its codes, or check with the register by --home",
    ),
    Message(
        "READ-PAGE", "逐格的说明写到了 {file}，请用浏览器打开", "Every cell is shown in {file}; open it in a browser"
    ),
    Message(
        "READ-WHOSE",
        "{unit}  {title}（{code}）  {period}  模板 {template}",
        "{unit}  {title} ({code})  {period}  template {template}",
    ),
    Message(
        "READ-TABLE",
        "  {code} {title}  工作表 {sheets:list}：{rows} 行 × {columns} 栏，有数 {filled}，空白 {blank}，读不出 {unreadable}，没有这一格 {absent}",
        "  {code} {title}  sheet {sheets:list}: {rows:row/rows} × {columns:column/columns}; {filled} with a number, {blank} blank, {unreadable} not readable, {absent} not there",
    ),
    Message("READ-CLEANED", "  {place}  “{shown}”读作 {value}：{how}", '  {place}  "{shown}" read as {value}: {how}'),
    Message("DECLARED-FOLDER", "没有目录 {folder}", "There is no folder {folder}"),
    Message(
        "DECLARED-NONE",
        "{folder} 里没有声明报表的 .py（要有 RETURN）",
        "No .py file of {folder} declares a return (RETURN)",
    ),
    Message("DECLARED-SYNTAX", "{file} 第 {line} 行不是正确的 Python", "Line {line} of {file} is not valid Python"),
    Message("DECLARED-WRONG", "{file} 的声明有问题：{detail}", "The declaration in {file} cannot be used: {detail}"),
    Message(
        "TEMPLATE-WHOM",
        "请用 --unit 写一个填报单位，或用 --all 生成全部，二者选一",
        "Name one unit by --unit, or take --all; one of the two",
    ),
    Message("TEMPLATE-NOT-ASKED", "{code} 在 {period} 没有要填的表", "{code} asks for no table in {period}"),
    Message(
        "TEMPLATE-THERE",
        "{file} 已经有了，可能填过数，没有覆盖，也没有生成其他模板。请移走或换一个目录",
        "{file} is there already and may be filled in; nothing was overwritten or written. Move it, or choose another folder",
    ),
    Message("TEMPLATE-WRITTEN", "生成 {count} 份模板", "Templates written: {count}"),
)

_OFFICE = (
    Message(
        "SAMPLE-THERE",
        "{folder} 里已有东西，没有改动。请换一个空目录",
        "{folder} holds something and was left alone. Choose an empty folder",
    ),
    Message(
        "SAMPLE-NUMBERS",
        "县数从 1 到 {counties}，报告期数从 1 到 {periods}",
        "Counties from 1 to {counties}, periods from 1 to {periods}",
    ),
    Message(
        "SAMPLE-FEW",
        "要埋入差错，至少 {least} 个县、{least} 个报告期",
        "Faults need at least {least:county/counties} and {least:period/periods}",
    ),
    Message(
        "SAMPLE-MADE",
        "示例市已生成在 {folder}：{units} 个填报单位，{first} 至 {last}，{files} 个文件在 {folder}/raw/inbox",
        "The sample city is in {folder}: {units:reporting unit/reporting units}, {first} to {last}, {files:file/files} in {folder}/raw/inbox",
    ),
    Message("SAMPLE-KEY", "埋入 {count} 处差错，答案在 {key}", "Faults planted: {count}; their key is {key}"),
)

_BOOK = (
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

_DATA = (
    Message(
        "DATA-AS-OF-OR-VINTAGE",
        "--as-of 和 --vintage 只能用一个",
        "Take --as-of or --vintage, not both",
    ),
    Message(
        "DATA-EDITION",
        "{period} {vintage}  {published} 发布  含 {covered}/{expected} 份报表",
        "{period} {vintage}  published {published}  {covered} of {expected:workbook/workbooks}",
    ),
    Message("DATA-SAVED", "{count} 行已写入 {file}", "{count:row/rows} written to {file}"),
)

MESSAGES: tuple[Message, ...] = (*_HELP, *_USAGE, *_COMMANDS, *_CLERK, *_OFFICE, *_BOOK, *_DATA)
