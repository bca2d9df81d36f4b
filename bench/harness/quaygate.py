"""Ours: the packed launcher, or any command for a development build."""

import os
import shlex
from pathlib import Path
from typing import Callable

from .peer import Setting, version_of
from .processes import BenchProblem
from .tools import HOST, ROOT


def quaygate(template: str | None, transport: str):
    def command(s: Setting) -> list:
        log = f"file:{s.folder}/quaygate-access.log" if s.access_log else "off"
        config = s.write(
            "quaygate.yaml",
            f"""\
listen:
  http: off
  https: ["127.0.0.1:{s.port}"]
  limits: {{connectionsPerAddress: off, handshakesPerAddress: off, streams: 128}}
timeouts: {{keepAlive: 300s}}
tls: {{min: "1.3", groups: [x25519]}}
certificates:
  manual:
    - {{cert: {s.cert}, key: "file:{s.key}"}}
admin:
  listen: ["unix:{s.folder}/admin.sock"]
  token: file:{s.folder}/admin.token
storage: {{file: {s.folder}/store}}
log: {{level: warn, access: {{to: {log}, format: json}}}}
reload: {{watch: false}}
process: {{eventLoops: 1, transport: {transport}}}
routes:
  - host: {HOST}
    to: backend
pools:
  backend: {{to: "127.0.0.1:{s.backend}", connections: {{idle: 512}}}}
""",
        )
        if template is not None:
            return [part.replace("{config}", str(config)) for part in shlex.split(template)]
        return [packed_launcher(), "run", "-c", config]

    return command


def quaygate_env(s: Setting, template: str | None) -> dict:
    env = {"XDG_RUNTIME_DIR": str(s.folder), "QUAYGATE_DATA": str(s.folder / "store")}
    extra = os.environ.get("QUAYGATE_JAVA_OPTS")
    if template is not None and extra:
        # The packed launcher reads QUAYGATE_JAVA_OPTS; a plain java command reads this one.
        env["JDK_JAVA_OPTIONS"] = f"{os.environ.get('JDK_JAVA_OPTIONS', '')} {extra}".strip()
    return env


def packed_launcher() -> Path:
    found = sorted(ROOT.glob("target/quaygate-*/bin/quaygate"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise BenchProblem("quaygate: no target/quaygate-*/bin/quaygate; pack it first or use --quaygate-cmd 'java ... -c {config}'")
    return found[-1]


def quaygate_version(template: str | None) -> Callable[[], str]:
    if template is not None:
        return lambda: "development"
    return lambda: version_of([str(packed_launcher()), "version"], r"quaygate\s+(\S+)")
