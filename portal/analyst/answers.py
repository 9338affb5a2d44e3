"""Facts as JSON: a count is a whole number, and what is not there is null."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def facts_json(frame: "pd.DataFrame") -> bytes:
    """One object: the table, how many facts, and the facts with every field of `schemas.published`."""
    plain = frame.astype(object).where(frame.notna(), None)
    facts = [fact | {"value": _number(fact["value"])} for fact in plain.to_dict("records")]
    table = facts[0]["table"] if facts else ""
    content = {"table": table, "count": len(facts), "facts": facts}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value
