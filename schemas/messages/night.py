"""What the night tells the office: the account of a run, the morning summary, and why something was not done."""

from schemas.messages import Message

MESSAGES = (
    Message(
        "NIGHT-ACCOUNT",
        "昨夜校核 {judged} 份：收到 {received}，通过 {clean}，需修改 {returned}，待说明 {queried}，拒收 {refused}；"
        "已发布 {published}。用时 {seconds} 秒。",
        "Checked {judged} workbooks: {received} received, {clean} clean, {returned} returned, {queried} with queries, "
        "{refused} refused; {published} published. {seconds} s.",
    ),
    Message(
        "NIGHT-MISSING",
        "{period} 未报 {count} 份：{names}",
        "{period}: {count} not submitted: {names}",
    ),
    Message(
        "NIGHT-CITY",
        "{period} 全市核对有 {count} 处不平，见 {file}",
        "{period}: {count} city-wide gaps, see {file}",
    ),
    Message(
        "NIGHT-EDITION",
        "{period} 发布 v{vintage:03d}：{units}/{expected} 个单位，{facts} 个数据 → {folder}",
        "{period} published as v{vintage:03d}: {units} of {expected} units, {facts} facts → {folder}",
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
    Message("BOARD-UNIT", "填报单位", "Unit"),
    Message("BOARD-DUE", "截止 {due}", "Due {due}"),
    Message(
        "BOARD-COUNTS",
        "应报 {expected} · 已报 {received} · 审定 {approved} · 需修改 {returned} · 待说明 {queried} · 未报 {missing} · 逾期 {late}",
        "{expected} expected · {received} received · {approved} approved · {returned} to correct · {queried} to explain "
        "· {missing} missing · {late} late",
    ),
)
