"""A decision as a person takes it: the page is opened first, and what it carries of what was seen goes back with it."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from django.http import HttpResponse
from django.test import Client

_SEEN = re.compile(r'name="seen" value="([^"]*)"')


def carried(page: HttpResponse) -> dict[str, str]:
    """What the form of a page carries of what it shows; nothing where there is no such form."""
    found = _SEEN.search(page.content.decode())
    return {"seen": found[1]} if found else {}


def decide(
    browser: Client, address: str, fields: Mapping[str, str] = MappingProxyType({}), *, follow: bool = False
) -> HttpResponse:
    """The page opened, then its form sent with these fields."""
    return browser.post(address, {**carried(browser.get(address)), **fields}, follow=follow)
