"""An office as it is set up: its folder, choices, register and returns, opened once for a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flows.configuration import Configuration, ConfigurationError, load
from flows.gate import Limits
from flows.home import Home
from flows.read import Forms
from flows.receive.receipts import digests
from flows.shelf import Shelf
from schemas.messages import say
from schemas.returns import Returns, returns
from schemas.units import Register


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
        register = Register.from_bytes(home.register.read_bytes())
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
    def shelf(self) -> Shelf:
        """Readings made with these declarations and this register."""
        return Shelf(self.home.readings, self.rule_set[:8] + self.register.fingerprint[:8])

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
