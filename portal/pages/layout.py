"""What every page shows around its own content: who is signed in, the menu of the role, the language."""

from dataclasses import dataclass
from types import MappingProxyType

from django.http import HttpRequest
from django.urls import reverse

from portal.membership import member_of
from portal.pages.language import language_of
from portal.roles import Role
from schemas.messages import Language, say

_MENUS = MappingProxyType(
    {
        Role.CLERK: ("clerk-tasks", "clerk-history"),
        Role.OFFICE: (
            "office-board", "office-queue", "office-decisions", "office-publish", "office-quality", "office-settings",
            "analyst-catalogue",
        ),
        Role.ANALYST: ("analyst-catalogue", "analyst-keys"),
        Role.ADMINISTRATOR: ("account-list",),
    }
)  # fmt: skip
"""The pages in each role's menu, by their names among the addresses."""
_WITHIN = MappingProxyType(
    {
        **dict.fromkeys(
            ("clerk-upload", "clerk-file", "clerk-confirm", "clerk-receipt", "clerk-transfers"), "clerk-tasks"
        ),
        "office-review": "office-queue",
        **dict.fromkeys(("office-sums", "office-transfers", "office-drafts"), "office-board"),
        **dict.fromkeys(("office-waive", "office-permit"), "office-decisions"),
        **dict.fromkeys(("office-end-waiver", "office-end-correction"), "office-decisions"),
        "office-units": "office-settings",
        **dict.fromkeys(
            ("analyst-table", "analyst-item", "analyst-vintages", "analyst-use", "analyst-origin"), "analyst-catalogue"
        ),
        "analyst-interface": "analyst-keys",
        **dict.fromkeys(
            ("account-add", "account", "account-password", "account-end", "account-assign"), "account-list"
        ),
    }
)
"""Pages that no menu has, and the entry that they belong to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; `current` as `aria-current` has it: the page itself, one that belongs to it, or neither."""

    address: str
    words: str
    current: str


def layout(request: HttpRequest) -> dict[str, object]:
    """The member, the role's menu and the language, for the frame of a page."""
    member, language = member_of(request), language_of(request)
    if member is None:
        return {"member": None, "language": language}
    role = Role(member.role)
    return {
        "member": member,
        "language": language,
        "role": role.words(language),
        "menu": _menu(role, request, language),
    }


def _menu(role: Role, request: HttpRequest, language: Language) -> tuple[Entry, ...]:
    view = request.resolver_match.view_name if request.resolver_match else ""
    if view.startswith("admin:"):
        view = "account-list"
    return tuple(
        Entry(reverse(name), say(f"MENU-{name.upper()}", language), _current(name, view, request.path))
        for name in _MENUS[role]
    )


def _current(name: str, view: str, path: str) -> str:
    if path == reverse(name):
        return "page"
    return "true" if name in {view, _WITHIN.get(view)} else ""
