"""Labels as they are compared: what a person would call the same heading or row name."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(r"_x000[dD]_|[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_OF_WHICH = re.compile(r"^(?:其中|#)[:,]*(?=.)")
_MEASURE = re.compile(r"(?<=.)\((?:单位:)?(?:人|人次|个|名|条|栋|间|张|件|次|万元|元|%)\)$")
_SAME = str.maketrans(
    {"、": ",", "，": ",", "。": ".", "—": "-", "－": "-", "–": "-", "〈": "<", "〉": ">", "【": "[", "】": "]"}
)

TOTAL_LABELS = frozenset(
    {"合计", "总计", "共计", "总数", "县合计", "全县合计", "区合计", "市直合计", "本级合计", "汇总", "TOTAL", "total"}
)
NUMBER_STUBS = frozenset({"栏号", "栏次", "行次", "序号", "甲", "乙", "丙", "row", "name"})
BELOW = (
    *(
        "填表人",
        "制表人",
        "经办人",
        "审核人",
        "复核人",
        "负责人",
        "单位负责人",
        "统计负责人",
        "联系人",
        "联系电话",
        "电话",
    ),
    *("填表日期", "填报日期", "报出日期", "报出时间", "注:", "说明:", "备注:", "资料来源", "数据来源"),
)
"""How lines of signature and notes below a table begin."""
LIVE_CHECK = frozenset({"校验", "校核", "审核", "检查"})


@lru_cache(maxsize=65536)
def label(text: str) -> str:
    """A label without white space and line breaks, full-width forms and the variants of punctuation made one."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME)


@lru_cache(maxsize=65536)
def heading(text: str) -> str:
    """A heading cell: its label without 其中： in front and its unit of measure in brackets behind."""
    return _MEASURE.sub("", _OF_WHICH.sub("", label(text)))


def path_of(printed: str) -> tuple[str, ...]:
    """The heading path of a declared `zh` or alias, levels separated by a colon."""
    return tuple(heading(part) for part in printed.split("："))
