"""A second edition of a period: the first with one number corrected, as readers find it in curated/."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.publish.editions import CARD, CATALOG, card, catalog, catalogued

CORRECTED = 4321.0


def add(curated: Path, period: str, table: str, unit: str, column: str) -> None:
    """Edition 2 of a period, in which the total row of a unit's table has CORRECTED in one column."""
    first = next(each for each in catalogued(curated) if each.period == period)
    second = replace(first, vintage=2, revised=1, fingerprint="0" * 64)
    shutil.copytree(curated / first.folder, curated / second.folder)
    (curated / second.folder / CARD).write_bytes(card(second))
    path = curated / second.folder / f"{table}.parquet"
    facts = pq.read_table(path)
    here = pc.and_(
        pc.and_(pc.equal(facts["unit"], unit), pc.equal(facts["row"], "TOTAL")), pc.equal(facts["column"], column)
    )
    for name, value in (("value", CORRECTED), ("flag", "corrected")):
        facts = facts.set_column(facts.schema.get_field_index(name), name, pc.if_else(here, value, facts[name]))
    pq.write_table(facts, path)
    (curated / CATALOG).write_bytes(catalog([*catalogued(curated), second]))


def leave_out(curated: Path, period: str, return_code: str, name: str) -> None:
    """The first edition of a period tells that a unit's workbook of a return is not in it."""
    path = curated / period / "v001" / "quality.json"
    told = json.loads(path.read_bytes())
    for each in told["coverage"]:
        if each["return"] == return_code:
            each["covered"] -= 1
            each["missing"] = [{"unit": "990199", "name": name, "state": "需修改"}]
    path.unlink()  # an edition is never written into: a copy of its office may share the file
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
