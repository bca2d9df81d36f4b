"""The load: native/requests.c for HTTP/1.1 downloads, h2load for HTTP/2, uploads and paced requests, native/handshakes.c for handshakes
and idle connections. All refuse to hide errors."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .counters import Counters
from .processes import LOAD_CPU, BenchProblem, Process, wait_until
from .tools import HOST, compiled, needed

SECURITY = ["--tls13-ciphers=TLS_AES_128_GCM_SHA256", "--groups=X25519"]
AGREED = "TLSv1.3 TLS_AES_128_GCM_SHA256 X25519 prime256v1"  # as the C programs tell it
EXPECTED = {"TLS Protocol": "TLSv1.3", "Cipher": "TLS_AES_128_GCM_SHA256", "Server Temp Key": "X25519 253 bits"}


@dataclass(frozen=True)
class Requests:
    """What is asked for, on how many connections."""

    h2: bool
    connections: int
    path: str
    streams: int = 1
    upload: bool = False

    def start(self, port: int, seconds: float, folder: Path, per_second: float | None = None):
        """A load with a `process`, which `finish` judges; h2load where the lean program cannot do it."""
        if self.h2 or self.upload or per_second is not None:
            return self._h2load(port, seconds, folder, per_second)
        return RunningDownloads(port, self.path, self.connections, folder)

    def _h2load(self, port: int, seconds: float, folder: Path, per_second: float | None) -> "RunningRequests":
        command = [needed("h2load", "apt install nghttp2-client"), "-t1", f"-c{self.connections}", f"-m{self.streams}", f"-D{seconds * 1000:.0f}ms"]
        command += SECURITY + ["--npn-list=h2"] if self.h2 else SECURITY + ["--h1"]
        if self.upload:
            command += ["-d", str(upload_file(folder))]
        latencies = None
        if per_second is not None:
            latencies = folder / "latencies.tsv"
            latencies.unlink(missing_ok=True)
            command += [f"--rps={per_second / self.connections:.3f}", f"--log-file={latencies}"]
        command += [f"--connect-to=127.0.0.1:{port}", f"https://{HOST}{self.path}"]
        process = Process("h2load", command, LOAD_CPU, folder / "h2load.log", stdout=subprocess.PIPE)
        return RunningRequests(process, "h2" if self.h2 else "http/1.1", seconds, latencies)


class RunningRequests:
    def __init__(self, process: Process, protocol: str, seconds: float, latencies: Path | None):
        self.process = process
        self._protocol = protocol
        self._seconds = seconds
        self._latencies = latencies

    def finish(self):
        """Waits for the end and fails unless every answer was 2xx over the agreed TLS settings."""
        self.process.wait(self._seconds + 30)
        text = self.process.stdout.read().decode(errors="replace")
        self.process.stop()
        for field, expected in {**EXPECTED, "Application protocol": self._protocol}.items():
            found = re.search(rf"^{field}: (.*)$", text, re.M)
            if found is None or found.group(1).strip() != expected:
                raise BenchProblem(f"h2load: {field} is {found.group(1) if found else 'missing'}, not {expected}\n{text}")
        requests = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", text)
        codes = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", text)
        if requests is None or codes is None:
            raise BenchProblem(f"h2load: cannot read its report\n{text}")
        succeeded, *bad = map(int, requests.groups())
        ok, *other = map(int, codes.groups())
        if succeeded == 0 or any(bad) or ok == 0 or any(other):
            raise BenchProblem(f"h2load: {requests.group(0)}; {codes.group(0)}")

    def latency_quantiles(self, skip_seconds: float) -> tuple[float, float]:
        """Median and 99.9th percentile in milliseconds, without the first seconds; every status is checked."""
        rows = []
        for line in self._latencies.read_text().splitlines():
            start, status, micros = map(int, line.split("\t"))
            rows.append((start, status, micros))
        if any(status != 200 for _, status, _ in rows):
            raise BenchProblem("h2load: an answer in the latency log is not 200")
        begin = min(row[0] for row in rows) + skip_seconds * 1e6
        times = sorted(micros for start, _, micros in rows if start >= begin)
        return times[len(times) // 2] / 1000, times[min(len(times) - 1, int(len(times) * 0.999))] / 1000


class RunningDownloads:
    """Runs native/requests.c."""

    def __init__(self, port: int, path: str, connections: int, folder: Path):
        self._counters = Counters(folder / "requests.counters")
        self._log = folder / "requests.log"
        self._log.unlink(missing_ok=True)
        command = [compiled("requests"), self._counters.path, "127.0.0.1", port, HOST, path, connections]
        self.process = Process("requests", command, LOAD_CPU, self._log)

    def finish(self):
        """Ends it and fails on an error, on an answer other than 200, or on other TLS settings."""
        self.process.check_alive()
        counts = self._counters.read()
        if counts.errors or counts.completed == 0:
            raise BenchProblem(f"requests: {counts.completed} completed, {counts.errors} failed\n{self.process.tail()}")
        check_settings("requests", self._log)
        self.process.stop()


class Handshakes:
    """Runs native/handshakes.c in one of its modes."""

    def __init__(self, mode: str, port: int, slots: int, folder: Path):
        self.mode = mode
        self.slots = slots
        self.counters = Counters(folder / f"handshakes-{mode}.counters")
        command = [compiled("handshakes"), self.counters.path, mode, "127.0.0.1", port, HOST, slots]
        self.log = folder / f"handshakes-{mode}.log"
        self.log.unlink(missing_ok=True)
        self.process = Process(f"handshakes {mode}", command, LOAD_CPU, self.log)

    def check(self):
        """Fails on a dead generator, an error, the wrong TLS settings, or tickets that do not resume."""
        self.process.check_alive()
        counts = self.counters.read()
        if counts.errors:
            raise BenchProblem(f"handshakes {self.mode}: {counts.errors} failed of {counts.accepted}\n{self.process.tail()}")
        check_settings(f"handshakes {self.mode}", self.log)
        if self.mode == "resume" and counts.resumed < counts.completed * 0.98 - self.slots:
            raise BenchProblem(f"handshakes resume: only {counts.resumed} of {counts.completed} resumed")

    def wait_held(self, seconds: float):
        def ready():
            self.process.check_alive()
            return "held" in self.log.read_text()

        wait_until(f"{self.slots} idle connections", seconds, ready)
        self.check()

    def stop(self):
        self.process.stop()


def check_settings(name: str, log: Path):
    """Fails unless the first handshake of a C program was what every proxy is set to."""
    told = re.search(r"^tls (.*)$", log.read_text(), re.M)
    if told is None or told.group(1) != AGREED:
        raise BenchProblem(f"{name}: settings are not the agreed ones: {told and told.group(1)}")


def upload_file(folder: Path) -> Path:
    path = folder / "upload.bin"
    if not path.exists():
        path.write_bytes(b"u" * (1 << 20))
    return path
