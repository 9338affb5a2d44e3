"""What the commands say: of wrong usage, of what stands in their way, and around their results."""

from schemas.messages import Message

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
    Message(
        "CHECK-CAPPED",
        "说明：代码以 H00 结尾的核实受误报预算限制，预算用完后夜间校核不再问这些数",
        "Note: queries whose code ends in H00 are limited by the budget of false questions; once that is used up, the night "
        "leaves them out",
    ),
    Message(
        "CHECK-RECORD-EARLIER",
        "说明：数据目录里的数据库结构不是最新的，这次没有用到登记的豁免、说明和以往审定的数。请数据办公室先备份（shenhe backup run 目录），"
        "再运行 shenhe status 更新数据库，然后重新校核",
        "Note: the database of the home folder has an earlier form; waivers, explanations and approved figures on file were "
        "left out. Have the data office back up (shenhe backup run DIR) and run shenhe status, which brings it up to date, "
        "then check again",
    ),
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
    Message(
        "DECLARED-SYNTAX",
        "{file} 第 {line} 行不是正确的 Python：{detail}。请改好这一行，也看看它前面的括号、引号有没有成对，再运行一次",
        "Line {line} of {file} is not valid Python: {detail}. Correct that line, look whether brackets and quotation marks "
        "before it pair up, and run this again",
    ),
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
    Message(
        "TEMPLATE-FUTURE",
        "注意：{period} 到 {day} 才开始。模板里的上期数和单位名单是现在的，临近时请重新生成",
        "Note: {period} begins on {day}. Last period's figures and the units in the template are those of today; make it "
        "anew when the time has come",
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

_DATA = (
    Message("BULLETIN-COUNTS", "{held} 项相符，{violated} 项不符", "{held} agree, {violated} do not"),
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

MESSAGES: tuple[Message, ...] = (*_USAGE, *_COMMANDS, *_CLERK, *_OFFICE, *_DATA)
