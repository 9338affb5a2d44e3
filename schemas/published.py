"""What is published: the fields of a fact, its quality flags, and the edition as a noun of its own."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath

from schemas.messages import Language, say
from schemas.model import ItemKind
from schemas.receipt import Fact


class Flag(StrEnum):
    """What is to be known of a published value; the later in this order goes before the earlier."""

    REPORTED = "reported"
    EXPLAINED = "explained"
    """part of a query that was explained"""
    WAIVED = "waived"
    """part of a finding that a waiver silences"""
    CORRECTED = "corrected"
    """differs from an earlier vintage of the same period"""
    NOT_APPLICABLE = "not_applicable"
    """declared as not asked of this row: no value"""
    MISSING = "missing"
    """nothing readable was reported: no value"""
    SUPPRESSED = "suppressed"
    """withheld, because it or a small count could be recomputed from it: no value"""

    @property
    def has_value(self) -> bool:
        """Whether a fact with this flag carries a value."""
        return self not in WITHOUT_VALUE

    def words(self, language: Language) -> str:
        """What readers see."""
        return say(f"FLAG-{self.value.upper().replace('_', '-')}", language)


WITHOUT_VALUE = frozenset({Flag.NOT_APPLICABLE, Flag.MISSING, Flag.SUPPRESSED})


class FieldType(StrEnum):
    """The type of a field, by the names of the Frictionless table schema."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a fact: name, type, heading and meaning in both languages, and what it may hold.

    `nullable` fields may be empty. `allowed` lists all values where there are few; `pattern` is a regular expression
    that a text matches as a whole, empty for any.
    """

    name: str
    type: FieldType
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""


_TEXT, _INTEGER, _NUMBER = FieldType.TEXT, FieldType.INTEGER, FieldType.NUMBER

# One field a line, as a dictionary is read.
# fmt: off
FACT: tuple[Field, ...] = (
    Field("period", _TEXT, "报告期", "period", "报告期代码，如 2026Q3", "code of the period, such as 2026Q3", pattern=r"\d{4}(?:Q[1-4]|H[12]|M\d{2})?"),
    Field("unit", _TEXT, "填报单位代码", "unit", "填报单位的代码", "code of the reporting unit", pattern=r"\d{6}(?:\d{3})?(?:-[SJ]\d{2})?"),
    Field("unit_name", _TEXT, "填报单位", "unit name", "填报单位在报告期末的名称", "name of the reporting unit at the period's end"),
    Field("table", _TEXT, "表", "table", "表的代码，如 CA1", "code of the table, such as CA1", pattern=r"[A-Z]{2}\d+"),
    Field("row", _TEXT, "行代码", "row", "行的代码：单位代码、TOTAL（合计）或宾栏代码", "code of the row: a unit, TOTAL, or a row of the stub"),
    Field("row_label", _TEXT, "行", "row label", "单位名称、合计，或宾栏的行名", "name of the unit, 合计, or the row of the stub"),
    Field("column", _TEXT, "栏代码", "column", "指标的名字，见指标说明", "name of the item, see the dictionary", pattern=r"[a-z][a-z0-9_]*"),
    Field("column_label", _TEXT, "栏", "column label", "表上印的栏名", "what is printed above the column"),
    Field("value", _NUMBER, "数值", "value", "以计量单位计的数；没有数的，原因见质量标记", "the number in the unit of measure; where empty the flag says why", nullable=True),
    Field("measure", _TEXT, "计量单位", "unit of measure", "如 人、个、万元", "such as 人 (people), 个 (items), 万元 (10,000 yuan)"),
    Field("kind", _TEXT, "指标类型", "kind", "期末数 stock、累计数 flow、职数限额 quota、算出数 derived、金额 money", "stock at the period's end, flow since 1 January, quota, derived, money", allowed=tuple(ItemKind)),
    Field("flag", _TEXT, "质量标记", "flag", "数的质量情况，见说明", "quality of the value, see the dictionary", allowed=tuple(Flag)),
    Field("vintage", _INTEGER, "版次", "vintage", "数据版次，同一报告期从 1 起", "number of the edition, from 1 for each period"),
    Field("submission", _INTEGER, "报送编号", "submission", "报送登记的编号", "number under which the workbook was registered"),
    Field("sha256", _TEXT, "文件校核码", "file hash", "所报工作簿的 SHA-256", "SHA-256 of the workbook that was sent", pattern=r"[0-9a-f]{64}"),
    Field("sheet", _TEXT, "工作表", "sheet", "数所在的工作表；表上没有这一格的为空", "sheet that the number stands on; empty where there is no such cell", nullable=True),
    Field("cell", _TEXT, "单元格", "cell", "数所在的单元格，如 C12；表上没有这一格的为空", "cell that the number stands in, such as C12; empty where there is no such cell", nullable=True, pattern=r"[A-Z]{1,3}[1-9]\d*"),
    Field("rule_set", _TEXT, "规则集", "rule set", "校核所用规则集的 SHA-256", "SHA-256 of the rules that it was checked with", pattern=r"[0-9a-f]{64}"),
)
# fmt: on

KEY: tuple[str, ...] = ("period", "unit", "table", "row", "column", "vintage")
"""Fields that together name one fact."""


def field(name: str) -> Field:
    """The field of a fact by that name. Raises KeyError."""
    for found in FACT:
        if found.name == name:
            return found
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Edition:
    """One published edition: `curated/<period>/v<NNN>/`.

    `fingerprint` is the SHA-256 of what it says (all facts, and which units were expected), vintage and date apart.
    `expected` and `covered` count the workbooks that were owed and those that are in. `facts` and `revised` count all
    facts, and those that differ from the vintage before. `note` is what the office says beside it, empty for nothing.
    """

    period: str
    vintage: int
    published: date
    fingerprint: str
    expected: int
    covered: int
    facts: int
    revised: int
    note: str = ""

    @property
    def name(self) -> str:
        """`2026Q3 v001`."""
        return f"{self.period} v{self.vintage:03}"

    @property
    def folder(self) -> PurePosixPath:
        """Path below curated/."""
        return PurePosixPath(self.period, f"v{self.vintage:03}")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one owed workbook stands when the edition is made, for its quality report.

    `state` is the state's Chinese word, `received` the day of the attempt that counts; `on_time` is None before it is
    received. `explained` and `waived` count its findings that were settled so.
    """

    unit: str
    unit_name: str
    return_code: str
    state: str
    due: date
    received: date | None = None
    on_time: bool | None = None
    attempts: int = 0
    explained: int = 0
    waived: int = 0


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an edition is not published: a message code of the group `publishing` and its facts."""

    code: str
    facts: tuple[Fact, ...] = ()

    def message(self, language: Language) -> str:
        """The one sentence for the office."""
        return say(self.code, language, {fact.name: fact.value for fact in self.facts})


@dataclass(frozen=True, slots=True)
class Published:
    """The edition that stands now; `new` is False where nothing had changed since it was made."""

    edition: Edition
    new: bool


@dataclass(frozen=True, slots=True)
class NotPublished:
    """Nothing was published: the edition before stays as it was."""

    period: str
    reasons: tuple[Objection, ...]
