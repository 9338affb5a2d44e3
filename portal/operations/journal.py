"""The log of the portal: one JSON object a line, without cell text, file names or names of people.

Whatever libraries say is kept as their template, without what they put in; of an error its type and places in code.
"""

import json
import logging
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse

from flows.faults import fault_number

_OURS = "shenhe"
_ROOT = Path(__file__).parents[2]
_log = logging.getLogger(f"{_OURS}.requests")
_WRONG = 400
_MACHINES = frozenset({"healthz", "readyz", "metrics"})


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, event, the facts of a request, and the fault if there is one."""
        ours = record.name.partition(".")[0] == _OURS
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if ours else _template(record),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, Mapping):
            told |= facts
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told |= {"fault": fault_number(error), "error": type(error).__name__, "where": _places(error)}
        return json.dumps(told, ensure_ascii=False)


def _template(record: logging.LogRecord) -> str:
    """What a library says, before its own words for it; of what it refuses, it has filled them in already."""
    return "refused" if record.name.startswith("django.security") else str(record.msg)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    path = Path(file)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


CONFIGURATION: Mapping[str, object] = MappingProxyType(
    {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"{__name__}.{Lines.__name__}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            _OURS: {"level": "INFO"},
            "uvicorn": {"level": "WARNING"},
            # What they say below that repeats addresses and names; our own line tells of each request.
            "django.request": {"level": "CRITICAL"},
            "axes": {"level": "CRITICAL"},
        },
    }
)
"""For `logging.config`; `shenhe serve` hands it to the server by its dotted name."""


class Journal:
    """A line for each request: how it ended and how long it took; the page by its name, never by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, told of."""
        begun = time.perf_counter()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else ""
        if page not in _MACHINES and (page or response.status_code >= _WRONG):  # a static file has no name
            facts = {
                "page": page,
                "method": request.method,
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - begun)),
            }
            _log.info("request", extra={"facts": facts})
        return response
