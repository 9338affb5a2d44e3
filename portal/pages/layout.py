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


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    address: str
    words: str
    here: bool


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
    entries = ((reverse(name), f"MENU-{name.upper()}") for name in _MENUS[role])
    return tuple(Entry(address, say(code, language), request.path == address) for address, code in entries)
