"""Why an explanation, waiver, correction or review cannot be taken as it is, and what to do."""

from schemas.messages import Message

MESSAGES = (
    Message("REVIEW-APPROVE", "通过", "Approve"),
    Message("REVIEW-RETURN", "退回", "Return"),
    Message(
        "REVIEW-CHECKING",
        "编号 {number} 是“校核中”，还没有结论。请在下一次夜间校核之后再审核。",
        "Submission {number} is being checked and has no verdict yet. Review it after the next night.",
    ),
    Message(
        "REVIEW-TO-CORRECT",
        "编号 {number} 是“需修改”：有 {errors} 处错误，填报单位已经收到问题清单。等它改好重报即可，不用审核。",
        "Submission {number} needs changes: it has {errors:error/errors}, and the unit has its list. Wait for the "
        "corrected workbook; there is nothing to review.",
    ),
    Message(
        "REVIEW-TO-EXPLAIN",
        "编号 {number} 是“待说明”：有 {queries} 处核实还没有说明，填报单位已经收到问题清单。等它说明后重报即可，不用审核。",
        "Submission {number} needs explanation: it has {queries:query/queries} without one, and the unit has its list. "
        "Wait for the explained workbook; there is nothing to review.",
    ),
    Message(
        "REVIEW-READY",
        "编号 {number} 是“待报送”：校核已经通过，填报单位还没有确认报送。等它确认后再审核。",
        "Submission {number} is ready to submit: nothing stands against it, but its unit has not confirmed it yet. "
        "Review it after that.",
    ),
    Message(
        "REVIEW-RETURNED",
        "编号 {number} 已由 {by} 于 {at} 退回（{text}），填报单位已经收到通知。等它改好重报，新的报送有新的编号。",
        "Submission {number} was returned by {by} on {at} ({text}), and the unit has been told. Wait for the corrected "
        "workbook; it will have a number of its own.",
    ),
    Message(
        "REVIEW-APPROVED",
        "编号 {number} 已由 {by} 于 {at} 审定，下次发布时收录，不用再审核。如要撤回，请写明理由退回（shenhe review return {number} -m 理由）。",
        "Submission {number} was approved by {by} on {at} and will be in the next edition; there is nothing more to "
        "review. To take that back, return it with a reason (shenhe review return {number} -m REASON).",
    ),
    Message(
        "REVIEW-APPROVED-BY-ITSELF",
        "编号 {number} 校核全部通过，已经自动审定，下次发布时收录，不用再审核。如要撤回，请写明理由退回（shenhe review return {number} -m 理由）。",
        "All checks of submission {number} hold; it was approved by itself and will be in the next edition. To take "
        "that back, return it with a reason (shenhe review return {number} -m REASON).",
    ),
    Message(
        "REVIEW-PUBLISHED",
        "编号 {number} 已经发布，不能再审核或退回。如要改数，请同意更正，让填报单位重报"
        "（shenhe permit {return_code} --unit {unit} --period {period} --until 日期 -m 理由）。",
        "Submission {number} is published and can no longer be reviewed or returned. To change figures, permit a "
        "correction (shenhe permit {return_code} --unit {unit} --period {period} --until DAY -m REASON).",
    ),
    Message(
        "REVIEW-NOT-TAKEN",
        "编号 {number} 没有接收：它来的时候报表已经审定，也没有同意更正。没有可审核的。",
        "Submission {number} was not taken: when it came, the workbook was approved and no correction was permitted. "
        "There is nothing to review.",
    ),
    Message(
        "ACT-NOT-REPORTING",
        "“{name}”（{unit}）自己不报送，它的数在 {parent} 的工作簿里。请写报送的单位",
        "{name} ({unit}) does not report by itself; its figures are in the workbook of {parent}. Name the unit that "
        "reports",
    ),
    Message(
        "WAIVE-RULE",
        "没有规则“{rule}”。规则代码写在问题清单里，也可用 shenhe rules 查看",
        "There is no rule {rule}. Its code stands in the list of findings; see also shenhe rules",
    ),
    Message(
        "WAIVE-REFUSAL",
        "{rule} 是拒收文件的原因，不能豁免。填报单位要按通知改好文件后重报",
        "{rule} is why a file is refused and cannot be waived. The unit has to mend the file and send it again",
    ),
    Message(
        "WAIVE-EXPLANATION",
        "{rule} 只是告诉填报单位说明为什么没有采用，不影响报送，不用豁免",
        "{rule} only tells the unit why an explanation was not taken. It is in nobody's way and needs no waiver",
    ),
    Message(
        "WAIVE-FIGURE",
        "{rule} 说的是没有数或读不出数的单元格，豁免代替不了数。请单位补填；确实没有的填 0",
        "{rule} is about cells without a figure that can be read. No waiver stands in for one: the unit fills it in, 0 where there is none",
    ),
    Message(
        "WAIVE-CITY",
        "{rule} 核对的是全市，不会因它退回哪个单位，不用豁免",
        "{rule} is held over the whole city and returns no unit's workbook. It needs no waiver",
    ),
    Message(
        "WAIVE-ROW",
        "规则 {rule} 没有“{row}”这一行。可以写：{rows:list}",
        "Rule {rule} has no row “{row}”. There are: {rows:list}",
    ),
    Message(
        "WAIVE-COLUMN",
        "规则 {rule} 里没有“{column}”这一栏。可以写：{columns:list}",
        "Rule {rule} has no column “{column}”. There are: {columns:list}",
    ),
    Message(
        "WAIVE-COLUMN-WHICH",
        "规则 {rule} 里有几栏叫“{column}”，请写代码：{columns:list}",
        "Rule {rule} has several columns “{column}”. Give the code: {columns:list}",
    ),
    Message(
        "NIGHT-EARLIER",
        "最近一次夜间校核是按 {last} 做的。已经登记的不能再按更早的 {day} 来判断或决定（截止、豁免、更正都会倒退）。"
        "请用 --date {last} 或以后的日期。",
        "The last night was that of {last}. What is on file is not judged or decided by the older calendar of {day}: "
        "deadlines, waivers and corrections would go backwards. Give --date {last} or a later day.",
    ),
    Message(
        "EXPLAIN-REASON",
        "原因代码“{reason}”不在表中。请从 R01 到 R07、R99 中选一个",
        "The reason code “{reason}” is not on the list. Choose one of R01 to R07, R99",
    ),
    Message(
        "EXPLAIN-SHORT",
        "说明只有 {length} 个字，{reason} 至少要 {least} 个字。请写明是什么事、什么时候、涉及多少",
        "The explanation has {length:character/characters}; {reason} needs at least {least}. Say what happened, when, and how many",
    ),
    Message(
        "EXPLAIN-LONG",
        "说明有 {length} 个字，请缩短到 {most} 个字以内",
        "The explanation has {length:character/characters}; shorten it to at most {most}",
    ),
    Message(
        "EXPLAIN-EMPTY",
        "说明只说数已核实，没有写原因。请写明是什么事、什么时候、涉及多少",
        "The explanation only says that the numbers were verified. Say what happened, when, and how many",
    ),
    Message(
        "EXPLAIN-PERSONAL",
        "说明里像是有姓名、电话或证件号码，没有保存。请删去后重写，只写人数和事由",
        "The explanation seems to hold a name, a telephone or an identity number and was not kept. Write it again with "
        "counts and causes only",
    ),
    Message(
        "EXPLAIN-REFERENCE",
        "{reason} 要写出依据的文号或编号，如“示组发〔2026〕12号”。请补上",
        "{reason} needs the number of the document or correction that it rests on, such as “示组发〔2026〕12号”. Add it",
    ),
    Message(
        "EXPLAIN-NOT-SMALL",
        "R06 只用于分母不到 {limit} 的比例，这一处不适用。请改选其他原因",
        "R06 is for ratios whose denominator is below {limit}; choose another reason here",
    ),
    Message(
        "EXPLAIN-OTHER-NUMBERS",
        "说明是为 {before:list} 写的，现在是 {after:list}。请按现在的数重写",
        "The explanation was written for {before:list}; the numbers now are {after:list}. Write it for these",
    ),
    Message(
        "EXPLAIN-SAME",
        "同一句说明用在了 {count} 处。请分别写明各处的原因",
        "The same explanation stands at {count:place/places}. Say for each what caused it",
    ),
    Message(
        "EXPLAIN-NOTHING",
        "{period} 的 {return_code} 现在没有这一处需要说明",
        "There is nothing to explain at that place of {return_code} for {period} now",
    ),
    Message(
        "DECISION-REASON",
        "请写明理由（不少于 {least} 个字）。",
        "Please give the reason (at least {least:character/characters}).",
    ),
    Message(
        "DECISION-EXPIRY",
        "到期日 {expires} 应当在 {today} 之后，并且不晚于 {latest}。",
        "The expiry {expires} should lie after {today} and not after {latest}.",
    ),
    Message(
        "DECISION-PERSONAL",
        "理由里像是有姓名、电话或证件号码，没有保存。请删去后重写。",
        "The reason seems to hold a name, a telephone or an identity number and was not kept. Write it again without.",
    ),
    Message("DECISION-AUTHOR", "请写明经办人账号。", "Please say which account decides."),
    Message(
        "WAIVER-THERE",
        "{unit} 的 {code} 已有豁免 {number}，到 {until} 为止（含当天），不用再登记。如要改短，请先终止它（shenhe end-waiver {number}）。",
        "{code} is waived for {unit} already: waiver {number}, until {until} (included). To make it shorter, end it first "
        "(shenhe end-waiver {number}).",
    ),
    Message(
        "WAIVER-UNKNOWN",
        "没有编号为 {number} 的有效豁免。有效的可用 shenhe waivers 查看。",
        "There is no waiver number {number} in force. See shenhe waivers for those that there are.",
    ),
    Message(
        "CORRECTION-UNKNOWN",
        "没有编号为 {number} 的有效更正许可。",
        "There is no permitted correction number {number} in force.",
    ),
    Message(
        "CORRECTION-NOT-SETTLED",
        "{unit} {period} 的 {return_code} 还没有审定，可以直接重报，不需要更正。",
        "{return_code} of {unit} for {period} is not approved yet; it can be sent again without a correction.",
    ),
)
