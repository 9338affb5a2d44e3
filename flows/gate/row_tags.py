"""The tag with which a row begins: its number, whether it is hidden, and that its attributes are plain."""

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.gate.grid import MAX_ROW

_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z][A-Za-z0-9]*+(?::[A-Za-z][A-Za-z0-9]*+)?="[A-Za-z0-9.: -]*+")*+) ?/?>'
)
_ATTRIBUTE = re.compile(rb" ([A-Za-z0-9:]+)=")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_MOST_ATTRIBUTES = 24
"""Rows carry at most some ten."""
LONGEST_ROW_TAG = 1 << 10


@dataclass(frozen=True, slots=True)
class RowTag:
    """What the beginning of a row says."""

    number: int
    digits: int
    """How many digits the number has as it is written."""
    is_hidden: bool
    prefixes: frozenset[bytes]
    """Prefixes of its attributes, which the root has to declare."""


@lru_cache(maxsize=4096)
def row_tag(tag: bytes) -> RowTag | None:
    """A row's tag from `<` to `>`; None where it is not plain, for the exact pass to judge.

    Rows of workbooks from one template begin alike: most of a night's tags are known already.
    """
    found = _ROW.fullmatch(tag)
    if found is None or int(found[1]) > MAX_ROW:
        return None
    prefixes = _own_prefixes(found[2])
    if prefixes is None:
        return None
    return RowTag(int(found[1]), len(found[1]), bool(_HIDDEN.search(found[2])), prefixes)


def _own_prefixes(attributes: bytes) -> frozenset[bytes] | None:
    """The prefixes of a row's attributes; None where one stands twice or declares a prefix.

    Two prefixes may stand for one namespace, so that names with a prefix differ in what follows it.
    """
    names = _ATTRIBUTE.findall(attributes)
    if b"r" in names or len(names) > _MOST_ATTRIBUTES or any(name.startswith(b"xmlns") for name in names):
        return None
    prefixed = [name.partition(b":") for name in names if b":" in name]
    plain = {name for name in names if b":" not in name}
    if len({local for _, _, local in prefixed}) + len(plain) != len(names):
        return None
    return frozenset(prefix for prefix, _, _ in prefixed)
