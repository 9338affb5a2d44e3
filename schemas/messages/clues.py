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
        "CLUE-ONE-GROUP",
        "只改一格不能成立，{cells} 中要几格一起改，单看关系分不出是哪几格",
        "no single cell mends it; some of {cells} must be changed together, and the relations alone do not tell which",
    ),
    Message(
        "CLUE-LIMIT",
        "只改一格的话，只有改 {where} 才能成立，但推不出应是多少",
        "of single cells only a change of {where} makes it hold; what it should be cannot be told",
    ),
    Message(
        "CLUE-LEFT-OUT",
        "{where} 存成了文本，求和的公式没有把它算进去；删掉后直接输入 {suggestion}",
        "{where} is stored as a text, which the formulas that add up leave out; delete it and type {suggestion}",
    ),
    Message(
        "CLUE-LEFT-OUT-SEVERAL",
        "{cells} 存成了文本，求和的公式没有把它们算进去；逐格删掉后直接输入原来的数",
        "{cells} are stored as texts, which the formulas that add up leave out; delete each and type its number again",
    ),
    Message(
        "CLUE-FOLLOWS",
        "{where} 会自动变成 {suggestion}",
        "{where} will become {suggestion} by itself",
    ),
    Message("THEN-FOLLOWS", "{clue}，{follows}", "{clue}, and {follows}"),
    Message(
        "CLUE-BALANCES",
        "{where} 改成 {suggestion}，要说明的差数也就没有了，最可能是这一格",
        "with {suggestion} in {where} no difference is left to explain either, so this cell is the likeliest",
    ),
    Message(
        "CLUE-ONE-OF",
        "{cells} 中任改一格都能成立，单看关系分不出是哪一格",
        "a change of any one of {cells} makes it hold; the relations alone do not tell which",
    ),
    Message(
        "ELSE",
        "{clue}；只看关系，也可能是 {cells}",
        "{clue}; by the relations alone it could also be {cells}",
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
        "CLUE-ONE-EXCHANGE",
        "{cells} 中可能有两格填反了，单看关系分不出是哪两格",
        "two of {cells} may have changed places; the relations alone do not tell which",
    ),
    Message(
        "CLUE-OR-EXCHANGED",
        "{exchanged} 中也可能有两格填反了",
        "two of {exchanged} may also have changed places",
    ),
    Message(
        "ELSE-EXCHANGED",
        "{clue}；也可能是 {exchanged} 中有两格填反了",
        "{clue}; or two of {exchanged} have changed places",
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
        "PROOF",
        "{clue}；照此 {holds} 条不成立的关系都成立",
        "{clue}; with it the {holds:relation that fails/relations that fail} would hold",
    ),
    Message(
        "CLUE-TOGETHER",
        "只改一格不能成立；{where} 等 {count} 格一起改（这一格是 {suggestion}）后各项关系都成立",
        "no single cell mends it; with {count:cell/cells} changed together, {where} to {suggestion}, all relations hold",
    ),
    Message(
        "CLUE-TIMES-HUNDRED",
        "{where} 与 {suggestion} 正好相差 100 倍",
        "{where} is exactly a hundred times, or a hundredth of, {suggestion}",
    ),
    Message(
        "CLUE-DIGIT-DOUBLED",
        "{where} 可能把一位数字打了两遍，应是 {suggestion}",
        "a digit of {where} may have been typed twice; {suggestion} would hold",
    ),
    Message(
        "CLUE-DIGIT-MISTYPED",
        "{where} 与 {suggestion} 只有一位数字不同",
        "{where} and {suggestion} differ in one digit only",
    ),
    Message(
        "CLUE-SEXES-SWAPPED",
        "{where} 可能填成了其余部分的数（如男、女填反），应是 {suggestion}",
        "{where} may hold the number of the others (men and women exchanged); {suggestion} would hold",
    ),
    Message(
        "CLUE-OVERLAP-NOT-SUBTRACTED",
        "{where} 可能没有减去重复计算的人数，应是 {suggestion}",
        "those counted twice may not have been taken off {where}; {suggestion} would hold",
    ),
    Message(
        "CLUE-OF-WHICH-ADDED",
        "{where} 可能把“其中”项又加了一遍，应是 {suggestion}",
        "{where} may have an “of which” item added to it; {suggestion} would hold",
    ),
    Message(
        "CLUE-NEIGHBOUR",
        "{where} 与相邻的一格相同，可能填串了，应是 {suggestion}",
        "{where} is the same as the cell beside it and may belong there; {suggestion} would hold",
    ),
    Message(
        "CLUE-ROUNDED",
        "{where} 可能四舍五入过，应是 {suggestion}",
        "{where} may have been rounded; {suggestion} would hold",
    ),
    Message(
        "CLUE-ROW-SHIFTED",
        "从 {where} 起整行可能错了一栏，{where} 应是 {suggestion}",
        "from {where} on, the row may be one column off; {where} would be {suggestion}",
    ),
    Message(
        "CLUE-COLUMN-SHIFTED",
        "从 {where} 起整栏可能错了一行，{where} 应是 {suggestion}",
        "from {where} on, the column may be one row off; {where} would be {suggestion}",
    ),
    Message(
        "CLUE-ROW-LAST-PERIOD",
        "{where} 所在的行与上期相同，可能整行沿用了上期的数，{where} 应是 {suggestion}",
        "the row of {where} is the same as last period and may have been carried over; {where} would be {suggestion}",
    ),
    Message(
        "CLUE-ROW-LAST-PERIOD-OPEN",
        "{where} 所在的行各栏都与上期相同，可能整行沿用了上期的数，请对照本期台账",
        "the row of {where} is the same as last period throughout and may have been carried over; compare this period's records",
    ),
    Message(
        "CLUE-ROW-LAST-PERIOD-ONE-OF",
        "{cells} 所在的各行都与上期相同，其中可能有一行整行沿用了上期的数，单看关系分不出是哪一行",
        "the rows of {cells} are the same as last period, and one of them may have been carried over; the relations alone do not tell which",
    ),
    Message(
        "CLUE-ROW-TIMES",
        "{where} 所在的整行可能放大或缩小了 10、100 或 10,000 倍，{where} 应是 {suggestion}",
        "the whole row of {where} may be 10, 100 or 10,000 times too large or too small; {where} would be {suggestion}",
    ),
    Message(
        "CLUE-TABLE-TIMES",
        "{where} 所在的整张表可能放大或缩小了 10、100 或 10,000 倍（如“元”与“万元”），{where} 应是 {suggestion}",
        "the whole table of {where} may be 10, 100 or 10,000 times too large or too small (yuan and 10,000 yuan); "
        "{where} would be {suggestion}",
    ),
    Message(
        "CLUE-ROWS-SWAPPED",
        "{where} 所在的行可能与 {partner} 所在的行填反了，{where} 应是 {suggestion}",
        "the row of {where} may have changed places with that of {partner}; {where} would be {suggestion}",
    ),
    Message(
        "CLUE-COLUMNS-SWAPPED",
        "{where} 所在的栏可能与 {partner} 所在的栏填反了，{where} 应是 {suggestion}",
        "the column of {where} may have changed places with that of {partner}; {where} would be {suggestion}",
    ),
    Message(
        "CLUE-ROW-SHIFTED-OPEN",
        "从 {where} 起整行可能错了一栏，但推不出各格应是多少",
        "from {where} on, the row may be one column off; what the cells should hold cannot be told",
    ),
    Message(
        "CLUE-ROW-SHIFTED-ONE-OF",
        "从 {cells} 中某一格起，整行可能错了一栏，单看关系分不出是哪一行、从哪一格起",
        "from one of {cells} on, the row may be one column off; the relations alone do not tell from which",
    ),
    Message(
        "CLUE-COLUMN-SHIFTED-OPEN",
        "从 {where} 起整栏可能错了一行，但推不出各格应是多少",
        "from {where} on, the column may be one row off; what the cells should hold cannot be told",
    ),
    Message(
        "CLUE-COLUMN-SHIFTED-ONE-OF",
        "从 {cells} 中某一格起，整栏可能错了一行，单看关系分不出是从哪一格起",
        "from one of {cells} on, the column may be one row off; the relations alone do not tell from which",
    ),
    Message(
        "CLUE-ROW-TIMES-OPEN",
        "{where} 所在的整行可能放大或缩小了 10、100 或 10,000 倍，单看关系分不出是多少倍",
        "the whole row of {where} may be 10, 100 or 10,000 times too large or too small; the relations alone do not tell which",
    ),
    Message(
        "CLUE-ROW-TIMES-ONE-OF",
        "{cells} 所在的各行中可能有一行整行放大或缩小了 10、100 或 10,000 倍，单看关系分不出是哪一行",
        "one of the rows of {cells} may be 10, 100 or 10,000 times too large or too small; the relations alone do not tell which",
    ),
    Message(
        "CLUE-TABLE-TIMES-OPEN",
        "{where} 所在的整张表可能放大或缩小了 10、100 或 10,000 倍，单看关系分不出是多少倍",
        "the whole table of {where} may be 10, 100 or 10,000 times too large or too small; the relations alone do not tell which",
    ),
    Message(
        "CLUE-TABLE-TIMES-ONE-OF",
        "{cells} 所在的各张表中可能有一张整表放大或缩小了 10、100 或 10,000 倍，单看关系分不出是哪一张",
        "one of the tables of {cells} may be 10, 100 or 10,000 times too large or too small; the relations alone do not tell which",
    ),
    Message(
        "CLUE-ROWS-SWAPPED-OPEN",
        "{where} 所在的行可能与另一行填反了，单看关系分不出是哪一行",
        "the row of {where} may have changed places with another; the relations alone do not tell with which",
    ),
    Message(
        "CLUE-ROWS-SWAPPED-ONE-OF",
        "{cells} 所在的各行中可能有两行填反了，单看关系分不出是哪两行",
        "two of the rows of {cells} may have changed places; the relations alone do not tell which",
    ),
    Message(
        "CLUE-COLUMNS-SWAPPED-OPEN",
        "{where} 所在的栏可能与相邻一栏填反了，单看关系分不出是哪一栏",
        "the column of {where} may have changed places with a neighbour; the relations alone do not tell with which",
    ),
    Message(
        "CLUE-COLUMNS-SWAPPED-ONE-OF",
        "{cells} 所在的各栏中可能有相邻两栏填反了，单看关系分不出是哪两栏",
        "two neighbouring columns of those of {cells} may have changed places; the relations alone do not tell which",
    ),
    Message(
        "CLUE-OTHERWISE",
        "也可能不是整行、整栏的问题，而是 {cells} 中有几格各自填错",
        "or some of {cells} may each be wrong by themselves",
    ),
    Message(
        "ELSE-ACT",
        "{clue}；也可能是：{act}",
        "{clue}; or else: {act}",
    ),
    Message(
        "ELSE-FIGURES",
        "{clue}；也可能只是 {cells} 中有一格或几格填错，单看关系分不出",
        "{clue}; or only one or some of {cells} are wrong: the relations alone do not tell",
    ),
    Message(
        "CLUE-BLANK",
        "{where} 没有填，按其他数推算只能是 {suggestion}",
        "{where} is blank; the other numbers leave only {suggestion}",
    ),
    Message(
        "CLUE-UNREADABLE",
        "{where} 没有可用的数，按其他数推算只能是 {suggestion}",
        "{where} has no usable number; the other numbers leave only {suggestion}",
    ),
    Message(
        "CLUE-BLANK-OPEN",
        "{where} 没有填；没有等式涉及这一格，按其他数推不出应是多少",
        "{where} is blank; no sum enters it, so the other numbers do not tell what it should be",
    ),
    Message(
        "CLUE-UNREADABLE-OPEN",
        "{where} 没有可用的数；没有等式涉及这一格，按其他数推不出应是多少",
        "{where} has no usable number; no sum enters it, so the other numbers do not tell what it should be",
    ),
    Message(
        "PROOF-OPEN",
        "{clue}；照此 {holds} 条现在判断不了的关系都成立",
        "{clue}; with it the {holds:relation/relations} that cannot be judged now would hold",
    ),
    Message(
        "CLUE-AS-WRITTEN",
        "{where} 看起来是 {suggestion}",
        "{where} looks like {suggestion}",
    ),
)
