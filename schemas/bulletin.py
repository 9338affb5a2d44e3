"""The national Party statistics bulletin, 2008-2025, and one district's: published figures as a declared return.

Counties do not submit it: its figures stand in `bulletin.csv`, each with its source, and a year is a period. Published
figures are rounded one by one, so their sums are judged in units of the last printed digit and their ratios by
intervals; the district printed whole counts, which must add up.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from rules.edit_rule import EditRule
from rules.language import Severity
from schemas.model import (
    COUNT,
    PEOPLE,
    PERCENT,
    Column,
    DeclarationError,
    Grain,
    ItemKind,
    Measure,
    Return,
    Table,
)
from schemas.periods import Frequency

FIGURES = "bulletin.csv"
"""The file of figures beside this module."""

TEN_THOUSAND_PEOPLE = Measure("万名", "10,000 people", 1)
TEN_THOUSAND = Measure("万个", "10,000 items", 1)
TEN_THOUSAND_ENTERPRISES = Measure("万户", "10,000 enterprises", 1)
TEN_THOUSAND_COURSES = Measure("万期", "10,000 courses", 1)


def _stock(number: int, name: str, zh: str, en: str, example: int, since: str = "", until: str = "") -> Column:
    code = f"{number:02}"
    return Column(code, name, zh, en, ItemKind.STOCK, TEN_THOUSAND_PEOPLE, example, since=since, until=until)


def _flow(number: int, name: str, zh: str, en: str, example: int) -> Column:
    return Column(f"{number:02}", name, zh, en, ItemKind.FLOW, TEN_THOUSAND_PEOPLE, example)


def _orgs(number: int, name: str, zh: str, en: str, example: int) -> Column:
    return Column(f"{number:02}", name, zh, en, ItemKind.STOCK, TEN_THOUSAND, example)


def _change(number: int, name: str, zh: str, en: str, measure: Measure) -> Column:
    return Column(f"{number:02}", name, zh, en, ItemKind.DERIVED, measure, 0, signed=True)


def _share(number: int, name: str, zh: str, en: str, example: int, until: str = "") -> Column:
    return Column(f"{number:02}", name, zh, en, ItemKind.DERIVED, PERCENT, example, signed=True, until=until)


def _other(number: int, name: str, zh: str, en: str, example: int, measure: Measure, until: str = "") -> Column:
    return Column(f"{number:02}", name, zh, en, ItemKind.STOCK, measure, example, until=until)


COLUMNS = (
    _stock(1, "total", "党员总数", "Members", 100000),
    _change(2, "net", "比上年净增", "Net increase", TEN_THOUSAND_PEOPLE),
    _share(3, "growth", "增幅", "Growth", 0),
    _stock(4, "female", "女党员", "Women", 30000),
    _share(5, "female_pct", "女党员占比", "Share of women", 300),
    _stock(6, "minority", "少数民族党员", "Ethnic minorities", 7000),
    _share(7, "minority_pct", "少数民族党员占比", "Share of ethnic minorities", 70),
    _stock(8, "college", "大专及以上学历党员", "College and above", 55000),
    _share(9, "college_pct", "大专及以上学历党员占比", "Share of college and above", 550),
    # Four age bands became eight between the bulletins of 2014 and 2017, seven joining periods four before 2021.
    _stock(10, "age4_le35", "年龄（四段）：35及以下", "Age 35 and under (four bands)", 23000, until="2016"),
    _stock(11, "age4_36_45", "年龄（四段）：36–45", "Age 36–45 (four bands)", 20000, until="2016"),
    _stock(12, "age4_46_60", "年龄（四段）：46–60", "Age 46–60 (four bands)", 27000, until="2016"),
    _stock(13, "age4_ge61", "年龄（四段）：61及以上", "Age 61 and over (four bands)", 30000, until="2016"),
    _share(14, "age4_le35_pct", "年龄占比（四段）：35及以下", "Share of age 35 and under", 230, until="2016"),
    _share(15, "age4_36_45_pct", "年龄占比（四段）：36–45", "Share of age 36–45", 200, until="2016"),
    _share(16, "age4_46_60_pct", "年龄占比（四段）：46–60", "Share of age 46–60", 270, until="2016"),
    _share(17, "age4_ge61_pct", "年龄占比（四段）：61及以上", "Share of age 61 and over", 300, until="2016"),
    _stock(18, "age_le30", "年龄：30及以下", "Age 30 and under", 12000, since="2017"),
    _stock(19, "age_31_35", "年龄：31–35", "Age 31–35", 11000, since="2017"),
    _stock(20, "age_36_40", "年龄：36–40", "Age 36–40", 11000, since="2017"),
    _stock(21, "age_41_45", "年龄：41–45", "Age 41–45", 9000, since="2017"),
    _stock(22, "age_46_50", "年龄：46–50", "Age 46–50", 9000, since="2017"),
    _stock(23, "age_51_55", "年龄：51–55", "Age 51–55", 9000, since="2017"),
    _stock(24, "age_56_60", "年龄：56–60", "Age 56–60", 9000, since="2017"),
    _stock(25, "age_ge61", "年龄：61及以上", "Age 61 and over", 30000, since="2017"),
    _stock(26, "join7_to_1949", "入党时间（七段）：1949.9及以前", "Joined by 1949.9 (seven)", 400, until="2020"),
    _stock(27, "join7_to_1966", "入党时间（七段）：1949.10–1966.4", "Joined 1949.10–1966.4", 6000, until="2020"),
    _stock(28, "join7_to_1976", "入党时间（七段）：1966.5–1976.10", "Joined 1966.5–1976.10", 10000, until="2020"),
    _stock(29, "join7_to_1978", "入党时间（七段）：1976.11–1978.12", "Joined 1976.11–1978.12", 2600, until="2020"),
    _stock(30, "join7_to_2002", "入党时间（七段）：1979.1–2002.10", "Joined 1979.1–2002.10", 35000, until="2020"),
    _stock(31, "join7_to_2012", "入党时间（七段）：2002.11–2012.10", "Joined 2002.11–2012.10", 26000, until="2020"),
    _stock(
        32, "join7_since_2012", "入党时间（七段）：2012.11以来", "Joined since 2012.11 (seven)", 20000, until="2020"
    ),
    _stock(33, "join_to_1949", "入党时间：1949.9及以前", "Joined by 1949.9", 100, since="2021"),
    _stock(34, "join_to_1978", "入党时间：1949.10–1978", "Joined 1949.10–1978", 12000, since="2021"),
    _stock(35, "join_to_2012", "入党时间：1979–2012.10", "Joined 1979–2012.10", 60000, since="2021"),
    _stock(36, "join_since_2012", "入党时间：2012.11以来", "Joined since 2012.11", 27900, since="2021"),
    _stock(37, "workers", "职业：工人", "Workers", 6600),
    _stock(38, "farmers", "职业：农牧渔民", "Farmers, herders and fishers", 26000),
    _stock(39, "specialists", "职业：专业技术人员", "Professional and technical staff", 16000),
    _stock(40, "managers", "职业：管理人员", "Managers", 11500),
    _stock(41, "officials", "职业：党政机关", "Party and state organs", 7700),
    _stock(42, "students", "职业：学生", "Students", 2700),
    _stock(43, "other_occupations", "职业：其他职业", "Other occupations", 7500),
    _stock(44, "retired", "职业：离退休", "Retired", 22000),
    _flow(45, "developed", "全年发展党员", "Admitted in the year", 2400),
    _change(46, "developed_change", "发展党员比上年增减", "Admitted, change on last year", TEN_THOUSAND_PEOPLE),
    _flow(47, "developed_female", "发展：女", "Admitted: women", 1100),
    _share(48, "developed_female_pct", "发展：女占比", "Admitted: share of women", 458),
    _flow(49, "developed_minority", "发展：少数民族", "Admitted: ethnic minorities", 240),
    _share(50, "developed_minority_pct", "发展：少数民族占比", "Admitted: share of ethnic minorities", 100),
    _flow(51, "developed_le35", "发展：35岁及以下", "Admitted: 35 and under", 2000),
    _share(52, "developed_le35_pct", "发展：35岁及以下占比", "Admitted: share of 35 and under", 833),
    _flow(53, "developed_college", "发展：大专及以上", "Admitted: college and above", 1200),
    _share(54, "developed_college_pct", "发展：大专及以上占比", "Admitted: share of college and above", 500),
    _flow(55, "developed_frontline", "发展：生产工作一线", "Admitted: from the front line of work", 1200),
    _share(56, "developed_frontline_pct", "发展：生产工作一线占比", "Admitted: share of the front line", 500),
    _flow(57, "developed_workers", "发展职业：工人", "Admitted: workers", 150),
    _flow(58, "developed_farmers", "发展职业：农牧渔民", "Admitted: farmers, herders and fishers", 370),
    _flow(59, "developed_specialists", "发展职业：专业技术人员", "Admitted: professional staff", 350),
    _flow(60, "developed_managers", "发展职业：管理人员", "Admitted: managers", 270),
    _flow(61, "developed_officials", "发展职业：党政机关", "Admitted: Party and state organs", 120),
    _flow(62, "developed_students", "发展职业：学生", "Admitted: students", 920),
    _flow(63, "developed_others", "发展职业：其他职业", "Admitted: other occupations", 220),
    _stock(64, "applicants", "入党申请人", "Applicants", 21000),
    _stock(65, "activists", "入党积极分子", "Activists", 10500),
    _orgs(66, "orgs", "基层党组织", "Grassroots organisations", 5000),
    _change(67, "orgs_net", "基层党组织净增", "Organisations, net increase", TEN_THOUSAND),
    _orgs(68, "committees", "基层党委", "Committees", 300),
    _orgs(69, "general_branches", "总支部", "General branches", 300),
    _orgs(70, "branches", "支部", "Branches", 4400),
    _change(71, "committees_net", "基层党委比上年增加", "Committees, increase", TEN_THOUSAND),
    _change(72, "general_branches_net", "总支部比上年增加", "General branches, increase", TEN_THOUSAND),
    _change(73, "branches_net", "支部比上年增加", "Branches, increase", TEN_THOUSAND),
    _orgs(74, "orgs_government", "党组织：机关", "Organisations in state organs", 750),
    _orgs(75, "orgs_institutions", "党组织：事业单位", "Organisations in public institutions", 950),
    _orgs(76, "orgs_enterprises", "党组织：企业", "Organisations in enterprises", 1550),
    _orgs(77, "orgs_social", "党组织：社会组织", "Organisations in social organisations", 170),
    _orgs(78, "branches_appraising", "开展民主评议的党支部", "Branches that held appraisals", 4300),
    _orgs(79, "branches_studying", "开展三会一课的党支部", "Branches that held the regular meetings", 4350),
    _orgs(80, "awarded_orgs", "表彰先进基层党组织", "Organisations commended", 98),
    _flow(81, "awarded_members", "表彰优秀共产党员", "Members commended", 557),
    _flow(82, "awarded_workers", "表彰优秀党务工作者", "Party workers commended", 141),
    _stock(83, "village_secretaries", "村党组织书记", "Village secretaries", 490),
    _share(84, "village_secretaries_college_pct", "村书记大专及以上占比", "Village secretaries, share of college", 425),
    _other(85, "enterprises", "企业总数", "Enterprises", 2600, TEN_THOUSAND_ENTERPRISES, until="2008"),
    _other(
        86,
        "enterprises_eligible",
        "具备建立党组织条件的企业",
        "Enterprises able to have an organisation",
        600,
        TEN_THOUSAND_ENTERPRISES,
        until="2008",
    ),
    _other(
        87,
        "enterprises_covered",
        "其中已建立党组织",
        "Enterprises that have one",
        595,
        TEN_THOUSAND_ENTERPRISES,
        until="2008",
    ),
    _share(88, "enterprises_covered_pct", "占具备条件企业", "Share of those able", 992, until="2008"),
    _other(89, "training_classes", "举办培训班", "Training courses", 1284, TEN_THOUSAND_COURSES),
    _other(
        90,
        "committees_meeting",
        "召开民主生活会的地方党委领导班子",
        "Local committees that held the yearly meeting",
        3000,
        COUNT,
    ),
    _other(91, "streets_covered", "已建立党组织的城市街道", "Streets with an organisation", 9000, COUNT),
    _other(92, "townships_covered", "已建立党组织的乡镇", "Townships with one", 30000, COUNT),
    _other(93, "communities_covered", "已建立党组织的社区", "Communities with one", 120000, COUNT),
    _other(94, "villages_covered", "已建立党组织的行政村", "Villages with one", 490000, COUNT),
)

_SUMS = (
    EditRule(
        "P01",
        "printed(total == age_le30 + age_31_35 + age_36_40 + age_41_45 + age_46_50 + age_51_55 + age_56_60 + age_ge61)",
        breaks="age_36_40 += 6",
        since="2017",
    ),
    EditRule(
        "P02",
        "printed(total == age4_le35 + age4_36_45 + age4_46_60 + age4_ge61)",
        breaks="age4_le35 += 6",
        until="2016",
    ),
    EditRule(
        "P03",
        "printed(total == workers + farmers + specialists + managers + officials + students + other_occupations + retired)",
        breaks="students += 6",
    ),
    EditRule(
        "P04",
        "printed(total == join_to_1949 + join_to_1978 + join_to_2012 + join_since_2012)",
        breaks="join_to_1949 += 6",
        since="2021",
    ),
    EditRule(
        "P05",
        "printed(total == join7_to_1949 + join7_to_1966 + join7_to_1976 + join7_to_1978 + join7_to_2002"
        " + join7_to_2012 + join7_since_2012)",
        breaks="join7_to_1949 += 6",
        until="2020",
    ),
    EditRule("P06", "printed(orgs == committees + general_branches + branches)", breaks="branches += 3"),
    EditRule(
        "P07",
        "printed(developed == developed_workers + developed_farmers + developed_specialists + developed_managers"
        " + developed_officials + developed_students + developed_others)",
        breaks="developed_students += 6",
    ),
    EditRule(
        "P08", "printed(orgs_net == committees_net + general_branches_net + branches_net)", breaks="orgs_net += 3"
    ),
)

_FLOWS = (
    EditRule("F01", "printed(net == total - prev_year(total))", breaks="net += 2"),
    EditRule("F02", "printed(orgs_net == orgs - prev_year(orgs))", breaks="orgs_net += 2"),
    EditRule("F03", "printed(developed_change == developed - prev_year(developed))", breaks="developed_change += 2"),
    EditRule("F04", "printed(committees_net == committees - prev_year(committees))", breaks="committees_net += 2"),
    EditRule(
        "F05",
        "printed(general_branches_net == general_branches - prev_year(general_branches))",
        breaks="general_branches_net += 2",
    ),
    EditRule("F06", "printed(branches_net == branches - prev_year(branches))", breaks="branches_net += 2"),
)


def _ratio(code: str, share: str, part: str, whole: str) -> EditRule:
    return EditRule(code, f"printed({share} == 100 * {part} / {whole})", breaks=f"{share} += 2")


_RATIOS = (
    EditRule("R01", "printed(growth == 100 * net / (total - net))", breaks="growth += 2"),
    _ratio("R02", "female_pct", "female", "total"),
    _ratio("R03", "minority_pct", "minority", "total"),
    _ratio("R04", "college_pct", "college", "total"),
    _ratio("R05", "age4_le35_pct", "age4_le35", "total"),
    _ratio("R06", "age4_36_45_pct", "age4_36_45", "total"),
    _ratio("R07", "age4_46_60_pct", "age4_46_60", "total"),
    _ratio("R08", "age4_ge61_pct", "age4_ge61", "total"),
    _ratio("R09", "developed_female_pct", "developed_female", "developed"),
    _ratio("R10", "developed_minority_pct", "developed_minority", "developed"),
    _ratio("R11", "developed_le35_pct", "developed_le35", "developed"),
    _ratio("R12", "developed_college_pct", "developed_college", "developed"),
    _ratio("R13", "developed_frontline_pct", "developed_frontline", "developed"),
    _ratio("R14", "enterprises_covered_pct", "enterprises_covered", "enterprises_eligible"),
)

_LIMITS = (
    EditRule(
        "L01",
        "orgs_government + orgs_institutions + orgs_enterprises + orgs_social <= orgs",
        breaks="orgs_social = 4500",
        why="Villages and communities have organisations too: the four kinds are no partition.",
    ),
    EditRule(
        "L02",
        "join_to_1949 + join_to_1978 <= age_ge61",
        breaks="join_to_1949 = 30000",
        why="Whoever joined by 1978, at eighteen or later, is 61 or older from 2021 on.",
    ),
    EditRule(
        "L03",
        "join_to_1949 + join_to_1978 <= prev_year(join_to_1949 + join_to_1978)",
        breaks="join_to_1949 += 1",
        why="Nobody joins in a year that is past.",
    ),
    EditRule("L04", "activists <= applicants", breaks="activists = 30000", severity=Severity.QUERY),
    EditRule("L05", "branches_studying <= branches", breaks="branches_studying = 5000"),
    EditRule("L06", "branches_appraising <= branches", breaks="branches_appraising = 5000"),
    EditRule("L07", "enterprises_eligible <= enterprises", breaks="enterprises_eligible = 9000"),
)

NATION = Table(
    code="NB1",
    zh="全国党内统计公报",
    en="National Party statistics bulletin",
    frequency=Frequency.ANNUAL,
    grain=Grain.COUNTY,
    columns=COLUMNS,
    rules=(*_SUMS, *_FLOWS, *_RATIOS, *_LIMITS),
    note="Published figures; a year that was not found has none.",
)

DISTRICT = Table(
    code="NB2",
    zh="鄞州区党内统计公报",
    en="Party statistics bulletin of Yinzhou district",
    frequency=Frequency.ANNUAL,
    grain=Grain.COUNTY,
    columns=(
        Column("01", "total", "党员总数", "Members", ItemKind.STOCK, PEOPLE, 70000),
        Column("02", "net", "比上年净增", "Net increase", ItemKind.FLOW, PEOPLE, 800, signed=True),
        Column("03", "female", "女党员", "Women", ItemKind.STOCK, PEOPLE, 28000),
        Column("04", "minority", "少数民族党员", "Ethnic minorities", ItemKind.STOCK, PEOPLE, 300),
        Column("05", "college", "大专及以上学历党员", "College and above", ItemKind.STOCK, PEOPLE, 44000),
        Column("06", "developed", "全年发展党员", "Admitted in the year", ItemKind.FLOW, PEOPLE, 580),
        Column("07", "developed_frontline", "发展：生产工作一线", "Admitted: front line", ItemKind.FLOW, PEOPLE, 340),
        Column("08", "developed_college", "发展：大专及以上", "Admitted: college", ItemKind.FLOW, PEOPLE, 520),
        Column("09", "developed_le35", "发展：35岁及以下", "Admitted: 35 and under", ItemKind.FLOW, PEOPLE, 380),
        Column("10", "orgs", "基层党组织", "Grassroots organisations", ItemKind.STOCK, COUNT, 3600),
        Column("11", "committees", "基层党委", "Committees", ItemKind.STOCK, COUNT, 180),
        Column("12", "general_branches", "总支部", "General branches", ItemKind.STOCK, COUNT, 220),
        Column("13", "branches", "支部", "Branches", ItemKind.STOCK, COUNT, 3200),
    ),
    rules=(
        EditRule("P01", "orgs == committees + general_branches + branches", breaks="orgs += 1"),
        EditRule("L01", "female <= total", breaks="female = 70001"),
        EditRule("L02", "minority <= total", breaks="minority = 70001"),
        EditRule("L03", "college <= total", breaks="college = 70001"),
        EditRule("L04", "developed_frontline <= developed", breaks="developed_frontline = 581"),
        EditRule("L05", "developed_college <= developed", breaks="developed_college = 581"),
        EditRule("L06", "developed_le35 <= developed", breaks="developed_le35 = 581"),
    ),
    note="Whole counts: nothing was rounded.",
)

BULLETIN = Return("NB", "党内统计公报", "Party statistics bulletins", Frequency.ANNUAL, "2025.1", (NATION, DISTRICT))


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure: table, item, year-end, value scaled like the item's column, source, line of the file."""

    table: str
    column: str
    year: int
    value: int
    source: str
    line: int


def figures() -> tuple[Figure, ...]:
    """The published figures in the order of their file.

    Raises DeclarationError for a figure of an item that is not declared, twice in a year, in another unit of measure
    or with more digits than its column prints, or outside the years in which its item was published.
    """
    found = tuple(_read())
    keys = {(figure.table, figure.column, figure.year) for figure in found}
    if len(keys) != len(found):
        raise DeclarationError(f"{FIGURES}: a figure stands twice")
    return found


def _read() -> Iterator[Figure]:
    text = files("schemas").joinpath(FIGURES).read_text(encoding="utf-8")
    for line, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            column = BULLETIN.table(row["table"]).column(row["column"])
        except KeyError as error:
            raise DeclarationError(f"{FIGURES} line {line}: there is no item {error}") from error
        scaled = Decimal(row["value"]).scaleb(column.measure.decimals)
        if scaled != int(scaled) or not _of_measure(column, row["unit"]) or not _asked(column, row["year_end"]):
            raise DeclarationError(f"{FIGURES} line {line}: {row['value']}{row['unit']} is no figure of {column.zh}")
        yield Figure(row["table"], row["column"], int(row["year_end"]), int(scaled), row["source"], line)


def _of_measure(column: Column, unit: str) -> bool:
    return column.measure.zh == unit or (column.measure == PEOPLE and unit == "名")


def _asked(column: Column, year: str) -> bool:
    return (not column.since or year >= column.since) and (not column.until or year <= column.until)
