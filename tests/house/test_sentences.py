"""The catalogue of sentences: both languages say the same, in words that a clerk knows, and nobody is blamed."""

import pytest

from schemas.messages import Message, catalogue

BLAME = {"zh": ("非法", "无效", "失败"), "en": ("invalid", "illegal", "failed", "failure")}
FRAME = {
    "zh": ("列名", "索引", "null", "nan", "dtype", "数据框"),
    "en": ("null", " nan", "dtype", "dataframe", "data frame"),
}

sentences = pytest.mark.parametrize("message", catalogue().values(), ids=catalogue().keys())


@sentences
def test_both_languages_quote_the_same_facts(message: Message) -> None:
    """A number that the clerk reads in one language stands in the other too."""
    assert message.fields("zh") == message.fields("en")


@sentences
def test_both_languages_say_something(message: Message) -> None:
    """No sentence is left to be translated later."""
    assert message.zh.strip()
    assert message.en.strip()


@sentences
def test_no_word_blames_and_none_is_of_the_trade(message: Message) -> None:
    """The figures disagree; the clerk has done nothing wrong, and reads rows and columns, not frames."""
    heard = [word for word in BLAME["zh"] + FRAME["zh"] if word in message.zh.lower()]
    heard += [word for word in BLAME["en"] + FRAME["en"] if word in message.en.lower()]

    assert heard == []
