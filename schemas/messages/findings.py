"""Sentences of findings: what was found, and its title; one of each for every Pattern."""

from schemas.messages import Message

_WHAT = (
    Message(
        "FINDING-SUM",
        "{sum} ＝ {expected}，{total}填的是 {value}，{gap}",
        "{sum} = {expected}, but {total} says {value} — {gap}",
    ),
    Message(
        "FINDING-ROWS",
        "{sum} ＝ {expected}，{total}填的是 {value}，{gap}",
        "{sum} = {expected}, but the {total} says {value} — {gap}",
    ),
    Message(
        "FINDING-EQUAL",
        "{first} 与 {second} 应当相等，相差 {difference}{direction}",
        "{first} must equal {second}; they differ by {difference}{direction}",
    ),
    Message(
        "FINDING-OPENING",
        "{subject}填 {value}，上期（{period}）审定的{other}是 {other_value}，相差 {difference}{direction}",
        "{subject} is {value}; the approved {other} of {period} is {other_value}; they differ by {difference}{direction}",
    ),
    Message(
        "FINDING-MOVED",
        "{subject} {value}，{period}的{other}是 {other_value}，相差 {difference}{direction}",
        "{subject} is {value}; {other} of {period} is {other_value}; they differ by {difference}{direction}",
    ),
    Message(
        "FINDING-AT-MOST",
        "{first} 大于 {second}，多 {difference}",
        "{first} is more than {second}, {difference} too high",
    ),
    Message(
        "FINDING-AT-MOST-SAME",
        "{first} 应当小于 {second}，现在相等",
        "{first} must be less than {second}; they are equal",
    ),
    Message(
        "FINDING-FALLING",
        "{subject}累计 {value}，{period}已是 {other_value}，少 {difference}",
        "{subject} is {value} so far this year; it was {other_value} in {period} already, {difference} more",
    ),
    Message(
        "FINDING-BAND",
        "{first}，是 {second} 的 {detail}，不在 {low}～{high} 之间",
        "{first} is {detail} of {second}, outside {low} to {high}",
    ),
    Message(
        "FINDING-CHANGE",
        "{subject}：本期 {value}，上期 {other_value}，{gap}（{detail}），超过 {high} 核实线",
        "{subject}: {value} now, {other_value} last period, {gap} ({detail}), beyond the {high} query line",
    ),
    Message(
        "FINDING-CHANGE-FROM-ZERO",
        "{subject}：本期 {value}，上期 {other_value}，{gap}，超过 {high} 核实线",
        "{subject}: {value} now, {other_value} last period, {gap}, beyond the {high} query line",
    ),
    Message(
        "FINDING-DRIFT",
        "{subject} {value} 占{other} {other_value} 的比重比上期变化 {detail} 个百分点，超过 {high} 个百分点核实线",
        "{subject} {value} as a share of {other} {other_value} moved by {detail} points since last period, beyond the "
        "query line of {high} points",
    ),
    Message(
        "FINDING-NOTE-NEEDED",
        "{first}，有数时要写说明",
        "{first}: a number here asks for an explanation",
    ),
    Message(
        "FINDING-NEAR",
        "{first} 与 {second} 相差 {difference}{direction}，超过 {high} 核实线",
        "{first} and {second} differ by {difference}{direction}, beyond the {high} query line",
    ),
    Message(
        "FINDING-RATIO",
        "{sum} ＝ {expected}，{total}填的是 {value}，{gap}",
        "{sum} = {expected}, but {total} says {value} — {gap}",
    ),
    Message(
        "FINDING-CITY",
        "全市 {first} 与 {second} 应当相等，相差 {difference}{direction}",
        "Over the city, {first} must equal {second}; they differ by {difference}{direction}",
    ),
    Message(
        "FINDING-CONDITION",
        "{other} {other_value}，而{subject}填的是 {value}，两者对不上",
        "{other} is {other_value} while {subject} says {value}; the two do not go together",
    ),
    Message(
        "FINDING-UNSETTLED",
        "{subject} 没有可用的数，而且填什么数都不能使各项关系（{detail}）同时成立：另有一格填错",
        "{subject} has no usable number, and no number would make all relations hold ({detail}): "
        "another cell is wrong as well",
    ),
    Message(
        "FINDING-UNSETTLED-TWO",
        "{subject} 没有可用的数，按一条关系应是 {low}，按另一条应是 {high}（{detail}），另有一格填错",
        "{subject} has no usable number; one relation asks for {low}, another for {high} ({detail}); "
        "another cell is wrong as well",
    ),
    Message("FINDING-BLANK", "没有填", "is blank"),
    Message("FINDING-BLANK-WHOLE", "{detail}（{count} 格）", "{detail} ({count:cell/cells})"),
    Message("FINDING-UNFILLED", "没有填写：{detail}", "not filled in: {detail}"),
    Message(
        "FINDING-NOT-A-NUMBER",
        "应填{kind}，填的是“{shown}”{hint}",
        'must be {kind}; it contains "{shown}"{hint}',
    ),
    Message(
        "FINDING-NOT-WHOLE",
        "应填{kind}，填的是“{shown}”{hint}",
        'must be {kind}; it says "{shown}"{hint}',
    ),
    Message(
        "FINDING-NEGATIVE",
        "填的是 {value}，不能小于 {expected}",
        "says {value}; it cannot be below {expected}",
    ),
    Message(
        "FINDING-NO-CACHE",
        "是公式但文件里没有算出的结果",
        "is a formula without a stored result",
    ),
    Message(
        "FINDING-NO-RESULTS",
        "工作簿保存时没有计算，{detail}",
        "the workbook was saved without being computed; {detail}",
    ),
    Message(
        "FINDING-ERROR-VALUE",
        "显示 {shown}，公式没有算出数",
        "shows {shown}: the formula gives no number",
    ),
    Message(
        "FINDING-HEADING-MISSING",
        "没有找到“{column}”这一栏{hint}",
        'the column "{column}" was not found{hint}',
    ),
    Message(
        "FINDING-HEADING-UNKNOWN",
        "“{shown}”不是这张表的栏目{hint}",
        '"{shown}" is no column of this table{hint}',
    ),
    Message(
        "FINDING-ROW-MISSING",
        "没有找到“{row}”这一行{hint}",
        'the row "{row}" was not found{hint}',
    ),
    Message(
        "FINDING-ROW-UNKNOWN",
        "“{shown}”这一行与本单位的名单对不上{hint}",
        '"{shown}" does not match the list of this unit{hint}',
    ),
    Message(
        "FINDING-ROW-TWICE",
        "“{row}”出现了两次{hint}",
        '"{row}" appears twice{hint}',
    ),
    Message(
        "FINDING-TABLE-MISSING",
        "没有找到“{shown}”这张表{hint}",
        'the table "{shown}" was not found{hint}',
    ),
    Message(
        "FINDING-TABLE-TWICE",
        "“{shown}”这张表出现了两次{hint}",
        'the table "{shown}" appears twice{hint}',
    ),
    Message(
        "FINDING-CLEANED",
        "填的是“{shown}”，按 {value} 读取{hint}",
        'says "{shown}"; it was read as {value}{hint}',
    ),
    Message(
        "FINDING-CLEANED-MANY",
        "有 {count} 格的写法已换成数字{hint}",
        "{count:cell was read as a number/cells were read as numbers}{hint}",
    ),
    Message(
        "FINDING-HIDDEN",
        "有隐藏的内容{hint}",
        "holds hidden content{hint}",
    ),
    Message(
        "FINDING-LAYOUT-SHEET",
        "工作表“{sheet}”不在本报表内，没有读取{hint}",
        'sheet "{sheet}" is not part of this return and was not read{hint}',
    ),
    Message(
        "FINDING-LAYOUT",
        "与模板的样子不同，已照常读取{hint}",
        "differs from the template in its layout and was read all the same{hint}",
    ),
    Message(
        "FINDING-PRINTED",
        "{sum} ＝ {expected}，公布的{total}是 {value}，{gap}",
        "{sum} = {expected}; the published {total} is {value} — {gap}",
    ),
    Message(
        "FINDING-PRINTED-RANGE",
        "公布的{total}是 {value}，按其他公布数推算在 {low}～{high} 之间",
        "the published {total} is {value}; the other published figures give {low} to {high}",
    ),
    Message(
        "FINDING-PRINTED-CLOSED",
        "公布的{total}是 {value}，按其他公布数推算在 {low}～{high} 之间，相差不到一个末位数，像是把各项比重凑足 100.0",
        "the published {total} is {value}; the other published figures give {low} to {high}: less than one printed digit "
        "away, as where shares are closed to 100.0",
    ),
    Message(
        "FINDING-EXPLANATION",
        "填写的说明还不能采用{hint}",
        "the explanation cannot be taken yet{hint}",
    ),
)

_TITLES = (
    Message("TITLE-SUM", "{parts}之和不等于{total}", "{parts} do not add up to {total}"),
    Message("TITLE-ROWS", "{total}“{column}”不等于各行之和", 'The {total} in "{column}" is not the sum of its rows'),
    Message("TITLE-EQUAL", "两处应当相等的数不一致", "Two numbers that must be equal differ"),
    Message("TITLE-OPENING", "期初与上期期末不一致", "The opening differs from last period's closing"),
    Message("TITLE-MOVED", "与上期的数不一致", "The number differs from last period's"),
    Message("TITLE-AT-MOST", "{subject}大于{other}", "{subject} is more than {other}"),
    Message("TITLE-FALLING", "累计数比前一期少", "A number that adds up over the year is lower than before"),
    Message(
        "TITLE-BAND",
        "{subject}占{other}的比例超出通常范围",
        "{subject} as a share of {other} is out of the usual range",
    ),
    Message("TITLE-CHANGE", "{subject}比上期变化较大", "{subject} changed much since last period"),
    Message("TITLE-DRIFT", "{subject}的比重变化较大", "The share of {subject} moved much"),
    Message("TITLE-NOTE-NEEDED", "{subject}需要写说明", "{subject} asks for an explanation"),
    Message("TITLE-NEAR", "{subject}与{other}相差较大", "{subject} and {other} are far apart"),
    Message("TITLE-RATIO", "{subject}与按人数算出的不一致", "{subject} differs from what the numbers give"),
    Message("TITLE-CITY", "全市合计后两数不一致", "Over the city the two numbers differ"),
    Message("TITLE-CONDITION", "{subject}与{other}对不上", "{subject} and {other} do not go together"),
    Message("TITLE-UNSETTLED", "“{subject}”怎么填都不能成立", "No number in {subject} makes the relations hold"),
    Message("TITLE-BLANK", "没有填", "Blank"),
    Message("TITLE-UNFILLED", "工作簿没有填写", "The workbook is not filled in"),
    Message("TITLE-NOT-A-NUMBER", "应填数字", "A number is needed"),
    Message("TITLE-NOT-WHOLE", "小数位数或单位不对", "Decimals or a unit where a plain number is needed"),
    Message("TITLE-NEGATIVE", "不能是这么小的数", "The number is too small"),
    Message("TITLE-NO-CACHE", "公式没有结果", "A formula without a result"),
    Message("TITLE-NO-RESULTS", "公式都没有算出的结果", "Formulas without results"),
    Message("TITLE-ERROR-VALUE", "公式出错", "A formula shows an error"),
    Message("TITLE-HEADING-MISSING", "缺一栏", "A column is missing"),
    Message("TITLE-HEADING-UNKNOWN", "多出一栏", "A column too many"),
    Message("TITLE-ROW-MISSING", "缺一行", "A row is missing"),
    Message("TITLE-ROW-UNKNOWN", "多出一行", "A row too many"),
    Message("TITLE-ROW-TWICE", "同一行出现两次", "A row appears twice"),
    Message("TITLE-TABLE-MISSING", "缺一张表", "A table is missing"),
    Message("TITLE-TABLE-TWICE", "同一张表出现两次", "A table appears twice"),
    Message("TITLE-CLEANED", "写法已换成数字", "Read as a number"),
    Message("TITLE-HIDDEN", "有隐藏的内容", "Hidden content"),
    Message("TITLE-LAYOUT", "与模板的样子不同", "Unlike the template in its layout"),
    Message("TITLE-PRINTED", "公布的数四舍五入后不闭合", "Published figures do not close after rounding"),
    Message("TITLE-EXPLANATION", "说明需要补充", "The explanation needs more"),
)

MESSAGES: tuple[Message, ...] = (*_WHAT, *_TITLES)
