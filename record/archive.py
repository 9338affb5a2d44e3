"""Findings and tallies as they are kept: plain JSON that gives equal findings back."""

import json
from typing import Any, cast

from schemas.archive import from_plain, to_plain
from schemas.finding import Finding


def archived(findings: tuple[Finding, ...]) -> list[Any]:
    """JSON values of findings."""
    return cast("list[Any]", to_plain(findings))


def restored(plain: Any) -> tuple[Finding, ...]:
    """The findings of such values. Raises ArchiveError where they do not fit."""
    return cast("tuple[Finding, ...]", from_plain(cast("type[Any]", tuple[Finding, ...]), plain))


def canonical(facts: Any) -> str:
    """One text for equal JSON values: keys sorted, nothing between the signs."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
