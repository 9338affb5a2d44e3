"""What the night tells the office: the account of a run, the morning summary, and why something was not done."""

from schemas.messages import Message

MESSAGES = (
    Message(
        "NIGHT-ACCOUNT",
        "收到 {received} 份（另有重复 {repeated} 份，拒收 {refused} 份）；校核 {judged} 份：通过 {clean}，需修改 {returned}，"
        "待说明 {queried}；新发布 {published} 份。用时 {seconds} 秒。",
        "{received} received ({repeated} more were duplicates, {refused} refused); {judged} checked: {clean} clean, "
        "{returned} to correct, {queried} to explain; {published} newly published. {seconds} s.",
    ),
    Message(
        "NIGHT-MISSING",
        "{period} 未报 {count} 份：{names}",
        "{period}: {count} not submitted: {names}",
    ),
    Message(
        "NIGHT-CITY",
        "{period} 全市核对有 {count} 处不平（两边各县都要核对，暂不退回）：",
        "{period}: {count} gaps over the whole city (both sides are to check; nobody is returned for them yet):",
    ),
    Message(
        "NIGHT-EDITION",
        "{period} 发布 v{vintage:03d}：{units}/{expected} 份，{facts} 个数据 → {folder}",
        "{period} published as v{vintage:03d}: {units} of {expected} workbooks, {facts} facts → {folder}",
    ),
    Message(
        "NIGHT-NOT-PUBLISHED",
        "{period} 没有发布：{reasons}",
        "{period} was not published: {reasons}",
    ),
    Message(
        "NIGHT-WHERE",
        "标注工作簿和通知在 {replies}，数据在 {curated}，今晨简报在 {summary}",
        "Marked workbooks and notices: {replies}; data: {curated}; this morning's summary: {summary}",
    ),
    Message(
        "NIGHT-RUNNING",
        "另一次夜间校核正在运行（{holder}，{since} 开始）。请等它结束；若它已中断，{until} 之后可以重新运行。",
        "Another night is running ({holder}, since {since}). Wait for it to end; if it was interrupted, a new one can "
        "start after {until}.",
    ),
    Message(
        "NIGHT-BATCH",
        "有一批 {count} 份没有处理完（{detail}），已逐份重试",
        "A batch of {count} files was not finished ({detail}); each was tried again alone",
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
    Message("BOARD-UNTIL", "截止 {due}", "Due {due}"),
    Message("BOARD-FOUND", "{errors} 处错误、{queries} 处核实", "{errors} errors, {queries} queries"),
    Message("BOARD-ATTEMPT-AT", "第 {attempt} 次，{at}", "attempt {attempt}, {at}"),
    Message(
        "NIGHT-HERE",
        "这台机器上另一次夜间校核正在运行，请等它结束。",
        "Another night is running on this machine; wait for it to end.",
    ),
    Message(
        "BOARD-COUNTS",
        "应报 {expected} · 已报 {received} · 审定 {approved} · 需修改 {returned} · 待说明 {queried} · 未报 {missing} · 逾期 {late}",
        "{expected} expected · {received} received · {approved} approved · {returned} to correct · {queried} to explain "
        "· {missing} missing · {late} late",
    ),
)
