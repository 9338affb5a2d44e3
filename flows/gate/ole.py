"""An OLE file's directory and streams, each chain followed once and never further than the file is long."""

import struct
from dataclasses import dataclass
from itertools import islice

from flows.gate.limits import Limits

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_FIRST_TABLES = 109
_SMALL = 64
"""Bytes of a sector of the small stream, in which streams below the cutoff lie."""
_ROOT, _STREAM = 5, 2


class OleBroken(ValueError):
    """A directory or chain that is looped, cut or endless."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the directory; `name` in lower case, since writers differ."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """An OLE file opened as far as its directory. Raises OleBroken."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        if len(content) < _HEADER or not content.startswith(OLE_MAGIC):
            raise OleBroken("header")
        self.content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in (9, 12):
            raise OleBroken("sector")
        self.size = 1 << shift
        (directory,) = struct.unpack_from("<I", content, 48)
        self.cutoff, self.small_table, _, self.more, _ = struct.unpack_from("<5I", content, 56)
        self.tables = self._tables()
        self.entries = self._entries(directory, limits)

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams and storages."""
        return frozenset(entry.name for entry in self.entries)

    def stream(self, name: str) -> bytes | None:
        """The bytes of the only stream of a name; None where there is none. Raises OleBroken."""
        found = [entry for entry in self.entries if entry.name == name and entry.kind == _STREAM]
        if not found:
            return None
        if len(found) > 1:
            raise OleBroken("streams")
        (entry,) = found
        if entry.size > len(self.content):
            raise OleBroken("size")
        if entry.size < self.cutoff:
            return self._small(entry)
        return self._chained(entry.start, entry.size)

    def _tables(self) -> tuple[int, ...]:
        """Sectors of the allocation table: 109 in the header, more in a chain of their own."""
        found = [*struct.unpack_from(f"<{_FIRST_TABLES}I", self.content, 76)]
        sector, seen = self.more, set[int]()
        while sector < _LAST_SECTOR:
            data = self._sector(sector)
            if sector in seen or len(data) < self.size:
                raise OleBroken("tables")
            seen.add(sector)
            *listed, sector = struct.unpack(f"<{self.size // 4}I", data)
            found += listed
        return tuple(found)

    def _sector(self, sector: int) -> bytes:
        start = (sector + 1) * self.size
        if start >= len(self.content):
            raise OleBroken("sector")
        return self.content[start : start + self.size]

    def _next(self, sector: int) -> int:
        table, place = divmod(sector, self.size // 4)
        if table >= len(self.tables) or self.tables[table] >= _LAST_SECTOR:
            raise OleBroken("chain")
        at = (self.tables[table] + 1) * self.size + place * 4
        if at + 4 > len(self.content):
            raise OleBroken("chain")
        found: int = struct.unpack_from("<I", self.content, at)[0]
        return found

    def _entries(self, sector: int, limits: Limits) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        seen: set[int] = set()
        while sector < _LAST_SECTOR:
            if sector in seen or len(entries) > limits.streams:
                raise OleBroken("directory")
            seen.add(sector)
            data = self._sector(sector)
            whole = len(data) // _ENTRY * _ENTRY
            entries += (_entry(data[at : at + _ENTRY]) for at in range(0, whole, _ENTRY))
            sector = self._next(sector)
        return tuple(entries)

    def _chained(self, sector: int, size: int) -> bytes:
        """`size` bytes of a chain; as many sectors are followed as they need, so that a loop costs nothing more."""
        parts: list[bytes] = []
        seen: set[int] = set()
        while len(parts) * self.size < size:
            if sector >= _LAST_SECTOR or sector in seen:
                raise OleBroken("chain")
            seen.add(sector)
            parts.append(self._sector(sector))
            if len(parts) * self.size < size:
                sector = self._next(sector)
        return b"".join(parts)[:size]

    def _small(self, entry: Entry) -> bytes:
        root = next((one for one in self.entries if one.kind == _ROOT), None)
        if root is None or root.size > len(self.content):
            raise OleBroken("root")
        stream = self._chained(root.start, root.size)
        sectors = self._small_chain(entry.start, -(-entry.size // _SMALL), len(stream) // _SMALL + 1)
        return b"".join(stream[at * _SMALL : (at + 1) * _SMALL] for at in sectors)[: entry.size]

    def _small_chain(self, sector: int, count: int, most: int) -> list[int]:
        table = self._small_table(most)
        found: list[int] = []
        for _ in range(count):
            if sector >= most:
                raise OleBroken("small")
            found.append(sector)
            sector = table[sector] if sector < len(table) else _LAST_SECTOR
        if len(set(found)) != len(found):
            raise OleBroken("small")
        return found

    def _small_table(self, most: int) -> list[int]:
        table: list[int] = []
        sector, seen = self.small_table, set[int]()
        while sector < _LAST_SECTOR and sector not in seen and len(table) < most:
            seen.add(sector)
            table += (number for (number,) in islice(struct.iter_unpack("<I", self._words(sector)), self.size // 4))
            sector = self._next(sector)
        return table

    def _words(self, sector: int) -> bytes:
        data = self._sector(sector)
        return data[: len(data) // 4 * 4]


def _entry(data: bytes) -> Entry:
    length, kind = struct.unpack_from("<HB", data, 64)
    start, size = struct.unpack_from("<2I", data, 116)
    name = data[: length - 2].decode("utf-16-le", "replace").lower() if 2 <= length <= 64 else ""
    return Entry(name, kind, start, size)
