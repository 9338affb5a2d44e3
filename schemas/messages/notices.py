"""Short notices to units: what came of a workbook, what is due, what is late. Without figures."""

from schemas.messages import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        "NOTICE",
        "【组织统计】{unit} {title}（{period}）{what}",
        "[Statistics] {unit}, {title} ({period}): {what}",
    ),
    Message("NOTICE-ATTEMPT", "第{attempt}次上传：{what}", "upload {attempt}: {what}"),
    Message(
        "NOTICE-ERRORS",
        "{errors} 处错误、{queries} 处核实，请登录查看并修改",
        "{errors} errors, {queries} queries; please log in and correct them",
    ),
    Message(
        "NOTICE-QUERIES",
        "没有错误，{queries} 处请核实，请登录写明原因",
        "no errors, {queries} queries; please log in and give the reasons",
    ),
    Message("NOTICE-CLEAN", "校核通过，待市委组织部审核", "all checks hold; it awaits review"),
    Message("NOTICE-REFUSED", "没有接收：{reason}", "not taken: {reason}"),
    Message(
        "NOTICE-RETURNED", "已退回：{comment}。请修改后重新上传", "returned: {comment}. Please correct and upload again"
    ),
    Message("NOTICE-APPROVED", "已审定", "approved"),
    Message("NOTICE-REMINDER", "尚未报送，距截止还有 {days} 天", "not submitted yet, {days} days left"),
    Message("NOTICE-TODAY", "尚未报送，今天截止", "not submitted yet; it is due today"),
    Message("NOTICE-LATE", "已逾期 {days} 天，请尽快报送", "{days} days late; please submit"),
    Message("NOTICE-DUE", "。截止 {due}", ". Due {due}"),
    Message("NOTICE-NUMBER", "。编号 {number}", ". No. {number}"),
)
