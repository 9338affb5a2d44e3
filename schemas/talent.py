"""人才统计表: talent in stock, professionals in public units, talent brought in, training, services, targets.

TA3 to TA6 are collected every quarter (flows cumulative from 1 January), TA2 with the second and the fourth quarter,
TA1 with the fourth. The six categories of TA1 overlap: their sum is above the total by `overlap`, never equal to it.
"""

from rules.edit_rule import EditRule
from rules.language import Scope, Severity
from schemas.model import (
    BLOCKS,
    CARDS,
    CASES,
    COUNT,
    MONEY_WAN,
    PEOPLE,
    PERCENT,
    PERSON_TIMES,
    RECORDS,
    ROOMS,
    SEE_ROW,
    Column,
    Grain,
    ItemKind,
    Return,
    Row,
    Table,
)
from schemas.periods import Frequency

STOCK = ItemKind.STOCK
FLOW = ItemKind.FLOW
QUOTA = ItemKind.QUOTA
DERIVED = ItemKind.DERIVED
MONEY = ItemKind.MONEY
QUERY = Severity.QUERY
NOTE = Severity.NOTE
TOTAL = Scope.TOTAL
CITY = Scope.CITY
CATEGORY = "六类人才互有交叉，一人可计入几类。"
AGE = "年龄为截至统计日期的周岁。"
EDUCATION = "按最高学历填报。1970—1976年入学的“大普班”毕业生按大学专科统计。"

# One column and one rule a line: the file is read as a form is read.
# fmt: off
RESOURCES = Table(
    code="TA1",
    zh="人才资源总量",
    en="Talent stock",
    frequency=Frequency.ANNUAL,
    grain=Grain.UNIT,
    note="六支队伍互有交叉，六项之和大于总量。",
    columns=(
        Column("01", "total", "人才资源总量（去重）", "Talent, total (each person once)", STOCK, PEOPLE, 39_627,
               definition="每人只计一次。"),
        Column("02", "cat_gov", "党政人才", "Party and government talent", STOCK, PEOPLE, 2055, definition=CATEGORY),
        Column("03", "cat_business", "企业经营管理人才", "Business management talent", STOCK, PEOPLE, 6791, definition=CATEGORY),
        Column("04", "cat_tech", "专业技术人才", "Professional and technical talent", STOCK, PEOPLE, 14_506, definition=CATEGORY),
        Column("05", "cat_skilled", "高技能人才", "Highly skilled talent", STOCK, PEOPLE, 11_193, definition=CATEGORY),
        Column("06", "cat_rural", "农村实用人才", "Rural practical talent", STOCK, PEOPLE, 7097, definition=CATEGORY),
        Column("07", "cat_social", "社会工作专业人才", "Social work talent", STOCK, PEOPLE, 412, definition=CATEGORY),
        Column("08", "overlap", "重复计算人数", "Counted more than once (excess)", DERIVED, PEOPLE, 2427, signed=True,
               definition="六类人才之和减人才资源总量。"),
        Column("09", "female", "女", "Women", STOCK, PEOPLE, 15_792),
        Column("10", "high_level", "高层次人才", "High-level talent", STOCK, PEOPLE, 234),
        Column("11", "age_le35", "年龄：35岁及以下", "Age: 35 and below", STOCK, PEOPLE, 13_616, definition=AGE),
        Column("12", "age_36_45", "年龄：36–45岁", "Age: 36–45", STOCK, PEOPLE, 12_945, definition=AGE),
        Column("13", "age_46_54", "年龄：46–54岁", "Age: 46–54", STOCK, PEOPLE, 8319, definition=AGE),
        Column("14", "age_ge55", "年龄：55岁及以上", "Age: 55 and above", STOCK, PEOPLE, 4747, definition=AGE),
        Column("15", "edu_postgrad", "学历：研究生", "Education: postgraduate", STOCK, PEOPLE, 1148, definition=EDUCATION),
        Column("16", "edu_bachelor", "学历：大学本科", "Education: bachelor", STOCK, PEOPLE, 10_128, definition=EDUCATION),
        Column("17", "edu_college", "学历：大学专科", "Education: college diploma", STOCK, PEOPLE, 11_893, definition=EDUCATION),
        Column("18", "edu_secondary", "学历：中专、高中", "Education: secondary", STOCK, PEOPLE, 10_589, definition=EDUCATION),
        Column("19", "edu_below", "学历：初中及以下", "Education: lower secondary or below", STOCK, PEOPLE, 5869, definition=EDUCATION),
    ),
    rules=(
        EditRule("F01", "overlap == cat_gov + cat_business + cat_tech + cat_skilled + cat_rural + cat_social - total", breaks="overlap += 1"),
        EditRule("L01", "overlap >= 0", breaks="overlap = -1"),
        EditRule("L02", "cat_gov <= total", breaks="cat_gov = 39628"),
        EditRule("L03", "cat_business <= total", breaks="cat_business = 39628"),
        EditRule("L04", "cat_tech <= total", breaks="cat_tech = 39628"),
        EditRule("L05", "cat_skilled <= total", breaks="cat_skilled = 39628"),
        EditRule("L06", "cat_rural <= total", breaks="cat_rural = 39628"),
        EditRule("L07", "cat_social <= total", breaks="cat_social = 39628"),
        EditRule("L08", "female <= total", breaks="female = 39628"),
        EditRule("L09", "high_level <= total", breaks="high_level = 39628"),
        EditRule("P01", "total == age_le35 + age_36_45 + age_46_54 + age_ge55", breaks="total += 1"),
        EditRule("P02", "total == edu_postgrad + edu_bachelor + edu_college + edu_secondary + edu_below", breaks="total += 1"),
        EditRule("B01", "within(overlap / total, 0.01, 0.25)", breaks="overlap -= 4062", severity=QUERY, scope=TOTAL,
                 zh="重复计算人数占总量的比例超出常见范围须说明", en="an overlap outside the usual share of the total needs a note", why="全国2015年6.6%；某县2020年13.1%"),
        EditRule("B04", "change(total, 15%)", breaks="total += 11889", severity=QUERY, scope=TOTAL,
                 zh="人才资源总量较上年变动较大须说明", en="a large change of the total in a year needs a note"),
    ),
)

PROFESSIONALS = Table(
    code="TA2",
    zh="公有制单位专业技术人才增减",
    en="Professional staff in public units: stock and flow",
    frequency=Frequency.HALF_YEARLY,
    grain=Grain.UNIT,
    paper="人社统PM1号表同型",
    columns=(
        Column("01", "opening", "上年末总数", "Opening stock (end of last year)", STOCK, PEOPLE, 9300,
               definition="等于上年末本表期末实有数。", aliases=("上年末实有数",)),
        Column("02", "inc_total", "本年增加", "Increase", FLOW, PEOPLE, 420),
        Column("03", "inc_graduates", "录用应届高校毕业生", "New graduates", FLOW, PEOPLE, 194),
        Column("04", "inc_recruit", "公开招聘社会人员", "Open recruitment", FLOW, PEOPLE, 90),
        Column("05", "inc_move_in", "调入", "Moved in", FLOW, PEOPLE, 136),
        Column("06", "inc_move_in_county", "调入：本县内", "Moved in: from within the county", FLOW, PEOPLE, 81),
        Column("07", "inc_move_in_city", "调入：市内他县及市直", "Moved in: from elsewhere in the city", FLOW, PEOPLE, 38),
        Column("08", "inc_move_in_outside", "调入：市外", "Moved in: from outside the city", FLOW, PEOPLE, 17),
        Column("09", "inc_other", "其他增加（含军转、整建制划入）", "Other increase (incl. demobilised officers, whole bodies)", FLOW, PEOPLE, 0),
        Column("10", "dec_total", "本年减少", "Decrease", FLOW, PEOPLE, 395),
        Column("11", "dec_retire", "退休", "Retired", FLOW, PEOPLE, 181),
        Column("12", "dec_resign", "辞职", "Resigned", FLOW, PEOPLE, 71),
        Column("13", "dec_dismiss", "辞退、开除、解聘", "Dismissed, expelled or contract ended", FLOW, PEOPLE, 0),
        Column("14", "dec_move_out", "调出", "Moved out", FLOW, PEOPLE, 134),
        Column("15", "dec_move_out_county", "调出：本县内", "Moved out: within the county", FLOW, PEOPLE, 81),
        Column("16", "dec_move_out_city", "调出：市内他县及市直", "Moved out: to elsewhere in the city", FLOW, PEOPLE, 41),
        Column("17", "dec_move_out_outside", "调出：市外", "Moved out: outside the city", FLOW, PEOPLE, 12),
        Column("18", "dec_other", "其他减少（含死亡、参军、整建制划出）", "Other decrease (incl. deaths, military service, whole bodies)", FLOW, PEOPLE, 9),
        Column("19", "closing", "期末实有数", "Closing stock counted", STOCK, PEOPLE, 9325, aliases=("本年末实有数",)),
    ),
    rules=(
        EditRule("F01", "closing == opening + inc_total - dec_total", breaks="closing += 1"),
        EditRule("P01", "inc_total == inc_graduates + inc_recruit + inc_move_in + inc_other", breaks="inc_total += 1"),
        EditRule("P02", "inc_move_in == inc_move_in_county + inc_move_in_city + inc_move_in_outside", breaks="inc_move_in += 1"),
        EditRule("P03", "dec_total == dec_retire + dec_resign + dec_dismiss + dec_move_out + dec_other", breaks="dec_total += 1"),
        EditRule("P04", "dec_move_out == dec_move_out_county + dec_move_out_city + dec_move_out_outside", breaks="dec_move_out += 1"),
        EditRule("M01", "inc_move_in_county == dec_move_out_county", breaks="inc_move_in_county += 1", scope=TOTAL,
                 zh="本县内调入合计应等于本县内调出合计", en="moves within the county: in = out on the total row"),
        EditRule("M02", "city(inc_move_in_city) == city(dec_move_out_city)", breaks="inc_move_in_city += 1", scope=CITY,
                 zh="市内各县“市内调入”之和应等于“市内调出”之和（含市直单位一册）", en="moves within the city: in = out over all counties and the city-level workbook"),
        EditRule("T01", "opening == prev_year(closing)", breaks="opening += 1"),
        EditRule("L01", "closing <= TA1.cat_tech", breaks="closing = 14507", when="quarter == 4"),
        EditRule("B01", "within(dec_total / opening, 0.01, 0.12)", breaks="dec_total += 1443", severity=QUERY, scope=TOTAL, when="quarter == 4",
                 zh="年减少数占上年末数的比例超出常见范围须说明", en="a decrease outside the usual share of the opening needs a note"),
    ),
)

BROUGHT_IN = Table(
    code="TA3",
    zh="人才引进",
    en="Talent brought in",
    frequency=Frequency.QUARTERLY,
    grain=Grain.UNIT,
    columns=(
        Column("01", "total", "引进人才总数", "Talent brought in, total", FLOW, PEOPLE, 354),
        Column("02", "edu_phd", "学历：博士研究生", "Education: doctorate", FLOW, PEOPLE, 2),
        Column("03", "edu_master", "学历：硕士研究生", "Education: master", FLOW, PEOPLE, 40),
        Column("04", "edu_bachelor", "学历：大学本科", "Education: bachelor", FLOW, PEOPLE, 228),
        Column("05", "edu_other", "学历：大学专科及以下", "Education: college diploma or below", FLOW, PEOPLE, 84),
        Column("06", "title_senior", "职称：正高级", "Title: senior", FLOW, PEOPLE, 0),
        Column("07", "title_assoc", "职称：副高级", "Title: associate senior", FLOW, PEOPLE, 7),
        Column("08", "title_mid", "职称：中级", "Title: intermediate", FLOW, PEOPLE, 31),
        Column("09", "title_none", "职称：初级及无职称", "Title: junior or none", FLOW, PEOPLE, 316),
        Column("10", "way_post", "方式：编制内招聘（含公务员招录）", "Way: into an established post (incl. civil servants)", FLOW, PEOPLE, 63,
               definition="含公务员录用。"),
        Column("11", "way_flexible", "方式：柔性引进、挂职", "Way: flexible or secondment", FLOW, PEOPLE, 20),
        Column("12", "way_enterprise", "方式：企业引进", "Way: by enterprises", FLOW, PEOPLE, 243),
        Column("13", "way_contract", "方式：雇员制聘任", "Way: on contract", FLOW, PEOPLE, 28),
        Column("14", "high_level", "高层次人才", "High-level talent", FLOW, PEOPLE, 10),
        Column("15", "from_city", "来源：市内他县及市直", "From: elsewhere in the city", FLOW, PEOPLE, 71),
        Column("16", "from_prov", "来源：省内他市", "From: another city of the province", FLOW, PEOPLE, 78),
        Column("17", "from_outside", "来源：省外、国（境）外", "From: outside the province or abroad", FLOW, PEOPLE, 52),
        Column("18", "from_local", "来源：本县（含应届毕业生回乡）", "From: this county (incl. returning graduates)", FLOW, PEOPLE, 153),
        Column("19", "lost", "人才流失", "Talent lost", FLOW, PEOPLE, 102),
        Column("20", "lost_city", "流失：往市内他县及市直", "Talent lost: to elsewhere in the city", FLOW, PEOPLE, 62),
    ),
    rules=(
        EditRule("P01", "total == edu_phd + edu_master + edu_bachelor + edu_other", breaks="total += 1"),
        EditRule("P02", "total == title_senior + title_assoc + title_mid + title_none", breaks="total += 1"),
        EditRule("P03", "total == way_post + way_flexible + way_enterprise + way_contract", breaks="total += 1"),
        EditRule("P04", "total == from_city + from_prov + from_outside + from_local", breaks="total += 1"),
        EditRule("L01", "high_level <= total", breaks="high_level = 355"),
        EditRule("L02", "lost_city <= lost", breaks="lost_city = 103"),
        EditRule("T01", "total >= prev_quarter(total)", breaks="total -= 1", when="quarter >= 2",
                 zh="年内累计数不得下降", en="a cumulative flow must not fall"),
        EditRule("M01", "near(city(from_city), city(lost_city), 20%)", breaks="from_city -= 29", severity=QUERY, scope=CITY,
                 zh="市内引进与市内流失相差较大须核实", en="talent brought in and lost within the city should about agree"),
        EditRule("B01", "within(high_level / total, 0, 0.30)", breaks="high_level += 193", severity=QUERY, scope=TOTAL,
                 zh="高层次人才占比超出常见范围须说明", en="a share of high-level talent outside the usual range needs a note"),
    ),
)

TRAINING = Table(
    code="TA4",
    zh="人才培育和在外人才信息",
    en="Talent training; register of talent away",
    frequency=Frequency.QUARTERLY,
    grain=Grain.UNIT,
    note="只报信息条数，不报信息内容。",
    columns=(
        Column("01", "train_total", "人才培训合计", "Training, total", FLOW, PERSON_TIMES, 5668),
        Column("02", "train_new", "企业新录用人员岗前培训", "Pre-job training in enterprises", FLOW, PERSON_TIMES, 2092),
        Column("03", "train_upskill", "岗位技能提升培训", "Skills training on the job", FLOW, PERSON_TIMES, 1092),
        Column("04", "train_rural", "农村实用人才培训", "Training of rural talent", FLOW, PERSON_TIMES, 1993),
        Column("05", "train_other", "其他人才培训", "Other training", FLOW, PERSON_TIMES, 491),
        Column("06", "station_postdoc", "博士后科研（工作）站", "Post-doctoral stations", STOCK, COUNT, 2),
        Column("07", "station_expert", "院士（专家）工作站", "Expert stations", STOCK, COUNT, 0),
        Column("08", "base", "人才培养实训基地", "Training bases", STOCK, COUNT, 3),
        Column("09", "absorbed", "平台吸纳培育人才", "Talent trained on platforms", STOCK, PEOPLE, 791),
        Column("10", "away_open", "在外人才信息：上年末", "Records of talent away: opening", STOCK, RECORDS, 20_993,
               definition="只报信息条数，不报信息内容。"),
        Column("11", "away_new", "在外人才信息：新增", "Records of talent away: added", FLOW, RECORDS, 1392),
        Column("12", "away_removed", "在外人才信息：核销", "Records of talent away: removed", FLOW, RECORDS, 290),
        Column("13", "away_close", "在外人才信息：期末", "Records of talent away: closing", STOCK, RECORDS, 22_095),
    ),
    rules=(
        EditRule("P01", "train_total == train_new + train_upskill + train_rural + train_other", breaks="train_total += 1"),
        EditRule("F01", "away_close == away_open + away_new - away_removed", breaks="away_close += 1"),
        EditRule("T01", "away_open == prev_year(away_close)", breaks="away_open += 1"),
        EditRule("T02", "train_total >= prev_quarter(train_total)", breaks="train_total -= 1", when="quarter >= 2",
                 zh="年内累计数不得下降", en="a cumulative flow must not fall"),
        EditRule("N01", "station_postdoc == prev(station_postdoc)", breaks="station_postdoc += 1", severity=QUERY,
                 zh="站点数变动须附批准文号", en="a change in the number of stations needs the approval number"),
    ),
)

SERVICES = Table(
    code="TA5",
    zh="人才服务保障",
    en="Talent services",
    frequency=Frequency.QUARTERLY,
    grain=Grain.UNIT,
    columns=(
        Column("01", "apt_blocks", "人才公寓栋数", "Apartment blocks", STOCK, BLOCKS, 14),
        Column("02", "apt_rooms", "人才公寓间（套）数", "Apartments", STOCK, ROOMS, 144),
        Column("03", "apt_occupied", "已入住间（套）数", "Apartments occupied", STOCK, ROOMS, 117),
        Column("04", "card_open", "人才服务卡：上年末有效", "Service cards: valid at the end of last year", STOCK, CARDS, 491),
        Column("05", "card_issued", "人才服务卡：发放", "Service cards: issued", FLOW, CARDS, 69),
        Column("06", "card_void", "人才服务卡：注销", "Service cards: cancelled", FLOW, CARDS, 0),
        Column("07", "card_close", "人才服务卡：期末有效", "Service cards: valid at the end of the period", STOCK, CARDS, 560),
        Column("08", "case_open", "服务事项：上年末在办", "Service cases: open at the end of last year", STOCK, CASES, 30),
        Column("09", "case_in", "服务事项：受理", "Service cases: received", FLOW, CASES, 891),
        Column("10", "case_done", "服务事项：办结", "Service cases: completed", FLOW, CASES, 851),
        Column("11", "case_returned", "服务事项：退件", "Service cases: returned", FLOW, CASES, 10),
        Column("12", "case_pending", "服务事项：期末在办", "Service cases: open at the end of the period", STOCK, CASES, 60),
        Column("13", "fund_budget", "人才专项资金预算", "Talent fund budget", MONEY, MONEY_WAN, 120_999),
        Column("14", "fund_spent", "人才专项资金支出", "Talent fund spent", MONEY, MONEY_WAN, 109_998),
        Column("15", "fund_housing", "支出：租房购房补贴", "Spent: housing subsidies", MONEY, MONEY_WAN, 30_000),
        Column("16", "fund_project", "支出：项目和平台资助", "Spent: projects and platforms", MONEY, MONEY_WAN, 70_000),
        Column("17", "fund_other", "支出：配偶就业、子女就学、医疗等其他", "Spent: other (spouses, schooling, medical care)", MONEY, MONEY_WAN, 9998),
    ),
    rules=(
        EditRule("L01", "apt_occupied <= apt_rooms", breaks="apt_occupied = 145"),
        EditRule("L02", "apt_blocks <= apt_rooms", breaks="apt_blocks = 145"),
        EditRule("F01", "card_close == card_open + card_issued - card_void", breaks="card_close += 1"),
        EditRule("F02", "case_pending == case_open + case_in - case_done - case_returned", breaks="case_pending += 1"),
        EditRule("P01", "fund_spent == fund_housing + fund_project + fund_other", breaks="fund_spent += 1"),
        EditRule("Q01", "fund_spent <= fund_budget", breaks="fund_spent += 22003", severity=QUERY, scope=TOTAL),
        EditRule("T01", "card_open == prev_year(card_close)", breaks="card_open += 1"),
        EditRule("T02", "case_open == prev_year(case_pending)", breaks="case_open += 1"),
        EditRule("T03", "fund_spent >= prev_quarter(fund_spent)", breaks="fund_spent -= 1", when="quarter >= 2",
                 zh="年内累计数不得下降", en="a cumulative flow must not fall"),
    ),
)

TARGETS = Table(
    code="TA6",
    zh="人才发展目标完成情况",
    en="Talent targets",
    frequency=Frequency.QUARTERLY,
    grain=Grain.STUB,
    columns=(
        Column("01", "target_year", "年度目标", "Annual target", QUOTA, SEE_ROW, 39_000),
        Column("02", "target_stage", "本阶段目标", "Stage target", QUOTA, SEE_ROW, 34_700),
        Column("03", "done", "累计完成", "Done to date", FLOW, SEE_ROW, 35_400, definition="等于对应表的县合计。"),
        Column("04", "rate", "完成率（=累计完成÷年度目标）", "Completion rate (done / annual target)", DERIVED, PERCENT, 908,
               definition="累计完成除以年度目标，保留一位小数；年度目标为0的不计算。"),
    ),
    rows=(
        Row("R1", "引进人才", "Talent brought in", PEOPLE, source="TA3.total", example=(39000, 34700, 35400, 908)),
        Row("R2", "引进高层次人才", "High-level talent brought in", PEOPLE, source="TA3.high_level", example=(1200, 1000, 1000, 833)),
        Row("R3", "人才培训", "Talent trained", PERSON_TIMES, source="TA4.train_total", example=(623600, 555500, 566800, 909)),
        Row("R4", "新增在外人才信息", "New records of talent away", RECORDS, source="TA4.away_new", example=(153200, 136400, 139200, 909)),
        Row("R5", "发放人才服务卡", "Service cards issued", CARDS, source="TA5.card_issued", example=(7700, 6800, 6900, 896)),
        Row("R6", "人才专项资金支出", "Talent fund spent", MONEY_WAN, source="TA5.fund_spent", example=(121100, 107800, 109998, 908)),
    ),
    rules=(
        EditRule("X01", "done == source()", breaks="done += 1",
                 zh="各行累计完成应等于对应表县合计", en="each row equals the county total of its source column"),
        EditRule("F01", "rate == round(100 * done / target_year, 1)", breaks="rate += 1"),
        EditRule("L01", "target_stage <= target_year", breaks="target_stage = 39001"),
        EditRule("Q01", "done >= target_stage", breaks="done = 34699", severity=NOTE,
                 zh="低于本阶段目标", en="below the target of the stage"),
        EditRule("T01", "target_year == prev_quarter(target_year)", breaks="target_year += 1", severity=QUERY, when="quarter >= 2",
                 zh="年度目标年内变更须说明", en="an annual target changed within the year needs a note"),
    ),
)
# fmt: on

RETURN = Return(
    code="TA",
    zh="人才统计表",
    en="Talent return",
    frequency=Frequency.QUARTERLY,
    version="2026.1",
    tables=(RESOURCES, PROFESSIONALS, BROUGHT_IN, TRAINING, SERVICES, TARGETS),
)
