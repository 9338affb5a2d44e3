"""What became of the files of one round: taken, sent before, not taken."""

from dataclasses import dataclass

from schemas.messages import Language, say
from schemas.receipt import Refusal


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the inbox that is called like a unit's code and is none's, and how many files it held."""

    name: str
    files: int


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken: where it lay in the inbox (`*` for a personal name), whose it is, and why.

    `unit` is empty where that is not known. Nothing in `refusal` is the text of a cell.
    """

    source: str
    unit: str
    refusal: Refusal

    def text(self, language: Language) -> str:
        """The file, its unit, and the reason with its code."""
        facts = {"file": self.source, "code": self.refusal.code, "reason": self.refusal.message(language)}
        return say("NIGHT-REFUSED-FILE", language, facts | {"unit": f"{self.unit} " if self.unit else ""})


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the files of one round that the gate let through.

    `taken` are the submissions that they are, `repeated` those sent before and `closed` those not taken, for the
    workbook is approved. `folders` are wrong ones, from which nothing is taken. `refused` names every file that was not
    taken, the closed ones too.
    """

    taken: frozenset[int] = frozenset()
    repeated: int = 0
    closed: int = 0
    folders: tuple[Folder, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
