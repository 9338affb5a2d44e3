"""What surrounds the findings in a reply: headlines, headings, the list sheet, the account at the end."""

from schemas.messages import Message

_HEADLINES = (
    Message(
        "HEADLINE-ERRORS",
        "{title}有 {errors} 处错误，改好后重新上传",
        "{title}: {errors} to correct; correct and upload again",
    ),
    Message(
        "HEADLINE-ERRORS-TRIED",
        "{title}有 {errors} 处错误，改好后再报送",
        "{title}: {errors} to correct before you hand it in",
    ),
    Message(
        "HEADLINE-QUERIES-TRIED",
        "没有错误，有 {queries} 处请核实：报送时写明原因",
        "No errors, {queries} to verify: give the reasons when you hand it in",
    ),
    Message("HEADLINE-CLEAN-TRIED", "{held} 项校核全部通过", "All {held:check holds/checks hold}"),
    Message("HEADLINE-ALSO-QUERIES", "另有 {queries} 处请核实", "{queries} more to verify"),
    Message(
        "HEADLINE-NOT-ACCEPTED",
        "{count} 条说明没有采用，原因见各处",
        "{count:explanation/explanations} not accepted, each place says why",
    ),
    Message("HEADLINE-PASSED", "其余 {held} 项检查通过", "{held:other check holds/other checks hold}"),
    Message(
        "HEADLINE-QUERIES",
        "没有错误，有 {queries} 处请核实：写明原因后即可报送",
        "No errors, {queries} to verify: give the reasons and submit",
    ),
    Message(
        "HEADLINE-CLEAN",
        "{held} 项校核全部通过，请确认报送",
        "All {held:check holds/checks hold}; please confirm and submit",
    ),
    Message(
        "HEADLINE-REFUSED",
        "这个文件没有接收：{reason}",
        "The file was not taken: {reason}",
    ),
    Message(
        "PROGRESS",
        "与上一次相比：改好 {fixed}，剩 {open}，新增 {new}",
        "Since last time: {fixed} fixed, {open} open, {new} new",
    ),
    Message(
        "PROGRESS-EXPLAINED",
        "与上一次相比：改好 {fixed}，已说明 {explained}，剩 {open}，新增 {new}",
        "Since last time: {fixed} fixed, {explained} explained, {open} open, {new} new",
    ),
)

_LIST = (
    Message("LIST-KEY", "标识", "Key"),
    Message("LIST-NUMBER", "序号", "No."),
    Message("LIST-LEVEL", "级别", "Level"),
    Message("LIST-PLACE", "位置", "Place"),
    Message("LIST-WHAT", "问题", "What was found"),
    Message("LIST-ADVICE", "怎么改", "What to do"),
    Message("LIST-CLUE", "线索", "Clue"),
    Message("LIST-REASON", "原因代码", "Reason code"),
    Message("LIST-NOTE", "填报说明", "Explanation"),
    Message("LIST-NUMBERS", "核对数", "Numbers"),
    Message(
        "LIST-HOWTO",
        "点“位置”跳到该格。错误要改数；核实的，改数，或在黄格选原因代码并写明原因（10-200 字，不写姓名和号码）。改好保存后重新上传，这张表不用删。",
        "Follow the place to its cell. Correct errors; correct queries or choose a reason code and explain in the yellow "
        "cells (10 to 200 characters, no names or numbers of people). Save and upload again; leave this sheet in place.",
    ),
    Message("LIST-REASONS", "原因代码：{reasons}", "Reason codes: {reasons}"),
    Message(
        "LIST-REASON-PROMPT",
        "从 R01 到 R07、R99 中选一个，含义见第 3 行",
        "Choose one of R01 to R07, R99; row 3 says what they mean",
    ),
    Message("LIST-REASON-ERROR", "请从 R01 到 R07、R99 中选一个", "Choose one of R01 to R07, R99"),
    Message("LIST-NONE", "没有问题", "Nothing was found"),
    Message(
        "LIST-EARLIER-NOTE",
        "上次的说明（数字已变，请重写）：{text}",
        "Earlier explanation (numbers have changed, write anew): {text}",
    ),
    Message("LIST-ROW", "见问题清单第 {number} 项", "see no. {number} on the list of findings"),
    Message("REASON-R01", "机构/区划调整（填批准文号）", "organs or boundaries changed (give the approval number)"),
    Message("REASON-R02", "口径或制度变化", "definitions changed"),
    Message("REASON-R03", "整建制划转", "a whole unit was transferred"),
    Message("REASON-R04", "集中办理/政策性高峰", "a peak of a policy"),
    Message("REASON-R05", "上期差错更正（填更正编号）", "an error of last period corrected (give its number)"),
    Message("REASON-R06", "样本极小导致比例波动", "a ratio of very small numbers"),
    Message("REASON-R07", "业务确有其事（填依据文号）", "it really happened (give the document's number)"),
    Message("REASON-R99", "其他（不少于 15 字）", "other (at least 15 characters)"),
)

_COMMENT = (
    Message("COMMENT-ADVICE", "怎么改：{advice}", "What to do: {advice}"),
    Message("COMMENT-RULE", "规则 {code}", "Rule {code}"),
    Message("COMMENT-MORE", "另有 {count} 处，见问题清单", "{count} more, see the list of findings"),
    Message("COMMENT-FOLLOWS", "第 {number} 项改好后，这里会随之改好", "Will be right with no. {number}"),
    Message("COMMENT-CONSEQUENCES", "连带 {count} 处会随之改好", "{count} more will be right with it"),
)

_ACCOUNT = (
    Message("REPORT-TITLE", "校核结果", "Results of the check"),
    Message("REPORT-TEMPLATE", "模板 {template}", "template {template}"),
    Message("REPORT-EXPLAINED", "（已说明）", " (explained)"),
    Message("REPORT-ROW", "行", "row"),
    Message("REPORT-LABEL", "名称", "name"),
    Message("REPORT-CONSEQUENCE", "连带：{line}", "With it: {line}"),
    Message("REPORT-PLACE", "位置：{place}", "Where: {place}"),
    Message("REPORT-CONTACT", "有疑问请联系 {contact}", "Questions: {contact}"),
    Message(
        "REPORT-COUNTS",
        "发现 {errors} 处错误、{queries} 处核实、{notes} 处提示；其余 {held} 项通过。",
        "Found: {errors:error/errors}, {queries:query/queries}, {notes:note/notes}; {held:other check holds/other checks hold}.",
    ),
    Message("REPORT-UNTOLD", "{untold} 项因缺数不能判断。", "{untold} could not be told for want of numbers."),
    Message(
        "REPORT-LEFT-OUT",
        "另有 {count} 项要对照上期、上年末或同期其他报表，这次没有校核；有单位名册和以前报送的电脑上，加 --home 目录 就一并校核。",
        "Left out for now: {count:check/checks} against earlier periods or other returns; where the register and earlier "
        "workbooks are at hand, --home DIR makes these too.",
    ),
    Message("REPORT-SECONDS", "用时 {seconds} 秒。", "Took {seconds} s."),
    Message("REPORT-MARKED", "标注工作簿：{name}", "Marked workbook: {name}"),
    Message("REPORT-EXPLAIN", "说明规则：shenhe explain {code}", "About a rule: shenhe explain {code}"),
    Message("REPORT-FILE", "文件", "File"),
    Message("REPORT-SHEET", "工作表", "Sheet"),
    Message("REPORT-CELL", "单元格", "Cell"),
    Message("REPORT-CODE", "规则", "Rule"),
    Message("REPORT-TABLE", "表", "Table"),
    Message("REPORT-CASE", "同源", "Case"),
)

MESSAGES: tuple[Message, ...] = (*_HEADLINES, *_LIST, *_COMMENT, *_ACCOUNT)
