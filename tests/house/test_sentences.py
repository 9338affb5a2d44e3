"""The catalogue of sentences: both languages say the same, in words that a clerk knows, and nobody is blamed."""

from collections.abc import Callable

from schemas.messages import Message, catalogue

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
