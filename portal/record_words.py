"""The words of a page of the record: names of lists and fields, codes as people read them, in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.db.models import Field, Model
from django.utils import translation
from django.utils.timezone import localtime

from flows.office.configuration import ConfigurationError
from flows.rulebook import RuleBook, UnknownRule
from portal.pages.office import office
from record.models import Verdict
from schemas.decision import Reason, Review
from schemas.messages import Language, catalogue, say
from schemas.messages.portal_record import NAMES
from schemas.occasions import Occasion
from schemas.report import Outcome
from schemas.returns import Returns
from schemas.states import State
from schemas.units import RegisterError

_ENGLISH: Mapping[str, str] = MappingProxyType({each.zh: each.en for each in NAMES})
_ENUMERATIONS: Mapping[str, Any] = MappingProxyType(
    {"state": State, "outcome": Outcome, "review": Review, "reason": Reason, "occasion": Occasion}
)
"""Fields whose values are those of an enumeration with words."""
_DJANGO: Mapping[Language, str] = MappingProxyType({"zh": "zh-hans", "en": "en"})
"""What Django calls the languages."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; `here` where that is what is shown."""

    address: str
    words: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One way of listing fewer: its heading and the choices."""

    title: str
    links: tuple[Link, ...]


def named(name: object, language: Language) -> str:
    """What a model calls itself or a field, in a language. Raises KeyError for what has no English name yet."""
    return str(name) if language == "zh" else _ENGLISH[str(name)]


class Words:
    """The words of one page: those for codes of the office's forms are looked for once, and only where one is shown."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def named(self, name: object) -> str:
        """What a model calls itself or a field."""
        return named(name, self.language)

    def heading(self, field: "Field[Any, Any]") -> str:
        """What stands above a field."""
        return say("RECORD-NUMBER", self.language) if field.name == "id" else self.named(field.verbose_name)

    def filter(self, spec: Any, found: Any) -> Filter:
        """One of Django's own filters of a list (`found` is its ChangeList)."""
        with translation.override(_DJANGO[self.language]):  # 全部, 是 and 否 are Django's
            links = tuple(
                Link(each["query_string"], self.shown(spec.field_path, str(each["display"])), bool(each["selected"]))
                for each in spec.choices(found)
            )
        return Filter(say("RECORD-FILTER", self.language, {"title": self.named(spec.title)}), links)

    def text(self, row: Model, field: "Field[Any, Any]") -> str:
        """A field of a row as people read it."""
        value = getattr(row, field.name)
        match value:
            case None | "":
                return "—"
            case bool():
                return say("RECORD-YES" if value else "RECORD-NO", self.language)
            case datetime():
                return f"{localtime(value):%Y-%m-%d %H:%M}"
            case date():
                return value.isoformat()
            case Verdict():
                return f"{value.submission_id} {self.shown('outcome', value.outcome)}"
        return self.shown(field.name, str(value))

    def shown(self, field: str, value: str) -> str:
        """The words for a code of the record, by the name of its field; what has no words stays as it is."""
        match field:
            case "return_code":
                return self._titles.get(value, value)
            case "code":
                return self._rule(value)
            case "action":
                return self._action(value)
        if field in _ENUMERATIONS:
            return self._worded[field].get(value, value)
        return value

    def _rule(self, code: str) -> str:
        try:
            return f"{code} {self._book.entry(code).words(self.language)}"
        except UnknownRule:
            return code

    def _action(self, value: str) -> str:
        code = f"AUDIT-DID-{value.upper().replace('_', '-').replace(' ', '-')}"
        return say(code, self.language) if code in catalogue() else value

    @cached_property
    def _returns(self) -> Returns:
        """The office's forms; none while its settings cannot be used: the record is there to be looked at all the same."""
        try:
            return office().returns
        except (ConfigurationError, RegisterError):
            return Returns(())

    @cached_property
    def _book(self) -> RuleBook:
        return RuleBook(self._returns)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return {each.code: each.zh if self.language == "zh" else each.en for each in self._returns}

    @cached_property
    def _worded(self) -> Mapping[str, Mapping[str, str]]:
        """Words by field, for a value and for its Chinese word: a field with choices shows that in Django's filters."""
        return {
            name: {told: each.words(self.language) for each in kind for told in (each.value, each.words("zh"))}
            for name, kind in _ENUMERATIONS.items()
        }
