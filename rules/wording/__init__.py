"""A relation in words: the printed 审核关系 with 栏 numbers, the same with names, and the title of its breach.

Chinese first, English beside it; how tables and items are called is the caller's `Naming`.
"""

from rules.language import Comparison, Relation
from rules.wording.breach import Breach
from rules.wording.formula import Formula, by_name, numbered
from rules.wording.words import Caller, Language, Naming, several_tables

__all__ = ["TITLE_LENGTH", "Language", "Naming", "broken", "named", "printed", "title"]

TITLE_LENGTH = 40
"""A longer title is shortened: to the last levels of headings, then to `等n项`. English may take twice that."""


def printed(relation: Relation, naming: Naming, language: Language) -> str:
    """The relation as the paper form prints it: `2栏=3栏至5栏之和`, `1栏=上年末25栏`, `1%≤13栏÷1栏≤12%`."""
    return Formula(numbered(relation, naming, language), language).relation(relation)


def named(relation: Relation, naming: Naming, language: Language) -> str:
    """The relation with the names of its items: `合计＝男＋女`."""
    return Formula(by_name(relation, naming, language), language).relation(relation)


def broken(relation: Relation, naming: Naming, language: Language) -> str:
    """The shortest statement of a breach: `合计≠男＋女` of a comparison that is not too long, else the title."""
    if isinstance(relation, Comparison):
        text = Formula(by_name(relation, naming, language), language).broken(relation)
        if len(text) <= TITLE_LENGTH:
            return text
    return title(relation, naming, language)


def title(relation: Relation, naming: Naming, language: Language) -> str:
    """What is wrong where the relation is broken, in words: `男、女之和不等于合计`, `“女”大于“总数”`."""
    several, text = several_tables(relation), ""
    for shortened, most in ((False, 3), (True, 3), (False, 1), (True, 1)):
        call = Caller(naming, language, several, shortened=shortened)
        text = Breach(call, language, most).relation(relation)
        if len(text) <= TITLE_LENGTH * (1 if language == "zh" else 2):
            break
    return text if language == "zh" else text[0].upper() + text[1:]
