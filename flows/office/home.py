"""Where an office keeps its things: one folder with raw/, curated/, the register, the configuration and the record."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one office; nothing is written outside it."""

    path: Path

    @property
    def raw(self) -> Path:
        """What counties sent, byte for byte, with `inbox/` and `refused/` beside the kept files."""
        return self.path / "raw"

    @property
    def inbox(self) -> Path:
        """Where files may be dropped: each below the code of its unit."""
        return self.raw / "inbox"

    @property
    def replies(self) -> Path:
        """Marked workbooks and notices for the counties, each below the code of its unit."""
        return self.path / "replies"

    @property
    def curated(self) -> Path:
        """What analysts read."""
        return self.path / "curated"

    @property
    def readings(self) -> Path:
        """Readings of kept files, by hash; may be deleted, is made anew."""
        return self.path / "cache" / "readings"

    @property
    def usual(self) -> Path:
        """What was learned of the past, by its seal; may be deleted, is learned anew."""
        return self.path / "cache" / "usual"

    @property
    def register(self) -> Path:
        """The unit register, a CSV."""
        return self.path / "register.csv"

    @property
    def registers(self) -> Path:
        """The registers before it, each named by when it was replaced."""
        return self.path / "registers"

    @property
    def configuration(self) -> Path:
        """The configuration, a TOML file."""
        return self.path / "shenhe.toml"

    @property
    def reports(self) -> Path:
        """What the night tells the office: morning summary, board, run report."""
        return self.path / "reports"
