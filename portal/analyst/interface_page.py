"""The page that describes the interface, made from its own OpenAPI description: nothing of it comes from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.analyst.interface import api
from portal.membership import only
from portal.roles import Role


@dataclass(frozen=True, slots=True)
class Parameter:
    """One part of an address or a query."""

    name: str
    where: str
    required: bool
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that may be asked."""

    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answers: tuple[str, ...]


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def interface_page(request: HttpRequest) -> HttpResponse:
    """Every address of the interface with its parameters."""
    described: Mapping[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    shown = {
        "about": described["info"]["description"],
        "operations": tuple(_operations(described)),
        "api": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "analyst/interface.html", shown)


def _operations(described: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in described["paths"].items():
        for told in methods.values():
            yield Operation(
                path,
                told["summary"],
                tuple(_parameter(each) for each in told.get("parameters", ())),
                tuple(str(status) for status in told["responses"]),
            )


def _parameter(told: Mapping[str, Any]) -> Parameter:
    return Parameter(told["name"], told["in"], told["required"], _kind(told["schema"]), told["description"])


def _kind(schema: Mapping[str, Any]) -> str:
    """`string`, `integer`, `date`, or the values that there are."""
    if "enum" in schema:
        return " | ".join(schema["enum"])
    one = next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)
    return str(one.get("format") or one.get("type") or "string")
