from collections.abc import Callable
from types import SimpleNamespace

import made_xlsx
import pytest

Package = Callable[..., bytes]


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The builders of hand-made packages: parts, zipped, relations, sheet_xml, and the two namespaces."""
    return SimpleNamespace(
        parts=made_xlsx.ordinary_parts,
        zipped=made_xlsx.zipped,
        relations=made_xlsx.relations,
        sheet_xml=made_xlsx.sheet_xml,
        main=made_xlsx.MAIN,
        links=made_xlsx.LINKS,
    )


@pytest.fixture(scope="session")
def package() -> Package:
    """A hand-built workbook: `package({name: content or None})` replaces, adds or leaves out parts."""
    return made_xlsx.package


@pytest.fixture(scope="session")
def sheet_package(package: Package) -> Callable[..., bytes]:
    """A workbook whose only sheet has these rows and what follows them."""
    return lambda rows, tail="": package({"xl/worksheets/sheet1.xml": made_xlsx.sheet_xml(rows, tail)})
