"""What the night tells the office: the account of a run, the morning summary, and why something was not done."""

from schemas.messages import Message

MESSAGES = (
    Message(
        "NIGHT-ACCOUNT",
        "收到 {received} 份（另有重复 {repeated} 份，拒收 {refused} 份）；校核 {judged} 份：通过 {clean}，需修改 {returned}，"
        "待说明 {queried}{again}；新版次收录 {published} 份。用时 {seconds} 秒。",
        "{received} received (besides {repeated:duplicate/duplicates} and {refused} refused); {judged} checked: {clean} clean, "
        "{returned} to correct, {queried} to explain{again}; {published} in new editions. {seconds} s.",
    ),
    Message("NIGHT-AGAIN", "，因其他变化重校 {count}", ", {count} checked again for changes beside them"),
    Message(
        "NIGHT-CLOSED",
        "没有接收的有 {count} 份是报表已经审定后又报的，已告知先申请更正",
        "Refused among them: {count:file/files} for workbooks that are approved; the units are told to ask for a correction",
    ),
    Message(
        "NIGHT-NOT-JUDGED",
        "收到的有 {count} 份这次没有校核：同一报表后来又到一份，或不属于这次的报告期",
        "Received and not checked this time: {count}; a later file of the same workbook came, or the period was not asked "
        "for",
    ),
    Message(
        "NIGHT-TAKEN-UP",
        "校核的有 {count} 份是以前收到、这次才校核的",
        "Checked now and received before this night: {count}",
    ),
    Message(
        "NIGHT-FOLDERS",
        "收件夹 {folders} 不是登记表里的单位代码，其中 {count} 份没有接收：请把文件夹改名为单位代码，或把单位登记到登记表；能读的表还在"
        "原处，下一夜就会接收",
        "Inbox folder {folders}: no unit's code of the register; {count:file was/files were} not taken from there. Rename "
        "the folder to the unit's code, or register the unit: readable workbooks still lie there, and the next night "
        "takes them",
    ),
    Message(
        "NIGHT-CUT-SHORT",
        "之前有 {count} 次夜间校核没有做完（{times} 开始），它们已接收、已答复的不在上面的数里",
        "{count:earlier night was/earlier nights were} cut short (begun {times}): what they received and answered is not "
        "among the counts above",
    ),
    Message(
        "NIGHT-EARLIER-RULES",
        "{count} 份已发布的报表是按以前的规则校核的，结论不变；改规则前后的差别见 shenhe impact",
        "{count:published workbook was/published workbooks were} judged by an earlier rule set; the verdicts stay. For what "
        "a change of rules means see shenhe impact",
    ),
    Message("NIGHT-REFUSED-FILES", "没有接收的文件（{count}）：", "Files that were not taken ({count}):"),
    Message("NIGHT-REFUSED-FILE", "{unit}{file}：{code} {reason}", "{unit}{file}: {code} {reason}"),
    Message(
        "NIGHT-WAIVERS-PAST",
        "上次夜间校核以来到期的豁免（{count}），规则重新适用：",
        "Waivers that have run out since the night before this one, the rule holds again ({count}):",
    ),
    Message("NIGHT-WAIVERS-NEAR", "七天内到期的豁免（{count}）：", "Waivers that run out within seven days ({count}):"),
    Message(
        "NIGHT-WAIVER",
        "豁免 {number}：{unit}（{unit_code}）的 {code}，行：{row}，栏：{column}，到 {until} 为止（含当天）",
        "Waiver {number}: {code} for {unit} ({unit_code}), row: {row}, column: {column}, until {until} (included)",
    ),
    Message(
        "NIGHT-MISSING",
        "{period} 未报 {count} 份：{names}",
        "{period}: {count} not submitted: {names}",
    ),
    Message(
        "NIGHT-CITY",
        "{period} 全市核对有 {count} 处不平（两边各县都要核对，暂不退回）：",
        "{period}: {count:gap/gaps} over the whole city (both sides are to check; nobody is returned for them yet):",
    ),
    Message(
        "NIGHT-EDITION",
        "{period} 发布 v{vintage:03d}：{units}/{expected} 份，{facts} 个数据 → {folder}",
        "{period} published as v{vintage:03d}: {units} of {expected:workbook/workbooks}, {facts:fact/facts} → {folder}",
    ),
    Message(
        "NIGHT-NOT-PUBLISHED",
        "{period} 没有发布：{reasons}",
        "{period} was not published: {reasons}",
    ),
    Message(
        "NIGHT-WHERE",
        "标注工作簿和通知在 {replies}/，数据在 {curated}/，今晨简报和报送进度在 {reports}/",
        "Marked workbooks and notices: {replies}/; data: {curated}/; the morning's summary and board: {reports}/",
    ),
    Message(
        "NIGHT-RUNNING",
        "另一次夜间校核正在运行（{holder}，{since} 开始）。请等它结束；若它已中断，{until} 之后可以重新运行。",
        "Another night is running ({holder}, since {since}). Wait for it to end; if it was interrupted, a new one can "
        "start after {until}.",
    ),
    Message(
        "NIGHT-OUR-FAULT",
        "系统出错（编号 {number}），不是填报单位的问题：{detail}",
        "A fault of the system (number {number}), not of the counties: {detail}",
    ),
    Message("BOARD-TITLE", "报送进度 {period}", "Submissions for {period}"),
    Message("BOARD-UNIT", "单位代码", "unit"),
    Message("BOARD-NAME", "填报单位", "name"),
    Message("BOARD-RETURN", "报表", "return"),
    Message("BOARD-STATE", "状态", "state"),
    Message("BOARD-SIDE", "另外", "beside"),
    Message("BOARD-ATTEMPT", "第几次", "attempt"),
    Message("BOARD-RECEIVED", "收到", "received"),
    Message("BOARD-DUE", "截止", "due"),
    Message("BOARD-ERRORS", "错误", "errors"),
    Message("BOARD-QUERIES", "核实", "queries"),
    Message("BOARD-NUMBER", "编号", "number"),
    Message("TOLERATED-KIND", "读取时的处理或提示", "what was tolerated"),
    Message("TOLERATED-CODE", "代码", "code"),
    Message("TOLERATED-COUNT", "次数", "count"),
    Message("BOARD-UNTIL", "截止 {due}", "Due {due}"),
    Message("BOARD-FOUND", "{errors} 处错误、{queries} 处核实", "{errors:error/errors}, {queries:query/queries}"),
    Message("BOARD-ATTEMPT-AT", "第 {attempt} 次，{at}", "attempt {attempt}, {at}"),
    Message(
        "NIGHT-HERE",
        "这台机器上另一次夜间校核正在运行（{since} 开始），请等它结束。",
        "Another night is running on this machine (since {since}); wait for it to end.",
    ),
    Message(
        "BOARD-COUNTS",
        "应报 {expected} · 已报 {received} · 审定 {approved} · 需修改 {returned} · 待说明 {queried} · 未报 {missing} · 逾期 {late}",
        "{expected} expected · {received} received · {approved} approved · {returned} to correct · {queried} to explain "
        "· {missing} missing · {late} late",
    ),
    Message("HELP-NIGHT", "现在就做一遍夜间校核", "The whole night, now."),
    Message(
        "HELP-NIGHT-DATE",
        "按这一天（凌晨一点）来做，如 2026-10-16；不能早于最近一次夜间校核那天：已登记的不按更早的日历来判断",
        "As on that day at one in the morning. Not before the day of the last night: what is on file is not judged by "
        "an older calendar.",
    ),
    Message(
        "HELP-DATE",
        "按这一天（凌晨一点）来办，如 2026-10-16；不写是现在。用于试用过去日期的样例",
        "As on that day at one in the morning, without it now; for trying out with a sample city of other days.",
    ),
    Message("HELP-STATUS", "报送进度：谁该报什么，到了哪一步", "Who owes what, and where it stands."),
    Message("HELP-LATE", "只看逾期的", "Late ones only."),
    Message("HELP-REVIEW", "审核一份报送：通过或退回", "Review a submission: approve it or return it."),
    Message("HELP-REVIEW-WHAT", "approve 通过，return 退回", "approve or return."),
    Message("HELP-REVIEW-NUMBER", "编号，见 shenhe status", "Its number, see shenhe status."),
    Message("HELP-REVIEW-TEXT", "意见；退回必须写", "What is said of it; a return needs it."),
    Message("HELP-BY", "谁决定的；不写是本机用户", "Who decides; without it the user of this computer."),
    Message("HELP-WAIVE", "对一个单位豁免一条规则，到期自动失效", "Waive one rule for one unit until a day."),
    Message("HELP-WAIVE-ROW", "只豁免这一行（行代码或行名）", "This row alone (its code or name)."),
    Message(
        "HELP-WAIVE-COLUMN", "只豁免这一栏（栏代码、指标名或表头）", "This column alone (its code, name or heading)."
    ),
    Message("HELP-UNTIL", "到这一天为止，含当天", "Until this day, included."),
    Message(
        "HELP-REASON",
        "理由；随数据公布，写在 CHANGES 里，不写人名",
        "The reason. It is published with the data, in CHANGES: no person is named in it.",
    ),
    Message("HELP-PERMIT", "同意一个单位更正已审定的报表", "Permit a unit to correct an approved workbook."),
    Message("HELP-PUBLISH", "发布一个报告期", "Publish a period."),
    Message(
        "HELP-SCHEDULE", "每天凌晨一点自动运行，直到结束本进程", "Run every night at one, until this process is ended."
    ),
    Message("HELP-DIFF", "两个版次之间哪些数变了", "Which figures differ between two editions."),
    Message(
        "REVIEWED",
        "编号 {number}：{state}。给填报单位的通知：{notice}",
        "Submission {number}: {state}. The notice to the unit: {notice}",
    ),
    Message(
        "WAIVED",
        "豁免 {number}：{unit}（{unit_code}）的 {code}：{rule}\n"
        "  行：{row}　栏：{column}\n"
        "  {start} 起，到 {until} 为止（含当天）",
        "Waiver {number}: {code} for {unit} ({unit_code}): {rule}\n"
        "  Row: {row}   Column: {column}\n"
        "  From {start} until {until} (included)",
    ),
    Message("WAIVED-ROWS", "所有行", "all rows"),
    Message("WAIVED-COLUMNS", "所有栏", "all columns"),
    Message(
        "WAIVER-LINE",
        "{number}  {unit}（{unit_code}）  {code}  行：{row}  栏：{column}  {start} 至 {until}  {by}：{reason}",
        "{number}  {unit} ({unit_code})  {code}  row: {row}  column: {column}  {start} to {until}  {by}: {reason}",
    ),
    Message("WAIVERS-NONE", "没有有效的豁免。", "No waiver is in force."),
    Message(
        "WAIVER-ENDED",
        "豁免 {number} 已终止：{code} 对 {unit} 重新适用",
        "Waiver {number} is ended: {code} holds for {unit} again",
    ),
    Message(
        "WAIVER-ENDED-BESIDE",
        "豁免 {number} 已终止。{unit} 的 {code} 还有豁免 {others:list} 有效，其范围内仍不适用",
        "Waiver {number} is ended. For {unit} and {code} waiver {others:list} is still in force and holds within its scope",
    ),
    Message(
        "WAIVER-MOVED",
        "  编号 {number}（{return_code} {period}）已重新校核：{before} → {after}",
        "  Submission {number} ({return_code} {period}) was judged anew: {before} → {after}",
    ),
    Message(
        "WAIVER-SAME",
        "  编号 {number}（{return_code} {period}）仍是“{after}”",
        "  Submission {number} ({return_code} {period}) is “{after}” as before",
    ),
    Message(
        "WAIVER-LEFT",
        "  编号 {number}（{return_code} {period}）现在是“{after}”：当场没有校核成（{fault}），下次夜间校核时再校核",
        "  Submission {number} ({return_code} {period}) is “{after}” now: it could not be judged at once ({fault}); the next "
        "night takes it up",
    ),
    Message(
        "WAIVER-IDLE",
        "  在案的报送里没有这条规则提出的问题，状态都不变",
        "  No workbook on file has a finding of this rule; every state stays",
    ),
    Message("HELP-WAIVERS", "现在有效的豁免", "The waivers in force."),
    Message("HELP-END-WAIVER", "提前终止一项豁免", "End a waiver before its day."),
    Message("HELP-WAIVER-NUMBER", "豁免的编号，见 shenhe waivers", "Its number, see shenhe waivers."),
    Message(
        "PERMITTED",
        "更正 {number}：{unit} 可以重报 {title}（{period}），到 {until} 为止（含当天）",
        "Correction {number}: {unit} may send {title} ({period}) again until {until} (included)",
    ),
    Message(
        "PUBLISH-NONE-APPROVED", "{period} 还没有审定的报表，没有可发布的。", "Nothing of {period} is approved yet."
    ),
    Message("PUBLISH-SAME", "{edition} 之后没有变化，没有再发布。", "Nothing has changed since {edition}."),
    Message(
        "SCHEDULED",
        "每天 01:00（北京时间）运行；按 Ctrl+C 结束。",
        "The night runs every day at 01:00 (Shanghai); Ctrl+C ends it.",
    ),
    Message("DIFF-COUNT", "{count} 处不同，写到 {file}", "{count:difference/differences}, written to {file}"),
    Message(
        "DATA-VINTAGE",
        "{period} 没有第 {vintage} 版，有第 {vintages:list} 版。",
        "There is no edition {vintage} of {period}; there is {vintages:list}.",
    ),
    Message(
        "BOARD-BEFORE",
        "{period}还没有要求报送：从 {first} 开始报（shenhe.toml 的 first_period）。",
        "Nothing was asked for in {period}: returns begin with {first} (first_period in shenhe.toml).",
    ),
    Message(
        "BOARD-RUNNING",
        "这一期到 {day} 才结束，现在还不能报。",
        "This period ends on {day}; nothing can be sent of it yet.",
    ),
    Message("STATUS-NOTHING", "还没有收到任何报送。", "Nothing has been received yet."),
)
