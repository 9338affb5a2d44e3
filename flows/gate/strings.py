"""The shared strings of a package: proven, counted and, where they are plain, taken."""

import re
from dataclasses import dataclass

from flows.gate.admitted import Refused
from flows.gate.crowds import refuse_strings
from flows.gate.limits import Limits
from flows.gate.parts import NONCHARACTER, TEXT, count_of
from flows.gate.rows import unescaped
from schemas.receipt import Fact, Refusal

_CLAIMED = re.compile(rb"""uniqueCount\s*=\s*["']([0-9]+)""")
# Shared strings as programs write them, without runs of format: seen at one glance to be well-formed.
_PLAIN = re.compile(
    rb"<\?xml version=\"1\.0\" encoding=\"(?:UTF-8|utf-8)\"(?: standalone=\"yes\")? ?\?>[ \t\r\n]*+"
    rb'<sst xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"(?: count="[0-9]++")?(?: uniqueCount="[0-9]++")?>'
    rb"(?:<si><t(?: xml:space=\"preserve\")?>" + TEXT + rb"</t></si>)*+</sst>[ \t\r\n]*+"
)
_FIRST, _BETWEEN, _LAST = b"<si><t>", "</t></si><si><t>", b"</t></si>"


@dataclass(frozen=True, slots=True)
class Strings:
    """How many there are, and each by its index; `texts` is None where they are not plain: with runs of format."""

    count: int = 0
    texts: tuple[str, ...] | None = ()


def prove_strings(data: bytes, limits: Limits) -> Strings:
    """`prove` for the shared strings, and what they are.

    Raises Refused above the limit, and where the part claims more than the limit.
    """
    refuse_strings(data, limits.strings)
    claimed = _CLAIMED.search(data)
    plain = _PLAIN.fullmatch(data) is not None and NONCHARACTER.search(data) is None
    count = data.count(b"<si>") if plain else count_of(data, "si", limits)
    if count > limits.strings or (claimed and int(claimed[1][:10]) > limits.strings):
        raise Refused(Refusal("FILE-STRINGS", (Fact("limit", str(limits.strings)),)))
    # A parser makes another character of a carriage return.
    return Strings(count, _taken(data) if plain and b"\r" not in data else None)


def _taken(data: bytes) -> tuple[str, ...]:
    """The texts of plain strings."""
    inner = data[data.find(b"<si>") : data.rfind(b"</sst>")].replace(b' xml:space="preserve"', b"")
    if not inner.startswith(_FIRST):
        return ()
    texts = inner[len(_FIRST) : -len(_LAST)].decode().split(_BETWEEN)
    return tuple(map(unescaped, texts)) if b"&" in inner else tuple(texts)
