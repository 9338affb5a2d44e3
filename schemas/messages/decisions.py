"""Why an explanation, waiver, correction or review cannot be taken as it is, and what to do."""

from schemas.messages import Message

MESSAGES = (
    Message("REVIEW-APPROVE", "通过", "Approve"),
    Message("REVIEW-RETURN", "退回", "Return"),
    Message(
        "EXPLAIN-REASON",
        "原因代码“{reason}”不在表中。请从 R01 到 R07、R99 中选一个",
        "The reason code “{reason}” is not on the list. Choose one of R01 to R07, R99",
    ),
    Message(
        "EXPLAIN-SHORT",
        "说明只有 {length} 个字，{reason} 至少要 {least} 个字。请写明是什么事、什么时候、涉及多少",
        "The explanation has {length} characters; {reason} needs at least {least}. Say what happened, when, and how many",
    ),
    Message(
        "EXPLAIN-LONG",
        "说明有 {length} 个字，请缩短到 {most} 个字以内",
        "The explanation has {length} characters; shorten it to at most {most}",
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
        "说明是为 {before} 写的，现在是 {after}。请按现在的数重写",
        "The explanation was written for {before}; the numbers now are {after}. Write it for these",
    ),
    Message(
        "EXPLAIN-SAME",
        "同一句说明用在了 {count} 处。请分别写明各处的原因",
        "The same explanation stands at {count} places. Say for each what caused it",
    ),
    Message(
        "EXPLAIN-NOTHING",
        "{period} 的 {return_code} 现在没有这一处需要说明",
        "There is nothing to explain at that place of {return_code} for {period} now",
    ),
    Message(
        "DECISION-REASON",
        "请写明理由（不少于 {least} 个字）。",
        "Please give the reason (at least {least} characters).",
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
        "WAIVER-UNKNOWN",
        "没有编号为 {number} 的有效豁免。",
        "There is no waiver number {number} in force.",
    ),
    Message(
        "CORRECTION-NOT-SETTLED",
        "{unit} {period} 的 {return_code} 还没有审定，可以直接重报，不需要更正。",
        "{return_code} of {unit} for {period} is not approved yet; it can be sent again without a correction.",
    ),
)
