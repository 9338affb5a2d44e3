"""Short notices to units: what came of a workbook, what is due, what is late. Without figures."""

from schemas.messages import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        "NOTICE",
        "【组织统计】{unit} {title}（{period}）{what}",
        "[Statistics] {unit}, {title} ({period}): {what}",
    ),
    Message(
        "NOTICE-NOT-TAKEN",
        "【组织统计】{subject}（{day}收到）没有接收：{reason}。有疑问请联系 {contact}",
        "[Statistics] {subject} (received {day}) was not taken: {reason}. Questions: {contact}",
    ),
    Message("NOTICE-FILE-OF", "{unit} {file}", "{unit}, {file}"),
    Message("NOTICE-NAMELESS", "一个文件", "a file"),
    Message("NOTICE-DAY", "{year}年{month}月{day}日", "{day} {month} {year}"),
    Message("NOTICE-ATTEMPT", "第{attempt}次上传：{what}", "upload {attempt}: {what}"),
    Message(
        "NOTICE-ERRORS",
        "{errors} 处错误、{queries} 处核实",
        "{errors:error/errors}, {queries:query/queries}",
    ),
    Message(
        "NOTICE-QUERIES",
        "没有错误，{queries} 处请核实",
        "no errors, {queries:query/queries}",
    ),
    Message(
        "NOTICE-NOT-ACCEPTED",
        "，{count} 条说明没有采用（原因见问题清单）",
        ", {count:explanation/explanations} not accepted (the list of findings says why)",
    ),
    # What to do, by the way on which the file came: one group for each way.
    Message(
        "NOTICE-INBOX-ERRORS",
        "，请按标注工作簿和问题清单改正后重新放入收件夹",
        "; please correct the marked workbook by its list of findings and put it into the inbox again",
    ),
    Message(
        "NOTICE-INBOX-QUERIES",
        "，请改数，或在标注工作簿的问题清单里写明原因，再重新放入收件夹",
        "; please correct, or give the reasons on the list of findings of the marked workbook, and put it into the inbox "
        "again",
    ),
    Message(
        "NOTICE-INBOX-ERRORS-PAGE",
        "，请按校核结果页改正后重新放入收件夹",
        "; please correct the file by the page of results and put it into the inbox again",
    ),
    Message(
        "NOTICE-INBOX-QUERIES-PAGE",
        "，请按校核结果页改数后重新放入收件夹；属实的，请另存为 .xlsx 再放入，下次答复里有写原因的地方",
        "; please correct the file by the page of results and put it into the inbox again; where the figures are true, "
        "save it as .xlsx and send that: its answer has a place for the reasons",
    ),
    Message(
        "NOTICE-PORTAL-ERRORS",
        "，请登录查看，改好后重新上传",
        "; please sign in, see what was found, correct it and upload it again",
    ),
    Message(
        "NOTICE-PORTAL-QUERIES",
        "，请登录改数，或写明原因",
        "; please sign in, and correct or give the reasons",
    ),
    Message("NOTICE-INBOX-RETURNED", "。请修改后重新放入收件夹", ". Please correct and put it into the inbox again"),
    Message("NOTICE-PORTAL-RETURNED", "。请登录，修改后重新上传", ". Please sign in, correct it and upload it again"),
    Message("NOTICE-READY", "校核通过，请登录确认报送", "all checks hold; please sign in and submit it"),
    Message(
        "NOTICE-REPEATED",
        "与 {moment} 上传的第 {attempt} 次文件完全相同，没有变化。答复在 {place}",
        "the file is the same as that of upload {attempt}, received {moment}; nothing has changed. The answer is in {place}",
    ),
    Message(
        "NOTICE-REPEATED-EARLIER",
        "与 {moment} 上传的第 {attempt} 次文件完全相同，没有变化；仍以 {newer_moment} 上传的第 {newer} 次文件为准，答复在 {place}。"
        "确要改用第 {attempt} 次的数，请打开那份文件另存一次，再放入收件夹",
        "the file is the same as that of upload {attempt}, received {moment}; nothing has changed. What counts is upload "
        "{newer}, received {newer_moment}; its answer is in {place}. To go back to the figures of upload {attempt}, open "
        "that file, save it anew, and put it into the inbox",
    ),
    Message("NOTICE-MOMENT", "{month}月{day}日 {time}", "{day} {month}, {time}"),
    Message("NOTICE-CLEAN", "校核通过，待市里审核", "all checks hold; it awaits review"),
    Message("NOTICE-REFUSED", "没有接收：{reason}", "not taken: {reason}"),
    Message(
        "NOTICE-RETURNED",
        "已退回：{comment}{what}",
        "returned: {comment}{what}",
    ),
    Message("NOTICE-APPROVED", "已审定", "approved"),
    Message("NOTICE-REMINDER", "尚未报送，距截止还有 {days} 天", "not submitted yet, {days:day/days} left"),
    Message("NOTICE-TODAY", "尚未报送，今天截止", "not submitted yet; it is due today"),
    Message("NOTICE-LATE", "已逾期 {days} 天，请尽快报送", "{days:day/days} late; please submit"),
    Message(
        "NOTICE-LATE-TO-CORRECT",
        "有错误要改，还没有重报，已经逾期，请尽快改好重报",
        "errors are to be corrected and it was not sent again in time; please correct it and send it again",
    ),
    Message(
        "NOTICE-LATE-RETURNED",
        "已退回，还没有重报，已经逾期，请尽快改好重报",
        "it was returned and not sent again in time; please correct it and send it again",
    ),
    Message(
        "NOTICE-LATE-TO-EXPLAIN",
        "有核实没有说明，已经逾期，请尽快说明或改数",
        "queries are without an explanation and the time is over; please explain or correct them",
    ),
    Message(
        "NOTICE-LATE-READY",
        "校核已通过，还没有确认报送，已经逾期，请尽快确认",
        "nothing stands against it, but it was not confirmed in time; please confirm it",
    ),
    Message("NOTICE-DUE", "。截止 {due}", ". Due {due}"),
    Message("NOTICE-NUMBER", "。编号 {number}", ". No. {number}"),
    Message("NOTICE-CONTACT", "。有疑问请联系 {contact}", ". Questions: {contact}"),
)
