"""What to do about a finding; one sentence for every Pattern that has its own."""

from schemas.messages import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        "ADVICE-SUM",
        "请对照台账核对这 {count} 个数，哪个填错改哪个，使“{relation}”",
        "Check the {count:number/numbers} against your records and correct the one that is wrong, so that {relation}",
    ),
    Message(
        "ADVICE-ROWS",
        "请对照台账核对{total}和它下面各行的“{column}”，哪个填错改哪个",
        'Check "{column}" in the {total} and in its rows against your records and correct the one that is wrong',
    ),
    Message(
        "ADVICE-EQUAL",
        "请对照台账核对两处，改填错的一处",
        "Check both against your records and correct the one that is wrong",
    ),
    Message(
        "ADVICE-OPENING",
        "期初必须等于上期期末；上期有误的，请先申请“更正上期”",
        "They must be equal; if last period was wrong, ask for a correction first",
    ),
    Message(
        "ADVICE-MOVED",
        "属实请写说明；不属实请改数",
        "If true, explain; if not, correct it",
    ),
    Message(
        "ADVICE-AT-MOST",
        "{subject}不能大于{other}。请对照台账核对，哪个填错改哪个",
        "{subject} cannot be more than {other}. Check against your records and correct the one that is wrong",
    ),
    Message(
        "ADVICE-FALLING",
        "累计数不会比前一期少。请核对本期的数；前一期有误的，请先申请更正",
        "A number that adds up over the year does not fall. Check this period's; if the earlier one was wrong, ask "
        "for a correction first",
    ),
    Message("ADVICE-NOTE", "供参考，属实不用改", "For information; nothing to do if it is true"),
    Message("ADVICE-QUERY", "属实请写说明；不属实请改数", "If true, explain; if not, correct it"),
    Message(
        "ADVICE-RATIO",
        "请按左边的数重新计算，或核对分子、分母",
        "Compute it again from the numbers on the left, or check those",
    ),
    Message(
        "ADVICE-CITY",
        "请与对方单位核对，填错的一方改数",
        "Compare with the other unit; the one that is wrong corrects its number",
    ),
    Message(
        "ADVICE-CONDITION",
        "请对照台账核对这两个数，哪个填错改哪个",
        "Check the two numbers against your records and correct the one that is wrong",
    ),
    Message(
        "ADVICE-UNSETTLED",
        "先按台账填好“{subject}”，再核对与它有关的各数，哪个填错改哪个",
        "Fill in {subject} from your records, then check the numbers it goes with and correct the one that is wrong",
    ),
    Message(
        "ADVICE-BLANK",
        "没有请填 0，不要留空，也不要写“无”“/”",
        'Enter 0 if there is none; do not leave it blank or write "none" or "/"',
    ),
    Message(
        "ADVICE-UNFILLED",
        "请填好黄色的格再报，没有的填 0",
        "Fill in the yellow cells, 0 where there is none, and send it again",
    ),
    Message("ADVICE-NOT-A-NUMBER", "请只填数字，不带文字和符号", "Enter digits only, no words or signs"),
    Message("ADVICE-NOT-WHOLE", "请填{kind}，不带单位{suggestion}", "Enter {kind} without unit{suggestion}"),
    Message("ADVICE-NEGATIVE", "请对照台账核对这个数", "Check the number against your records"),
    Message(
        "ADVICE-NO-CACHE",
        "可能由程序生成、未用 Excel/WPS 打开保存。请用 Excel 或 WPS 打开，保存后再上传",
        "It may have been made by a program. Open and save it in Excel or WPS, then upload again",
    ),
    Message(
        "ADVICE-NO-RESULTS",
        "请用 Excel 或 WPS 打开这个工作簿，按 F9 重新计算，保存后再报。不用逐格改；其他格的数已照常校核",
        "Open the workbook in Excel or WPS, press F9 to compute it, save it and hand it in again. No cell has to be "
        "changed by hand; all other cells were checked as usual",
    ),
    Message(
        "ADVICE-ERROR-VALUE",
        "请改正公式，或直接填数",
        "Correct the formula, or enter the number itself",
    ),
    Message(
        "ADVICE-HEADING",
        "请恢复模板的表头，或改用市里发来的原模板",
        "Restore the headings of the template, or fill the template anew",
    ),
    Message(
        "ADVICE-ROW",
        "请恢复模板的行和单位代码，或改用市里发来的原模板",
        "Restore the rows and unit codes of the template, or fill the template anew",
    ),
    Message(
        "ADVICE-TABLE",
        "请恢复模板的工作表，每张表只留一张",
        "Restore the sheets of the template, one for each table",
    ),
    Message(
        "ADVICE-LEFT-OUT",
        "把存成文本的格删掉后直接输入数值，重新计算后保存；合计等公式会自动改正，不用改",
        "Delete what is stored as text and type the number, then compute and save; the formulas that add up will be "
        "right by themselves",
    ),
    Message("ADVICE-CLEANED", "不用改；下次请只填数字", "Nothing to do; next time enter digits only"),
    Message(
        "ADVICE-HIDDEN", "请取消隐藏，看看其中的内容是否该报", "Unhide it and see whether it belongs in the return"
    ),
    Message(
        "ADVICE-LAYOUT",
        "不用改；下次请用市里发来的模板，表头、行和工作表都不改动",
        "Nothing to do; next time fill the template of the city and leave its headings, rows and sheets as they are",
    ),
    Message(
        "ADVICE-PRINTED",
        "公布数经过四舍五入，供核对原表时参考",
        "Published figures are rounded; compare with the source",
    ),
    Message(
        "ADVICE-EXPLANATION",
        "请补充原因代码和说明后再上传",
        "Complete the reason code and the explanation, then upload again",
    ),
)
