"""How the record is shown to administrators: Django's lists in the portal's own frame, nothing to change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from portal.membership import member_of, only
from portal.pages.language import language_of
from portal.record_words import Link, Words, named
from portal.roles import Role
from schemas.messages import say

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Model]
else:
    Pages = admin.ModelAdmin  # it takes no type argument when the program runs


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

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists, each under its name in the language of the page."""
        language = language_of(request)
        apps: list[Any] = super().get_app_list(request, app_label)
        for each in (each for app in apps for each in app["models"]):
            each["name"] = named(each["name"], language)
        return apps

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
            response.context_data |= self._listed(response.context_data["cl"], Words(language_of(request)))
        return response

    def change_view(self, request: HttpRequest, object_id: str, *_: object, **__: object) -> HttpResponse:
        """One row. Raises Http404, and PermissionDenied for whatever is sent to it."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        words = Words(language_of(request))
        shown = {
            "title": f"{words.named(self.opts.verbose_name)} {found.pk}",
            "back": Link(
                reverse(f"{self.admin_site.name}:{self._name}_changelist"), words.named(self.opts.verbose_name_plural)
            ),
            "facts": [Fact(words.heading(each), words.text(found, each)) for each in self._fields()],
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

    def _listed(self, found: Any, words: "Words") -> dict[str, object]:
        """What the page shows of Django's own idea of the list (its ChangeList)."""
        known = {each.name: each for each in self.opts.fields}
        fields = [known[str(name)] for name in self.list_display]
        at, pages = found.page_num, found.paginator.num_pages
        return {
            "name": words.named(self.opts.verbose_name_plural),
            "heads": [words.heading(each) for each in fields],
            "lines": [
                Line(found.url_for_result(row), tuple(words.text(row, each) for each in fields))
                for row in found.result_list
            ],
            "count": found.result_count,
            "filters": [words.filter(spec, found) for spec in found.filter_specs],
            "searched": found.query,
            "at": at,
            "pages": pages,
            "before": found.get_query_string({"p": at - 1}) if at > 1 else "",
            "after": found.get_query_string({"p": at + 1}) if at < pages else "",
        }
