"""Reads the counters that the C programs keep in a mapped file (native/counters.h)."""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

LAYOUT = struct.Struct("<4Q")


@dataclass(frozen=True)
class Counts:
    completed: int
    accepted: int
    resumed: int
    errors: int

    def since(self, earlier: "Counts") -> "Counts":
        return Counts(
            self.completed - earlier.completed,
            self.accepted - earlier.accepted,
            self.resumed - earlier.resumed,
            self.errors - earlier.errors,
        )


class Counters:
    """The file is made here and mapped again by the program that counts."""

    def __init__(self, path: Path):
        self.path = path
        path.write_bytes(bytes(LAYOUT.size))
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), LAYOUT.size, prot=mmap.PROT_READ)

    def read(self) -> Counts:
        return Counts(*LAYOUT.unpack(self._map[: LAYOUT.size]))
