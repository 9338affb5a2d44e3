"""The code that analysts copy reads the numbers that the page shows."""

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import duckdb
import loopback
import pyarrow.parquet as pq
import pytest

from flows.data import Selection, read
from portal.analyst import keyring
from portal.analyst.snippets import snippets
from portal.pages.clock import now
from schemas.periods import Period

pytestmark = pytest.mark.files

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


def asked(address: str, authorization: str) -> HTTPResponse:
    """The answer of the portal on loopback."""
    assert address.startswith("http://127.0.0.1:")
    return urlopen(Request(address, headers={"Authorization": authorization}))  # see above


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


def test_power_query_asks_for_what_it_can_read(code: dict[str, str], total: float) -> None:
    """Address, query and key of its code, sent by another program: CSV in the encoding and with the column that it names."""
    text = code["Excel Power Query"]
    address = re.search(r'Web\.Contents\("([^"]+)"', text)[1] + re.search(r'RelativePath = "([^"]+)"', text)[1]
    query = dict(re.findall(r'(\w+) = "([^"]*)"', re.search(r"Query = \[([^\]]+)\]", text)[1]))
    prefix = re.search(r'Headers = \[Authorization = "([^"]+)" & Key\]', text)[1]
    with asked(f"{address}?{urlencode(query)}", prefix + os.environ["SHENHE_KEY"]) as answer:
        lines = list(csv.DictReader(answer.read().decode("utf-8-sig").splitlines(), delimiter=","))

    assert "Encoding = 65001" in text
    assert re.findall(r'\{\{"(\w+)", type number\}\}', text) == ["value"]
    assert text.count("(") == text.count(")")
    assert text.count("[") == text.count("]")
    assert text.count("{") == text.count("}")
    assert sum(float(line["value"]) for line in lines if line["value"]) == total


def test_r_downloads_a_file_that_arrow_reads(code: dict[str, str], total: float) -> None:
    """Its address with its header, fetched by another program."""
    text = code["R (arrow)"]
    address = re.search(r'download\.file\(\s*"([^"]+)"', text)[1]
    assert 'headers = c(Authorization = paste("Bearer", Sys.getenv("SHENHE_KEY")))' in text
    with asked(address, " ".join(["Bearer", os.environ["SHENHE_KEY"]])) as answer:
        facts = pq.read_table(io.BytesIO(answer.read()))

    assert sum(each or 0 for each in facts.column("value").to_pylist()) == total
    assert text.count("(") == text.count(")")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_sql_by_its_own_lines(code: dict[str, str], tmp_path: Path) -> None:
    """The first line, run as it stands, fetches the base that the statement reads."""
    fetch, _, *statement = code["SQL"].splitlines()
    subprocess.run(["sh", "-c", fetch.removeprefix("-- ")], check=True, cwd=tmp_path, capture_output=True)
    with duckdb.connect(str(tmp_path / "shenhe.duckdb"), read_only=True) as base:
        lines = base.sql("\n".join(statement)).fetchall()

    assert ("示例一县", "opening") in {line[:2] for line in lines}


def test_the_key_is_never_in_the_code(code: dict[str, str]) -> None:
    """It comes out of the environment; in Power Query its name stands where it goes."""
    assert all(os.environ["SHENHE_KEY"] not in text for text in code.values())
    assert all("SHENHE_KEY" in text for text in code.values())
    assert set(code) == {"Excel Power Query", "pandas", "polars", "DuckDB", "SQL", "R (arrow)"}
