"""Every sentence that a person reads, in Chinese and English, under one code.

A module of this package holds one group as `MESSAGES`; text is made late, from a code and its facts, so that the
workbook, page, terminal, JSON and notice cannot disagree.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType
from typing import Literal

Language = Literal["zh", "en"]


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
    return (message.zh if language == "zh" else message.en).format_map(facts)


_catalogue = _load()
