"""Every sentence that a person reads, in Chinese and English, under one code.

A module of this package holds one group as `MESSAGES`; text is made late, from a code and its facts, so that the
workbook, page, terminal, JSON and notice cannot disagree. Beside what `str.format` knows, a field may ask for

    {errors:error/errors}   the count with the word for one or the word for many: `1 error`, `3 errors`
    {codes:list}            several texts, or one text with `|` between them, as the language lists things: `A, B`
"""

import importlib
import pkgutil
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType
from typing import Any, Literal

Language = Literal["zh", "en"]
_LIST_MARKS: Mapping[Language, str] = MappingProxyType({"zh": "、", "en": ", "})


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages; `zh` and `en` are `str.format` templates with the same fields."""

    code: str
    zh: str
    en: str

    def fields(self, language: Language) -> frozenset[str]:
        """Names of the facts that the template of one language asks for."""
        template = self.zh if language == "zh" else self.en
        return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


class UnknownMessage(LookupError):
    """A message code that no group declares: our own fault, never the clerk's."""


def _load() -> Mapping[str, Message]:
    catalogue: dict[str, Message] = {}
    for found in pkgutil.iter_modules(__path__):
        group = importlib.import_module(f"{__name__}.{found.name}")
        for message in group.MESSAGES:
            if message.code in catalogue:
                raise ValueError(f"message code {message.code} is declared twice")
            catalogue[message.code] = message
    return MappingProxyType(catalogue)


def catalogue() -> Mapping[str, Message]:
    """All messages by code."""
    return _catalogue


def say(code: str, language: Language, facts: Mapping[str, object] = MappingProxyType({})) -> str:
    """The sentence of `code` with its facts filled in.

    Raises UnknownMessage for a code that is not declared, KeyError for a fact that is missing.
    """
    message = _catalogue.get(code)
    if message is None:
        raise UnknownMessage(code)
    template = message.zh if language == "zh" else message.en
    if _INFLECTED.search(template):
        return _GRAMMARS[language].vformat(template, (), facts)
    return template.format_map(facts)


class Told(Exception):
    """Something that cannot be done, told by one sentence of the catalogue: its code, and the facts that it names."""

    def __init__(self, code: str, facts: Mapping[str, object] = MappingProxyType({})) -> None:
        super().__init__(code, dict(facts))  # as they are given, so that it comes back whole from another process
        self.code = code
        self.facts = dict(facts)

    def __str__(self) -> str:
        return self.message("en")

    def message(self, language: Language) -> str:
        """What is in the way, and what to do."""
        return say(self.code, language, self.facts)


def listed(texts: Sequence[str], language: Language) -> str:
    """Several texts as the language lists things: `甲、乙`, `A, B`."""
    return _LIST_MARKS[language].join(texts)


class _Grammar(Formatter):
    """Fields with a word for one and for many, and fields that are lists."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "list":
            texts = value.split("|") if isinstance(value, str) else [str(each) for each in value]
            return listed(texts, self._language)
        one, slash, many = format_spec.partition("/")
        if not slash:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else many}"


_INFLECTED = re.compile(r"\{\w+:(?:list|[^{}]*/[^{}]*)\}")
_GRAMMARS: Mapping[Language, _Grammar] = MappingProxyType({"zh": _Grammar("zh"), "en": _Grammar("en")})


_catalogue = _load()
