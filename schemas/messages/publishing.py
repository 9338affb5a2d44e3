"""What is said when editions are made, refused and read."""

from schemas.messages import Message

MESSAGES = (
    Message(
        "PUBLISH-LOST",
        "已审定的原始文件 raw/{file} 找不到或读不出来，没有发布。请从备份恢复后再发布",
        "The approved file raw/{file} is gone or cannot be read, so nothing was published. Restore it from the backup",
    ),
    Message("FLAG-REPORTED", "按报送", "as reported"),
    Message("FLAG-EXPLAINED", "已说明", "explained"),
    Message("FLAG-WAIVED", "已豁免", "waived"),
    Message("FLAG-CORRECTED", "已更正", "corrected"),
    Message("FLAG-NOT-APPLICABLE", "不适用", "not applicable"),
    Message("FLAG-MISSING", "未报", "missing"),
    Message("FLAG-SUPPRESSED", "不显示", "suppressed"),
    Message(
        "FLAG-MEANING-REPORTED",
        "报送并审定的数。",
        "As reported and approved.",
    ),
    Message(
        "FLAG-MEANING-EXPLAINED",
        "校核有疑问，填报单位写明了原因，数未改。",
        "A check asked about it; the unit gave the reason and the number stands.",
    ),
    Message(
        "FLAG-MEANING-WAIVED",
        "有关的校核规则对该单位暂不适用。",
        "The check in question does not apply to the unit for a time.",
    ),
    Message(
        "FLAG-MEANING-CORRECTED",
        "与同一报告期较早的版次不同，见 CHANGES.md。",
        "Differs from an earlier edition of the same period, see CHANGES.md.",
    ),
    Message(
        "FLAG-MEANING-NOT-APPLICABLE",
        "这一行不填这一栏，没有数。",
        "The column is not asked of this row; there is no number.",
    ),
    Message(
        "FLAG-MEANING-MISSING",
        "这一格没有可用的数。",
        "There is no usable number in the cell.",
    ),
    Message(
        "FLAG-MEANING-SUPPRESSED",
        "人数很少（1 或 2），或可由它推算出很少的人数，不公布。",
        "A count of 1 or 2, or one from which such a count could be computed; not published.",
    ),
    Message(
        "PUBLISH-DISK-FULL",
        "磁盘已满，这一版没有发布，原来的版次没有变动。请腾出空间后再发布。（{detail}）",
        "The disk is full: this edition was not published and the one before is unchanged. Make room and publish again. ({detail})",
    ),
    Message(
        "PUBLISH-DISK",
        "写不进数据目录，这一版没有发布，原来的版次没有变动。请检查磁盘和目录权限后再发布。（{detail}）",
        "The data folder cannot be written: this edition was not published and the one before is unchanged. Look at the disk and the folder's permissions, then publish again. ({detail})",
    ),
    Message(
        "PUBLISH-WAREHOUSE",
        "数据库文件 shenhe.duckdb 没有写成，目录和其中原有数据没有变动。请再发布一次。（{detail}）",
        "The database file shenhe.duckdb could not be written; the catalogue and the data before are unchanged. Publish again. ({detail})",
    ),
    Message(
        "PUBLISH-NOTHING",
        "{period} 还没有已审定的报表，没有发布。",
        "No workbook of {period} is approved yet; nothing was published.",
    ),
    Message(
        "PUBLISH-SMALL-CELLS",
        "表 {table} 有 {count} 个很小的数仍可推算出来（如 {unit} {row} {column}），这一版没有发布。请联系维护人员。",
        "In table {table}, {count:small count/small counts} could still be computed (such as {unit} {row} {column}); this edition was not published. Tell whoever maintains the system.",
    ),
    Message(
        "PUBLISH-EXPECTATION",
        "发布前检查不符：{what}；不符 {count} 处，例如 {examples:list}。这一版没有发布，原来的版次没有变动。",
        "The check before publishing found otherwise: {what}; {count:place/places}, such as {examples:list}. This edition was not published; the one before is unchanged.",
    ),
    Message("EXPECT-COLUMNS", "事实表的字段和顺序与声明一致", "the fields and their order are those declared"),
    Message("EXPECT-TYPE", "“{field}”的类型是{type}", "“{field}” is of type {type}"),
    Message("EXPECT-PRESENT", "“{field}”每条都有", "“{field}” is always there"),
    Message("EXPECT-ALLOWED", "“{field}”只取声明的值", "“{field}” takes declared values only"),
    Message("EXPECT-FORM", "“{field}”的写法符合声明", "“{field}” is written as declared"),
    Message("EXPECT-UNIQUE", "每个数只有一条", "every fact is there once"),
    Message("EXPECT-COUNT", "条数等于各表行数乘栏数之和：{count}", "as many facts as rows times columns: {count}"),
    Message("EXPECT-RANGE", "数在合理范围内", "values lie within possible limits"),
    Message("EXPECT-NOT-NEGATIVE", "不许为负的数没有负数", "counts are not below zero"),
    Message("EXPECT-VALUE", "有数的都有数，没有数的都没有", "facts have a value exactly where their flag says so"),
    Message("EXPECT-SMALL", "要保护的表没有公布 1 或 2", "no protected table shows a 1 or a 2"),
    Message("EXPECT-SUM", "各行之和等于合计", "rows add up to their total"),
    Message("EXPECT-UNITS", "单位都在应报名单里", "every unit is one that reports"),
    Message("EXPECT-ONE-WORKBOOK", "每个单位每套报表只有一个工作簿", "one workbook for each unit and return"),
    Message("EXPECT-LINEAGE", "表上有的数都有工作表和单元格", "every number has its sheet and cell"),
    Message("RELEASE-NOTE", "发布说明", "Release note"),
    Message(
        "NOTE-LONG",
        "发布说明太长，最多 {most} 个字。",
        "The release note is too long; it has at most {most:character/characters}.",
    ),
    Message(
        "NOTE-PERSONAL",
        "发布说明里有姓名、证件号或电话一类的个人信息，没有保存。请删去后再发布。",
        "The release note speaks of a person (a name, an identity or telephone number) and was not kept. Leave that out and "
        "publish again.",
    ),
    Message(
        "NOTE-PUBLISHED",
        "{edition} 已经发布，发布说明不能再改。",
        "{edition} is published; its release note cannot be changed any more.",
    ),
    Message(
        "NOTE-OTHERWISE",
        "没有发布：{changes}请看一看，按需要改好发布说明，再发布。",
        "Nothing was published. {changes}Please have a look, change the release note where needed, and publish again.",
    ),
    Message(
        "NOTE-FOR-UNKNOWN",
        "不知道这一页的发布说明是写给哪一版的，下一版是 {after}。",
        "It is not known for which edition the release note on this page was written; the next one is {after}. ",
    ),
    Message(
        "NOTE-FOR-ANOTHER",
        "这一页的发布说明是写给 {before} 的，现在下一版是 {after}。",
        "The release note on this page was written for {before}; the next edition is {after} now. ",
    ),
    Message(
        "NOTE-NOW",
        "给 {edition} 写的发布说明现在是：“{text}”。",
        "The release note for {edition} reads now: “{text}”. ",
    ),
    Message("NOTE-NONE-NOW", "{edition} 现在没有发布说明。", "{edition} has no release note now. "),
    Message(
        "CHANGES-FIRST",
        "这是本报告期的第一版。",
        "This is the first edition of the period.",
    ),
    Message(
        "CHANGES-COUNTS",
        "与 {since} 相比：更正 {revised} 个数，新增 {entered} 个工作簿，撤出 {withdrawn} 个工作簿。",
        "Against {since}: {revised:figure/figures} revised, {entered:workbook/workbooks} added, {withdrawn} withdrawn.",
    ),
    Message("CHANGES-ENTERED", "新增的工作簿", "Workbooks added"),
    Message("CHANGES-WITHDRAWN", "撤出的工作簿", "Workbooks withdrawn"),
    Message("CHANGES-REVISED", "更正的数", "Figures revised"),
    Message("CHANGES-MORE", "另有 {count} 个，见 changes.csv。", "{count} more in changes.csv."),
    Message("CHANGE-WITHHELD", "保护很小的数", "protection of small counts"),
    Message("CHANGE-SENT-ANEW", "重新报送", "sent anew"),
    Message("CHANGE-READ-ANEW", "同一文件重新读取", "the same file read anew"),
    Message("CHANGE-GONE", "表中已无此行或此栏", "the row or column is there no more"),
    Message(
        "DATA-NOTHING",
        "还没有发布过数据。",
        "Nothing has been published yet.",
    ),
    Message(
        "DATA-TABLE",
        "没有名为“{table}”的表。可用的表：{tables:list}。",
        "There is no table “{table}”. There are: {tables:list}.",
    ),
    Message(
        "DATA-SPAN",
        "起止颠倒了：{first} 在 {last} 之后。请写成 {last}..{first}。",
        "The span is the wrong way round: {first} is after {last}. Write {last}..{first}.",
    ),
    Message(
        "DATA-UNIT",
        "表 {table} 已发布的各期都没有叫“{unit}”的单位或行。请写 shenhe data get {table} 输出的代码或名称。",
        "No unit or row of table {table} is called “{unit}” in any published period. Give a code or a name as shenhe data get {table} prints it.",
    ),
    Message(
        "DATA-UNIT-ELSEWHERE",
        "表 {table} 的这些数里没有“{unit}”（{wanted}）。有它的报告期：{periods:list}。",
        "Table {table} has no “{unit}” in what was asked for ({wanted}). It is in {periods:list}.",
    ),
    Message(
        "DATA-PERIOD",
        "{wanted} 没有发布过数据。已发布的报告期：{periods:list}。",
        "Nothing of {wanted} is published. Published periods: {periods:list}.",
    ),
    Message(
        "DATA-TABLE-PERIOD",
        "{wanted} 的数据里没有表 {table}。有它的报告期：{periods:list}。",
        "Table {table} is not in the data of {wanted}. It is in {periods:list}.",
    ),
    Message(
        "DATA-VINTAGES",
        "{wanted} 没有第 {vintage} 版。已有的版次：{editions:list}。",
        "There is no edition {vintage} of {wanted}. There are: {editions:list}.",
    ),
    Message(
        "DATA-AS-OF",
        "到 {day} 为止 {wanted} 还没有发布过；最早发布于 {first}。",
        "By {day} nothing of {wanted} was published; the first came on {first}.",
    ),
    Message(
        "DATA-SELECTION",
        "表 {table} 没有符合条件的已发布数据（{wanted}）。",
        "Table {table} has no published facts for {wanted}.",
    ),
    Message(
        "DATA-SUFFIX",
        "不能写成“{file}”。可用的扩展名：.csv、.xlsx、.parquet。",
        "“{file}” cannot be written. Use the suffix .csv, .xlsx or .parquet.",
    ),
    Message(
        "DATA-LONG",
        "有 {count} 行，工作簿放不下。请缩小范围，或写成 .csv、.parquet。",
        "{count:row does/rows do} not fit in a workbook. Ask for less, or write .csv or .parquet.",
    ),
)
