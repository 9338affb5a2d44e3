"""Files of an edition as they stand in curated/."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, cast

from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from flows.data import holdings
from portal.analyst.published import curated, no_such_page
from portal.membership import only
from portal.roles import Role

_MEDIA = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
}
MEDIA_TYPES = tuple(each.partition(";")[0] for each in _MEDIA.values())
"""Media types of the files of an edition."""
_PIECE = 1 << 18


@only(Role.ANALYST, Role.OFFICE)
@require_safe
def download(request: HttpRequest, period: str, vintage: int, name: str) -> HttpResponse:
    """A file that the edition lists, to be saved and never shown."""
    with no_such_page():
        return edition_file(request, period, vintage, name)


def edition_file(request: HttpRequest, period: str, vintage: int, name: str) -> HttpResponse:
    """A file of an edition, under a name that says which edition. Raises DataError."""
    edition = holdings.edition(curated(), period, vintage)
    path = holdings.file(curated(), edition, name)
    return sent(request, path, f"{path.stem}_{period}_v{vintage:03}{path.suffix}")


def sent(request: HttpRequest, path: Path, name: str) -> HttpResponse:
    """A file piece by piece, to be saved under a name. Raises OSError where it cannot be read."""
    media = _MEDIA.get(path.suffix, "application/octet-stream")
    response: StreamingHttpResponse
    if isinstance(request, ASGIRequest):  # a plain iterator would be read whole before the first piece is sent
        file = path.open("rb")
        response = StreamingHttpResponse(_Pieces(file), content_type=media)
        response["Content-Length"] = str(os.fstat(file.fileno()).st_size)  # of this file, whatever has its name by now
        response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    else:
        response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media)
    response["Cache-Control"] = "private, no-cache"
    return cast("HttpResponse", response)  # Django's types keep the two apart, and every view may give either


class _Pieces:
    """An open file, read off the server's loop; the response closes it, also where nobody read it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Its bytes to the end."""
        with self._file:
            while piece := await asyncio.to_thread(self._file.read, _PIECE):
                yield piece

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
