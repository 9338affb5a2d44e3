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
    Message("OUTCOME-CLEAN", "通过", "Clean"),
    Message("OUTCOME-QUERIES", "有核实", "With queries"),
    Message("OUTCOME-ERRORS", "有错误", "With errors"),
    Message("OUTCOME-REFUSED", "拒收", "Refused"),
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
        "EXPLAIN-CHECKING",
        "编号 {number} 正在重新校核，这次写的说明没有保存。请等校核做完后再写。",
        "Submission {number} is being checked anew, so what was written now was not kept. Please write it once the check has "
        "ended.",
    ),
    Message(
        "EXPLAIN-HANDED-IN",
        "编号 {number} 已经报送，这次写的说明没有保存。还没有审核的可以先撤回再补充说明；已经审核的请联系市里。",
        "Submission {number} is handed in already, so what was written now was not kept. While it is not reviewed you may "
        "withdraw it and add to the explanations; after that, ask the city.",
    ),
    Message(
        "SEEN-OTHERWISE",
        "这一步没有办：{changes}请按现在的内容再看一遍，再作决定。",
        "This step was not done. {changes}Please look again at what stands now, then decide.",
    ),
    Message("SEEN-UNKNOWN", "不知道您看到的是哪一次校核结果。", "It is not known which verdict you had before you. "),
    Message("SEEN-CHECKING", "现在正在重新校核。", "It is being checked anew now. "),
    Message(
        "SEEN-FILE",
        "文件换了（文件指纹原来是 {before}，现在是 {after}）。",
        "The file is another one (its hash was {before} and is {after}). ",
    ),
    Message(
        "SEEN-RULES",
        "校核规则更新了（规则版本原来是 {before}，现在是 {after}），已按新规则重新校核。",
        "The rules have changed (they were {before} and are {after}), and it was checked by them. ",
    ),
    Message(
        "SEEN-FINDINGS",
        "校核结果变了：错误原来 {errors_before} 处、现在 {errors} 处，未说明的核实原来 {queries_before} 处、现在 {queries} 处，"
        "豁免原来 {waived_before} 处、现在 {waived} 处，问题里的数也可能变了。",
        "The findings have changed: errors were {errors_before} and are {errors}, queries not explained were "
        "{queries_before} and are {queries}, waived ones were {waived_before} and are {waived}; figures in them may have "
        "changed too. ",
    ),
    Message(
        "SEEN-EXPLANATIONS",
        "说明变了：原来有效的 {before} 条，现在 {after} 条，内容也可能改了。",
        "The explanations have changed: {before} held and {after} hold now; their words may have changed too. ",
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
