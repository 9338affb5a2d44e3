"""What lint, the coverage map, impact and proposed rules say, and the help of their commands."""

from schemas.messages import Message

_DEFECTS = (
    Message(
        "LINT-CONTRADICTION",
        "这几条规则不能同时成立：{because}",
        "These rules cannot all be kept: {because}",
    ),
    Message(
        "LINT-ALWAYS-ZERO",
        "{what} 只能是 0，因为：{because}",
        "{what} can only be 0, because of: {because}",
    ),
    Message(
        "LINT-NEVER-KEPT",
        "{what} 一经校核就不成立，只要这几条成立：{because}",
        "{what} is broken wherever it is judged, as long as these are kept: {because}",
    ),
    Message(
        "LINT-IMPLIED",
        "{what} 由这几条规则推出，可以删去：{because}",
        "{what} follows from these rules and can be left out: {because}",
    ),
    Message(
        "LINT-NEVER-BROKEN",
        "{what} 永远不会触发{because}",
        "{what} can never fire{because}",
    ),
    Message(
        "LINT-NEVER-JUDGED",
        "{what} 的条件在这张表的任何报告期都不满足",
        "{what}: no period of its table meets its conditions",
    ),
    Message("LINT-MIXED", "{what} 把不同的计量单位加在一起：{items}", "{what} joins units of measure: {items}"),
    Message(
        "LINT-COUNTED-TWICE",
        "{what} 重复计算了“{items}”：它是其他各项的其中数，见 {because}",
        '{what} counts "{items}" twice: it lies within the other items, see {because}',
    ),
    Message(
        "LINT-LEFT-OUT",
        "{what} 与同组各项并列，却不在它们的合计里：{because}",
        "{what} stands in the same group and is missing from its sum: {because}",
    ),
    Message(
        "LINT-NO-PARENT",
        "{what} 这一行不属于任何合计行",
        "The row {what} is part of no total row",
    ),
    Message("LINT-BECAUSE", "，只要这几条成立：{rules}", " as long as these are kept: {rules}"),
    Message("LINT-RULE", "    {code}  {printed}  {text}", "    {code}  {printed}  {text}"),
    Message("LINT-CLEAN", "规则 {count} 条，没有发现问题", "{count:rule/rules}, nothing wrong was found"),
    Message("LINT-COUNT", "规则 {count} 条，发现 {found} 处问题", "{count:rule/rules}, {found:defect/defects}"),
)

_COVERAGE = (
    Message("COVERAGE-TITLE", "规则覆盖图", "Coverage of the rules"),
    Message(
        "COVERAGE-SUMMARY",
        "{count} 个指标：{held} 个有等式约束，{limited} 个只有上下限或核实线，{free} 个没有规则涉及；{open} 个指标有查不出的单格改动",
        "{count:item/items}: {held} held by an equality, {limited} by limits only, {free} by no rule; a change of a single "
        "cell can go unnoticed in {open} of them",
    ),
    Message(
        "COVERAGE-PICTURE",
        "一格一个指标；数字是三种改动（＋1、－1、×10，连同合计一起改）中查不出的个数，没有数字是都能查出",
        "One square an item; the number says how many of three changes (+1, −1, ×10, carried into the total) go "
        "unnoticed, none where all are noticed",
    ),
    Message("COVERAGE-HEAD-CODE", "代码", "Code"),
    Message("COVERAGE-HEAD-TABLE", "表", "Table"),
    Message("COVERAGE-HEAD-ITEM", "指标", "Item"),
    Message("COVERAGE-HEAD-ERRORS", "错误规则", "Error rules"),
    Message("COVERAGE-HEAD-QUERIES", "核实规则", "Query rules"),
    Message("COVERAGE-HEAD-NOTES", "提示规则", "Note rules"),
    Message("COVERAGE-HEAD-PROTECTED", "等式约束", "Equality"),
    Message("COVERAGE-HEAD-ALONE", "只改一格", "one cell"),
    Message("COVERAGE-HEAD-CARRIED", "连同合计", "with total"),
    Message("COVERAGE-HELD", "有", "yes"),
    Message("COVERAGE-FREE", "没有", "no"),
    Message("COVERAGE-SEEN-IMPOSSIBLE", "—", "–"),
    Message("COVERAGE-SEEN-NOTHING", "查不出", "unnoticed"),
    Message("COVERAGE-SEEN-NOTE", "提示", "note"),
    Message("COVERAGE-SEEN-QUERY", "核实", "query"),
    Message("COVERAGE-SEEN-ERROR", "错误", "error"),
)

_IMPACT = (
    Message(
        "IMPACT-SUMMARY",
        "{count} 份存档工作簿：新增 {fresh} 项，不再有 {gone} 项，{turned} 份结论改变",
        "{count:kept workbook/kept workbooks}: {fresh:finding comes/findings come}, {gone:goes/go}, {turned:workbook turns/workbooks turn}",
    ),
    Message(
        "IMPACT-TURNED", "  {unit} {code} {period}：{before} → {after}", "  {unit} {code} {period}: {before} → {after}"
    ),
    Message("IMPACT-NOTHING", "没有问题", "nothing"),
    Message("IMPACT-FRESH", "新增 {rule}：{count} 项，{units} 个单位", "New {rule}: {count} in {units:unit/units}"),
    Message("IMPACT-GONE", "不再有 {rule}：{count} 项，{units} 个单位", "Gone {rule}: {count} in {units:unit/units}"),
    Message("IMPACT-LINE", "  {unit} {period} {level} {line}", "  {unit} {period} {level} {line}"),
    Message("IMPACT-NONE-KEPT", "没有存档的工作簿，无从比较", "There are no kept workbooks to compare with"),
    Message(
        "IMPACT-NOT-READ",
        "{count} 份存档工作簿读不出，没有比较",
        "{count:kept workbook/kept workbooks} could not be read and left out of this",
    ),
)

_USES = (
    Message("USES-HEAD", "规则 触发 已改正 已说明 已豁免 未了", "rule fired corrected explained waived open"),
    Message("USES-NEVER", "从未触发的规则 {count} 条：{codes:list}", "{count:rule/rules} never fired: {codes:list}"),
)

_PROPOSALS = (
    Message(
        "PROPOSE-COUNT",
        "{title}：从 {workbooks} 份已审定的工作簿看，有 {count} 条关系一直成立而没有写成规则；是否是规则，由懂业务的人定",
        "{title}: {workbooks:approved workbook/approved workbooks} always kept {count:relation/relations} that no rule states; "
        "whether they are rules is for those to say who know the form",
    ),
    Message(
        "PROPOSE-SUPPORT",
        "# {code} {name}：{text} 在 {rows} 行上成立，{against} 行不成立",
        "# {code} {name}: {text} held on {rows:row/rows}, {against} against it",
    ),
    Message(
        "PROPOSE-AGAINST",
        "#   不成立：{unit} {period} {row}，相差 {gap}",
        "#   against it: {unit} {period} {row}, by {gap}",
    ),
    Message(
        "PROPOSE-NOT-READY",
        "#   贴进去之前要先改表的例子：{detail}",
        "#   the table's clean example must change first: {detail}",
    ),
    Message("PROPOSE-NONE", "还没有已审定的工作簿，无从看起", "Nothing is approved yet that could be looked at"),
)

_SIGNS = (
    Message(
        "SIGN-REPEATED",
        "{units:list} {period} 表 {table} 的累计数与上一期完全相同（{seen} 个数）",
        "{units:list} {period} table {table}: all of {seen:cumulative figure/cumulative figures} are those of the period before",
    ),
    Message(
        "SIGN-TWIN",
        "{units:list} {period} 表 {table} 的数完全相同（{seen} 个数）",
        "{units:list} {period} table {table}: the same {seen:figure/figures}",
    ),
    Message(
        "SIGN-ENDINGS",
        "{units:list} {period} 表 {table}：{among} 个数中 {seen} 个以 0 或 5 结尾，一般约五分之一",
        "{units:list} {period} table {table}: {seen} of {among:figure/figures} end in 0 or 5, usually about a fifth",
    ),
    Message(
        "SIGN-ROUND",
        "{units:list} {period} 表 {table}：{among} 个数中 {seen} 个是整百，一般约百分之一",
        "{units:list} {period} table {table}: {seen} of {among:figure/figures} are whole hundreds, usually about one in a hundred",
    ),
    Message(
        "SIGN-GROWTH",
        "{units:list} {period} 表 {table}：{seen} 个指标的增幅完全相同（共 {among} 个指标）",
        "{units:list} {period} table {table}: {seen} of {among:item/items} grew by exactly the same shares",
    ),
    Message("SIGN-LINE", "提示 {line}", "Note {line}"),
    Message("SIGN-QUERY", "核实 {unit} {code} {line}", "Query {unit} {code} {line}"),
    Message("SIGN-HELD-BACK", "未问 {unit} {code} {line}", "Not asked {unit} {code} {line}"),
    Message(
        "SIGN-NONE-USUAL",
        "已审定的以往工作簿不够，没有与以往或规模相近的单位比较",
        "Too few approved earlier workbooks: nothing was held against the past or like units",
    ),
    Message(
        "SIGN-COUNT",
        "{period}：{count} 份工作簿，其中 {used} 份有可核实的数（误报预算 {budget}，即 {allowed} 份），另有 {held} 处未超出预算线；"
        "{signs} 处迹象，仅供办公室参考",
        "{period}: {count:workbook/workbooks}, {used} with figures to ask about (the budget of false questions is "
        "{budget}, that is {allowed}), {held} more held back by the budget; {signs:sign/signs}, for the office only",
    ),
    Message(
        "NIGHT-QUESTIONS",
        "{code} 明显偏离以往或同类的数：{used} 份工作簿被问到（误报预算 {allowed} 份），另有 {held} 处按预算没有问；"
        "{signs} 处迹象。见 signs-{code}.txt，仅供办公室",
        "{code}: {used:workbook/workbooks} asked about figures far from the past or like units (budget of false "
        "questions: {allowed}), {held} more held back by it; {signs:sign/signs}. See signs-{code}.txt, for the office only",
    ),
    Message(
        "SIGN-BUDGET",
        "误报预算要大于 0、小于 1，例如 0.05",
        "The budget of false questions lies between 0 and 1, such as 0.05",
    ),
)

_HELP = (
    Message(
        "HELP-SIGNS",
        "没有等式约束的数与以往、同类比较，以及不像统计出来的迹象（仅供办公室）",
        "Figures unlike the past or like units, and signs of figures not counted; for the office only.",
    ),
    Message(
        "HELP-PROPOSE",
        "已审定的数据一直成立、还没有写成规则的关系",
        "Relations that all approved figures kept and no rule states.",
    ),
    Message("HELP-PROPOSE-RETURN", "报表代码，如 CA；不写是全部", "A return, such as CA; all without it."),
    Message("HELP-BUDGET", "允许误报的工作簿比例", "Share of workbooks that may be asked about in vain."),
    Message("HELP-LINT", "检查规则本身：矛盾、多余、查不出的改动", "Check the rules themselves."),
    Message(
        "HELP-LINT-HISTORY",
        "每条规则以往的用处（触发、改正、说明、豁免）",
        "How useful each rule was, from the record.",
    ),
    Message(
        "HELP-IMPACT", "改规则之前，看存档工作簿会有什么变化", "What changed rules would do to all kept workbooks."
    ),
    Message("HELP-LINT-FORMAT", "text 问题；csv、html 覆盖图", "text: the defects; csv, html: the coverage map."),
)

_USUAL = (
    Message(
        "FINDING-UNUSUAL",
        "{subject}：本期 {value}，按本单位以往 {detail} 期，一般在 {low}～{high} 之间",
        "{subject}: {value} now; {detail:earlier period of the unit puts/earlier periods of the unit put} it between {low} and {high}",
    ),
    Message(
        "FINDING-UNLIKE",
        "{subject}：本期 {value}，按规模相近的 {detail} 个单位，一般在 {low}～{high} 之间",
        "{subject}: {value} now; {detail:unit of like size puts/units of like size put} it between {low} and {high}",
    ),
    Message(
        "FINDING-STRUCTURE",
        "{subject}：本期 {value}，按本单位以往 {detail} 期的构成，一般在 {low}～{high} 之间",
        "{subject}: {value} now; the shares of {detail:earlier period/earlier periods} of the unit put it between {low} and {high}",
    ),
    Message(
        "TITLE-STRUCTURE",
        "{subject}所占比例与本单位以往相差较大",
        "The share of {subject} is far from the unit's earlier ones",
    ),
    Message("TITLE-UNUSUAL", "{subject}与本单位以往相差较大", "{subject} is far from the unit's earlier figures"),
    Message("TITLE-UNLIKE", "{subject}与规模相近的单位相差较大", "{subject} is far from units of like size"),
    Message(
        "RULE-H00",
        "没有等式约束的格和各项构成，与以往和规模相近的单位比较",
        "Cells that no equality holds, and shares of structures, against the past and like units",
    ),
    Message(
        "RULE-H00-WORDS",
        "明显偏离本单位以往的数，或偏离规模相近的单位，请核对；属实请写明原因",
        "A figure far from the unit's earlier ones, or from units of like size: check it, or give the reason",
    ),
    Message("RULE-TRIAL", "试行到 {until}：这之前只作提示", "On trial until {until}: only told until then"),
)

MESSAGES: tuple[Message, ...] = (*_DEFECTS, *_COVERAGE, *_USUAL, *_IMPACT, *_USES, *_PROPOSALS, *_SIGNS, *_HELP)
