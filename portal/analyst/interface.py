"""The interface for analysts' programs: read-only, below api/v1/, described by OpenAPI.

What its views raise (DataError, PeriodError, ValidationError, AuthenticationError) is answered by the handlers below; a
view's own docstring says nothing of it, for programs read it in the description.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from flows.data import DataError, Item, Selection, TableOnFile, as_csv, read, tables
from flows.publish.editions import WAREHOUSE, catalogued, current
from portal.analyst.answers import facts_json
from portal.analyst.downloads import MEDIA_TYPES, edition_file, sent
from portal.analyst.keyring import holder
from portal.analyst.published import curated
from portal.models import Member
from schemas.messages import say
from schemas.periods import Period, PeriodError
from schemas.published import Edition

MOST = 200_000
"""Facts of one answer; more are read from the edition's Parquet file."""


class KeyHolder(HttpBearer):
    """`Authorization: Bearer` and a key."""

    def authenticate(self, request: HttpRequest, token: str) -> Member | None:  # noqa: ARG002  # ninja's signature
        """The member whose key it is."""
        return holder(token)


class Form(StrEnum):
    """In which form facts are answered."""

    JSON = "json"
    CSV = "csv"


class Said(Schema):
    """A text in both languages."""

    zh: str
    en: str


class Problem(Schema):
    """Why there is no answer."""

    code: str
    message: Said


class EditionOut(Schema):
    """One edition; `current` is the newest of its period."""

    period: str
    vintage: int
    published: date
    expected: int
    covered: int
    facts: int
    revised: int
    fingerprint: str
    note: str
    current: bool


class ItemOut(Schema):
    """One column of a table."""

    code: str
    column: str
    title: Said
    kind: str
    measure: str
    decimals: int
    definition: str


class TableOut(Schema):
    """One table with its items and the periods that have it."""

    table: str
    return_code: str
    title: Said
    periods: list[str]
    items: list[ItemOut]


class FactOut(Schema):
    """One number with its flag and where it comes from; without a value the flag says why."""

    period: str
    unit: str
    unit_name: str
    table: str
    row: str
    row_label: str
    column: str
    column_label: str
    value: float | None
    measure: str
    kind: str
    flag: str
    vintage: int
    submission: int
    sha256: str
    sheet: str | None
    cell: str | None
    rule_set: str


class FactsOut(Schema):
    """The facts that were asked for."""

    table: str
    count: int
    facts: list[FactOut]


def _both(code: str) -> str:
    return f"{say(code, 'zh')} {say(code, 'en')}"


class Interface(NinjaAPI):
    """The interface, whose description speaks the words of the catalogue wherever a person reads it."""

    def get_openapi_schema(self, *arguments: Any, **named: Any) -> OpenAPISchema:
        """The description, with every answer, part of an address and shape said in both languages."""
        described = super().get_openapi_schema(*arguments, **named)
        for methods in described["paths"].values():
            for told in methods.values():
                told.pop("description", None)  # our own docstring; the summary says it
                for part in told.get("parameters", ()):
                    own = part["schema"].pop("description", None)
                    for shape in part["schema"].get("allOf", ()):
                        shape.pop("description", None)
                    part["description"] = own or _both(f"INTERFACE-PART-{part['name'].upper()}")
                for status, answer in told["responses"].items():
                    answer["description"] = _both(f"INTERFACE-ANSWER-{status}")
        for name, shape in described["components"]["schemas"].items():
            shape["description"] = _both(f"INTERFACE-SHAPE-{name.upper()}")
        return described


api = Interface(
    title="shenhe 审核",
    version="1",
    description=_both("INTERFACE-ABOUT"),
    auth=KeyHolder(),
    docs_url=None,
    urls_namespace="interface",
)


def _content(*kinds: str) -> dict[str, Any]:
    """What OpenAPI says of an answer that is no JSON: bytes of these media types."""
    described = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"content": dict.fromkeys(kinds, described)}}}


_PROBLEMS = {401: Problem, 404: Problem, 413: Problem, 422: Problem}


@api.get("/catalogue", response={200: list[TableOut], **_PROBLEMS}, summary=_both("INTERFACE-CATALOGUE"))
def catalogue(request: HttpRequest) -> list[TableOut]:  # noqa: ARG001  # a view
    """Every published table."""
    return [_table(each) for each in tables(curated())]


@api.get("/editions", response={200: list[EditionOut], **_PROBLEMS}, summary=_both("INTERFACE-EDITIONS"))
def editions(request: HttpRequest) -> list[EditionOut]:  # noqa: ARG001  # a view
    """Every edition that readers see."""
    known = catalogued(curated())
    newest = {each.name for each in current(known)}
    return [_edition(each, is_current=each.name in newest) for each in known]


@api.get(
    "/data/{table}",
    response={200: FactsOut, **_PROBLEMS},
    summary=_both("INTERFACE-DATA"),
    openapi_extra=_content("text/csv"),
)
def data(  # the parts of the query
    request: HttpRequest,  # noqa: ARG001  # a view
    table: str,
    period: Annotated[str, Query(description=_both("INTERFACE-PERIOD"))] = "",
    unit: Annotated[str, Query(description=_both("INTERFACE-UNIT"))] = "",
    vintage: Annotated[int | None, Query(ge=1, description=_both("INTERFACE-VINTAGE"))] = None,
    as_of: Annotated[date | None, Query(description=_both("INTERFACE-AS-OF"))] = None,
    form: Annotated[Form, Query(alias="format", description=_both("INTERFACE-FORMAT"))] = Form.JSON,
) -> HttpResponse:
    """The facts of a table."""
    first, last = _span(period)
    selection = Selection(table, first, last, unit, as_of, vintage)
    frame = read(curated(), selection, most=MOST)
    if form is Form.CSV:
        return HttpResponse(as_csv(frame), content_type="text/csv; charset=utf-8")
    return HttpResponse(facts_json(frame), content_type="application/json")


@api.get(
    "/editions/{period}/{vintage}/{name}",
    response={200: None, **_PROBLEMS},
    summary=_both("INTERFACE-FILE"),
    openapi_extra=_content(*MEDIA_TYPES),
)
def file(request: HttpRequest, period: str, vintage: int, name: str) -> HttpResponse:
    """A file of an edition as it stands in curated/."""
    return edition_file(request, period, vintage, name)


@api.get(
    "/warehouse",
    response={200: None, **_PROBLEMS},
    summary=_both("INTERFACE-WAREHOUSE"),
    openapi_extra=_content("application/octet-stream"),
)
def warehouse(request: HttpRequest) -> HttpResponse:
    """The DuckDB database of the current editions."""
    path = curated() / WAREHOUSE
    if not path.is_file():
        raise DataError("DATA-NOTHING")
    return sent(request, path, WAREHOUSE)


@api.exception_handler(DataError)
def no_data(request: HttpRequest, error: DataError) -> HttpResponse:
    """What is asked for is not there, or too much."""
    status = 413 if error.code == "DATA-MANY" else 404
    return _problem(request, error.code, Said(zh=error.message("zh"), en=error.message("en")), status)


@api.exception_handler(PeriodError)
def no_period(request: HttpRequest, error: PeriodError) -> HttpResponse:
    """A text that names no period."""
    return _problem(request, "PERIOD-UNREADABLE", Said(zh=error.message("zh"), en=error.message("en")), 422)


@api.exception_handler(ValidationError)
def no_query(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A part of the query that cannot be read."""
    names = {"parts": [str(each["loc"][-1]) for each in error.errors]}
    code = "INTERFACE-QUERY"
    return _problem(request, code, Said(zh=say(code, "zh", names), en=say(code, "en", names)), 422)


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001  # ninja's signature
    """No key, or one that does not hold."""
    code = "INTERFACE-KEY"
    response = _problem(request, code, Said(zh=say(code, "zh"), en=say(code, "en")), 401)
    response["WWW-Authenticate"] = 'Bearer realm="shenhe"'
    return response


def _problem(request: HttpRequest, code: str, message: Said, status: int) -> HttpResponse:
    return api.create_response(request, Problem(code=code, message=message), status=status)


def _span(text: str) -> tuple[Period | None, Period | None]:
    """`2026Q3`, `2025Q4..2026Q3`, open at either end, or empty for all. Raises PeriodError."""
    first, dots, last = text.partition("..")
    begin = Period.read(first) if first.strip() else None
    if not dots:
        return begin, begin
    return begin, Period.read(last) if last.strip() else None


def _table(each: TableOnFile) -> TableOut:
    return TableOut(
        table=each.table,
        return_code=each.return_code,
        title=Said(zh=each.zh, en=each.en),
        periods=[edition.period for edition in each.editions],
        items=[_item(item) for item in each.items],
    )


def _item(item: Item) -> ItemOut:
    return ItemOut(
        code=item.code,
        column=item.column,
        title=Said(zh=item.zh, en=item.en),
        kind=item.kind,
        measure=item.measure,
        decimals=item.decimals,
        definition=item.definition,
    )


def _edition(each: Edition, *, is_current: bool) -> EditionOut:
    return EditionOut(
        period=each.period,
        vintage=each.vintage,
        published=each.published,
        expected=each.expected,
        covered=each.covered,
        facts=each.facts,
        revised=each.revised,
        fingerprint=each.fingerprint,
        note=each.note,
        current=is_current,
    )
