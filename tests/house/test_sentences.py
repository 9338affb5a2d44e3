"""The catalogue of sentences: both languages say the same, in words that a clerk knows, and nobody is blamed."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from schemas.finding import Pattern
from schemas.messages import Message, catalogue
from schemas.messages.portal_record import NAMES
from schemas.sentences.facts import code_of

BLAME = {"zh": ("非法", "无效", "失败"), "en": ("invalid", "illegal", "failed", "failure")}
FRAME = {
    "zh": ("列名", "索引", "null", "nan", "dtype", "数据框"),
    "en": ("null", " nan", "dtype", "dataframe", "data frame"),
}


def those(bad: Callable[[Message], object]) -> list[str]:
    """Codes of the sentences of which something is true. One test for all: they are many, and each is told by its code."""
    return [code for code, message in catalogue().items() if bad(message)]


def heard(message: Message) -> list[str]:
    """The words in a sentence that blame or are of the trade."""
    found = [word for word in BLAME["zh"] + FRAME["zh"] if word in message.zh.lower()]
    return found + [word for word in BLAME["en"] + FRAME["en"] if word in message.en.lower()]


def test_both_languages_quote_the_same_facts() -> None:
    """A number that the clerk reads in one language stands in the other too."""
    assert those(lambda message: message.fields("zh") != message.fields("en")) == []


def test_both_languages_say_something() -> None:
    """No sentence is left to be translated later."""
    assert len(catalogue()) > 1000
    assert those(lambda message: not message.zh.strip() or not message.en.strip()) == []


def test_no_word_blames_and_none_is_of_the_trade() -> None:
    """The figures disagree; the clerk has done nothing wrong, and reads rows and columns, not frames."""
    assert heard(Message("X", "数据无效", "The figure is invalid")) == ["无效", "invalid"]
    assert {code: heard(message) for code, message in catalogue().items() if heard(message)} == {}


HOUSE = Path(__file__).parents[2]
FLOORS = ("schemas", "record", "flows", "portal")
QUOTED = re.compile(r"""["']([A-Z][A-Z0-9-]+)["']""")
WORD = re.compile("[A-Z]{2}")


def asked_for(trees: list[ast.Module], pages: list[str]) -> Iterator[str]:
    """What may be the code of a sentence: each as a pattern. Texts of programs and pages, and f-strings that name a family."""
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.match(node.value):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values]
            if any(WORD.search(part) for part in parts):
                yield "".join(re.escape(part) or "[A-Z0-9-]+" for part in parts)
    for page in pages:
        yield from QUOTED.findall(page)


def idle(codes: list[str], wanted: set[str]) -> list[str]:
    """Codes that fit none of the patterns."""
    pattern = re.compile("|".join(sorted(wanted)))
    return [code for code in codes if not pattern.fullmatch(code)]


def test_every_sentence_has_a_user() -> None:
    """Its code stands in a program or on a page, whole or as an f-string that it fits; else nobody can ever read it.

    An idle one among others of a family that is in use is not found.
    """
    files = [file for floor in FLOORS for file in (HOUSE / floor).rglob("*.py") if file.parent.name != "messages"]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    pages = [file.read_text(encoding="utf-8") for file in (HOUSE / "portal" / "templates").rglob("*.html")]
    wanted = {code_of(group, pattern) for group in ("FINDING", "TITLE") for pattern in Pattern}
    wanted |= {each.code for each in NAMES} | set(asked_for(trees, pages))

    assert idle(["NOBODY-SAYS-THIS", "STATE-MISSING"], wanted) == ["NOBODY-SAYS-THIS"]
    assert idle(list(catalogue()), wanted) == []
