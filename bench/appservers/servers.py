"""How each application server is started, told to restart, and what its processes are."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from harness.processes import BenchProblem, tree

from . import client

WORKERS = 4
SETTLE = 3  # a process that is there may still boot
HERE = Path(__file__).parent


@dataclass
class Place:
    """Where one server runs in this bench."""

    folder: Path
    port: int
    python: Path  # the virtual environment's bin

    def environment(self, **more: str) -> dict:
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "PYTHONPATH": str(HERE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SAMPLE_FOLDER": str(self.folder),
            **more,
        }


class Server:
    """A master process with workers, restarted by a signal. The caller is told nothing."""

    restart_word = "HUP"

    def __init__(self, name: str, command, place: Place, version: str):
        self.name, self.version, self.place = name, version, place
        self._command = command
        self._process: subprocess.Popen | None = None

    def start(self):
        self.begin()
        self.wait_until_all_serve()
        time.sleep(SETTLE)

    def begin(self):
        with (self.place.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(part) for part in self._command(self.place)],
                cwd=self.place.folder,
                env=self.place.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_all_serve(self, limit: float = 40):
        ends = time.monotonic() + limit
        while time.monotonic() < ends:
            if client.answers(self.place.port) and len(self.workers()) >= WORKERS:
                return
            time.sleep(0.1)
        raise BenchProblem(f"{self.name}: not serving with {WORKERS} workers after {limit:.0f} s; see {self.place.folder}/server.log")

    @property
    def master(self) -> int:
        return self._process.pid

    def processes(self) -> list[int]:
        """Everything that belongs to it, also what a dead master left behind."""
        return sorted({pid for pid in all_pids() if marked(pid, self.place.folder)} | set(tree(self.master)))

    def workers(self) -> list[int]:
        """Processes that run the application."""
        return [pid for pid in self.processes() if pid != self.master and alive(pid) and serves(pid)]

    def restart(self) -> tuple[int, str]:
        """Exit status and last line of what the person who asked sees."""
        os.kill(self.master, signal.SIGHUP)
        return 0, "(nothing: a signal has no answer)"

    def kill_master(self):
        os.kill(self.master, signal.SIGKILL)
        self._process.wait()

    def stop(self):
        left = self.processes()
        for pid in left:
            end(pid, signal.SIGTERM)
        ends = time.monotonic() + 8
        while time.monotonic() < ends and any(alive(pid) for pid in left):
            time.sleep(0.1)
        for pid in self.processes():
            end(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()


class Quaygate(Server):
    """Workers are Uvicorn processes, one each; the step runs before them."""

    restart_word = "apps restart"

    def __init__(self, launcher: Path, place: Place, version: str):
        super().__init__("Quaygate + Uvicorn", self._run, place, version)
        self._launcher = launcher
        self._config = place.folder / "quaygate.yaml"
        self._config.write_text(
            f"""\
listen: {{http: ["127.0.0.1:{place.port}"], https: off}}
admin: {{listen: ["unix:{place.folder}/admin.sock"], token: "file:{place.folder}/admin.token"}}
storage: {{file: {place.folder}/store}}
log: {{level: info, access: {{to: off}}}}
routes: [{{host: app.test, to: sample, tls: off}}]
apps:
  sample:
    command: [{place.python}/uvicorn, "sample:application", --uds, "{{socket}}", --log-level, warning]
    workers: {WORKERS}
    ready: /
    env: {{PYTHONPATH: {HERE}, PYTHONDONTWRITEBYTECODE: "1", SAMPLE_FOLDER: {place.folder}, SAMPLE_STEP_OUTSIDE: "1"}}
    prestart: ["{place.python}/python -c 'import os, pathlib; open(pathlib.Path(os.environ[\\"SAMPLE_FOLDER\\"]) / \\"steps\\", \\"a\\").write(\\"step\\\\n\\")'"]
"""
        )

    def _run(self, place: Place) -> list:
        return ["env", f"XDG_RUNTIME_DIR={place.folder}", self._launcher, "run", "-c", self._config]

    def restart(self) -> tuple[int, str]:
        asked = subprocess.run(
            [self._launcher, "apps", "restart", "sample", "--admin", f"unix:{self.place.folder}/admin.sock"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        lines = (asked.stdout + asked.stderr).strip().splitlines()
        return asked.returncode, lines[-1] if lines else ""


def all_servers(launcher: Path, version: str, place_of) -> list[Server]:
    """Each with a place of its own, from `place_of(name)`."""

    def uvicorn(p: Place):
        return [p.python / "uvicorn", "sample:application", "--host", "127.0.0.1", "--port", p.port, "--workers", WORKERS, "--log-level", "warning"]

    def gunicorn(p: Place):
        return [p.python / "gunicorn", "sample:application", "-k", "uvicorn_worker.UvicornWorker", "-w", WORKERS, "-b", f"127.0.0.1:{p.port}", "--log-level", "warning"]

    def granian(p: Place):
        return [p.python / "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", p.port, "--workers", WORKERS, "--respawn-failed-workers", "--log-level", "warning", "sample:application"]

    def hypercorn(p: Place):
        return [p.python / "hypercorn", "sample:application", "-b", f"127.0.0.1:{p.port}", "-w", WORKERS, "--log-level", "warning"]

    return [
        Server("Uvicorn", uvicorn, place_of("uvicorn"), "0.54.0"),
        Server("Gunicorn + Uvicorn", gunicorn, place_of("gunicorn"), "27.0.1"),
        Server("Granian", granian, place_of("granian"), "2.8.7"),
        Server("Hypercorn", hypercorn, place_of("hypercorn"), "0.18.0"),
        Quaygate(launcher, place_of("quaygate"), version),
    ]


def all_pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def marked(pid: int, folder: Path) -> bool:
    """Whether it was started for that folder: the environment says so and children inherit it."""
    try:
        return f"SAMPLE_FOLDER={folder}\0".encode() in Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False


def serves(pid: int) -> bool:
    """Whether it is Python that runs workers: not the helper that multiprocessing starts beside them."""
    try:
        program = os.readlink(f"/proc/{pid}/exe")
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return "python" in program and b"resource_tracker" not in words and b"forkserver" not in words


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def end(pid: int, number: int):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def pss_bytes(pids: list[int]) -> int:
    """Memory of all of them, shared pages divided among those that share them."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total
