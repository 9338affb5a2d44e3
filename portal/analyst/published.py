"""What the analyst's pages take from curated/; what is not there is no page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.http import Http404

from flows.data import DataError, TableOnFile, holdings, table
from portal.pages.office import office
from schemas.messages import Language
from schemas.published import Edition


@contextmanager
def no_such_page() -> Iterator[None]:
    """What is asked of curated/ within and is not there is no page. Raises Http404."""
    try:
        yield
    except DataError as error:
        raise Http404 from error


def curated() -> Path:
    """The folder that analysts read."""
    return office().home.curated


def table_called(code: str) -> TableOnFile:
    """A published table by its code. Raises Http404."""
    with no_such_page():
        return table(curated(), code)


def edition_of(on_file: TableOnFile, period: str, vintage: int) -> Edition:
    """An edition that holds a table. Raises Http404."""
    with no_such_page():
        found = holdings.edition(curated(), period, vintage)
        holdings.file(curated(), found, f"{on_file.table}.parquet")
    return found


def editions_of(on_file: TableOnFile) -> tuple[Edition, ...]:
    """Every edition of the periods that a table has, the newest period and vintage first."""
    found = (each for current in on_file.editions for each in holdings.vintages(curated(), current.period))
    holding = (each for each in found if f"{on_file.table}.parquet" in holdings.files(curated(), each))
    return tuple(holding)[::-1]


def title(on_file: TableOnFile, language: Language) -> str:
    """The title of a table."""
    return on_file.zh if language == "zh" else on_file.en
