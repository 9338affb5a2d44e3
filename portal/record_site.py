"""How the record is shown to administrators: Django's lists in the portal's own frame, codes as words, nothing to change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime

from flows.rulebook import RuleBook, UnknownRule
from portal.membership import member_of, only
from portal.pages.office import office
from portal.roles import Role
from schemas.decision import Reason, Review
from schemas.messages import catalogue, say
from schemas.occasions import Occasion
from schemas.report import Outcome
from schemas.returns import Returns
from schemas.states import State

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Model]
else:
    Pages = admin.ModelAdmin  # it takes no type argument when the program runs


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


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: where it leads, and its cells."""

    address: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a row with its heading."""

    heading: str
    text: str


class RecordSite(admin.AdminSite):
    """Lists of the record; for everybody but administrators there is no such page."""

    site_header = site_title = index_title = say("RECORD-SITE", "zh")
    index_template = app_index_template = "record/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether an administrator asks."""
        found = member_of(request)
        return found is not None and found.role == Role.ADMINISTRATOR.value

    def admin_view(self, view: Callable[..., Any], *cacheable: Any, **named: Any) -> Any:
        """A page of the site, behind the portal's own door."""
        return only(Role.ADMINISTRATOR)(super().admin_view(view, *cacheable, **named))

    def login(self, *_: object, **__: object) -> HttpResponse:
        """There is one place to sign in."""
        return redirect("sign-in")

    def password_change(self, *_: object, **__: object) -> Any:
        """There is one place to change the password."""
        return redirect("change-password")


class ReadOnly(Pages):
    """Lists and pages without a button that changes anything."""

    change_list_template = "record/list.html"
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the site sees all of it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, *_: object, **__: object) -> bool:
        """Who may see the site sees all of it."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, *_: object, **__: object) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, *_: object, **__: object) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, *_: object, **__: object) -> bool:
        """Nobody deletes here."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, as Django filters, searches and pages it."""
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data |= self._listed(response.context_data["cl"])
        return response

    def change_view(self, request: HttpRequest, object_id: str, *_: object, **__: object) -> HttpResponse:
        """One row. Raises Http404, and PermissionDenied for whatever is sent to it."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        words = _Words()
        shown = {
            "title": f"{self.opts.verbose_name} {found.pk}",
            "back": Link(
                reverse(f"{self.admin_site.name}:{self._name}_changelist"), str(self.opts.verbose_name_plural)
            ),
            "facts": [Fact(_heading(each), words.text(found, each)) for each in self._fields()],
        }
        return TemplateResponse(request, "record/one.html", shown)

    def history_view(self, *_: object, **__: object) -> Any:
        """Nothing is changed here, so there is no history: the audit trail has it."""
        raise Http404

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _fields(self) -> Iterator["Field[Any, Any]"]:
        hidden = set(self.exclude or ())
        yield from (each for each in self.opts.fields if each.name not in hidden)

    def _listed(self, found: Any) -> dict[str, object]:
        """What the page shows of Django's own idea of the list (its ChangeList)."""
        words = _Words()
        known = {each.name: each for each in self.opts.fields}
        fields = [known[str(name)] for name in self.list_display]
        at, pages = found.page_num, found.paginator.num_pages
        return {
            "heads": [_heading(each) for each in fields],
            "lines": [
                Line(found.url_for_result(row), tuple(words.text(row, each) for each in fields))
                for row in found.result_list
            ],
            "count": found.result_count,
            "filters": [_filter(spec, found, words) for spec in found.filter_specs],
            "searched": found.query,
            "at": at,
            "pages": pages,
            "before": found.get_query_string({"p": at - 1}) if at > 1 else "",
            "after": found.get_query_string({"p": at + 1}) if at < pages else "",
        }


def _filter(spec: Any, found: Any, words: "_Words") -> Filter:
    links = (
        Link(each["query_string"], words.shown(spec.field_path, str(each["display"])), bool(each["selected"]))
        for each in spec.choices(found)
    )
    return Filter(str(spec.title), tuple(links))


def _heading(field: "Field[Any, Any]") -> str:
    return say("RECORD-NUMBER", "zh") if field.name == "id" else str(field.verbose_name)


class _Words:
    """The words of one page: those for codes of the office's forms are looked for once, and only where one is shown."""

    def text(self, row: Model, field: "Field[Any, Any]") -> str:
        """A field of a row as people read it."""
        value = getattr(row, field.name)
        match value:
            case None | "":
                return "—"
            case bool():
                return say("RECORD-YES" if value else "RECORD-NO", "zh")
            case datetime():
                return f"{localtime(value):%Y-%m-%d %H:%M}"
            case date():
                return value.isoformat()
        return self.shown(field.name, str(value))

    def shown(self, field: str, value: str) -> str:
        """The words for a code of the record, by the name of its field; what has no words stays as it is."""
        match field:
            case "return_code":
                return self._titles.get(value, value)
            case "code":
                return self._rule(value)
            case "action":
                return _action(value)
        return _WORDS[field](value) if field in _WORDS else value

    def _rule(self, code: str) -> str:
        try:
            return f"{code} {self._book.entry(code).words('zh')}"
        except UnknownRule:
            return code

    @cached_property
    def _returns(self) -> Returns:
        return office().returns

    @cached_property
    def _book(self) -> RuleBook:
        return RuleBook(self._returns)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return {each.code: each.zh for each in self._returns}


def _worded(*kinds: Any) -> Callable[[str], str]:
    """The word of whichever of these enumerations has the value."""
    words = {each.value: each.words("zh") for kind in kinds for each in kind}
    return lambda value: words.get(value, value)


def _action(value: str) -> str:
    code = f"AUDIT-DID-{value.upper().replace('_', '-').replace(' ', '-')}"
    return say(code, "zh") if code in catalogue() else value


_WORDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "state": _worded(State),
        "outcome": _worded(Outcome),
        "review": _worded(Review),
        "reason": _worded(Reason),
        "occasion": _worded(Occasion),
    }
)
