"""Code to copy: how programs read one edition of a table."""

from dataclasses import dataclass

KEY = "SHENHE_KEY"
"""The environment variable in which the programs look for the key."""

_POWER_QUERY = """\
let
    Key = "{key}",
    Answer = Web.Contents("{api}", [
        RelativePath = "data/{table}",
        Query = [period = "{period}", vintage = "{vintage}", format = "csv"],
        Headers = [Authorization = "Bearer " & Key]
    ]),
    Lines = Csv.Document(Answer, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Headed = Table.PromoteHeaders(Lines, [PromoteAllScalars = true]),
    Typed = Table.TransformColumnTypes(Headed, {{{{"value", type number}}}}, "en-US")
in
    Typed"""
_PANDAS = """\
import os
import pandas as pd

facts = pd.read_csv(
    "{api}data/{table}?period={period}&vintage={vintage}&format=csv",
    storage_options={{"Authorization": "Bearer " + os.environ["SHENHE_KEY"]}},
    dtype={{"unit": str, "row": str}},
)
printed = facts.pivot(index=["unit_name", "row_label"], columns="column_label", values="value")"""
_POLARS = """\
import os
from urllib.request import Request, urlopen
import polars as pl

request = Request(
    "{api}editions/{period}/{vintage}/{table}.parquet",
    headers={{"Authorization": "Bearer " + os.environ["SHENHE_KEY"]}},
)
with urlopen(request) as answer:
    facts = pl.read_parquet(answer.read())"""
_DUCKDB = """\
import os
from urllib.request import Request, urlopen
import duckdb

request = Request("{api}warehouse", headers={{"Authorization": "Bearer " + os.environ["SHENHE_KEY"]}})
with urlopen(request) as answer, open("shenhe.duckdb", "wb") as file:
    file.write(answer.read())
base = duckdb.connect("shenhe.duckdb", read_only=True)
facts = base.sql('SELECT * FROM "{table}" WHERE period = \\'{period}\\'')"""
_SQL = """\
-- curl -H "Authorization: Bearer $SHENHE_KEY" -o shenhe.duckdb {api}warehouse
-- duckdb -readonly shenhe.duckdb
SELECT unit_name, "column", value, flag
FROM "{table}"
WHERE period = '{period}' AND "row" = 'TOTAL'
ORDER BY unit, "column";"""
_R = """\
library(arrow)

file <- tempfile(fileext = ".parquet")
download.file(
  "{api}editions/{period}/{vintage}/{table}.parquet", file, mode = "wb",
  headers = c(Authorization = paste("Bearer", Sys.getenv("SHENHE_KEY")))
)
facts <- read_parquet(file)"""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code in one language; `note` is a message code, empty for none."""

    name: str
    code: str
    note: str = ""


def snippets(api: str, table: str, period: str, vintage: int) -> tuple[Snippet, ...]:
    """The code for one edition of a table; `api` is the address of the interface, with a stroke at its end."""
    facts = {"api": api, "table": table, "period": period, "vintage": vintage, "key": KEY}
    return (
        Snippet("Excel Power Query", _POWER_QUERY.format(**facts), "USE-POWER-QUERY"),
        Snippet("pandas", _PANDAS.format(**facts)),
        Snippet("polars", _POLARS.format(**facts)),
        Snippet("DuckDB", _DUCKDB.format(**facts), "USE-CURRENT"),
        Snippet("SQL", _SQL.format(**facts), "USE-CURRENT"),
        Snippet("R (arrow)", _R.format(**facts)),
    )
