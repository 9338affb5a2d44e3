"""Rules between returns: judged when both workbooks of a county are in.

A rule belongs to the table of its code (`TA1-B02` to TA1), and names items of a table in another return.
"""

from dataclasses import dataclass

from rules.edit_rule import EditRule
from rules.language import Scope, Severity


@dataclass(frozen=True, slots=True)
class AcrossRule:
    """One rule between returns, and the code of the table that it belongs to."""

    table: str
    rule: EditRule


# fmt: off
RULES: tuple[AcrossRule, ...] = (
    AcrossRule("TA1", EditRule("B02", "within(cat_gov / CA1.closing, 0.85, 1.30)", breaks="cat_gov -= 617", severity=Severity.QUERY, scope=Scope.TOTAL,
               zh="党政人才与公务员期末实有数相差较大须说明", en="party and government talent far from the number of civil servants needs a note")),
    AcrossRule("TA1", EditRule("B03", "within(cat_tech / CA6.tech, 0.9, 4)", breaks="cat_tech -= 15315", severity=Severity.QUERY, scope=Scope.TOTAL,
               zh="专业技术人才与事业单位专技岗位人数之比超出常见范围须说明", en="professional talent outside the usual ratio to professional posts needs a note")),
    AcrossRule("TA2", EditRule("X01", "closing >= CA6.tech", breaks="closing = 7609",
               zh="公有制单位专技含事业单位专技", en="public units include public institutions")),
    AcrossRule("TA3", EditRule("X01", "way_post >= CA1.inc_recruit", breaks="way_post -= 1",
               zh="编制内招聘应包含公务员录用", en="established-post recruitment includes civil-service recruits")),
)
# fmt: on
