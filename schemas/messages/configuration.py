"""What is said when the office's own files cannot be used: configuration, register, home folder."""

from schemas.messages import Message

_WANTED = (
    ("CONFIG-TEXT", "带引号的文字", "a text in quotes"),
    ("CONFIG-NUMBER", "正整数", "a whole number above 0"),
    ("CONFIG-SHARE", "大于 0、小于 1 的小数", "a number between 0 and 1"),
    ("CONFIG-PERIOD", "报告期，如 2025Q4", "a period such as 2025Q4"),
    ("CONFIG-CHOICE", "其中之一：{choices}", "one of {choices}"),
    ("CONFIG-KINDS", '至少含 "xlsx" 的一组，可用：{kinds}', 'a list with "xlsx" in it, of: {kinds}'),
    (
        "CONFIG-ADDRESSES",
        '一组地址，如 ["mailto://…", "json://…"]',
        'a list of addresses such as ["mailto://…", "json://…"]',
    ),
)
"""What a place takes, told where something else stands there."""

MESSAGES = (
    Message(
        "CONFIG-FILE",
        "找不到配置文件 {file}。请在数据目录里建一个，写法见 README 的“配置”一节。",
        "The configuration file {file} is not there. Make one in the home folder; see README, section Configuration.",
    ),
    Message(
        "CONFIG-SYNTAX",
        "配置文件 {file} 不是正确的 TOML：{detail}。请改正这一处。",
        "The configuration file {file} is not valid TOML: {detail}. Correct that place.",
    ),
    Message(
        "CONFIG-MISSING",
        "配置文件 {file} 缺少 [{section}] 里的 {name}。请补上，例如 {example}。",
        "The configuration file {file} lacks {name} in [{section}]. Add it, for example {example}.",
    ),
    *(
        Message(
            code,
            f"配置文件 {{file}} 里 [{{section}}] 的 {{name}} 是“{{value}}”，应当是{zh}。",
            f"In the configuration file {{file}}, {{name}} in [{{section}}] is “{{value}}”; it should be {en}.",
        )
        for code, zh, en in _WANTED
    ),
    Message(
        "CONFIG-UNKNOWN",
        "配置文件 {file} 里的 [{section}] {name} 不认识，可能写错了名字。请删去或改正。",
        "In the configuration file {file}, {name} in [{section}] is not known, perhaps misspelt. Remove or correct it.",
    ),
    Message(
        "REGISTER-FILE",
        "找不到填报单位名册 {file}。请把名册放到这里（CSV，表头见文档）。",
        "The unit register {file} is not there. Put it in place (CSV; headings in the documentation).",
    ),
    Message("OFFICE-CONTACT", "{name} {telephone}", "{name} {telephone}"),
)
