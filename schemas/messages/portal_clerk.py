"""What a clerk reads in the portal: tasks, uploads, answers, explanations, receipts."""

from schemas.messages import Message

_TASKS = (
    Message("TASKS-TITLE", "我的任务", "My tasks"),
    Message("TASKS-OF", "{unit} · {period}", "{unit} · {period}"),
    Message("TASKS-DUE", "截止 {due}，还剩 {days} 天", "Due {due}, {days:day/days} left"),
    Message("TASKS-DUE-TODAY", "截止 {due}，就在今天", "Due {due}, today"),
    Message("TASKS-DUE-PAST", "截止 {due}，已经过了 {days} 天", "Due {due}, {days:day/days} ago"),
    Message("TASKS-DUE-HOURS", "截止 {due}，已经过了", "Due {due}, which has passed"),
    Message("TASKS-LATE-OPEN", "逾期：请尽快报送", "Late: please submit soon"),
    Message("TASKS-LATE-SENT", "逾期报送", "Submitted late"),
    Message("TASKS-NONE", "本期没有要报的表。", "Nothing is owed for this period."),
    Message("TASKS-RETURN", "报表", "Return"),
    Message("TASKS-STATE", "状态", "State"),
    Message("TASKS-LAST", "最近一次", "Last upload"),
    Message("TASKS-NEXT", "下一步", "Next step"),
    Message("TASKS-ATTEMPT", "第 {attempt} 次，{moment}", "Upload {attempt}, {moment}"),
    Message("TASKS-NEVER", "还没有上传", "Nothing uploaded yet"),
    Message("TASKS-FOUND", "{errors} 处错误，{queries} 处核实", "{errors:error/errors}, {queries:query/queries}"),
    Message("TASKS-EARLIER", "以前的报告期还没有办完的", "Not finished of earlier periods"),
    Message(
        "TASKS-TRANSFERS",
        "市内调入调出核对：本单位的数和全市差额",
        "Moves within the city: your figures and the city's gap",
    ),
    Message("NEXT-MISSING", "下载模板、上传", "Get the template, upload"),
    Message("NEXT-CHECKING", "查看", "See"),
    Message("NEXT-TO-CORRECT", "看问题，改好重报", "See what was found, correct"),
    Message("NEXT-TO-EXPLAIN", "核实，写说明", "Verify, explain"),
    Message("NEXT-READY", "确认报送", "Submit"),
    Message("NEXT-AWAITING-REVIEW", "查看回执", "See the receipt"),
    Message("NEXT-RETURNED", "看退回意见", "See the comment"),
    Message("NEXT-APPROVED", "查看回执", "See the receipt"),
    Message("NEXT-PUBLISHED", "查看回执", "See the receipt"),
    Message("NEXT-CORRECTING", "按更正重报", "Send the correction"),
)

_UPLOAD = (
    Message("UPLOAD-TITLE", "上传{title}（{period}）", "Upload {title} ({period})"),
    Message("UPLOAD-STEPS", "办理步骤", "Steps"),
    Message("UPLOAD-STEP-1", "下载模板", "Get the template"),
    Message("UPLOAD-STEP-2", "填报", "Fill it"),
    Message("UPLOAD-STEP-3", "上传并校核", "Upload and check"),
    Message("UPLOAD-STEP-4", "改错、写说明", "Correct, explain"),
    Message("UPLOAD-STEP-5", "确认报送", "Submit"),
    Message("UPLOAD-TEMPLATE", "下载本单位本期的模板", "Get this unit's template for this period"),
    Message(
        "UPLOAD-TEMPLATE-WHY",
        "单位、报告期已经填好并锁定，黄格要填，上期数供对照。",
        "Unit and period are filled in and locked; yellow cells are yours; last period's figures stand beside them.",
    ),
    Message(
        "UPLOAD-FILE", "填好的工作簿（.xlsx，不超过 {limit} MB）", "The filled workbook (.xlsx, at most {limit} MB)"
    ),
    Message("UPLOAD-CHECK", "上传并校核", "Upload and check"),
    Message(
        "UPLOAD-NOT-SUBMITTED",
        "校核不等于报送：校核通过后还要确认报送。",
        "A check is no submission: once nothing stands against it, you confirm it.",
    ),
    Message(
        "UPLOAD-WAIT",
        "正在校核，一般几秒钟就好，请不要关闭页面……",
        "Checking; it takes a few seconds. Please keep this page open…",
    ),
    Message("UPLOAD-NONE", "请先选择要上传的工作簿。", "Choose the workbook to upload first."),
    Message(
        "UPLOAD-OTHER-UNIT",
        "封面填报单位是“{stated}”，您的账号是“{wanted}”。请核对后上传本单位的工作簿",
        'The cover says unit "{stated}", your account is of "{wanted}". Upload the workbook of your own unit',
    ),
    Message(
        "UPLOAD-REPEATED",
        "与 {month}月{day}日 {time} 上传的第 {attempt} 次文件完全相同，没有变化",
        "The same as upload {attempt}, received {month}/{day} (month/day) at {time}; nothing has changed",
    ),
    Message(
        "UPLOAD-REPEATED-EARLIER",
        "与 {month}月{day}日 {time} 上传的第 {attempt} 次文件完全相同，之后已经有更新的一次。确要改用那一次的数，请打开文件另存一次再上传",
        "The same as upload {attempt}, received {month}/{day} (month/day) at {time}; a newer one came since. To go back to those "
        "figures, open the file, save it anew and upload that",
    ),
    Message(
        "UPLOAD-FAULT",
        "系统出错（编号 {number}），不是您的文件问题，已通知管理员，文件没有保留。请稍后再上传",
        "A fault of the system (number {number}), not of your file; the administrator was told. The file was not kept; "
        "please upload it again later",
    ),
    Message(
        "UPLOAD-STORE",
        "系统现在不能收文件（编号 {number}），不是您的文件问题，已通知管理员，文件没有登记。请稍后再上传",
        "The system cannot take files now (number {number}); it is not your file's fault, and the administrator was told. "
        "The file was not registered; please upload it again later",
    ),
    Message(
        "UPLOAD-UNJUDGED",
        "系统出错（编号 {number}），不是您的文件问题，已通知管理员，文件已保留。校核没有做完，可以稍后再校核，今夜也会自动校核。",
        "A fault of the system (number {number}), not of your file; the administrator was told and the file is kept. The "
        "check did not end: try it again later, or wait for the night.",
    ),
    Message(
        "STEP-NOT-STORED",
        "系统现在不能保存（编号 {number}），不是您的问题，已通知管理员，这一步没有办成。请稍后再试",
        "The system cannot save now (number {number}); it is not your fault, and the administrator was told. "
        "This step was not done; please try again later",
    ),
    Message(
        "UPLOAD-CLOSED",
        "本表已经审定。要更改请先向市里申请“更正”。",
        "This return is approved. To change it, ask the city for a correction first.",
    ),
)

_ANSWER = (
    Message("SUBMISSION-PAGE-TITLE", "{title}（{period}）第 {attempt} 次上传", "{title} ({period}), upload {attempt}"),
    Message("SUBMISSION-PAGE-FACTS", "编号 {number} · {file} · {moment}", "No. {number} · {file} · {moment}"),
    Message("SUBMISSION-PAGE-HOLDS", "{held} 项校核全部通过", "All {held:check holds/checks hold}"),
    Message("SUBMISSION-PAGE-SUMMARY", "要处理的", "To be dealt with"),
    Message("SUBMISSION-PAGE-PAGES", "第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    Message("SUBMISSION-PAGE-NEXT", "下一页", "Next page"),
    Message("SUBMISSION-PAGE-BEFORE", "上一页", "Page before"),
    Message("SUBMISSION-PAGE-MARKED", "下载标注好的工作簿", "Get the marked workbook"),
    Message("SUBMISSION-PAGE-LIST", "问题清单.csv", "List of findings (CSV)"),
    Message("SUBMISSION-PAGE-AGAIN", "重新上传", "Upload again"),
    Message("SUBMISSION-PAGE-AGAIN-CHECK", "再校核一次", "Check it again"),
    Message(
        "SUBMISSION-PAGE-CHECKING",
        "文件已经收到，校核还没有做完。今夜会自动校核，也可以现在再校核一次。",
        "The file is kept; its check did not end. The night checks it, or check it again now.",
    ),
    Message(
        "SUBMISSION-PAGE-ANEW",
        "豁免或校核规则有变，要重新校核，下面是原来的结果。今夜会自动校核，也可以现在再校核一次。",
        "A waiver or a rule has changed, so it is checked anew; below is the result so far. The night checks it, or "
        "check it again now.",
    ),
    Message(
        "SUBMISSION-PAGE-REPLACED",
        "后来又上传了一次，这一次不再算数。",
        "A later upload took its place; this one does not count any more.",
    ),
    Message("SUBMISSION-PAGE-NEWEST", "看最新一次", "See the newest"),
    Message(
        "SUBMISSION-PAGE-NOT-TAKEN",
        "收到时本表已经审定，也没有同意更正，这个文件没有接收。",
        "When it came the return was approved and no correction was permitted; this file was not taken.",
    ),
    Message("SUBMISSION-PAGE-RETURNED", "退回：{text}", "Returned: {text}"),
    Message(
        "SUBMISSION-PAGE-RETURNED-BY",
        "市里于 {moment} 退回。请按意见修改后重新上传，或写明说明后再报送。",
        "The city returned it on {moment}. Correct it and upload it again, or explain and submit it again.",
    ),
    Message("SUBMISSION-PAGE-EXCERPT", "工作表“{sheet}”摘录，照原样", "Excerpt of sheet “{sheet}”, as filled"),
    Message("SUBMISSION-PAGE-WRONG", "（有问题）", " (in question)"),
    Message("SUBMISSION-PAGE-RELATED", "（相关）", " (related)"),
    Message("SUBMISSION-PAGE-ATTEMPTS", "本表本期的全部上传", "All uploads of this return"),
    Message("SUBMISSION-PAGE-NUMBER", "编号", "No."),
    Message("SUBMISSION-PAGE-ATTEMPT", "第几次", "Upload"),
    Message("SUBMISSION-PAGE-WHEN", "上传时间", "Uploaded"),
    Message("SUBMISSION-PAGE-PERIOD", "报告期", "Period"),
    Message("SUBMISSION-PAGE-RECEIPT", "回执", "Receipt"),
    Message("SUBMISSION-PAGE-WAY", "来源", "Came by"),
    Message("SUBMISSION-PAGE-PORTAL", "网页上传", "Portal"),
    Message("SUBMISSION-PAGE-INBOX", "收件夹", "Inbox"),
    Message("SUBMISSION-PAGE-REPLACED-SHORT", "已被代替", "Replaced"),
    Message("SUBMISSION-PAGE-NOT-TAKEN-SHORT", "没有接收", "Not taken"),
    Message("HISTORY-TITLE", "报送记录", "What was sent"),
    Message("HISTORY-NONE", "还没有上传过文件。", "Nothing was uploaded yet."),
)

_EXPLAIN = (
    Message("EXPLAIN-REASON-LABEL", "原因代码", "Reason code"),
    Message(
        "EXPLAIN-TEXT-LABEL",
        "说明（10-200 字，不写姓名和号码）",
        "Explanation (10 to 200 characters, no names or numbers of people)",
    ),
    Message("EXPLAIN-CHOOSE", "请选择", "Choose"),
    Message("EXPLAIN-SAVE", "保存说明", "Save the explanations"),
    Message("EXPLAIN-SAVED", "说明已保存。", "The explanations are saved."),
    Message("EXPLAIN-DONE", "已说明：{reason} {text}", "Explained: {reason} {text}"),
    Message(
        "EXPLAIN-KEPT", "数不变，说明一直有效；改了数要重写。", "An explanation holds while its numbers stay the same."
    ),
    Message("EXPLAIN-EXAMPLES", "原因怎么写（举例）", "How reasons are written (examples)"),
    Message("EXPLAIN-FOR", "核实 {number} 的说明", "Explanation for query {number}"),
    Message("EXPLAIN-SUMMARY", "核实 {number}：{why}", "Query {number}: {why}"),
    Message(
        "EXPLAIN-EXAMPLE-R01",
        "根据示编发〔2026〕12号，7月将两个事业单位合并，人员转入12人",
        "By “示编发〔2026〕12号” two institutions were merged in July; 12 people moved in",
    ),
    Message(
        "EXPLAIN-EXAMPLE-R02",
        "本期起按新口径，聘用制人员不再计入，减少8人",
        "From this period people on contract are not counted any more: 8 fewer",
    ),
    Message(
        "EXPLAIN-EXAMPLE-R03",
        "根据示组发〔2026〕5号，整建制划入一个站所，共15人",
        "By “示组发〔2026〕5号” a whole station of 15 people was transferred here",
    ),
    Message(
        "EXPLAIN-EXAMPLE-R04",
        "三季度集中录用公务员28人，9月底前均已到岗",
        "28 civil servants were recruited together in the third quarter, all in post by September",
    ),
    Message(
        "EXPLAIN-EXAMPLE-R05",
        "上期漏计一个乡镇6人，已按更正第3号改正",
        "Last period missed a township with 6 people; corrected under 更正第3号",
    ),
    Message(
        "EXPLAIN-EXAMPLE-R06",
        "分母只有9人，增加1人比例就变动11个百分点",
        "The whole is only 9 people; one more changes the ratio by 11 points",
    ),
    Message(
        "EXPLAIN-EXAMPLE-R07",
        "换届集中调整，依据示组发〔2026〕8号，共涉及23人",
        "Moved together at the change of term by “示组发〔2026〕8号”, 23 people in all",
    ),
    Message(
        "EXPLAIN-EXAMPLE-R99",
        "写明是什么事、什么时候、涉及多少人，不少于15字",
        "What happened, when, and how many people; at least 15 characters",
    ),
)

_HAND_IN = (
    Message("CONFIRM-TITLE", "确认报送{title}（{period}）", "Submit {title} ({period})"),
    Message("CONFIRM-LOOK", "请最后看一遍合计行，确认无误后报送。", "Look at the totals once more, then submit."),
    Message("CONFIRM-WHO", "由 {who} 代表 {unit} 确认报送。", "{who} submits it for {unit}."),
    Message("CONFIRM-TOTALS", "{table} 合计行", "{table}, total row"),
    Message("CONFIRM-DO", "确认报送", "Submit"),
    Message("CONFIRM-BACK", "先不报，返回", "Not yet, go back"),
    Message("CONFIRM-DONE", "已报送，待市里审核。", "Submitted; it awaits review."),
    Message("CONFIRM-APPROVED", "已报送，校核全部通过，已审定。", "Submitted; all checks hold and it is approved."),
    Message("WITHDRAW-DO", "撤回", "Withdraw"),
    Message(
        "WITHDRAW-WHY",
        "市里还没有审核，可以撤回后修改重报。",
        "It was not reviewed yet; you may withdraw it and send it again.",
    ),
    Message(
        "WITHDRAW-DONE",
        "已撤回，改好后请重新上传，或再次确认报送。",
        "Withdrawn. Upload it again once it is changed, or submit it again.",
    ),
    Message("RECEIPT-TITLE", "报送回执", "Receipt"),
    Message("RECEIPT-UNIT", "填报单位（盖章）", "Reporting unit (seal)"),
    Message("RECEIPT-HEAD", "负责人", "Head of the unit"),
    Message("RECEIPT-WRITER", "填表人", "Filled by"),
    Message("RECEIPT-SENT", "报出时间", "Submitted"),
    Message("RECEIPT-TELEPHONE", "联系电话", "Telephone"),
    Message("RECEIPT-NUMBER", "编号", "Number"),
    Message("RECEIPT-ATTEMPT", "第几次上传", "Upload"),
    Message("RECEIPT-RECEIVED", "文件收到时间", "File received"),
    Message("RECEIPT-CONFIRMED", "确认报送", "Confirmed by"),
    Message("RECEIPT-CODE", "校核码", "Check code"),
    Message("RECEIPT-CODE-WHY", "文件 SHA-256 前 12 位，与所报文件一致", "First 12 digits of the file's SHA-256"),
    Message("RECEIPT-COUNTS", "校核结果", "Checks"),
    Message(
        "RECEIPT-COUNTED",
        "通过 {held} 项；错误 {errors}，核实 {queries}（已说明 {explained}），提示 {notes}",
        "{held} hold; errors {errors}, queries {queries} ({explained} explained), notes {notes}",
    ),
    Message("RECEIPT-RULES", "规则集", "Rule set"),
    Message("RECEIPT-STATE", "状态", "State"),
    Message("RECEIPT-EXPLAINED", "说明", "Explanations"),
    Message("RECEIPT-NONE", "没有需要说明的。", "Nothing had to be explained."),
    Message(
        "RECEIPT-PRINT", "用浏览器的“打印”可以打印，或另存为 PDF。", "Print it with the browser, or save it as PDF."
    ),
    Message("RECEIPT-INBOX", "收件夹", "the inbox"),
    Message("RECEIPT-FILE", "文件", "File"),
    Message("RECEIPT-PLACE", "位置", "Place"),
)

MESSAGES = (*_TASKS, *_UPLOAD, *_ANSWER, *_EXPLAIN, *_HAND_IN)
