"""Keys: made on a page, shown once, kept as a hash, ended; and the interface that they open."""

import csv
import io
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client

from flows.data import Selection, read
from portal.analyst import interface
from portal.models import Key
from record import audit, models
from schemas.periods import Period

PUBLISHED = Period.parse("2026Q1")


@pytest.fixture
def analyst(folder: Path, client_of) -> Client:  # noqa: ARG001  # it comes first
    return client_of("analyst")


@pytest.fixture
def key(analyst: Client) -> str:
    return made(analyst)


def made(client: Client, name: str = "季度图表") -> str:
    page = client.post("/data/keys/", {"name": name}).content.decode()
    return re.search(r'id="secret">([^<]+)<', page)[1]


def ask(address: str, key: str, **query: object) -> object:
    return Client().get(f"/api/v1/{address}", query, headers={"Authorization": f"Bearer {key}"})


def test_a_key_is_shown_once_and_kept_as_a_hash(analyst: Client, key: str) -> None:
    """The page after it has the name only, and no browser keeps the page."""
    response = analyst.get("/data/keys/")

    assert key not in response.content.decode()
    assert "季度图表" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert Key.objects.get().digest == sha256(key.encode()).hexdigest()
    assert len(key) > 40


def test_keys_are_in_the_audit_trail_without_the_key(analyst: Client, key: str) -> None:
    """Who made and ended which."""
    analyst.post("/data/keys/end/", {"key": Key.objects.get().pk})

    acts = list(models.AuditEntry.objects.filter(subject__startswith="key ").order_by("number"))
    assert [(each.by, each.action) for each in acts] == [("analyst", "make key"), ("analyst", "end key")]
    assert all(key not in each.facts for each in acts)
    assert audit.verify().is_whole


@pytest.mark.parametrize("name", ["", "   ", "长" * 101])
def test_a_key_needs_a_purpose(analyst: Client, name: str) -> None:
    """The title says that something is wrong, and the summary leads to the field."""
    page = analyst.post("/data/keys/", {"name": name}).content.decode()

    assert "<title>错误：读取密钥" in page
    assert '<a href="#name">' in page
    assert 'id="name"' in page
    assert not Key.objects.exists()


def test_nobody_ends_the_key_of_another(analyst: Client, key: str, client_of) -> None:
    """It is not there for them."""
    number = Key.objects.get().pk

    assert client_of("office").post("/data/keys/end/", {"key": number}).status_code == 404
    for wrong in ("x", "", "9" * 30):
        assert analyst.post("/data/keys/end/", {"key": wrong}).status_code == 404
    assert analyst.get("/data/keys/end/").status_code == 405
    assert ask("editions", key).status_code == 200


@pytest.mark.usefixtures("folder")
def test_a_form_that_was_not_opened_here_makes_no_key(client_of) -> None:
    """Without its token, with an empty one, and from another host."""
    client = client_of("analyst", csrf=True)

    assert client.post("/data/keys/", {"name": "x"}).status_code == 403
    assert client.post("/data/keys/", {"name": "x", "csrfmiddlewaretoken": ""}).status_code == 403
    assert client.post("/data/keys/", {"name": "x"}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert not Key.objects.exists()


def test_without_a_key_that_holds_there_is_no_answer(analyst: Client, key: str, account_of) -> None:
    """None, a wrong one, another scheme, a session, an ended one, an account disabled or of another role: 401 and why."""
    assert Client().get("/api/v1/editions").status_code == 401
    assert analyst.get("/api/v1/editions").status_code == 401
    assert ask("editions", f"{key}x").status_code == 401
    assert Client().get("/api/v1/editions", headers={"Authorization": f"Basic {key}"}).status_code == 401
    member = account_of("analyst")
    member.user.is_active = False
    member.user.save()
    assert ask("editions", key).status_code == 401
    member.user.is_active = True
    member.user.save()
    member.role = "administrator"
    member.save()
    assert ask("editions", key).status_code == 401
    member.role = "analyst"
    member.save()
    assert ask("editions", key).status_code == 200

    analyst.post("/data/keys/end/", {"key": Key.objects.get().pk})
    answer = ask("editions", key)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "密钥" in answer.json()["message"]["zh"]
    assert "key" in answer.json()["message"]["en"]


def test_facts_are_the_same_in_every_form(folder: Path, key: str) -> None:
    """JSON, CSV and the frame say the same, field by field; a count is a whole number and nothing is null."""
    frame = read(folder / "curated", Selection("CA5", PUBLISHED, PUBLISHED, "990121"))

    told = ask("data/CA5", key, period="2026Q1", unit="990121").json()
    answer = ask("data/CA5", key, period="2026Q1", unit="990121", format="csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert told["count"] == len(told["facts"]) == len(lines) == len(frame)
    for fact, line, value in zip(told["facts"], lines, frame["value"], strict=True):
        assert list(fact) == list(line)
        assert fact["value"] == (None if value != value else value)  # noqa: PLR0124 - NaN alone differs from itself
        assert line["value"] == ("" if fact["value"] is None else str(fact["value"]))
        assert [fact[name] or "" for name in ("unit", "row", "column", "flag", "cell")] == [
            line[name] for name in ("unit", "row", "column", "flag", "cell")
        ]
    assert any(fact["flag"] == "suppressed" and fact["value"] is None for fact in told["facts"])


@pytest.mark.parametrize(
    ("period", "periods"),
    [
        ("2025Q4..2026Q1", {"2025Q4", "2026Q1"}),
        ("2026Q1..", {"2026Q1"}),
        ("..2025Q4", {"2025Q4"}),
        ("2026Q1", {"2026Q1"}),
    ],
)
def test_a_span_of_periods(key: str, period: str, periods: set[str]) -> None:
    """Open at either end."""
    told = ask("data/CA1", key, period=period, unit="990121").json()

    assert {fact["period"] for fact in told["facts"]} == periods


@pytest.mark.parametrize(
    ("address", "query", "status", "code"),
    [
        ("data/XX9", {}, 404, "DATA-TABLE"),
        ("data/CA1", {"period": "2031Q1"}, 404, "DATA-PERIOD"),
        ("data/CA1", {"vintage": 9}, 404, "DATA-VINTAGES"),
        ("data/CA1", {"period": "spring"}, 422, "PERIOD-UNREADABLE"),
        ("data/CA1", {"vintage": "x"}, 422, "INTERFACE-QUERY"),
        ("data/CA1", {"format": "xml"}, 422, "INTERFACE-QUERY"),
        ("editions/2026Q1/1/no.csv", {}, 404, "DATA-FILE"),
        ("editions/2026Q1/7/CA1.csv", {}, 404, "DATA-VINTAGE"),
    ],
)
def test_what_cannot_be_answered_is_said_in_both_languages(
    key: str, address: str, query: dict[str, object], status: int, code: str
) -> None:
    """With a code for programs."""
    answer = ask(address, key, **query)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()["message"]) == {"zh", "en"}


def test_too_much_is_not_answered(key: str, monkeypatch) -> None:
    """It is told how to ask for less."""
    monkeypatch.setattr(interface, "MOST", 10)

    answer = ask("data/CA1", key)

    assert (answer.status_code, answer.json()["code"]) == (413, "DATA-MANY")


def test_files_come_as_they_are(folder: Path, key: str) -> None:
    """An edition's files and the database of the current editions, byte for byte."""
    for address, path in (
        ("editions/2026Q1/1/CA1.parquet", "2026Q1/v001/CA1.parquet"),
        ("warehouse", "shenhe.duckdb"),
    ):
        content = b"".join(ask(address, key).streaming_content)
        assert content == (folder / "curated" / path).read_bytes()


def test_the_interface_only_reads(key: str) -> None:
    """No method changes anything."""
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)("/api/v1/data/CA1", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 405


def test_the_catalogue_and_editions_are_described(key: str) -> None:
    """Tables with items and definitions; editions with coverage, the current ones marked."""
    tables = {each["table"]: each for each in ask("catalogue", key).json()}
    editions = ask("editions", key).json()

    assert tables["CA1"]["periods"] == ["2025Q4", "2026Q1"]
    assert tables["CA1"]["items"][0]["code"] == "CA1.01"
    assert [(each["period"], each["vintage"], each["current"]) for each in editions] == [
        ("2025Q4", 1, True),
        ("2026Q1", 1, True),
    ]


def test_the_description_is_whole_and_needs_no_other_host(analyst: Client) -> None:
    """Every address is in OpenAPI and on the page, which loads our files only."""
    described = json.loads(Client().get("/api/v1/openapi.json").content)
    page = analyst.get("/data/interface/").content.decode()

    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) == {
        "/api/v1/catalogue",
        "/api/v1/editions",
        "/api/v1/data/{table}",
        "/api/v1/editions/{period}/{vintage}/{name}",
        "/api/v1/warehouse",
    }
    assert all(path in page for path in described["paths"])
    assert re.findall(r'(?:src|href)="(https?://[^"]+)"', page) == ["http://testserver/api/v1/openapi.json"]
    assert "KeyHolder" in described["components"]["securitySchemes"]


def test_the_description_is_a_valid_one(analyst: Client) -> None:
    """What programs need of OpenAPI: references that lead somewhere, names once, every part of an address declared."""
    described = json.loads(analyst.get("/api/v1/openapi.json").content)
    operations = {path: each["get"] for path, each in described["paths"].items()}
    for path, each in operations.items():
        named = {part["name"] for part in each["parameters"] if part["in"] == "path" and part["required"]}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert all(answer["description"] for answer in each["responses"].values())
        assert each["security"] == [{"KeyHolder": []}]

    for pointer in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(described)):
        found = described
        for step in pointer.split("/"):
            found = found[step]
    assert len({each["operationId"] for each in operations.values()}) == len(operations)


def test_answers_are_of_the_kinds_that_are_described(key: str) -> None:
    """JSON and CSV of facts, and files as they are."""
    described = json.loads(Client().get("/api/v1/openapi.json").content)["paths"]
    kinds = {path: set(each["get"]["responses"]["200"]["content"]) for path, each in described.items()}
    asked = {
        "/api/v1/catalogue": ["catalogue"],
        "/api/v1/editions": ["editions"],
        "/api/v1/data/{table}": ["data/CA1?period=2026Q1", "data/CA1?period=2026Q1&format=csv"],
        "/api/v1/editions/{period}/{vintage}/{name}": ["editions/2026Q1/1/CA1.parquet", "editions/2026Q1/1/CHANGES.md"],
        "/api/v1/warehouse": ["warehouse"],
    }
    assert set(asked) == set(kinds)
    for path, addresses in asked.items():
        answers = [ask(address, key) for address in addresses]
        assert [each.status_code for each in answers] == [200] * len(answers)
        assert {each["Content-Type"].partition(";")[0] for each in answers} <= kinds[path]
        for each in answers:
            each.close()


def test_facts_fit_their_description(key: str) -> None:
    """Every field of a fact is described, and no other."""
    described = json.loads(Client().get("/api/v1/openapi.json").content)["components"]["schemas"]["FactOut"]

    fact = ask("data/CA1", key, period="2026Q1", unit="990121").json()["facts"][0]

    assert list(fact) == list(described["properties"])


def test_whoever_reads_the_description_reads_both_languages(empty_folder: Path) -> None:
    """Every summary, answer, part of an address and shape in Chinese and in English; nothing of our own code's words."""
    assert empty_folder.is_dir()
    described = json.loads(Client().get("/api/v1/openapi.json").content)
    told = list(_told(described))

    assert len(told) > 40
    assert [text for text in told if not (re.search("[\u4e00-\u9fff]", text) and re.search("[a-z]{2}", text))] == []
    parts = [
        part for methods in described["paths"].values() for each in methods.values() for part in each["parameters"]
    ]
    assert all(part["description"] for part in parts)


def _told(described: object) -> Iterator[str]:
    if isinstance(described, dict):
        yield from (described[name] for name in ("summary", "description") if isinstance(described.get(name), str))
        described = list(described.values())
    if isinstance(described, list):
        for each in described:
            yield from _told(each)
