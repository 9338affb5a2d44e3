"""An office as it is set up: its folder, choices, register and returns, opened once for a run."""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from flows import read
from flows.gate import Limits
from flows.office.configuration import Configuration, ConfigurationError, load
from flows.office.home import Home
from flows.office.shelf import Shelf
from flows.read import Forms
from flows.receive.receipts import digests
from record.errors import StoreError
from schemas.messages import say
from schemas.periods import SHANGHAI
from schemas.reckoned import derived, openings
from schemas.returns import Returns, returns
from schemas.units import Register, RegisterError

_READING = ("flows/gate/*.py", "flows/read/*.py", "schemas/hint.py", "schemas/issue_list.py", "schemas/reckoned.py")
"""The code that says what a file's cells mean: how it is taken apart and read, and what the words in it stand for."""


@dataclass(frozen=True, eq=False)
class Office:
    """Everything that a run needs to know, read once."""

    home: Home
    configuration: Configuration
    register: Register
    returns: Returns

    @classmethod
    def at(cls, folder: Path) -> "Office":
        """The office of a folder. Raises ConfigurationError, RegisterError."""
        home = Home(folder.resolve())
        configuration = load(home.configuration)
        if not home.register.is_file():
            raise ConfigurationError("REGISTER-FILE", {"file": home.register.name})
        try:
            register = Register.from_bytes(home.register.read_bytes())
        except RegisterError as error:
            raise error.in_file(home.register.name) from None
        return cls(home, configuration, register, returns())

    @property
    def rule_set(self) -> str:
        """Hash of the declarations: a verdict is bound to it."""
        return self.returns.rule_set

    @cached_property
    def forms(self) -> Forms:
        """What workbooks should hold."""
        return Forms(self.returns, self.register)

    @cached_property
    def kept(self) -> Mapping[str, Sequence[Path]]:
        """Receipts of the files that were kept when the run began, by the first digits of the content's sha256."""
        return digests(self.home.raw)

    @cached_property
    def reader(self) -> str:
        """Hash of all that a reading depends on beside the file: headings and rows, the register, the reading's code."""
        seal = sha256(self.register.fingerprint.encode())
        for table in self.returns.tables:
            columns = [
                (c.number, c.name, c.zh, c.aliases, c.measure, c.signed, c.since, c.until) for c in table.columns
            ]
            rows = [(row.code, row.zh, row.measure) for row in table.rows]
            held = sorted({*openings(table), *derived(table)})
            seal.update(repr((table.code, table.frequency, table.grain, columns, rows, held)).encode())
        floors = Path(read.__file__).parents[2]
        for file in sorted(file for room in _READING for file in floors.glob(room)):
            seal.update(file.read_bytes())
        return seal.hexdigest()

    @cached_property
    def shelf(self) -> Shelf:
        """Readings made just as they would be made now."""
        return Shelf(self.home.readings, self.reader[:16])

    @property
    def holder(self) -> str:
        """Who this office is to the lease of the night: the same after a restart, under whatever host name."""
        file = self.home.path / ".night-holder"
        if not file.is_file():
            unfinished = file.with_suffix(".part")
            unfinished.write_text(uuid4().hex, encoding="ascii")
            unfinished.replace(file)
        return file.read_text(encoding="ascii")

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(unit.code for unit in self.register.units)

    def is_unit(self, code: str) -> bool:
        """Whether the register has, or had, a unit of this code."""
        return code in self._codes

    @cached_property
    def limits(self) -> Limits:
        """What the gate admits here."""
        return Limits(kinds=self.configuration.kinds)

    @property
    def contact(self) -> str:
        """Whom a clerk may ask."""
        return say(
            "OFFICE-CONTACT", "zh", {"name": self.configuration.office, "telephone": self.configuration.telephone}
        )


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Work on an office's record and editions alone on this machine; the lock ends with its process, however that ends.

    Raises StoreError NIGHT-HERE while another process does.
    """
    with (home.path / ".night-lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            since = datetime.fromtimestamp(os.fstat(lock.fileno()).st_mtime, SHANGHAI)
            raise StoreError("NIGHT-HERE", {"since": f"{since:%Y-%m-%d %H:%M}"}) from error
        os.utime(lock.fileno())  # the lock's own time says since when it is held, also where the disk is full
        yield
