"""What is known of a received file, and why a file is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from schemas.messages import Language, say


class Kind(StrEnum):
    """The kind of a file, told by its content and never by its name."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Fact:
    """One named fact that a message quotes; never a personal value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a whole file is not taken: a message code of the group `refusals` and its facts."""

    code: str
    facts: tuple[Fact, ...] = ()

    def message(self, language: Language) -> str:
        """The one sentence: what it is, why, and what to do."""
        return say(self.code, language, self._named())

    def _named(self) -> Mapping[str, str]:
        return MappingProxyType({fact.name: fact.value for fact in self.facts})


PORTAL = "/portal"
"""The source of an upload: no path below the inbox begins so."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A kept file: raw/<period>/<unit>/<return>/<time>-<sha256[:8]>.<kind>, with this beside it as JSON."""

    sha256: str
    size: int
    kind: Kind
    name: str
    """The file's own name as sent, for people; never used as a path."""
    received_at: datetime
    source: str
    """Where it came from: the path below raw/inbox, or what begins with `PORTAL`."""
    return_code: str
    unit: str
    period: str
    template: str
    """The template's version as stamped in the workbook; empty where no stamp was found."""
    kept_as: str
    """Path below raw/, with forward slashes."""

    @property
    def is_uploaded(self) -> bool:
        """Whether it came through the portal and waits for a confirmation; what lay in the inbox is meant so."""
        return is_uploaded(self.source)


def is_uploaded(source: str) -> bool:
    """Whether a source is the portal."""
    return source.startswith(f"{PORTAL}/")
