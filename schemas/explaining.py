"""What an explanation must be to be taken: a reason code that fits, and words that say what happened."""

import re
import unicodedata

from schemas.decision import NotTaken, Reason
from schemas.finding import Finding, Pattern, Role
from schemas.personal import contains_personal, normalised
from schemas.reading import Explanation
from schemas.receipt import Fact

LEAST = 10
LEAST_OTHER = 15
"""of R99, which says nothing by its code"""
MOST = 200
MANY = 3
"""The same words at so many findings are worth a note."""
SMALL_DENOMINATOR = 30
"""R06 is for ratios below it."""
_LEAST_SAID = 4
_STOCK = re.compile(
    "情况|数据|数字|报表|上述|以上|我[县区市局部]|我单位|本单位|本级|"
    "特此|说明|经过?|已经?|均|都|全部|完全|再次|重新|核实|核对|核查|复核|查实|审核|确认|修正|更正|"
    "真实|属实|准确|正确|无误|没有|问题|错误|有效|可靠|是|为|了|的|与|和|一致"
)
_REFERENCE = re.compile(
    r"[〔\[(【]\s*(?:19|20)\d{2}\s*[〕\])】]\s*第?\s*\d+\s*号|第?\s*\d+\s*号|编号\s*:?\s*[0-9A-Za-z][0-9A-Za-z-]*|更正\s*第?\s*\d+"
)
_PERSON = re.compile(
    "姓名|[赵钱孙李周吴郑王冯陈蒋沈韩杨朱许何吕张孔曹严魏陶姜谢邹潘葛范彭鲁马方袁唐薛雷贺罗毕郝常傅卞齐康余顾孟黄萧尹姚邵汪毛"
    "戴宋庞熊纪舒屈祝董梁杜阮蓝闵贾江童郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房邓][\u4e00-\u9fff]{1,2}(?:同志|先生|女士)"
)
_RATIOS = {Pattern.BAND: Role.TOTAL, Pattern.RATIO: Role.TOTAL, Pattern.DRIFT: Role.TOTAL, Pattern.CHANGE: Role.EARLIER}
"""Findings about a ratio, and what the cells of its denominator are."""


def objection(finding: Finding, explanation: Explanation) -> NotTaken | None:
    """Why an explanation cannot be taken for a finding: the first reason that is found, None where there is none."""
    text, code = explanation.text.strip(), explanation.reason.strip()

    def refuse(message: str, **facts: object) -> NotTaken:
        named = tuple(Fact(name, str(value)) for name, value in facts.items())
        return NotTaken(finding, explanation, message, named)

    if is_personal(text):
        return refuse("EXPLAIN-PERSONAL")
    if code not in set(Reason):
        return refuse("EXPLAIN-REASON", reason="" if is_personal(code) else code[:20])
    reason, length = Reason(code), length_of(text)
    least = LEAST_OTHER if reason is Reason.OTHER else LEAST
    if length > MOST:
        return refuse("EXPLAIN-LONG", length=length, most=MOST)
    if is_empty(text):
        return refuse("EXPLAIN-EMPTY")
    if length < least:
        return refuse("EXPLAIN-SHORT", length=length, reason=code, least=least)
    if reason.needs_reference and not _REFERENCE.search(normalised(text)):
        return refuse("EXPLAIN-REFERENCE", reason=code)
    if reason is Reason.SMALL and not is_small_ratio(finding):
        return refuse("EXPLAIN-NOT-SMALL", limit=SMALL_DENOMINATOR)
    return None


def length_of(text: str) -> int:
    """Characters that are not blank."""
    return len("".join(text.split()))


def is_personal(text: str) -> bool:
    """Whether a text holds an identity, mobile or bank number, or speaks of a person by name."""
    return contains_personal(text) or _PERSON.search(normalised(text)) is not None


def is_empty(text: str) -> bool:
    """Whether a text only says in stock phrases that the numbers are right (核实无误, 情况属实)."""
    words = same_words(text)
    said = len(_STOCK.sub("", words))
    return bool(words) and (not said or said < _LEAST_SAID <= len(words))


def same_words(text: str) -> str:
    """A text without its blanks and punctuation, to be compared."""
    return "".join(mark for mark in normalised(text) if unicodedata.category(mark)[0] in "LN")


def is_small_ratio(finding: Finding) -> bool:
    """Whether a finding is about a ratio whose denominator is below `SMALL_DENOMINATOR`, in printed units."""
    role = _RATIOS.get(finding.pattern)
    parts = [cell for cell in finding.cells if cell.role is role]
    known = [cell.value / 10**cell.decimals for cell in parts if cell.value is not None]
    return bool(known) and len(known) == len(parts) and sum(known) < SMALL_DENOMINATOR
