"""The states of a submission, and why a file or a move is not taken."""

from schemas.messages import Message

MESSAGES = (
    Message("STATE-MISSING", "未报", "Not submitted"),
    Message("STATE-CHECKING", "校核中", "Checking"),
    Message("STATE-TO-CORRECT", "需修改", "Needs changes"),
    Message("STATE-TO-EXPLAIN", "待说明", "Needs explanation"),
    Message("STATE-READY", "待报送", "Ready to submit"),
    Message("STATE-AWAITING-REVIEW", "待审核", "Awaiting review"),
    Message("STATE-RETURNED", "已退回", "Returned"),
    Message("STATE-APPROVED", "审定", "Approved"),
    Message("STATE-PUBLISHED", "已发布", "Published"),
    Message("SIDE-LATE", "逾期", "Late"),
    Message("SIDE-CORRECTING", "更正中", "Correcting"),
    Message(
        "STATE-MOVE",
        "现在是“{before}”，不能改为“{after}”。",
        "It is “{before}” now and cannot become “{after}”.",
    ),
    Message(
        "STATE-CLOSED",
        "{period} 的 {return_code} 已经审定，没有接收这个文件。确需更改的，请先向市里申请“更正”，同意后再报。",
        "{return_code} for {period} is approved already, so this file was not taken. To change it, ask the city for a "
        "correction first and send it again once permitted.",
    ),
    Message(
        "RECORD-UNKNOWN",
        "没有编号为 {number} 的报送。编号可用 shenhe status 查看。",
        "There is no submission number {number}. See shenhe status for the numbers.",
    ),
    Message("NIGHT-UNKNOWN", "没有编号为 {number} 的夜间校核。", "There is no night number {number}."),
    Message(
        "RECORD-REPLACED",
        "编号 {number} 已被后来的报送（编号 {newer}）代替，请处理后一份。",
        "Submission {number} was replaced by a later one, number {newer}; please deal with that one.",
    ),
    Message(
        "CONFIRM-STATE",
        "编号 {number} 的状态已经变了，现在不能确认报送。请刷新页面，按页面上的下一步办理。",
        "Where submission {number} stands has changed; it cannot be submitted now. Reload the page and take the step that it "
        "names.",
    ),
    Message(
        "WITHDRAW-STATE",
        "编号 {number} 现在不能撤回：市里已经审核，或还没有报送。确需更改请联系市里。",
        "Submission {number} cannot be withdrawn now: it was reviewed, or not submitted. To change it, ask the city.",
    ),
    Message(
        "WITHDRAW-INBOX",
        "编号 {number} 是从收件夹报来的，不能在这里撤回。要改数，请重新上传。",
        "Submission {number} came by the inbox and is not withdrawn here. To change figures, upload the workbook again.",
    ),
    Message(
        "RECORD-OTHER-FILE",
        "编号 {number} 的文件与校核时的不同，校核结果没有登记。",
        "The file of submission {number} is not the one that was checked; the result was not kept.",
    ),
    Message(
        "RECORD-EDITION",
        "{period} 的第 {vintage} 版已经登记，内容与这一版不同。",
        "Edition {vintage} of {period} is on file already with other content.",
    ),
    Message(
        "RECORD-DATABASE",
        "环境变量 DATABASE_URL 应写成 postgresql://用户@主机/库名。请改正或删去。",
        "DATABASE_URL should read postgresql://user@host/name. Correct or remove it.",
    ),
)
