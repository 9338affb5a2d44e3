"""What machines ask the portal: whether it is up, whether it is ready, and what it counts."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.models import Letter
from portal.pages import clock
from portal.pages.tally import tally
from record import register as record
from record.connection import is_up_to_date

LEAST_FREE = 200 * 2**20
"""Bytes that must be free in the folder before the portal takes files."""
_PLAIN = "text/plain; charset=utf-8"
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def healthy(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The process answers."""
    return HttpResponse("ok\n", content_type=_PLAIN)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The process can work: 200, or 503 with what is in the way."""
    lacking = tuple(_lacking(settings.SHENHE_HOME))
    return HttpResponse("\n".join((*(lacking or ("ok",)), "")), content_type=_PLAIN, status=503 if lacking else 200)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Counts in the text form of Prometheus; no unit is named."""
    return HttpResponse("\n".join((*_metrics(), "")), content_type=_METRICS)


def _lacking(home: Path) -> Iterator[str]:
    try:
        if not is_up_to_date():
            yield "migrations pending"
    except DatabaseError:
        yield "database does not answer"
    if not os.access(home, os.W_OK | os.X_OK):
        yield "folder not writable"
    elif shutil.disk_usage(home).free < LEAST_FREE:
        yield "disk nearly full"


def _metrics() -> Iterator[str]:
    yield from _head("shenhe_submissions", "gauge", "Submissions that count, by period and state.")
    for each in record.counts():
        yield f'shenhe_submissions{{period="{each.period}",state="{each.state.value}"}} {each.number}'
    yield from _one("shenhe_uploads_total", "counter", "Files that came through the portal.", record.uploads())
    yield from _one("shenhe_faults_total", "counter", "Pages that ended with a fault of ours.", tally.faults)
    yield from _one(
        "shenhe_notices_waiting",
        "gauge",
        "Notices that were not delivered yet.",
        Letter.objects.filter(sent_at=None, given_up=False).count(),
    )
    for night in record.nights(1):
        age = int((clock.now() - night.started_at).total_seconds())
        yield from _one("shenhe_night_age_seconds", "gauge", "Seconds since the last night began.", age)
        done = int(night.ended_at is not None)
        yield from _one("shenhe_night_finished", "gauge", "1 where the last night came to its end.", done)


def _one(name: str, kind: str, what: str, value: int) -> Iterator[str]:
    yield from _head(name, kind, what)
    yield f"{name} {value}"


def _head(name: str, kind: str, what: str) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} {kind}"
