"""The catalogue, the pages of tables and items, editions beside each other, and where a number comes from."""

import asyncio
import re
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
import second_edition
from django.test import AsyncClient, AsyncRequestFactory, Client

from flows.data import Selection, read
from flows.rulebook import RuleBook
from portal.analyst.downloads import sent
from record import models
from record.archive import archived
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.periods import SHANGHAI, Period
from schemas.returns import returns

pytestmark = pytest.mark.files

UNIT = "990121"
TABLE = "/data/CA1/2026Q1/v001/"
NUMBER = f"{TABLE}{UNIT}/TOTAL/01/"
PAGES = (
    "/data/",
    "/data/keys/",
    "/data/interface/",
    "/data/CA1/",
    "/data/CA1/items/01/",
    "/data/CA1/vintages/",
    TABLE,
    f"{TABLE}use/",
    NUMBER,
    "/data/editions/2026Q1/v001/CA1.csv",
)
LARGEST = 60_000
MORNING = datetime(2026, 4, 15, 9, tzinfo=SHANGHAI)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def number(page: str, address: str) -> str:
    """What is printed where the page leads to an address."""
    return re.search(rf'<a href="{re.escape(address)}">([^<]*)</a>', page)[1]


@pytest.fixture
def analyst(folder: Path, client_of) -> Client:  # noqa: ARG001  # it comes first
    return client_of("analyst")


@pytest.fixture
def curated(folder: Path) -> Path:
    return folder / "curated"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("address", PAGES)
def test_analysts_and_the_office_read_and_nobody_else(client_of, address: str) -> None:
    """A clerk and an administrator are told that there is no such page; whoever has not signed in does so first."""
    for role in ("analyst", "office"):
        answer = client_of(role).get(address, follow=True)
        answer.close()
        assert answer.status_code == 200
    for role in ("clerk", "administrator"):
        assert client_of(role).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/sign-in/")


def test_the_catalogue_lists_every_table_under_its_return(analyst: Client) -> None:
    """With its items, periods, newest edition and coverage."""
    page = text(analyst, "/data/")

    assert re.findall(r'<h2 id="(\w+)">', page) == ["CA", "PM", "TA"]
    assert re.search(
        r">CA1 公务员（含参公）数量变化情况</a></th><td class=\"number\">26</td><td>2025Q4、2026Q1</td>", page
    )
    assert "<td>2026Q1 v001</td><td>4/4</td>" in page


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("发展党员总数", "PM3.01", "CA1"),
        ("ca1", "CA1 公务员", "PM1"),
        ("pm3.01", "发展党员总数", "CA1"),
        ("公务员 变化", "CA1 公务员", "CA6"),
        ("no such thing", "没有找到", "CA1 "),
    ],
)
def test_a_search_finds_by_chinese_name_and_by_code(analyst: Client, asked: str, there: str, not_there: str) -> None:
    """Every word must be there, in any case."""
    main = analyst.get("/data/", {"q": asked}).content.decode().split("<main")[1].split("</form>")[1]

    assert there in main
    assert not_there not in main.replace("“CA1”", "")


def test_what_is_typed_is_shown_as_text(analyst: Client) -> None:
    """No markup comes out of a search."""
    page = analyst.get("/data/", {"q": "<script>x</script>"}).content.decode()

    assert "<script>x" not in page


@pytest.mark.usefixtures("empty_folder")
def test_nothing_published_is_told(client_of) -> None:
    """The catalogue stands and says so; a table's page is not there."""
    client = client_of("analyst")

    assert "还没有发布过数据。" in text(client, "/data/")
    assert client.get("/data/CA1/").status_code == 404


@pytest.mark.parametrize("query", ["", f"?unit={UNIT}"])
def test_a_page_shows_the_numbers_of_the_edition(analyst: Client, curated: Path, query: str) -> None:
    """Each leads to where it comes from; those of all units beside each other, or of one unit's rows."""
    page = text(analyst, f"{TABLE}{query}")
    frame = read(curated, Selection("CA1", Period.parse("2026Q1"), Period.parse("2026Q1"), vintage=1))
    shown = frame[frame["unit"] == UNIT] if query else frame[frame["row"] == "TOTAL"]
    numbers = {column.name: column.number for column in returns().table("CA1").columns}

    for unit, row, column, value in zip(shown["unit"], shown["row"], shown["column"], shown["value"], strict=True):
        assert number(page, f"{unit}/{row}/{numbers[column]}/") == f"{value:,.0f}"
    assert len(re.findall(r"<td><a ", page)) == len(shown)


def test_every_table_has_its_page_and_none_is_large(analyst: Client, curated: Path) -> None:
    """Under 60 kB without the chart, also one that has no total row."""
    for code in sorted(path.stem for path in (curated / "2025Q4" / "v001").glob("*.parquet")):
        for query in ("", f"?unit={UNIT}"):
            page = text(analyst, f"/data/{code}/2025Q4/v001/{query}")
            assert len(page.encode()) < LARGEST, code
            assert page.count("<h1>") == 1


def test_each_link_of_a_page_leads_somewhere(analyst: Client) -> None:
    """Also the relative ones of the numbers and headings."""
    page = text(analyst, TABLE)
    links = set(re.findall(r'href="([^"#]+)"', page.split("<main")[1]))
    ends = sorted(links)[:: max(1, len(links) // 40)]

    for link in ends:
        address = link if link.startswith("/") else f"{TABLE}{link}"
        answer = analyst.get(address, follow=True)
        answer.close()
        assert answer.status_code == 200, link


def test_lines_that_do_not_fit_are_on_the_next_page(analyst: Client, curated: Path, monkeypatch) -> None:
    """Every line is on one of the pages."""
    monkeypatch.setattr("portal.analyst.grid.CELLS", 60)
    pages = [text(analyst, f"{TABLE}?row=TOTAL&page={at}") for at in (1, 2, 9)]

    found = [set(re.findall(r'<th scope="row"><a href="\?unit=([^"]+)"', page)) for page in pages]

    assert found[0] | found[1] == set(read(curated, Selection("CA1"))["unit"])
    assert found[0].isdisjoint(found[1])
    assert found[1] == found[2]


def test_a_withheld_number_stays_withheld(analyst: Client, curated: Path) -> None:
    """A sign in its place on the page and where it comes from, with what the sign means."""
    frame = read(curated, Selection("CA5", Period.parse("2026Q1"), Period.parse("2026Q1")))
    withheld = frame[frame["flag"] == "suppressed"].iloc[0]
    numbers = {column.name: column.number for column in returns().table("CA5").columns}
    address = f"{withheld['unit']}/{withheld['row']}/{numbers[withheld['column']]}/"

    page = text(analyst, f"/data/CA5/2026Q1/v001/?unit={withheld['unit']}")
    origin = text(analyst, f"/data/CA5/2026Q1/v001/{address}")

    assert number(page, address) == "*"
    assert "不公布" in page
    assert "<dd><strong>*</strong>" in origin


def test_units_that_are_missing_are_named(analyst: Client, curated: Path) -> None:
    """Beside the coverage, with a word that their sum is not the city's."""
    second_edition.leave_out(curated, "2026Q1", "CA", "示例九县")

    page = text(analyst, TABLE)

    assert "覆盖 3/4 个填报单位" in page
    assert "示例九县 (需修改)" in page
    assert "不是全市数" in page


@pytest.mark.parametrize("name", ["CA1.xlsx", "CA1.csv", "CA1.parquet", "dictionary.csv", "SHA256SUMS"])
def test_a_download_is_the_file_of_the_edition(analyst: Client, curated: Path, name: str) -> None:
    """Byte for byte, to be saved under a name that says which edition."""
    response = analyst.get(f"/data/editions/2026Q1/v001/{name}")

    assert b"".join(response.streaming_content) == (curated / "2026Q1" / "v001" / name).read_bytes()
    assert response["Content-Disposition"].startswith("attachment")
    assert "2026Q1_v001" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_real_server_sends_a_download_piece_by_piece(analyst: Client, curated: Path) -> None:
    """The same bytes, and their number beforehand."""
    path = curated / "2026Q1" / "v001" / "CA1.csv"

    async def fetched() -> tuple[bytes, str]:
        client = AsyncClient()
        client.cookies = analyst.cookies
        response = await client.get("/data/editions/2026Q1/v001/CA1.csv")
        return b"".join([piece async for piece in response.streaming_content]), response["Content-Length"]

    assert asyncio.run(fetched()) == (path.read_bytes(), str(path.stat().st_size))


def test_a_file_replaced_while_it_is_sent_is_the_one_that_was_announced(tmp_path: Path) -> None:
    """Bytes and their number are of one file; what nobody reads is closed with the response."""
    path = tmp_path / "CA1.csv"
    path.write_bytes(b"the first")
    request = AsyncRequestFactory().get("/")
    response, unread = sent(request, path, path.name), sent(request, path, path.name)
    path.with_suffix(".part").write_bytes(b"the second, which is longer")
    path.with_suffix(".part").replace(path)

    async def fetched() -> bytes:
        return b"".join([piece async for piece in response.streaming_content])

    assert (asyncio.run(fetched()), response["Content-Length"]) == (b"the first", "9")
    [close] = [each for each in unread._resource_closers if each.__name__ == "close"]
    unread.close()
    assert close.__self__._file.closed


@pytest.mark.parametrize("name", ["..%2Fv001%2FCA1.csv", "..", "%2Fetc%2Fpasswd", "CA1.duckdb", "edition.json%00"])
def test_no_other_file_is_given(analyst: Client, name: str) -> None:
    """Only what the edition lists, by its plain name; a name with control characters is none at all."""
    wanted = 400 if name.endswith("%00") else 404
    assert analyst.get(f"/data/editions/2026Q1/v001/{name}").status_code == wanted


@pytest.mark.parametrize(
    "address",
    [
        "/data/XX9/",
        "/data/CA1/2031Q1/v001/",
        "/data/CA1/2026Q1/v009/",
        "/data/CA2/2026Q1/v001/",
        f"{TABLE}?unit=990199",
        f"{TABLE}?row=990121101",
        f"{TABLE}990199/TOTAL/01/",
        f"{TABLE}{UNIT}/TOTAL/99/",
        "/data/CA1/items/99/",
        "/data/CA1/items/01/?row=X",
    ],
)
def test_what_is_not_there_is_no_page(analyst: Client, address: str) -> None:
    """Told as any address that is wrong."""
    assert analyst.get(address).status_code == 404


def test_a_choice_leads_to_an_address_that_can_be_cited(analyst: Client) -> None:
    """Edition and view stand in the address; what the edition has not is left out."""
    chosen = {"edition": "2025Q4 v001", "view": f"unit:{UNIT}"}

    assert analyst.get("/data/CA1/", chosen)["Location"] == f"/data/CA1/2025Q4/v001/?unit={UNIT}"
    assert analyst.get("/data/CA1/", chosen | {"view": "unit:1"})["Location"] == "/data/CA1/2025Q4/v001/"
    assert analyst.get("/data/CA1/")["Location"] == TABLE


def test_two_editions_beside_each_other(analyst: Client, curated: Path) -> None:
    """Every number that differs, with its change; the older edition says that there is a newer one."""
    before = number(text(analyst, TABLE), f"{UNIT}/TOTAL/01/")
    second_edition.add(curated, "2026Q1", "CA1", UNIT, "opening")

    compared = text(analyst, "/data/CA1/vintages/")
    origin = text(analyst, f"/data/CA1/2026Q1/v002/{UNIT}/TOTAL/01/")

    change = f"{int(second_edition.CORRECTED) - int(before.replace(',', '')):+,}"
    assert f'<td class="number">{before}</td><td class="number">4,321</td><td class="number">{change}</td>' in compared
    assert "1 个数不同" in compared
    assert f'<td class="number">{before}</td>' in origin
    assert '<td class="number">4,321</td><td>已更正</td>' in origin
    assert "这不是本报告期最新的一版" in text(analyst, TABLE)
    assert "4,321</a><sup>更</sup>" in text(analyst, "/data/CA1/2026Q1/v002/")
    assert "两版完全相同" in text(analyst, "/data/CA4/vintages/")


def test_nothing_to_compare_is_told(analyst: Client) -> None:
    """One edition a period."""
    assert "没有可比较的" in text(analyst, "/data/CA1/vintages/")


def test_an_item_has_its_definition_rules_and_history(analyst: Client, curated: Path) -> None:
    """The rules that speak of it, in words, and its number of every period and unit."""
    page = text(analyst, "/data/CA1/items/01/")
    book = [entry for entry in RuleBook(returns()).entries("CA1") if "CA1.01" in {each.code for each in entry.items}]

    assert returns().table("CA1").columns[0].definition in page
    assert re.findall(r'<tr><th scope="row">(CA1-\w+)</th>', page) == [entry.code for entry in book]
    frame = read(curated, Selection("CA1", row="TOTAL", column="opening"))
    for period, unit, value in zip(frame["period"], frame["unit"], frame["value"], strict=True):
        assert number(page, f"../../{period}/v001/{unit}/TOTAL/01/") == f"{value:,.0f}"


def test_a_number_leads_to_its_cell(analyst: Client, curated: Path) -> None:
    """County, submission, sheet and cell, and the file's hash; an analyst gets no file."""
    fact = read(curated, Selection("CA1", Period.parse("2026Q1"), None, row="TOTAL", column="opening"))
    fact = fact[fact["unit"] == UNIT].iloc[0]

    page = text(analyst, NUMBER)

    assert all(str(fact[name]) in page for name in ("unit_name", "submission", "sheet", "cell", "sha256"))
    assert "file/" not in page
    assert analyst.get(f"{NUMBER}file/").status_code == 404


@pytest.mark.usefixtures("folder")
def test_the_office_also_gets_the_workbook(client_of) -> None:
    """Byte for byte as it was kept."""
    office = client_of("office")
    assert 'href="file/"' in text(office, NUMBER)

    content = b"".join(office.get(f"{NUMBER}file/").streaming_content)

    assert sha256(content).hexdigest() in text(office, NUMBER)


@pytest.mark.usefixtures("folder")
def test_what_the_county_explained_is_for_the_office(client_of) -> None:
    """Of findings that speak of the number alone; an analyst does not read it, and nobody reads who wrote it."""
    submission = models.Submission.objects.get(period="2026Q1", unit=UNIT, return_code="CA")
    cell = Cell(Role.SUBJECT, "CA1", "TOTAL", "合计", "opening", "上年末实有数", None, 1)
    place = Place("CA1", "CA1", "TOTAL", "合计", "opening", "上年末实有数")
    finding = Finding("CA1-B01", Level.QUERY, Pattern.BAND, place, (cell,))
    models.Verdict.objects.filter(pk=submission.verdict_id).update(findings=archived((finding,)))
    whole = {"unit": UNIT, "return_code": "CA", "period": "2026Q1", "numbers": "", "rule_text": "", "reason": "R01"}
    for key, said in ((finding.key, "机构改革划入两个单位"), ("CA1-B02|CA1|TOTAL|closing", "另一个数的原因")):
        models.Explanation.objects.create(**whole, key=key, text=said, by="填表的人", written_at=MORNING)

    told = text(client_of("office"), NUMBER)

    assert "机构改革划入两个单位" in told
    assert "另一个数的原因" not in told
    assert "填表的人" not in told
    assert "机构改革划入两个单位" not in text(client_of("analyst"), NUMBER)


def test_every_page_reads_in_english_too(analyst: Client) -> None:
    """The same pages with English words."""
    analyst.cookies["language"] = "en"

    for address in PAGES[:-1]:
        page = analyst.get(address, follow=True).content.decode()
        assert '<html lang="en">' in page
    assert "Q1 2026, edition 1, published 2026-04-16, covers 4/4 reporting units" in text(analyst, TABLE)


def test_the_citation_names_edition_and_fingerprint(analyst: Client) -> None:
    """And the address under which it stands."""
    page = text(analyst, f"{TABLE}use/")

    assert "公务员（含参公）数量变化情况（CA1），第 1 版，2026-04-16 发布" in page
    assert f"http://testserver{TABLE}" in page


def test_one_row_and_item_of_all_periods(curated: Path) -> None:
    """One fact a unit and period."""
    frame = read(curated, Selection("CA1", row="TOTAL", column="opening"))

    assert set(frame["period"]) == {"2025Q4", "2026Q1"}
    assert len(frame) == 8
