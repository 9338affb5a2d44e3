"""The code that analysts copy reads the numbers that the page shows."""

import os
from collections.abc import Iterator
from pathlib import Path

import loopback
import pytest

from flows.data import Selection, read
from portal.analyst import keyring
from portal.analyst.snippets import snippets
from portal.pages.clock import now
from schemas.periods import Period

PUBLISHED = Period.parse("2026Q1")


@pytest.fixture
def code(folder: Path, account_of, tmp_path: Path, monkeypatch) -> Iterator[dict[str, str]]:  # noqa: ARG001  # comes first
    """The code by its name, with the portal behind it and a key in the environment."""
    monkeypatch.setenv("SHENHE_KEY", keyring.make(account_of("analyst"), "test", now()))
    monkeypatch.chdir(tmp_path)
    with loopback.served() as address:
        yield {each.name: each.code for each in snippets(f"{address}/api/v1/", "CA1", "2026Q1", 1)}


@pytest.fixture
def total(folder: Path) -> float:
    """The sum of all numbers of the table."""
    return float(read(folder / "curated", Selection("CA1", PUBLISHED, PUBLISHED))["value"].sum())


def test_pandas(code: dict[str, str], total: float) -> None:
    """Codes stay texts."""
    names: dict[str, object] = {}
    exec(code["pandas"], names)

    assert names["facts"]["value"].sum() == total
    assert set(names["facts"]["unit"]) >= {"990121", "990100-S01"}
    assert names["printed"].loc[("示例一县", "合计"), "上年末实有数"] > 0


def test_duckdb_and_sql(code: dict[str, str], total: float) -> None:
    """The same base answers both."""
    names: dict[str, object] = {}
    exec(code["DuckDB"], names)

    assert names["base"].sql(
        "SELECT sum(value) FROM facts WHERE \"table\" = 'CA1' AND period = '2026Q1'"
    ).fetchall() == [(total,)]
    assert names["facts"].aggregate("sum(value)").fetchall() == [(total,)]
    lines = names["base"].sql(code["SQL"]).fetchall()
    assert ("示例一县", "opening") in {line[:2] for line in lines}
    names["base"].close()


def test_polars_gets_the_parquet_file(code: dict[str, str], total: float) -> None:
    """Its code reads what its own library would read; where that is not installed the bytes are read by another."""
    import io
    import sys
    from types import SimpleNamespace

    import pandas as pd

    stand_in = SimpleNamespace(read_parquet=lambda content: pd.read_parquet(io.BytesIO(content)))
    before = sys.modules.get("polars")
    sys.modules["polars"] = before or stand_in
    try:
        names: dict[str, object] = {}
        exec(code["polars"], names)
    finally:
        if before is None:
            del sys.modules["polars"]

    assert names["facts"]["value"].sum() == total


def test_the_key_is_never_in_the_code(code: dict[str, str]) -> None:
    """It comes out of the environment; in Power Query its name stands where it goes."""
    assert all(os.environ["SHENHE_KEY"] not in text for text in code.values())
    assert all("SHENHE_KEY" in text for text in code.values())
    assert set(code) == {"Excel Power Query", "pandas", "polars", "DuckDB", "SQL", "R (arrow)"}
