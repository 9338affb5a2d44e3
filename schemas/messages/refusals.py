"""Why a whole file is not taken: what it is, why, and what to do."""

from schemas.messages import Message

_SAVE_AS_ZH = "请用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（*.xlsx）”，再上传"
_SAVE_AS_EN = "open it in Excel or WPS, choose Save As, Excel Workbook (*.xlsx), and upload that"
_AGAIN_ZH = "请用 Excel 或 WPS 打开原文件，另存为新的 .xlsx 后再上传"
_AGAIN_EN = "open the original in Excel or WPS, save it as a new .xlsx, and upload that"


def _kind(code: str, zh: str, en: str) -> Message:
    return Message(
        code,
        f"只能上传 .xlsx 工作簿，这个文件是{zh}。{_SAVE_AS_ZH}",
        f"Only .xlsx workbooks are taken; this is {en}: {_SAVE_AS_EN}",
    )


def _not_workbook(code: str, zh: str, en: str) -> Message:
    return Message(
        code,
        f"只能上传 .xlsx 工作簿，这个文件是{zh}。请上传填好的工作簿",
        f"Only .xlsx workbooks are taken; this is {en}. Upload the workbook that you filled",
    )


MESSAGES: tuple[Message, ...] = (
    Message(
        "FILE-EMPTY",
        "文件是空的（0 字节），可能没有传完。请核对后再上传",
        "The file is empty (0 bytes), perhaps not copied to its end. Check it and upload it again",
    ),
    Message(
        "FILE-LARGE",
        "文件超过 {limit} MB。请删除图片和多余工作表后再上传",
        "The file is larger than {limit} MB. Delete pictures and sheets that are not needed, then upload it again",
    ),
    _kind("FILE-XLS", " .xls（旧版 Excel 格式）", "an .xls of an older Excel"),
    Message(
        "FILE-XLS-OLD",
        "这个 .xls 是 Excel 95 或更早的格式，或者里面没有工作簿，不能读取。" + _AGAIN_ZH,
        "This .xls is of Excel 95 or older, or holds no workbook, and cannot be read: " + _AGAIN_EN,
    ),
    Message(
        "FILE-ET",
        "只能上传 .xlsx 工作簿，您选的是 .et。WPS 请用“另存为→Microsoft Excel 文件(*.xlsx)”，再上传",
        "Only .xlsx workbooks are taken; this is an .et of WPS. In WPS choose Save As, Microsoft Excel (*.xlsx), and upload that",
    ),
    _kind("FILE-ODS", " .ods（开放文档表格）", "an .ods OpenDocument spreadsheet"),
    _kind("FILE-CSV", "文本或 CSV", "text or CSV"),
    _kind("FILE-XLSB", " .xlsb（二进制工作簿）", "a binary workbook (.xlsb)"),
    _kind("FILE-NUMBERS", " Numbers 表格", "a Numbers spreadsheet"),
    _kind("FILE-HTML", "网页（HTML），只是扩展名像表格", "a web page (HTML) named like a workbook"),
    _kind("FILE-XML-2003", "“XML 表格 2003”格式", "an XML Spreadsheet 2003"),
    _not_workbook("FILE-XML", " XML 文件", "an XML file"),
    _not_workbook("FILE-PDF", " PDF", "a PDF"),
    _not_workbook("FILE-IMAGE", "图片", "a picture"),
    Message(
        "FILE-ARCHIVE",
        "只能上传 .xlsx 工作簿，这个文件是压缩包。请先解压，上传里面填好的工作簿",
        "Only .xlsx workbooks are taken; this is an archive. Unpack it and upload the workbook in it that you filled",
    ),
    _not_workbook("FILE-PROGRAM", "程序", "a program"),
    _not_workbook("FILE-DOCUMENT", "文字或演示文稿", "a text document or presentation"),
    _not_workbook("FILE-UNKNOWN", "无法识别的格式", "of no known kind"),
    Message(
        "FILE-OLE",
        "文件不是 .xlsx 工作簿，或者已经损坏，打不开。" + _AGAIN_ZH,
        "The file is no .xlsx workbook or is damaged and cannot be opened: " + _AGAIN_EN,
    ),
    Message(
        "FILE-PASSWORD",
        "工作簿加了打开密码。请取消密码后再上传",
        "The workbook needs a password to open. Remove the password, then upload it again",
    ),
    Message(
        "FILE-MACRO",
        "工作簿含宏（.xlsm 或宏工作表），可能带有程序，不接收。" + _SAVE_AS_ZH,
        "The workbook contains macros (.xlsm or macro sheets), which are not taken: " + _SAVE_AS_EN,
    ),
    Message(
        "FILE-OBJECT",
        "工作簿里嵌入了其他文件或控件，不接收。请删除嵌入的对象和控件后再上传",
        "The workbook has files or controls embedded in it, which are not taken. Delete the embedded objects, then upload it again",
    ),
    Message(
        "FILE-BROKEN",
        "文件损坏或不是由 Excel、WPS 正常保存（{what}），打不开。" + _AGAIN_ZH,
        "The file is damaged or was not saved by Excel or WPS ({what}) and cannot be opened: " + _AGAIN_EN,
    ),
    Message(
        "FILE-BOMB",
        "文件展开后过大（{what}），超出允许范围，没有打开。请删除多余的行、工作表和图片，另存为新的 .xlsx 后再上传",
        "Unpacked, the file is far too big ({what}) and was not opened. Delete rows, sheets and pictures that are not needed, save as a new .xlsx, and upload that",
    ),
    Message(
        "FILE-DTD",
        "文件内部含有不允许的声明（DTD），正常保存的工作簿没有。" + _AGAIN_ZH,
        "The file contains a declaration (DTD) that no saved workbook has and that is not allowed: " + _AGAIN_EN,
    ),
    Message(
        "FILE-XML-BOUNDS",
        "文件内部结构超出允许范围（{what}），正常保存的工作簿不会这样。" + _AGAIN_ZH,
        "The inside of the file exceeds what is allowed ({what}), which no saved workbook does: " + _AGAIN_EN,
    ),
    Message(
        "FILE-SHEETS",
        "工作簿有 {count} 张工作表，只能有 1 至 {limit} 张。请删除多余工作表后再上传",
        "The workbook has {count:sheet/sheets}; 1 to {limit} are allowed. Delete the sheets that are not needed, then upload it again",
    ),
    Message(
        "FILE-STRINGS",
        "工作簿的文字内容超过 {limit} 条，不是统计表。请删除多余内容后再上传",
        "The workbook holds more than {limit:text/texts}, unlike a statistical return. Delete what is not needed, then upload it again",
    ),
    Message(
        "FILE-CELLS",
        "工作表“{sheet}”的单元格超过 {limit} 个，多半是格式铺满了整张表。请删除表格以外的行和列后再上传",
        'Sheet "{sheet}" has more than {limit:cell/cells}, mostly formats spread over the whole sheet. Delete the rows and columns outside the table, then upload it again',
    ),
    Message(
        "FILE-FAR-CELL",
        "工作表“{sheet}”在很远的位置（{cell} 一带）有内容。请清除表格以外的内容后再上传",
        'Sheet "{sheet}" has content far away (around {cell}). Clear what lies outside the table, then upload it again',
    ),
    Message(
        "FILE-MERGES",
        "工作表“{sheet}”的合并单元格超过 {limit} 处。请取消多余的合并后再上传",
        'Sheet "{sheet}" has more than {limit:merged range/merged ranges}. Unmerge what is not needed, then upload it again',
    ),
    Message(
        "FILE-CELL-PLACE",
        "工作表“{sheet}”里有位置不对或重复的单元格（{cell}），文件可能由其他程序改过。" + _AGAIN_ZH,
        'Sheet "{sheet}" has a cell in an impossible place or given twice ({cell}); another program may have changed the file: '
        + _AGAIN_EN,
    ),
    Message(
        "FILE-CELL-VALUE",
        "工作表“{sheet}”单元格 {cell} 存的不是数，文件可能由其他程序改过。请用 Excel 或 WPS 打开，改好 {cell}，另存为新的 .xlsx 后再上传",
        'Cell {cell} of sheet "{sheet}" stores something that is no number; another program may have changed the file. Open it in Excel or WPS, correct {cell}, save as a new .xlsx, and upload that',
    ),
    Message(
        "FILE-PERSONAL",
        "疑似含个人信息（{place}，共 {count} 处），按规定不接收，文件没有保存。请删除后再上传",
        "The file seems to hold personal data ({place}; {count} in all), which may not be taken; it was not kept. Delete it, then upload the file again",
    ),
    Message(
        "FILE-UNREADABLE",
        "文件读取时超出了允许的时间或内存，没有读完。请删除多余内容，另存为新的 .xlsx 后再上传；仍不行请联系统计管理部门",
        "Reading the file took more time or memory than is allowed and was stopped. Delete what is not needed, save as a new .xlsx, and upload that; if it stays so, ask the data office",
    ),
    Message(
        "FILE-FAULT",
        "系统出错（编号 {number}），不是您的文件问题，已通知管理员，文件已保留",
        "A fault of the system (number {number}), not of your file; the office has been told and the file is kept",
    ),
    Message(
        "FILE-OTHER-UNIT",
        "封面填报单位是“{stated}”，文件放在“{folder}”的目录里。请核对单位，放到本单位的目录后再报",
        'The cover says unit "{stated}", but the file lies in the folder of "{folder}". Check the unit and use the folder of your own unit',
    ),
    Message(
        "FILE-FOLDER",
        "文件放在收件夹“{folder}”里，登记表中没有这个单位代码，没有接收；文件没有动，还在那里（封面填报单位是“{stated}”）。请把文件夹改名为本单位的代码，或把文件移到本单位代码的收件夹，下一次夜间校核就会接收；代码有疑问请问市里",
        'The file lies in the inbox folder "{folder}", which is no unit\'s code of the register, so it was not taken; it still lies there, untouched (the cover says unit "{stated}"). Rename the folder to your unit\'s code, or move the file into the folder of that code, and the next night takes it; if in doubt about the code, ask the city',
    ),
    Message(
        "FILE-NOT-ENDED",
        "报告期 {period} 还没有结束，现在不能报。请在 {day} 以后按期末数填好再报",
        "The period {period} has not ended, so it cannot be reported yet. Fill in the figures of its end and send the workbook after {day}",
    ),
    Message(
        "FILE-IDENTITY",
        "封面上的报表、填报单位或报告期写得不对（{stated}）。请用市里发来的本期模板，把数填进去再上传；没有模板请向市里要",
        "The cover states the return, unit or period in a form that is not known ({stated}). Fill this period's template, which the city hands out, and upload that",
    ),
    Message(
        "STORE-FULL",
        "磁盘已满，没有做完；没有登记的文件仍在原处。请清理磁盘后重新运行",
        "The disk is full, so not all was done; a file that is not registered lies where it was. Free some space and run again",
    ),
    Message(
        "STORE-READ-ONLY",
        "存放目录不能写入，没有做完；没有登记的文件仍在原处。请检查目录权限后重新运行",
        "The folder cannot be written, so not all was done; a file that is not registered lies where it was. Check its permissions and run again",
    ),
    Message(
        "STORE-BUSY",
        "另一次接收正在进行，这次没有接收。请等它结束后再运行",
        "Another round of receiving is at work; nothing was taken this time. Run again when it has ended",
    ),
    Message(
        "STORE-FAULT",
        "存放目录读写出错（{fault}），没有做完；没有登记的文件仍在原处。请检查磁盘后重新运行",
        "The folder could not be read or written ({fault}), so not all was done; a file that is not registered lies where it was. Check the disk and run again",
    ),
)
