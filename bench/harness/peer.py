"""What a peer is: a proxy that can be configured for one setting, started, and asked for its version."""

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from .processes import PROXY_CPU, Process


@dataclass(frozen=True)
class Setting:
    """What one peer is started with."""

    folder: Path
    port: int
    backend: int
    cert: Path
    key: Path
    access_log: bool

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path


@dataclass(frozen=True)
class Peer:
    name: str
    command: Callable[[Setting], list]
    version: Callable[[], str]
    jit: bool = False  # needs a long warm-up
    env: Callable[[Setting], dict] = field(default=lambda setting: {})

    def start(self, setting: Setting) -> Process:
        log = setting.folder / f"{self.name}.log"
        return Process(self.name, self.command(setting), PROXY_CPU, log, self.env(setting))


def version_of(command, pattern, env=None) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=30, env={**os.environ, **(env or {})})
    found = re.search(pattern, result.stdout + result.stderr)
    return found.group(1) if found else "?"
