"""Clues: why a cell may be the wrong one. Each is shown as 仅供参考 and none is ever applied."""

from schemas.messages import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        "CLUE",
        "线索（仅供参考）：{clue}。请以台账为准，不要为了凑平而改数",
        "Clue (not a decision): {clue}. Follow your records; do not change a number only to make it balance",
    ),
    Message(
        "CLUE-ALONE",
        "{where} 改成 {suggestion} 后各项关系都成立，最可能是这一格",
        "with {suggestion} in {where} all relations hold, so this cell is the likeliest",
    ),
    Message(
        "CLUE-ONE-OF",
        "{where} 等 {count} 格中任改一格都能成立，请先看这几格",
        "a change of any one of {count} cells, {where} among them, makes it hold; look at these first",
    ),
    Message(
        "CLUE-CARRIED",
        "{where} 和合计行一起改（这一格是 {suggestion}）后各项关系都成立",
        "with {suggestion} in {where}, and the total row changed with it, all relations hold",
    ),
    Message(
        "CLUE-BREAKDOWN-AGREES",
        "另一组分项之和与合计一致，更可能是 {where} 填错",
        "another breakdown agrees with the total, so {where} is more likely to be wrong",
    ),
    Message(
        "CLUE-TOTAL-ALONE",
        "几组分项之和都是 {suggestion}，只有 {where} 不同，更可能是合计填错",
        "all breakdowns give {suggestion} and only {where} differs, so the total is more likely to be wrong",
    ),
    Message(
        "CLUE-EQUALS-PART",
        "差额正好等于 {where}，可能漏加或重复加",
        "the difference is exactly {where}; it may have been left out or added twice",
    ),
    Message(
        "CLUE-DIGITS-SWAPPED",
        "{where} 与 {suggestion} 只是相邻两位颠倒",
        "{where} and {suggestion} differ only in two neighbouring digits",
    ),
    Message(
        "CLUE-DIGIT-MISSING",
        "{where} 与 {suggestion} 只差一位数字，可能少打了一位",
        "{where} and {suggestion} differ by one digit; one may be missing",
    ),
    Message(
        "CLUE-DIGIT-MORE",
        "{where} 与 {suggestion} 只差一位数字，可能多打了一位",
        "{where} and {suggestion} differ by one digit; there may be one too many",
    ),
    Message(
        "CLUE-TIMES-TEN",
        "{where} 与 {suggestion} 正好相差 10 倍",
        "{where} is exactly ten times, or a tenth of, {suggestion}",
    ),
    Message(
        "CLUE-MEASURE",
        "{where} 与 {suggestion} 正好相差 10,000 倍，可能是“元”填成了“万元”或相反",
        "{where} and {suggestion} differ by a factor of 10,000: yuan and 10,000 yuan may have been mixed",
    ),
    Message(
        "CLUE-SIGN",
        "{where} 可能多了或少了负号，应是 {suggestion}",
        "{where} may have the wrong sign; {suggestion} would hold",
    ),
    Message(
        "CLUE-CELLS-SWAPPED",
        "{where} 可能与相邻的一格填反了，应是 {suggestion}",
        "{where} may have changed places with its neighbour; {suggestion} would hold",
    ),
    Message(
        "CLUE-SHIFTED",
        "从 {where} 起可能错了一行或一栏，应是 {suggestion}",
        "from {where} on, the numbers may be one row or column off; {suggestion} would hold",
    ),
    Message(
        "CLUE-LAST-PERIOD",
        "{where} 与上期相同，可能沿用了上期的数，应是 {suggestion}",
        "{where} is the same as last period and may have been carried over; {suggestion} would hold",
    ),
    Message(
        "CLUE-SUBTOTAL-TWICE",
        "{where} 可能把小计又加了一遍，应是 {suggestion}",
        "{where} may count a sub-total twice; {suggestion} would hold",
    ),
    Message(
        "CLUE-BLANK",
        "{where} 没有填，填 {suggestion} 即可成立",
        "{where} is blank; {suggestion} would hold",
    ),
    Message(
        "CLUE-AS-WRITTEN",
        "{where} 看起来是 {suggestion}",
        "{where} looks like {suggestion}",
    ),
)
