"""What a clerk typed, taken as one number where nothing has to be guessed, else with what stands in the way."""

import re
from dataclasses import dataclass
from decimal import Decimal

from schemas.finding import Pattern
from schemas.hint import Hint

_WITHOUT_WIDTH = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]+")
_SPACE = re.compile(r"(?:_x000[dD]_|\s)+")
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width forms only: NFKC would also make 121 of 12① and 52 of 5²."""
_MINUS = str.maketrans("−﹣", "--")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_GAP = re.compile(r"[0-9]((?:_x000[dD]_|\s)+)[0-9]")
_SPACED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_WAN = re.compile(r"([0-9]+(?:\.[0-9]+)?)[万萬]")
_ABOUT = re.compile(r"余|多|约|近|以上|以下|左右|不到|超过|大概|几|\+$|>|<|≥|≤|~")
_MEASURED = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:人|人次|个|名|条|栋|间|张|件|次|元|户|万元)")
_DATE = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{0,4}日?)?")
_FRACTION = re.compile(r"[0-9]{1,3}[-/][0-9]{1,3}")
_BRACKETED = re.compile(r"\([+-]?[0-9][0-9,.]*\)")
_CHINESE = re.compile(r"[〇○零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_COMMAS = re.compile(r"[0-9.+-]*,[0-9.,+-]*")
_SHAPES = (
    (_SCIENTIFIC, "CELL-SCIENTIFIC"),
    (_FRACTION, "CELL-FRACTION"),
    (_BRACKETED, "CELL-BRACKETS"),
    (_CHINESE, "CELL-CHINESE"),
    (_DATE, "CELL-DATE"),
    (_COMMAS, "CELL-COMMA"),
)
_PLACEHOLDERS = frozenset(
    {
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "//",
        "\\",
        "无",
        "空",
        "暂无",
        "没有",
        "x",
        "xx",
        "xxx",
        "×",
        "××",
        "na",
        "n/a",
    }
    | {
        "nan",
        "null",
        "none",
        "nil",
        "...",
        "…",
        "……",
        "*",
        "**",
        "?",
        "??",
        ".",
        "、",
        "待定",
        "待填",
        "未填",
        "略",
        "同上",
        "〃",
    }
)


@dataclass(frozen=True, slots=True)
class Number:
    """A text that is a number, and the message codes of what was tolerated."""

    value: Decimal
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoNumber:
    """A text that is no number, and what to say about it; `pattern` BLANK where nothing is written."""

    pattern: Pattern
    hint: Hint | None = None


def number_of(text: str) -> Number | NoNumber:
    """What a text says, taken as one number.

    White space, full-width forms, thousands separators, a leading apostrophe or plus sign are tolerated; nothing that
    needs a guess is (万, 余, units, percent, letters, dates).
    """
    visible = _WITHOUT_WIDTH.sub("", text)
    narrow = visible.translate(_HALF_WIDTH)
    bare = _SPACE.sub("", narrow).translate(_MINUS)
    if not bare:
        return NoNumber(Pattern.BLANK)
    how = ["CLEANED-TEXT"]
    if len(bare) != len(text):
        how.append("CLEANED-SPACES")
    if narrow != visible:
        how.append("CLEANED-WIDTH")
    if bare[0] in "'’‘`" and len(bare) > 1:
        bare = bare[1:]
        how.append("CLEANED-APOSTROPHE")
    gap = _GAP.search(narrow.strip())
    if gap and not _SPACED.fullmatch(_SPACE.sub(" ", narrow.strip())):
        return NoNumber(Pattern.NOT_A_NUMBER, _odd_character(text, gap[1][0]))
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
        how.append("CLEANED-SEPARATOR")
    if not _PLAIN.fullmatch(bare):
        reason = _reason(text, bare)
        with_unit = reason.code in ("CELL-WAN", "CELL-MEASURE")
        return NoNumber(Pattern.NOT_WHOLE if with_unit else Pattern.NOT_A_NUMBER, reason)
    if bare[0] == "+":
        how.append("CLEANED-SIGN")
    if "." in bare and not bare.partition(".")[2].strip("0"):
        how.append("CLEANED-DECIMAL")
    return Number(Decimal(bare), tuple(how))


def _reason(text: str, bare: str) -> Hint:
    """What is wrong with a text that is no number, the most telling first."""
    if bare.lower() in _PLACEHOLDERS:
        return Hint.of("CELL-PLACEHOLDER", shown=text.strip())
    if about := _ABOUT.search(bare):
        return Hint.of("CELL-ABOUT", word=about[0])
    if wan := _WAN.fullmatch(bare):
        return Hint.of("CELL-WAN", suggestion=f"{Decimal(wan[1]) * 10000:f}".partition(".")[0])
    if measured := _MEASURED.fullmatch(bare):
        return Hint.of("CELL-MEASURE", suggestion=measured[1])
    if "%" in bare or "‰" in bare:
        return Hint("CELL-PERCENT")
    shape = next((code for pattern, code in _SHAPES if pattern.fullmatch(bare)), None)
    if shape:
        return Hint(shape)
    if not any(character.isdigit() for character in bare):
        return Hint("CELL-WORDS")
    signless = text.replace(bare[0], "", 1) if bare[0] in "+-" else text
    odd = next((each for each in signless if each.translate(_HALF_WIDTH) not in _NUMERIC and not _unseen(each)), None)
    return _odd_character(text, odd) if odd else Hint("CELL-WORDS")


_NUMERIC = frozenset("0123456789.,")


def _unseen(character: str) -> bool:
    return not _SPACE.sub("", _WITHOUT_WIDTH.sub("", character))


def _odd_character(text: str, odd: str) -> Hint:
    position = text.find(odd) + 1 or 1
    code = "CELL-LETTER" if odd.isascii() and odd.isalpha() else "CELL-CHARACTER"
    return Hint.of(code, position=position, letter=odd)
