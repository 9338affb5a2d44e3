"""The rule book: every edit rule as it is printed, in words, with its severity, its source and what breaks it."""

from flows.rulebook.entries import Entry, RuleBook, UnknownRule
from flows.rulebook.forms import as_json, explained, page, text
from flows.rulebook.narrowed import Narrowed, Printed, narrowed

__all__ = [
    "Entry",
    "Narrowed",
    "Printed",
    "RuleBook",
    "UnknownRule",
    "as_json",
    "explained",
    "narrowed",
    "page",
    "text",
]
