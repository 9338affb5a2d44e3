"""What the office is told outside the portal: what happened to which workbook, never a figure of it."""

from schemas.messages import Message

MESSAGES = (
    Message(
        "NOTIFY-RECEIVED",
        "【组织统计】{unit} {title}（{period}）第{attempt}次上传已收到。编号 {number}",
        "[Statistics] {unit}, {title} ({period}): upload {attempt} was received. No. {number}",
    ),
    Message(
        "NOTIFY-RETURNED",
        "【组织统计】{unit} {title}（{period}）第{attempt}次上传需修改，请登录查看并修改。编号 {number}",
        "[Statistics] {unit}, {title} ({period}): upload {attempt} needs changes; please sign in and correct it. "
        "No. {number}",
    ),
    Message(
        "NOTIFY-APPROVED",
        "【组织统计】{unit} {title}（{period}）第{attempt}次上传已审定。编号 {number}",
        "[Statistics] {unit}, {title} ({period}): upload {attempt} was approved. No. {number}",
    ),
    Message("NOTIFY-OWES", "{unit}（{titles}）", "{unit} ({titles})"),
    Message(
        "NOTIFY-DUE-SOON",
        "【组织统计】{period}：{units} 个单位尚未报齐，距截止 {due} 还有 {days} 天：{who}",
        "[Statistics] {period}: {units:unit has/units have} not sent everything, {days:day/days} left until {due}: {who}",
    ),
    Message(
        "NOTIFY-OVERDUE",
        "【组织统计】{period}：{units} 个单位尚未报齐，截止 {due}，已过 {days} 天：{who}",
        "[Statistics] {period}: {units:unit has/units have} not sent everything; it was due {due}, {days:day/days} ago: "
        "{who}",
    ),
    Message(
        "NOTIFY-PUBLISHED",
        "【组织统计】{period} 已发布（{vintage}）",
        "[Statistics] {period} was published ({vintage})",
    ),
    Message(
        "NOTIFY-NIGHT-STOPPED",
        "【组织统计】夜间校核没有做完（{began} 开始）。请在服务器上运行 shenhe doctor 查看原因，再运行 shenhe night",
        "[Statistics] The night did not come to its end (begun {began}). Run shenhe doctor on the server to see why, "
        "then shenhe night",
    ),
    Message(
        "NOTIFY-NIGHT-MISSING",
        "【组织统计】夜间校核未运行（上次 {began}）。请在服务器上运行 shenhe doctor 查看原因，再运行 shenhe night",
        "[Statistics] The night did not run (last begun {began}). Run shenhe doctor on the server to see why, "
        "then shenhe night",
    ),
)
