"""The phrases of both languages, how things are called in print, and how numbers are written."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from rules.language import Item, Level, Relation, Shift, items_of

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Naming:
    """How print calls things: the number of an item's column, its heading, and a table (empty code: the rule's own)."""

    number: Callable[[Item], int]
    name: Callable[[Item, Language], str]
    table: Callable[[str, Language], str]


WORDS = MappingProxyType(
    {
        "column": ("{0}栏", "col {0}"),
        "run": ("{0}至{1}之和", "sum of {0} to {1}"),
        "of table": ("{0}.{1}{2}", "{0} {1}{2}"),
        "named of table": ("{0}{1}“{2}”", "{0} {1}“{2}”"),
        "quoted": ("“{0}”", "“{0}”"),
        "source": ("来源表所列数", "the source cell"),
        "per quarter": ("季度数×{0}", "quarter × {0}"),
        "note": ("{0}≠0时须附说明", "explain where {0} ≠ 0"),
        "change": ("|{0}|≤{1}×{2}", "|{0}| ≤ {1} × {2}"),
        "change floor": ("{0}（相差不足{1}的不查）", "{0} (differences below {1} pass)"),
        "drift": ("{0}各占{1}的比重与上期相差≤{2}个百分点", "shares of {0} in {1} move by ≤ {2} points a period"),
        "near": ("{0}≈{1}（相差≤较大数的{2}）", "{0} ≈ {1} (within {2} of the larger)"),
        "rounded": ("{0}（保留{1}位小数）", "{0} (rounded to {1} decimals)"),
        "printed": ("{0}（公布数，各自四舍五入）", "{0} (published, each rounded)"),
        "if": ("若{0}，则{1}", "if {0} then {1}"),
        "and": ("、", ", "),
        "last and": ("、", " and "),
        "to": ("{0}至{1}", "{0} to {1}"),
        "sum of": ("{0}之和", "the sum of {0}"),
        "and others": ("{0}等{1}项", "{0} and {2} more"),
        "plus": ("{0}加{1}", "{0} plus {1}"),
        "minus": ("{0}减{1}", "{0} minus {1}"),
        "==": ("{1}不等于{0}", "{1} is not {0}"),
        "== sum": ("{1}之和不等于{0}", "{1} do not add up to {0}"),
        "== chain": ("{0}与各项加减的结果不相等", "{0} is not what its parts come to"),
        "== other": ("{0}与{1}不相等", "{0} and {1} are not equal"),
        "!=": ("{0}与{1}不应相等", "{0} and {1} must differ"),
        "<=": ("{0}大于{1}", "{0} is more than {1}"),
        ">=": ("{0}小于{1}", "{0} is less than {1}"),
        "<": ("{0}不小于{1}", "{0} is not below {1}"),
        ">": ("{0}不大于{1}", "{0} is not above {1}"),
        "is ==": ("{0}等于{1}", "{0} is {1}"),
        "is !=": ("{0}不等于{1}", "{0} is not {1}"),
        "is <=": ("{0}不大于{1}", "{0} is at most {1}"),
        "is >=": ("{0}不小于{1}", "{0} is at least {1}"),
        "is <": ("{0}小于{1}", "{0} is below {1}"),
        "is >": ("{0}大于{1}", "{0} is above {1}"),
        "breach note": ("{0}不是0，须写说明", "{0} is not 0: explain"),
        "breach share": ("{0}占{1}的比例不在{2}至{3}之间", "{0} as a share of {1} is outside {2} to {3}"),
        "breach ratio": ("{0}与{1}之比不在{2}至{3}之间", "{0} to {1} is outside {2} to {3}"),
        "breach change": ("{0}比上期变化超过{1}", "{0} changed by more than {1}"),
        "breach drift": ("{0}占{1}的比重变化超过{2}个百分点", "shares of {0} in {1} moved by more than {2} points"),
        "breach near": ("{0}与{1}相差超过{2}", "{0} and {1} differ by more than {2}"),
        "breach of ratio": ("{0}与{1}÷{2}的结果不符", "{0} does not agree with {1} ÷ {2}"),
        "breach if": ("{0}，但{1}", "{0}, yet {1}"),
    }
)
_SHIFTS = MappingProxyType(
    {
        Shift.NOW: ("", ""),
        Shift.PREVIOUS: ("上期", "last period's "),
        Shift.PREVIOUS_QUARTER: ("上季度", "last quarter's "),
        Shift.PREVIOUS_HALF: ("上个半年", "last half-year's "),
        Shift.PREVIOUS_YEAR: ("上年末", "last year-end's "),
    }
)
_LEVELS = MappingProxyType({Level.ROW: ("", ""), Level.TOTAL: ("合计行", "total row "), Level.CITY: ("全市", "city ")})
SIGNS = MappingProxyType({"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"})


def word(key: str, language: Language, *facts: object) -> str:
    """A phrase with its facts filled in. Raises KeyError for a phrase that is not declared."""
    return WORDS[key][0 if language == "zh" else 1].format(*facts)


def prefix(item: Item, language: Language) -> str:
    """What stands before an item that is not of this row and this period: `合计行`, `上年末`."""
    place = 0 if language == "zh" else 1
    return _LEVELS[item.level][place] + _SHIFTS[item.shift][place]


def several_tables(relation: Relation) -> bool:
    """Whether the relation spans tables, so that the rule's own must be named too."""
    return len({item.table for item in items_of(relation) if item.column}) > 1


@dataclass(frozen=True, slots=True)
class Caller:
    """An item by its name; quoted, unless `bare` and nothing stands before it."""

    naming: Naming
    language: Language
    several: bool
    shortened: bool = False
    bare: bool = False

    def __call__(self, item: Item) -> str:
        """The item as a sentence names it."""
        if not item.column:
            return word("source", self.language)
        name = self.naming.name(item, self.language)
        name = name.rsplit("：", 1)[-1] if self.shortened else name
        before = prefix(item, self.language)
        if item.table or self.several:
            table = self.naming.table(item.table, self.language)
            return word("named of table", self.language, table, before, name)
        return name if self.bare and not before else before + word("quoted", self.language, name)


def number_text(value: Fraction) -> str:
    """A number as print writes it: `5`, `0.5`, and a fraction that has no end as `1/3`."""
    for digits in range(10):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            return f"{float(value):.{digits}f}" if digits else str(int(value))
    return f"{value.numerator}/{value.denominator}"


def percent_text(value: Fraction) -> str:
    """A share in per cent: `20%`; 0 stays `0`."""
    return f"{number_text(value * 100)}%" if value else "0"


def limit_texts(low: Fraction, high: Fraction) -> tuple[str, str]:
    """The limits of a band: in per cent where it does not pass 1, else as numbers."""
    text = percent_text if high <= 1 else number_text
    return text(low), text(high)
